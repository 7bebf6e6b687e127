"""Whatever is done with a network waits its turn, so that what was checked still holds when it is written."""

from workflows.directory.models import Network
from workflows.errors import NotThere


def hold_all() -> None:
    """Let whoever changes any network wait until the transaction ends: an import holds them before its own table.

    A verb of a page holds its network first too, so that neither waits for the other.
    """
    list(Network.objects.select_for_update().order_by("pk").values_list("pk"))


def held(network: Network) -> Network:
    """Return the network as it is now, locked until the transaction ends. Raises NotThere if it is gone."""
    found = (
        Network.objects.select_for_update(of=("self",))
        .select_related("responsible_municipality__county__office")
        .filter(pk=network.pk)
        .first()
    )
    if found is None:
        raise NotThere
    return found

"""Services that are not in the register yet are written into it when they are first needed (R2.2, R2.9)."""

from django.db import transaction
from django.utils.translation import gettext as _

from workflows.directory.models import Municipality, Service
from workflows.errors import Refused


@transaction.atomic
def register(*, name: str, kind: str, host: Municipality, serves: list[Municipality]) -> Service:
    """Return the service of this name in the host municipality, made if it is not there.

    Whoever calls has demanded the right to let it join or be invited. Raises Refused when it is there as another kind.
    """
    service, made = Service.objects.get_or_create(name=name, host=host, defaults={"kind": kind})
    if service.kind != kind:
        raise Refused(
            _("%(name)s is registered as: %(kind)s.") % {"name": name, "kind": service.get_kind_display()}
        )
    if made:
        service.municipalities.set({host, *serves})
    return service

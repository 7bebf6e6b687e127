"""Who can approve what touches money or cases is told that it waits for them."""

from django.utils.translation import gettext_lazy

from imports.kinds import KINDS
from imports.models import Batch
from workflows import notices

from . import rights


def tell(batch: Batch) -> None:
    """Owe a notice to all who may let a batch be taken in, once however often it is read; to be called when it is read.

    Nobody is told of what needs no second person, or cannot be taken in as it stands. What the file is called and holds
    is on the page alone.
    """
    if not KINDS[batch.kind].needs_second or not batch.to_write or batch.is_unclear:
        return
    for person in rights.approvers(batch):
        notices.notify(
            to_user=person,
            subject=gettext_lazy("An import waits for your approval"),
            body=gettext_lazy(
                "It has %(rows)s rows to write. It is about money or cases, so who handed it in does not approve it."
            ),
            link=batch.get_absolute_url(),
            key=f"batch-waits:{batch.pk}:{person.pk}",
            fields={"rows": batch.to_write},
        )

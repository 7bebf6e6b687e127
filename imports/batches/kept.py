"""Whether what a batch held is still there: after some days it is deleted (`retention`), and some acts need it."""

from django.conf import settings
from django.utils.translation import gettext_lazy

from imports.models import Batch
from workflows.errors import Refused

GONE = gettext_lazy("The file and its rows are deleted: they are kept for %(days)s days. Hand it in anew.")
NOT_UNDONE = gettext_lazy(
    "The file and its rows are deleted: they are kept for %(days)s days. Undoing is no longer possible."
)


def demand_file(batch: Batch, words: object = GONE) -> None:
    """Raise Refused where what the batch held is deleted, in the words given."""
    if batch.emptied_at:
        raise Refused(str(words) % {"days": settings.IMPORT_KEPT_DAYS})

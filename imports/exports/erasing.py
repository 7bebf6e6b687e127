"""What is erased is in no export that is kept: files made before it are thrown away, and can be asked for anew (F3)."""

import datetime as dt
from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy

from workflows import outbox
from workflows.cases.journal import ERASED
from workflows.cases.models import JournalEntry

from .scheduling import throw_away

KIND = "imports.forget_exports"


@receiver(post_save, sender=JournalEntry, dispatch_uid="imports.exports.erasing")
def owe(sender: Any, instance: JournalEntry, **kwargs: Any) -> None:
    """Owe it where the journal tells of an erasure: done when that is, also where a worker dies."""
    if instance.action == ERASED and not kwargs.get("raw"):
        payload = {"before": instance.at.isoformat()}
        outbox.put(kind=KIND, key=f"{KIND}:{instance.pk}", payload=payload)


@outbox.deliverer(KIND, gettext_lazy("Export"))
def forget(payload: dict[str, Any]) -> None:
    """Throw away the files asked for before the erasure."""
    throw_away(dt.datetime.fromisoformat(payload["before"]))

"""The parts of the case page that are written in: messages, and the office's notes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflows.cases.correspondence import (
    messages_of,
    notes_of,
    reads_messages,
    reads_notes,
    writes_messages,
)
from workflows.cases.models import Case
from workflows.cases.panels import Beside, CasePanel, register, register_beside
from workflows.directory.models import User


def messages(case: Case, user: User) -> dict[str, Any]:
    """Return the thread as the person may read it, and whether they may write in it."""
    return {"written": list(messages_of(case, user)), "may_write": writes_messages(case, user)}


def notes(case: Case, user: User) -> dict[str, Any]:
    """Return the internal notes, for those at the office."""
    return {"written": list(notes_of(case, user)), "may_write": reads_notes(case, user)}


def beside(case: Case, user: User) -> dict[str, Any]:
    """Return notes and messages for those who assess or decide, as they were written."""
    return {"notes": list(notes_of(case, user)), "messages": list(messages_of(case, user))}


MESSAGES = register(
    CasePanel(
        "meldinger",
        _("Messages"),
        "casefile/messages.html",
        messages,
        order=62,
        shown=reads_messages,
    )
)
NOTES = register(
    CasePanel(
        "notater",
        _("Internal notes"),
        "casefile/notes.html",
        notes,
        order=64,
        internal=True,
        shown=reads_notes,
    )
)
register_beside(
    Beside(
        frozenset({"assessment.assess", "assessment.second_assess", "grant.decide", "grant.approve"}),
        "casefile/beside.html",
        beside,
        order=30,
    )
)

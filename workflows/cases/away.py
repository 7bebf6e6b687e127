"""A case that another installation has stands still here: every verb is refused, with where it is (R7.3).

Asked in three places, so that nothing needs to know of it by itself: `rights.can()` for work, `acts.answer()` for what
is done beside it, and `journal.record()` for everything, since what is done in a case is written there.
"""

from django.utils.translation import gettext as _

from workflows.ui.dates import long_date

from .answers import Answer
from .models import Case, Sending

# What may still be written of a case that is away: what became of it there, and that it is back.
WRITTEN_AWAY = frozenset({"case.received_there", "case.taken_back"})


def sending_of(case: Case) -> Sending | None:
    """Return where a case is or is to be sent, if anywhere: proposed, or sent and not taken back; one query."""
    return Sending.objects.standing().select_related("by", "answered_by").filter(case=case).first()


def refusal(case: Case) -> str:
    """Return in words why nothing can be done in a case: where it is, since when. Empty for a case that is here."""
    if case.sent_away_at is None:
        return ""
    sent = sending_of(case)
    words = _(
        "The case was sent to %(to)s on %(date)s, and is handled there. Nothing more can be done in it here."
    )
    return words % {"to": sent.to if sent else "–", "date": long_date(case.sent_away_at)}


def answer(case: Case) -> Answer:
    """Return the denial to whoever sees a case that is away, or leave."""
    reason = refusal(case)
    return Answer(False, reason) if reason else Answer(True)

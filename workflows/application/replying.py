"""The preliminary reply: proposed before the time is up that the scheme sets, and sent with one press (R8.3)."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows import clock, letters, outbox, reminders
from workflows.cases import journal
from workflows.cases.checking import parameter
from workflows.cases.models import Case, CaseStatus
from workflows.cases.pausing import is_stopped, paused_days
from workflows.cases.rights import demand_caseworker
from workflows.deadlines import statutory_deadline
from workflows.directory.models import Role, User
from workflows.errors import Refused

from .models import PreliminaryReply

KIND = OPTION = "preliminary_reply_days"
PROPOSED_BEFORE = dt.timedelta(days=7)

reminders.register(
    KIND,
    title=gettext_lazy("Preliminary reply in case %(number)s"),
    text=gettext_lazy(
        "The application is not decided yet. Tell the network when it can expect an answer, with one press."
    ),
)


def days_to_reply(case: Case) -> int | None:
    """Return within how many days an answer or a preliminary reply is due; None where the scheme has no such.

    The scheme says whether, the published paragraph how long; where no paragraph does, the scheme's own number.
    """
    option = case.scheme_version.option(OPTION)
    return int(parameter(case, OPTION) or option) if option else None


def is_foreseen(case: Case) -> bool:
    """Return whether the scheme has preliminary replies and the case is at a stage for one; asks no database."""
    handled = case.status in (CaseStatus.RECEIVED, CaseStatus.IN_PROGRESS)
    return handled and bool(case.scheme_version.option(OPTION))


def reply_due(case: Case) -> dt.date | None:
    """Return the day the network must have heard, counted from the day the application came, but for pauses."""
    days = days_to_reply(case)
    if days is None or case.submitted_at is None:
        return None
    came = case.submitted_at.astimezone(clock.OSLO).date()
    return statutory_deadline(came, days=days + paused_days(case))


def expected_by(case: Case) -> dt.date:
    """Return the day that is proposed as the one to expect an answer by: as long again as the first time."""
    return statutory_deadline(clock.today(), days=days_to_reply(case) or 30)


def why_not(case: Case) -> str:
    """Return in words why no preliminary reply is sent in the case; nothing where one can be."""
    if case.closed_at or Case.objects.filter(pk=case.pk, decision__isnull=False).exists():
        return _("The case is decided or closed.")
    if PreliminaryReply.objects.filter(case=case).exists():
        return _("A preliminary reply is already sent.")
    if is_stopped(case):
        return _("The network is asked for something, and the clock stands still.")
    return ""


@transaction.atomic
def reply(*, case: Case, expected_by: dt.date, by: User) -> PreliminaryReply:
    """Send the preliminary reply, once. Raises NotThere or NotAllowed, and Refused where none is to be sent."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    demand_caseworker(by, case)
    if refusal := why_not(case):
        raise Refused(refusal)
    sent = PreliminaryReply.objects.create(case=case, expected_by=expected_by, by=by)
    letters.compose(
        case=case,
        kind="preliminary_reply",
        language=case.letter_language,
        fields={"expected_by": expected_by},
        by=by,
        at=sent.at,
    )
    details = {"expected_by": str(expected_by)}
    journal.record(case=case, action="application.preliminary_reply", actor=by, details=details)
    _settle(case)
    return sent


@outbox.chore(KIND, every=dt.timedelta(days=1))
def propose_replies() -> None:
    """Remind the caseworkers of what must be answered within days; settle what no longer must."""
    filed = Case.objects.filter(submitted_at__isnull=False, decision__isnull=True, closed_at__isnull=True)
    filed = filed.filter(preliminary_reply__isnull=True, sent_away_at__isnull=True)
    filed = filed.exclude(status=CaseStatus.DRAFT)
    waiting = filed.filter(scheme_version__definition__options__has_key=OPTION)
    still = set()
    for case in waiting.select_related("scheme_version", "edition", "office").prefetch_related("pauses"):
        due = reply_due(case)
        stopped = any(each.until is None for each in case.pauses.all())
        if due and not stopped and clock.today() >= due - PROPOSED_BEFORE:
            still.add(key_of(case))
            _remind(case, due)
    for key in reminders.open_keys(KIND) - still:
        reminders.settle(key)


def key_of(case: Case) -> str:
    """Return the key of the reminder: a new one each time the clock has stood still."""
    return f"{KIND}:{case.pk}:{len(case.pauses.all())}"


def _settle(case: Case) -> None:
    reminders.settle(key_of(case))


def _remind(case: Case, due: dt.date) -> None:
    reminders.remind(
        KIND,
        key=key_of(case),
        role=Role.CASEWORKER,
        office=case.office,
        link=reverse("preliminary-reply", args=[case.number]),
        due=due,
        fields={"number": case.number},
    )

"""The application flow's verbs."""

import datetime as dt
from collections.abc import Container
from typing import Any

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from viewflow.workflow.activation import Activation

from workflows import clock, letters, notices
from workflows.anchoring.asking import PART, ask_anew
from workflows.base import Work
from workflows.cases import pausing
from workflows.cases.actions import set_status
from workflows.cases.checking import check_case, refuse_if_blocked
from workflows.cases.correspondence import network_leaders
from workflows.cases.models import Case, CaseNumber, CaseStatus, CaseTask, ParticipantStatement
from workflows.cases.uploads import register_uploads
from workflows.directory.models import NoticeKind, Role, User
from workflows.errors import Refused
from workflows.schemes.conditions import relevant
from workflows.schemes.forms import answers_of, definitions_of

from . import versions
from .annex import annex_of
from .drafts import DRAFT, Draft, draft_of
from .models import Application, BudgetLine, CostKind

FormData = dict[str, Any]


@transaction.atomic
def save_draft(*, case: Case, task: CaseTask, answers: dict[str, Any], by: User) -> None:
    """Keep what has been written so far; the case's row is held by the caller.

    What was sent stays as it was sent: of an application that is filed, a draft is kept with the task until the
    task is done.
    """
    if case.is_draft:
        _keep(case, answers, by)
        return
    task.data = task.data | {DRAFT: draft_of(task) | answers}
    task.save(update_fields=["data"])


def write(work: Work) -> FormData:
    """The application is written: its amounts become columns, and participants can be asked."""
    application = _send(work)
    if _make_statements(work.case):
        ask_anew(work.case)
    return {"requested_amount": application.requested_amount}


def supplement(work: Work) -> FormData:
    """What was asked for is sent; the case is the office's again."""
    work.task.data = {}  # the draft is sent now
    versions.keep_first(work.case)
    application = _send(work)
    refuse_if_blocked(work.case, check_case(work.case, "application"))
    versions.keep(work.case, by=work.by, at=work.at)
    pausing.resume(work.case, at=work.at)
    set_status(work.case, CaseStatus.IN_PROGRESS)
    return {"requested_amount": application.requested_amount}


def enter(work: Work) -> FormData:
    """What came by e-mail or on paper is entered as it is; the formal check says what it lacks (R8.16)."""
    work.task.data = {}  # the draft is entered now
    application = _send(work)
    _make_statements(work.case)
    check_case(work.case, "application")
    versions.keep(work.case, by=work.by, at=work.at)
    return {"requested_amount": application.requested_amount}


def confirm(work: Work) -> FormData:
    """A participant stands behind the application, or does not: who, with what title, when, and why not."""
    party = work.task.data
    statement = ParticipantStatement.objects.get(
        case=work.case, municipality_id=party.get("municipality"), service_id=party.get("service")
    )
    statement.given_by, statement.title = work.by, work.data["title"]
    told: FormData = {"participant": str(statement), "title": statement.title}
    if work.data["answer"] == work.form.DECLINE:
        statement.declined_at, statement.decline_reason = work.at, work.data["reason"]
        told |= {"declined": True, "reason": statement.decline_reason}
        _tell_leaders_of_declining(statement)
    else:
        statement.given_at = work.at
    statement.save(update_fields=["given_by", "title", "given_at", "declined_at", "decline_reason"])
    return told


def _tell_leaders_of_declining(statement: ParticipantStatement) -> None:
    """Owe the network's leader a notice; the reason itself is read in the case."""
    case = statement.case
    for person in network_leaders(case):
        notices.notify(
            to_user=person,
            subject=gettext_lazy("%(participant)s does not stand behind the application"),
            body=gettext_lazy("In case %(number)s %(participant)s has said no, and why. Log in to read it."),
            link=reverse("case-part", args=[case.number, PART]),
            kind=NoticeKind.TASK,
            key=f"declined:{statement.pk}:{person.pk}",
            fields={"participant": str(statement), "number": case.number},
        )


def submit(work: Work) -> FormData:
    """Send the application: it is checked against the published rules, and the case gets its number.

    Raises Refused with the paragraphs that are not met. A missing statement is a finding and never blocks.
    """
    case = work.case
    if work.data["choice"] != work.form.SEND:
        return {"choice": work.data["choice"]}
    _refuse_if_moved(case, work.task)
    refuse_if_blocked(case, check_case(case, "application"))
    case.application.late = case.call.is_late(work.at)
    case.application.save(update_fields=["late"])
    case.draft_number, case.number = case.number, next_number(case, work.at)
    case.submitted_at, case.status = work.at, CaseStatus.RECEIVED
    case.save(update_fields=["number", "draft_number", "submitted_at", "status"])
    versions.keep(case, by=work.by, at=work.at)
    language = case.letter_language
    sent = annex_of(case, language=language)
    letters.compose(
        case=case, kind="receipt", language=language, fields={}, by=work.by, at=work.at, annex=sent
    )
    return {"number": case.number, "draft": case.draft_number}


def _refuse_if_moved(case: Case, task: CaseTask) -> None:
    """Raise Refused where the form was changed since the application was written, and asks more than is answered."""
    if not case.draft_moves.exists():
        return
    lacking = Draft(case, task).kept()
    if lacking.errors:
        labels = ", ".join(
            str(lacking.fields[code].label) for code in lacking.fields if code in lacking.errors
        )
        words = _("The form was changed after you wrote. Take the application back and look at: %(fields)s.")
        raise Refused(words % {"fields": labels or str(lacking.non_field_errors())})


def parties_to_ask(activation: Activation) -> list[dict[str, Any]]:
    """Return who is asked to stand behind the application, as parties of the confirm step."""
    statements = ParticipantStatement.objects.filter(case=activation.process.case, given_at__isnull=True)
    return [
        {"municipality": s.municipality_id, "role": Role.MUNICIPAL_MANAGEMENT}
        if s.municipality_id
        else {"service": s.service_id, "role": Role.CHILD_WELFARE_LEADER}
        for s in statements
    ]


def call_deadline(case: Case) -> dt.date:
    """Return the day the call closes, in Oslo."""
    return case.call.deadline.astimezone(clock.OSLO).date()


def next_number(case: Case, at: dt.datetime) -> str:
    """Return the office's next case number in the year `at` falls in, by Oslo's date: `ROG-2024-1042` (B15)."""
    year = at.astimezone(clock.OSLO).year
    series, _created = CaseNumber.objects.get_or_create(
        office=case.office, year=year, defaults={"last": 1000}
    )
    CaseNumber.objects.filter(pk=series.pk).update(last=F("last") + 1)
    series.refresh_from_db(fields=["last"])
    return f"{case.office.code}-{year}-{series.last}"


def _send(work: Work) -> Application:
    """Keep all of the form, with its uploads; raise Refused where two texts of one field wait to be chosen from."""
    if work.case.other_texts.exists():
        raise Refused(_("Two have written the same. Choose which text to keep first."))
    answers = answers_of(work.form) | register_uploads(case=work.case, form=work.form, by=work.by)
    fields = definitions_of(work.case.scheme_version.definition["sections"])
    whole = work.case.application.answers | answers
    hidden = whole.keys() - relevant(fields, whole).keys()  # not asked, given the other answers: not kept
    return _keep(work.case, answers | dict.fromkeys(hidden), work.by)


def _keep(case: Case, answers: dict[str, Any], by: User) -> Application:
    """Store answers beside those there are, and the columns that rules and the ledger rest on."""
    application: Application = case.application
    application.saved_at, application.saved_by = clock.now(), by
    return rewrite(case, application.answers | answers, wrote=answers)


def rewrite(case: Case, answers: dict[str, Any], *, wrote: Container[str]) -> Application:
    """Store all of an application's answers, and the columns that follow from them; `wrote` are those just written."""
    application: Application = case.application
    application.answers = answers
    application.requested_amount = whole_amount(answers.get("requested_amount"))
    application.save(update_fields=["answers", "requested_amount", "saved_at", "saved_by"])
    if "budget" in wrote:
        stage = BudgetLine.Stage.REQUESTED
        write_budget(case=case, stage=stage, year=case.year, budget=answers.get("budget"))
    return application


def whole_amount(value: Any) -> int | None:
    """Return an answer that is an amount in whole kroner above nought; None for any other."""
    return value if isinstance(value, int) and value > 0 else None


def write_budget(*, case: Case, stage: str, year: int, budget: dict[str, Any] | None) -> None:
    """Write one line per cost kind, in whole kroner, in place of those there were; none where there is no budget."""
    amounts = {kind: (budget or {}).get(kind) for kind in CostKind.values}
    written = {kind: amount for kind, amount in amounts.items() if isinstance(amount, int)}
    if len(written) < len(amounts):
        lines = BudgetLine.objects.filter(case=case, stage=stage, year=year)
        lines.exclude(kind__in=written).delete()
    BudgetLine.objects.bulk_create(
        [
            BudgetLine(case=case, stage=stage, year=year, kind=kind, amount=amount)
            for kind, amount in written.items()
        ],
        update_conflicts=True,
        unique_fields=["case", "stage", "year", "kind"],
        update_fields=["amount"],
    )


def _make_statements(case: Case) -> bool:
    """List who must stand behind the application: the services, or the municipalities, of the network.

    Return whether they were listed before, and the application is written anew.
    """
    earlier, _each = ParticipantStatement.objects.filter(case=case).delete()
    asked = case.scheme_version.option("confirmations")
    if asked == "services":
        services = {m.service_id for m in case.network.members_on()}
        ParticipantStatement.objects.bulk_create(
            ParticipantStatement(case=case, service_id=pk) for pk in sorted(services)
        )
    elif asked == "municipalities":
        ParticipantStatement.objects.bulk_create(
            ParticipantStatement(case=case, municipality=m) for m in case.network.municipalities_on()
        )
    return bool(earlier)

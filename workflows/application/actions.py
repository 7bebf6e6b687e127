"""The application flow's verbs."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F
from viewflow.workflow.activation import Activation

from workflows import clock, letters
from workflows.base import Work
from workflows.cases import pausing
from workflows.cases.actions import set_status
from workflows.cases.checking import check_case, refuse_if_blocked
from workflows.cases.models import Case, CaseNumber, CaseStatus, CaseTask, ParticipantStatement
from workflows.cases.uploads import register_uploads
from workflows.directory.models import Role, User
from workflows.schemes.forms import answers_of

from . import versions
from .forms import DRAFT, draft_of
from .models import Application, BudgetLine, CostKind

FormData = dict[str, Any]


@transaction.atomic
def save_draft(*, case: Case, task: CaseTask, form: Any, by: User) -> None:
    """Keep what has been typed so far; nothing is checked but what has been filled in.

    What was sent stays as it was sent: of an application that is filed, a draft is kept with the task until the
    task is done.
    """
    if case.is_draft:
        case.application = Application.objects.select_for_update().get(case=case)
        _keep(case, form, by)
        return
    answers = draft_of(task) | answers_of(form) | register_uploads(case=case, form=form, by=by)
    task.data = task.data | {DRAFT: answers}
    task.save(update_fields=["data"])


def write(work: Work) -> FormData:
    """The application is written: its amounts become columns, and participants can be asked."""
    application = _keep(work.case, work.form, work.by)
    _make_statements(work.case)
    return {"requested_amount": application.requested_amount}


def supplement(work: Work) -> FormData:
    """What was asked for is sent; the case is the office's again."""
    work.task.data = {}  # the draft is sent now
    versions.keep_first(work.case)
    application = _keep(work.case, work.form, work.by)
    refuse_if_blocked(work.case, check_case(work.case, "application"))
    versions.keep(work.case, by=work.by, at=work.at)
    pausing.resume(work.case, at=work.at)
    set_status(work.case, CaseStatus.IN_PROGRESS)
    return {"requested_amount": application.requested_amount}


def enter(work: Work) -> FormData:
    """What came by e-mail or on paper is entered as it is; the formal check says what it lacks (R8.16)."""
    work.task.data = {}  # the draft is entered now
    application = _keep(work.case, work.form, work.by)
    _make_statements(work.case)
    check_case(work.case, "application")
    versions.keep(work.case, by=work.by, at=work.at)
    return {"requested_amount": application.requested_amount}


def confirm(work: Work) -> FormData:
    """A participant stands behind the application: who, with what title, and when."""
    party = work.task.data
    statement = ParticipantStatement.objects.get(
        case=work.case, municipality_id=party.get("municipality"), service_id=party.get("service")
    )
    statement.given_by, statement.title, statement.given_at = work.by, work.data["title"], work.at
    statement.save(update_fields=["given_by", "title", "given_at"])
    return {"participant": str(statement), "title": statement.title}


def submit(work: Work) -> FormData:
    """Send the application: it is checked against the published rules, and the case gets its number.

    Raises Refused with the paragraphs that are not met. A missing statement is a finding and never blocks.
    """
    case = work.case
    if work.data["choice"] != work.form.SEND:
        return {"choice": work.data["choice"]}
    refuse_if_blocked(case, check_case(case, "application"))
    case.application.late = case.call.is_late(work.at)
    case.application.save(update_fields=["late"])
    case.draft_number, case.number = case.number, next_number(case, work.at)
    case.submitted_at, case.status = work.at, CaseStatus.RECEIVED
    case.save(update_fields=["number", "draft_number", "submitted_at", "status"])
    versions.keep(case, by=work.by, at=work.at)
    letters.compose(
        case=case, kind="receipt", language=case.letter_language, fields={}, by=work.by, at=work.at
    )
    return {"number": case.number, "draft": case.draft_number}


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


def _keep(case: Case, form: Any, by: User) -> Application:
    """Store the answers, the uploads, and the columns that rules and the ledger rest on."""
    application: Application = case.application
    answers = application.answers | answers_of(form)
    answers |= register_uploads(case=case, form=form, by=by)
    application.answers = answers
    application.requested_amount = _whole(answers.get("requested_amount"))
    application.saved_at, application.saved_by = clock.now(), by
    application.save(update_fields=["answers", "requested_amount", "saved_at", "saved_by"])
    write_budget(case=case, stage=BudgetLine.Stage.REQUESTED, year=case.year, budget=answers.get("budget"))
    return application


def _whole(value: Any) -> int | None:
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


def _make_statements(case: Case) -> None:
    """List who must stand behind the application: the services, or the municipalities, of the network."""
    ParticipantStatement.objects.filter(case=case).delete()
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

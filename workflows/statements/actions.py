"""Asking for a statement, and giving it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from workflows import clock
from workflows.base import Work
from workflows.cases import journal
from workflows.cases.models import Case, WorkItem
from workflows.cases.rights import Scope, demand_office
from workflows.cases.telling import tell_of
from workflows.cases.uploads import register
from workflows.directory.models import BufetatRegion, KnowledgeEnvironment, Role, User
from workflows.errors import NotAllowed, Refused

from .models import Statement

ASKED_WHILE = ("application", "assessment")  # the flows during which a statement can be asked for
KIND = "statement"  # of the document that comes with an answer


@transaction.atomic
def ask(
    *,
    case: Case,
    body: BufetatRegion | KnowledgeEnvironment,
    question: str,
    due: dt.date,
    by: User,
) -> Statement:
    """Ask a body for a statement, to be given by the day `due`; it becomes their task, and they are told.

    The same question to the same body, not answered yet, is asked once. Raises NotThere; NotAllowed for others than
    the office's caseworkers; Refused once the case is assessed.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    demand_office(by, case)
    if not may_ask(by, case):
        raise NotAllowed(_("The office’s caseworkers ask for statements."))
    if case.is_draft or not WorkItem.objects.filter(case=case, open=True, flow__in=ASKED_WHILE).exists():
        raise Refused(_("A statement can be asked for until the case is assessed."))
    return put_question(case=case, body=body, question=question, due=due, by=by)


def put_question(
    *,
    case: Case,
    body: BufetatRegion | KnowledgeEnvironment,
    question: str,
    due: dt.date,
    by: User,
) -> Statement:
    """Put a question to a body, once; the case's row is held by the caller, who also knows that `by` may ask."""
    from .flows import StatementFlow

    whom = {"region": body} if isinstance(body, BufetatRegion) else {"environment": body}
    wanted: dict[str, Any] = {"case": case, "question": question, **whom}
    statement = open_statements(case).filter(**wanted).first()
    if statement is not None:
        return statement
    statement = Statement.objects.create(due=due, asked_by=by, **wanted)
    journal.record(
        case=case,
        action="statements.asked",
        actor=by,
        details={"statement": statement.pk, "of": str(body), "question": question, "due": due},
    )
    process = StatementFlow.start.run(case=case, statement=statement)
    tell_of(WorkItem.objects.filter(process=process))
    return statement


def answer(work: Work) -> dict[str, Any]:
    """Give the statement, with its attachment. Raises Refused when it is given already or the case is closed."""
    if work.case.closed_at:
        raise Refused(_("The case is closed."))
    upload, document = work.data.get("attachment"), None
    if upload:
        title = _("Statement from %(body)s") % {"body": work.form.statement}
        document = register(case=work.case, upload=upload, title=title, kind=KIND, by=work.by)
    unanswered = open_statements(work.case).filter(pk=work.form.statement.pk)
    values = {"answer": work.data["answer"], "document": document}
    if not unanswered.update(answered_by=work.by, answered_at=work.at, **values):
        raise Refused(_("This statement is given already."))
    return {"statement": work.form.statement.pk, "document": document.pk if document else None}


@transaction.atomic
def withdraw(*, statement: Statement, by: User) -> None:
    """Take a question back: the task is called off, and who was asked sees the case no more.

    Raises NotThere, NotAllowed; Refused when it is answered or taken back already.
    """
    case = Case.objects.select_for_update().get(pk=statement.case_id)
    demand_office(by, case)
    if not may_ask(by, case):
        raise NotAllowed(_("The office’s caseworkers ask for statements."))
    if not open_statements(case).filter(pk=statement.pk).update(withdrawn_by=by, withdrawn_at=clock.now()):
        raise Refused(_("This statement is no longer waited for."))
    journal.record(case=case, action="statements.withdrawn", actor=by, details={"statement": statement.pk})
    for item in WorkItem.objects.filter(case=case, flow="statements", open=True).select_related("task"):
        if item.task.data.get("statement") == statement.pk:
            item.task.flow_task.activation_class(item.task).cancel()


def may_ask(user: User, case: Case) -> bool:
    """Return whether a person asks for statements in a case: the caseworkers of its office."""
    return case.office_id in Scope.of(user).places("office", Role.CASEWORKER)


def open_statements(case: Case) -> QuerySet[Statement]:
    """Return the statements that a case waits for."""
    return Statement.objects.filter(case=case, answered_at__isnull=True, withdrawn_at__isnull=True)


def unanswered(case: Case) -> list[Statement]:
    """Return the same, with whom they are asked of."""
    return list(open_statements(case).select_related("region", "environment"))

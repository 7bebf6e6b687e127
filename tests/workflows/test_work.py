"""The one door: work is done once, by who may, in its turn, and a repeated call gives the one receipt."""

import logging
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client

from tests import way
from tests.cast import make_person
from workflows import work
from workflows.cases.models import Case, Receipt, WorkItem
from workflows.cases.rights import Answer
from workflows.directory.models import Role
from workflows.errors import AlreadyDone
from workflows.funds.models import LedgerEntry
from workflows.grant.models import Decision
from workflows.outbox import OutboxMessage
from workflows.ui.dates import long_date
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


def post(client: Client, item: WorkItem, **data: Any) -> HttpResponse:
    return client.post(item.get_absolute_url(), {"action": "complete", **data})


def words(page: HttpResponse) -> str:
    return BeautifulSoup(page.content, "html.parser").get_text(" ", strip=True).replace("\xa0", " ")


def traces(case: Case) -> dict[str, Any]:
    """Return everything that work leaves in a case."""
    case = Case.objects.get(pk=case.pk)
    return {
        "status": case.status,
        "journal": list(case.journal.order_by("seq").values_list("action", "actor__username")),
        "documents": case.documents.count(),
        "participations": case.participations.count(),
        "receipts": Receipt.objects.filter(task__item__case=case).count(),
        "items": list(case.items.order_by("id").values_list("node", "open", "owner")),
        "ledger": list(LedgerEntry.objects.filter(case=case).values_list("kind", "amount")),
        "outbox": OutboxMessage.objects.count(),
    }


@pytest.mark.adversary(
    "B1", "the same attempt sent again: 302 both times, one receipt, one entry, one letter, one commitment"
)
def test_the_same_attempt_again_is_answered_alike_and_done_once(
    cast: SimpleNamespace, browse: Browse
) -> None:
    case = way.ready_to_decide()
    item, client = way.item(case, "decide"), browse(cast.decision_maker)
    data = answers.decision(case, 150_000) | {"key": "attempt-of-mine-1"}
    first = post(client, item, **data)
    after = traces(case)
    again = [post(client, item, **data) for _ in range(3)]
    assert [first.status_code, *(answer.status_code for answer in again)] == [302] * 4
    assert {answer["Location"] for answer in again} == {first["Location"]}
    assert traces(case) == after
    assert case.documents.filter(kind="granted").count() == 1
    assert LedgerEntry.objects.filter(case=case, kind="commitment").count() == 1


@pytest.mark.adversary(
    "B1", "another attempt, or the same key in another's hands, is told that it is done: 409"
)
def test_another_attempt_is_told_that_it_is_done(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.submitted()
    item = way.item(case, "formal_check")
    mine, colleagues = browse(cast.caseworker), browse(cast.second_caseworker)
    assert post(mine, item, result="complete", key="attempt-of-mine-1").status_code == 302
    after = traces(case)
    assert post(mine, item, result="complete", key="attempt-of-mine-2").status_code == 409
    assert post(colleagues, item, result="complete", key="attempt-of-mine-1").status_code == 409
    assert post(mine, item, result="complete").status_code == 409
    assert traces(case) == after


@pytest.mark.adversary(
    "B1", "an attempt that was refused is no attempt: the same key is free for the corrected one"
)
def test_a_refused_attempt_can_be_corrected_with_the_same_key(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.submitted()
    item, client = way.item(case, "formal_check"), browse(cast.caseworker)
    before = traces(case)
    refused = post(client, item, result="ask", asked_for="", key="attempt-of-mine-1")
    assert (refused.status_code, traces(case)) == (422, before)
    assert 'value="attempt-of-mine-1"' in refused.content.decode()
    assert post(client, item, result="complete", key="attempt-of-mine-1").status_code == 302


@pytest.mark.adversary(
    "A1", "a decided case is not decided again: 409 names winner and time, and keeps what was typed"
)
@pytest.mark.requirement("R8.19", "who comes second is told who decided and when, and loses no text")
def test_who_comes_second_is_told_who_and_when_and_keeps_the_text(
    cast: SimpleNamespace, browse: Browse
) -> None:
    case = way.ready_to_decide()
    item = way.item(case, "decide")
    data = answers.decision(case, 150_000)
    post(browse(cast.decision_maker), item, **data)
    after = traces(case)
    second = make_person("second_decision_maker", Role.DECISION_MAKER, office="ROG")
    text = "Min egen begrunnelse, lang og godt tenkt."
    page = post(browse(second), item, **data | {"reasons": text, "impartial": "on"})
    assert page.status_code == 409
    assert str(cast.decision_maker) in words(page)
    assert "4. mars 2024" in words(page)
    assert "09.00" in words(page)
    assert text in words(page)
    assert "csrfmiddlewaretoken" not in words(page)
    assert (traces(case), Decision.objects.filter(case=case).count()) == (after, 1)


@pytest.mark.adversary(
    "A1", "who decided and when is told to those the task was for, not to everyone who sees the case"
)
@pytest.mark.parametrize(
    ("person", "status"), [("leader_network_leader", 403), ("fund_manager", 403), ("outsider", 404)]
)
def test_who_was_first_is_told_only_to_whom_the_task_was_for(
    person: str, status: int, cast: SimpleNamespace, browse: Browse
) -> None:
    case = way.assessed()
    done = WorkItem.objects.get(case=case, node="assess")
    page = post(browse(getattr(cast, person)), done, reasons="x")
    assert page.status_code == status
    assert str(cast.caseworker) not in words(page)


@pytest.mark.adversary(
    "A10", "before the grant there is no task to report or audit: 404, no change, and a line in the log"
)
def test_no_step_is_skipped(cast: SimpleNamespace, browse: Browse, caplog: pytest.LogCaptureFixture) -> None:
    reported = way.paid()  # another case of the same network, where the report waits
    report = way.item(reported, "report")
    case = way.submitted()
    before, client = traces(case), browse(cast.leader_network_leader)
    with caplog.at_level(logging.WARNING, logger="django.request"):
        for task in (report.task_id, report.task_id + 1, 10_000):
            path = f"{case.get_absolute_url()}oppgaver/{task}/"
            assert client.post(path, answers.report(150_000)).status_code == 404
            assert path in caplog.text
    assert traces(case) == before


@pytest.mark.adversary(
    "A10", "the report cannot be sent before it opens: 403 with the date, no change, a line in the log"
)
@pytest.mark.requirement(
    "R5.6", "a report is written from the day it opens, and the page says which day that is"
)
def test_a_report_before_its_time_is_refused_with_the_date(
    cast: SimpleNamespace, browse: Browse, at: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    case = way.paid()
    item, client, before = way.item(case, "report"), browse(cast.leader_network_leader), traces(case)
    day = item.opens_on
    with caplog.at_level(logging.WARNING, logger="django.request"):
        for page in (client.get(item.get_absolute_url()), post(client, item, **answers.report(150_000))):
            assert page.status_code == 403
            assert long_date(day).replace("\xa0", " ") in words(page)
    assert "Forbidden" in caplog.text
    assert traces(case) == before
    at(day.year, day.month, day.day, 0, 0)
    assert post(client, item, **answers.report(150_000)).status_code == 302


@pytest.mark.adversary(
    "A10", "a task that another role has in its turn answers 403 with whose it is, and nothing changes"
)
def test_a_task_of_another_role_is_refused_with_whose_it_is(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.ready_to_decide()
    item, before = way.item(case, "decide"), traces(case)
    for person in (cast.caseworker, cast.payment_attester, cast.leader_network_leader, cast.fund_manager):
        page = post(browse(person), item, **answers.decision(case, 150_000))
        assert (page.status_code, item.get_role_display().lower() in words(page).lower()) == (403, True)
    assert traces(case) == before


@pytest.mark.adversary(
    "A3", "behind the lock stands the database: a second receipt of a task cannot be written"
)
def test_the_database_refuses_a_second_receipt(cast: SimpleNamespace) -> None:
    item = WorkItem.objects.get(case=way.submitted(), node="submit")
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.create(key="other", task=item.task, person=cast.caseworker)


@pytest.mark.adversary("A3", "a call that comes past the lock is told who was first")
def test_who_comes_past_the_lock_is_told_who_was_first(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = way.item(way.submitted(), "formal_check")
    stale = WorkItem.objects.select_related("task", "case").get(pk=item.pk)
    work.complete(item, by=cast.caseworker, data=way.as_post({"result": "complete"}), key="first-one")
    monkeypatch.setattr(work, "_lock", lambda given: stale)
    monkeypatch.setattr(work, "can", lambda *args: Answer(True))
    with pytest.raises(AlreadyDone) as told:
        work.complete(
            stale, by=cast.second_caseworker, data=way.as_post({"result": "complete"}), key="second-one"
        )
    assert told.value.by == cast.caseworker


@pytest.mark.adversary(
    "B1", "what fails in the middle leaves nothing: no receipt, no entry, no letter, no money, no file"
)
def test_all_or_nothing(cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    case = way.ready_to_decide()
    item, before = way.item(case, "decide"), traces(case)

    def fail(*args: object) -> None:
        raise RuntimeError("the power goes")

    monkeypatch.setattr(work, "tell_of_new_work", fail)  # the last thing that is done
    with pytest.raises(RuntimeError):
        work.complete(
            item, by=cast.decision_maker, data=way.as_post(answers.decision(case, 150_000)), key="cut-off-1"
        )
    assert traces(case) == before
    monkeypatch.undo()
    way.do(case, "decide", "decision_maker", **answers.decision(case, 150_000))


@pytest.mark.adversary(
    "A14", "an application that was sent in the meantime is not overwritten by a draft saved late"
)
def test_a_draft_saved_too_late_changes_nothing(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.begin()
    page, client = way.section(case, "write", "application"), browse(cast.leader_network_leader)
    case = way.do(case, "write", cast.leader_network_leader, way.plan(), **way.application_data(case))
    late = {"action": "save", **way.application_data(case, 999_000)}
    late["participants_statement"] = SimpleUploadedFile("ny.pdf", way.PDF, content_type="application/pdf")
    documents = case.documents.count()
    answer = client.post(page, late)
    assert answer.status_code == 409
    assert "999000" in answer.content.decode()  # what was typed is given back
    case = Case.objects.get(pk=case.pk)
    assert (case.application.requested_amount, case.documents.count()) == (150_000, documents)


@pytest.mark.adversary("A14", "what was sent stays as it was sent while the network types what is missing")
@pytest.mark.requirement(
    "R3.11", "a half-typed supplement can be saved, and the office sees it only when it is sent"
)
def test_a_draft_of_what_is_missing_does_not_change_what_was_sent(
    cast: SimpleNamespace, browse: Browse
) -> None:
    case = way.do(way.submitted(), "formal_check", "caseworker", result="ask", asked_for="Skriv mer.")
    item, client = way.item(case, "supplement"), browse(cast.leader_network_leader)
    sent, before = case.application.answers, traces(case)
    typed = way.application_data(case, 199_000, use_of_funds="Halvferdig tekst")
    assert way.save(client, case, "supplement", **typed) == [302, 302]
    case = Case.objects.get(pk=case.pk)
    assert (case.application.answers, case.application.requested_amount) == (sent, 150_000)
    assert traces(case) == before
    assert (
        "Halvferdig tekst"
        not in browse(cast.caseworker).get(f"{case.get_absolute_url()}soknad/").content.decode()
    )
    assert "Halvferdig tekst" in client.get(way.section(case, "supplement", "application")).content.decode()
    assert post(client, item, as_kept="yes").status_code == 302
    case = Case.objects.get(pk=case.pk)
    assert (case.application.requested_amount, case.application.answers["use_of_funds"]) == (
        199_000,
        "Halvferdig tekst",
    )
    item.task.refresh_from_db()
    assert item.task.data == {}

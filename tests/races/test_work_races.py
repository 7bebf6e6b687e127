"""Several people, or one impatient one, at the same task at the same moment: real threads, real pages."""

from collections import Counter
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests import way
from tests.cast import make_person
from tests.together import at_once
from workflows.cases.models import Case, Receipt, WorkItem
from workflows.directory.models import User
from workflows.funds import actions as funds
from workflows.funds.models import LedgerEntry, Pot
from workflows.grant.models import Decision
from workflows.verifying import verify_all
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db(transaction=True)


def poster(browser: Client, item: WorkItem, data: dict[str, Any]) -> Any:
    """Return an act that posts a task's form."""
    return lambda: browser.post(item.get_absolute_url(), {"action": "complete", **data})


def words(page: Any) -> str:
    """Return the text of a page."""
    return BeautifulSoup(page.content, "html.parser").get_text(" ", strip=True)


@pytest.mark.adversary(
    "A1", "two decision makers at once: one is through, the other is told who and keeps the text"
)
@pytest.mark.adversary("A3", "four posts of one task at once: one is through, three are told that it is done")
def test_four_posts_of_one_task_complete_it_once(browse: Any) -> None:
    case = way.submitted()
    item = way.item(case, "formal_check")
    browsers = [browse(User.objects.get(username=name)) for name in ("caseworker", "second_caseworker") * 2]
    data = {"result": "complete", "asked_for": "Det jeg skrev"}
    pages = at_once(*(poster(browser, item, data | {"key": str(n)}) for n, browser in enumerate(browsers)))
    assert Counter(page.status_code for page in pages) == {302: 1, 409: 3}
    winner = Receipt.objects.get(task=item.task_id).person
    for page in pages:
        if page.status_code == 409:
            assert str(winner) in words(page)
            assert "Det jeg skrev" in words(page)
    assert case.journal.filter(action="application.formal_check").count() == 1
    assert case.formal_checks.count() == 1
    assert sorted(case.items.filter(node="declare").values_list("open", flat=True)) == [True]
    assert verify_all().faults == []


@pytest.mark.adversary("A1", "a decision taken twice at once is one decision, one letter and one commitment")
def test_one_case_is_decided_once(browse: Any, cast: Any) -> None:
    case = way.ready_to_decide()
    item = way.item(case, "decide")
    make_person("second_decision_maker", "decision_maker", office="ROG")
    data = answers.decision(case, 150_000)
    first = browse(cast.decision_maker)
    pages = at_once(*(poster(first, item, data | {"key": str(n)}) for n in range(4)))
    assert Counter(page.status_code for page in pages) == {302: 1, 409: 3}
    assert Decision.objects.filter(case=case).count() == 1
    assert case.documents.filter(kind="granted").count() == 1
    assert LedgerEntry.objects.filter(case=case, kind="commitment").count() == 1


@pytest.mark.adversary("A4", "two take a free task at once: one has it, the other is told whose it is")
def test_a_free_task_gets_one_owner(browse: Any, cast: Any) -> None:
    item = way.item(way.submitted(), "formal_check")
    people = [cast.caseworker, cast.second_caseworker]
    browsers = [browse(person) for person in people]
    claims = [lambda b=b: b.post(item.get_absolute_url(), {"action": "claim"}) for b in browsers]
    pages = at_once(*claims)
    assert Counter(page.status_code for page in pages) == {302: 1, 409: 1}
    item.refresh_from_db()
    assert item.owner == people[[page.status_code for page in pages].index(302)]
    assert str(item.owner) in words(next(page for page in pages if page.status_code == 409))


@pytest.mark.requirement(
    "R4.2", "two grants race for the last krone: one is granted, the other hears what remains"
)
@pytest.mark.adversary(
    "A6", "the last krone: exactly one granted, what remains is told, the pot is never negative"
)
def test_the_last_krone_is_granted_once(browse: Any, cast: Any) -> None:
    cases = [way.ready_to_decide() for _ in range(2)]
    pot = Pot.objects.get(office__code="ROG", scheme="leader_network")
    funds.return_to_directorate(pot=pot, amount=pot.available - 150_000, by=cast.fund_manager)
    browser = browse(cast.decision_maker)
    data = answers.decision(cases[0], 150_000)
    pages = at_once(*[poster(browser, way.item(case, "decide"), data) for case in cases])
    assert Counter(page.status_code for page in pages) == {302: 1, 422: 1}
    assert "kr 0" in words(next(p for p in pages if p.status_code == 422)).replace("\xa0", " ")
    assert Decision.objects.filter(case__in=cases).count() == 1
    pot.refresh_from_db()
    assert pot.available == 0
    assert verify_all().faults == []


def test_two_applications_sent_at_once_get_numbers_of_their_own(browse: Any) -> None:
    cases = [way.written() for _ in range(2)]
    browser = browse(way.leader_of(cases[0]))
    pages = at_once(*[poster(browser, way.item(case, "submit"), {"choice": "send"}) for case in cases])
    assert [page.status_code for page in pages] == [302, 302]
    numbers = sorted(Case.objects.filter(pk__in=[case.pk for case in cases]).values_list("number", flat=True))
    assert numbers == ["ROG-2024-1001", "ROG-2024-1002"]


def test_two_participants_confirm_at_once_and_both_are_heard(browse: Any, cast: Any) -> None:
    case = way.written()
    items = list(case.items.filter(node="confirm", open=True).select_related("service").order_by("pk"))
    holders = {"Strand": cast.child_welfare_leader, "Suldal": cast.suldal_leader}
    data = {"title": "Barnevernsleder", "confirmed": "on"}
    pages = at_once(*[poster(browse(holders[item.service.name]), item, data) for item in items])
    assert [page.status_code for page in pages] == [302, 302]
    assert case.statements.filter(given_at__isnull=True).count() == 0
    assert case.journal.filter(action="application.confirm").count() == 2
    assert verify_all().faults == []

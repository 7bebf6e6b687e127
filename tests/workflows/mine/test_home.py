"""Where somebody outside the offices stands: what waits for them, who has their cases, and what comes next."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import gettext as _

from tests import way
from tests.many import many_cases, many_items
from tests.workflows.pages.test_query_budgets import LIST, cost
from workflows.application.replying import reply_due
from workflows.cases import correspondence
from workflows.cases.checking import know_rules, rules_of
from workflows.cases.models import Case
from workflows.directory.models import BufetatRegion, User
from workflows.mine.standing import stand
from workflows.statements import actions as statements

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


def standing(name: str) -> Any:
    return stand(User.objects.get(username=name))


def told(one: Any) -> tuple[list[tuple[str, str]], list[tuple[str, Any]]]:
    """Return who has a case and for what, and what comes next by when."""
    return [(each.who, each.what) for each in one.waited], [(each.title, each.by) for each in one.next]


@pytest.mark.requirement("R8.7", "a network reads who has its case, for what, and by when the answer comes")
def test_a_sent_application_is_with_the_office_and_the_answer_has_a_day(cast: SimpleNamespace) -> None:
    case = way.submitted()
    now = standing("leader_network_leader")
    assert (now.items, [one.case for one in now.open]) == ([], [case])
    waited, coming = told(now.open[0])
    assert (str(case.office), _("Sees that the application is complete")) in waited
    assert coming == [(_("You get an answer, or hear when it comes"), reply_due(case))]


def test_those_who_are_asked_are_waited_for_by_name(cast: SimpleNamespace) -> None:
    way.written()
    [one] = standing("participant").open
    asked = next(each for each in one.waited if each.what == _("Stand behind the application"))
    assert sorted(asked.places) == ["Strand", "Suldal"]
    assert [item.node for item in standing("suldal_leader").items] == ["confirm"]


@pytest.mark.requirement(
    "R3.11", "a participant finds the network's draft on their own page, and writes on it"
)
def test_a_draft_waits_for_those_who_write_along(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.begin()
    assert [(item.case, item.node) for item in standing("participant").items] == [(case, "write")]
    assert [standing(name).items for name in ("outsider", "child_welfare_leader", "network_leader")] == [
        []
    ] * 3
    item = way.item(case, "write")
    page = browse(cast.participant).get(case.get_absolute_url()).content.decode()
    assert f'href="{item.get_absolute_url()}"' in page
    way.submitted()
    assert [item.node for item in standing("participant").items] == ["write"]  # what is sent waits no more


@pytest.mark.requirement(
    "R3.7", "what the office asks others for while it assesses is not the network's to see"
)
def test_the_network_does_not_see_how_the_office_works(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.assessed()
    page = browse(cast.leader_network_leader).get("/min-side/").content.decode()
    assert (_("Considers the application") in page, _("Declare impartiality") in page) == (True, False)
    story = browse(cast.leader_network_leader).get(case.get_absolute_url()).content.decode()
    assert (_("Assess the application") in story, _("Considers the application") in story) == (False, True)


def test_after_the_grant_the_days_of_money_and_report_are_next(cast: SimpleNamespace) -> None:
    case = way.granted("self_initiated", 250_000)
    now = standing("network_leader")
    assert [item.node for item in now.items] == ["accept"]
    decision = case.decision
    days = {each.code: each.by for each in now.open[0].coming if each.code}
    assert days == {
        "use": decision.use_deadline,
        "report": decision.report_deadline,
        "audit": decision.audit_deadline,
    }


@pytest.mark.requirement(
    "R8.7", "a message of the office waits for everybody of the network until they have read it"
)
def test_a_message_waits_until_it_is_read(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.submitted()
    for text in ("Kan dere sende planen?", "Og budsjettet?"):
        correspondence.write_message(case=case, by=cast.caseworker, text=text)
    for name in ("leader_network_leader", "participant"):
        assert [(each, vars(each)["unread"]) for each in standing(name).unread] == [(case, 2)]
    browse(cast.participant).get(f"{case.get_absolute_url()}meldinger/")
    assert [len(standing(name).unread) for name in ("participant", "leader_network_leader")] == [0, 1]
    correspondence.write_message(case=case, by=cast.participant, text="Her er den.")
    assert standing("participant").unread == []
    assert vars(standing("leader_network_leader").unread[0])["unread"] == 3
    correspondence.write_message(case=case, by=cast.caseworker, text="Takk.")
    assert vars(standing("participant").unread[0])["unread"] == 1
    assert standing("outsider").unread == standing("suldal_leader").unread == []


@pytest.mark.adversary("D1", "another network's page shows nothing of a case, its letters or its messages")
def test_a_stranger_stands_nowhere(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.submitted()
    now = standing("outsider")
    assert (now.items, now.open, now.closed, now.asked, now.letters, now.unread) == ([], [], [], [], [], [])
    client = browse(cast.outsider)
    for path in ("/min-side/", "/min-side/brev/", "/min-side/kalender/"):
        assert case.number not in client.get(path).content.decode()


@pytest.mark.requirement("R3.7", "who is only asked for a statement is not told where the case stands")
def test_who_is_only_asked_reads_that_they_are_asked(cast: SimpleNamespace, browse: Browse) -> None:
    case = asked_of_bufetat(cast)
    now = standing("bufetat")
    assert (now.asked, now.open, now.letters) == ([case], [], [])
    page = browse(cast.bufetat).get("/min-side/").content.decode()
    assert (case.number in page, str(case.get_status_display()) in page) == (True, False)


def asked_of_bufetat(cast: SimpleNamespace) -> Case:
    case = way.complete("self_initiated")
    region = BufetatRegion.objects.get(code="west")
    due = dt.date(2024, 4, 1)
    statements.ask(case=case, body=region, question="Hva kan dere hjelpe med?", due=due, by=cast.caseworker)
    return Case.objects.get(pk=case.pk)


def test_letters_are_listed_the_newest_first(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.granted()
    letters = [letter.kind for letter in standing("leader_network_leader").letters]
    page = browse(cast.leader_network_leader).get("/min-side/brev/")
    assert letters[0] == "granted"
    assert {document.kind for document in page.context["page"]} == {
        document.kind for document in case.documents.exclude(direction="internal")
    }


def test_an_empty_page_says_what_to_do(cast: SimpleNamespace, browse: Browse) -> None:
    page = browse(cast.lonely_leader).get("/min-side/").content.decode()
    assert _("Below you see what your network can apply for.") in page
    assert (
        _("You get an e-mail when something is asked of you.")
        in browse(cast.klepp_management).get("/min-side/").content.decode()
    )


def test_many_cases_are_read_by_the_same_questions(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.submitted()
    correspondence.write_message(case=case, by=cast.caseworker, text="Hei.")
    client = browse(cast.leader_network_leader)
    few = cost(client, "/min-side/")
    many_items(way.item(case, "formal_check"), many_cases(case, 30))
    assert (cost(client, "/min-side/"), few <= LIST) == (few, True)


def test_rules_that_are_read_together_are_those_of_each_case(cast: SimpleNamespace) -> None:
    cases = [way.begin(), way.begin("self_initiated")]
    alone = [rules_of(Case.objects.get(pk=case.pk)) for case in cases]
    fresh = list(Case.objects.filter(pk__in=[case.pk for case in cases]).order_by("pk"))
    know_rules(fresh)
    assert [rules_of(case) for case in fresh] == alone

"""What can happen to an application at the same moment: decided and withdrawn, replied to twice."""

from collections import Counter
from typing import Any

import pytest

from tests import seeing, way
from tests.together import at_once
from workflows.cases.models import Case
from workflows.drafting.merging import digest
from workflows.drafting.models import OtherText, SectionVersion
from workflows.grant.models import Decision
from workflows.verifying import verify_all
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.requirement("R3.11", "decided and withdrawn at the same moment: one of the two, never both")
@pytest.mark.adversary(
    "A1", "a decision races a withdrawal: money is committed or the case withdrawn, never both"
)
def test_a_case_is_decided_or_withdrawn(browse: Any, cast: Any) -> None:
    outcomes = []
    for _round in range(3):
        case = way.ready_to_decide()
        decide = way.item(case, "decide").get_absolute_url()
        data = {"action": "complete", **answers.decision(case, 150_000)}
        decider, leader = browse(cast.decision_maker), browse(way.leader_of(case))
        pages = at_once(
            lambda url=decide, data=data, decider=decider: decider.post(url, data),
            lambda case=case, leader=leader: leader.post(f"/saker/{case.number}/trekk/", {}),
        )
        case = Case.objects.get(pk=case.pk)
        decided = Decision.objects.filter(case=case).exists()
        assert decided is not (case.ending == "withdrawn")
        assert bool(seeing.ledger(case)) is decided
        assert Counter(page.status_code == 302 for page in pages) == {True: 1, False: 1}
        assert all(page.status_code in (302, 403, 409) for page in pages)
        outcomes.append(decided)
    assert len(outcomes) == 3
    assert verify_all().faults == []


def test_a_preliminary_reply_is_sent_once(browse: Any, cast: Any) -> None:
    case = way.submitted("self_initiated", 200_000)
    browsers = [browse(person) for person in (cast.caseworker, cast.second_caseworker) * 2]
    day = {"expected_by": "25.04.2024"}
    path = f"/saker/{case.number}/forelopig-svar/"
    pages = at_once(*[lambda each=each: each.post(path, day) for each in browsers])
    assert Counter(page.status_code for page in pages) == {302: 1, 409: 3}
    assert [kind for kind, _language in seeing.letters(case)] == ["receipt", "preliminary_reply"]


@pytest.mark.requirement(
    "R8.15",
    "two save the same draft at the same moment: of different fields both stand, of one neither is lost",
)
@pytest.mark.adversary("A1", "two writers of one section and of two: every word is kept")
def test_two_who_write_at_once_lose_nothing(browse: Any, cast: Any) -> None:
    case = way.begin()
    page, other = way.section(case, "write", "application"), way.section(case, "write", "network")
    leader, participant = browse(cast.leader_network_leader), browse(cast.participant)
    for number in range(3):
        before = Case.objects.get(pk=case.pk).application.answers
        bases = [f"{code}:{digest(before.get(code))}" for code in ("concerns", "use_of_funds", "address")]
        first = {"concerns": f"Fra lederen {number}", "leadership_partner": f"Høgskulen {number}"}
        second = {"concerns": f"Fra deltakeren {number}", "use_of_funds": f"Samlinger {number}"}
        pages = at_once(
            lambda first=first, bases=bases: leader.post(page, {**first, "base": bases, "action": "save"}),
            lambda second=second, bases=bases: participant.post(
                page, {**second, "base": bases, "action": "save"}
            ),
            lambda number=number, bases=bases: participant.post(
                other, {"address": f"Storgata {number}", "base": bases, "action": "save"}
            ),
        )
        assert Counter(each.status_code for each in pages[:2]) == {302: 1, 409: 1}
        answers = Case.objects.get(pk=case.pk).application.answers
        kept = {answers["concerns"], *OtherText.objects.filter(case=case).values_list("answer", flat=True)}
        assert kept == {first["concerns"], second["concerns"]}
        others = ("leadership_partner", "use_of_funds", "address")
        assert [answers[code] for code in others] == [
            f"Høgskulen {number}", f"Samlinger {number}", f"Storgata {number}",
        ]  # fmt: skip
        OtherText.objects.all().delete()
    numbers = SectionVersion.objects.filter(case=case, section="application").values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


@pytest.mark.requirement(
    "R8.15", "one finishes while another saves: what was saved in time is sent, the rest is given back"
)
def test_who_finishes_sends_what_was_saved_in_time(browse: Any, cast: Any) -> None:
    for _round in range(3):
        case = way.begin()
        leader, participant = browse(cast.leader_network_leader), browse(cast.participant)
        way.save(leader, case, **way.application_data(case))
        done, page = way.item(case, "write").get_absolute_url(), way.section(case, "write", "application")
        typed = {"concerns": "Skrevet samtidig", "action": "save"}
        finished, saved = at_once(
            lambda done=done, leader=leader: leader.post(done, {"as_kept": "yes"}),
            lambda page=page, typed=typed, participant=participant: participant.post(page, typed),
        )
        assert finished.status_code == 302
        kept = Case.objects.get(pk=case.pk).application.answers["concerns"] == "Skrevet samtidig"
        assert (saved.status_code, kept) in {(302, True), (409, False)}
        assert kept or "Skrevet samtidig" in saved.content.decode()

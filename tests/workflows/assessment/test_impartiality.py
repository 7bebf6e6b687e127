"""Impartiality: declared in every case, and a tie shuts its person out (R8.2)."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import gettext as _

from tests import seeing, way
from tests.cast import make_person
from workflows import work
from workflows.cases.models import Case
from workflows.cases.rights import open_work, visible_cases
from workflows.directory.models import Role
from workflows.errors import NotThere
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db

TIE = {"declaration": "partial", "reason": "Søsteren min leder nettverket."}


def declarations(case: Case) -> list[tuple[str, bool, str]]:
    """Return who declared what, and why, in order."""
    kept = case.impartiality_declarations.order_by("id")
    return list(kept.values_list("person__username", "partial", "reason"))


@pytest.mark.requirement("R8.2", "the caseworker declares impartiality before assessing, and it is recorded")
def test_impartiality_is_declared_before_the_assessment() -> None:
    case = way.complete()
    assert seeing.open_tasks(case) == ["assessment.declare"]
    case = way.do(case, "declare", "caseworker", declaration="impartial")
    assert declarations(case) == [("caseworker", False, "")]
    assert way.item(case, "assess").owner.username == "caseworker"


@pytest.mark.requirement(
    "R8.2", "a declared tie shuts the person out of the case and sends the task on to a colleague"
)
def test_a_tie_shuts_out_and_sends_the_task_on(cast: SimpleNamespace, browse: Any) -> None:
    case = way.do(way.complete(), "declare", "caseworker", **TIE)
    assert declarations(case) == [("caseworker", True, TIE["reason"])]
    assert not visible_cases(cast.caseworker).filter(pk=case.pk).exists()
    assert not open_work(cast.caseworker).exists()
    assert browse(cast.caseworker).get(case.get_absolute_url()).status_code == 404
    assert case.number not in browse(cast.caseworker).get("/saker/").content.decode()
    with pytest.raises(NotThere):
        way.do(case, "declare", "caseworker", declaration="impartial")

    assert (seeing.open_tasks(case), way.item(case, "declare").owner) == (["assessment.declare"], None)
    case = way.do(case, "declare", "second_caseworker", declaration="impartial")
    assert way.item(case, "assess").owner.username == "second_caseworker"


def test_a_tie_is_explained() -> None:
    refused = seeing.refusals(way.complete(), "declare", "caseworker", declaration="partial", reason="")
    assert refused == {"reason": [_("Say what ties you to the case.")]}


@pytest.mark.requirement(
    "R8.2", "one who takes over the assessment declares impartiality in it, or cannot recommend"
)
def test_one_who_takes_over_declares_too(cast: SimpleNamespace) -> None:
    case = way.do(way.complete(), "declare", "caseworker", declaration="impartial")
    work.assign(way.item(case, "assess"), to=cast.second_caseworker, by=cast.caseworker)
    typed = answers.assessment(case)
    assert set(seeing.refusals(case, "assess", "second_caseworker", **typed)) == {"impartial"}
    case = way.do(case, "assess", "second_caseworker", **typed, impartial="on")
    assert declarations(case) == [("caseworker", False, ""), ("second_caseworker", False, "")]


@pytest.mark.requirement("R8.2", "the decision maker declares it too; with a tie another one decides")
def test_a_partial_decision_maker_does_not_decide() -> None:
    make_person("second_decision_maker", Role.DECISION_MAKER, office="ROG")
    case = way.do(way.assessed(), "declare", "decision_maker", **TIE)
    assert seeing.open_tasks(case) == ["grant.declare"]
    with pytest.raises(NotThere):
        way.do(case, "declare", "decision_maker", declaration="impartial")
    case = way.do(case, "declare", "second_decision_maker", declaration="impartial")
    case = way.do(case, "decide", "second_decision_maker", **answers.decision(case, 150_000))
    assert case.decision.by.username == "second_decision_maker"


def test_the_network_reads_nothing_of_who_was_tied(browse: Any) -> None:
    case = way.do(way.complete(), "declare", "caseworker", **TIE)
    pages = [case.get_absolute_url(), f"{case.get_absolute_url()}soknad/"]
    said = "".join(browse(way.leader_of(case)).get(page).content.decode() for page in pages)
    assert TIE["reason"] not in said

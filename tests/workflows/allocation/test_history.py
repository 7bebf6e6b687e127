"""What the network and the recipient had before stands beside the application (R8.18)."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from tests import way
from tests.bare import plain
from workflows.allocation import history
from workflows.allocation.history import history_of
from workflows.cases import correspondence
from workflows.cases.models import Case
from workflows.directory.models import GovernorOffice
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db


def being_assessed() -> Case:
    return way.do(way.complete(requested=100_000), "declare", "caseworker", declaration="impartial")


def said(browse: Callable[[Any], Client], person: Any, address: str) -> str:
    answer = browse(person).get(address)
    assert answer.status_code == 200
    return plain(" ".join(strip_tags(answer.content.decode()).split()))


@pytest.mark.requirement(
    "R8.18",
    "beside the application stand earlier grants, what was used and not, and what is late, missing or open",
)
def test_history_tells_grants_use_and_what_is_open(
    cast: SimpleNamespace, browse: Callable[[Any], Client], at: Callable[..., None]
) -> None:
    missing, open_repayment = way.paid(requested=250_000), way.paid(requested=150_000)
    case = being_assessed()
    at(2025, 1, 10)
    repaying = way.do(open_repayment, "report", way.leader_of(case), **answers.report(120_000))
    assert history_of(case, cast.caseworker)[0].unspent == 30_000
    way.do(repaying, "control", "caseworker", **answers.control(repaying))
    at(2026, 1, 10)  # the money carried over was to be reported on as well
    found = {each.case.pk: each for each in history_of(case, cast.caseworker)}
    first, second = found[missing.pk], found[open_repayment.pk]
    assert (first.balance.granted, first.balance.paid, first.used, first.marks) == (
        250_000,
        250_000,
        None,
        (history.REPORT_MISSING,),
    )
    assert (second.balance.carried_over, second.used, second.unspent) == (30_000, 120_000, 30_000)
    page = said(browse, cast.caseworker, way.item(case, "assess").get_absolute_url())
    assert missing.number in page
    assert "kr 120 000" in page
    assert missing.number in said(browse, cast.decision_maker, f"{case.get_absolute_url()}historikk/")
    assert browse(way.leader_of(case)).get(f"{case.get_absolute_url()}historikk/").status_code == 404


@pytest.mark.adversary(
    "D3", "of another office's case the history shows what was granted, and nothing internal"
)
def test_of_another_offices_case_only_what_was_granted_shows(
    cast: SimpleNamespace, browse: Callable[[Any], Client]
) -> None:
    granted, undecided, case = way.granted(requested=250_000), way.assessed(), being_assessed()
    elsewhere = GovernorOffice.objects.get(code="VES")
    Case.objects.filter(pk__in=[granted.pk, undecided.pk]).update(office=elsewhere)
    (only,) = history_of(case, cast.caseworker)
    assert (only.case.pk, only.seen, only.balance.granted, only.marks) == (granted.pk, False, 250_000, ())
    page = said(browse, cast.caseworker, f"{case.get_absolute_url()}historikk/")
    assert "kr 250 000" in page
    assert granted.number not in page
    assert str(elsewhere) in page


@pytest.mark.requirement(
    "R8.18", "what the office noted, and what the network wrote, stand beside the assessment"
)
def test_notes_and_messages_stand_beside_the_assessment(
    cast: SimpleNamespace, browse: Callable[[Any], Client]
) -> None:
    case = being_assessed()
    correspondence.write_note(case=case, by=cast.decision_maker, text="Ring Strand først.")
    correspondence.write_message(case=case, by=way.leader_of(case), text="Planen er endret.")
    page = said(browse, cast.caseworker, way.item(case, "assess").get_absolute_url())
    assert "Ring Strand først." in page
    assert "Planen er endret." in page

"""A whole scheme of a plugin: applied for, two steps of its own, and decided and paid as any other."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, TestCase
from equipment.flows import EquipmentFlow

from tests import way
from tests.cast import _edition, open_call
from workflows import outbox, work
from workflows.base import flows
from workflows.cases.models import Case
from workflows.directory.models import GovernorOffice
from workflows.errors import Invalid
from workflows.funds.actions import give_authority
from workflows.plugins import actions, standing
from workflows.plugins.fuse import sabotaged
from workflows.plugins.testing import PluginContract
from workflows.publishing import publish_edition
from workflows.schemes.models import Edition, SchemeVersion
from workflows.walkthrough import answers

OFFERS = {"supplier_1": "Jæren AV", "price_1": "90 000", "supplier_2": "Skjerm AS", "price_2": "kr 80.000,-",
          "impartial": "on"}  # fmt: skip

WAITS = "does not work just now|ikke virker akkurat n"


class TestContract(PluginContract, TestCase):
    plugin = "equipment"


@pytest.fixture
def on(cast: Any) -> None:
    """Switch the plugin on, give the office money, and open a call."""
    standing.forget()
    actions.switch_on("equipment", by=cast.administrator)
    actions.switch_on("equipment", by=cast.administrator)
    assert SchemeVersion.objects.filter(code="equipment").count() == 1
    office = GovernorOffice.objects.get(code="ROG")
    give_authority(office=office, scheme="equipment", year=2024, amount=500_000, by=None)
    open_call("ROG", "equipment", edition=edition())


def edition() -> Edition:
    """Publish a guideline that has the scheme, with the deadlines of the others."""
    told = _edition("2024") | {"document": "utstyr", "standings": {}}
    stated = [
        rule | {"schemes": ["equipment"]}
        for rule in told["rules"]
        if rule["kind"] in ("parameter", "schemes") and "leader_network" in rule["schemes"]
    ]
    stated[0]["params"]["schemes"] = ["equipment"]
    return publish_edition(**told | {"rules": stated})


@pytest.fixture
def case(on: None) -> Case:
    return way.complete("equipment", 100_000, network="jaeren")


def test_a_case_goes_all_the_way(case: Case, cast: Any, browse: Callable[[Any], Client]) -> None:
    assert [item.flow for item in case.items.filter(open=True)] == ["equipment"]
    page = browse(cast.caseworker).get(case.get_absolute_url()).content.decode()
    assert "Sammenlign tilbudene" in page
    case = way.do(case, "compare", "caseworker", **OFFERS)
    dear, cheap = case.equipment_offers.order_by("-price")
    with pytest.raises(Invalid, match="billigste tilbudet"):
        way.do(case, "recommend", "caseworker", offer=dear.pk, reasons="Penere.")
    case = way.do(case, "recommend", "caseworker", offer=cheap.pk, reasons="Billigst.")
    assert (case.assessment.recommended_amount, case.assessment.recommendation) == (80_000, "grant_in_part")
    case = way.do(case, "declare", "decision_maker", declaration="impartial")
    with pytest.raises(Invalid, match="Skjerm AS"):
        way.do(case, "decide", "decision_maker", **answers.decision(case, 90_000))
    with sabotaged("equipment"), pytest.raises(Invalid):  # the plugin is required: the decision waits
        way.do(case, "decide", "decision_maker", **answers.decision(case, 80_000))
    case = way.do(case, "decide", "decision_maker", **answers.decision(case, 80_000))
    assert outbox.deliver(outbox.OutboxMessage.objects.get(kind="happened").pk) is True
    assert case.equipment_offers.get(recommended=True).decided_at is not None
    assert (case.decision.outcome, case.decision.awarded_amount) == ("partly_granted", 80_000)
    flows = browse(cast.caseworker).get(f"{case.get_absolute_url()}flyt/")
    assert flows.status_code in (200, 404)


def test_a_step_waits_while_the_plugin_fails(case: Case, cast: Any, browse: Callable[[Any], Client]) -> None:
    item = way.item(case, "compare")
    client = browse(cast.caseworker)
    with sabotaged("equipment"):
        assert client.get(item.get_absolute_url()).status_code == 200
        with pytest.raises(Invalid, match=WAITS):
            work.complete(item, by=cast.caseworker, data=way.as_post(OFFERS), key="attempt-1")
    assert way.item(case, "compare").pk == item.pk
    way.do(case, "compare", "caseworker", **OFFERS)


def test_what_comes_next_waits_while_the_plugin_fails(on: None) -> None:
    case = way.submitted("equipment", 100_000, network="jaeren")
    with sabotaged("equipment"), pytest.raises(Invalid, match=WAITS):
        way.do(case, "formal_check", "caseworker", result="complete")
    case = way.do(case, "formal_check", "caseworker", result="complete")
    assert way.item(case, "compare").flow == "equipment"


def test_its_flow_is_known_by_its_own_name() -> None:
    assert EquipmentFlow.folder() == "equipment"
    assert [flow.folder() for flow in flows()][:4] == ["application", "assessment", "equipment", "grant"]


def test_its_block_is_shown_on_a_page_and_left_out_while_it_rests(on: None, cast: Any) -> None:
    from cms import reading
    from cms.models import HomePage

    text = {"type": "text", "value": "<p>Før</p>"}
    listed = {"type": "equipment", "value": {"title": "Utstyr", "lines": ["Skjerm", "<b>Kamera</b>"]}}
    home = HomePage(title="Forside", body=HomePage._meta.get_field("body").to_python([text, listed]))
    before, shown = reading.texts(home.body)
    assert "Før" in before
    assert (
        shown == '<h2>Utstyr</h2><ul class="ds-list"><li>Skjerm</li><li>&lt;b&gt;Kamera&lt;/b&gt;</li></ul>'
    )
    actions.rest("equipment", by=cast.administrator)
    assert reading.texts(home.body)[1] == ""

"""What a network asks to have changed is said thing by thing, with what it leads to, and fills in the proposal."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import gettext as _

from tests import seeing, way
from workflows.cases.foreseeing import foreseen
from workflows.cases.models import Case
from workflows.change.asking import Row, rows
from workflows.change.models import Change
from workflows.ui.amounts import format_amount
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return way.granted("self_initiated", 250_000)


def asked(browse: Any, case: Case, **typed: Any) -> Any:
    """Return the answer to a network that asks for something; the rest of the form is as it was filled in."""
    page = browse(way.leader_of(case)).get(f"{case.get_absolute_url()}gjor/be-om-endring/")
    assert page.status_code == 200
    now = answers.budget(250_000) | {
        "awarded_amount": "250 000",
        "use_deadline": "31.12.2024",
        "text": "Vi er færre.",
    }
    return browse(way.leader_of(case)).post(page.wsgi_request.path, now | typed)


@pytest.mark.adversary("A14", "what a network asks to have changed is kept beside the decision, which stands")
def test_what_differs_is_what_is_asked_for(cast: SimpleNamespace, browse: Any, case: Case) -> None:
    typed = answers.budget(200_000) | {
        "awarded_amount": "200 000",
        "use_deadline": "30.11.2024",
        "joining": "Gjesdal",
        "leaving": ["Klepp og Time"],
    }
    assert asked(browse, case, **typed).status_code == 302
    change = Change.objects.get(case=case)
    assert (change.by_network, seeing.open_tasks(case)[-1]) == (True, "change.propose")
    told = {row.what: (row.now, row.wanted) for row in rows(change)}
    assert told[str(_("Awarded amount"))] == (format_amount(250_000), format_amount(200_000))
    assert told[_("To be used by")] == ("31. desember 2024", "30. november 2024")
    assert rows(change)[-2:] == [
        Row(_("Partners that come in"), "", "Gjesdal"),
        Row(_("Partners that go out"), "", "Klepp og Time"),
    ]
    page = browse(cast.caseworker).get(way.item(case, "propose").get_absolute_url())
    initial = page.context["form"].initial
    assert (initial["awarded_amount"], str(initial["use_deadline"])) == (200_000, "2024-11-30")
    assert sum(initial["budget"].values()) == 200_000
    assert "Gjesdal" in initial["other_changes"]
    assert "30. november 2024" in page.content.decode()


def test_what_is_left_as_it_is_is_not_asked_for(browse: Any, case: Case) -> None:
    assert asked(browse, case).status_code == 302
    assert Change.objects.get(case=case).asked == {}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"awarded_amount": "260 000"}, "awarded_amount"),
        ({"awarded_amount": "200 000"}, "budget"),
        ({"use_deadline": "1.2.2024"}, "use_deadline"),
        ({"use_deadline": "1.2.2026"}, "use_deadline"),
        ({"text": ""}, "text"),
        ({"leaving": ["Noen andre"]}, "leaving"),
    ],
)
def test_what_cannot_be_decided_cannot_be_asked_for(
    browse: Any, case: Case, typed: dict[str, Any], field: str
) -> None:
    answer = asked(browse, case, **typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not Change.objects.filter(case=case).exists()


def test_what_it_leads_to_is_read_first(browse: Any, case: Case) -> None:
    page = browse(way.leader_of(case)).get(f"{case.get_absolute_url()}gjor/be-om-endring/").content.decode()
    told = foreseen("be-om-endring", case)
    assert format_amount(250_000) in told[0]
    assert all(words in page for words in told)

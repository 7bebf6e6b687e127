"""All applications of a call side by side: amounts, alternatives, the pot, and two who work at the same time."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from tests import way
from tests.bare import plain, pot_of
from tests.workflows.allocation.rounds import post, typed
from tests.workflows.pages.test_query_budgets import LIST, SAVE, cost, counted
from workflows.allocation.models import Alternative, Proposal
from workflows.allocation.reading import in_order, rows_of
from workflows.funds import actions as funds

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


def text(answer: Any) -> str:
    return plain(" ".join(strip_tags(answer.content.decode()).split()))


@pytest.mark.requirement(
    "R4.1", "all applications of a call side by side, with request, recommendation, score and what is not met"
)
def test_the_round_shows_every_application_with_what_it_rests_on(
    cast: SimpleNamespace, browse: Browse, round_: SimpleNamespace
) -> None:
    rows = {row.case.pk: row for row in rows_of(round_.call, cast.caseworker)}
    first, waiting = rows[round_.first.pk], rows[round_.waiting.pk]
    assert (first.requested, first.recommended, str(first.score), first.is_open) == (
        150_000,
        150_000,
        "4.00",
        True,
    )
    assert (waiting.requested, waiting.recommended, waiting.score, waiting.is_open) == (
        80_000,
        None,
        None,
        False,
    )
    assert [finding.outcome for finding in first.unmet] == ["unmet"] * len(first.unmet)
    page = browse(cast.caseworker).get(reverse("allocation", args=[round_.call.pk]))
    for case in round_.cases:
        assert case.number in text(page)
    assert "kr 2 000 000" in text(page)
    assert [cell.row.case.pk for cell in page.context["form"].cells() if cell.amount] == [
        round_.first.pk,
        round_.second.pk,
    ]


@pytest.mark.adversary(
    "E12", "whatever stands in the address of the round is an order or none, never an error"
)
@pytest.mark.parametrize("asked", ["requested", "-requested", "1; DROP TABLE", "pk__in", "%00", "-", "'"])
def test_the_order_is_one_of_ours(
    asked: str, cast: SimpleNamespace, browse: Browse, round_: SimpleNamespace
) -> None:
    amounts = [row.requested for row in in_order(rows_of(round_.call, cast.caseworker), asked)]
    assert sorted(amounts) == [80_000, 100_000, 150_000]
    if asked.endswith("requested"):
        assert amounts == sorted(amounts, reverse=asked.startswith("-"))
    address = reverse("allocation", args=[round_.call.pk])
    assert browse(cast.caseworker).get(address, {"sort": asked}).status_code == 200
    assert browse(cast.caseworker).get(address, {"alternativ": asked}).status_code == 404


@pytest.mark.requirement(
    "R4.2", "what is left of the pot is recalculated by the server as well; over it, nothing is sent"
)
def test_over_the_pot_is_shown_and_cannot_be_sent(
    cast: SimpleNamespace, browse: Browse, round_: SimpleNamespace
) -> None:
    funds.lower_authority(pot=pot_of(round_.first), amount=1_800_000, by=None)
    client, amounts = browse(cast.caseworker), {round_.first: "150 000", round_.second: "50 001"}
    said = text(post(client, round_.call, typed(amounts, action="recalculate")))
    assert "kr 200 001" in said
    assert "kr −1" in said
    answer = post(client, round_.call, typed(amounts, action="send"))
    assert answer.status_code == 422
    over = plain(_("The proposal is %(amount)s over what is left in the pot.") % {"amount": "kr 1"})
    assert over in text(answer)
    assert not Proposal.objects.exists()
    assert not Alternative.objects.exists()
    fits = post(client, round_.call, typed(amounts | {round_.second: "50 000"}, action="send"))
    assert fits.status_code == 302
    assert list(Proposal.objects.get().lines.values_list("case", "amount")) == [
        (round_.first.pk, 150_000),
        (round_.second.pk, 50_000),
    ]


def test_what_cannot_be_is_said_beside_the_amount(
    cast: SimpleNamespace, browse: Browse, round_: SimpleNamespace
) -> None:
    client, first, second = browse(cast.caseworker), round_.first, round_.second
    wrong = typed({first: "150 001", second: "hundre\0"}, action="save")
    answer = post(client, round_.call, wrong)
    assert (answer.status_code, set(answer.context["form"].errors)) == (
        422,
        {f"amount_{first.pk}", f"amount_{second.pk}"},
    )
    assert "150 001" in plain(answer.content.decode())
    unreasoned = typed({first: "10"}, action="send") | {f"reason_{first.pk}": ""}
    answer = post(client, round_.call, unreasoned)
    assert set(answer.context["form"].errors) == {f"reason_{first.pk}"}
    assert post(client, round_.call, typed({first: "9" * 400})).status_code == 422
    assert post(client, round_.call, typed({}, action="drop")).status_code == 400
    assert not Alternative.objects.exists()


@pytest.mark.requirement(
    "R4.1", "alternatives are saved under names, copied, compared side by side and exported"
)
def test_alternatives_are_saved_copied_compared_and_exported(
    cast: SimpleNamespace, browse: Browse, round_: SimpleNamespace
) -> None:
    client, first, second = browse(cast.caseworker), round_.first, round_.second
    post(client, round_.call, typed({first: "=1+1", second: ""}))
    post(client, round_.call, typed({first: "150 000", second: "0"}, **{f"reason_{first.pk}": "=1+1"}))
    kept = Alternative.objects.get()
    assert list(kept.lines.values_list("amount", flat=True)) == [150_000, 0]
    again = post(client, round_.call, typed({first: "1"}))
    assert _("There already is an alternative of that name.") in text(again)
    post(
        client, round_.call, typed({first: "90 000", second: "60 000"}, name="Delt", action="save_new"), kept
    )
    compared = client.get(reverse("allocation-compare", args=[round_.call.pk]))
    assert (compared.context["sums"], compared.context["left"]) == ([150_000, 150_000], [1_850_000] * 2)
    sheet = (
        client.get(reverse("allocation-csv", args=[round_.call.pk])).content.decode("utf-8-sig").splitlines()
    )
    assert sheet[1].split(";")[0] == first.number
    assert sheet[1].split(";")[-4:] == ["150000", "'=1+1", "90000", "Etter potten."]


@pytest.mark.adversary(
    "A1", "two save the same alternative: the second hears who was first, and keeps what was typed"
)
def test_the_second_to_save_hears_who_was_first(
    cast: SimpleNamespace, browse: Browse, round_: SimpleNamespace
) -> None:
    post(browse(cast.caseworker), round_.call, typed({round_.first: "150 000"}))
    kept = Alternative.objects.get()
    post(browse(cast.second_caseworker), round_.call, typed({round_.first: "140 000"}, version=1), kept)
    late = post(browse(cast.caseworker), round_.call, typed({round_.first: "130 000"}, version=1), kept)
    assert late.status_code == 409
    assert str(cast.second_caseworker) in text(late)
    assert "130 000" in plain(late.content.decode())
    assert kept.lines.get(case=round_.first).amount == 140_000
    over_theirs = typed({round_.first: "130 000"}, version=late.context["form"]["version"].value())
    assert post(browse(cast.caseworker), round_.call, over_theirs, kept).status_code == 302
    assert kept.lines.get(case=round_.first).amount == 130_000


@pytest.mark.requirement(
    "R4.1", "what is typed is saved by itself, and stops when another has saved meanwhile"
)
def test_what_is_typed_is_saved_by_itself(
    cast: SimpleNamespace, browse: Browse, round_: SimpleNamespace
) -> None:
    client, first = browse(cast.caseworker), round_.first
    made = post(client, round_.call, typed({first: "10"}, action="autosave")).json()
    kept = Alternative.objects.get()
    assert (made["version"], made["url"]) == (1, kept.get_absolute_url())
    with counted() as asked:
        assert (
            post(client, round_.call, typed({first: "20"}, version=1, action="autosave"), kept).status_code
            == 200
        )
    assert len(asked) <= SAVE
    late = typed({first: "30"}, version=1, action="autosave")
    assert post(browse(cast.second_caseworker), round_.call, late, kept).status_code == 409
    assert (
        post(client, round_.call, typed({first: "x"}, version=2, action="autosave"), kept).status_code == 422
    )
    assert post(browse(cast.decision_maker), round_.call, late, kept).status_code == 403
    assert kept.lines.get(case=first).amount == 20


@pytest.mark.adversary("D3", "another office's caseworker finds no round, and no proposal, of this one")
def test_another_offices_round_is_not_there(
    cast: SimpleNamespace, browse: Browse, round_: SimpleNamespace
) -> None:
    names = ["allocation", "allocation-compare", "allocation-csv"]
    addresses = [reverse(name, args=[round_.call.pk]) for name in names]
    for person in (cast.other_caseworker, way.leader_of(round_.first), cast.auditor):
        assert [browse(person).get(address).status_code for address in addresses] == [404] * 3
        assert post(browse(person), round_.call, typed({round_.first: "1"})).status_code == 404
    for person in (cast.decision_maker, cast.fund_manager):
        assert post(browse(person), round_.call, typed({round_.first: "1"})).status_code == 403
    assert not Alternative.objects.exists()


def test_the_round_keeps_its_budget_however_many_apply(
    cast: SimpleNamespace, browse: Browse, round_: SimpleNamespace
) -> None:
    client = browse(cast.caseworker)
    post(client, round_.call, typed({round_.first: "150 000"}))
    addresses = [
        reverse("allocations"),
        *(reverse(n, args=[round_.call.pk]) for n in ("allocation", "allocation-compare")),
    ]
    few = [cost(client, address) for address in addresses]
    for requested in (10_000, 20_000, 30_000):
        way.assessed(requested=requested)
    assert [cost(client, address) for address in addresses] == few
    assert max(few) <= LIST, few

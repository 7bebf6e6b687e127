"""Paying in parts, holding a payment back, and another account (R4.9, R8.10)."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import gettext as _

from tests import seeing, way
from workflows.cases.models import Case
from workflows.ui.amounts import format_amount
from workflows.ui.dates import long_date
from workflows.walkthrough.answers import ACCOUNT

pytestmark = pytest.mark.django_db
ANOTHER_ACCOUNT = "86011117947"


@pytest.fixture
def case() -> Case:
    case = way.granted()
    return way.do(case, "accept", way.leader_of(case), account_number=ACCOUNT, accepted="on")


def post(browse: Any, person: Any, case: Case, slug: str, **typed: str) -> int:
    """Do an act on the case, and return the status."""
    return browse(person).post(f"{case.get_absolute_url()}gjor/{slug}/", typed).status_code


def refused(case: Case) -> list[str]:
    """Return why no payment is registered."""
    found = seeing.refusals(case, "register_payment", "caseworker", paid_on="04.03.2024")
    return found.get(seeing.OF_SUBSTANCE, [])


def pay(case: Case, day: str) -> Case:
    """Pay the next part, by two persons."""
    case = way.do(case, "register_payment", "caseworker", paid_on=day)
    return way.do(case, "attest_payment", "payment_attester", attested="on")


@pytest.mark.requirement(
    "R4.9", "a grant is paid in the instalments that are planned, each by two persons, each on its day"
)
def test_a_grant_is_paid_in_instalments(case: Case, cast: SimpleNamespace, browse: Any, at: Any) -> None:
    plan = {"day_1": "04.03.2024", "amount_1": "100 000", "day_2": "01.06.2024", "amount_2": "40 000"}
    uneven = browse(cast.caseworker).post(f"{case.get_absolute_url()}gjor/betalingsplan/", plan)
    said = _("The instalments must add up to what is left to pay: %(amount)s.") % {
        "amount": format_amount(150_000)
    }
    assert (uneven.status_code, said in uneven.content.decode()) == (422, True)
    assert post(browse, cast.caseworker, case, "betalingsplan", **plan | {"amount_2": "50 000"}) == 302
    case = pay(case, "04.03.2024")
    assert (case.status, seeing.open_tasks(case)) == ("decided", ["grant.register_payment"])
    later = case.instalments.get(number=2).planned_on
    assert refused(case) == [_("This instalment is planned for %(date)s.") % {"date": long_date(later)}]
    at(2024, 6, 3)
    case = pay(case, "03.06.2024")
    movements = [("commitment", 150_000), ("payment", 100_000), ("payment", 50_000)]
    assert (seeing.ledger(case), case.status) == (movements, "report_pending")


@pytest.mark.requirement("R8.10", "a stopped payment is neither registered nor attested until it is resumed")
def test_a_stop_holds_registration_and_attestation_back(
    case: Case, cast: SimpleNamespace, browse: Any
) -> None:
    stopped = [_("Payment is stopped: %(reason)s") % {"reason": "Mistanke om feil."}]
    assert post(browse, way.leader_of(case), case, "stans", reason="x") == 403
    assert post(browse, cast.decision_maker, case, "stans", reason="Mistanke om feil.") == 302
    assert post(browse, cast.decision_maker, case, "stans", reason="En gang til.") == 403
    assert refused(case) == stopped
    assert post(browse, cast.decision_maker, case, "gjenoppta", reason="Avklart.") == 302
    case = way.do(case, "register_payment", "caseworker", paid_on="04.03.2024")
    assert post(browse, cast.caseworker, case, "stans", reason="Mistanke om feil.") == 302
    found = seeing.refusals(case, "attest_payment", "payment_attester", attested="on")
    assert (found[seeing.OF_SUBSTANCE], seeing.ledger(case)) == (stopped, [("commitment", 150_000)])


@pytest.mark.requirement(
    "R8.10", "a changed account number is used only when another person than gave it has confirmed it"
)
def test_a_changed_account_is_confirmed_by_another_person(
    case: Case, cast: SimpleNamespace, browse: Any
) -> None:
    leader = way.leader_of(case)
    assert post(browse, leader, case, "konto", account_number="12345678904") == 422
    assert post(browse, leader, case, "konto", account_number=ANOTHER_ACCOUNT) == 302
    waits = [_("The changed account number must be confirmed by another person before it is used.")]
    assert refused(case) == waits
    assert post(browse, leader, case, "bekreft-konto", confirmed="on") == 403
    assert post(browse, cast.second_caseworker, case, "konto", account_number=ANOTHER_ACCOUNT) == 302
    assert post(browse, cast.second_caseworker, case, "bekreft-konto", confirmed="on") == 403
    assert post(browse, cast.decision_maker, case, "bekreft-konto", confirmed="on") == 302
    case = way.do(case, "register_payment", "caseworker", paid_on="04.03.2024")
    assert case.payment.account_number == ANOTHER_ACCOUNT


@pytest.mark.adversary("D1", "who does not see the case finds none of its acts; who may not is told why")
def test_acts_are_for_those_who_may(case: Case, cast: SimpleNamespace, browse: Any) -> None:
    slugs = ("stans", "konto", "betalingsplan", "klag", "be-om-endring", "nytt-vedtak", "finnes-ikke")
    assert {post(browse, cast.outsider, case, slug, reason="x") for slug in slugs} == {404}
    assert {post(browse, cast.other_caseworker, case, slug, reason="x") for slug in slugs} == {404}
    assert post(browse, cast.payment_attester, case, "stans", reason="x") == 403
    assert post(browse, cast.caseworker, case, "stans", reason="\0" * 3) == 422

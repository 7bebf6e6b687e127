"""Accepting and paying: an account that is right, and two persons (R4.9, R8.10)."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import gettext as _

from tests import seeing, way
from workflows.cases.models import Case
from workflows.directory.models import GovernorOffice, Role, RoleAssignment, User
from workflows.errors import NotAllowed
from workflows.funds.balances import balance_of
from workflows.publishing import publish_scheme
from workflows.schemes.models import Call, SchemeVersion
from workflows.walkthrough.answers import ACCOUNT

pytestmark = pytest.mark.django_db

ANOTHER_ACCOUNT = "86011117947"
WRONG_ACCOUNT = "12345678904"


def accepted(account: str = ACCOUNT, **made: Any) -> Case:
    """Return a case whose grant is accepted, to be paid to an account."""
    case = way.granted(**made)
    return way.do(case, "accept", way.leader_of(case), account_number=account, accepted="on")


def registered(case: Case | None = None, by: str = "caseworker", **typed: Any) -> Case:
    """Return a case whose payment is registered and not attested."""
    return way.do(case or accepted(), "register_payment", by, **{"paid_on": "04.03.2024"} | typed)


def refused(case: Case, **typed: Any) -> dict[str, list[str]]:
    """Return why a payment is not registered."""
    return seeing.refusals(case, "register_payment", "caseworker", **{"paid_on": "04.03.2024"} | typed)


@pytest.mark.requirement("R8.10", "the account number is checked by its control digit")
@pytest.mark.parametrize("account", [WRONG_ACCOUNT, "1234567890", "", "00000000000"])
def test_a_wrong_account_number_is_refused(account: str) -> None:
    case = way.granted()
    assert set(
        seeing.refusals(case, "accept", way.leader_of(case), account_number=account, accepted="on")
    ) == {"account_number"}


def test_the_terms_are_accepted_expressly() -> None:
    case = way.granted()
    assert set(seeing.refusals(case, "accept", way.leader_of(case), account_number=ACCOUNT)) == {"accepted"}


def test_the_network_accepts_with_its_account_number() -> None:
    case = accepted("1234 56 78903")
    assert (case.acceptance.account_number, case.acceptance.by) == (ACCOUNT, way.leader_of(case))
    assert seeing.open_tasks(case) == ["grant.register_payment"]


@pytest.mark.requirement(
    "R4.9", "a payment is in the ledger, against the commitment, only when it is attested"
)
def test_a_payment_counts_only_once_it_is_attested() -> None:
    case = registered(reference="Bilag 17")
    assert (case.payment.amount, case.payment.account_number, case.payment.reference) == (
        150_000,
        ACCOUNT,
        "Bilag 17",
    )
    assert (case.payment.attested_by, seeing.ledger(case)) == (None, [("commitment", 150_000)])
    assert (case.status, balance_of(case).unpaid) == ("decided", 150_000)

    case = way.do(case, "attest_payment", "payment_attester", attested="on")
    assert (case.payment.attested_by.username, case.payment.registered_by.username) == (
        "payment_attester",
        "caseworker",
    )
    assert seeing.ledger(case) == [("commitment", 150_000), ("payment", 150_000)]
    assert (case.status, balance_of(case).unpaid) == ("report_pending", 0)


@pytest.mark.requirement(
    "R8.10", "the one who registered the payment does not attest it, whatever roles they hold"
)
def test_the_one_who_registered_does_not_attest(cast: SimpleNamespace) -> None:
    office = GovernorOffice.objects.get(code="ROG")
    RoleAssignment.objects.create(
        user=cast.caseworker, role=Role.PAYMENT_ATTESTER, office=office, valid_from="2024-01-02"
    )
    case = registered()
    with pytest.raises(NotAllowed) as denied:
        way.do(case, "attest_payment", User.objects.get(pk=cast.caseworker.pk), attested="on")
    assert denied.value.reason == _("Two persons are needed: in this case %(name)s already %(did)s.") % {
        "name": cast.caseworker,
        "did": _("registered the payment"),
    }
    assert seeing.ledger(case) == [("commitment", 150_000)]


def test_attesting_is_said_expressly() -> None:
    case = registered()
    assert set(seeing.refusals(case, "attest_payment", "payment_attester")) == {"attested"}
    assert seeing.ledger(case) == [("commitment", 150_000)]


def test_the_date_of_payment_has_come_and_is_not_before_the_decision(at: Any) -> None:
    case = accepted()
    at(2024, 3, 6)
    assert refused(case, paid_on="07.03.2024") == {"paid_on": [_("The date has not come yet.")]}
    assert refused(case, paid_on="03.03.2024") == {"paid_on": [_("The date is before the decision.")]}
    assert set(refused(case, paid_on="31.02.2024")) == {"paid_on"}
    assert refused(case, paid_on="04.03.2024") == {}


@pytest.mark.requirement(
    "R8.10", "an account other than the one the recipient was paid to is confirmed before use"
)
def test_a_changed_account_is_confirmed_before_it_is_used() -> None:
    way.paid()
    case = accepted(ANOTHER_ACCOUNT)
    assert set(refused(case)) == {"account_confirmed"}
    case = registered(case, account_confirmed="on")
    assert case.payment.account_number == ANOTHER_ACCOUNT


@pytest.mark.requirement("R8.10", "the same account as before needs no confirmation")
def test_the_same_account_as_before_needs_no_confirmation() -> None:
    way.paid()
    assert refused(accepted()) == {}


def test_an_account_that_was_only_claimed_before_is_confirmed_too() -> None:
    way.paid()
    accepted(ANOTHER_ACCOUNT)  # never paid
    assert set(refused(accepted(ANOTHER_ACCOUNT))) == {"account_confirmed"}


def test_another_municipality_s_account_does_not_matter() -> None:
    way.paid("self_initiated")
    assert refused(accepted(ANOTHER_ACCOUNT)) == {}


@pytest.mark.requirement(
    "R8.10", "where a scheme has no acceptance the office types the account, checked the same way"
)
def test_without_acceptance_the_office_types_the_account() -> None:
    way.paid()
    definition = SchemeVersion.objects.get(code="leader_network").definition
    without = publish_scheme(definition | {"options": definition["options"] | {"acceptance": False}})
    Call.objects.filter(scheme_version__code="leader_network").update(scheme_version=without)
    case = way.granted()
    assert seeing.open_tasks(case) == ["grant.register_payment"]
    assert set(refused(case, account_number=WRONG_ACCOUNT)) == {"account_number"}
    assert set(refused(case, account_number=ANOTHER_ACCOUNT)) == {"account_confirmed"}
    assert registered(case, account_number=ACCOUNT).payment.account_number == ACCOUNT

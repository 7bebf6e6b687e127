"""Roles that decide, pay or give roles take two administrators (D8)."""

from collections.abc import Callable
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from tests import mails
from tests.cast import make_person
from workflows import clock
from workflows.directory.holding import stand_in
from workflows.directory.models import GovernorOffice, Role, RoleAssignment, RoleProposal, User
from workflows.errors import NotAllowed
from workflows.staffing import approving

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


@pytest.fixture
def second(cast: SimpleNamespace) -> User:
    """Return a second administrator."""
    return make_person("second_administrator", Role.ADMINISTRATOR)


def give(client: Client, person: User, role: str, office: bool = True) -> Any:
    """Give a person a role from today on, by the page."""
    place = f"office:{GovernorOffice.objects.get(code='ROG').pk}" if office else ""
    typed = {"role": role, "place": place, "first_day": "4.3.2024", "last_day": ""}
    return client.post(f"/personer/{person.pk}/rolle/", typed)


def held(person: User, role: str) -> bool:
    """Return whether a person holds a role today."""
    return RoleAssignment.objects.in_force().filter(user=person, role=role).exists()


@pytest.mark.adversary(
    "D8", "a role that decides, pays or gives roles holds when a second administrator approves it"
)
@pytest.mark.parametrize(
    ("role", "office"),
    [("decision_maker", True), ("payment_attester", True), ("administrator", False), ("fund_manager", False)],
)
def test_a_second_administrator_approves(
    role: str, office: bool, cast: SimpleNamespace, second: User, browse: Browse
) -> None:
    first, person = browse(cast.administrator), cast.outsider
    assert give(first, person, role, office).status_code == 302
    proposal = RoleProposal.objects.get()
    address = f"/personer/foreslatt/{proposal.pk}/"
    assert give(first, person, role, office).status_code == 422  # waits already
    assert first.post(address, {"action": "approve"}).status_code == 403
    assert (held(person, role), "/personer/" in mails.to(second.email)[-1].body) == (False, True)
    assert [
        address in browse(who).get("/personer/").content.decode() for who in (cast.administrator, second)
    ] == [True] * 2
    assert browse(cast.decision_maker).post(address, {"action": "approve"}).status_code == 404
    assert browse(second).post(address, {"action": "approve"}).status_code == 302
    given = RoleAssignment.objects.get(user=person, role=role)
    assert (held(person, role), given.given_by, bool(given.office_id)) == (True, cast.administrator, office)
    assert browse(second).post(address, {"action": "approve"}).status_code == 409


def test_a_role_is_turned_down_or_taken_back(cast: SimpleNamespace, second: User, browse: Browse) -> None:
    for decider in (second, cast.administrator):
        give(browse(cast.administrator), cast.outsider, "decision_maker")
        address = f"/personer/foreslatt/{approving.waiting().get().pk}/"
        assert browse(decider).post(address, {"action": "refuse"}).status_code == 302
    assert (held(cast.outsider, "decision_maker"), approving.waiting().count()) == (False, 0)


@pytest.mark.adversary("D8", "nobody approves a role that is for themselves, and the database holds it")
def test_nobody_approves_their_own_role(cast: SimpleNamespace, second: User) -> None:
    make_person("third_administrator", Role.ADMINISTRATOR)
    days = {"first_day": clock.today(), "last_day": None}
    proposal = approving.propose(
        person=second, role="fund_manager", office=None, by=cast.administrator, **days
    )
    with pytest.raises(NotAllowed):
        approving.decide(pk=proposal.pk, approved=True, by=second)
    for decider in (second, cast.administrator):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleProposal.objects.filter(pk=proposal.pk).update(approved=True, decided_by=decider)


@pytest.mark.adversary("D8", "a single administrator is told how another is made, and the command makes one")
def test_a_single_administrator_is_told_what_to_do(cast: SimpleNamespace, browse: Browse) -> None:
    alone = give(browse(cast.administrator), cast.outsider, "decision_maker")
    assert (alone.status_code, RoleProposal.objects.count()) == (422, 0)
    assert "manage.py administrator" in alone.content.decode()
    for _again in range(2):
        call_command("administrator", "ny@example.org", name="Ny Testdal", stdout=(told := StringIO()))
    newcomer = User.objects.get(email="ny@example.org")
    assert RoleAssignment.objects.filter(user=newcomer, role=Role.ADMINISTRATOR).count() == 1
    assert "/konto/apne/" in told.getvalue()
    assert give(browse(cast.administrator), cast.outsider, "decision_maker").status_code == 302


def test_accounts_that_links_leave_are_not_listed(cast: SimpleNamespace, browse: Browse) -> None:
    left, _made = stand_in("confirms-1", name="Lenke Testmo")
    User.objects.filter(pk=left.pk).update(is_active=False)
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    page = browse(cast.administrator).get("/personer/?q=test").content.decode()
    assert ("Lenke Testmo" in page, str(cast.outsider) in page) == (False, True)

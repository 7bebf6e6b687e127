"""Administrators invite people and give others roles; nobody gives themselves any (D8, R8.14)."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client

from workflows import outbox
from workflows.directory.models import GovernorOffice, Network, Role, RoleAssignment, User
from workflows.errors import NotAllowed, NotThere
from workflows.staffing import giving

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
DAYS = {"first_day": "4.3.2024", "last_day": "31.12.2024"}


@pytest.mark.requirement(
    "R8.14",
    "an administrator invites a person, who opens the account by the letter; who gave the role is kept",
)
def test_an_administrator_invites_and_gives_a_role(cast: SimpleNamespace, browse: Browse) -> None:
    client = browse(cast.administrator)
    typed = {"name": "Ny Testdal", "email": "ny@example.org", "language": "nn"}
    answer = client.post("/personer/inviter/", typed)
    person = User.objects.get(email="ny@example.org")
    assert answer["Location"] == f"/personer/{person.pk}/rolle/"
    office = GovernorOffice.objects.get(code="ROG")
    given = {"role": "caseworker", "place": f"office:{office.pk}", **DAYS}
    assert client.post(answer["Location"], given).status_code == 302
    held = RoleAssignment.objects.get(user=person)
    assert (held.role, held.office, held.valid_from, held.valid_to, held.given_by, held.source) == (
        "caseworker", office, dt.date(2024, 3, 4), dt.date(2024, 12, 31), cast.administrator, ""
    )  # fmt: skip
    page = BeautifulSoup(client.get(f"/personer/{person.pk}/").content, "html.parser")
    assert str(cast.administrator) in page.select_one("tbody").get_text()
    outbox.deliver_due()
    [letter] = [each for each in mail.outbox if each.to == ["ny@example.org"]]
    link = next(word for word in letter.body.split() if "/nn/konto/apne/" in word)
    opened = {"first_name": "Ny", "last_name": "Testdal", "password": "fjorden er blank i mai"}
    newcomer = Client()
    assert newcomer.post("/" + link.split("/", 3)[3], opened).status_code == 302
    assert newcomer.get("/nn/oppgaver/")["Location"] == "/nn/konto/2fa/totp/activate/"


@pytest.mark.adversary("D8", "nobody gives themselves a role, and only administrators give any")
def test_nobody_gives_themselves_a_role(cast: SimpleNamespace, browse: Browse) -> None:
    own = f"/personer/{cast.administrator.pk}/rolle/"
    before = RoleAssignment.objects.count()
    assert browse(cast.administrator).post(own, {"role": "fund_manager", **DAYS}).status_code == 403
    given = {"role": "administrator", "place": None, "first_day": dt.date(2024, 3, 4), "last_day": None}
    with pytest.raises(NotAllowed):
        giving.give_role(person=cast.administrator, by=cast.administrator, **given)
    for name in ("editor", "decision_maker", "network_leader", "participant"):
        with pytest.raises(NotThere):
            giving.give_role(person=cast.outsider, by=getattr(cast, name), **given)
        with pytest.raises(NotThere):
            giving.invite(name="x", email="x@example.org", language="nb", by=getattr(cast, name))
    assert RoleAssignment.objects.count() == before
    assert not User.objects.filter(email="x@example.org").exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"role": "network_leader"},  # at an office
        {"role": "caseworker", "place": ""},
        {"role": "caseworker", "place": "office:999999"},
        {"first_day": "1.1.2025"},  # after the last
        {"first_day": "snart"},
        {"role": "emperor"},
    ],
)
def test_a_role_that_cannot_be_is_refused_and_what_was_typed_kept(
    changed: dict[str, str], cast: SimpleNamespace, browse: Browse
) -> None:
    office, before = GovernorOffice.objects.get(code="ROG"), RoleAssignment.objects.count()
    typed = {"role": "decision_maker", "place": f"office:{office.pk}", **DAYS, **changed}
    answer = browse(cast.administrator).post(f"/personer/{cast.outsider.pk}/rolle/", typed)
    assert answer.status_code == 422
    assert (
        BeautifulSoup(answer.content, "html.parser").select_one("#id_last_day")["value"] == DAYS["last_day"]
    )
    assert RoleAssignment.objects.count() == before


def test_a_role_held_already_is_refused_on_the_same_days_only(cast: SimpleNamespace) -> None:
    network = Network.objects.get(code="outside")
    given = {"person": cast.outsider, "role": Role.NETWORK_LEADER, "place": ("network", network.pk)}
    held = RoleAssignment.objects.get(user=cast.outsider)
    with pytest.raises(giving.Refused):
        giving.give_role(**given, first_day=dt.date(2024, 3, 4), last_day=None, by=cast.administrator)
    RoleAssignment.objects.filter(pk=held.pk).update(valid_to=dt.date(2024, 6, 30))
    giving.give_role(**given, first_day=dt.date(2024, 7, 1), last_day=None, by=cast.administrator)
    assert RoleAssignment.objects.filter(user=cast.outsider).count() == 2


def test_an_administrator_sees_no_difference_where_the_address_has_an_account(
    cast: SimpleNamespace, browse: Browse
) -> None:
    typed = {"name": "Noen", "email": "OUTSIDER@example.org", "language": "nb"}
    answer = browse(cast.administrator).post("/personer/inviter/", typed)
    assert answer["Location"] == f"/personer/{cast.outsider.pk}/rolle/"
    outbox.deliver_due()
    assert "/min-side/" in mail.outbox[-1].body

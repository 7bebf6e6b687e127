"""Who may try as whom: those who make schemes, as accounts of the trial, and nothing else."""

import logging
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import CAST
from tests.workflows.trying import trials
from workflows.directory import opening
from workflows.directory.models import Role, RoleAssignment, User
from workflows.trying import place
from workflows.trying.switching import KEY

pytestmark = pytest.mark.django_db
MAKERS = {"editor", "guideline_reviewer", "administrator"}


@pytest.fixture
def leader(db: None) -> User:
    place.trial_network("leader")
    return User.objects.get(username="prove-leder-leader")


@pytest.fixture
def sign_in(browse: Any) -> Any:
    return lambda name: browse(User.objects.get(username=name))


def _become(client: Client, name: str) -> int:
    return client.post(reverse("trial-become"), {"account": name, "next": "/min-side/"}).status_code


def _who(client: Client) -> User:
    user: User = client.get(reverse("my-page"), follow=True).context["user"]
    return user


@pytest.mark.adversary("A11", "nobody but those who make schemes becomes somebody else")
def test_only_those_who_make_schemes_try_as_somebody(leader: User, sign_in: Any) -> None:
    assert {name for name in CAST if _become(sign_in(name), leader.username) == 302} == MAKERS


@pytest.mark.adversary("A11", "nobody can be tried as but the accounts of a trial")
def test_nobody_real_is_tried_as(leader: User, sign_in: Any) -> None:
    client = sign_in("editor")
    assert {_become(client, name) for name in (*CAST, "nobody", "", "\0")} == {404}
    assert _who(client).username == "editor"


def test_an_office_editor_of_calls_does_not_try(leader: User, cast: Any, sign_in: Any) -> None:
    office = RoleAssignment.objects.get(user=cast.caseworker).office
    RoleAssignment.objects.filter(user=cast.editor).update(office=office)
    assert _become(sign_in("editor"), leader.username) == 404


def test_an_account_with_a_role_outside_the_trial_is_not_tried_as(leader: User, sign_in: Any) -> None:
    client = sign_in("editor")
    assert _become(client, leader.username) == 302
    RoleAssignment.objects.create(user=leader, role=Role.FUND_MANAGER)
    assert _who(client).username == "editor"  # it ends with the next page
    assert _become(client, leader.username) == 404
    assert KEY not in client.session


def test_who_loses_the_role_is_oneself_again(leader: User, cast: Any, sign_in: Any) -> None:
    client = sign_in("editor")
    _become(client, leader.username)
    assert _who(client) == leader
    RoleAssignment.objects.filter(user=cast.editor).delete()
    assert _who(client) == cast.editor


def test_a_banner_says_as_whom_one_tries_and_leads_back(
    leader: User, sign_in: Any, caplog: pytest.LogCaptureFixture
) -> None:
    client = sign_in("editor")
    with caplog.at_level(logging.INFO, logger="nettverksmidler.trying"):
        _become(client, leader.username)
        page = client.get(reverse("my-page")).content.decode()
        assert reverse("trial-back") in page
        assert str(leader) in page
        assert client.get(reverse("account"), follow=True).context["user"].username == "editor"
        assert client.post(reverse("trial-back")).status_code == 302
    assert _who(client).username == "editor"
    assert [record.getMessage() for record in caplog.records] == ["trying as", "no longer trying"]
    assert reverse("trial-back") not in client.get(reverse("trials")).content.decode()


def test_nobody_is_led_to_another_site(leader: User, sign_in: Any) -> None:
    client = sign_in("editor")
    for address in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        answer = client.post(reverse("trial-become"), {"account": leader.username, "next": address})
        assert answer["Location"] == reverse("my-page")


def test_nobody_logs_in_as_a_trial_account(leader: User, client: Client) -> None:
    assert not leader.has_usable_password()
    link = opening.link_to(leader, "/min-side/")  # as if the leader's address were invited
    typed = {"password1": "langt-og-hemmelig-7", "first_name": "A", "last_name": "B"}
    assert client.post(link, typed).status_code == 404
    leader.refresh_from_db()
    assert not leader.has_usable_password()


def test_the_page_of_trials_shows_whose_turn_it_is(cast: Any, browse: Any) -> None:
    trial, client = trials.begun(cast.editor), browse(cast.editor)
    case = trials.walk(client, trials.apply(client, trial), until="application.formal_check")
    page = client.get(reverse("trials")).content.decode()
    assert case.number in page
    assert "prove-saksbehandler-1" in page

"""The link of a notice leads to what it is about, also for who must first log in, with a second factor or without."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client

from tests import way
from workflows import outbox
from workflows.cases import correspondence
from workflows.directory.models import User

pytestmark = pytest.mark.django_db


def links(address: str) -> list[str]:
    """Return the paths that the mails to somebody lead to."""
    outbox.deliver_due()
    sent = [message.body for message in mail.outbox if message.to == [address]]
    return [re.search(r"https?://[^/]+(/\S*)", body)[1] for body in sent]  # type: ignore[index]


def led(person: User, link: str) -> str:
    """Return where somebody is who follows a link and logs in by password, and by a code where they have one."""
    client = Client()
    asked = client.get(link)
    assert asked.status_code == 302
    page = asked["Location"]
    typed = {"login": person.username, "password": f"secret-{person.username}"}
    query = page.partition("next=")[2]
    assert query
    answer = client.post(page, typed | {"next": link}, follow=True)
    if answer.request["PATH_INFO"].endswith("/2fa/authenticate/"):
        answer = client.post(answer.request["PATH_INFO"], {"code": code_of(person)}, follow=True)
    assert answer.status_code == 200
    return str(answer.request["PATH_INFO"])


def code_of(person: User) -> str:
    secret = person.authenticator_set.get().wrap().instance.data["secret"]
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))


@pytest.mark.requirement("R8.14", "after logging in, with a second factor too, one is where the notice led")
@pytest.mark.parametrize("second_factor", [False, True])
@pytest.mark.parametrize("language", ["nb", "nn"])
def test_a_notice_leads_to_the_thing_after_the_log_in(
    second_factor: bool, language: str, cast: SimpleNamespace, settings: Any
) -> None:
    leader = cast.leader_network_leader
    User.objects.filter(pk=leader.pk).update(language=language)
    leader.refresh_from_db()
    if second_factor:
        totp.TOTP.activate(leader, totp.generate_totp_secret())
    case = way.submitted()
    correspondence.write_message(case=case, by=cast.caseworker, text="Hei.")
    [link] = [path for path in links(leader.email) if "meldinger" in path]
    assert link.startswith("/nn/") is (language == "nn")
    assert led(leader, link) == link


def test_every_kind_of_notice_leads_somewhere_that_its_person_sees(
    cast: SimpleNamespace, browse: Callable[[Any], Client], at: Callable[..., None]
) -> None:
    case = way.paid("self_initiated", 250_000)
    correspondence.write_message(case=case, by=cast.caseworker, text="Hei.")
    outbox.deliver_due()
    at(2025, 1, 10)
    way.do(case, "report", way.leader_of(case), **_report())
    found = {(to, path) for name in ("network_leader", "municipal_management") for to in [getattr(cast, name)]
             for path in links(to.email)}  # fmt: skip
    assert len(found) >= 4
    for person, path in found:
        assert browse(person).get(path, follow=True).status_code == 200, path


def _report() -> dict[str, Any]:
    from workflows.walkthrough import answers

    return answers.report(250_000)

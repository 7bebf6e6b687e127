"""Notices: in the recipient's language, sent after the decision, and never at its expense."""

import datetime as dt
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.db.models import F
from django.utils.functional import lazystr
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tests.bare import bare_case
from workflows import outbox
from workflows.cases import journal
from workflows.directory.models import User
from workflows.notices import message_id, notify
from workflows.outbox import OutboxMessage

pytestmark = pytest.mark.django_db


class InTheLanguage:
    """A lazy text that says which language it was read in."""

    def __str__(self) -> str:
        return f"in {get_language()}"


def tell(person: User, key: str = "decided:1", **changes: Any) -> None:
    texts = {
        "subject": _("Case %(number)s"),
        "body": _("Case %(number)s"),
        "fields": {"number": "ROG-2024-1001"},
    }
    with transaction.atomic():
        notify(to_user=person, link="/saker/ROG-2024-1001/", key=key, **(texts | changes))


def test_a_notice_is_a_mail_with_a_link_to_the_page(cast: SimpleNamespace, settings: Any) -> None:
    settings.SITE_URL = "https://nettverksmidler.example.org"
    tell(cast.network_leader)
    assert mail.outbox == []
    assert outbox.deliver_due() == 1
    (sent,) = mail.outbox
    assert (sent.to, sent.subject.endswith("ROG-2024-1001")) == (["network_leader@example.org"], True)
    assert sent.body.split("\n\n")[1] == "https://nettverksmidler.example.org/saker/ROG-2024-1001/"
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.requirement("R8.1", "a notice is in the recipient's language, not in that of whoever caused it")
@pytest.mark.parametrize("language", ["nb", "nn"])
def test_a_notice_is_in_the_recipients_language(cast: SimpleNamespace, language: str) -> None:
    cast.network_leader.language = language
    tell(
        cast.network_leader,
        subject=InTheLanguage(),
        body=lazystr(InTheLanguage()),
        fields={"a": InTheLanguage()},
    )
    outbox.deliver_due()
    assert mail.outbox[0].subject == f"in {language}"
    assert mail.outbox[0].body.startswith(f"in {language}\n\n")


def test_the_link_leads_to_the_page_in_the_recipients_language(cast: SimpleNamespace) -> None:
    cast.network_leader.language = "nn"
    tell(cast.network_leader)
    outbox.deliver_due()
    assert mail.outbox[0].body.split("\n\n")[1].endswith("/nn/saker/ROG-2024-1001/")


def test_the_same_notice_is_sent_once(cast: SimpleNamespace) -> None:
    tell(cast.network_leader)
    tell(cast.network_leader)
    outbox.deliver_due()
    assert len(mail.outbox) == 1


@pytest.mark.adversary("B7", "a mail sent twice is recognised by its Message-ID")
def test_a_mail_that_is_sent_again_has_the_same_message_id(cast: SimpleNamespace) -> None:
    tell(cast.network_leader)
    tell(cast.outsider, key="decided:2")
    outbox.deliver_due()
    OutboxMessage.objects.filter(key="mail:decided:1").delete()
    tell(cast.network_leader)
    outbox.deliver_due()
    ids = [sent.message()["Message-ID"] for sent in mail.outbox]
    assert ids[0] == ids[2] == message_id("decided:1")
    assert ids[0] != ids[1]


def test_a_mail_goes_to_where_the_person_has_it_when_it_is_sent(cast: SimpleNamespace) -> None:
    tell(cast.network_leader)
    User.objects.filter(pk=cast.network_leader.pk).update(email="new@example.org")
    outbox.deliver_due()
    assert mail.outbox[0].to == ["new@example.org"]


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": ""}])
def test_no_mail_to_who_has_left_or_has_no_address(cast: SimpleNamespace, change: dict[str, Any]) -> None:
    tell(cast.network_leader)
    User.objects.filter(pk=cast.network_leader.pk).update(**change)
    assert outbox.deliver_due() == 1
    assert mail.outbox == []


def test_a_subject_cannot_smuggle_in_headers(cast: SimpleNamespace) -> None:
    tell(cast.network_leader, fields={"number": "1\r\nBcc: all@example.org"})
    outbox.deliver_due()
    assert mail.outbox[0].subject.endswith("1 Bcc: all@example.org")
    assert mail.outbox[0].bcc == []


# The mail server's worst days


@contextmanager
def mail_server(behaviour: str) -> Iterator[int]:
    """Yield the port of a server of this machine that refuses, hangs, or answers 451."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    if behaviour == "refuses":
        listener.close()  # nobody listens on a port that was just free
        yield port
        return

    def serve() -> None:
        while True:
            try:
                client, _address = listener.accept()
            except OSError:
                return
            with closing(client):
                if behaviour == "hangs":
                    time.sleep(3)
                else:
                    client.sendall(b"220 test\r\n")
                    while client.recv(1000):
                        client.sendall(b"451 try later\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with closing(listener):
        yield port


@pytest.mark.django_db(transaction=True)
@pytest.mark.adversary(
    "B7", "a mail server that refuses, hangs or says 451 costs a decision nothing; sent later, once"
)
@pytest.mark.parametrize("behaviour", ["refuses", "hangs", "says 451"])
def test_a_decision_does_not_suffer_from_the_mail_server(behaviour: str, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 1
    case, person = bare_case(), User.objects.get(username="network_leader")
    with mail_server(behaviour) as port:
        settings.EMAIL_PORT = port
        begun = time.monotonic()
        with transaction.atomic():
            journal.record(case=case, action="decided", actor=None)
            tell(person)
        assert time.monotonic() - begun < 1
        assert outbox.deliver_due() == 0
    message = OutboxMessage.objects.get()
    assert (message.state, message.attempts) == (OutboxMessage.State.WAITING, 1)
    assert list(OutboxMessage.objects.in_trouble()) == [message]
    assert case.journal.count() == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert outbox.deliver_due() == 0  # its pause is not over
    OutboxMessage.objects.update(due=F("due") - dt.timedelta(seconds=10))
    assert (outbox.deliver_due(), outbox.deliver_due(), len(mail.outbox)) == (1, 0, 1)

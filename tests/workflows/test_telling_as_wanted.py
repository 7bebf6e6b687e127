"""Notices as each wants them: always on the site; by e-mail at once, gathered once a day, or not at all."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils.translation import gettext_lazy as _

from workflows import notices, outbox
from workflows.directory.models import ByEmail, Notice, NoticeKind, User
from workflows.pages.told import prefer

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]


def tell(person: User, number: int, kind: NoticeKind = NoticeKind.TASK) -> None:
    with transaction.atomic():
        notices.notify(
            to_user=person,
            subject=_("Case %(number)s"),
            body=_("Case %(number)s"),
            link="/saker/",
            key=f"case:{number}",
            kind=kind,
            fields={"number": f"ROG-2024-{number}"},
        )
    outbox.deliver_due()


@pytest.mark.requirement(
    "R8.19", "every notice stands on the person's own page, once, whatever they want by e-mail"
)
def test_each_kind_comes_as_it_is_wanted(
    cast: SimpleNamespace, browse: Browse, at: Callable[..., None]
) -> None:
    person = cast.network_leader
    prefer(user=person, wanted={NoticeKind.TASK: ByEmail.DAILY, NoticeKind.MESSAGE: ByEmail.NEVER})
    for number, kind in (
        (1, NoticeKind.TASK),
        (2, NoticeKind.TASK),
        (3, NoticeKind.MESSAGE),
        (4, NoticeKind.REMINDER),
    ):
        tell(person, number, kind)
        tell(person, number, kind)
    assert [sent.subject[-1] for sent in mail.outbox] == ["4"]
    listed = browse(person).get("/varsler/").content.decode()
    assert all(f"ROG-2024-{number}" in listed for number in (1, 2, 3, 4))
    assert "ROG-2024-1" not in browse(cast.outsider).get("/varsler/").content.decode()
    notices.gather()
    at(2024, 3, 5, 6, 59)
    notices.gather()
    outbox.deliver_due()
    assert len(mail.outbox) == 1
    at(2024, 3, 5, 7)
    notices.gather()
    notices.gather()
    outbox.deliver_due()
    notices.gather()
    outbox.deliver_due()
    gathered = mail.outbox[1:]
    assert [sent.to for sent in gathered] == [["network_leader@example.org"]]
    assert [f"ROG-2024-{number}" in gathered[0].body for number in (1, 2, 3, 4)] == [True, True, False, False]
    assert Notice.objects.filter(user=person).count() == 4


def test_choosing_on_the_page(cast: SimpleNamespace, browse: Browse) -> None:
    client = browse(cast.network_leader)
    chosen = {"task": "daily", "reminder": "at_once", "message": "never", "other": "at_once"}
    assert client.post("/varsler/valg/", chosen | {"task": "hourly"}).status_code == 422
    assert client.post("/varsler/valg/", chosen).status_code == 302
    assert client.post("/varsler/valg/", chosen).status_code == 302
    said = dict(cast.network_leader.notice_preferences.values_list("kind", "by_email"))
    assert said == chosen

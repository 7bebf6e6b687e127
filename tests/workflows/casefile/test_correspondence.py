"""Messages between office and network, and notes that only the office reads."""

import io
import zipfile
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client

from tests import way
from workflows import outbox
from workflows.cases import correspondence
from workflows.cases.models import Case, CaseMessage, CaseNote
from workflows.errors import NotAllowed, NotThere

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
SECRET = "Lederen virker usikker"
OUTSIDE = (
    "leader_network_leader", "child_welfare_leader", "suldal_leader", "fund_manager", "other_caseworker",
    "other_decision_maker", "outsider", "editor", "administrator", "auditor", "bufetat",
)  # fmt: skip


@pytest.fixture
def case() -> Case:
    return way.submitted()


@pytest.mark.requirement(
    "R8.7", "office and network write to each other in the case, and both read all of it"
)
def test_both_sides_read_the_thread(case: Case, cast: SimpleNamespace, browse: Browse) -> None:
    address = f"{case.get_absolute_url()}meldinger/"
    for person, text in (
        (cast.caseworker, "Kan dere sende planen?"),
        (cast.leader_network_leader, "Ja, i dag."),
    ):
        assert browse(person).post(address, {"text": text}).status_code == 302
    for person in (cast.decision_maker, cast.leader_network_leader, cast.fund_manager):
        page = browse(person).get(address).content.decode()
        assert ("Kan dere sende planen?" in page, "Ja, i dag." in page) == (True, True)
    told = list(CaseMessage.objects.values_list("by__username", "from_office"))
    assert told == [("caseworker", True), ("leader_network_leader", False)]


@pytest.mark.adversary(
    "D1", "the thread is for office, directorate and network leader; others get 404, as for no case"
)
def test_others_do_not_read_the_thread(case: Case, cast: SimpleNamespace, browse: Browse) -> None:
    correspondence.write_message(case=case, by=cast.caseworker, text=SECRET)
    address = f"{case.get_absolute_url()}meldinger/"
    strangers = ("child_welfare_leader", "other_caseworker", "outsider", "editor", "administrator")
    for name in strangers:
        client = browse(getattr(cast, name))
        assert client.get(address).status_code == client.post(address, {"text": "x"}).status_code == 404
        assert "meldinger/" not in client.get(case.get_absolute_url()).content.decode()
    assert browse(cast.fund_manager).post(address, {"text": "x"}).status_code == 403
    assert CaseMessage.objects.count() == 1
    with pytest.raises(NotThere):
        correspondence.write_message(case=case, by=cast.outsider, text="x")


@pytest.mark.requirement(
    "R8.7", "the other side is told by e-mail that there is a message, never what it says"
)
def test_the_other_side_is_told_by_a_link(case: Case, cast: SimpleNamespace) -> None:
    outbox.deliver_due()
    mail.outbox.clear()
    correspondence.write_message(case=case, by=cast.caseworker, text=SECRET)
    outbox.deliver_due()
    assert [message.to for message in mail.outbox] == [
        ["leader_network_leader@example.org"],
        ["participant@example.org"],
    ]
    assert SECRET not in mail.outbox[0].subject + mail.outbox[0].body
    assert f"{case.get_absolute_url()}meldinger/" in mail.outbox[0].body
    mail.outbox.clear()
    correspondence.write_message(case=case, by=cast.leader_network_leader, text=SECRET)
    outbox.deliver_due()
    told = [message.to[0] for message in mail.outbox]
    assert told == ["caseworker@example.org", "second_caseworker@example.org"]


def test_a_message_goes_to_those_who_handle_the_case(cast: SimpleNamespace) -> None:
    case = way.complete()
    outbox.deliver_due()
    mail.outbox.clear()
    correspondence.write_message(case=case, by=cast.leader_network_leader, text="Hei.")
    outbox.deliver_due()
    assert [message.to for message in mail.outbox] == [["caseworker@example.org"]]


def pages(client: Client, case: Case) -> str:
    """Return all that somebody is shown of a case, in lists and in search, with the notes asked for by address."""
    here = case.get_absolute_url()
    parts = ("soknad", "dokumenter", "flyt", "logg", "meldinger", "notater", "innsyn", "vurdering")
    paths = [here, *(f"{here}{part}/" for part in parts), "/saker/", f"/saker/?q={SECRET}", "/sok/?q=usikker"]
    paths += ["/min-side/", "/oppgaver/", "/innsyn/", f"{here}pakke/"]
    answers = [client.get(path) for path in paths]
    return "".join(answer.content.decode() for answer in answers if not answer.streaming)


@pytest.mark.requirement("R8.7", "an internal note is read at the office that handles the case")
@pytest.mark.adversary(
    "D1", "an internal note shows nowhere to the network, other offices or the directorate"
)
@pytest.mark.parametrize("name", OUTSIDE)
def test_nobody_outside_the_office_reads_a_note(
    name: str, case: Case, cast: SimpleNamespace, browse: Browse
) -> None:
    correspondence.write_note(case=case, by=cast.caseworker, text=SECRET)
    client, address = browse(getattr(cast, name)), f"{case.get_absolute_url()}notater/"
    assert client.get(address).status_code == client.post(address, {"text": "x"}).status_code == 404
    assert SECRET not in pages(client, case).replace(f"q={SECRET}", "").replace(f'value="{SECRET}"', "")
    assert list(correspondence.notes_of(case, getattr(cast, name))) == []
    assert CaseNote.objects.count() == 1


def test_colleagues_read_a_note_and_nobody_is_mailed(
    case: Case, cast: SimpleNamespace, browse: Browse
) -> None:
    outbox.deliver_due()
    mail.outbox.clear()
    address = f"{case.get_absolute_url()}notater/"
    assert browse(cast.caseworker).post(address, {"text": SECRET}).status_code == 302
    for person in (cast.second_caseworker, cast.decision_maker, cast.payment_attester):
        assert SECRET in browse(person).get(address).content.decode()
    outbox.deliver_due()
    assert mail.outbox == []


def test_an_empty_text_is_told_and_a_draft_has_no_thread(
    case: Case, cast: SimpleNamespace, browse: Browse
) -> None:
    address = f"{case.get_absolute_url()}meldinger/"
    for text in ("", "  ", "\x00", "x" * 5001):
        assert browse(cast.caseworker).post(address, {"text": text}).status_code == 422
    draft = way.written()
    assert browse(cast.leader_network_leader).get(f"{draft.get_absolute_url()}meldinger/").status_code == 404
    with pytest.raises(NotAllowed):
        correspondence.write_message(case=draft, by=cast.leader_network_leader, text="x")


@pytest.mark.requirement(
    "R8.7", "messages and notes stand as they were written, and the journal tells of each"
)
def test_nothing_written_can_be_changed(case: Case, cast: SimpleNamespace) -> None:
    written = [
        correspondence.write_message(case=case, by=cast.caseworker, text="Hei."),
        correspondence.write_note(case=case, by=cast.caseworker, text="Hei."),
    ]
    for each in written:
        rows = type(each)._default_manager.filter(pk=each.pk)
        for change in (lambda rows=rows: rows.update(text="Nei."), rows.delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
    acts = list(case.journal.order_by("seq").values_list("action", flat=True))[-2:]
    assert acts == ["case.message", "case.note"]
    assert "Hei." not in str(list(case.journal.values_list("details__data", flat=True)))


def test_who_is_tied_reads_nothing(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.complete()
    correspondence.write_note(case=case, by=cast.second_caseworker, text=SECRET)
    way.do(case, "declare", "caseworker", declaration="partial", reason="Slekt.")
    assert browse(cast.caseworker).get(f"{case.get_absolute_url()}notater/").status_code == 404


def test_a_package_is_only_the_offices(
    at: Callable[..., None], cast: SimpleNamespace, browse: Browse
) -> None:
    case = way.paid()
    correspondence.write_note(case=case, by=cast.caseworker, text=SECRET)
    at(2025, 1, 10)
    case = way.do(case, "report", way.leader_of(case), **way.answers.report(150_000))
    case = way.do(case, "control", "caseworker", **way.answers.control(case))
    address = f"{case.get_absolute_url()}pakke/"
    content = io.BytesIO(b"".join(browse(cast.decision_maker).get(address).streaming_content))
    assert SECRET in zipfile.ZipFile(content).read("data.json").decode()
    for name in OUTSIDE:
        assert browse(getattr(cast, name)).get(address).status_code in (403, 404)

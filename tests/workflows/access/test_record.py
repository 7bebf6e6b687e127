"""The public record, and requests for access from the form to the answer."""

import datetime as dt
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import way
from workflows import clock, outbox
from workflows.access import actions
from workflows.access.entries import public_entries, public_title
from workflows.cases import registering
from workflows.cases.models import AccessRequest, Case, Document
from workflows.directory.models import Reminder
from workflows.errors import AlreadyDone, NotAllowed, NotThere
from workflows.walkthrough.answers import PDF

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
EMAIL = "kari.journalist@example.org"


@pytest.fixture
def case() -> Case:
    return way.granted()


def letter(case: Case) -> Document:
    return case.documents.filter(direction="out").latest("pk")


def describe(document: Document, by: Any, **values: Any) -> None:
    nothing = {"dispatched_on": None, "withheld": False}
    said = {name: values.get(name, nothing.get(name, "")) for name in registering.FIELDS}
    registering.describe(document=document, by=by, values=said)


def ask(case: Case) -> AccessRequest:
    return actions.ask(document=letter(case), email=EMAIL, name="Kari")


@pytest.mark.requirement(
    "R8.16", "everyone reads the list of documents sent and received, and asks to see one there"
)
def test_everyone_reads_the_record(case: Case) -> None:
    page = Client().get("/innsyn/").content.decode()
    for document in case.documents.exclude(direction="internal"):
        assert document.title in page
        assert f"/innsyn/{document.pk}/be-om/" in page
    assert page.count(case.number) >= case.documents.count()


@pytest.mark.requirement(
    "R8.6", "the record shows the public title, marks what is withheld with its reason, and names no person"
)
def test_the_record_names_no_person(case: Case, cast: SimpleNamespace) -> None:
    said = dict.fromkeys(registering.FIELDS, "") | {"dispatched_on": None, "withheld": False}
    registering.add_document(
        case=case,
        upload=SimpleUploadedFile("brev.pdf", PDF, content_type="application/pdf"),
        title="Brev fra Ola Eksempel",
        direction="in",
        party="Ola Eksempel",
        by=cast.caseworker,
        values=said,
    )
    describe(
        letter(case), cast.caseworker, public_title="Vedtak", withheld=True, legal_reason="offentleglova § 13"
    )
    page = Client().get("/innsyn/").content.decode()
    assert ("Vedtak" in page, "offentleglova § 13" in page) == (True, True)
    persons = [str(person) for person in vars(cast).values()]
    assert [name for name in [*persons, "Ola Eksempel", "example.org"] if name in page] == []


@pytest.mark.adversary(
    "D1", "drafts and internal documents are no part of the record, and cannot be asked for"
)
def test_drafts_and_internal_documents_are_not_in_the_record(case: Case, cast: SimpleNamespace) -> None:
    draft = way.written("self_initiated")
    internal = letter(case)
    Document.objects.filter(pk=internal.pk).update(direction="internal")
    hidden = [internal, *draft.documents.all()]
    assert len(hidden) == 2
    assert not public_entries().filter(pk__in=[document.pk for document in hidden]).exists()
    assert {Client().get(f"/innsyn/{document.pk}/be-om/").status_code for document in hidden} == {404}


@pytest.mark.requirement(
    "R8.16", "the record costs few queries however long it is, none when cached, and pages by key"
)
def test_the_record_is_paged_and_cached(case: Case, cast: SimpleNamespace, browse: Browse) -> None:
    for number in range(40):
        Document.objects.create(case=case, direction="in", kind="plan", title=f"Plan {number}", party="Ola")
    with CaptureQueriesContext(connection) as queries:
        first = Client().get("/innsyn/")
    assert len(queries) <= 10
    with CaptureQueriesContext(connection) as queries:
        again = browse(cast.caseworker).get("/innsyn/")
    assert first.content == again.content
    assert not [query for query in queries if "workflows_document" in query["sql"]]
    following = re.search(r'href="(\?side=\d+)"', first.content.decode())
    assert following
    second = Client().get(f"/innsyn/{following[1]}").content.decode()
    shown = [set(re.findall(r"Plan \d+", page)) for page in (first.content.decode(), second)]
    assert (len(shown[0]), len(shown[0] | shown[1]), shown[0] & shown[1]) == (25, 40, set())
    assert Client().get("/innsyn/?side=x&utm_source=y").status_code == 200
    assert "csrf" not in first.content.decode()


@pytest.mark.requirement(
    "R8.16", "somebody asks without an account or a name, and the office's caseworkers are told"
)
def test_anyone_asks(case: Case, cast: SimpleNamespace, browse: Browse) -> None:
    outbox.deliver_due()
    mail.outbox.clear()
    address = f"/innsyn/{letter(case).pk}/be-om/"
    client = Client(enforce_csrf_checks=True)
    page = client.get(address)
    assert page["Cache-Control"] == "no-store, private"
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert token
    assert client.post(address, {"email": EMAIL}).status_code == 403
    assert client.post(address, {"email": EMAIL, "csrfmiddlewaretoken": token[1]}).status_code == 302
    asked = AccessRequest.objects.get()
    assert (asked.email, asked.name, asked.status) == (EMAIL, "", "new")
    answer = f"{case.get_absolute_url()}innsyn/{asked.pk}/"
    assert answer in browse(cast.caseworker).get("/oppgaver/").content.decode()
    assert answer in browse(cast.decision_maker).get(f"{case.get_absolute_url()}innsyn/").content.decode()
    outbox.deliver_due()
    told = {message.to[0] for message in mail.outbox}
    assert told == {"caseworker@example.org", "second_caseworker@example.org"}
    assert EMAIL not in "".join(message.body for message in mail.outbox)
    entry = Case.objects.get(pk=case.pk).journal.latest("seq")
    assert (entry.action, entry.actor) == ("access.requested", None)
    assert EMAIL not in str(entry.details.data)


@pytest.mark.parametrize(
    "typed", [{}, {"email": "x"}, {"email": "\x00"}, {"email": EMAIL, "text": "x" * 1001}]
)
def test_what_does_not_fit_is_told(typed: dict[str, str], case: Case) -> None:
    assert Client().post(f"/innsyn/{letter(case).pk}/be-om/", typed).status_code == 422
    assert not AccessRequest.objects.exists()


@pytest.mark.requirement(
    "R8.16", "from one place, and to one address, only so many requests are taken in an hour"
)
def test_requests_are_limited(case: Case) -> None:
    address = f"/innsyn/{letter(case).pk}/be-om/"
    statuses = [Client().post(address, {"email": EMAIL}).status_code for _each in range(6)]
    statuses += [Client().post(address, {"email": f"{each}@example.org"}).status_code for each in range(6)]
    assert statuses.count(302) == AccessRequest.objects.count() <= 10
    assert statuses[5] == statuses[-1] == 429
    cache.clear()


@pytest.mark.requirement(
    "R8.16", "what is granted is fetched once, by a link that runs out; opening the link uses nothing up"
)
def test_what_is_granted_is_fetched_once(case: Case, cast: SimpleNamespace, browse: Browse) -> None:
    asked = ask(case)
    outbox.deliver_due()
    mail.outbox.clear()
    address = f"{case.get_absolute_url()}innsyn/{asked.pk}/"
    assert browse(cast.caseworker).get(address).status_code == 200
    assert browse(cast.caseworker).post(address, {"answer": "grant"}).status_code == 302
    outbox.deliver_due()
    [message] = mail.outbox
    assert message.to == [EMAIL]
    link = re.search(r"/innsyn/dokument/[\w-]+/", message.body)
    assert link
    for _scanner in range(2):
        assert Client().get(link[0]).status_code == 200
    fetched = Client().post(link[0])
    assert b"".join(fetched.streaming_content).startswith(b"%PDF-")
    assert fetched["Content-Disposition"].startswith("attachment")
    assert [Client().post(link[0]).status_code, Client().get(link[0]).status_code] == [404, 404]
    asked.refresh_from_db()
    assert (asked.status, asked.answered_by, bool(asked.fetched_at)) == ("granted", cast.caseworker, True)
    assert link[0].split("/")[-2] not in str(AccessRequest.objects.values())
    assert Reminder.objects.get(kind="access").settled_at
    assert case.journal.filter(action="access.granted", actor=cast.caseworker).count() == 1


@pytest.mark.requirement("R8.16", "a link that has run out, or that nobody gave out, leads nowhere")
@pytest.mark.adversary("E5", "a crafted link finds no document")
def test_a_link_runs_out(case: Case, cast: SimpleNamespace, at: Callable[..., None]) -> None:
    asked = ask(case)
    actions.answer(asked=asked, by=cast.caseworker, granted=True)
    token = outbox.OutboxMessage.objects.get(kind=actions.MAIL).payload["token"]
    later = clock.today() + dt.timedelta(days=actions.LINK_HOLDS + 1)
    assert Client().get(f"/innsyn/dokument/{token}/").status_code == 200
    at(later.year, later.month, later.day)
    assert Client().get(f"/innsyn/dokument/{token}/").status_code == 404
    for crafted in ("x", "-", "..", "%2e%2e%2fetc", "x" * 500, asked.token_hash):
        assert Client().get(f"/innsyn/dokument/{crafted}/").status_code == 404


@pytest.mark.requirement("R8.16", "a refusal is sent with its reason, which must be given")
def test_a_refusal_has_a_reason(case: Case, cast: SimpleNamespace, browse: Browse) -> None:
    asked = ask(case)
    outbox.deliver_due()
    mail.outbox.clear()
    address, client = f"{case.get_absolute_url()}innsyn/{asked.pk}/", browse(cast.decision_maker)
    for typed in ({"answer": "refuse"}, {}, {"answer": "burn", "reason": "x"}):
        assert client.post(address, typed).status_code == 422
    assert client.post(address, {"answer": "refuse", "reason": "Unntatt etter § 13."}).status_code == 302
    outbox.deliver_due()
    assert ("Unntatt etter § 13." in mail.outbox[0].body, "/innsyn/dokument/" in mail.outbox[0].body) == (
        True,
        False,
    )
    assert client.post(address, {"answer": "grant"}).status_code == 409
    with pytest.raises(AlreadyDone):
        actions.answer(asked=asked, by=cast.caseworker, granted=True)


@pytest.mark.adversary(
    "D2", "requests are answered at the office of the case; others get 403 or 404 and see no name"
)
def test_only_the_office_answers(case: Case, cast: SimpleNamespace, browse: Browse) -> None:
    asked = ask(case)
    address = f"{case.get_absolute_url()}innsyn/{asked.pk}/"
    others = {
        cast.leader_network_leader: 403,
        cast.fund_manager: 403,
        cast.other_caseworker: 404,
        cast.outsider: 404,
    }
    assert {
        person: browse(person).post(address, {"answer": "grant"}).status_code for person in others
    } == others
    part = f"{case.get_absolute_url()}innsyn/"
    assert {person: browse(person).get(part).status_code for person in others} == dict.fromkeys(others, 404)
    with pytest.raises(NotThere):
        actions.answer(asked=asked, by=cast.outsider, granted=True)
    with pytest.raises(NotAllowed):
        actions.answer(asked=asked, by=cast.fund_manager, granted=True)
    other = way.submitted("self_initiated")
    crossed = f"{other.get_absolute_url()}innsyn/{asked.pk}/"
    assert browse(cast.caseworker).get(crossed).status_code == 404


def test_the_answer_is_in_the_language_of_the_request(case: Case, cast: SimpleNamespace) -> None:
    Client().post(f"/nn/innsyn/{letter(case).pk}/be-om/", {"email": EMAIL})
    asked = AccessRequest.objects.get()
    assert asked.language == "nn"
    outbox.deliver_due()
    mail.outbox.clear()
    actions.answer(asked=asked, by=cast.caseworker, granted=True)
    outbox.deliver_due()
    assert "/nn/innsyn/dokument/" in mail.outbox[0].body


def test_titles_that_somebody_typed_are_not_public() -> None:
    typed = Document(kind=registering.KIND, direction="in", title="Ola")
    assert "Ola" not in public_title(typed)
    assert public_title(Document(kind="project_plan", direction="in", title="Prosjektplan")) == "Prosjektplan"

"""The pages of batches, as those see them who hand in, mend, approve and undo."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext

from imports.batches import verbs
from imports.kinds import KINDS
from imports.models import Batch, BatchState, Headings
from imports.reading import read
from tests.cast import make_person
from workflows import outbox
from workflows.directory.models import Network, Notice, Role, User
from workflows.funds.models import LedgerEntry, Pot

from .conftest import counts, many, networks, previewed, worked

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
LIST_BUDGET = 15


def url(batch: Batch) -> str:
    return f"/utveksling/{batch.pk}/"


def post(client: Client, content: bytes, *, kind: str = "network", name: str = "nettverk.csv") -> Any:
    return client.post("/utveksling/ny/", {"kind": kind, "file": SimpleUploadedFile(name, content)})


def act(client: Client, batch: Batch, action: str, **data: str) -> Any:
    return client.post(url(batch), {"action": action, "plan": batch.plan_sha256, **data})


def test_a_file_goes_all_the_way_on_pages(cast: SimpleNamespace, browse: Browse) -> None:
    client = browse(cast.caseworker)
    answer = post(client, networks(*many(3)))
    batch = Batch.objects.get()
    assert (answer.status_code, answer.url) == (302, url(batch))
    assert b"hx-trigger" in client.get(answer.url).content
    worked(batch)
    page = client.get(answer.url)
    assert b"hx-trigger" not in page.content
    assert b'value="apply"' in page.content
    assert client.get(f"{answer.url}rader/new/").content.count(b"<tr>") == 4
    assert act(client, batch, "apply").status_code == 302
    worked(batch)
    assert Network.objects.filter(code__startswith="nett-").count() == 3
    assert act(client, batch, "undo").status_code == 302
    assert worked(batch).state == BatchState.UNDONE
    assert [event.act for event in batch.events.all()] == [
        "handed_in", "previewed", "started", "applied", "undo", "undone",
    ]  # fmt: skip
    assert client.get("/utveksling/").status_code == client.get(answer.url).status_code == 200


@pytest.mark.adversary("C1", "what is no table is answered with 400 and a reason, and nothing is stored")
@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00 program", b"PK\x03\x04 cut off"])
def test_what_is_no_table_is_not_stored(content: bytes, cast: SimpleNamespace, browse: Browse) -> None:
    assert post(browse(cast.caseworker), content, name="x.xlsx").status_code == 400
    assert not Batch.objects.exists()


@pytest.mark.adversary(
    "C2", "the page shows which letters were assumed, and the rows as they would be written"
)
@pytest.mark.parametrize(
    ("charset", "called"), [("cp1252", "Windows-1252"), ("utf-8", "UTF-8"), ("utf-16", "UTF-16")]
)
def test_letters_are_shown_before_they_are_written(
    charset: str, called: str, cast: SimpleNamespace, browse: Browse
) -> None:
    client = browse(cast.caseworker)
    rows = networks("ny;Æsøy på Ås;learning;1108;").decode()
    post(client, rows.encode(charset))
    batch = worked(Batch.objects.get())
    assert f"The letters were read as {called}." in [each["text"] for each in batch.told["assumptions"]]
    assert called in client.get(url(batch)).content.decode()
    assert "Æsøy på Ås" in client.get(f"{url(batch)}rader/new/").content.decode()
    assert not Network.objects.filter(code="ny").exists()


@pytest.mark.adversary(
    "C16", "whoever lets a second import in while one is written gets 409, naming the first"
)
def test_who_comes_second_is_told(cast: SimpleNamespace, browse: Browse) -> None:
    first = previewed(networks(*many(1)), cast.caseworker, name="den-første.csv")
    second = previewed(networks(*many(1, prefix="annet")), cast.second_caseworker)
    assert act(browse(cast.caseworker), first, "apply").status_code == 302
    answer = act(browse(cast.second_caseworker), second, "apply")
    assert answer.status_code == 409
    assert "den-første.csv" in answer.content.decode()
    second.refresh_from_db()
    assert second.state == BatchState.PREVIEWED


@pytest.mark.requirement(
    "R7.2", "what is let in is the plan that was looked at: another one is answered with 409"
)
def test_another_plan_than_the_one_seen_is_not_let_in(cast: SimpleNamespace, browse: Browse) -> None:
    batch = previewed(networks(*many(1)), cast.caseworker)
    assert act(browse(cast.caseworker), batch, "apply", plan="0" * 64).status_code == 409


@pytest.mark.requirement(
    "R7.2", "the refused rows come as a file with reasons; mended and handed in, they are taken in"
)
@pytest.mark.adversary("C17", "all errors can be taken out as a file, at most 100 stand on the page")
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_refused_rows_are_mended_in_a_file(ending: str, cast: SimpleNamespace, browse: Browse) -> None:
    rows = [f"nett-{n};Nettverk;learning;9999;" for n in range(120)]
    batch = previewed(networks(*rows), cast.caseworker)
    client = browse(cast.caseworker)
    assert client.get(url(batch)).content.count(b'<tr><th scope="row" class="figure">') == 100
    content = client.get(f"{url(batch)}avvist.{ending}").content
    table = read(content, f"avvist.{ending}", columns=KINDS["network"].columns())
    assert len(table.rows) == 120
    mended = previewed(content.replace(b"9999", b"1108"), cast.caseworker) if ending == "csv" else None
    if mended:
        assert counts(mended) == (120, 0, 0, 0)


@pytest.mark.requirement(
    "R7.2", "which heading is which column is chosen on the page and remembered for the next file"
)
def test_headings_are_chosen_and_remembered(cast: SimpleNamespace, browse: Browse) -> None:
    content = networks(*many(2), header="Kortform;name;kind;responsible_municipality;themes")
    batch = previewed(content, cast.caseworker)
    assert batch.told["missing"] == ["code"]
    client = browse(cast.caseworker)
    assert act(client, batch, "apply").status_code == 409
    twice = {"h0": "name", "h1": "name", "h2": "kind", "h3": "responsible_municipality", "h4": "themes"}
    assert act(client, batch, "columns", **twice).status_code == 422
    assert act(client, batch, "columns", **{**twice, "h0": "code"}).status_code == 302
    assert counts(worked(batch)) == (2, 0, 0, 0)
    assert Headings.objects.get().office.code == "ROG"
    assert counts(previewed(content, cast.second_caseworker)) == (2, 0, 0, 0)


@pytest.mark.requirement(
    "R7.2", "what only the sender knows is asked: which of two an old number is; the answer is used"
)
def test_a_split_municipality_is_asked_about(cast: SimpleNamespace, browse: Browse) -> None:
    batch = previewed(networks("aalesund;Nettverk;learning;1507;"), cast.fund_manager)
    (question,) = batch.told["questions"]
    assert counts(batch) == (0, 0, 0, 1)
    client = browse(cast.fund_manager)
    assert act(client, batch, "answers", q0="").status_code == 422
    assert act(client, batch, "answers", q0=question["choices"][0][0]).status_code == 302
    assert counts(worked(batch)) == (1, 0, 0, 0)


def authority(*rows: str) -> bytes:
    return "\n".join(["office;scheme;year;authority;reason", *rows]).encode()


@pytest.mark.requirement(
    "R7.2", "where money is touched another person approves; the ledger gets the difference, and back"
)
def test_spending_authority_takes_two(cast: SimpleNamespace, browse: Browse) -> None:
    second = make_second()
    content = authority("ROG;leader_network;2024;2 500 000;Mer", "TRO;leader_network;2024;1 000 000;Første")
    batch = previewed(content, cast.fund_manager, kind="authority")
    assert counts(batch) == (1, 1, 0, 0)
    assert act(browse(cast.fund_manager), batch, "apply").status_code == 403
    assert act(browse(cast.caseworker), batch, "apply").status_code == 404
    assert act(browse(second), batch, "apply").status_code == 302
    worked(batch)
    pot = Pot.objects.get(office__code="ROG", scheme="leader_network", year=2024)
    assert (pot.authority, pot.available) == (2_500_000, 2_500_000)
    assert (batch.approved_by, LedgerEntry.objects.latest("id").by) == (second, second)
    assert counts(previewed(content, cast.fund_manager, kind="authority")) == (0, 0, 2, 0)
    assert act(browse(cast.fund_manager), batch, "undo").status_code == 403
    assert act(browse(second), batch, "undo").status_code == 302
    assert worked(batch).state == BatchState.UNDONE
    pot.refresh_from_db()
    assert pot.authority == 2_000_000
    assert LedgerEntry.objects.filter(pot=pot).count() == 3


@pytest.mark.requirement(
    "R7.2", "who can approve a batch is told once that it waits; who handed it in is not"
)
def test_a_second_person_is_told_that_a_batch_waits(cast: SimpleNamespace, browse: Browse) -> None:
    second = make_second()
    batch = previewed(authority("ROG;leader_network;2024;2 500 000;Mer"), cast.fund_manager, kind="authority")
    assert told_that_it_waits() == [(second.username, f"/utveksling/{batch.pk}/")]
    assert act(browse(cast.fund_manager), batch, "again").status_code == 302
    worked(batch)
    assert len(told_that_it_waits()) == 1


def told_that_it_waits() -> list[tuple[str, str]]:
    outbox.deliver_due()
    subjects = set()  # the cast reads the language of the code here, others Norwegian
    for language in ("nb", "en"):
        with translation.override(language):
            subjects.add(gettext("An import waits for your approval"))
    return list(Notice.objects.filter(subject__in=subjects).values_list("user__username", "link"))


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("network", networks("x;X;learning;1103;")),
        ("authority", authority("ROG;leader_network;2024;2 000 000;")),
    ],
)
def test_nobody_is_told_of_what_waits_for_nobody(cast: SimpleNamespace, kind: str, content: bytes) -> None:
    make_second()
    batch = previewed(content, cast.fund_manager, kind=kind)
    assert batch.state == BatchState.PREVIEWED
    assert told_that_it_waits() == []


def test_authority_that_is_spent_is_not_taken_away(cast: SimpleNamespace) -> None:
    Pot.objects.filter(office__code="ROG", scheme="leader_network", year=2024).update(available=300_000)
    batch = previewed(authority("ROG;leader_network;2024;1000;", "ROG;leader_network;2023;5;", "ROG;x;2024;NaN;"),
                      cast.fund_manager, kind="authority")  # fmt: skip
    assert counts(batch) == (0, 0, 0, 3)


def make_second() -> User:
    make_person("second_fund_manager", Role.FUND_MANAGER)
    return User.objects.get(username="second_fund_manager")


@pytest.mark.adversary(
    "D3", "another office's imports are not there; what is theirs to see but not to do says why"
)
def test_others_see_what_is_theirs(cast: SimpleNamespace, browse: Browse) -> None:
    batch = previewed(networks(*many(1)), cast.caseworker)
    people = ("caseworker", "decision_maker", "fund_manager", "other_caseworker", "editor", "outsider")
    statuses = {name: browse(getattr(cast, name)).get(url(batch)).status_code for name in people}
    assert statuses == dict(zip(people, (200, 200, 200, 404, 404, 404), strict=True))
    assert act(browse(cast.other_caseworker), batch, "apply").status_code == 404


def test_the_list_asks_no_more_for_more_batches(cast: SimpleNamespace, browse: Browse) -> None:
    client = browse(cast.caseworker)
    client.get("/utveksling/")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get("/utveksling/").status_code == 200
        return len(asked)

    previewed(networks(*many(1)), cast.caseworker)
    few = queries()
    for _round in range(4):
        previewed(networks(*many(1)), cast.second_caseworker)
    assert queries() == few <= LIST_BUDGET


@pytest.mark.parametrize("before", ["", "x", "-1", "0", "²", "9" * 18, "9" * 19, "9" * 5000])
def test_any_address_of_the_list_is_answered(before: str, cast: SimpleNamespace, browse: Browse) -> None:
    assert browse(cast.caseworker).get("/utveksling/", {"før": before}).status_code == 200


@pytest.mark.requirement(
    "R7.1", "each kind has a page of its columns, and an empty template that is read as it stands"
)
@pytest.mark.parametrize("code", sorted(KINDS))
def test_a_template_is_read_as_it_was_written(code: str, cast: SimpleNamespace, browse: Browse) -> None:
    client = browse(cast.fund_manager)
    columns = KINDS[code].columns()
    page = client.get(f"/utveksling/kolonner/{code}/").content.decode()
    assert all(column.name in page for column in columns)
    for ending in ("csv", "xlsx"):
        content = client.get(f"/utveksling/mal/{code}.{ending}").content
        table = read(content, f"mal.{ending}", columns=columns)
        assert [each.column for each in table.mapped] == [column.name for column in columns]
        assert not table.rows


@pytest.mark.adversary(
    "B2", "what a killed worker left is shown as broken off, «Avbrutt», and begun again by a button"
)
def test_a_broken_off_batch_is_shown_as_such_and_started_again(cast: SimpleNamespace, browse: Browse) -> None:
    User.objects.update(language="nb")
    batch = verbs.apply(previewed(networks(*many(2)), cast.caseworker), by=cast.caseworker)
    Batch.objects.filter(pk=batch.pk).update(begun="2024-01-01T00:00Z", beat="2024-01-01T00:00Z")
    client = browse(cast.caseworker)
    page = client.get(url(batch)).content.decode()
    assert re.search(r'name="action" value="again"', page)
    assert "Avbrutt" in page
    assert "Avbrutt" in client.get("/utveksling/").content.decode()
    assert act(client, batch, "again").status_code == 302
    assert worked(batch).state == BatchState.APPLIED
    assert Network.objects.filter(code__startswith="nett-").count() == 2


def test_a_dead_worker_does_not_keep_others_out(cast: SimpleNamespace) -> None:
    other = previewed(networks(*many(1, prefix="annet")), cast.second_caseworker)
    dead = verbs.apply(previewed(networks(*many(2)), cast.caseworker), by=cast.caseworker)
    Batch.objects.filter(pk=dead.pk).update(begun="2024-01-01T00:00Z", beat="2024-01-01T00:00Z")
    worked(verbs.apply(other, by=cast.second_caseworker))
    assert Network.objects.filter(code="annet-1").exists()
    assert Network.objects.filter(code__startswith="nett-").count() == 0  # its run was taken from it
    dead.refresh_from_db()
    assert (dead.state, dead.run, dead.turn) == (BatchState.APPLYING, "", None)

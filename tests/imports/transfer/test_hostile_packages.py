"""What is no package of a case that was sent, or was changed on its way, is refused in words, and leaves nothing."""

import io
import json
import zipfile
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.storage import default_storage

from imports.transfer import actions, placing
from imports.transfer.models import Incoming
from imports.transfer.opening import open_package
from tests import way
from workflows.cases.models import Arrival, Case, Document, Sending
from workflows.directory.models import GovernorOffice, User
from workflows.errors import Refused
from workflows.funds.models import LedgerEntry
from workflows.package import files
from workflows.verifying import verify_all

from .conftest import fresh, package_of, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(cast: SimpleNamespace) -> Sending:
    """An assessed case on its way."""
    return send(way.assessed(), cast)


def held(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def made_anew(content: bytes, name: str, change: Callable[[Any], None]) -> bytes:
    """Return the package with one file changed, and the manifest made anew, as somebody would who covers it up."""
    parts = held(content)
    told = json.loads(parts[name])
    change(told)
    parts[name] = json.dumps(told).encode()  # with escapes, which can say halves of letters
    about = json.loads(parts.pop(files.MANIFEST))
    about.pop("files"), about.pop("format")
    whole = io.BytesIO()
    files.write({files.MANIFEST: files.manifest(about, parts), **parts}.items(), whole)
    return whole.getvalue()


@pytest.mark.requirement("R7.3", "a package changed by one byte is refused, and says what was changed")
def test_one_byte_is_enough(sent: Sending, take_in: Any) -> None:
    whole = package_of(sent)
    for where in (0.02, 0.3, 0.6, 0.9, 0.999):
        content = bytearray(whole)
        content[int(len(content) * where)] ^= 1
        with pytest.raises(Refused) as refused:
            take_in(bytes(content))
        assert str(refused.value.messages[0])
    assert not Incoming.objects.exists()


@pytest.mark.adversary(
    "C1", "what is no ZIP, is cut short, or swells, is no case: refused in words, nothing is kept"
)
@pytest.mark.parametrize("content", [b"", b"MZ\x90", b"PK\x05\x06" + bytes(18), b"\xd0\xcf\x11\xe0" * 99])
def test_what_is_no_package_is_refused(content: bytes, take_in: Any, cast: SimpleNamespace) -> None:
    with pytest.raises(Refused):
        take_in(content)
    assert not Incoming.objects.exists()


def test_one_cut_short_or_packed_is_refused(sent: Sending, take_in: Any) -> None:
    content = package_of(sent)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held(content).items():
            archive.writestr(name, data)
    for wrong in (content[: len(content) // 2], packed.getvalue(), content + b" "):
        with pytest.raises(Refused):
            take_in(wrong)


def test_one_that_is_too_large_is_refused(sent: Sending, take_in: Any, settings: Any) -> None:
    settings.MAX_PACKAGE_BYTES = 1000
    with pytest.raises(Refused, match="1000"):
        take_in(package_of(sent))


@pytest.mark.requirement("R7.3", "whoever is told the seal in another way finds a package that was made anew")
def test_the_seal_finds_what_was_made_anew(
    sent: Sending, cast: SimpleNamespace, vestland: GovernorOffice
) -> None:
    anew = made_anew(
        package_of(sent), "data.json", lambda data: data["assessment"][0].update(recommended_amount=1)
    )
    with pytest.raises(Refused, match="Forseglingen"):
        actions.take_in(
            file=io.BytesIO(anew), office=vestland, by=fresh(cast.other_caseworker), seal=sent.seal
        )


def _wrong(name: str, **values: Any) -> Callable[[Any], None]:
    return lambda data: data[name][0].update(values)


def _nameless(told: dict[str, Any]) -> None:
    told["workflows.Municipality"].update({"1": {}})


HOSTILE: dict[str, tuple[str, Callable[[Any], None]]] = {
    "an amount that is a text": ("data.json", _wrong("assessment", recommended_amount="mye")),
    "an amount beyond every column": ("data.json", _wrong("assessment", recommended_amount=10**40)),
    "a day that is none": ("data.json", _wrong("formal_checks", at="i går")),
    "a moment without a zone": ("data.json", _wrong("formal_checks", at="2024-03-04T09:00:00")),
    "a list where a text belongs": ("data.json", _wrong("assessment", reasons=["x"])),
    "a null byte": ("data.json", _wrong("assessment", reasons="x\0y")),
    "a choice that is none": ("data.json", _wrong("assessment", recommendation="alt")),
    "a column that is gone": ("data.json", lambda data: data["assessment"][0].pop("reasons")),
    "what the database refuses": ("data.json", _wrong("assessment", recommendation="refuse")),
    "twice the same": ("data.json", lambda data: data["assessment"].append(data["assessment"][0])),
    "a text longer than its column": ("data.json", lambda data: data["statements"][0].update(title="x" * 9999)),
    "money nobody granted": (
        "data.json",
        lambda data: data["ledger"].append(
            {"id": 1, "pot_id": 1, "case_id": 1, "kind": "commitment", "amount": 5, "available_change": -5,
             "at": "2024-03-04T09:00:00+00:00", "by_id": None, "note": "", "act": ""}
        ),
    ),
    "an office in a municipality's place": ("case.json", lambda told: told.update(municipality={"code": ["1103"]})),
    "a year that is none": ("case.json", lambda told: told["case"].update(year=-1)),
    "a title beyond its column": ("case.json", lambda told: told["case"].update(title="x" * 9999)),
    "no references": ("references.json", lambda told: told.clear()),
    "a person without a name": ("references.json", lambda told: told["workflows.User"].update({"x": {}})),
    "an edition that says nothing": ("editions.json", lambda told: told[0].pop("document")),
    "a municipality without a number": ("references.json", _nameless),
    "half a letter": ("data.json", _wrong("assessment", reasons="x\ud800")),
    "half a letter in the sender's name": ("case.json", lambda told: told["office"].update(own_name="\ud800")),
    "a null in the sender's name": ("case.json", lambda told: told["office"].update(own_name="a\0b")),
    "half a letter in the title": ("case.json", lambda told: told["case"].update(title="\udfff")),
    "half a letter in the network's name": ("case.json", lambda told: told["network"].update(name="\ud800")),
    "no number": ("data.json", _wrong("assessment", recommended_amount=float("nan"))),
    "an amount without end": ("data.json", _wrong("assessment", recommended_amount=float("inf"))),
    "a year beyond every column": ("case.json", lambda told: told["case"].update(year=10**30)),
    "a day before all": ("case.json", lambda told: told["case"].update(submitted_at="0001-01-01T00:00:00+14:00")),
    "a day after all": ("data.json", _wrong("formal_checks", at="9999-12-31T23:59:00-12:00")),
    "lists in lists": ("data.json", lambda data: data.update(assessment=[[[[[]]]]])),
    "a table that is a text": ("data.json", lambda data: data.update(assessment="x")),
    "references that are a list": ("references.json", lambda told: told.update({"workflows.User": []})),
}  # fmt: skip


@pytest.mark.adversary(
    "C17", "a package of hostile hands is received in whole or not at all: never half, never a 500"
)
def test_what_is_made_by_hostile_hands_leaves_nothing(
    sent: Sending, cast: SimpleNamespace, vestland: GovernorOffice, take_in: Any
) -> None:
    before, whole = counts(), package_of(sent)
    proposer, decider = fresh(cast.other_caseworker), fresh(cast.other_decision_maker)
    for what, change in HOSTILE.items():
        content = made_anew(whole, *change)
        with pytest.raises(Refused, match=r"\S"):
            incoming = take_in(content)
            placed = placing.suggested(open_package(io.BytesIO(content)), vestland)
            incoming = actions.propose(
                incoming=incoming, placing=placed, step="decision", reason="x", by=proposer
            )
            actions.decide(incoming=incoming, approve=True, note="", by=decider)
        assert counts() == before, what
    assert verify_all().faults == []


@pytest.mark.requirement(
    "R7.3", "money that was promised elsewhere and never paid is not taken over with a case"
)
def test_money_that_does_not_add_up_is_not_taken_over(
    sent: Sending, cast: SimpleNamespace, vestland: GovernorOffice, take_in: Any
) -> None:
    def pot(told: dict[str, Any]) -> None:
        told.setdefault("workflows.Pot", {})["1"] = {
            "office": "ROG",
            "scheme": sent.case.scheme,
            "year": 2024,
        }

    before = counts()
    content = made_anew(made_anew(package_of(sent), "references.json", pot), *HOSTILE["money nobody granted"])
    placed, incoming = placing.suggested(open_package(io.BytesIO(content)), vestland), take_in(content)
    with pytest.raises(Refused, match="Pengene i saken stemmer ikke"):
        actions.propose(
            incoming=incoming, placing=placed, step="decision", reason="x", by=fresh(cast.other_caseworker)
        )
    assert counts() == before


def counts() -> list[int]:
    return [model.objects.count() for model in (Case, Document, LedgerEntry, User, Arrival)]


@pytest.mark.requirement("R7.3", "what fails at the very end leaves neither rows nor files")
def test_all_or_nothing(
    sent: Sending, cast: SimpleNamespace, take_in: Any, vestland: Any, monkeypatch: Any
) -> None:
    content = package_of(sent)
    incoming = take_in(content)
    placed = placing.suggested(open_package(io.BytesIO(content)), vestland)
    incoming = actions.propose(
        incoming=incoming, placing=placed, step="decision", reason="x", by=fresh(cast.other_caseworker)
    )
    before = (Case.objects.count(), Document.objects.count())
    stored: list[str] = []
    save = (
        type(default_storage._wrapped).save if hasattr(default_storage, "_wrapped") else default_storage.save
    )

    def noted(self: Any, name: str, *args: Any, **kwargs: Any) -> str:
        stored.append(save(self, name, *args, **kwargs))
        return stored[-1]

    def fails(*args: Any) -> None:
        raise RuntimeError("the machine goes away")

    monkeypatch.setattr(type(default_storage._wrapped), "save", noted)
    monkeypatch.setattr("imports.transfer.actions.starting.start", fails)
    with pytest.raises(RuntimeError):
        actions.decide(incoming=incoming, approve=True, note="", by=fresh(cast.other_decision_maker))
    assert (Case.objects.count(), Document.objects.count(), Arrival.objects.count()) == (*before, 0)
    assert stored
    assert not any(default_storage.exists(name) for name in stored)
    assert Incoming.objects.get(pk=incoming.pk).state == "proposed"


@pytest.mark.requirement("R7.3", "a stored package that is changed or lost afterwards is found by verify")
def test_verify_finds_a_changed_package(sent: Sending, receive: Any) -> None:
    received = receive(package_of(sent), "decision")
    assert verify_all().faults == []
    path = default_storage.path(received.arrival.file.name)
    with open(path, "r+b") as file:
        file.seek(200)
        file.write(b"X")
    assert [fault for fault in verify_all().faults if received.number in fault]
    default_storage.delete(received.arrival.file.name)
    assert [fault for fault in verify_all().faults if received.number in fault]

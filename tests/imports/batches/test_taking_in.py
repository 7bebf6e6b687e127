"""A file from upload to undo, by the worker, all of it or nothing (R7.2)."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from imports.batches import jobs, store, verbs
from imports.models import Batch, BatchState
from imports.registers.base import RegisterKind
from workflows.directory.models import ContactChange, Network
from workflows.errors import Refused

from .conftest import applied, counts, hand_in, many, networks, previewed, worked

pytestmark = pytest.mark.django_db


def themes(prefix: str = "nett") -> dict[str, str]:
    return dict(Network.objects.filter(code__startswith=prefix).values_list("code", "themes"))


@pytest.mark.requirement(
    "R7.2", "a file is looked through first, then taken in whole; the same again is 0 changes"
)
@pytest.mark.adversary("C16", "the same file twice: the second has 0 changes, and cannot be taken in")
def test_a_file_is_taken_in_once(cast: SimpleNamespace) -> None:
    content = networks(*many(3))
    batch = previewed(content, cast.caseworker)
    assert (batch.state, counts(batch)) == (BatchState.PREVIEWED, (3, 0, 0, 0))
    assert themes() == {}
    batch = worked(verbs.apply(batch, by=cast.caseworker))
    assert batch.state == BatchState.APPLIED
    assert set(themes()) == {"nett-1", "nett-2", "nett-3"}

    second = previewed(content, cast.caseworker)
    assert counts(second) == (0, 0, 3, 0)
    with pytest.raises(Refused, match="0 changes"):
        verbs.apply(second, by=cast.caseworker)


@pytest.mark.adversary(
    "C11", "a key that is in the register is shown as a change, old and new, before anything is written"
)
def test_what_is_there_is_changed_after_it_was_shown(cast: SimpleNamespace) -> None:
    applied(networks(*many(2, themes="Fosterhjem")), cast.caseworker)
    batch = previewed(networks(*many(2, themes="Slekt")), cast.caseworker)
    assert [row.changes for row in store.page(batch, "changed", 0)] == [
        {"themes": ("Fosterhjem", "Slekt")}
    ] * 2
    assert set(themes().values()) == {"Fosterhjem"}
    worked(verbs.apply(batch, by=cast.caseworker))
    assert set(themes().values()) == {"Slekt"}


@pytest.mark.adversary(
    "C11", "a key twice in the file refuses the whole file, naming both rows, and cannot be left out"
)
def test_a_key_twice_in_the_file_refuses_all_of_it(cast: SimpleNamespace) -> None:
    batch = previewed(networks(*many(2), "nett-1;Igjen;learning;1108;"), cast.caseworker)
    assert counts(batch) == (2, 0, 0, 1)
    (row,) = store.page(batch, "refused", 0)
    assert [(fault.row, fault.column, fault.reason) for fault in row.faults] == [
        (4, "code", "Row 2 is the same.")
    ]
    with pytest.raises(Refused, match="the same twice"):
        verbs.apply(batch, by=cast.caseworker, leave_out=True)
    assert themes() == {}


@pytest.mark.adversary("C17", "an error in row 9 999 of 10 000: nothing is written, and the error is listed")
def test_an_error_near_the_end_keeps_all_out(cast: SimpleNamespace) -> None:
    rows = many(9_999)
    rows[9_997] = "nett-9998;Nettverk;learning;9999;"
    batch = previewed(networks(*rows), cast.caseworker)
    assert counts(batch) == (9_998, 0, 0, 1)
    assert [row.number for row in store.page(batch, "refused", 0)] == [9_999]
    with pytest.raises(Refused, match="Some rows are refused"):
        verbs.apply(batch, by=cast.caseworker)
    assert themes() == {}


def test_refused_rows_are_left_out_when_somebody_says_so(cast: SimpleNamespace) -> None:
    batch = previewed(networks(*many(2), "x;Nettverk;learning;9999;"), cast.caseworker)
    worked(verbs.apply(batch, by=cast.caseworker, leave_out=True))
    assert set(themes()) == {"nett-1", "nett-2"}
    assert not Network.objects.filter(code="x").exists()


@pytest.mark.requirement(
    "R7.2", "when the register was changed since the preview, nothing is written and the new diff shown"
)
def test_a_register_that_changed_since_stops_it(cast: SimpleNamespace) -> None:
    batch = previewed(networks(*many(2, themes="Slekt")), cast.caseworker)
    Network.objects.create(
        code="nett-1", name="Nettverk 1", kind="learning", responsible_municipality_id=1, themes=""
    )
    Network.objects.filter(code="nett-1").update(
        responsible_municipality=Network.objects.get(code="jaeren").responsible_municipality
    )
    batch = worked(verbs.apply(batch, by=cast.caseworker))
    batch = worked(batch)
    assert (batch.state, counts(batch)) == (BatchState.PREVIEWED, (1, 1, 0, 0))
    assert themes() == {"nett-1": ""}
    worked(verbs.apply(batch, by=cast.caseworker))
    assert themes() == {"nett-1": "Slekt", "nett-2": "Slekt"}


@pytest.mark.requirement(
    "R7.2", "exactly the bytes that were previewed are taken in: a stored file that was changed is not"
)
def test_other_bytes_than_those_previewed_are_not_taken_in(cast: SimpleNamespace) -> None:
    batch = previewed(networks(*many(2)), cast.caseworker)
    with open(batch.file.path, "wb") as file:
        file.write(networks(*many(2, prefix="annet")))
    verbs.apply(batch, by=cast.caseworker)
    worked(batch)
    worked(batch)
    assert themes() == {}
    assert themes("annet") == {}
    assert batch.state == BatchState.UNREADABLE


def test_undo_takes_back_what_is_untouched(cast: SimpleNamespace) -> None:
    applied(networks(*many(1, themes="Fosterhjem")), cast.caseworker)
    batch = applied(networks(*many(3, themes="Slekt")), cast.caseworker)
    batch = worked(verbs.undo(batch, by=cast.caseworker))
    assert batch.state == BatchState.UNDONE
    assert themes() == {"nett-1": "Fosterhjem"}


@pytest.mark.requirement(
    "R7.2", "undo says which rows were changed since, and which are used, and then undoes nothing"
)
def test_undo_says_what_was_changed_since(cast: SimpleNamespace) -> None:
    batch = applied(networks(*many(3, themes="Slekt")), cast.caseworker)
    Network.objects.filter(code="nett-2").update(themes="Vårt eget")
    Network.objects.get(code="jaeren").memberships.update(network=Network.objects.get(code="nett-3"))
    batch = worked(verbs.undo(batch, by=cast.caseworker))
    assert batch.state == BatchState.APPLIED
    assert batch.told["not_undone"] == [
        "row 3, column themes, «Vårt eget»: It was changed since: the import wrote «Slekt».",
        "row 4, «nett-3»: It is used by membership: Sandnes – Nettverk 3, Klepp og Time – Nettverk 3.",
    ]
    assert len(themes()) == 3


@pytest.mark.adversary("C16", "two at once: one runs, the other is told")
def test_one_is_taken_in_at_a_time(cast: SimpleNamespace) -> None:
    first = previewed(networks(*many(2)), cast.caseworker)
    second = previewed(networks(*many(2, prefix="annet")), cast.caseworker)
    verbs.apply(first, by=cast.caseworker)
    with pytest.raises(verbs.Busy) as busy:
        verbs.apply(second, by=cast.caseworker)
    assert busy.value.other == first
    worked(first)
    worked(verbs.apply(second, by=cast.caseworker))
    assert (len(themes()), len(themes("annet"))) == (2, 2)


def test_a_cancelled_batch_writes_nothing(cast: SimpleNamespace) -> None:
    batch = verbs.apply(previewed(networks(*many(2)), cast.caseworker), by=cast.caseworker)
    verbs.cancel(batch, by=cast.caseworker)
    assert worked(batch).state == BatchState.CANCELLED
    assert themes() == {}
    with pytest.raises(Refused):
        verbs.cancel(applied(networks(*many(1)), cast.caseworker), by=cast.caseworker)


def test_rows_of_other_offices_are_refused(cast: SimpleNamespace) -> None:
    batch = previewed(networks("bergen;Bergen;learning;4601;", *many(1)), cast.caseworker)
    assert counts(batch) == (1, 0, 0, 1)
    (row,) = store.page(batch, "refused", 0)
    assert [fault.reason for fault in row.faults] == ["This belongs to another office."]


def test_a_file_that_cannot_be_read_says_why(cast: SimpleNamespace) -> None:
    batch = worked(hand_in(b"", cast.caseworker))
    assert batch.state == BatchState.UNREADABLE
    assert batch.told["reason"]
    assert Batch.objects.count() == 1


@pytest.mark.adversary(
    "B2", "a run that was given up while it wrote writes nothing, should it come to its end"
)
def test_a_run_that_was_given_up_writes_nothing(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = verbs.apply(previewed(networks(*many(2)), cast.caseworker), by=cast.caseworker)
    write = RegisterKind.apply

    def given_up(kind: RegisterKind, rows: Any, **about: Any) -> None:
        write(kind, rows, **about)
        assert len(themes()) == 2
        Batch.objects.filter(pk=batch.pk).update(run="another")

    monkeypatch.setattr(RegisterKind, "apply", given_up)
    jobs.work(batch.pk, batch.run)
    assert themes() == {}
    assert Batch.objects.get(pk=batch.pk).state == BatchState.APPLYING


def test_a_night_between_changes_nothing(cast: SimpleNamespace, at: Callable[..., None]) -> None:
    batch = previewed(networks(*many(1)), cast.caseworker)
    at(2024, 3, 6)
    batch = worked(verbs.apply(batch, by=cast.caseworker))
    assert batch.state == BatchState.APPLIED
    assert Network.objects.get(code="nett-1").started == dt.date(2024, 3, 4)


@pytest.mark.requirement("R1.6", "contacts that come from a file stand in the history of their place")
def test_contacts_from_a_file_are_in_the_history(cast: SimpleNamespace) -> None:
    for phone in ("22334455", "99887766"):
        content = f"name;office;region;environment;phone;valid_from\nKari;ROG;;;{phone};2024-01-02".encode()
        batch = applied(content, cast.caseworker, kind="contact_person")
        assert batch.state == BatchState.APPLIED
    told = [
        (line.kind, line.subject, line.office.code, line.changes.get("phone"), line.by)
        for line in ContactChange.objects.order_by("id")
    ]
    assert told == [
        ("added", "Kari", "ROG", ["", "22334455"], cast.caseworker),
        ("changed", "Kari", "ROG", ["22334455", "99887766"], cast.caseworker),
    ]

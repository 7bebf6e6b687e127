"""People of networks and steering groups from a file: what the pages allow, previewed, logged and undone (R7.2)."""

import datetime as dt
import io
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from imports.batches import store, verbs
from imports.exports import reading
from imports.exports.all import TABLES
from imports.exports.readers import Reader
from imports.exports.writing import write
from imports.kinds import KINDS
from imports.models import Batch, BatchState
from workflows.directory.models import (
    Municipality,
    Network,
    NetworkLog,
    PersonInvitation,
    Role,
    RoleAssignment,
    SteeringMember,
)
from workflows.networks import log, people, taking_part

from .conftest import applied, counts, previewed, worked

pytestmark = pytest.mark.django_db
PEOPLE = "Nettverk;Rolle;E-post;Innmeldt;Utmeldt"
STEERING = "Nettverk;Navn;Stilling;Knr;Fra;Til"


def file(header: str, *rows: str) -> bytes:
    return "\n".join([header, *rows]).encode()


def faults(batch: Batch) -> list[tuple[int | None, str, str]]:
    rows = store.page(batch, "refused", 0)
    return [(each.row, each.column, each.reason) for row in rows for each in row.faults]


def lines(code: str) -> list[str]:
    return [log.told(line).text for line in NetworkLog.objects.filter(network__code=code).order_by("id")]


def led(code: str) -> list[tuple[str, str, str | None]]:
    rows = RoleAssignment.objects.filter(network__code=code, role=Role.NETWORK_LEADER).order_by("valid_from")
    return [
        (row.user.username, row.valid_from.isoformat(), row.valid_to and row.valid_to.isoformat())
        for row in rows
    ]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


# People


@pytest.mark.requirement(
    "R7.1", "the people of networks come in from a file: who is new is invited, never made a member"
)
@pytest.mark.requirement(
    "R2.1", "a file invites to a network as its page does; taking part is accepted by oneself"
)
def test_who_is_new_in_a_file_is_invited(cast: SimpleNamespace) -> None:
    content = file(PEOPLE, "jaeren;Deltaker;ny@example.org;;", "jaeren;participant;Ola@Example.org;1.3.2024;")
    batch = previewed(content, cast.caseworker, kind="network_person")
    assert (counts(batch), PersonInvitation.objects.count()) == ((2, 0, 0, 0), 0)
    batch = worked(verbs.apply(batch, by=cast.caseworker))
    assert batch.state == BatchState.APPLIED
    invited = PersonInvitation.objects.order_by("email").values_list(
        "email", "role", "network__code", "invited_by"
    )
    assert list(invited) == [
        (email, "participant", "jaeren", cast.caseworker.pk)
        for email in ("ny@example.org", "ola@example.org")
    ]
    assert not RoleAssignment.objects.filter(user__email="ny@example.org").exists()
    assert lines("jaeren") == ["Invited by e-mail: 2"]
    assert counts(previewed(content, cast.caseworker, kind="network_person")) == (0, 0, 2, 0)


def test_undoing_takes_invitations_back_that_nobody_answered(cast: SimpleNamespace) -> None:
    batch = applied(file(PEOPLE, "jaeren;Deltaker;ny@example.org;;"), cast.caseworker, kind="network_person")
    assert worked(verbs.undo(batch, by=cast.caseworker)).state == BatchState.UNDONE
    assert not taking_part.waiting(Network.objects.get(code="jaeren")).exists()
    assert lines("jaeren") == ["Invited by e-mail: 1", "An import was undone: Invited by e-mail: 1"]


def test_undoing_does_not_take_back_what_somebody_accepted(cast: SimpleNamespace) -> None:
    batch = applied(file(PEOPLE, "jaeren;Deltaker;ny@example.org;;"), cast.caseworker, kind="network_person")
    PersonInvitation.objects.update(used_at=dt.datetime(2024, 3, 4, 12, tzinfo=dt.UTC))
    batch = worked(verbs.undo(batch, by=cast.caseworker))
    assert (batch.state, batch.told["not_undone"]) == (
        BatchState.APPLIED,
        ["row 2, column network, «jaeren»: ny@example.org has answered, or is not invited any more."],
    )


def test_undoing_leaves_a_network_alone_that_another_office_has_since(cast: SimpleNamespace) -> None:
    rows = ["jaeren;Deltaker;ny@example.org;;", "jaeren;Nettverksleder;outsider@example.org;1.4.2024;"]
    batch = applied(file(PEOPLE, *rows), cast.caseworker, kind="network_person")
    elsewhere = Municipality.objects.get(code="4601")
    Network.objects.filter(code="jaeren").update(responsible_municipality=elsewhere)
    batch = worked(verbs.undo(batch, by=cast.caseworker))
    assert (batch.state, len(batch.told["not_undone"]), len(led("jaeren"))) == (BatchState.APPLIED, 2, 2)


@pytest.mark.requirement(
    "R2.6", "a leader is chosen by a file as by the page, from a day; undo lets the former lead on"
)
def test_a_leader_is_handed_over_and_back(cast: SimpleNamespace) -> None:
    content = file(
        PEOPLE,
        "jaeren;Nettverksleder;network_leader@example.org;2.1.2024;31.3.2024",
        "jaeren;Nettverksleder;outsider@example.org;1.4.2024;",
    )
    batch = applied(content, cast.caseworker, kind="network_person")
    assert (batch.state, counts(batch)) == (BatchState.APPLIED, (1, 1, 0, 0)), batch.told
    after = [("network_leader", "2024-01-02", "2024-03-31"), ("outsider", "2024-04-01", None)]
    assert led("jaeren") == after
    assert counts(previewed(content, cast.caseworker, kind="network_person")) == (0, 0, 2, 0)
    assert worked(verbs.undo(batch, by=cast.caseworker)).state == BatchState.UNDONE
    assert led("jaeren") == [("network_leader", "2024-01-02", None)]
    said = "Outsider Testdal becomes network leader"
    assert lines("jaeren") == [said, f"An import was undone: {said}"]


def test_a_participant_ends_on_a_day_that_has_passed_and_again_takes_part_when_undone(
    cast: SimpleNamespace,
) -> None:
    held = RoleAssignment.objects.get(user=cast.participant)
    content = file(PEOPLE, "ryfylke;Deltaker;participant@example.org;2.1.2024;1.3.2024")
    batch = applied(content, cast.caseworker, kind="network_person")
    held.refresh_from_db()
    assert held.valid_to == dt.date(2024, 3, 1)
    assert counts(previewed(content, cast.caseworker, kind="network_person")) == (0, 0, 1, 0)
    worked(verbs.undo(batch, by=cast.caseworker))
    held.refresh_from_db()
    assert held.valid_to is None


@pytest.mark.requirement("R7.2", "what a network's page refuses of its people, a file is refused, row by row")
def test_what_the_page_refuses_a_file_is_refused(cast: SimpleNamespace) -> None:
    batch = previewed(
        file(
            PEOPLE,
            "jaeren;Nettverksleder;nobody@example.org;1.4.2024;",
            "jaeren;Nettverksleder;caseworker@example.org;1.4.2024;",
            "jaeren;Nettverksleder;outsider@example.org;1.1.2024;",
            "jaeren;Nettverksleder;network_leader@example.org;2.1.2024;30.3.2024",
            "ryfylke;Deltaker;participant@example.org;2.1.2024;4.3.2024",
            "jaeren;Deltaker;old@example.org;1.1.2020;1.1.2021",
            "jaeren;Deltaker;not an address;;",
            "nowhere;Deltaker;ny@example.org;;",
        ),
        cast.caseworker,
        kind="network_person",
    )
    assert faults(batch) == [
        (2, "email", "Nobody with an account has this address."),
        (3, "email", "Somebody who works for an office or the directorate cannot lead a network."),
        (4, "valid_from", "A leader was chosen from 2. januar 2024. Choose a later day."),
        (5, "valid_to", "Choose another network leader first: a network has one."),
        (6, "valid_to", "Write a day that has passed, and not before the first."),
        (7, "valid_to", "This has ended. Only who takes part now is taken in."),
        (8, "email", "This is not an e-mail address."),
        (9, "network", "There is no network with this code."),
    ]


def test_a_leader_does_not_go_where_the_next_one_is_left_out(cast: SimpleNamespace) -> None:
    rows = (
        "jaeren;Nettverksleder;network_leader@example.org;2.1.2024;31.3.2024",
        "jaeren;Nettverksleder;nobody@example.org;1.4.2024;",
    )
    batch = previewed(file(PEOPLE, *rows), cast.caseworker, kind="network_person")
    batch = worked(verbs.apply(batch, by=cast.caseworker, leave_out=True))
    assert (batch.state != BatchState.APPLIED, led("jaeren")) == (
        True,
        [("network_leader", "2024-01-02", None)],
    )


@pytest.mark.adversary("C11", "somebody twice in a file of people refuses the whole file, naming both rows")
def test_somebody_twice_refuses_the_file(cast: SimpleNamespace) -> None:
    rows = ["jaeren;Deltaker;ny@example.org;;", "jaeren;Deltaker;NY@example.org;1.1.2024;"]
    batch = previewed(file(PEOPLE, *rows), cast.caseworker, kind="network_person")
    assert (faults(batch), batch.is_unclear) == ([(3, "email", "Row 2 is the same.")], True)


@pytest.mark.adversary("C11", "two leaders of one network in a file refuse it, since one alone leads")
def test_two_new_leaders_refuse_the_file(cast: SimpleNamespace) -> None:
    rows = [
        f"jaeren;Nettverksleder;{who}@example.org;1.{n}.2024;"
        for who, n in (("outsider", 4), ("participant", 5))
    ]
    batch = previewed(file(PEOPLE, *rows), cast.caseworker, kind="network_person")
    assert faults(batch) == [(3, "network", "Row 2 is the same.")]


@pytest.mark.parametrize(
    ("username", "reason"),
    [
        ("other_caseworker", "This belongs to another office."),
        ("", "Somebody who handles the network does this"),
    ],
)
def test_others_than_the_office_invite_nobody(cast: SimpleNamespace, username: str, reason: str) -> None:
    by = getattr(cast, username) if username else None
    batch = previewed(file(PEOPLE, "jaeren;Deltaker;ny@example.org;;"), by, kind="network_person")
    [(row, column, words)] = faults(batch)
    assert (row, column, words.startswith(reason)) == (2, "network", True)


def test_no_more_are_invited_than_the_page_invites_at_once(cast: SimpleNamespace) -> None:
    rows = [f"jaeren;Deltaker;n{n}@example.org;;" for n in range(51)]
    batch = previewed(file(PEOPLE, *rows), cast.caseworker, kind="network_person")
    assert faults(batch) == [(52, "email", "Invite at most 50 at once.")]


@pytest.mark.parametrize("code", ["network_person", "steering_member"])
def test_the_directorate_keeps_the_people_of_no_network(cast: SimpleNamespace, code: str) -> None:
    may = KINDS[code].may_import
    assert [bool(may(each)) for each in (cast.caseworker, cast.fund_manager, cast.network_leader)] == [
        True, False, False,
    ]  # fmt: skip


# Steering groups


def steered() -> list[tuple[str, str, str, str | None]]:
    return [
        (row.network.code, row.name, row.valid_from.isoformat(), row.valid_to and row.valid_to.isoformat())
        for row in SteeringMember.objects.select_related("network").order_by(
            "network__code", "name", "valid_from"
        )
    ]


@pytest.mark.requirement("R7.1", "a steering group comes in from a file, is logged, and is gone when undone")
@pytest.mark.requirement("R2.6", "a network whose steering group came by file says that it has one")
def test_a_steering_group_comes_in_and_goes(cast: SimpleNamespace) -> None:
    content = file(STEERING, "jaeren;Kari;rådmann;1108;1.2.2024;", "jaeren;Ola;ordfører;;1.1.2024;1.2.2024")
    batch = applied(content, cast.caseworker, kind="steering_member")
    assert (batch.state, counts(batch)) == (BatchState.APPLIED, (2, 0, 0, 0)), batch.told
    assert steered() == [
        ("jaeren", "Kari", "2024-02-01", None),
        ("jaeren", "Ola", "2024-01-01", "2024-02-01"),
    ]
    assert Network.objects.get(code="jaeren").steering_group
    told = ["Kari joins the steering group", "Ola joins the steering group", "Ola leaves the steering group"]
    assert lines("jaeren") == told
    assert counts(previewed(content, cast.caseworker, kind="steering_member")) == (0, 0, 2, 0)
    assert worked(verbs.undo(batch, by=cast.second_caseworker)).state == BatchState.UNDONE
    assert (steered(), Network.objects.get(code="jaeren").steering_group) == ([], False)
    assert lines("jaeren") == [*told, *(f"An import was undone: {line}" for line in told)]


@pytest.mark.requirement("R7.2", "what a network's page refuses of its steering group, a file is refused")
def test_what_the_page_refuses_of_a_steering_group(cast: SimpleNamespace) -> None:
    for name, last in (("Kari", None), ("Ola", dt.date(2024, 2, 1))):
        member = people.add_to_steering_group(
            network=Network.objects.get(code="jaeren"), name=name, position="rådmann", municipality=None,
            municipal_leadership=False, valid_from=dt.date(2024, 1, 2), by=cast.caseworker,
        )  # fmt: skip
        if last:
            people.end_in_steering_group(member=member, valid_to=last, by=cast.caseworker)
    rows = [
        "jaeren;Ny;rådmann;;5.3.2024;",
        "jaeren;Nye;rådmann;4601;1.2.2024;",
        "jaeren;Kari;rådmann;1108;2.1.2024;",
        "jaeren;Ola;rådmann;;2.1.2024;2.2.2024",
        "jaeren;KARI;ordfører;;1.3.2024;",
        "outside;Per;rådmann;;1.3.2024;29.2.2024",
    ]
    batch = previewed(file(STEERING, *rows), cast.caseworker, kind="steering_member")
    assert faults(batch) == [
        (2, "valid_from", "Write today’s date or an earlier one."),
        (3, "municipality", "No service of this municipality is or was in the network."),
        (
            4,
            "municipality",
            "This is not changed once it is written: give the last day, and add them anew from then.",
        ),
        (5, "valid_to", "Ola has left already."),
        (6, "valid_from", "It overlaps what is in the register: 02.01.2024–."),
        (7, "valid_to", "The last day is before the first."),
    ]


# Both go out and come in


@pytest.mark.requirement(
    "R7.1", "people and steering groups that were taken out come in as 0 changes, in any language"
)
@pytest.mark.parametrize("language", ["nb", "nn", "en", "names"])
@pytest.mark.parametrize("code", ["network_person", "steering_member"])
def test_what_goes_out_comes_in_unchanged(cast: SimpleNamespace, code: str, language: str) -> None:
    people.add_to_steering_group(
        network=Network.objects.get(code="jaeren"), name="Kari", position="rådmann", municipality=None,
        municipal_leadership=True, valid_from=dt.date(2024, 1, 2), by=cast.caseworker,
    )  # fmt: skip
    people.choose_leader(
        network=Network.objects.get(code="jaeren"),
        person=cast.outsider,
        from_day=dt.date(2024, 3, 1),
        by=cast.caseworker,
    )
    out, reader = io.BytesIO(), Reader(cast.caseworker)
    written = write(TABLES[code], reading.rows(TABLES[code], reader), out, "csv", headings=language)
    batch = previewed(out.getvalue(), cast.caseworker, kind=code, name=f"{code}.csv")
    assert counts(batch) == (0, 0, written, 0), faults(batch)
    assert batch.told["mapped"] == [each for each in batch.told["mapped"] if each["column"]]


@pytest.mark.requirement("R7.1", "both have an empty template with examples, and a page of their columns")
@pytest.mark.parametrize("code", ["network_person", "steering_member"])
def test_there_are_templates_and_pages(
    cast: SimpleNamespace, browse: Callable[[Any], Client], code: str
) -> None:
    client = browse(cast.caseworker)
    addresses = [
        f"/utveksling/mal/{code}.xlsx",
        f"/utveksling/mal/{code}.csv",
        f"/utveksling/kolonner/{code}/",
    ]
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]

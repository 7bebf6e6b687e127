"""Which rows of which table somebody can take out: what they may see, and nothing else."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from imports.exports import reading
from imports.exports.all import TABLES, offered_to
from imports.exports.readers import Reader
from tests import way
from tests.access.seen import SEEN_BY, case_at
from tests.cast import CAST
from workflows.cases.models import Case, OfficeTransfer
from workflows.cases.rights import read_inside, sees_internal, visible_cases
from workflows.directory.models import GovernorOffice, User

pytestmark = pytest.mark.django_db
INTERNAL = {
    "formal_check", "statement", "assessment", "criterion_score", "second_assessment", "network_person",
    "spending_authority", "ledger_entry",
}  # fmt: skip


def taken_out(who: User | None, *codes: str) -> dict[str, list[Any]]:
    """Return all rows of the tables of cases, money and people that somebody can take out, or of these of them."""
    reader = Reader(who)
    tables = [each for each in offered_to(reader) if (each.code in codes if codes else not each.register)]
    return {each.code: list(reading.rows(each, reader)) for each in tables}


def cases_in(tables: dict[str, list[Any]]) -> set[str]:
    """Return the case numbers that stand anywhere in what was taken out."""
    numbers = set()
    for code, rows in tables.items():
        at = [n for n, each in enumerate(TABLES[code].every_column) if each.name == "case_number"]
        numbers |= {row[n] for row in rows for n in at if row[n]}
    return numbers


@pytest.mark.requirement("R7.1", "whoever exports gets the cases they see, in every table, and no others")
@pytest.mark.parametrize("stage", SEEN_BY)
def test_a_case_is_in_the_exports_of_those_who_see_it(cast: SimpleNamespace, stage: str) -> None:
    case = case_at(stage)
    tables = ("case", "application_answer")
    for code in tables:
        found = {name for name in CAST if case.number in cases_in(taken_out(getattr(cast, name), code))}
        assert found == SEEN_BY[stage], code


@pytest.mark.requirement("R7.1", "what is internal to the office leaves it in no network's export")
def test_what_is_internal_is_exported_by_the_office_alone(cast: SimpleNamespace) -> None:
    way.assessed()
    leader, office = taken_out(cast.leader_network_leader), taken_out(cast.caseworker)
    assert INTERNAL & set(leader) == set()
    assert {code for code in INTERNAL if not office[code]} == {"statement", "second_assessment"}
    assert len(leader["application"]) == len(leader["case"]) == 1
    other = taken_out(cast.other_caseworker)
    assert {code for code in INTERNAL if other[code]} == {"spending_authority", "ledger_entry"}
    assert {row[0] for row in other["spending_authority"]} == {"VES"}


def test_what_is_internal_is_read_by_the_same_people_one_by_one_and_all_at_once(
    cast: SimpleNamespace,
) -> None:
    case, other = [case_at(stage) for stage in ("filed", "other_office")]
    OfficeTransfer.objects.create(
        case=case,
        from_office=case.office,
        to_office=GovernorOffice.objects.get(code="VES"),
        reason="Nettverket har flyttet.",
        by=cast.caseworker,
    )  # whom it is offered to reads the case, and nothing internal of it
    assert visible_cases(cast.other_caseworker).count() == 2
    assert list(read_inside(cast.other_caseworker)) == [other]
    for name in CAST:
        user = getattr(cast, name)
        one_by_one = {case.pk for case in visible_cases(user) if sees_internal(user, case)}
        assert set(read_inside(user).values_list("pk", flat=True)) == one_by_one, name


def test_who_is_only_asked_for_a_statement_takes_out_the_application_and_no_more(
    cast: SimpleNamespace,
) -> None:
    case = way.paid("self_initiated")
    asked = Reader(cast.bufetat)
    assert not reading.count(TABLES["case"], asked)
    item = case.items.order_by("pk").first()
    type(item).objects.filter(pk=item.pk).update(region=cast.bufetat.roles_today()[0].region, open=True)
    tables = taken_out(cast.bufetat)
    assert {code for code, rows in tables.items() if case.number in cases_in({code: rows})} == {
        "case", "application", "application_answer", "budget_line",
    }  # fmt: skip
    assert {row[1] for row in tables["budget_line"]} == {"requested"}


def test_a_trial_is_in_no_export(cast: SimpleNamespace) -> None:
    way.paid()
    before = {code: len(rows) for code, rows in taken_out(None).items()}
    assert before["case"] == 1
    GovernorOffice.objects.filter(code="ROG").update(is_trial=True)
    for who in (None, cast.caseworker, cast.fund_manager):
        assert cases_in(taken_out(User.objects.get(pk=who.pk) if who else None)) == set()


def test_drafts_are_the_networks_own(cast: SimpleNamespace) -> None:
    case = way.begin()
    assert cases_in(taken_out(None)) == set()
    assert cases_in(taken_out(cast.leader_network_leader)) == {case.number}


def test_a_cut_keeps_what_it_asks_for(cast: SimpleNamespace) -> None:
    way.paid()
    for cut, found in (
        ({"year": 2024, "office": "ROG", "scheme": "leader_network"}, 1),
        ({"year": 2023}, 0), ({"office": "VES"}, 0), ({"scheme": "foster_home"}, 0), ({"status": "draft"}, 0),
    ):  # fmt: skip
        for code in ("case", "decision", "payment", "application_answer"):
            counted = len(list(reading.rows(TABLES[code], Reader(), cut)))
            assert bool(counted) == bool(found), (code, cut)
    assert {row[0] for row in reading.rows(TABLES["spending_authority"], Reader(), {"office": "VES"})} == {
        "VES"
    }


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_table_has_headings_of_its_own_in_every_language(language: str) -> None:
    with translation.override(language):
        doubled = {
            each.code: sorted({name for name in names if names.count(name) > 1})
            for each in TABLES.values()
            if len(set(names := [column.heading for column in each.every_column])) < len(names)
        }
        titles = [each.title for each in TABLES.values()]
    assert doubled == {}
    assert len(set(titles)) == len(titles)


def test_every_reference_is_to_the_key_of_an_earlier_table() -> None:
    seen: dict[str, int] = {}
    for each in TABLES.values():
        names = [column.name for column in each.every_column]
        assert set(each.key) <= set(names)
        for fields, code in each.to.items():
            assert set(fields) <= set(names), each.code
            assert len(fields) == seen[code], (each.code, code)
        seen[each.code] = len(each.key)


@pytest.mark.requirement("R7.1", "an export asks the database once a table, however many rows there are")
def test_a_table_is_one_query_whatever_it_holds(
    cast: SimpleNamespace, django_assert_num_queries: Any
) -> None:
    case = way.paid()
    for each in TABLES.values():
        several = sum(column.several for column in each.columns)
        several += 2 * (each.code == "submission")  # its schemes, and what files are called
        for reader in (Reader(), Reader(cast.caseworker)):
            if each.offered(reader):
                with django_assert_num_queries(1 + several):
                    list(reading.rows(each, reader))
    assert Case.objects.get(pk=case.pk).decisions.count() == 1

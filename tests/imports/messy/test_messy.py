"""Files as offices send them: what of each is taken, what was assumed, what must be asked and what is refused.

Each test names everything that is shown, so that nothing is assumed in silence.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from imports.kinds import KINDS, OUTCOMES
from imports.reading import ReadTable, read
from workflows.directory.models import ContactPerson, GovernorOffice, Municipality, Service

from .books import book, calculated, saved, semicolons

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
YEAR = 2090  # not over yet, whatever day the test runs


@pytest.fixture
def register() -> None:
    """A contact and a service that some rows of the files are about."""
    stavanger = Municipality.objects.get(code="1103")
    ContactPerson.objects.create(
        name="Åse Bjørkås",
        office=GovernorOffice.objects.get(code="ROG"),
        phone="51568700",
        valid_from=dt.date(2024, 1, 1),
    )
    service = Service.objects.create(name="Barnevernet i Stavanger", host=stavanger)
    service.municipalities.add(stavanger)


def taken(
    kind: str, content: bytes, answers: Mapping[str, str] | None = None
) -> tuple[ReadTable, dict[str, int]]:
    """Return what a file was read as, and how many of its rows would be new, changed, unchanged and refused."""
    table = read(content, "fil", columns=KINDS[kind].columns(), answers=answers)
    counted = Counter(row.outcome for row in KINDS[kind].plan(table, by=None))
    return table, {outcome: counted[outcome] for outcome in OUTCOMES if counted[outcome]}


def said(table: ReadTable) -> list[str]:
    return [str(each) for each in table.assumptions]


def refused(table: ReadTable) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.value) for fault in table.faults]


@pytest.mark.adversary("C2", "Windows-1252 with æøå comes in letter by letter, and what was assumed is shown")
def test_semicolons_and_windows_letters(register: None) -> None:
    table, counted = taken(
        "contact_person",
        semicolons(
            "Navn;Embete;Tlf.;E-post;Gjelder fra",
            "Åse Bjørkås;Statsforvalteren i Rogaland;51 56 87 99;;1.1.2024",
            "Øyvind Æsøy;ROG;22 33 44 55;oyvind@example.org;1. februar 2024",
            "Per Hansen;ROG;123;;1.1.2024",
        ),
    )
    assert [row["name"] for row in table.rows] == ["Åse Bjørkås", "Øyvind Æsøy", "Per Hansen"]
    assert [row["valid_from"] for row in table.rows] == ["2024-01-01", "2024-02-01", "2024-01-01"]
    assert counted == {"new": 1, "changed": 1, "refused": 1}
    assert said(table) == [
        "The letters were read as Windows-1252.",
        "The sign between cells was taken to be: semicolon.",
    ]


@pytest.mark.requirement("R7.2", "titles above the headings and totals below are left out, and said")
@pytest.mark.adversary(
    "C4", "`kr 1.250.000,-` and its like are exact; what can be read in two ways is a row error"
)
def test_titles_amounts_and_a_total(register: None) -> None:
    table, counted = taken(
        "authority",
        saved(
            book(
                [
                    ["Belastningsfullmakter – foreløpig oversikt"],
                    ["Utarbeidet av økonomiavdelingen"],
                    [],
                    ["Kontor", "Ordning", "År", "Belastningsfullmakt"],
                    ["Statsforvalteren i Rogaland", "leader_network", YEAR, "kr 1.250.000,-"],
                    ["AGD", "leader_network", YEAR, "1\u00a0250\u202f000,00"],
                    ["MR", "leader_network", YEAR, 900000],
                    [],
                    ["INN", "leader_network", YEAR, "1,250,000.50"],
                    ["Totalt", None, None, "4 650 000"],
                    ["Kilde: tildelingsbrev"],
                ],
                merged=["A1:D1", "A2:D2"],
                hidden_rows=[6],
                hidden_columns=["C"],
            )
        ),
    )
    assert [row["authority"] for row in table.rows] == ["1250000", "1250000", "900000", "1,250,000.50"]
    assert counted == {"new": 3, "refused": 1}
    assert refused(table) == [(9, "authority", "1,250,000.50")]
    assert said(table) == [
        "Rows 1–2 stand above the headings in row 4, and were left out.",
        "Row 8 is empty.",
        "Row 6 is hidden in the spreadsheet, and was read like the others.",
        "Row 11 stands below the total, and was left out.",
        "Column C, “År”, is hidden in the spreadsheet, and was read.",
        "Amounts in “Belastningsfullmakt” were read as Norwegians write: “kr 1.250.000,-” is 1\u00a0250\u00a0000.",
        "Row 10 is a total, and was left out.",
    ]
    assert [(number, str(why)) for number, why in table.left_out] == [
        (1, "a title above the headings"),
        (2, "a title above the headings"),
        (10, "a total"),
        (11, "a note below the total"),
    ]


def test_a_total_that_is_not_the_sum_is_told_of(register: None) -> None:
    table, counted = taken(
        "authority",
        semicolons(
            "Kontor;Ordning;År;Belastningsfullmakt",
            f"ROG;leader_network;{YEAR};1 000 000",
            f"AGD;leader_network;{YEAR};500 000",
            "Sum;;;1 600 000",
        ),
    )
    assert counted == {"new": 2}
    assert said(table)[-2:] == [
        "Row 4 is a total, and was left out.",
        "The total says 1\u00a0600\u00a0000 in “Belastningsfullmakt”, but the rows add up to 1\u00a0500\u00a0000.",
    ]


SERVICES = [
    ["Tjeneste", "Vertskommune", "Kommuner"],
    ["Barnevernet i Stavanger", "1103 Stavanger", "1103"],
    ["Halden", "0101", "0101"],  # as it was until 2020
    ["Moss", "3002", "3002, 3018"],  # 2020–2023
    ["Ålesund", "1507", "1507"],  # split in 2024
    ["Ukjent", "9999", "9999"],
]


@pytest.mark.requirement(
    "R8.13", "numbers of 2019 and of 2020–2023 are mapped and shown; a split one is asked about"
)
@pytest.mark.adversary("C12", "9999 is an error of its row; a closed number is mapped, with a note")
def test_municipality_numbers_of_other_years(register: None) -> None:
    table, counted = taken("service", saved(book(SERVICES)))
    assert [row["host_municipality"] for row in table.rows] == ["1103", "3101", "3103", "1507", "9999"]
    assert counted == {"new": 2, "unchanged": 1, "refused": 2}
    assert refused(table) == [(6, "host_municipality", "9999"), (6, "municipalities", "9999")]
    assert (
        said(table)
        == [
            "Only the number was read in “vertskommune”: “1103 Stavanger” is 1103.",
            "Old municipality numbers in “vertskommune” were mapped: 0101 → 3101 Halden, 3002 → 3103 Moss.",
            "Old municipality numbers in “kommuner” were mapped: 0101 → 3101 Halden, 3002 → 3103 Moss, "
            "3018 → 3114 Våler.",
        ]
        or said(table) == []
    )
    assert [(note.row, note.column, note.value, note.became) for note in table.notes] == [
        (3, "host_municipality", "0101", "3101"),
        (4, "host_municipality", "3002", "3103"),
        (3, "municipalities", "0101", "3101"),
        (4, "municipalities", "3002", "3103"),
        (4, "municipalities", "3018", "3114"),
    ]
    assert [(each.key, each.rows, each.choices) for each in table.unanswered] == [
        (f"{column}:1507", (5,), (("1508", "1508 Ålesund"), ("1580", "1580 Haram")))
        for column in ("host_municipality", "municipalities")
    ]


@pytest.mark.requirement(
    "R8.13", "the answer to what was split is used for every row, and only if it is a choice"
)
def test_a_split_number_is_what_was_answered(register: None) -> None:
    answers = {"host_municipality:1507": "1580", "municipalities:1507": "1580"}
    table, counted = taken("service", saved(book(SERVICES[:1] + SERVICES[4:5])), answers)
    assert (table.rows[0]["host_municipality"], table.unanswered, counted) == ("1580", [], {"new": 1})
    wrong, counted = taken(
        "service", saved(book(SERVICES[:1] + SERVICES[4:5])), dict.fromkeys(answers, "0301")
    )
    assert (wrong.rows[0]["host_municipality"], len(wrong.unanswered), counted) == ("1507", 2, {"refused": 1})


@pytest.mark.adversary(
    "C12", "noughts in front that a spreadsheet took are put back where the whole column lost them"
)
@pytest.mark.parametrize(
    ("codes", "kept", "told"),
    [
        (
            [301, 1103],
            ["0301", "1103"],
            ["Noughts in front, lost in “vertskommune”, were put back: “301” is 0301."],
        ),
        (["0301", 301], ["0301", "301"], []),  # some have it: what has not may be something else
        ([1103, 1108], ["1103", "1108"], []),
    ],
)
def test_noughts_that_were_lost(register: None, codes: list[Any], kept: list[str], told: list[str]) -> None:
    rows = [[f"Tjeneste {code!r}", code, "1103"] for code in codes]
    table, counted = taken("service", saved(book([SERVICES[0], *rows])))
    assert [row["host_municipality"] for row in table.rows] == kept
    assert said(table) == told
    assert counted == ({"new": 2} if "301" not in kept else {"new": 1, "refused": 1})


def test_a_format_that_shows_noughts_has_lost_nothing(register: None) -> None:
    made = book([SERVICES[0], ["Oslo", 301, "0301"]], formats={"B2": "0000"})
    table, counted = taken("service", saved(made))
    assert (table.rows[0]["host_municipality"], said(table), counted) == ("0301", [], {"new": 1})


NETWORK = ["Kode", "Navn", "Type", "Ansvarlig kommune", "Startet"]


@pytest.mark.requirement(
    "R7.2", "dates as dates, as texts and as numbers are the same day; what was assumed is said"
)
def test_dates_of_every_make(register: None) -> None:
    days: list[Any] = [
        dt.date(2024, 6, 5), "5.6.2024", "05.06.2024 00:00", "5. juni 2024", "2024-06-05", 45448, "5/6/2024",
    ]  # fmt: skip
    rows = [[f"n-{at}", "Nett", "Læringsnettverk", "1103", day] for at, day in enumerate(days)]
    rows.append(["n-x", "Nett", "Læringsnettverk", "1103", "31.2.2024"])
    table, counted = taken("network", saved(book([NETWORK, *rows])))
    assert {row["started"] for row in table.rows[:-1]} == {"2024-06-05"}
    assert counted == {"new": 7, "refused": 1}
    assert said(table) == [
        "Numbers in “startet” were read as a spreadsheet’s dates: “45448” is 5. juni 2024.",
        "In “startet” the day was taken to stand before the month: “5/6/2024” is 5. juni 2024.",
    ]


@pytest.mark.requirement(
    "R7.2", "where a column has the month first, no date that can be read in two ways is guessed"
)
def test_months_that_stand_first_are_not_guessed(register: None) -> None:
    rows = [[f"n-{at}", "Nett", "learning", "1103", day] for at, day in enumerate(["12/31/2023", "5/6/2024"])]
    table, counted = taken("network", saved(book([NETWORK, *rows])))
    assert counted == {"refused": 2}
    assert refused(table) == [(2, "started", "12/31/2023"), (3, "started", "5/6/2024")]
    assert said(table) == []


@pytest.mark.requirement(
    "R7.2", "a formula's value is used and said; one without a value is refused, never empty"
)
def test_formulas(register: None) -> None:
    rows = [["n-1", '="Nett "&1', "learning", "1103", None], ["n-2", '="Nett "&2', "learning", "1103", None]]
    content = calculated(saved(book([NETWORK, *rows])), B2="Nett 1")
    table, counted = taken("network", content)
    assert refused(table) == [(3, "name", "")]
    assert counted == {"new": 1, "refused": 1}
    assert said(table) == [
        "2 cells of “Navn” are formulas. What they showed when the file was saved was read."
    ]


@pytest.mark.requirement(
    "R7.2", "of several sheets the one whose headings fit is read, and the others are named"
)
def test_several_sheets_and_a_hidden_one(register: None) -> None:
    made = book([["Veiledning"], ["Fyll ut arket Nettverk."]], title="Les meg")
    for name, rows in (
        ("Nettverk", [NETWORK, ["n-1", "Nett", "leader", "1103", None]]),
        ("Lister", [["leader"]]),
    ):
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made["Lister"].sheet_state = "hidden"
    table, counted = taken("network", saved(made))
    assert (table.sheet, counted) == ("Nettverk", {"new": 1})
    assert said(table) == ["The sheet “Nettverk” was read. These were not: “Les meg”, “Lister”."]


def test_headings_twice_and_with_a_slip(register: None) -> None:
    table, counted = taken(
        "network",
        semicolons(
            "Kode,Navn,Navn,Type,Ansvarlig komune,Merknad",
            "n-1,Nett,Annet,learning,1103,ingen",
            "Kode,Navn,Navn,Type,Ansvarlig komune,Merknad",
            "n-2,Nett,Annet,learning,1103,",
            encoding="utf-16",
        ),
    )
    assert (table.headers, table.unmapped) == (
        ["Kode", "Navn", "Navn (2)", "Type", "Ansvarlig komune", "Merknad"],
        ["Navn (2)", "Merknad"],
    )
    assert counted == {"new": 2}
    assert said(table) == [
        "The letters were read as UTF-16.",
        "The sign between cells was taken to be: comma.",
        "Row 3 repeats the headings, and was left out.",
        "The heading “Ansvarlig komune” was read as “ansvarlig kommune”.",
        "“Navn” and “Navn (2)” are the same column. The first was used.",
    ]


@pytest.mark.requirement(
    "R7.2", "headings nobody knows are asked about, and what was chosen for them is used"
)
def test_a_mapping_makes_unknown_headings_known(register: None) -> None:
    content = semicolons("ID-kode;Betegnelse;Slag;Hovedkommune", "n-1;Nett;learning;1103")
    table, counted = taken("network", content)
    assert (table.missing, list(table.rows), counted) == (["code"], [], {})
    chosen = {
        "ID-kode": "code",
        "Betegnelse": "name",
        "Slag": "kind",
        "Hovedkommune": "responsible_municipality",
    }
    table = read(content, "fil", columns=KINDS["network"].columns(), mapping=chosen)
    assert table.rows[0].cells == {
        "code": "n-1", "name": "Nett", "kind": "learning", "responsible_municipality": "1103",
    }  # fmt: skip
    assert {each.how for each in table.mapped} == {"chosen"}


def test_of_two_headings_alike_the_one_that_was_chosen_is_used(register: None) -> None:
    content = semicolons("Kode;Navn;Navn;Type;Ansvarlig kommune", "n-1;Nett;Annet;learning;1103")
    chosen = {"Navn": "", "Navn (2)": "name"}
    table = read(content, "fil", columns=KINDS["network"].columns(), mapping=chosen)
    assert (table.rows[0]["name"], table.unmapped) == ("Annet", [])


@pytest.mark.requirement(
    "R7.1", "JSON is a list of objects; its numbers keep their digits, its names are headings"
)
def test_json(register: None) -> None:
    content = (
        '{"rows": [{"Kode": "n-1", "navn": "Nett", "type": "Læringsnettverk", "ansvarlig kommune": 1103}]}'
    )
    table, counted = taken("network", content.encode())
    assert (counted, said(table)) == ({"new": 1}, ["The letters were read as UTF-8."])
    assert table.rows[0].number == 1

"""Amounts are read as Norwegians write them, refused where they could mean two things, and shown one way."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.ui.amounts import MAXIMUM, REASONS, AmountError, format_amount, group_digits, parse_amount

READ = {
    "2100000": ["kr 2.100.000"],  # these as the applications of real networks write them
    "3550000": ["3 550 000,-"],
    "4200000": ["4,2 millionar", "4,2 mill."],
    "200000": [
        *[
            "200.000",
            "200 000 kr",
            "NOK 200000",
            "200000",
            "  200 000  ",
            "kr\u00a0200\u00a0000",
            "nok200000",
            "200000 NOK",
        ],
        *["200 000,00", "200000,–", "kr 200 000 ,-", "200.000.-", "200 000,- kr", "200 tusen"],
    ],
    "500": ["kr. 500", "KR 500", "kr500", "500kr", "500 kr.", "500 kroner"],
    "1250": ["1\u2009250", "1\u2007250", "1  250", "1.250"],
    "1250000": ["1\u00a0250\u00a0000", "kr 1,25 mill", "1,250 mill"],
    "1250000.50": ["1 250 000,50", "1\u202f250\u202f000,50", "1.250.000,50"],
    "2000000": ["2 millioner kroner"],
    "5000000": ["5 MILLIONAR"],
    "1000000000": ["1 mrd"],
    "0": ["0"],
    "12": ["00012"],
    "0.50": ["0,5"],
    "12.30": ["12,3"],
    "33333.33": ["33333,3333"],  # more than two decimals: half up
    "333333.30": ["0,3333333 mill"],
    "1250.01": ["1250,005"],
    "1250.56": ["1 250,555"],
    "0.13": ["0,125"],
}
REFUSED = {
    "empty": ["", " \u00a0 "],
    "negative": ["-5", "\u22125", "kr -500", "500-", "(500)", "- 5", "\u2212200 000,-"],
    "not_a_number": [
        *[
            "NaN",
            "1e400",
            "inf",
            "1_000",
            "+5",
            "kr",
            "mill",
            "kr 5 kr",
            "ca. 200 000",
            "100 000-200 000",
            "10 %",
        ],
        *["1'250'000", "½", "٣٠٠", "１２３", "\u200b5", "=1+1", "2 stk"],
    ],
    "grouping": ["12 34", "1.25.000", "1 250 00", "1.250 000", "0.500", "1250.000", "5,", "5,0 0"],
    "decimal_dot": ["12.34", "1 250.50", "4.2 mill", "1.5"],
    "english": ["1,250,000.50", "1,250,000", "200,000.00"],
    "ambiguous": ["1,250", "200,000", "kr 12,500"],
    "too_large": ["10000000000000", "9" * 80, "1001 mrd"],
}
NO_AMOUNTS = [float("nan"), float("inf"), Decimal("sNaN"), Decimal("1e400"), -1, True, None, [], b"5"]


@pytest.mark.requirement("R8.11", "amounts are read as people write them")
@pytest.mark.parametrize(
    ("text", "kroner"), [(text, kroner) for kroner, texts in READ.items() for text in texts]
)
def test_reads_what_people_write(text: str, kroner: str) -> None:
    assert parse_amount(text) == Decimal(kroner)


@pytest.mark.adversary("C4", "what could mean two things is refused with a reason")
@pytest.mark.parametrize(
    ("text", "code"), [(text, code) for code, texts in REFUSED.items() for text in texts]
)
def test_refuses_with_a_reason(text: str, code: str) -> None:
    with pytest.raises(AmountError) as refused:
        parse_amount(text)
    assert refused.value.code == code
    assert str(refused.value) == str(REASONS[code])


@pytest.mark.adversary(
    "C4", "the localised parser's mistake: 200.000 is two hundred thousand, not two hundred"
)
def test_a_dot_separates_thousands() -> None:
    assert parse_amount("200.000") == 200_000
    assert parse_amount("2.100.000") == 2_100_000


@pytest.mark.parametrize(
    ("number", "kroner"),
    [(5, "5"), (1.1, "1.1"), (Decimal("0.005"), "0.01"), (0.125, "0.13"), (Decimal("-0"), "0")],
)
def test_takes_numbers_from_spreadsheets_as_they_are(number: int | float | Decimal, kroner: str) -> None:
    assert parse_amount(number) == Decimal(kroner)


@pytest.mark.parametrize("number", NO_AMOUNTS)
def test_refuses_numbers_that_are_no_amounts(number: object) -> None:
    with pytest.raises(AmountError):
        parse_amount(number)  # type: ignore[arg-type]


@pytest.mark.requirement("R8.11", "amounts are shown as kr 1 250 000 with no-break spaces")
@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1_250_000, "kr 1 250 000"), (200_000, "kr 200 000"), (999, "kr 999"), (0, "kr 0"),
        (Decimal("1250000.50"), "kr 1 250 000,50"), (Decimal("1250.00"), "kr 1 250"), (Decimal("0.005"), "kr 0,01"),
        (-1250, "kr \u22121 250"), (10**12, "kr 1 000 000 000 000"),
    ],
)  # fmt: skip
def test_shows_amounts_one_way(value: int | Decimal, shown: str) -> None:
    assert format_amount(value) == shown.replace(" ", "\u00a0")


def test_shows_nothing_for_no_amount() -> None:
    assert format_amount(None) == ""


@given(st.decimals(min_value=0, max_value=MAXIMUM, places=2))
def test_reads_back_what_it_shows(amount: Decimal) -> None:
    assert parse_amount(format_amount(amount)) == amount
    assert parse_amount(group_digits(amount)) == amount
    assert parse_amount(group_digits(amount).replace("\u00a0", ".")) == amount
    assert isinstance(parse_amount(group_digits(amount)), Decimal)


@given(st.text(max_size=80))
def test_never_fails_in_another_way(text: str) -> None:
    with contextlib.suppress(AmountError):
        assert 0 <= parse_amount(text) <= MAXIMUM

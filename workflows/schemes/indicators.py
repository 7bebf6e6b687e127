"""The field type `indicators`: baseline and target in the application, what came of it in the report (R4.3).

`{"type": "indicators", "rows": [{"code", "title": {nb, nn}, "unit"?: {nb, nn}}], "columns": ["baseline", "target"]}`;
in the report `"columns": ["actual"], "compare_with": "<the field of the application>"`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _now

from workflows.ui.amounts import MINUS, group_digits
from workflows.ui.indicators import COLUMNS, IndicatorsField, Numbers, Row

from .fields import Definition, FieldType, Shown, common, in_language, register

TYPE = "indicators"
EARLIER = "earlier"  # in a definition: what another form said of the same rows


def beside(sections: Iterable[Mapping[str, Any]], answers: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the sections of a form with the earlier answers that its fields are compared with."""
    return [
        {**section, "fields": [_with_earlier(field, answers) for field in section["fields"]]}
        for section in sections
    ]


def _with_earlier(field: Definition, answers: Mapping[str, Any]) -> Definition:
    earlier = answers.get(field.get("compare_with", ""))
    return {**field, EARLIER: earlier} if isinstance(earlier, Mapping) else field


def faults_in(field: Definition) -> list[str]:
    """Return what is wrong with the definition of a field of this type, as sentences."""
    rows, columns = field.get("rows") or [], field.get("columns") or []
    said = {"code": field.get("code")}
    codes = [row.get("code") for row in rows]
    faults = []
    if not rows or not all(codes) or len(set(codes)) < len(codes):
        faults.append(_now("%(code)s: the indicators are missing, or two have the same code.") % said)
    if not all((row.get("title") or {}).get(language) for row in rows for language in ("nb", "nn")):
        faults.append(_now("%(code)s: an indicator lacks a title in bokmål or nynorsk.") % said)
    if not columns or not set(columns) <= set(COLUMNS):
        faults.append(_now("%(code)s: the columns are baseline, target and actual.") % said)
    return faults


def _rows(definition: Definition, language: str) -> list[Row]:
    return [
        Row(row["code"], in_language(row["title"], language), _unit(row.get("unit"), language))
        for row in definition["rows"]
    ]


def _unit(unit: Any, language: str) -> str:
    return unit if isinstance(unit, str) else in_language(unit, language)


def _make(definition: Definition, language: str) -> IndicatorsField:
    return IndicatorsField(
        rows=_rows(definition, language),
        columns=definition["columns"],
        earlier=definition.get(EARLIER),
        **common(definition, language),
    )


def _show(value: Numbers, definition: Definition, language: str) -> Shown:
    """Return the numbers row by row; beside earlier ones also the change, and whether the target was reached."""
    earlier: Numbers = definition.get(EARLIER) or {}
    columns = [
        name
        for name in COLUMNS
        if name in definition["columns"] or any(name in of for of in earlier.values())
    ]
    compared = {"baseline", "target", "actual"} <= set(columns)
    heads = [str(COLUMNS[name]) for name in columns] + (
        [_now("Change since the baseline"), _now("Target reached")] if compared else []
    )
    rows = []
    for row in _rows(definition, language):
        numbers = {**earlier.get(row.code, {}), **value.get(row.code, {})}
        cells = [group_digits(numbers[name]) if name in numbers else "–" for name in columns]
        rows.append((_titled(row), *cells, *(_judged(numbers) if compared else ())))
    text = "; ".join(f"{title}: {', '.join(cells)}" for title, *cells in rows)
    return Shown(text, rows=tuple(rows), columns=tuple(heads))


def _carry(value: Numbers, definition: Definition, years: int) -> Numbers | None:
    """Return the numbers of the rows and columns that there still are."""
    rows = {row["code"] for row in definition["rows"]}
    kept = {
        row: {column: number for column, number in of.items() if column in definition["columns"]}
        for row, of in value.items()
        if row in rows
    }
    return {row: of for row, of in kept.items() if of} or None


def _titled(row: Row) -> str:
    return f"{row.title} ({row.unit})" if row.unit else row.title


def _judged(numbers: Mapping[str, int]) -> tuple[str, str]:
    """Return the change since the baseline with its sign, and whether the target was reached, in words."""
    if not {"baseline", "target", "actual"} <= numbers.keys():
        return ("–", "–")
    change = numbers["actual"] - numbers["baseline"]
    sign = "+" if change > 0 else MINUS if change < 0 else ""
    reached = _now("Yes") if numbers["actual"] >= numbers["target"] else _now("No")
    return (f"{sign}{group_digits(abs(change))}", reached)


register(FieldType(TYPE, _make, show=_show, carry=_carry, faults=faults_in))

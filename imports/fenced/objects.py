"""JSON: a list of objects, or `{"rows": […]}`; every object a row, every name a column."""

import json
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

from . import text
from .fault import Fault
from .limits import Limits


class _Number(str):
    """A number as it was written: no digit is lost on the way."""


def read(data: bytes, limits: Limits, emit: Callable[[Any], None]) -> None:
    """Tell of the rows of a JSON file, numbered from 1 in the order they stand; raise Fault."""
    decoded, charset = text.decode(data)
    _refuse_deep(decoded, limits.depth)
    try:
        found = json.loads(
            decoded,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_refuse_constant,
            object_pairs_hook=_without_doubles,
        )
    except (ValueError, RecursionError):
        raise Fault("json") from None
    rows = found.get("rows") if isinstance(found, dict) else found
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Fault("json_shape")
    if len(rows) > limits.rows:
        raise Fault("rows")
    names = list(dict.fromkeys(name for row in rows for name in row))
    if len(names) > limits.columns:
        raise Fault("columns")
    if any(len(name) > limits.letters for name in names):
        raise Fault("letters")
    emit({"format": "json", "encoding": charset})
    emit({"sheet": "", "hidden": False})
    emit([0, False, names])
    for number, row in enumerate(rows, start=1):
        cells = [_cell(row.get(name), number, limits) for name in names]
        if any(cell is not None for cell in cells):
            emit([number, False, cells])
    emit({"end": True, "hidden_columns": [], "merged": []})


def _cell(value: Any, number: int, limits: Limits) -> Any:
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        value = ", ".join(value)
    if value is None or isinstance(value, bool):
        return value if value is None else ["b", str(int(value))]
    if not isinstance(value, str):
        raise Fault("json_nested", str(number))
    if len(value) > limits.letters:
        raise Fault("letters", str(number))
    return ["n", str(value)] if isinstance(value, _Number) else value.strip() or None


def _refuse_constant(name: str) -> Any:
    raise Fault("json_nan", name)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        (name, _times), *_others = Counter(name for name, _value in pairs).most_common(1)
        raise Fault("json_doubled", name)
    return {sys.intern(name): value for name, value in found.items()}


def _refuse_deep(decoded: str, depth: int) -> None:
    """Count brackets outside texts, so that no parser has to go that deep."""
    deep, quoted, escaped = 0, False, False
    for sign in decoded:
        if quoted:
            if escaped:
                escaped = False
            elif sign == "\\":
                escaped = True
            elif sign == '"':
                quoted = False
        elif sign == '"':
            quoted = True
        elif sign in "[{":
            deep += 1
            if deep > depth:
                raise Fault("json_deep")
        elif sign in "]}":
            deep -= 1

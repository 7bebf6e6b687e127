"""What is wrong with a scheme, put at the field of the editor's form that it is about."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

STREAM_OF = {
    "sections": "form",
    "report": "report_form",
    "progress_report": "progress_form",
    "letters": "letters",
    "options": "options",
    "rules": "paragraphs",
}
FIELD_OF = {"code": "scheme", "network_kind": "network_kind", "edition": "guideline", "picked": "picked"}


def errors_of(faults: Iterable[str], page: Any) -> dict[str | None, list[Any]]:
    """Return the faults of a scheme as errors of the page's form, by its fields; None for what is about all of it."""
    placed: dict[str | None, list[Any]] = {}
    for fault in faults:
        stream = STREAM_OF.get(getattr(fault, "form", ""))
        name = stream or FIELD_OF.get(getattr(fault, "code", ""))
        placed.setdefault(name, []).append(fault)
    return {
        name: [_in_stream(getattr(page, name), each)] if name and name in STREAM_OF.values() else each
        for name, each in placed.items()
    }


def _in_stream(stream: Any, faults: list[Any]) -> StreamBlockValidationError:
    """Return one error that holds every fault at its block; what names no block stands above them all."""
    above: list[ValidationError] = []
    within: dict[int, dict[int | None, list[ValidationError]]] = {}
    for fault in faults:
        outer, inner = _place_of(stream, fault)
        error = ValidationError(str(fault))
        if outer is None:
            above.append(error)
        else:
            within.setdefault(outer, {}).setdefault(inner, []).append(error)
    blocks = {outer: _in_block(errors) for outer, errors in within.items()}
    return StreamBlockValidationError(block_errors=blocks, non_block_errors=above)


def _in_block(errors: dict[int | None, list[ValidationError]]) -> StructBlockValidationError:
    own = errors.pop(None, [])
    fields = {at: StructBlockValidationError(non_block_errors=each) for at, each in errors.items()}
    beneath = {"fields": StreamBlockValidationError(block_errors=fields)} if fields else {}
    return StructBlockValidationError(block_errors=beneath, non_block_errors=own)


def _place_of(stream: Any, fault: Any) -> tuple[int | None, int | None]:
    """Return the place of the block a fault is about, and of the field within it, where it is about one."""
    section, field = getattr(fault, "section", ""), getattr(fault, "field", "")
    if getattr(fault, "form", "") == "options":
        return (0, None) if stream else (None, None)
    for outer, child in enumerate(stream):
        if section and section in (child.value.get("code"), child.value.get("decision")):
            codes = [each.value["code"] for each in child.value.get("fields") or []]
            return outer, codes.index(field) if field in codes else None
        if not section and field:
            codes = [each.value["code"] for each in child.value.get("fields") or []]
            if field in codes:
                return outer, codes.index(field)
    return None, None

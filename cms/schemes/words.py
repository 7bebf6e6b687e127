"""Texts in two language forms, and codes made from labels."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

LANGUAGES = ("nb", "nn")
CODE_LENGTH = 40
_SPELT = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ð": "d", "þ": "th", "ß": "ss"})


def code_of(label: str, taken: Collection[str] = ()) -> str:
    """Return a code made from a label: `Antall deltakere` becomes `antall_deltakere`, a second one `…_2`."""
    plain = unicodedata.normalize("NFKD", label.lower().translate(_SPELT)).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    code = (words if words[:1].isalpha() else f"field_{words}".strip("_"))[:CODE_LENGTH].strip("_")
    number, made = 2, code
    while made in taken:
        made, number = f"{code}_{number}", number + 1
    return made


def both(value: Mapping[str, Any], name: str) -> dict[str, str] | None:
    """Return `{"nb": …, "nn": …}` of a block's fields `<name>_nb` and `<name>_nn`; None where neither says anything."""
    texts = {language: (value.get(f"{name}_{language}") or "").strip() for language in LANGUAGES}
    return texts if any(texts.values()) else None


def apart(texts: Mapping[str, str] | None, name: str) -> dict[str, str]:
    """Return what `both` puts together, as a block's fields."""
    return {f"{name}_{language}": (texts or {}).get(language) or "" for language in LANGUAGES}


def said(**parts: Any) -> dict[str, Any]:
    """Return the parts that say something: what is None is left out of a definition."""
    return {name: part for name, part in parts.items() if part is not None}


def each(
    values: Iterable[Any], compile: Callable[[Any], Any], refusal: Callable[[dict[int, Any]], Exception]
) -> list[Any]:
    """Return what becomes of each value; raises `refusal` with every ValidationError by the value's place."""
    made, errors = [], {}
    for at, value in enumerate(values):
        try:
            made.append(compile(value))
        except ValidationError as error:
            errors[at] = error
    if errors:
        raise refusal(errors)
    return made

"""The municipalities of the register, as forms read them: by name or number, asked for once (R8.11)."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from workflows.directory.finding import meant, nearly
from workflows.directory.models import Municipality
from workflows.ui.combobox import Choices

LONGEST_NAME = 80  # characters; no municipality is called more
MOST_NAMES = 40  # written at once; each is compared with every name there is
_ORDER = str.maketrans(
    {"æ": "{", "ø": "|", "å": "}", "á": "a", "č": "c", "đ": "d", "ŋ": "n", "š": "s", "ŧ": "t"}
)


def in_norwegian_order(name: str) -> str:
    """Return what to sort a name by: æ, ø and å come last, the same on every database."""
    return name.lower().translate(_ORDER)


def municipality_names(codes: list[str]) -> list[str]:
    """Return the names of the municipalities with these numbers, sorted; a number nobody has stays a number."""
    known = {m.code: m for m in Municipality.objects.filter(code__in=codes)}
    names = sorted((str(m) for m in known.values()), key=in_norwegian_order)
    return names + [code for code in codes if code not in known]


def labels_of(municipalities: Iterable[Municipality]) -> dict[str, str]:
    """Return what each municipality is called where one is chosen, by its number.

    Sorted by the Norwegian name, which people look for. A Sámi or Kven name stands behind it, and two of the same
    name are told apart by their county.
    """
    known = sorted(municipalities, key=lambda m: in_norwegian_order(m.name))
    how_many = Counter(m.name for m in known)
    labels = {}
    for m in known:
        more = m.county.name if how_many[m.name] > 1 else str(m) if str(m) != m.name else ""
        labels[m.code] = f"{m.name} ({more})" if more else m.name
    return labels


class Register:
    """The municipalities, asked for once, when the first text is read.

    A form class is built anew for each request, so that what is kept here is never old. Those of trials are there in
    a `trial` alone, and known by their numbers.
    """

    def __init__(self, *, trial: bool = False) -> None:
        self.trial = trial

    def __deepcopy__(self, _memo: Any) -> "Register":
        """Return itself: every form of a class reads the same register."""
        return self

    @cached_property
    def everywhere(self) -> list[Municipality]:
        """Return all that can be chosen, with their counties."""
        known = Municipality.objects.select_related("county__office")
        return list(known if self.trial else known.real())

    @cached_property
    def municipalities(self) -> list[Municipality]:
        """Return the real ones, which are known by their names as well."""
        return [each for each in self.everywhere if not each.office.is_trial]

    @cached_property
    def by_code(self) -> dict[str, Municipality]:
        """Return the municipalities by number."""
        return {each.code: each for each in self.everywhere}

    @cached_property
    def labels(self) -> dict[str, str]:
        """Return what each is called."""
        return labels_of(self.everywhere)

    def find(self, text: str) -> list[Municipality]:
        """Return the municipalities that a name or a number means."""
        text = " ".join(text.split())
        if text in self.by_code:
            return [self.by_code[text]]
        return meant(self.municipalities, text)[0] if text and len(text) <= LONGEST_NAME else []

    def may_mean(self, text: str) -> list[Municipality]:
        """Return what a text may mean, where it does not mean one municipality: several, or the nearest names."""
        found = self.find(text)
        if len(found) == 1 or len(text) > LONGEST_NAME:
            return []
        return found or nearly(self.municipalities, text)

    def candidates(self, text: str) -> Choices:
        """Return the numbers and names to choose among for every part of a text that is not understood."""
        several = {each.code for part in parts_of(text)[:MOST_NAMES] for each in self.may_mean(part)}
        return [(code, label) for code, label in self.labels.items() if code in several]

    def chosen(self, texts: list[str]) -> Choices:
        """Return the numbers and names of what is chosen by number."""
        return [(code, label) for code, label in self.labels.items() if code in texts]

    def organisations(self, text: str) -> Choices:
        """Return the organisation numbers and names to choose among, of a text that is a name and not one alone."""
        if any(character.isdigit() for character in text):
            return []
        return [(m.org_number, self.labels[m.code]) for m in self.may_mean(text) if m.org_number]

    def fault(self, text: str) -> ValidationError:
        """Return what is wrong with a text that does not mean one municipality."""
        told = {"text": text[:LONGEST_NAME]}
        if self.find(text):
            several = _("“%(text)s” can be several municipalities. Choose one, or write its number.")
            return ValidationError(several, code="ambiguous", params=told)
        unknown = _("There is no municipality “%(text)s”. Write its name or its number.")
        return ValidationError(unknown, code="unknown", params=told)


def parts_of(text: str) -> list[str]:
    """Return the names and numbers in a text, with commas, semicolons or line breaks between."""
    return [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]


_register: ContextVar[Callable[[], Register]] = ContextVar("register", default=Register)


@contextmanager
def asked_together(*, trial: bool = False) -> Iterator[None]:
    """Let the fields made in the block share one register, in a trial with the places of trials."""
    register = Register(trial=trial)
    token = _register.set(lambda: register)
    try:
        yield
    finally:
        _register.reset(token)


def shared_register() -> Register:
    """Return the register of the block one is in, or a new one."""
    return _register.get()()

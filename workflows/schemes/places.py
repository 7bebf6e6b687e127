"""Fields that ask the register: municipalities and postcodes."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from workflows.directory.models import Municipality, PostalCode
from workflows.ui.forms import PostcodeField

_ORDER = str.maketrans(
    {"æ": "{", "ø": "|", "å": "}", "á": "a", "č": "c", "đ": "d", "ŋ": "n", "š": "s", "ŧ": "t"}
)


def in_norwegian_order(name: str) -> str:
    """Return what to sort a name by: æ, ø and å come last, the same on every database."""
    return name.lower().translate(_ORDER)


def _choices(municipalities: Iterable[Municipality]) -> dict[str, str]:
    """Return what is chosen from, by number: sorted by the Norwegian name, which people look for.

    A Sámi or Kven name stands behind it, and two of the same name are told apart by their county.
    """
    known = sorted(municipalities, key=lambda m: in_norwegian_order(m.name))
    how_many = Counter(m.name for m in known)
    labels = {}
    for m in known:
        more = m.county.name if how_many[m.name] > 1 else str(m) if str(m) != m.name else ""
        labels[m.code] = f"{m.name} ({more})" if more else m.name
    return labels


def municipality_names(codes: list[str]) -> list[str]:
    """Return the names of the municipalities with these numbers, sorted; a number nobody has stays a number."""
    known = {m.code: m for m in Municipality.objects.filter(code__in=codes)}
    names = sorted((str(m) for m in known.values()), key=in_norwegian_order)
    return names + [code for code in codes if code not in known]


@contextmanager
def asked_together() -> Iterator[None]:
    """Let the fields made in the block ask the register once for all of them, when the first of them is read."""
    token = _register.set(cache(_read_register))
    try:
        yield
    finally:
        _register.reset(token)


def _read_register() -> list[Municipality]:
    return list(Municipality.objects.select_related("county"))


_register: ContextVar[Callable[[], list[Municipality]]] = ContextVar("register", default=_read_register)


def _asked_once(*, several: bool) -> Callable[[], list[Any]]:
    """Return the choices as a function that asks the database the first time only.

    A form class is built anew for each request, so that what is kept here is never old.
    """
    register = _register.get()

    @cache
    def choices() -> list[Any]:
        municipalities = register()
        if not several:
            return [("", _("Choose a municipality")), *_choices(municipalities).items()]
        counties: dict[str, list[tuple[str, str]]] = {}
        county_of = {m.code: m.county.name for m in municipalities}
        for code, label in _choices(municipalities).items():
            counties.setdefault(county_of[code], []).append((code, label))
        return sorted(counties.items(), key=lambda county: in_norwegian_order(county[0]))

    return choices


class MunicipalityField(forms.ChoiceField):
    """One municipality, by its number; the value is the number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=_asked_once(several=False), **kwargs)
        self.error_messages["invalid_choice"] = _("Choose a municipality from the list.")


class MunicipalitiesField(forms.MultipleChoiceField):
    """Several municipalities, by county, in a list that needs no script; the value is a list of numbers."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.SelectMultiple(attrs={"size": 12})
        super().__init__(choices=_asked_once(several=True), widget=widget, **kwargs)
        self.error_messages["invalid_choice"] = _("Choose municipalities from the list.")


class Postcode(str):
    """A postcode of the register, which knows its place."""

    place: str = ""


class RegisteredPostcodeField(PostcodeField):
    """Four digits that the register knows; the value tells the place."""

    def clean(self, value: Any) -> str:
        """Return the postcode; raise ValidationError when there is none of that number."""
        text = super().clean(value)
        if not text:
            return ""
        place = PostalCode.objects.filter(code=text).values_list("place", flat=True).first()
        if place is None:
            raise ValidationError(_("There is no postcode %(code)s."), code="unknown", params={"code": text})
        postcode = Postcode(text)
        postcode.place = place
        return postcode

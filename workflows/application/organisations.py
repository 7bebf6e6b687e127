"""Organisations we know already: the municipalities, and who applied before, as far as one may see (R3.3, R8.11)."""

from dataclasses import dataclass

from workflows.cases.models import Case
from workflows.cases.rights import visible_cases
from workflows.directory.finding import beginning_with
from workflows.directory.models import Municipality, User

PLACE = ("address", "postcode", "postal_place")  # fields of an application's form that say where one is
_READ_AT_MOST = 50  # applications, the newest first


@dataclass(frozen=True)
class Organisation:
    """An organisation: nine digits, whose it is, and where it is, by the fields of an application's form."""

    number: str
    name: str
    place: dict[str, str]


def known_to(user: User, asked: str) -> list[Organisation]:
    """Return the organisations whose number or municipality begins as what is being typed.

    Where they are is told of those whose applications the person sees; names of people never are.
    """
    digits = "".join(asked.split())
    applied = _applied(user)
    municipalities = list(Municipality.objects.real())
    named = {each.pk for each in beginning_with(municipalities, asked)}
    found = {
        each.org_number: Organisation(each.org_number, str(each), applied.get(each.org_number, ("", {}))[1])
        for each in municipalities
        if each.org_number and (each.pk in named or each.org_number.startswith(digits))
    }
    others = {
        number: Organisation(number, name, place)
        for number, (name, place) in applied.items()
        if number not in found and number.startswith(digits)
    }
    return [*others.values(), *found.values()]


def _applied(user: User) -> dict[str, tuple[str, dict[str, str]]]:
    """Return by number the municipality that last applied with it, and the place it gave."""
    cases = (
        Case.objects.filter(pk__in=visible_cases(user).values("pk"), application__isnull=False)
        .select_related("municipality", "application")
        .order_by("-pk")[:_READ_AT_MOST]
    )
    applied: dict[str, tuple[str, dict[str, str]]] = {}
    for case in cases:
        answers = case.application.answers
        number = answers.get("organisation_number")
        if isinstance(number, str) and number not in applied:
            applied[number] = (str(case.municipality), place_in(answers))
    return applied


def place_in(answers: dict[str, object]) -> dict[str, str]:
    """Return what an application's answers say of where one is: address, postcode and place."""
    said = {code: answers.get(code) for code in PLACE}
    return {code: value for code, value in said.items() if isinstance(value, str) and value}

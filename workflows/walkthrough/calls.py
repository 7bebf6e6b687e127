"""What a walk needs first: a call of the scheme as its variant has it, under an edition, and a pot that covers it."""

import copy
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from workflows import clock, publishing
from workflows.directory.models import GovernorOffice
from workflows.funds import actions as funds
from workflows.funds.models import Pot
from workflows.schemes.models import Call, Edition, SchemeVersion

from .course import Strayed
from .variants import Variant


class NotOffered(Strayed):
    """No call can be announced under the edition: why."""


class Calls:
    """An office's calls without a maximum or criteria of their own, for one scheme as a variant has it.

    `edition` is the code of the guideline they are under; none given: the newest that has the scheme.
    """

    def __init__(self, variant: Variant, *, scheme: str, office: GovernorOffice, edition: str) -> None:
        newest = SchemeVersion.objects.newest(scheme, document=edition, trial=office.is_trial)
        if newest is None and not edition:  # a scheme of one guideline alone
            newest = (
                SchemeVersion.objects.filter(code=scheme, trial=office.is_trial).order_by("-version").first()
            )
        if newest is None:
            raise Strayed(f"There is no scheme {scheme}.")
        self.variant, self.office, self.edition = variant, office, edition
        otherwise = variant.options or variant.rules
        self.scheme = published_with(newest, variant.options, variant.rules) if otherwise else newest

    def of(self, year: int | None = None) -> Call:
        """Return the call of a year, announced where there is none, with the clock moved to where it is open.

        No year: the newest there is, or the oldest where years are to follow. Raises NotOffered.
        """
        found = [call for call in self._there() if year in (None, call.year)]
        call = found[-1 if self.variant.years > 1 else 0] if found else self._announce(year)
        if not call.is_open:
            clock.move_to(max(call.opens, call.deadline - dt.timedelta(days=30)))
        return call

    def _there(self) -> list[Call]:
        """Return the calls there are, the newest first."""
        calls = Call.objects.filter(
            office=self.office,
            scheme_version__code=self.scheme.code,
            max_amount__isnull=True,
            local_edition__isnull=True,
        )
        if self.edition:
            calls = calls.filter(edition__document=self.edition)
        in_order = calls.select_related("scheme_version").order_by("-year", "-id")
        return [call for call in in_order if _alike(call.scheme_version, self.scheme)]

    def _announce(self, year: int | None) -> Call:
        edition = self._edition()
        year = year or (edition.valid_to or edition.valid_from).year
        otherwise = self.variant.options or self.variant.rules
        days = range(30, 0, -1) if otherwise else (31,)  # another call than that of the scheme as published
        try:
            calls = (self._open(edition, year, day) for day in days)  # or than one with other options
            return next(call for call in calls if _alike(call.scheme_version, self.scheme) or not otherwise)
        except publishing.PublishError as refused:
            raise NotOffered(str(refused)) from refused

    def _open(self, edition: Edition, year: int, last: int) -> Call:
        """Return the call until a day in May, which is that of others where theirs ends so too."""
        return publishing.open_call(
            office=self.office,
            scheme_version=self.scheme,
            edition=edition,
            year=year,
            opens=dt.datetime(year, 1, 15, 9, tzinfo=clock.OSLO),
            deadline=dt.datetime(year, 5, last, 23, 59, tzinfo=clock.OSLO),
        )

    def _edition(self) -> Edition:
        """Return the edition asked for, or the newest that has the scheme."""
        if self.edition:
            found = publishing.latest_editions().get(self.edition)
        elif self.office.is_trial:  # what is on trial is offered to nobody
            found = next(iter(publishing.beside(self.scheme.definition)), None)
        else:
            found = next(iter(publishing.offered_editions(scheme=self.scheme.code)), None)
        if found is None:
            raise Strayed("No such guideline is published. Run `manage.py demo --prepare` first.")
        return found


def fund(call: Call, amount: int) -> None:
    """See that the call's pot covers an amount (kroner), by the directorate's own verb."""
    place: dict[str, Any] = {"office": call.office, "scheme": call.scheme_version.code, "year": call.year}
    pot = Pot.objects.filter(**place).first()
    if pot is None or pot.available < amount:
        funds.give_authority(**place, amount=amount, by=None, note="walkthrough")


def published_with(
    scheme: SchemeVersion, options: Mapping[str, Any], more: Sequence[Mapping[str, Any]] = ()
) -> SchemeVersion:
    """Return a scheme with other options and more rules, once made; what is published stays the newest version."""
    definition = copy.deepcopy(scheme.definition)
    definition["options"] |= options
    if options.get("appeal"):
        for letter in definition["letters"].values():
            for form in letter.values():
                form["body"] += "\n\nKlagefrist: {appeal_deadline}."
    rules, own = publishing.own_rules(scheme), scheme.local_edition
    named: dict[str, Any] = {}
    if own:
        named = {"title": {"nb": own.title_nb, "nn": own.title_nn}, "valid_from": own.valid_from}
    there = SchemeVersion.objects.filter(code=scheme.code, document=scheme.document, trial=scheme.trial)
    made = next((each for each in there if _is(each, definition, [*rules, *more])), None)
    if made is None:
        named["trial"] = scheme.trial
        made = publishing.publish_scheme(definition, rules=[*rules, *more], **named)
        publishing.publish_scheme(scheme.definition, rules=rules, **named)
    return made


def _alike(one: SchemeVersion, other: SchemeVersion) -> bool:
    return _is(one, other.definition, publishing.own_rules(other))


def _is(scheme: SchemeVersion, definition: Mapping[str, Any], rules: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether a version is made of a definition and rules."""
    if scheme.definition != definition:
        return False
    own = [(rule["code"], rule["kind"], rule["params"]) for rule in publishing.own_rules(scheme)]
    return own == [(rule["code"], rule["kind"], rule["params"]) for rule in rules]

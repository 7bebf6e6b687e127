"""Contacts are confirmed every year: when each place did it last, and who is reminded in time (R1.6)."""

import calendar
import datetime as dt

from django.db.models import BigIntegerField, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from workflows import clock, outbox, reminders
from workflows.directory.models import ContactChange, ContactPerson, Role, RoleAssignment
from workflows.ui.dates import day_of

from .places import KINDS, Place, every_place

MONTHS = 12  # how long a confirmation counts
REMIND_AFTER = 11  # months
KIND = "contacts"
_CONFIRMS = {
    "office": Role.CASEWORKER,
    "region": Role.BUFETAT,
    "environment": Role.KNOWLEDGE_ENVIRONMENT,
}

reminders.register(
    KIND,
    title=_("Confirm the contacts of %(place)s"),
    text=_(
        "Once a year somebody looks through who can be asked. Correct what has changed, and confirm the rest."
    ),
)


def confirmed_on() -> dict[tuple[int | None, ...], dt.date]:
    """Return the day each place last confirmed its contacts, by `Place.key`; in one query."""
    rows = (
        ContactChange.objects.filter(kind=ContactChange.Kind.CONFIRMED)
        .order_by()
        .values_list("office", "region", "environment")
        .annotate(Max("at"))
    )
    return {tuple(key): day_of(last) for *key, last in rows}


def with_confirmation(persons: QuerySet[ContactPerson]) -> QuerySet[ContactPerson]:
    """Return contact persons with when their place last confirmed its contacts (`place_confirmed_at`, or None)."""
    theirs = {f"its_{kind}": _or_nothing(F(f"{kind}_id")) for kind in KINDS}
    same = {f"its_{kind}": _or_nothing(OuterRef(f"{kind}_id")) for kind in KINDS}
    confirmations = ContactChange.objects.filter(kind=ContactChange.Kind.CONFIRMED)
    last = confirmations.annotate(**theirs).filter(**same).order_by("-at").values("at")[:1]
    return persons.annotate(place_confirmed_at=Subquery(last))


def _or_nothing(key: F) -> Coalesce:
    """Return a key that can be compared where there is none: the directorate's rows have none."""
    return Coalesce(key, 0, output_field=BigIntegerField())


def is_due(last: dt.date | None) -> bool:
    """Return whether it is time to confirm: never done, or eleven months ago."""
    return last is None or months_after(last, REMIND_AFTER) <= clock.today()


def key_of(place: Place, last: dt.date | None) -> str:
    """Return the key of the reminder of what was last confirmed that day: one for each time it runs out."""
    return f"{KIND}:{place.slug}:{last or 'never'}"


@outbox.chore("contacts", every=dt.timedelta(days=1))
def remind_of_contacts() -> None:
    """Remind each place whose confirmation runs out within a month; where nobody can be asked, the editors."""
    confirmed = confirmed_on()
    for place in every_place():
        last = confirmed.get(place.key)
        if is_due(last):
            _remind(place, last)


def _remind(place: Place, last: dt.date | None) -> None:
    role = _CONFIRMS.get(place.kind)
    where = place.where
    if role is None or not RoleAssignment.objects.in_force().filter(role=role, **where).exists():
        role, where = Role.EDITOR, {}
    reminders.remind(
        KIND,
        key=key_of(place, last),
        role=role,
        link=place.get_absolute_url(),
        due=months_after(last, MONTHS) if last else months_after(clock.today(), 1),
        fields={"place": place.proper_name},
        **where,
    )


def months_after(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months later, or the last day of a month that is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))

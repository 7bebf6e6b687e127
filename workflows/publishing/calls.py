"""Offices announce calls under an edition that has the scheme (R3.2)."""

import datetime as dt
import logging
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from workflows import clock
from workflows.directory.models import GovernorOffice
from workflows.rules.check import schemes_of
from workflows.schemes.models import Call, Edition, SchemeVersion

from .errors import PublishError

log = logging.getLogger("nettverksmidler.publishing")


@transaction.atomic
def open_call(
    *,
    office: GovernorOffice,
    scheme_version: SchemeVersion,
    edition: Edition,
    year: int,
    opens: dt.datetime,
    deadline: dt.datetime,
    max_amount: int | None = None,
    by: Any = None,
) -> Call:
    """Announce a call of one office, and return it; the same call made again returns the one that is there (R3.2).

    A call that exists stays under the edition it was announced with, also when that has been corrected since.
    `max_amount` is whole kroner per project. Raises PublishError when the edition does not have the scheme, or
    when the dates are out of order.
    """
    faults = []
    if scheme_version.code not in schemes_of(rule.spec() for rule in edition.rules_in_force()):
        faults.append(
            _("%(edition)s does not have the scheme “%(scheme)s”.")
            % {"edition": edition, "scheme": scheme_version}
        )
    if not edition.valid_from.year <= year <= (edition.valid_to or dt.date.max).year:
        faults.append(_("%(edition)s is not valid in %(year)s.") % {"edition": edition, "year": year})
    if opens >= deadline:
        faults.append(_("The call opens after its deadline."))
    if deadline.astimezone(clock.OSLO).year > year:
        faults.append(_("The deadline is after the grant year, when the money must have been distributed."))
    if max_amount is not None and max_amount <= 0:
        faults.append(_("The maximum per project must be more than nothing."))
    if faults:
        raise PublishError(faults)
    same = Call.objects.filter(
        office=office, scheme_version__code=scheme_version.code, edition__document=edition.document,
        year=year, opens=opens, deadline=deadline, max_amount=max_amount,
    )  # fmt: skip
    if existing := same.order_by("id").first():
        return existing
    call = Call.objects.create(
        office=office, scheme_version=scheme_version, edition=edition, year=year, opens=opens, deadline=deadline,
        max_amount=max_amount,
    )  # fmt: skip
    if by is not None:
        said = {"kind": str(call.pk), "person": by.pk}
        transaction.on_commit(lambda: log.info("call opened", extra=said))
    return call

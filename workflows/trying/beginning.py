"""Beginning a trial of a scheme, and throwing it away."""

import datetime as dt
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from workflows import clock, publishing
from workflows.cases.actions import call_off, close
from workflows.cases.models import Case, CaseEnding, WorkItem
from workflows.errors import NotThere
from workflows.funds import actions as funds
from workflows.funds.models import Pot
from workflows.publishing import PublishError
from workflows.schemes.models import Edition, SchemeVersion

from . import place
from .models import Trial

log = logging.getLogger("nettverksmidler.trying")
OPEN_FOR = dt.timedelta(days=60)
ENOUGH = 10_000_000  # kroner in the pot of a trial: test money


@transaction.atomic
def begin(definition: Mapping[str, Any], *, rules: Iterable[Mapping[str, Any]] = (), by: Any) -> Trial:
    """Let a scheme be tried as it is defined now, and return the trial; one of it that goes on is thrown away.

    The version is on trial alone: no real call is offered it. Raises PublishError with all that is wrong.
    """
    office = place.trial_office()
    version = publishing.publish_scheme(definition, rules=rules, trial=True)
    for earlier in running().filter(call__scheme_version__code=version.code):
        throw_away(earlier, by=by)
    network = place.trial_network(version.network_kind)
    edition = _edition(version)
    now = clock.now()
    year = now.year
    last = dt.datetime(year, 12, 31, 23, 59, tzinfo=clock.OSLO)
    call = publishing.open_call(
        office=office, scheme_version=version, edition=edition, year=year,
        opens=now - dt.timedelta(minutes=1), deadline=min(now + OPEN_FOR, last), by=by,
    )  # fmt: skip
    fund(version, year)
    trial = Trial.objects.create(call=call, network=network, by=by)
    _log("trial begun", trial, by)
    return trial


@transaction.atomic
def throw_away(trial: Trial, *, by: Any) -> None:
    """End a trial: its cases are closed where they stand and no longer listed. The journal keeps what was done.

    What was committed and not paid stays in the trial office's own books, which nothing real adds up.
    """
    trial = Trial.objects.select_for_update(of=("self",)).get(pk=trial.pk)
    if trial.ended_at:
        return
    for case in Case.objects.select_for_update(of=("self",)).filter(call=trial.call, closed_at__isnull=True):
        call_off(case)
        close(case, by=by, ending=CaseEnding.WITHDRAWN)
    trial.ended_at = clock.now()
    trial.save(update_fields=["ended_at"])
    _log("trial thrown away", trial, by)


def begin_at_once(item: WorkItem, *, by: Any) -> None:
    """Let a step of a trial that waits for its day be done now: nobody can move the clock for it where others work.

    Raises NotThere for what is not of a trial that goes on, or does not wait.
    """
    of_trial = running().filter(call=item.case.call).first()
    if of_trial is None or not WorkItem.objects.begin_at_once(item):
        raise NotThere
    _log("trial does not wait", of_trial, by)


def running() -> Any:
    """Return the trials that are not thrown away, the newest first."""
    return Trial.objects.filter(ended_at__isnull=True)


def fund(version: SchemeVersion, year: int) -> None:
    """See that the trial pot of a scheme has test money."""
    where: dict[str, Any] = {"office": place.trial_office(), "scheme": version.code, "year": year}
    pot = Pot.objects.filter(**where).first()
    if pot is None or pot.available < ENOUGH // 2:
        funds.give_authority(**where, amount=ENOUGH, by=None, note="trial")


def _edition(version: SchemeVersion) -> Edition:
    """Return the guideline a scheme is tried under: the newest it goes beside that holds this year."""
    year = clock.today().year
    beside = publishing.beside(version.definition)
    for edition in beside:
        if edition.valid_from.year <= year <= (edition.valid_to or dt.date.max).year:
            return edition
    if not beside:
        raise PublishError(_("No guideline has this scheme. Choose the guideline it goes beside."))
    raise PublishError(
        _("%(edition)s is not valid in %(year)s.") % {"edition": beside[0], "year": year},
    )


def _log(event: str, trial: Trial, by: Any) -> None:
    said = {"kind": str(trial.pk), "person": by.pk}
    transaction.on_commit(lambda: log.info(event, extra=said))

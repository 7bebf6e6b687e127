"""Whether a plugin works just now, and where it is on: read from the database at most every few seconds.

Errors are counted in the database, so that all processes let a plugin rest at the same time. What is counted within
a transaction is written after the request, so that it is not lost where the transaction is.
"""

import datetime as dt
import logging
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from django.core.signals import request_finished
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import F

from workflows import clock

from .loading import known, quarantined, running
from .models import PluginActivation, PluginStanding

LIMIT, WINDOW, REST = 5, dt.timedelta(minutes=10), dt.timedelta(minutes=15)
REREAD = 5  # seconds
log = logging.getLogger("nettverksmidler.plugins")


@dataclass
class _Read:
    """What was read, and what was counted here and not yet written."""

    at: float = -REREAD
    standings: dict[str, PluginStanding] = field(default_factory=dict)
    activations: dict[str, list[PluginActivation]] = field(default_factory=dict)
    uncounted: deque[tuple[str, str]] = field(default_factory=deque)


_read = _Read()


def forget() -> None:
    """Let what stands in the database be read anew the next time it is asked for."""
    _read.at = -REREAD


def standing(id: str) -> PluginStanding:
    """Return how a plugin stands; an unsaved row for one nothing is known of."""
    _refresh()
    return _read.standings.get(id) or PluginStanding(plugin=id)


def is_resting(id: str) -> bool:
    """Return whether a plugin rests: after errors, or because an administrator said so."""
    return standing(id).is_resting


def is_on(id: str, case: Any = None) -> bool:
    """Return whether a plugin is switched on in a case; without one, whether it is everywhere."""
    _refresh()
    return any(each.holds_for(case) for each in _read.activations.get(id, ()))


def activations(id: str) -> list[PluginActivation]:
    """Return where a plugin is switched on."""
    _refresh()
    return _read.activations.get(id, [])


def settings_of(id: str) -> dict[str, Any]:
    """Return a plugin's settings, with the manifest's defaults for what nobody has set or no longer fits."""
    found = known().get(id)
    if found is None or found.manifest is None:
        return {}
    kept = standing(id).values
    fits = {
        each.name for each in found.manifest.settings if each.name in kept and not each.fault(kept[each.name])
    }
    return found.manifest.defaults() | {name: kept[name] for name in fits}


def gone() -> list[PluginStanding]:
    """Return those that once ran and do not any more: removed, or in quarantine."""
    _refresh()
    there = running()
    return [each for id, each in _read.standings.items() if id not in there]


def count(id: str, hook: str, error: Exception) -> None:
    """Count an error: by its kind and place, never its words, which may hold personal details."""
    trace, where = error.__traceback__, ""
    while trace is not None:
        where = f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    told = f"{type(error).__name__} in {hook} ({where})"
    log.warning("plugin failed", extra={"kind": id, "error": told})
    _read.uncounted.append((id, told[:200]))
    if not connection.in_atomic_block:
        write_counts()


def write_counts(**kwargs: Any) -> None:
    """Write what was counted; a plugin that has failed so often in so short a time rests."""
    while _read.uncounted:
        id, told = _read.uncounted.popleft()
        try:
            with transaction.atomic():
                _count(id, told)
        except (DatabaseError, InterfaceError):
            log.warning("plugin's error not counted", extra={"kind": id})
        forget()


def _count(id: str, told: str) -> None:
    PluginStanding.objects.get_or_create(plugin=id)
    row, now = PluginStanding.objects.select_for_update().get(plugin=id), clock.now()
    if row.window_from is None or not row.window_from <= now <= row.window_from + WINDOW:
        row.window_from, row.lately = now, 0
    row.lately += 1
    row.last_error, row.last_error_at = told, now
    if row.lately >= LIMIT:
        row.resting_until, row.lately, row.window_from = now + REST, 0, None
        log.error("plugin rests", extra={"kind": id})
    row.errors = F("errors") + 1
    row.save()


def _refresh() -> None:
    if time.monotonic() - _read.at < REREAD:
        return
    _read.standings = {each.plugin: each for each in PluginStanding.objects.all()}
    _read.activations = {}
    for each in PluginActivation.objects.select_related("office"):
        if each.plugin not in quarantined():
            _read.activations.setdefault(each.plugin, []).append(each)
    _read.at = time.monotonic()


request_finished.connect(write_counts, dispatch_uid="plugins-counts")

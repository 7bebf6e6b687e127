"""What an administrator does with plugins. Each verb raises NotThere to everybody else."""

import datetime as dt
import logging
from typing import Any

from django.db import transaction

from workflows.cases import happened
from workflows.directory.models import GovernorOffice, User
from workflows.errors import NotThere
from workflows.publishing import publish_scheme
from workflows.registry import registered_by
from workflows.staffing.leaving import demand_administrator

from . import standing
from .loading import config_of, running
from .models import PluginActivation, PluginStanding

log = logging.getLogger("nettverksmidler.plugins")


def _changed(what: str, id: str, by: User) -> None:
    transaction.on_commit(standing.forget)
    standing.forget()
    log.info(what, extra={"kind": id, "by": by.pk})


def set_settings(id: str, values: dict[str, Any], *, by: User) -> None:
    """Keep a plugin's settings, which its form has read."""
    demand_administrator(by)
    PluginStanding.objects.update_or_create(plugin=id, defaults={"values": values})
    _changed("plugin's settings", id, by)


@transaction.atomic
def switch_on(id: str, *, scheme: str = "", office: GovernorOffice | None = None, by: User) -> bool:
    """Let a plugin work in a scheme's cases at an office, or in all; return whether it did not already.

    The schemes it brings are published. Raises PublishError where they cannot be.
    """
    demand_administrator(by)
    if id not in running():
        raise NotThere
    _row, made = PluginActivation.objects.get_or_create(
        plugin=id, scheme=scheme, office=office, defaults={"by": by}
    )
    for definition in config_of(id).schemes():
        publish_scheme(definition, by=by)
    remember()
    _changed("plugin switched on", id, by)
    return made


def switch_off(id: str, pk: int, *, by: User) -> None:
    """Take an activation away. What a plugin did stays."""
    demand_administrator(by)
    if not PluginActivation.objects.filter(plugin=id, pk=pk).delete()[0]:
        raise NotThere
    _changed("plugin switched off", id, by)


def rest(id: str, *, by: User) -> None:
    """Let a plugin rest until it is resumed."""
    demand_administrator(by)
    PluginStanding.objects.update_or_create(plugin=id, defaults={"stopped": True})
    _changed("plugin rests", id, by)


def resume(id: str, *, by: User) -> None:
    """Let a plugin work again, with a new count of errors in a window."""
    demand_administrator(by)
    PluginStanding.objects.filter(plugin=id).update(
        stopped=False, resting_until=None, lately=0, window_from=None
    )
    _changed("plugin resumed", id, by)


@transaction.atomic
def tell_again(id: str, *, since: dt.date, by: User) -> int:
    """Tell a plugin again what happened since a day, and return how much that was."""
    demand_administrator(by)
    told = happened.tell_again(
        [code for code, owner in happened.listeners().owners.items() if owner == id], since=since
    )
    _changed("plugin told again", id, by)
    return told


def remember() -> None:
    """Keep what runs: version, name and what it brought, so that it can be named when it is gone."""
    for id, found in running().items():
        assert found.manifest is not None
        PluginStanding.objects.update_or_create(
            plugin=id,
            defaults={
                "version": found.version,
                "name": dict(found.manifest.name),
                "brought": registered_by(id),
            },
        )
    standing.forget()

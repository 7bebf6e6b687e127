"""How a plugin joins: its registrations, guarded, rolled back and put in quarantine where they fail."""

import logging
from typing import Any

from django.apps import AppConfig
from django.conf import settings

from workflows.registry import registering

from .finding import Found
from .fuse import Fuse

log = logging.getLogger("nettverksmidler.plugins")
_failed: dict[str, str] = {}
_configs: dict[str, "PluginConfig"] = {}


class PluginConfig(AppConfig):
    """The app of a plugin. It registers what it brings in `register()`, and nowhere else.

    Import it from here in `apps.py`: the rest of `api.py` can only be imported when the models are there.
    """

    default = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.default = True  # Django would not know which of the two in `apps.py` is meant

    def register(self) -> None:
        """Register what the plugin brings, through `workflows.plugins.api`."""
        raise NotImplementedError

    def schemes(self) -> list[dict[str, Any]]:
        """Return the definitions of the schemes it brings: published where it is switched on, if they are new."""
        return []

    def check_config(self, values: dict[str, Any]) -> list[str]:
        """Return what is wrong with the plugin's settings or surroundings, each fault a sentence."""
        return []

    def ready(self) -> None:
        """Let the plugin register; where it fails nothing of it stays, and the site goes on without it."""
        found = found_by_module().get(self.name)
        if found is None or found.manifest is None:
            _failed[self.name] = "it is installed as an app, but not allowed as a plugin"
            return
        _configs[found.id] = self
        try:
            with registering(found.id, Fuse(found.manifest)):
                self.register()
        except Exception as error:  # noqa: BLE001  (whatever a stranger's code does)
            keep_out(found.id, error)


def keep_out(id: str, error: Exception) -> None:
    """Put a plugin in quarantine."""
    log.error("plugin put in quarantine", extra={"kind": id, "error": type(error).__name__})
    _failed[id] = f"{type(error).__name__}: {error}".splitlines()[0][:500]


def config_of(id: str) -> PluginConfig:
    """Return the app of a plugin that has joined; raises KeyError."""
    return _configs[id]


def known() -> dict[str, Found]:
    """Return the allowed plugins by their id."""
    return {found.id: found for found in settings.PLUGINS}


def found_by_module() -> dict[str, Found]:
    """Return the allowed plugins that are installed, by their package."""
    return {found.module: found for found in settings.PLUGINS if found.module}


def quarantined() -> dict[str, str]:
    """Return why each plugin that does not run is in quarantine."""
    return {found.id: found.reason for found in settings.PLUGINS if found.reason} | _failed


def running() -> dict[str, Found]:
    """Return the plugins that have joined."""
    kept_out = quarantined()
    return {id: found for id, found in known().items() if id not in kept_out}

"""The plugin's app."""

from typing import Any

from workflows.plugins.loading import PluginConfig


class ChildcountConfig(PluginConfig):
    """Brings a fact and a kind of rule."""

    name = "childcount"

    def register(self) -> None:
        """Register both."""
        from . import facts, rules

        facts.register()
        rules.register()

    def check_config(self, values: dict[str, Any]) -> list[str]:
        """Say when the figures lack a municipality number."""
        from .figures import table

        return [] if table() else ["children.csv holds no figures."]

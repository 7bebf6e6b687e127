"""The plugin's app."""

from pathlib import Path
from typing import Any

from workflows.plugins.loading import PluginConfig


class FieldkitConfig(PluginConfig):
    """Brings a type of form field, a letter field, a kind of file, a channel of notices, a scanner and a case part."""

    name = "fieldkit"

    def register(self) -> None:
        """Register all of them."""
        from . import files, notices, weeks

        weeks.register()
        files.register()
        notices.register()

    def check_config(self, values: dict[str, Any]) -> list[str]:
        """Say when the folder of notices is not there."""
        folder = values["folder"]
        return [f"{folder}: no such folder."] if folder and not Path(folder).is_dir() else []

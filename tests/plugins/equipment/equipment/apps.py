"""The plugin's app."""

import json
from pathlib import Path
from typing import Any

from workflows.plugins.loading import PluginConfig


class EquipmentConfig(PluginConfig):
    """Brings a scheme with a flow of its own, and a block of public pages."""

    name = "equipment"
    default_auto_field = "django.db.models.BigAutoField"

    def register(self) -> None:
        """Register flow, what follows it, and block."""
        from workflows.plugins import api

        from . import blocks, following
        from .flows import EquipmentFlow

        api.register_flow(EquipmentFlow)
        following.register()
        blocks.register()

    def schemes(self) -> list[dict[str, Any]]:
        """Return the definition of the scheme."""
        return [json.loads(Path(__file__).with_name("scheme.json").read_text(encoding="utf-8"))]

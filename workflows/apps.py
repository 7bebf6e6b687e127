"""The case work."""

from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    """Networks, cases, flows, money and the journal."""

    name = "workflows"
    verbose_name = "Nettverksmidler: casework"

    def ready(self) -> None:
        """Register the core's own capabilities and the checks, and keep the guards in the database."""
        from . import checks, guards, plugin  # noqa: F401  (importing registers)
        from .directory import sessions  # noqa: F401

        guards.connect()

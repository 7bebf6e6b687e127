"""Exchange between regions."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Resources, guard, batches and packages."""

    name = "imports"
    verbose_name = "Nettverksmidler: exchange"

    def ready(self) -> None:
        """Register the kinds of file that tables are written as, what goes out and in, and the worker's part of it."""
        from . import files  # noqa: F401  (importing registers)
        from .applications import kind  # noqa: F401
        from .batches import jobs, places  # noqa: F401
        from .exports import all, making, scheduling  # noqa: F401
        from .registers import authority, kinds  # noqa: F401

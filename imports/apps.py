"""Exchange between regions."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Resources, guard, batches and packages."""

    name = "imports"
    verbose_name = "Nettverksmidler: exchange"

    def ready(self) -> None:
        """Register the kinds of file that tables are written as, what goes out and in, and the worker's part of it.

        What was done with a batch is written once, and the database holds it.
        """
        from workflows import guards

        from . import files  # noqa: F401  (importing registers)
        from .applications import kind  # noqa: F401
        from .batches import jobs, places, retention  # noqa: F401
        from .exports import all, erasing, making, scheduling  # noqa: F401
        from .registers import authority, kinds  # noqa: F401

        guards.never_changed("imports_batchevent")

"""Exchange between regions."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Resources, guard, batches and packages."""

    name = "imports"
    verbose_name = "Nettverksmidler: exchange"

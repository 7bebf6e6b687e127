"""What is kept of plugins: how they stand, and where they are switched on."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.directory.models import GovernorOffice

__all__ = ["PluginActivation", "PluginStanding"]


class PluginStanding(models.Model):
    """How a plugin stands: settings, errors, whether it rests. Shared by all processes; stays when it is gone."""

    plugin = models.CharField(_("plugin"), max_length=20, unique=True)
    version = models.CharField(_("version"), max_length=40, blank=True, db_default="")
    name = models.JSONField(default=dict, db_default={})
    brought = models.JSONField(default=dict, db_default={})
    values = models.JSONField(_("settings"), default=dict, db_default={})
    errors = models.PositiveIntegerField(_("errors"), default=0, db_default=0)
    lately = models.PositiveIntegerField(default=0, db_default=0)
    window_from = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True, db_default="")
    last_error_at = models.DateTimeField(null=True, blank=True)
    resting_until = models.DateTimeField(_("rests until"), null=True, blank=True)
    stopped = models.BooleanField(_("rests until it is resumed"), default=False, db_default=False)

    class Meta:
        verbose_name = _("plugin")
        verbose_name_plural = _("plugins")

    def __str__(self) -> str:
        return self.plugin

    @property
    def is_resting(self) -> bool:
        """Return whether it rests now."""
        return self.stopped or (self.resting_until is not None and self.resting_until > clock.now())


class PluginActivation(models.Model):
    """Where a plugin is switched on: in a scheme's cases or all, at an office or all."""

    plugin = models.CharField(_("plugin"), max_length=20)
    scheme = models.CharField(_("scheme"), max_length=40, blank=True)
    office = models.ForeignKey(
        GovernorOffice, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("office")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["plugin", "scheme", "office"]
        verbose_name = _("activation of a plugin")
        verbose_name_plural = _("activations of plugins")
        constraints = [
            models.UniqueConstraint(
                fields=["plugin", "scheme", "office"], name="plugin_on_once_at_an_office"
            ),
            models.UniqueConstraint(
                fields=["plugin", "scheme"], condition=Q(office=None), name="plugin_on_once_at_all_offices"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plugin} {self.scheme} {self.office_id}"

    def holds_for(self, case: Any) -> bool:
        """Return whether it is on in a case; None stands for what concerns no single case."""
        if case is None:
            return not self.scheme and self.office_id is None
        return self.office_id in (None, case.office_id) and self.scheme in ("", case.scheme)

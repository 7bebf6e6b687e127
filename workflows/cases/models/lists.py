"""Filters of lists that somebody keeps, and may share with an office."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.directory.models import GovernorOffice

__all__ = ["SavedFilter"]


class SavedFilter(models.Model):
    """What somebody asked of the lists of work, under a name; those who work at `shared_with` see it too."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="saved_filters")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500)
    shared_with = models.ForeignKey(
        GovernorOffice, models.PROTECT, null=True, blank=True, related_name="saved_filters"
    )
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_saved_filter_of_a_name")]

    def __str__(self) -> str:
        return self.name

"""Which schemes are tried, by whom, and since when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.directory.models import Network
from workflows.schemes.models import Call

__all__ = ["Trial"]


class Trial(models.Model):
    """One scheme on trial: the call that is open for it at the trial office, and the network that applies."""

    call = models.OneToOneField(Call, models.PROTECT, related_name="trial", verbose_name=_("call"))
    network = models.ForeignKey(Network, models.PROTECT, related_name="+", verbose_name=_("network"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("begun by")
    )
    at = models.DateTimeField(_("begun"), default=clock.now)
    ended_at = models.DateTimeField(_("thrown away"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("trial")
        verbose_name_plural = _("trials")

    def __str__(self) -> str:
        return str(self.call.scheme_version)

"""The offers of a case."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Offer(models.Model):
    """What a supplier asks for the equipment, in whole kroner."""

    case = models.ForeignKey("workflows.Case", models.PROTECT, related_name="equipment_offers")
    supplier = models.CharField(_("supplier"), max_length=100)
    price = models.PositiveIntegerField(_("price, kroner"))
    recommended = models.BooleanField(_("recommended"), default=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        ordering = ["price", "id"]
        verbose_name = _("offer")
        verbose_name_plural = _("offers")

    def __str__(self) -> str:
        return self.supplier

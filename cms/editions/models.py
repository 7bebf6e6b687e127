"""What was published of each paragraph, so that a nynorsk one that lags behind its bokmål one is known."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PublishedParagraph(models.Model):
    """A paragraph as it was last published: its digest, and for nynorsk that of the bokmål text it says (R1.2)."""

    page = models.ForeignKey(
        "cms.GuidelinePage", models.CASCADE, related_name="published_paragraphs", verbose_name=_("edition")
    )
    code = models.CharField(_("paragraph"), max_length=20)
    digest = models.CharField(max_length=64)
    says = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("published paragraph")
        verbose_name_plural = _("published paragraphs")
        constraints = [
            models.UniqueConstraint(fields=["page", "code"], name="one_published_paragraph_of_a_code")
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.code}"

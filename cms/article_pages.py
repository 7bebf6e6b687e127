"""Articles, and the lists some of them stand in: news, and reports (R1.7)."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.documents import get_document_model_string

from . import articles
from .bases import TextPage
from .cache import MINUTE


class ArticleIndexPage(TextPage):
    """A list of articles by year: news, or evaluation reports (R1.7)."""

    class Kind(models.TextChoices):
        """What the articles are."""

        NEWS = "news", _("News")
        REPORTS = "reports", _("Reports")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)

    public_for = MINUTE
    content_panels = [*TextPage.content_panels, FieldPanel("kind")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ArticlePage"]
    template = "cms/article_index.html"

    class Meta:
        verbose_name = _("list of articles")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the articles by year."""
        listed = articles.listed(self, request.GET)
        if listed is None:
            raise Http404
        return super().get_context(request, *args, **kwargs) | listed


class ArticlePage(TextPage):
    """A text: privacy, accessibility, guidance on repayment; with a date, a piece of news or a report (R1.7)."""

    date = models.DateField(
        _("date"), null=True, blank=True, help_text=_("When a report or a piece of news came.")
    )
    authors = models.CharField(_("authors"), max_length=250, blank=True)
    report = models.ForeignKey(
        get_document_model_string(), models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("the report as a document"),
    )  # fmt: skip

    content_panels = [
        *TextPage.content_panels,
        FieldRowPanel([FieldPanel("date"), FieldPanel("authors")]),
        FieldPanel("report"),
    ]
    parent_page_types = ["cms.HomePage", "cms.ArticlePage", "cms.ArticleIndexPage"]
    template = "cms/article.html"

    class Meta:
        verbose_name = _("article")

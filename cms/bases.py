"""What every page of ours is: kept in the cache, found in few queries, with an introduction and text."""

from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page, PageViewRestriction

from . import reading
from .blocks import PROSE
from .blocks.plugins import TextField
from .cache import MINUTE, public

FEATURES = ["h2", "h3", *PROSE]


class PublicPage(Page):
    """A page of ours: kept whole in the cache for `public_for` seconds (E18).

    A page that is restricted is made private by Wagtail after it is served, and then it is not kept; previews are
    not served this way at all.
    """

    public_for = 5 * MINUTE

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the page, and let it be kept."""
        return public(super().serve(request, *args, **kwargs), seconds=self.public_for)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the way here."""
        return super().get_context(request, *args, **kwargs) | {"crumbs": reading.crumbs(self)}

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Return what restricts the page or a page above it, in one query where the way here is known."""
        way = getattr(self, "way", None)
        if way is None or any(page.alias_of_id for page in (self, *way)):
            return super().get_view_restrictions()
        above = [self.path[:length] for length in range(self.steplen, len(self.path) + 1, self.steplen)]
        return PageViewRestriction.objects.filter(page__path__in=above)


class RoutedPage(RoutablePageMixin):
    """A page with addresses of its own beneath it, each kept like a page."""

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer one of the addresses, and let it be kept."""
        return public(super().serve(request, *args, **kwargs), seconds=self.public_for)


class TextPage(PublicPage):
    """A page with an introduction and text."""

    intro = models.TextField(_("introduction"), max_length=500, blank=True)
    body = TextField(
        [("text", blocks.RichTextBlock(features=FEATURES, label=_("Text")))],
        blank=True,
        verbose_name=_("text"),
    )

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the text, with its links made out in one go."""
        return super().get_context(request, *args, **kwargs) | {"texts": reading.texts(self.body)}

"""The pages people read. What they show of the casework comes from `cms/reading.py`, `contacts.py` and `calls.py`."""

import datetime as dt
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.fields import StreamField
from wagtail.models import Page

from . import articles, calls, contacts, pdf, reading
from .article_pages import ArticleIndexPage, ArticlePage
from .bases import PublicPage, RoutedPage, TextPage
from .blocks import ChapterBlock, FootnoteBlock, StandingBlock, StepBlock
from .cache import MINUTE
from .call_pages import CallIndexPage, CallPage, OfficeCallsPage
from .comparing.routes import ComparedEditions
from .editions.line import last_day_of, takeover_of
from .editions.models import PublishedParagraph
from .editions.panels import ActPanel, StandingsPanel
from .editions.standings import EditionForm
from .editions.translation import carry
from .examples import run_examples
from .panels import ExamplesPanel
from .publishing import CompiledPage
from .review.models import GuidelineReview
from .review.permissions import HoldsReviewed, Reviewed
from .schemes.models import SchemePage
from .search.models import SearchEntry

__all__ = [
    "ArticleIndexPage", "ArticlePage", "CallIndexPage", "CallPage", "ContactIndexPage", "GuidelineIndexPage",
    "GuidelinePage", "GuidelineReview", "HomePage", "OfficeCallsPage", "PublicPage", "PublishedParagraph",
    "RoutedPage", "SchemePage", "SearchEntry", "TextPage",
]  # fmt: skip


class HomePage(TextPage):
    """The front page: what this is, whom it is for, the way of a case, open calls, the guideline in force."""

    public_for = MINUTE
    steps = StreamField([("step", StepBlock())], blank=True, verbose_name=_("the way of a case"))

    content_panels = [*TextPage.content_panels, FieldPanel("steps")]
    max_count_per_parent = 1
    parent_page_types = ["wagtailcore.Page"]
    template = "cms/home.html"

    class Meta:
        verbose_name = _("front page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add open calls, schemes, the guideline in force and the newest news."""
        return super().get_context(request, *args, **kwargs) | {
            "calls": calls.cards(calls.open_now(), limit=6),
            "guideline": reading.in_force(self.locale),
            "news": articles.newest(self),
            "schemes": SchemePage.objects.child_of(self).live().order_by("path"),
        }


class GuidelineIndexPage(HoldsReviewed, ComparedEditions, RoutedPage, TextPage):
    """All editions: the one in force, those superseded, those to come (R1.2), and what changed between them (R1.4)."""

    max_count_per_parent = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.GuidelinePage"]
    template = "cms/guideline_index.html"
    public_for = MINUTE

    class Meta:
        verbose_name = _("guidelines")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the editions, newest first."""
        return super().get_context(request, *args, **kwargs) | {
            "editions": reading.editions(self),
            "index_url": self.get_url(request),
        }

    @path("")
    def read(self, request: HttpRequest) -> HttpResponse:
        """All editions."""
        return self.render(request)


class GuidelinePage(Reviewed, CompiledPage, RoutedPage, PublicPage):
    """An edition of a guideline document. Its paragraphs are the rules the casework checks (R1.1–R1.3, R1.5)."""

    code = models.CharField(
        _("code"), max_length=20, help_text=_("Such as 2024. It stands in every reference to a paragraph.")
    )
    intro = models.TextField(_("introduction"), max_length=500, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    responsible_body = models.CharField(_("responsible body"), max_length=200)
    revision_date = models.DateField(
        _("to be revised"), null=True, blank=True, help_text=_("Any day of the month in which it is revised.")
    )
    replaces = models.CharField(
        _("takes over from"), max_length=20, blank=True,
        help_text=_("The edition whose rules all end with this one. Those of other older documents are kept."),
    )  # fmt: skip
    examples_override_reason = models.TextField(
        _("publish although examples are red"), max_length=500, blank=True,
        help_text=_("Why. The reason is kept with the revision and in the page's log, and is forgotten when all "
                    "examples are green."),
    )  # fmt: skip
    body = StreamField([("chapter", ChapterBlock())], collapsed=True, verbose_name=_("chapters"))
    footnotes = StreamField([("footnote", FootnoteBlock())], blank=True, verbose_name=_("footnotes"))
    standings = StreamField(
        [("standing", StandingBlock())], blank=True, verbose_name=_("rules of older documents")
    )

    base_form_class = EditionForm
    content_panels = [
        ActPanel(heading=_("What publishing this does")),
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("code"), FieldPanel("replaces")]),
                FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
                FieldPanel("revision_date"),
                FieldPanel("responsible_body"),
            ],
            heading=_("The edition"),
        ),
        FieldPanel("intro"),
        FieldPanel("body"),
        MultiFieldPanel([ExamplesPanel(), FieldPanel("examples_override_reason")], heading=_("Examples")),
        FieldPanel("footnotes"),
        StandingsPanel(
            heading=_("Rules of older documents"),
            help_text=_(
                "Those of the documents this edition rests on and does not take over from. "
                "Save the draft to see them anew after “takes over from” or “valid from” was changed."
            ),
        ),
    ]
    parent_page_types = ["cms.GuidelineIndexPage"]
    exclude_fields_in_copy = ["examples_override_reason"]  # the next edition gives a reason of its own
    subpage_types: list[str] = []
    template = "cms/guideline.html"

    class Meta:
        verbose_name = _("guideline edition")

    def clean(self) -> None:
        """Forget why red examples were passed over when none is red: the next time needs a reason of its own."""
        super().clean()
        if self.examples_override_reason and all(result.green for result in run_examples(self)):
            self.examples_override_reason = ""

    @property
    def public_for(self) -> int:  # type: ignore[override]
        """Return for how long it may be kept: not past midnight, when another may have taken over."""
        return reading.until_midnight(5 * MINUTE)

    @cached_property
    def taken_over(self) -> dt.date | None:
        """Return the day from which another edition takes over; lists have it from their query."""
        return takeover_of(self)

    @property
    def last_day(self) -> dt.date | None:
        """Return the last day it holds, None until further notice."""
        return last_day_of(self)

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        """Copy as a draft that knows what the paragraphs said, so that what lags still lags."""
        made = super().copy(*args, **kwargs)
        carry(self, made)
        return made

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the document as it is read: contents, chapters, marks of the rules, footnotes, standing in time."""
        return super().get_context(request, *args, **kwargs) | {"document": reading.document(self)}

    @path("")
    def read(self, request: HttpRequest) -> HttpResponse:
        """The edition as a page."""
        return self.render(request)

    @path("pdf/", name="pdf")
    def download(self, request: HttpRequest) -> HttpResponse:
        """The whole edition as an accessible PDF (R1.1)."""
        return pdf.response(self)


class ContactIndexPage(TextPage):
    """Whom to ask: offices, regions, environments, the directorate; found by municipality (R1.6)."""

    public_for = MINUTE
    max_count_per_parent = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    template = "cms/contacts.html"

    class Meta:
        verbose_name = _("contacts")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer; but keep no answers to questions that name nothing, of which there is no end."""
        response: Any = super().serve(request, *args, **kwargs)
        if request.GET.get("kommune") and not response.context_data["answers"]:
            del response["Cache-Control"]
            del response.public_for
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add everybody, and the answer for a municipality that was asked about."""
        return super().get_context(request, *args, **kwargs) | contacts.context(request.GET.get("kommune"))

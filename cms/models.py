"""The pages people read. What they show of the casework comes from `cms/reading.py`, `contacts.py` and `calls.py`."""

from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.documents import get_document_model_string
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction

from workflows.schemes.models import Call

from . import calls, contacts, pdf, reading
from .blocks import PROSE, ChapterBlock, FootnoteBlock, StandingBlock, StepBlock
from .cache import MINUTE, public
from .examples import run_examples
from .panels import ExamplesPanel
from .publishing import CompiledPage

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
    body = StreamField(
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
        """Add open calls, schemes and the guideline in force."""
        return super().get_context(request, *args, **kwargs) | {
            "calls": calls.cards(calls.open_now(), limit=6),
            "guideline": reading.in_force(self.locale),
            "schemes": SchemePage.objects.child_of(self).live().order_by("path"),
        }


class GuidelineIndexPage(TextPage):
    """All editions: the one in force, those superseded, those to come (R1.2)."""

    max_count_per_parent = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.GuidelinePage"]
    template = "cms/guideline_index.html"

    class Meta:
        verbose_name = _("guidelines")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the editions, newest first."""
        return super().get_context(request, *args, **kwargs) | {"editions": reading.editions(self)}


class GuidelinePage(CompiledPage, RoutedPage, PublicPage):
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

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("code"), FieldPanel("replaces")]),
                FieldRowPanel(
                    [FieldPanel("valid_from"), FieldPanel("valid_to"), FieldPanel("revision_date")]
                ),
                FieldPanel("responsible_body"),
            ],
            heading=_("The edition"),
        ),
        FieldPanel("intro"),
        FieldPanel("body"),
        MultiFieldPanel([ExamplesPanel(), FieldPanel("examples_override_reason")], heading=_("Examples")),
        FieldPanel("footnotes"),
        FieldPanel("standings"),
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


class SchemePage(TextPage):
    """A scheme as applicants meet it: whom it is for, and what they can download (R1.8)."""

    scheme = models.CharField(
        _("scheme"), max_length=40, help_text=_("The code of the scheme, such as self_initiated.")
    )
    target_group = models.TextField(_("target group"), max_length=500, blank=True)
    who_can_apply = models.TextField(_("who can apply"), max_length=500, blank=True)
    application_example = models.ForeignKey(
        get_document_model_string(), models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("example of an application form"),
    )  # fmt: skip
    plan_template = models.ForeignKey(
        get_document_model_string(), models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("template for a project plan"),
    )  # fmt: skip

    content_panels = [
        *TextPage.content_panels,
        FieldPanel("scheme"),
        FieldPanel("target_group"),
        FieldPanel("who_can_apply"),
        FieldPanel("application_example"),
        FieldPanel("plan_template"),
    ]
    public_for = MINUTE
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    template = "cms/scheme.html"

    class Meta:
        verbose_name = _("scheme")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the scheme's open calls."""
        return super().get_context(request, *args, **kwargs) | {
            "calls": calls.cards(calls.open_now().filter(scheme_version__code=self.scheme))
        }


class CallIndexPage(RoutedPage, TextPage):
    """Every call there is: open, to come and past, each with a page of its own (R8.5)."""

    public_for = MINUTE
    max_count_per_parent = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.CallPage"]
    template = "cms/call_index.html"

    class Meta:
        verbose_name = _("calls")

    @path("")
    def read(self, request: HttpRequest) -> HttpResponse:
        """All calls."""
        listed = calls.listed(request.GET)
        if listed is None:
            raise Http404
        return self.render(request, context_overrides=listed)

    @path("<int:pk>/", name="call")
    def call(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One call."""
        fact_box = calls.fact_box(pk, self)
        if fact_box is None:
            raise Http404
        crumbs = [*reading.crumbs(self)[:-1], (self.title, self.get_url(request)), (fact_box["title"], "")]
        # Without `page`: in the other language one stays on this call, and does not go to the list of calls.
        return self.render(
            request, template="cms/call.html", context_overrides=fact_box | {"crumbs": crumbs, "page": None}
        )


class CallPage(TextPage):
    """What an office adds to one of its calls: criteria that may tighten the national ones, never loosen them."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="+", verbose_name=_("call"))

    content_panels = [*TextPage.content_panels, FieldPanel("call")]
    parent_page_types = ["cms.CallIndexPage"]
    subpage_types: list[str] = []
    template = "cms/call.html"

    class Meta:
        verbose_name = _("call")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Take the call's own address: the text is shown on the page of the call."""
        if self.call_id:
            self.slug = str(self.call_id)
        super().full_clean(*args, **kwargs)

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Leave the address to the list of calls, which shows the call with this text."""
        way = getattr(self, "way", None)
        index = (way[-1] if way else self.get_parent()).specific
        index.way = way[:-1] if way else None
        return index.route(request, [str(self.call_id), *path_components])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Show the call around the text in a preview."""
        return super().get_context(request, *args, **kwargs) | (
            calls.fact_box(self.call_id, self.get_parent()) or {}
        )


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


class ArticlePage(TextPage):
    """A text: privacy, accessibility, sources, guidance on repayment."""

    parent_page_types = ["cms.HomePage", "cms.ArticlePage"]
    template = "cms/article.html"

    class Meta:
        verbose_name = _("article")

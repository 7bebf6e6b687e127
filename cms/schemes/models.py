"""The page of a scheme: what applicants read, and, on the bokmål page, all that the scheme is made of (R1.8, R3.1)."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.documents import get_document_model_string
from wagtail.fields import StreamField

from cms import calls
from cms.bases import TextPage
from cms.cache import MINUTE
from cms.publishing import SOURCE_LANGUAGE, CompiledPage
from cms.review.permissions import Reviewed
from workflows.directory.models import Network

from . import previewing, publishing, showing
from .forms import SchemePageForm
from .own_rules import OwnParagraphBlock
from .panels import DependentsPanel, InBokmalPanel, LetterFieldsPanel, VersionsPanel
from .parts import CriteriaBlock, LettersBlock, OneOptionsBlock
from .sections import FormBlock


class SchemePage(Reviewed, CompiledPage, TextPage):
    """A scheme as applicants meet it; publishing the bokmål page publishes the scheme that is made on it.

    A page without a form only describes a scheme that is made elsewhere.
    """

    scheme = models.CharField(
        _("code of the scheme"), max_length=40, blank=True,
        help_text=_("Such as self_initiated. It is made from the title when it is empty, and is never changed after."),
    )  # fmt: skip
    network_kind = models.CharField(
        _("for which networks"),
        max_length=10,
        choices=Network.Kind.choices,
        blank=True,
        default="",
        db_default="",
    )
    guideline = models.CharField(
        _("goes beside the guideline"), max_length=20, blank=True, default="", db_default=""
    )
    name_nn = models.CharField(_("name in nynorsk"), max_length=200, blank=True, default="", db_default="")
    purpose_nn = models.TextField(
        _("purpose in nynorsk"), max_length=500, blank=True, default="", db_default="",
        help_text=_("The introduction is the purpose in bokmål."),
    )  # fmt: skip
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
    form = StreamField(FormBlock(), blank=True, default="", db_default="", verbose_name=_("application form"))
    criteria = StreamField(CriteriaBlock(), blank=True, default="", db_default="", verbose_name=_("criteria"))
    options = StreamField(
        OneOptionsBlock(), blank=True, default="", db_default="", verbose_name=_("steps of the case")
    )
    letters = StreamField(LettersBlock(), blank=True, default="", db_default="", verbose_name=_("letters"))
    report_form = StreamField(
        FormBlock(), blank=True, default="", db_default="", verbose_name=_("report form")
    )
    progress_form = StreamField(
        FormBlock(), blank=True, default="", db_default="", verbose_name=_("form of the progress report"),
        help_text=_("Where it is empty, a standard one is used."),
    )  # fmt: skip
    paragraphs = StreamField(
        [("paragraph", OwnParagraphBlock())], blank=True, default="", db_default="",
        verbose_name=_("rule paragraphs"),
        help_text=_("They may tighten the rules of the guideline, never loosen them."),
    )  # fmt: skip
    picked = models.TextField(
        _("rules picked from the guideline"), max_length=10_000, blank=True, default="", db_default=""
    )

    page_panels = [
        *TextPage.content_panels,
        FieldPanel("target_group"),
        FieldPanel("who_can_apply"),
        FieldPanel("application_example"),
        FieldPanel("plan_template"),
    ]
    scheme_panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("scheme"), FieldPanel("network_kind")]),
                FieldPanel("guideline"),
                FieldPanel("name_nn"),
                FieldPanel("purpose_nn"),
            ],
            heading=_("The scheme"),
        ),
        FieldPanel("options"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(page_panels, heading=_("Page")),
            InBokmalPanel([VersionsPanel(), *scheme_panels], heading=_("Scheme")),
            InBokmalPanel([FieldPanel("form"), DependentsPanel()], heading=_("Application")),
            InBokmalPanel([FieldPanel("criteria")], heading=_("Criteria")),
            InBokmalPanel([LetterFieldsPanel(), FieldPanel("letters")], heading=_("Letters")),
            InBokmalPanel([FieldPanel("report_form"), FieldPanel("progress_form")], heading=_("Reports")),
            InBokmalPanel([FieldPanel("picked"), FieldPanel("paragraphs")], heading=_("Rules")),
            ObjectList(TextPage.promote_panels, heading=_("Promote")),
        ]
    )
    base_form_class = SchemePageForm
    public_for = MINUTE
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    template = "cms/scheme.html"
    preview_modes = previewing.MODES

    class Meta:
        app_label = "cms"
        verbose_name = _("scheme")

    @property
    def is_source(self) -> bool:
        """Return whether this is the page on which the scheme is made: the bokmål one."""
        return bool(self.locale_id) and self.locale.language_code == SOURCE_LANGUAGE

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Make the scheme's code from the title where none is given."""
        if not self.scheme:
            self.scheme = publishing.new_code(self.title)
        super().full_clean(*args, **kwargs)

    def compile(self, *, new_edition: bool) -> None:
        """Publish the scheme of a page that is live; raises PublishError."""
        publishing.compile_scheme(self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the page, the form as applicants meet it, or the letters of a sample case."""
        return previewing.serve(self, request, mode_name) or super().serve_preview(request, mode_name)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the scheme's open calls, its form in short, its criteria and its own paragraphs."""
        return super().get_context(request, *args, **kwargs) | {
            "calls": calls.cards(calls.open_now().filter(scheme_version__code=self.scheme)),
            "made": showing.made_of(self),
        }

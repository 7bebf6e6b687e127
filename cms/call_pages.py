"""Calls as editors make them: the list, an office's section, and the page that announces a call (R8.5)."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.fields import StreamField
from wagtail.models import Page

from workflows.directory.models import GovernorOffice
from workflows.schemes.models import Call

from . import announcing, calls, reading
from .bases import RoutedPage, TextPage
from .blocks import ParagraphBlock
from .cache import MINUTE
from .call_forms import CallPageForm
from .publishing import CompiledPage


class CallIndexPage(RoutedPage, TextPage):
    """Every call there is: open, to come and past, each with a page of its own (R8.5)."""

    public_for = MINUTE
    max_count_per_parent = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.OfficeCallsPage"]
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


class OfficeCallsPage(Page):
    """An office's section among the calls, for the editors' sake alone: what they see and where they may write (D6).

    It is made by the site, never published, and leaves no trace in the addresses of the calls.
    """

    office = models.ForeignKey(GovernorOffice, models.PROTECT, related_name="+", verbose_name=_("office"))

    is_creatable = False
    content_panels = [FieldPanel("title")]
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []
    parent_page_types = ["cms.CallIndexPage"]
    subpage_types = ["cms.CallPage"]

    class Meta:
        verbose_name = _("calls of an office")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Keep the name in the address: the office's code."""
        self.slug = self.office.code.lower()
        super().full_clean(*args, **kwargs)

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Be no page to read."""
        raise Http404


class CallPage(CompiledPage, TextPage):
    """A call: publishing it announces it, with the office's own criteria, which tighten the national ones.

    The office is the one whose section it lies in. `call` is what was announced; it is never typed.
    """

    call = models.ForeignKey(
        Call, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name=_("call")
    )
    scheme = models.CharField(_("scheme"), max_length=40, blank=True)
    edition = models.CharField(_("edition of the guidelines"), max_length=20, blank=True)
    year = models.PositiveSmallIntegerField(_("grant year"), null=True, blank=True)
    opens = models.DateTimeField(_("opens"), null=True, blank=True)
    deadline = models.DateTimeField(_("application deadline"), null=True, blank=True)
    max_amount = models.BigIntegerField(_("maximum per project, kroner"), null=True, blank=True)
    responsible = models.CharField(
        _("responsible"),
        max_length=200,
        blank=True,
        help_text=_("The office itself unless something else is said."),
    )
    target_group = models.TextField(
        _("target group"),
        max_length=500,
        blank=True,
        help_text=_("As on the scheme’s page unless something is said."),
    )
    who_can_apply = models.TextField(
        _("who can apply"),
        max_length=500,
        blank=True,
        help_text=_("As on the scheme’s page unless something is said."),
    )
    local = StreamField(
        [("paragraph", ParagraphBlock())], blank=True, verbose_name=_("local criteria"),
        help_text=_("They may tighten the national rules, never loosen them."),
    )  # fmt: skip

    content_panels = [
        # Page's own would fill in an address, which a call has from its number.
        FieldPanel("title", classname="title"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("scheme"), FieldPanel("year")]),
                FieldPanel("edition"),
                FieldRowPanel([FieldPanel("opens"), FieldPanel("deadline")]),
                FieldPanel("max_amount"),
            ],
            heading=_("The call"),
            help_text=_("Once the call has opened, only a later deadline can be published."),
        ),
        MultiFieldPanel(
            [FieldPanel("responsible"), FieldPanel("target_group"), FieldPanel("who_can_apply")],
            heading=_("The fact box"),
        ),
        FieldPanel("intro"),
        FieldPanel("local"),
        FieldPanel("body"),
    ]
    promote_panels: list[Any] = []  # the address is the call's number
    base_form_class = CallPageForm
    exclude_fields_in_copy = ["call"]
    parent_page_types = ["cms.OfficeCallsPage"]
    subpage_types: list[str] = []
    template = "cms/call.html"

    class Meta:
        verbose_name = _("call")

    @property
    def office(self) -> GovernorOffice | None:
        """Return the office whose call it is: that of the section, or of a call that lies in none."""
        try:
            section = OfficeCallsPage.objects.select_related("office").filter(pk=self.get_parent().pk).first()
        except (ObjectDoesNotExist, AttributeError):
            section = None  # not placed yet
        if section:
            return section.office
        return self.call.office if self.call else None

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Take the call's own address, and what is not said here from a call that was announced elsewhere."""
        if self.call:
            self.slug = str(self.call.pk)
            if not self.scheme:
                announcing.take_from(self.call, self)
        super().full_clean(*args, **kwargs)

    def set_url_path(self, parent: Any) -> str:
        """Leave the section out of the address: `/utlysninger/<call>/`."""
        above = parent.get_parent() if parent and isinstance(parent.specific, OfficeCallsPage) else parent
        return super().set_url_path(above)

    def with_content_json(self, content: Any) -> "CallPage":
        """Keep what was announced: no revision says otherwise."""
        page: CallPage = super().with_content_json(content)
        page.call_id, page.slug = self.call_id, self.slug
        return page

    def compile(self, *, new_edition: bool) -> None:
        """Announce the call, or change what was announced; raises PublishError."""
        announcing.announce(self)

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Leave the address to the list of calls, which shows the call with this text."""
        index = self.index
        return index.route(request, [str(self.call_id), *path_components])

    @property
    def index(self) -> CallIndexPage:
        """Return the list of calls it stands in."""
        way = getattr(self, "way", None)
        found: Any = way[-1] if way else CallIndexPage.objects.ancestor_of(self).get()
        index: CallIndexPage = found.specific
        index.way = way[:-1] if way else None
        return index

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Show the call around the text in a preview."""
        call = self.call or announcing.as_call(self)
        box = calls.fact_box_of(call, CallIndexPage.objects.ancestor_of(self).get(), self) if call else {}
        return super().get_context(request, *args, **kwargs) | box

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """Preview what lacks a date or a scheme as a plain text."""
        return self.template if self.call or announcing.as_call(self) else "cms/article.html"

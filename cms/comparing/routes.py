"""The addresses beneath the list of guidelines: choose two editions, compare them, follow the changes."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from cms import reading

from . import choosing, showing
from .feed import ChangesFeed


class ComparedEditions(RoutablePageMixin):
    """A page whose editions can be compared (R1.4)."""

    @path("sammenlign/", name="choose")
    def choose(self, request: HttpRequest) -> HttpResponse:
        """Choose two editions to compare."""
        form = choosing.form(request.GET, self.locale)
        if form.is_valid():
            return redirect(self._comparison_url(form.cleaned_data["fra"], form.cleaned_data["til"]))
        return self._beneath(request, "cms/choose_editions.html", _("Compare two editions"), form=form)

    @path("sammenlign/<str:old>/<str:new>/", name="compare")
    def compare(self, request: HttpRequest, old: str, new: str) -> HttpResponse:
        """What changed from one edition to another; the older always stands first."""
        if old == new:
            return redirect(f"{self.get_url(request)}sammenlign/?{urlencode({'fra': old, 'til': new})}")
        shown = showing.comparison(old, new, self.locale)
        if shown is None:
            raise Http404
        if shown.old.code != old:
            return redirect(self._comparison_url(shown.old.code, shown.new.code))
        return self._beneath(request, "cms/comparison.html", shown.title, shown=shown)

    @path("endringer/", name="changes")
    def changes(self, request: HttpRequest) -> HttpResponse:
        """The feed of changes (R1.2)."""
        return ChangesFeed(self)(request)

    def _comparison_url(self, old: str, new: str) -> str:
        return f"{self.get_url()}{self.reverse_subpage('compare', kwargs={'old': old, 'new': new})}"

    def _beneath(self, request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
        """Answer a page beneath the list. Without `page`: in the other language one stays on it."""
        crumbs = [*reading.crumbs(self)[:-1], (self.title, self.get_url(request)), (title, "")]
        shown = {"crumbs": crumbs, "title": title, "page": None}
        return self.render(request, template=template, context_overrides=context | shown)

"""Erasing the personal details of a journal entry, by an administrator; the entry and its chain stay (F3)."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from workflows.cases import journal
from workflows.cases.models import JournalEntry
from workflows.cases.rights import Scope
from workflows.directory.models import Role
from workflows.errors import WorkError
from workflows.pages.parts import action_title
from workflows.pages.signed_in import SignedIn


class FindForm(forms.Form):
    """Which entry."""

    sak = forms.CharField(label=gettext_lazy("Case number"), max_length=24)
    linje = forms.IntegerField(
        label=gettext_lazy("Number in the journal"), min_value=1, max_value=2**31 - 1, localize=False
    )

    def entry(self) -> JournalEntry | None:
        """Return the entry that was typed, if there is one."""
        found = JournalEntry.objects.select_related("case", "actor", "details")
        return found.filter(case__number=self.cleaned_data["sak"], seq=self.cleaned_data["linje"]).first()


class EraseForm(FindForm):
    """Which entry, and why."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in ("sak", "linje"):
            self.fields[name].widget = forms.HiddenInput()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: SignedIn) -> HttpResponse:
    """Find an entry by case and number, and erase its details. None of these is shown."""
    if not Scope.of(request.user).holds(Role.ADMINISTRATOR):
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    find = FindForm(asked if "sak" in asked else None)
    entry = find.entry() if find.is_bound and find.is_valid() else None
    form = None
    if entry is None and find.is_bound and not find.errors:
        find.add_error("linje", _("There is no such entry in the journal."))
    if entry is not None:
        form = EraseForm(
            request.POST if request.method == "POST" else None,
            initial={"sak": entry.case.number, "linje": entry.seq},
        )
        if request.method == "POST" and form.is_valid():
            try:
                journal.erase_details(entry=entry, by=request.user, reason=form.cleaned_data["reason"])
            except WorkError:
                form.add_error(None, _("This entry has no details that can be erased."))
            else:
                messages.success(request, _("The details are erased."))
                return redirect("erase-details")
    context = {
        "find": find,
        "form": form,
        "entry": entry,
        "title": action_title(entry.action) if entry else "",
    }
    failed = request.method == "POST" or bool(find.errors)
    return render(request, "casefile/erase.html", context, status=422 if failed else 200)

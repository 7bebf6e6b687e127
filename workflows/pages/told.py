"""What I was told, and which of it I also want by e-mail."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workflows.directory.models import ByEmail, Notice, NoticeKind, NoticePreference, User

from . import paging
from .signed_in import SignedIn


class PreferencesForm(forms.Form):
    """For each kind of notice, whether it also comes by e-mail."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = dict(user.notice_preferences.values_list("kind", "by_email"))
        for kind in NoticeKind:
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label,
                choices=ByEmail.choices,
                widget=forms.RadioSelect,
                initial=said.get(kind.value, ByEmail.AT_ONCE),
            )


@login_required
@require_safe
def notices(request: SignedIn) -> HttpResponse:
    """List what the person was told, the newest first."""
    page = paging.by_key(Notice.objects.filter(user=request.user), request)
    return render(request, "notices/list.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: SignedIn) -> HttpResponse:
    """Show and change how the person wants notices by e-mail; on the site they all stand."""
    form = PreferencesForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        prefer(user=request.user, wanted=form.cleaned_data)
        messages.success(request, _("Your choices are saved."))
        return redirect("notices")
    return render(request, "notices/preferences.html", {"form": form}, status=422 if form.errors else 200)


@transaction.atomic
def prefer(*, user: User, wanted: dict[str, str]) -> None:
    """Keep how a person wants each kind of notice by e-mail; raises ValueError for a kind or a way that is none."""
    for kind, by_email in wanted.items():
        NoticePreference.objects.update_or_create(
            user=user, kind=NoticeKind(kind), defaults={"by_email": ByEmail(by_email)}
        )

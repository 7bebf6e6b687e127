"""The health page of plugins: which there are, how they stand, their settings, and where they are on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from workflows.cases import happened
from workflows.cases.models import Case, WorkItem
from workflows.errors import NotThere
from workflows.pages.signed_in import SignedIn
from workflows.registry import registered_by
from workflows.schemes.fields import in_language
from workflows.staffing.leaving import demand_administrator

from . import actions, standing
from .brought import in_words
from .finding import Found
from .forms import ActivationForm, ReplayForm, settings_form
from .loading import config_of, known, quarantined
from .models import PluginActivation, PluginStanding
from .reasons import Reason


@dataclass(frozen=True)
class Row:
    """A plugin as the page shows it."""

    id: str
    name: str
    version: str
    found: Found | None
    reason: str
    standing: PluginStanding

    @property
    def state(self) -> tuple[str, str]:
        """Return the state in a word, and its tone."""
        if self.found is None:
            return _("No longer here"), "neutral"
        if self.reason:
            return _("In quarantine"), "danger"
        if self.standing.is_resting:
            return _("Resting"), "warning"
        if not standing.activations(self.id):
            return _("Switched off"), "neutral"
        return _("Works"), "success"


def rows() -> list[Row]:
    """Return the plugins that are allowed, and those that once ran and are gone."""
    there, kept_out = known(), quarantined()
    shown = [*there, *(each.plugin for each in standing.gone() if each.plugin not in there)]
    return [_row(id, there.get(id), kept_out.get(id, "")) for id in shown]


def _row(id: str, found: Found | None, reason: str) -> Row:
    stands = standing.standing(id)
    manifest = found.manifest if found else None
    name = in_language(manifest.name if manifest else stands.name, get_language() or "nb")
    told = reason.told if isinstance(reason, Reason) else reason
    return Row(id, name or id, (found.version if found else stands.version) or "–", found, told, stands)


@login_required
@require_safe
def listing(request: SignedIn) -> HttpResponse:
    """List the plugins, for administrators."""
    _for_administrators(request)
    return render(request, "plugins/list.html", {"rows": rows()})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plugin(request: SignedIn, id: str) -> HttpResponse:
    """Show one plugin; set it, switch it on or off, let it rest or work again, tell it again what happened."""
    _for_administrators(request)
    row = next((each for each in rows() if each.id == id), None)
    if row is None:
        raise Http404
    act = request.POST.get("action", "")
    bound = {name: request.POST if act == name else None for name in ("settings", "switch_on", "replay")}
    given: dict[str, forms.Form] = {
        "settings": _settings_of(row, bound["settings"]),
        "switch_on": ActivationForm(bound["switch_on"]),
        "replay": ReplayForm(bound["replay"]),
    }
    if request.method == "POST" and _done(request, row, act, given.get(act)):
        return redirect("plugin", id=id)
    context = {
        "row": row, "forms": given, "faults": _faults(row), "activations": _where(id, given["switch_on"]),
        "brought": in_words(registered_by(id) or row.standing.brought),
        "manifest": row.found.manifest if row.found else None,
        "held": _held(row),
        "listens": id in happened.listeners().owners.values(),
        "stores": in_language(row.found.manifest.stores, get_language() or "nb")
        if row.found and row.found.manifest else "",
    }  # fmt: skip
    wrong = any(form.errors for form in given.values())
    return render(request, "plugins/plugin.html", context, status=422 if wrong else 200)


def _for_administrators(request: SignedIn) -> None:
    try:
        demand_administrator(request.user)
    except NotThere:
        raise Http404 from None


def _settings_of(row: Row, data: Any) -> forms.Form:
    manifest = row.found.manifest if row.found else None
    made = settings_form(manifest) if manifest else forms.Form
    return made(data, initial=standing.settings_of(row.id))


def _done(request: SignedIn, row: Row, act: str, form: forms.Form | None) -> bool:
    """Do what was asked for, and say so; return False where what was typed has to be shown again."""
    if form is not None and not form.is_valid():
        return False
    verbs: dict[str, Callable[[], str]] = {
        "settings": lambda: _set(row.id, form, request),
        "switch_on": lambda: _switch_on(row.id, form, request),
        "replay": lambda: _replay(row.id, form, request),
        "switch_off": lambda: _switch_off(row.id, request),
        "rest": lambda: _rest(row.id, request),
        "resume": lambda: _resume(row.id, request),
    }
    if act not in verbs:
        raise Http404
    try:
        messages.success(request, verbs[act]())
    except NotThere:
        raise Http404 from None
    return True


def _rest(id: str, request: SignedIn) -> str:
    actions.rest(id, by=request.user)
    return _("The plugin rests until it is resumed.")


def _resume(id: str, request: SignedIn) -> str:
    actions.resume(id, by=request.user)
    return _("The plugin works again.")


def _set(id: str, form: Any, request: SignedIn) -> str:
    actions.set_settings(id, form.cleaned_data, by=request.user)
    return _("The settings are saved.")


def _switch_on(id: str, form: Any, request: SignedIn) -> str:
    actions.switch_on(id, **form.cleaned_data, by=request.user)
    return _("The plugin is switched on.")


def _switch_off(id: str, request: SignedIn) -> str:
    pk = request.POST.get("activation", "")
    actions.switch_off(
        id, int(pk) if pk.isascii() and pk.isdecimal() and len(pk) < 16 else 0, by=request.user
    )
    return _("The plugin is switched off there.")


def _replay(id: str, form: Any, request: SignedIn) -> str:
    told = actions.tell_again(id, since=form.cleaned_data["since"], by=request.user)
    words = ngettext("%(count)s event is told again.", "%(count)s events are told again.", told)
    return words % {"count": told}


def _where(id: str, form: Any) -> list[tuple[PluginActivation, str]]:
    """Return where the plugin is on, each with the scheme's name."""
    names = dict(form.fields["scheme"].choices)
    return [(each, str(names.get(each.scheme, each.scheme))) for each in standing.activations(id)]


def _held(row: Row) -> list[Case]:
    """Return the cases that wait in flows of a plugin which does not run, a hundred at most."""
    if row.found is not None and not row.reason:
        return []
    items = WorkItem.objects.filter(flow__in=row.standing.brought.get("The flow", ()), open=True)
    return list(Case.objects.filter(pk__in=items.values("case")).order_by("number")[:100])


def _faults(row: Row) -> list[str]:
    """Return what the plugin itself says is wrong with its settings; a check that fails says so."""
    if row.found is None or row.reason:
        return []
    try:
        return [str(fault) for fault in config_of(row.id).check_config(standing.settings_of(row.id))]
    except Exception as error:  # noqa: BLE001  (whatever a stranger's code does)
        standing.count(row.id, "check_config", error)
        return [_("The plugin cannot check its settings.")]

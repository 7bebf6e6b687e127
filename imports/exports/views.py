"""Pages of the exports: which tables there are, choosing of one, fetching, and what is kept under a name."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from imports.package.names import safe_name
from workflows import clock
from workflows.errors import NotThere, Refused
from workflows.pages.signed_in import SignedIn
from workflows.ui.errors import conflict
from workflows.ui.exporting import Unwritten, exporters
from workflows.ui.paths import local_path

from . import making, saving
from .all import offered_to
from .forms import AskForm, SaveForm, initial_of
from .models import PACKAGE, Asked, ExportDefinition, ExportFile
from .readers import Reader
from .tables import GROUPS, Table
from .writing import NAMES

RECENT = 10  # files that are shown


@login_required
@require_safe
def listing(request: SignedIn) -> HttpResponse:
    """Show the tables one can take out, the exports that are kept, and the files made lately."""
    tables = sorted(offered_to(Reader(request.user)), key=lambda each: each.packed)  # brief ones first
    groups = [(title, [each for each in tables if each.group == code]) for code, title in GROUPS.items()]
    context = {
        "groups": [(title, found) for title, found in groups if found],
        "saved": list(saving.visible(request.user)),
        "files": list(_files(request)[:RECENT]),
        "days": settings.EXPORT_KEPT_DAYS,
    }
    return render(request, "imports/exports/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: SignedIn, table: str) -> HttpResponseBase:
    """Choose columns, cut and format of a table, and take it out or keep the choice under a name."""
    found = None if table == PACKAGE else _table(request, table)
    start = _kept(request, table)
    posted = request.POST if request.method == "POST" else None
    form = AskForm(posted, table=found, initial=initial_of(start, found) if start else None)
    keeping = bool(posted) and request.POST.get("action") == "keep"
    save = SaveForm(posted if keeping else None, by=request.user)
    if posted is not None and form.is_valid():
        if not keeping:
            return _take_out(request, ExportDefinition(**form.asked()), _title(found))
        if save.is_valid():
            try:
                saving.save(by=request.user, **save.cleaned_data, **form.asked())
            except Refused as refused:
                save.add_error("name", [str(message) for message in refused.messages])
            else:
                messages.success(request, _("The export is saved."))
                return redirect("imports:exports")
    context = {
        "form": form,
        "save": save,
        "table": found,
        "title": _title(found),
        "crumbs": [(_("Exports"), local_path("/eksport/")), (_title(found), "")],
    }
    return render(request, "imports/exports/choose.html", context, status=422 if posted is not None else 200)


@login_required
@require_safe
def export(request: SignedIn, table: str, ending: str) -> HttpResponseBase:
    """Give a table as a file, with names for machines: the rows that the one who asks may see, and no others (R7.1)."""
    if ending not in exporters():
        raise Http404
    _table(request, table)
    asked = ExportDefinition(table=table, format=ending, headings=NAMES)
    if _is_much(asked, Reader(request.user)):
        return redirect("imports:export-choose", table)
    return _file(request, asked, f"{table}.{ending}")


@login_required
@require_POST
def take_out(request: SignedIn, pk: int) -> HttpResponseBase:
    """Take out what is kept under a name: the rows that the one who asks may see."""
    try:
        kept = saving.find(request.user, pk)
        return _take_out(request, kept, kept.name)
    except NotThere:
        raise Http404 from None


@login_required
@require_POST
def forget(request: SignedIn, pk: int) -> HttpResponse:
    """Forget an export of one's own."""
    try:
        saving.delete(by=request.user, pk=pk)
    except NotThere:
        raise Http404 from None
    messages.success(request, _("The export is deleted."))
    return redirect("imports:exports")


@login_required
@require_safe
def file(request: SignedIn, pk: int) -> HttpResponse:
    """Show how far a file is, and where it is fetched."""
    found = _files(request).filter(pk=pk).first()
    if found is None:
        raise Http404
    context = {
        "file": found,
        "waiting": found.state in (ExportFile.State.WAITING, ExportFile.State.RUNNING),
        "gone_at": found.asked_at + timedelta(days=settings.EXPORT_KEPT_DAYS),
        "crumbs": [(_("Exports"), local_path("/eksport/")), (found.name, "")],
    }
    return render(request, "imports/exports/file.html", context)


@login_required
@require_safe
def fetch(request: SignedIn, pk: int) -> HttpResponseBase:
    """Give a file to its owner, while their roles are what they were when it was made."""
    found = _files(request).filter(pk=pk, state=ExportFile.State.READY).first()
    if found is None:
        raise Http404
    try:
        making.fetched(found, by=request.user)
        content = found.file.open("rb")
    except Refused as refused:
        return conflict(request, reason=str(refused.messages[0]), back=local_path("/eksport/"))
    except FileNotFoundError:
        raise Http404 from None
    return _attached(content, found, found.name)


def _take_out(request: SignedIn, asked: Asked, title: str) -> HttpResponseBase:
    """Give a file at once where there is little in it; else have it made, and show how far it is."""
    reader = Reader(request.user)
    if _is_much(asked, reader):
        kept = asked if isinstance(asked, ExportDefinition) and asked.pk else None
        return redirect(making.order(asked, by=request.user, title=title, definition=kept))
    name = safe_name(title, making.ending_of(asked), tail=f"{clock.today():%Y-%m-%d}")
    return _file(request, asked, name)


def _is_much(asked: Asked, reader: Reader) -> bool:
    try:
        return asked.table == PACKAGE or making.rows_of(asked, reader) > settings.EXPORT_AT_ONCE_ROWS
    except NotThere:
        raise Http404 from None


def _file(request: SignedIn, asked: Asked, name: str) -> HttpResponseBase:
    try:
        return _attached(making.spooled(asked, Reader(request.user)), asked, name)
    except (NotThere, Unwritten):
        raise Http404 from None
    except Refused as refused:
        return conflict(request, reason=str(refused.messages[0]), back=local_path("/eksport/"))


def _attached(content: Any, asked: Asked, name: str) -> FileResponse:
    try:
        kind = making.content_type(asked)
    except KeyError:  # of a plugin that is gone
        kind = "application/octet-stream"
    return FileResponse(
        content, as_attachment=True, filename=name, content_type=kind, headers={"Cache-Control": "no-store"}
    )


def _files(request: SignedIn) -> Any:
    return ExportFile.objects.filter(owner=request.user).select_related("owner", "definition")


def _table(request: SignedIn, code: str) -> Table:
    try:
        return making.table_for(Reader(request.user), code)
    except NotThere:
        raise Http404 from None


def _kept(request: SignedIn, table: str) -> ExportDefinition | None:
    """Return the kept export whose choices the page starts with, where the address names one."""
    pk = request.GET.get("fra", "")
    if not pk.isdecimal() or len(pk) > 18:
        return None
    return saving.visible(request.user).filter(pk=pk, table=table).first()


def _title(table: Table | None) -> str:
    return table.title if table else _("Everything, as a Data Package")

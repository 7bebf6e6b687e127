"""Upload a document, see the report, go on to the draft: in Wagtail's admin, for those who may add editions."""

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .documents import check_size, understand
from .draft import save_draft
from .forms import ImportForm, indexes_for
from .refusal import ImportRefused


@require_http_methods(["GET", "HEAD", "POST"])
def import_guideline(request: HttpRequest) -> HttpResponse:
    """Show the form; take a document and answer with the report, or with 400 and why it was refused (R1.1, C1)."""
    indexes = indexes_for(request.user)
    if not indexes:
        raise PermissionDenied(_("Only those who may add guideline editions can import one."))
    if request.method != "POST":
        return _form(request, ImportForm(indexes=indexes, initial={"index": indexes[0].pk}))
    form = ImportForm(request.POST, request.FILES, indexes=indexes)
    if not form.is_valid():
        return _form(request, form, status=400)
    wanted = form.cleaned_data
    try:
        outline, report = understand(wanted["document"].name, _bytes_of(wanted["document"]))
        page = save_draft(
            outline, index=wanted["index"], code=wanted["code"], title=wanted["title"], user=request.user
        )
    except ImportRefused as refusal:
        form.add_error("document", str(refusal))
        return _form(request, form, status=400)
    again = page.revisions.count() > 1
    context = {"title": _("The document was imported"), "page": page, "report": report, "again": again}
    return render(request, "cms/admin/guideline_import_report.html", context)


def _bytes_of(upload: UploadedFile) -> bytes:
    """Return what was uploaded; raises ImportRefused before reading what is too large."""
    check_size(upload.size or 0)
    return upload.read()


def _form(request: HttpRequest, form: ImportForm, status: int = 200) -> HttpResponse:
    context = {"title": _("Import a guideline"), "form": form}
    return render(request, "cms/admin/guideline_import.html", context, status=status)

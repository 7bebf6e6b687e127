"""The package of a closed case, for the office that handled it."""

import tempfile

from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workflows import letters
from workflows.casefile.views import office_case
from workflows.errors import Refused
from workflows.pages.signed_in import SignedIn
from workflows.ui.errors import conflict

from .building import build

_IN_MEMORY = 8 * 1024 * 1024  # bytes; what is larger waits on disk while it is sent


@login_required
@require_safe
def package(request: SignedIn, number: str) -> HttpResponseBase:
    """Send the sealed package; its name holds the beginning of the seal."""
    case = office_case(request, number)
    try:
        made = build(case)
    except Refused as refused:
        return conflict(request, reason=str(refused.messages[0]), back=case.get_absolute_url())
    except letters.DocumentDamaged:
        reason = _(
            "A stored file is not the one that was registered. Tell us about it: the case cannot be sealed."
        )
        return conflict(request, reason=reason, back=case.get_absolute_url())
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  (the response closes it)
    made.write(file)  # type: ignore[arg-type]  # it reads and writes like a file
    file.seek(0)
    name = f"{case.number}-{made.seal[:12]}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")

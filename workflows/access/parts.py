"""The part of the case page where the office sees who asked for what."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflows.cases.models import AccessRequest, Case
from workflows.cases.panels import CasePanel, register
from workflows.cases.rights import at_office
from workflows.directory.models import User


def requests(case: Case, user: User) -> dict[str, Any]:
    """Return the requests for access in the case, the newest first."""
    asked = AccessRequest.objects.filter(document__case=case).select_related("document", "answered_by")
    return {"requests": list(asked.order_by("-id"))}


register(
    CasePanel(
        "innsyn",
        _("Access"),
        "access/part.html",
        requests,
        order=66,
        internal=True,
        shown=lambda case, user: at_office(user, case),
    )
)

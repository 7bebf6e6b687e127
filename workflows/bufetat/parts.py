"""What the case page shows of the request to Bufetat."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflows.cases.models import Case
from workflows.cases.panels import CasePanel, register
from workflows.directory.models import User
from workflows.schemes.fields import in_language

from .models import BufetatRequest


def kinds_in_words(asked: BufetatRequest) -> list[str]:
    """Return the kinds of help, as the form of the case's scheme words them."""
    language = get_language() or "nb"
    labels = {
        choice["code"]: in_language(choice["label"], language)
        for section in asked.case.scheme_version.definition["sections"]
        for field in section["fields"]
        if field["code"] == "bufetat_help_kinds"
        for choice in field["choices"]
    }
    return [labels.get(code, code) for code in asked.wanted]


def help_asked(case: Case, user: User) -> dict[str, Any]:
    """Return the request with its answer."""
    rows = BufetatRequest.objects.select_related("region", "answered_by", "case__scheme_version")
    asked = rows.filter(case=case).first()
    return {"asked": asked, "kinds": kinds_in_words(asked) if asked else []}


def has_asked(case: Case, user: User) -> bool:
    """Return whether the application asks for help; asks no database where the scheme never does."""
    application = getattr(case, "application", None)
    return bool(application and application.answers.get("bufetat_help") is True and case.submitted_at)


register(
    CasePanel("bufetat", _("Help from Bufetat"), "bufetat/part.html", help_asked, order=25, shown=has_asked)
)

"""What the case page shows of the application."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflows.cases.checking import latest_findings, preview
from workflows.cases.models import Case
from workflows.cases.panels import CasePanel, register
from workflows.cases.rights import is_of_network, is_only_asked, sees_internal
from workflows.directory.models import User
from workflows.schemes.fields import in_language
from workflows.schemes.presenting import present

from .returning import fields_of


def application(case: Case, user: User) -> dict[str, Any]:
    """Return the answers, what the rules say of them, and who stands behind them."""
    sections = case.scheme_version.definition["sections"]
    if case.is_draft:
        findings: list[Any] = preview(case, "application")
    else:
        findings = [(finding.rule, finding) for finding in latest_findings(case, "application")]
    documents = case.documents.in_bulk()
    receipts = [each for each in documents.values() if each.kind == "receipt"]
    receipts = [] if is_only_asked(user, case) else receipts  # who is only asked reads the application alone
    return {
        "presented": present(sections, case.application.answers, get_language() or "nb", documents=documents),
        "receipt": receipts[0] if receipts else None,
        "findings": findings,
        "statements": case.standing_behind,
    }


def all_versions(case: Case, user: User) -> dict[str, Any]:
    """Return every version that was sent, the newest first, and what each formal check came to."""
    fields = {field["code"]: in_language(field["label"], get_language() or "nb") for field in fields_of(case)}
    checks = [
        {
            "check": check,
            "asked": [(fields.get(code, code), text) for code, text in check.asked_fields.items()],
        }
        for check in case.formal_checks.select_related("by")
    ]
    versions = list(case.application_versions.select_related("by").order_by("-number"))
    return {"versions": versions, "checks": checks, "internal": sees_internal(user, case)}


def _reads_versions(case: Case, user: User) -> bool:
    return not case.is_draft and (sees_internal(user, case) or is_of_network(user, case))


register(
    CasePanel(
        "soknad",
        _("Application"),
        "application/part_application.html",
        application,
        order=10,
        for_asked=True,
    )
)
VERSIONS = register(
    CasePanel(
        "versjoner", _("Versions"), "application/versions.html", all_versions, order=12, shown=_reads_versions
    )
)

"""What every page of a case shows around its content."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from workflows.cases import panels
from workflows.cases.away import sending_of
from workflows.cases.models import Case
from workflows.cases.rights import is_only_asked, sees_internal
from workflows.directory.models import User

from .menu import menu
from .timeline import STATUS_TONES


def case_frame(case: Case, user: User, current: str = "", *, here: str = "") -> dict[str, Any]:
    """Return the case, its menu (the present part marked), the way here, and the tone of its status.

    `here` is the title of a page beneath the case's own.
    """
    internal, only_asked = sees_internal(user, case), is_only_asked(user, case)
    parts = [
        {
            "slug": panel.slug,
            "title": panel.title,
            "url": reverse("case-part", args=[case.number, panel.slug])
            if panel.slug
            else case.get_absolute_url(),
            "is_current": panel.slug == current,
        }
        for panel in panels.panels(internal=internal)
        if not (case.is_draft and panel.internal)
        and (panel.for_asked or not only_asked)
        and panel.shown(case, user)
    ]
    overview = {"url": case.get_absolute_url(), "is_current": current == "overview"}
    return {
        "crumbs": _way(case, here),
        "case": case,
        "menu": menu(parts, internal=internal),
        "overview": overview,
        "internal": internal,
        "status_tone": STATUS_TONES[case.status],
        "away": sending_of(case) if case.sent_away_at else None,
    }


def _way(case: Case, here: str) -> list[tuple[str, str]]:
    """Return the way from the list of cases to a page of a case; the page itself is no link."""
    name = _("Draft") if case.is_draft else case.number
    way = [(_("Cases"), reverse("cases"))]
    return [*way, (name, case.get_absolute_url()), (here, "")] if here else [*way, (name, "")]

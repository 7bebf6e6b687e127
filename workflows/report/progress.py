"""Progress reports of projects that span years: demanded by the office, written by the network, controlled (R6.2)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import get_language, gettext_noop, override
from django.utils.translation import gettext as _

from workflows import clock, letters
from workflows.base import Work
from workflows.cases import journal
from workflows.cases.checking import parameter
from workflows.cases.models import Case, CaseTask
from workflows.cases.rights import demand_office
from workflows.cases.uploads import register_uploads
from workflows.directory.models import User
from workflows.errors import Refused
from workflows.schemes.forms import answers_of, build_form, initial_from
from workflows.ui.dates import long_date

from .claiming import tell_network
from .models import ProgressReport


def _asked(code: str, label: str) -> dict[str, Any]:
    return {"code": code, "type": "longtext", "label": _both(label), "required": True, "max_length": 4000}


def _both(text: str) -> dict[str, str]:
    """Return a text of ours as a definition keeps it: in both forms of Norwegian."""
    said = {}
    for language in ("nb", "nn"):
        with override(language):
            said[language] = _(text)
    return said


def _default_sections() -> list[Mapping[str, Any]]:
    """Return what is asked where the scheme's definition has no `progress_report` of its own."""
    fields = [
        _asked("done", gettext_noop("What has been done so far?")),
        _asked("deviations", gettext_noop("What goes otherwise than planned?")),
        _asked("ahead", gettext_noop("What is to be done from here on?")),
    ]
    return [{"code": "progress", "title": _both(gettext_noop("Progress")), "fields": fields}]


def sections_of(case: Case) -> list[Mapping[str, Any]]:
    """Return the form of a progress report: the scheme's own, or the default."""
    own = case.scheme_version.definition.get("progress_report") or {}
    return own.get("sections") or _default_sections()


def open_progress(case: Case) -> ProgressReport | None:
    """Return the progress report that is demanded and not approved, if any."""
    return ProgressReport.objects.filter(case=case).exclude(approved=True).first()


def due_on(case: Case) -> dt.date | None:
    """Return the day the progress report is due."""
    demanded = open_progress(case)
    return demanded.due if demanded else None


@transaction.atomic
def demand_progress_report(*, case: Case, by: User, due: dt.date) -> ProgressReport:
    """Demand a progress report by a day: the network gets a letter and a task, the office its control after it (R6.2).

    Raises NotThere or NotAllowed to others than the office that handles the case; Refused where neither a paragraph
    nor the scheme lets the office demand one, the case has no grant or is closed, the day has passed, or one is
    demanded already.
    """
    from .flows import ReportFlow

    locked = Case.objects.select_for_update(of=("self",)).select_related(
        "office", "network", "scheme_version"
    )
    case = locked.get(pk=case.pk)
    demand_office(by, case)
    refuse_demand(case)
    if due < clock.today():
        raise Refused(_("The day must not have passed."))
    demanded = ProgressReport.objects.create(case=case, due=due, demanded_by=by)
    process = ReportFlow.demanded.run(case=case)
    letters.compose(
        case=case, kind="progress_demanded", language=case.letter_language, fields={"due": due}, by=by
    )
    journal.record(case=case, action="report.progress_demanded", actor=by, details={"due": due})
    item = process.items.get(node="progress", open=True)
    tell_network(
        case,
        subject=_("A progress report is asked for in case %(number)s"),
        body=_("A progress report is asked for in case %(number)s. Log in to write it."),
        link=item.get_absolute_url(),
        key=f"progress:{demanded.pk}",
    )
    return demanded


def refuse_demand(case: Case) -> None:
    """Raise Refused where no progress report can be demanded now, with the reason."""
    decision = getattr(case, "decision", None)
    if case.closed_at or decision is None or not decision.awarded_amount:
        raise Refused(_("A progress report is asked for in a case with a grant that is not closed."))
    stated = parameter(case, "progress_report") == "may_be_required"
    if not stated and not case.scheme_version.option("progress_report"):
        raise Refused(_("The guidelines of this case do not say that a progress report can be demanded."))
    if demanded := open_progress(case):
        raise Refused(
            _("A progress report is asked for already, by %(date)s.") % {"date": long_date(demanded.due)}
        )


def progress_form(data: Any = None, files: Any = None, *, case: Case, task: CaseTask, by: User) -> forms.Form:
    """Return the form of a progress report; one that was sent back is filled with what it said."""
    sections = sections_of(case)
    demanded = open_progress(case)
    own = build_form(sections, language=get_language() or "nb", trial=case.scheme_version.trial)
    form_class: type[forms.Form] = type("ProgressForm", (own,), {"returned": demanded})
    answers = demanded.answers if demanded else {}
    return form_class(data, files, initial=initial_from(answers, sections, case.documents.in_bulk()))


def write(work: Work) -> dict[str, Any]:
    """Send the progress report."""
    demanded = work.form.returned
    demanded.answers = answers_of(work.form) | register_uploads(case=work.case, form=work.form, by=work.by)
    demanded.submitted_by, demanded.submitted_at, demanded.approved = work.by, work.at, None
    demanded.save()
    return {"due": str(demanded.due)}


def control(work: Work) -> dict[str, Any]:
    """Approve the progress report, or send it back with what is missing."""
    demanded = open_progress(work.case)
    if demanded is None:
        raise Refused(_("No progress report is waited for."))
    demanded.approved = work.data["result"] == work.form.APPROVE
    demanded.control_note, demanded.controlled_by, demanded.controlled_at = (
        work.data["note"],
        work.by,
        work.at,
    )
    demanded.save()
    if not demanded.approved:
        fields = {"asked_for": demanded.control_note}
        language = work.case.letter_language
        letters.compose(
            case=work.case, kind="round_back", language=language, fields=fields, by=work.by, at=work.at
        )
    return {"approved": demanded.approved}

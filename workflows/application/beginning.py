"""Beginning an application: a draft with what the register already knows, and the flow it goes through."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from workflows.cases import journal
from workflows.cases.awards import granted
from workflows.cases.models import Case, DevelopmentProject
from workflows.directory.models import Network, Role, RoleAssignment, User
from workflows.errors import Refused
from workflows.schemes.models import Call

from .actions import whole_amount, write_budget
from .copying import copy_of, copyable
from .flows import ApplicationFlow
from .models import Application, BudgetLine
from .organisations import place_in


@transaction.atomic
def start_application(
    *,
    call: Call,
    network: Network,
    by: User,
    project: DevelopmentProject | None = None,
    copy_from: Case | None = None,
) -> Case:
    """Begin a draft for a network under a call, and return its case.

    `project` is one of the network's that goes on for another year; its grants are then audited together where that
    is decided (R6.2). Without one a new project begins. The answers of `copy_from`, an earlier application of the
    network, are copied as far as the form asks the same; what the register knows of today goes before them.

    Raises Refused when the call is closed, its edition does not have the scheme (R3.2), the scheme is for another
    kind of network, the network belongs to another office, the person does not lead it, the project is not one
    that goes on, or what is to be copied is not the network's or was never sent.
    """
    leads = (
        RoleAssignment.objects.in_force().filter(user=by, role=Role.NETWORK_LEADER, network=network).exists()
    )
    if not leads:
        raise Refused(_("Only the network's leader can apply."))
    if not call.is_open:
        raise Refused(_("The call is not open for applications."))
    refuse_unfit(call, network)
    if copy_from and not copyable([network], by=by).filter(pk=copy_from.pk).exists():
        raise Refused(_("Only an application that your network has sent can be copied."))
    copied = copy_of(copy_from, call).answers if copy_from else {}
    case = create_case(call=call, network=network, by=by, contact=by, project=project, copied=copied)
    case = Case.objects.select_for_update().get(pk=case.pk)
    details = {"call": call.pk} | ({"copied_from": copy_from.number} if copy_from else {})
    journal.record(case=case, action="application.start", actor=by, details=details)
    ApplicationFlow.begin(case)
    return case


def refuse_unfit(call: Call, network: Network) -> None:
    """Raise Refused where the edition lacks the scheme (R3.2), or the network is of another kind or office."""
    if not call.edition.has_scheme(call.scheme_version):
        lacking = {"edition": call.edition, "scheme": call.scheme_version}
        raise Refused(_("%(edition)s does not have the scheme “%(scheme)s”.") % lacking)
    if network.kind != call.scheme_version.network_kind:
        raise Refused(_("The scheme is for another kind of network."))
    if network.office.pk != call.office_id:
        raise Refused(
            _("The network belongs to another county governor. Apply under the call of that office.")
        )


def create_case(
    *,
    call: Call,
    network: Network,
    by: User,
    contact: User | None,
    project: DevelopmentProject | None = None,
    copied: Mapping[str, Any] | None = None,
    **values: Any,
) -> Case:
    """Create the rows of a new case with what the register already knows, and answers that are `copied`.

    `values` are further columns of the case.
    """
    if project is None:
        project = DevelopmentProject.objects.create(
            network=network, title=network.name, first_year=call.year, last_year=call.year
        )
    else:
        _go_on(project, call, network)
    case = Case.objects.create(
        title=f"{network.name} – {call.scheme_version.name_in('nb')} {call.year}"[:250],
        call=call,
        edition=call.edition,
        scheme_version=call.scheme_version,
        office=call.office,
        network=network,
        municipality=network.responsible_municipality,
        project=project,
        year=call.year,
        **values,
    )
    answers = {**_suggested(case, contact), **(copied or {}), **_registered(case)}
    Application.objects.create(
        case=case,
        answers=answers,
        requested_amount=whole_amount(answers.get("requested_amount")),
        saved_by=by,
    )
    write_budget(case=case, stage=BudgetLine.Stage.REQUESTED, year=case.year, budget=answers.get("budget"))
    return case


def continuable(call: Call, networks: Iterable[Network]) -> QuerySet[DevelopmentProject]:
    """Return the networks' projects that can go on in the call's year: granted before under its scheme, not stopped."""
    of_project = Case.objects.filter(project=OuterRef("pk"))
    taken = of_project.filter(year=call.year)
    before = granted(of_project.filter(scheme_version__code=call.scheme_version.code, year__lt=call.year))
    projects = DevelopmentProject.objects.filter(
        Exists(before), network__in=networks, last_year__gte=call.year - 1, stop__isnull=True
    )
    return projects.exclude(Exists(taken)).select_related("network").order_by("pk")


def _go_on(project: DevelopmentProject, call: Call, network: Network) -> None:
    """Let a project last into the call's year, if it does not already; raises Refused when it cannot go on."""
    project = DevelopmentProject.objects.select_for_update().get(pk=project.pk)
    if not continuable(call, [network]).filter(pk=project.pk).exists():
        raise Refused(_("The project cannot go on under this call. Begin a new one."))
    if project.last_year < call.year:
        DevelopmentProject.objects.filter(pk=project.pk).update(last_year=call.year)


def _registered(case: Case) -> dict[str, Any]:
    """Return what the register tells of the network today: it goes before what was written another year."""
    municipality = case.municipality
    return {
        "network_name": case.network.name,
        "municipalities": [m.code for m in case.network.municipalities_on()],
        "responsible_municipality": municipality.code,
        "organisation_number": municipality.org_number,
    }


def _suggested(case: Case, contact: User | None) -> dict[str, Any]:
    """Return theme and contact, and where its last application says it is: nothing is asked twice."""
    before = _answered_before(case)
    known = {
        "theme": case.network.themes,
        "contact_name": str(contact or ""),
        "contact_email": contact.email if contact else "",
    }
    if before.get("organisation_number") == case.municipality.org_number:
        known |= place_in(before)
    if contact and before.get("contact_email") == contact.email and before.get("contact_phone"):
        known["contact_phone"] = before["contact_phone"]
    return known


def _answered_before(case: Case) -> dict[str, Any]:
    """Return the answers of the application the network sent last; nothing where it never did."""
    sent = Application.objects.filter(case__network=case.network, case__submitted_at__isnull=False)
    last = sent.order_by("-case__submitted_at", "-pk").first()
    return last.answers if last else {}

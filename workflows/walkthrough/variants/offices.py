"""Cases between offices: handed over, and decided by another where the leader is partial (R7.3, R8.2)."""

from workflows.cases.models import Capacity, Case, ImpartialityDeclaration, Participation
from workflows.directory.models import GovernorOffice, Role, RoleAssignment, User
from workflows.funds import actions as funds
from workflows.funds.models import LedgerEntry
from workflows.offices import substituting, transferring
from workflows.staffing.leaving import set_leader

from .base import Variant, holder
from .people import TIED


def _other(case: Case) -> GovernorOffice:
    """Return another office, with people who handle and decide cases."""
    held = RoleAssignment.objects.in_force()
    handling, deciding = (
        held.filter(role=role).values("office") for role in (Role.CASEWORKER, Role.DECISION_MAKER)
    )
    found = GovernorOffice.objects.beside(case.office).filter(pk__in=handling).filter(pk__in=deciding)
    return found.exclude(pk=case.office_id).order_by("code")[0]


def _who_is(role: str) -> User:
    """Return who holds a role that is no office's."""
    return RoleAssignment.objects.in_force().filter(role=role).latest("id").user


def _handed_over(case: Case) -> None:
    """Let the office ask another to take the case over, and that office accept; its pot is what pays."""
    other = _other(case)
    asked = transferring.propose(
        case=case, to=other, reason="Nettverket hører til der.", by=holder(case, Role.CASEWORKER)
    )
    transferring.answer(transfer=asked, accept=True, text="", by=holder(case, Role.CASEWORKER, office=other))
    funds.give_authority(
        office=other,
        scheme=case.scheme,
        year=case.year,
        amount=case.application.requested_amount or 0,
        by=None,
        note="walkthrough",
    )


def _was_handed_over(case: Case) -> bool:
    """Return whether another office than the call's granted the money, from its own pot."""
    pots = {entry.pot.office_id for entry in LedgerEntry.objects.filter(case=case).select_related("pot")}
    return case.office_id != case.call.office_id and pots == {case.office_id}


def _leader_of_the_office(case: Case) -> RoleAssignment:
    """Return the role of who is tied to the case."""
    tied = ImpartialityDeclaration.objects.get(case=case, partial=True).person
    return RoleAssignment.objects.in_force().get(user=tied, role=Role.DECISION_MAKER)


def _decided_elsewhere(case: Case) -> None:
    """Let who is tied be the leader of the office, and the directorate name another that decides."""
    set_leader(held=_leader_of_the_office(case), leads=True, by=_who_is(Role.ADMINISTRATOR))
    substituting.name_substitute(
        case=case, office=_other(case), reason="Lederen er inhabil.", by=_who_is(Role.FUND_MANAGER)
    )


def _leads_no_more(case: Case) -> None:
    set_leader(held=_leader_of_the_office(case), leads=False, by=_who_is(Role.ADMINISTRATOR))


def _was_decided_elsewhere(case: Case) -> bool:
    """Return whether a decision maker of the named office decided, and no one of the handling office."""
    decider = Participation.objects.get(case=case, capacity=Capacity.APPROVED).person
    held = set(RoleAssignment.objects.filter(user=decider).values_list("office", flat=True))
    return held == {case.substitute_office.office_id} != {case.office_id}


VARIANTS = [
    Variant(
        "transfer",
        "The office hands the case over to another, which assesses and grants it.",
        offices=2,
        acts={"assessment.declare": _handed_over},
        seen=_was_handed_over,
    ),
    Variant(
        "partial-leader",
        "The leader of the office is partial, and the decision makers of another office decide.",
        offices=2,
        changes={"grant.declare": TIED},
        acts={"grant.declare again": _decided_elsewhere, "grant.accept": _leads_no_more},
        seen=_was_decided_elsewhere,
    ),
]

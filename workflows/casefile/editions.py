"""Moving a case to another edition of the guidelines: a deliberate act with a reason, never done by publishing.

What would come out otherwise is worked out from the stored checks, as in a rehearsal, before anything is done.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from workflows.cases import journal
from workflows.cases.checking import check_case
from workflows.cases.models import Case, FactSheet
from workflows.cases.rights import decides_at, demand_office
from workflows.directory.models import User
from workflows.errors import NotAllowed, Refused
from workflows.publishing.picking import not_held
from workflows.rehearsing import Rehearsal
from workflows.rules.check import schemes_of
from workflows.schemes.models import Edition


def others(case: Case) -> QuerySet[Edition]:
    """Return the editions of guidelines that the case is not under, the newest first."""
    return Edition.objects.of_guidelines().exclude(pk=case.edition_id).order_by("-valid_from", "-version")


def what_differs(case: Case, edition: Edition) -> list[str]:
    """Return what the case would have come to otherwise under `edition`, each as a sentence; nothing is written."""
    rehearsal = Rehearsal(edition.document, edition.rules_in_force(), Case.objects.filter(pk=case.pk))
    told = [f"{difference.step_name}: {difference.why}" for difference in rehearsal]
    return told + [figure.sentence for figure in rehearsal.figures()]


def demand_mover(user: User, case: Case) -> None:
    """Raise NotThere or NotAllowed, with the reason, to those who may not move the case."""
    demand_office(user, case)
    if not decides_at(user, case):
        raise NotAllowed(_("Only a decision maker of the office can move the case to another edition."))


@transaction.atomic
def move(*, case: Case, to: Edition, by: User, reason: str) -> Case:
    """Put an open case under another edition and check it anew there, as far as it has come (R1.3).

    Raises NotThere or NotAllowed, and Refused for a case that is not open or an edition without the case's scheme.
    """
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("edition", "scheme_version")
        .get(pk=case.pk)
    )
    demand_mover(by, case)
    if case.is_draft or case.closed_at:
        raise Refused(_("Only a case that is being handled can be moved."))
    if not others(case).filter(pk=to.pk).exists():
        raise Refused(_("The case is under this edition already, or it is no edition of the guidelines."))
    if schemes_of(rule.spec() for rule in to.rules_in_force()) and not to.has_scheme(case.scheme_version):
        raise Refused(
            _("This edition does not have the scheme %(scheme)s.") % {"scheme": case.scheme_version}
        )
    if lost := not_held(case.scheme_version, to):
        words = _("The scheme has picked rules that this edition does not have: %(rules)s.")
        raise Refused(words % {"rules": ", ".join(lost)})
    before, differs = case.edition, what_differs(case, to)
    case.edition = to
    case.save(update_fields=["edition"])
    last = FactSheet.objects.filter(case=case).order_by("-pk").first()
    findings = check_case(case, last.step) if last else []
    journal.record(
        case=case,
        action="case.edition",
        actor=by,
        details={
            "from": f"{before.document} v{before.version}",
            "to": f"{to.document} v{to.version}",
            "reason": reason,
            "differs": differs,
            "unmet": sum(finding.blocks for finding in findings),
        },
    )
    return case

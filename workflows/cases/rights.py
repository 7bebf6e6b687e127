"""One question, one answer: who may see and do what (D1–D4, A11, R8.2).

The conditions are written once, as `Q`. `can()` asks the same queries for one object and adds the reason in words.
What a person may not see answers 404, like what does not exist; what they may see but not do says why.
"""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from workflows.directory.models import NETWORK_ROLES, OFFICE_ROLES, Role, RoleAssignment, User
from workflows.errors import NotAllowed, NotThere

from . import away, duties
from .answers import (
    HIDDEN,
    Answer,
    for_role,
    kept_apart,
    leader_is_tied,
    leaders_tie,
    needs_other_office,
    not_now,
)
from .answers import demand as demand  # for those who ask here
from .models import (
    Capacity,
    Case,
    CaseStatus,
    Document,
    ImpartialityDeclaration,
    OfficeTransfer,
    ParticipantStatement,
    Participation,
    SubstituteOffice,
    WorkItem,
)

NATIONAL_ROLES = (Role.FUND_MANAGER,)
HANDLING_ROLES = (Role.CASEWORKER, Role.DECISION_MAKER)  # at an office: who take over cases of others
LEADING_ROLES = (Role.DECISION_MAKER, Role.ADMINISTRATOR)  # at an office: who gives its people their work


@dataclass
class Scope:
    """Where a person holds which roles today."""

    roles: list[RoleAssignment] = field(default_factory=list)

    @classmethod
    def of(cls, user: User) -> "Scope":
        """Return the scope of a person, read once per request (kept on the user object)."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return cls()
        return cls(user.roles_today())

    def places(self, kind: str, *roles: str) -> list[int]:
        """Return the ids of the offices, networks … (`kind`) where one of `roles` is held."""
        return [getattr(a, f"{kind}_id") for a in self.roles if a.role in roles and getattr(a, f"{kind}_id")]

    def holds(self, *roles: str) -> bool:
        """Return whether one of `roles` is held anywhere."""
        return any(a.role in roles for a in self.roles)


def is_tied(user: User) -> Q:
    """Return the cases a person has declared a tie in: they are shut out of them (R8.2)."""
    ties = ImpartialityDeclaration.objects.filter(case=OuterRef("pk"), person=user, partial=True)
    return Q(Exists(ties))


def visible_cases(user: User) -> QuerySet[Case]:
    """Return the cases a person may see."""
    scope = Scope.of(user)
    if not scope.roles:
        return Case.objects.none()
    conditions = _parties_and_office(user, scope) | _asked_for_a_statement(scope)
    return Case.objects.filter(conditions).exclude(is_tied(user))


def read_in_full(user: User) -> QuerySet[Case]:
    """Return the cases a person sees as party, participant, office, directorate or auditor, not only since asked."""
    scope = Scope.of(user)
    return Case.objects.filter(_parties_and_office(user, scope)).exclude(is_tied(user))


def is_only_asked(user: User, case: Case) -> bool:
    """Return whether a person sees a case only since a statement is asked of them: then they read the application.

    Nothing else of the case is theirs to read (R3.7). No query for those who speak for no such body.
    """
    scope = Scope.of(user)
    if not scope.holds(Role.BUFETAT, Role.KNOWLEDGE_ENVIRONMENT):
        return False
    return not Case.objects.filter(_parties_and_office(user, scope), pk=case.pk).exists()


def _asked_for_a_statement(scope: Scope) -> Q:
    """Return the cases in which Bufetat's regions or knowledge environments of this scope are asked (R3.6, R3.7)."""
    regions = scope.places("region", Role.BUFETAT)
    environments = scope.places("environment", Role.KNOWLEDGE_ENVIRONMENT)
    if not regions and not environments:
        return Q(pk__in=[])
    asked = WorkItem.objects.filter(case=OuterRef("pk")).filter(
        Q(region__in=regions) | Q(environment__in=environments)
    )
    return Q(Exists(asked.filter(Q(open=True) | Q(owner__isnull=False))))  # not what was called off


def _parties_and_office(user: User, scope: Scope) -> Q:
    """Return the cases of a person as party, participant, office, directorate or auditor."""
    filed = ~Q(status=CaseStatus.DRAFT)
    conditions = Q(network__in=scope.places("network", *NETWORK_ROLES))
    offices = scope.places("office", *OFFICE_ROLES)
    if offices:
        conditions |= Q(office__in=offices) & filed
    if scope.holds(*NATIONAL_ROLES):
        conditions |= filed & Q(office__is_trial=False)
    conditions |= Q(pk__in=_judged(scope).values("case")) | Q(pk__in=_offered(scope).values("case"))
    conditions |= _asked_to_stand_behind(scope)
    if scope.holds(Role.APPEAL_HANDLER):
        conditions |= Q(Exists(_forwarded(scope).filter(case=OuterRef("pk"))))
    if scope.holds(Role.AUDITOR):
        invited = Participation.objects.filter(
            case=OuterRef("pk"), person=user, capacity=Capacity.INVITED_AUDITOR
        )
        conditions |= Q(Exists(invited))
    return conditions


def _judged(scope: Scope) -> QuerySet[SubstituteOffice]:
    """Return where somebody decides for an office whose leader is partial: they read and decide (R8.2)."""
    return SubstituteOffice.objects.filter(office__in=scope.places("office", Role.DECISION_MAKER))


def _offered(scope: Scope) -> QuerySet[OfficeTransfer]:
    """Return what is offered to somebody's office and not answered: they read it, but not what is internal (R7.3)."""
    offices = scope.places("office", *HANDLING_ROLES)
    return OfficeTransfer.objects.filter(to_office__in=offices, accepted__isnull=True)


def _asked_to_stand_behind(scope: Scope) -> Q:
    """Return the cases whose participants' statements are asked of somebody in this scope (R2.5, R3.4)."""
    municipalities = scope.places("municipality", Role.MUNICIPAL_MANAGEMENT)
    services = scope.places("service", Role.CHILD_WELFARE_LEADER)
    if not municipalities and not services:
        return Q(pk__in=[])
    asked = ParticipantStatement.objects.filter(case=OuterRef("pk")).filter(
        Q(municipality__in=municipalities) | Q(service__in=services)
    )
    return Q(Exists(asked))


def _forwarded(scope: Scope) -> QuerySet[WorkItem]:
    """Return the work of deciding appeals, open or done, of the appeal bodies a person handles appeals for (R8.4)."""
    held = [role for role in scope.roles if role.role == Role.APPEAL_HANDLER]
    bodies = Q(pk__in=[])
    for role in held:
        bodies |= Q(office=role.office_id) if role.office_id else Q(office__isnull=True)
    return WorkItem.objects.filter(bodies, role=Role.APPEAL_HANDLER)


def open_work(user: User) -> QuerySet[WorkItem]:
    """Return the open work that is for a person's roles, in cases they may see."""
    return work_for(user).filter(open=True)


def work_for(user: User) -> QuerySet[WorkItem]:
    """Return the work, open or done, that belongs to a person's roles, in cases they may see."""
    scope = Scope.of(user)
    conditions = Q(pk__in=[])
    for role in scope.roles:
        place = Q(person=user) if role.role == Role.AUDITOR else _place(role)
        if place is not None:
            conditions |= Q(role=role.role) & place
    tied = ImpartialityDeclaration.objects.filter(case=OuterRef("case"), person=user, partial=True)
    return WorkItem.objects.filter(conditions).exclude(Exists(tied))


def _place(role: RoleAssignment) -> Q | None:
    """Return the condition that ties work to the place where a role is held."""
    if role.role == Role.APPEAL_HANDLER and not role.office_id:
        return Q(office__isnull=True)  # the directorate
    for kind in ("office", "network", "municipality", "service", "region", "environment"):
        place = getattr(role, f"{kind}_id")
        if place:
            return Q(**{kind: place})
    return None


def visible_documents(user: User, case: Case) -> QuerySet[Document]:
    """Return the documents of a visible case that a person may read: internal ones only at the office.

    Who is only asked for a statement reads what is attached to the application.
    """
    documents = Document.objects.filter(case=case)
    if is_only_asked(user, case):
        sections = case.scheme_version.definition["sections"]
        attached = [field["code"] for section in sections for field in section["fields"]]
        return documents.filter(direction=Document.Direction.IN, kind__in=attached)
    return (
        documents if sees_internal(user, case) else documents.exclude(direction=Document.Direction.INTERNAL)
    )


def documents_in_sight(user: User) -> QuerySet[Document]:
    """Return the documents a person may search, in all cases they may see: `visible_documents` for searching.

    Who is only asked for a statement reads what is attached to the application there, and searches nothing.
    """
    documents = Document.objects.filter(case__in=read_in_full(user))
    if Scope.of(user).holds(*NATIONAL_ROLES):
        return documents
    inside = Q(case__in=read_inside(user).values("pk"))
    return documents.filter(inside | ~Q(direction=Document.Direction.INTERNAL))


def read_inside(user: User) -> QuerySet[Case]:
    """Return the cases of which a person reads what is internal to the office: `sees_internal` for many."""
    scope = Scope.of(user)
    if not scope.holds(*OFFICE_ROLES, *NATIONAL_ROLES, Role.APPEAL_HANDLER):
        return Case.objects.none()
    cases = read_in_full(user)
    if scope.holds(*NATIONAL_ROLES):
        return cases
    inside = Q(office__in=scope.places("office", *OFFICE_ROLES))
    inside |= Q(pk__in=_judged(scope).values("case"))
    if scope.holds(Role.APPEAL_HANDLER):
        inside |= Q(pk__in=_forwarded(scope).values("case"))
    return cases.filter(inside)


def sees_internal(user: User, case: Case) -> bool:
    """Return whether a person sees what is internal to the office: assessment, notes, journal.

    So does the appeal body, of a case that is forwarded to it: it decides on all that the office decided on.
    """
    scope = Scope.of(user)
    if case.office_id in scope.places("office", *OFFICE_ROLES) or scope.holds(*NATIONAL_ROLES):
        return True
    if scope.holds(Role.APPEAL_HANDLER) and _forwarded(scope).filter(case=case).exists():
        return True
    return scope.holds(Role.DECISION_MAKER) and _judged(scope).filter(case=case).exists()


def at_office(user: User, case: Case) -> bool:
    """Return whether a person works at the office that handles the case; who reads all offices does not count."""
    return case.office_id in Scope.of(user).places("office", *OFFICE_ROLES)


def decides_at(user: User, case: Case) -> bool:
    """Return whether a person is a decision maker at the office that handles the case."""
    return case.office_id in Scope.of(user).places("office", Role.DECISION_MAKER)


def leads(user: User, case: Case) -> bool:
    """Return whether a person leads the network whose case it is."""
    return case.network_id in Scope.of(user).places("network", Role.NETWORK_LEADER)


def is_of_network(user: User, case: Case) -> bool:
    """Return whether a person is of the network whose case it is: they read and write what its leader sends."""
    return case.network_id in Scope.of(user).places("network", *NETWORK_ROLES)


def writes_along(user: User, item: WorkItem) -> bool:
    """Return whether a person writes on what an open task sends, which is another's to do."""
    along = item.task.flow_task.along if item.open else ""
    return bool(along) and item.network_id in Scope.of(user).places("network", along)


def prepares(user: User, case: Case) -> bool:
    """Return whether a person is a caseworker at the office that handles the case."""
    return case.office_id in Scope.of(user).places("office", Role.CASEWORKER)


def demand_leader(user: User, case: Case) -> None:
    """Raise NotThere to those who do not see the case, NotAllowed to those who do not lead its network."""
    if not _can_view(user, case):
        raise NotThere
    if not leads(user, case):
        raise NotAllowed(_("Only the network's leader can do this."))


def demand_caseworker(user: User, case: Case) -> None:
    """Raise NotThere to those who do not see the case, NotAllowed to all but its office's caseworkers."""
    demand_office(user, case)
    if not prepares(user, case):
        raise NotAllowed(_("This is for: %(role)s.") % {"role": Role.CASEWORKER.label})


def demand_office(user: User, case: Case) -> None:
    """Raise NotThere to those who do not see the case, NotAllowed to those who see it from outside the office."""
    if not _can_view(user, case):
        raise NotThere
    if not at_office(user, case):
        raise NotAllowed(_("Only the office that handles the case can do this."))


def can(user: User, action: str, obj: Case | WorkItem | Document, acting_for: User | None = None) -> Answer:
    """Return whether `user` may do `action` (view, work, write, claim, release, assign) with `obj`, and if not why.

    Cases and documents can only be viewed: what is done in them is done through work. Raises LookupError for an
    action that is none.
    """
    if action not in _ITEM_ACTIONS or (action != "view" and not isinstance(obj, WorkItem)):
        raise LookupError(f"There is no action {action} on {type(obj).__name__}.")
    if acting_for == user:
        acting_for = None
    if acting_for is not None and not stands_in_for(user, acting_for, obj):
        return _not_acting_for(user, obj)
    if isinstance(obj, Case):
        return _can_view(user, obj)
    if isinstance(obj, Document):
        readable = _can_view(user, obj.case) and visible_documents(user, obj.case).filter(pk=obj.pk).exists()
        return Answer(True) if readable else HIDDEN
    if action != "view" and obj.case.sent_away_at:
        return away.answer(obj.case) if _can_view(user, obj.case) else HIDDEN
    return _ITEM_ACTIONS[action](user, obj, acting_for)


def stands_in_for(user: User, absent: User, obj: Case | WorkItem | Document) -> bool:
    """Return whether a person is the substitute today of one who is away from the office that has this."""
    office = obj.case.office_id if isinstance(obj, Document) else obj.office_id
    return any(away.person_id == absent.pk and away.office_id == office for away in user.stands_in_today())


def _not_acting_for(user: User, obj: Case | WorkItem | Document) -> Answer:
    """Return the denial to somebody who acts for another without leave; what they do not see stays hidden."""
    if not can(user, "view", obj):
        return HIDDEN
    return Answer(False, _("You do not act for this person."))


def _can_view(user: User, case: Case) -> Answer:
    return Answer(True) if visible_cases(user).filter(pk=case.pk).exists() else HIDDEN


def _theirs(user: User, item: WorkItem) -> QuerySet[WorkItem]:
    """Return the work item if it is for this person's roles, in a case they may see."""
    return work_for(user).filter(pk=item.pk, case__in=visible_cases(user))


def _not_theirs(user: User, item: WorkItem) -> Answer:
    """Return the denial to somebody the work is not for; hidden when not even the case is theirs to see."""
    if not _can_view(user, item.case):
        return HIDDEN
    return for_role(item.role)


def _can_work(user: User, item: WorkItem, acting_for: User | None) -> Answer:
    capacity = item.task.flow_task.capacity
    conflicts = duties.conflicts(person=user, acting_for=acting_for, capacity=capacity)
    earlier = Subquery(conflicts.filter(case=OuterRef("case")).values("pk")[:1])
    theirs = _theirs(user, item).values_list(earlier, leader_is_tied("case")).first()
    if theirs is None:
        return _not_theirs(user, item)
    if acting_for is not None and not work_for(acting_for).filter(pk=item.pk).exists():
        return Answer(False, _("This task is not for %(name)s.") % {"name": acting_for})
    if not item.open:
        return Answer(False, _("This task is already done."))
    if theirs[1] and needs_other_office(item.case, item.office_id, capacity):
        return leaders_tie()
    later = not_now(item, user, acting_for)
    if later is not None:
        return later
    if theirs[0]:
        return kept_apart(Participation.objects.select_related("person").get(pk=theirs[0]))
    return Answer(True)


def _can_write(user: User, item: WorkItem, acting_for: User | None) -> Answer:
    """Return whether a person may write on what a task sends: who does the task, and who writes along with them."""
    answer = _can_work(user, item, acting_for)
    if answer or not answer.visible or acting_for is not None:
        return answer
    return Answer(True) if writes_along(user, item) else answer


def _can_claim(user: User, item: WorkItem, acting_for: User | None) -> Answer:
    return _can_work(user, item, acting_for)


def _can_release(user: User, item: WorkItem, acting_for: User | None) -> Answer:
    if not _theirs(user, item).exists():
        return _not_theirs(user, item)
    if not item.open or item.owner_id not in (user.pk, (acting_for or user).pk):
        return Answer(False, _("Only the one the task is assigned to can release it."))
    return Answer(True)


def _can_assign(user: User, item: WorkItem, acting_for: User | None) -> Answer:
    if not _can_view(user, item.case):
        return HIDDEN
    if not item.open:
        return Answer(False, _("This task is already done."))
    if item.office_id not in Scope.of(user).places("office", *OFFICE_ROLES):
        return Answer(False, _("Only the office that handles the case can assign its tasks."))
    if item.owner_id in (None, user.pk) or item.office_id in Scope.of(user).places("office", *LEADING_ROLES):
        return Answer(True)
    owner = {"name": item.owner}
    return Answer(
        False,
        _("The task is assigned to %(name)s. A decision maker of the office can give it to another.") % owner,
    )


_ITEM_ACTIONS = {
    "view": lambda user, item, acting_for: _can_view(user, item.case),
    "work": _can_work,
    "write": _can_write,
    "claim": _can_claim,
    "release": _can_release,
    "assign": _can_assign,
}

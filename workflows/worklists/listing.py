"""Which open work stands on which list of a person's (D1). Every list reads work items by their indexes."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from workflows import clock
from workflows.cases.models import CaseStatus, ImpartialityDeclaration, WorkItem
from workflows.cases.rights import NATIONAL_ROLES, Scope, open_work, visible_cases, work_for
from workflows.directory.models import OFFICE_ROLES, Role, RoleAssignment, User
from workflows.schemes.models import Call
from workflows.ui.matching import any_case, words_of

MOST_CALLS = 100  # to choose among
NOBODY = "nobody"  # instead of a person: what nobody has taken
_SHOWN_WITH = ("task", "case__network", "case__scheme_version", "case__municipality__county", "owner")


@dataclass(frozen=True)
class Worklist:
    """One list: its name in the address, its title, what stands on it."""

    name: str
    title: str
    items: QuerySet[WorkItem]


def lists(user: User) -> list[Worklist]:
    """Return the lists a person has; those of an office only for who works at one."""
    todo = open_work(user).select_related(*_SHOWN_WITH)
    mine = [user.pk, *(absence.person_id for absence in user.stands_in_today())]
    found = [
        Worklist("mine", _("My tasks"), todo.filter(owner__in=mine)),
        Worklist("free", _("Free"), todo.filter(owner__isnull=True)),
        Worklist("waiting", _("Waiting for others"), waiting(user).select_related(*_SHOWN_WITH)),
    ]
    if offices_of(user):
        found.append(Worklist("office", _("My office"), at_offices(user).select_related(*_SHOWN_WITH)))
    return found


def offices_of(user: User) -> list[int]:
    """Return the offices a person works at."""
    return list(dict.fromkeys(Scope.of(user).places("office", *OFFICE_ROLES)))


def at_offices(user: User) -> QuerySet[WorkItem]:
    """Return all open work of the offices a person works at, whosever it is, but none of cases they are tied to."""
    offices = offices_of(user)
    seen = Q(case__office__in=offices) | Q(office__in=Scope.of(user).places("office", Role.DECISION_MAKER))
    return WorkItem.objects.filter(seen, open=True, office__in=offices).exclude(_tied(user))


def waiting(user: User) -> QuerySet[WorkItem]:
    """Return what others have to do in a person's cases: what an office does inside is not told to a network."""
    outside = WorkItem.objects.filter(open=True, office__isnull=True)
    if offices := offices_of(user):
        return outside.filter(_filed(), case__office__in=offices).exclude(_tied(user))
    if Scope.of(user).holds(*NATIONAL_ROLES):
        return WorkItem.objects.filter(_filed(), open=True, case__office__is_trial=False).exclude(_tied(user))
    return outside.filter(case__in=visible_cases(user)).exclude(pk__in=work_for(user).values("pk"))


def _filed() -> Q:
    return ~Q(case__status=CaseStatus.DRAFT)


def _tied(user: User) -> Exists:
    return Exists(ImpartialityDeclaration.objects.filter(case=OuterRef("case"), person=user, partial=True))


def matching(items: QuerySet[WorkItem], wanted: dict[str, Any]) -> QuerySet[WorkItem]:
    """Return the work that fits what is asked for (see `forms.FilterForm`); what is not asked for is left out."""
    exact = {
        "scheme": "case__scheme_version__code",
        "year": "case__year",
        "call": "case__call",
        "role": "role",
    }
    for name, column in exact.items():
        if wanted.get(name):
            items = items.filter(**{column: wanted[name]})
    if wanted.get("step"):
        flow, node = wanted["step"].split(".")
        items = items.filter(flow=flow, node=node)
    if owner := wanted.get("owner"):
        items = items.filter(owner__isnull=True) if owner == NOBODY else items.filter(owner=owner)
    for word in words_of(wanted.get("place", "")):
        items = items.filter(_of_place(word))
    if wanted.get("due_before"):
        items = items.filter(due__lte=wanted["due_before"])
    if wanted.get("overdue"):
        items = items.filter(due__lt=clock.today())
    return items


def _of_place(word: str) -> Q:
    pattern = any_case(word)
    return (
        Q(case__network__name__regex=pattern)
        | Q(case__municipality__name__regex=pattern)
        | Q(case__municipality__code=word)
    )


def colleagues(user: User) -> list[User]:
    """Return those who work at a person's offices today, by name."""
    held = RoleAssignment.objects.in_force().filter(office__in=offices_of(user), role__in=OFFICE_ROLES)
    return list(held.people().order_by("last_name", "first_name", "pk"))


def calls(user: User) -> list[Call]:
    """Return the newest calls that the cases on a person's lists can belong to."""
    offices = offices_of(user)
    found = Call.objects.select_related("scheme_version", "office").order_by("-year", "-pk")
    if offices:
        return list(found.filter(office__in=offices)[:MOST_CALLS])
    return list(found.filter(pk__in=visible_cases(user).values("call"))[:MOST_CALLS])

"""Roles that are given: by hand, or by a log-in that tells of them anew each time (R8.14, D8)."""

import datetime as dt
import logging
from dataclasses import dataclass

from django.db import transaction

from workflows import clock

from .models import DIRECTORATE_ROLES, OFFICE_ROLES, Role, RoleAssignment, User

# Where each role is held; an empty word says that it can be held at no one place.
HELD_AT: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(OFFICE_ROLES, ("office",)),
    **dict.fromkeys(DIRECTORATE_ROLES, ("",)),
    Role.EDITOR: ("", "office"),  # of one office's calls
    Role.APPEAL_HANDLER: ("", "office"),  # where another office decides appeals
    Role.NETWORK_LEADER: ("network",),
    Role.PARTICIPANT: ("network",),
    Role.MUNICIPAL_MANAGEMENT: ("municipality",),
    Role.CHILD_WELFARE_LEADER: ("service",),
    Role.BUFETAT: ("region",),
    Role.KNOWLEDGE_ENVIRONMENT: ("environment",),
    Role.AUDITOR: ("",),
}
log = logging.getLogger("nettverksmidler.roles")


@dataclass(frozen=True)
class Held:
    """A role at a place: `kind` names the place's column (`office`), or is empty for a role of no one place."""

    role: str
    kind: str = ""
    place: int | None = None

    @classmethod
    def of(cls, given: RoleAssignment) -> "Held":
        """Return the role and place of an assignment."""
        kinds = ("office", "municipality")  # where a log-in can give a role
        kind = next((each for each in kinds if getattr(given, f"{each}_id")), "")
        return cls(given.role, kind, getattr(given, f"{kind}_id") if kind else None)


@transaction.atomic
def recompute(user: User, *, source: str, wanted: set[Held]) -> None:
    """Let a person hold exactly the `wanted` roles of a source; those given by hand, or by another source, stay.

    What is no longer wanted has ended when this returns: it held to yesterday.
    """
    list(
        User.objects.select_for_update().filter(pk=user.pk).values_list("pk")
    )  # two log-ins wait for each other
    today = clock.today()
    held = {Held.of(given): given.pk for given in user.roles.in_force().filter(source=source)}
    lost = [pk for key, pk in held.items() if key not in wanted]
    RoleAssignment.objects.filter(pk__in=lost).update(valid_to=today - dt.timedelta(days=1))
    for key in sorted(wanted - held.keys(), key=str):
        place = {f"{key.kind}_id": key.place} if key.kind else {}
        RoleAssignment.objects.create(
            user=user, role=key.role, source=source, valid_from=today, given_at=clock.now(), **place
        )
    if lost or wanted - held.keys():
        log.info("roles recomputed", extra={"person": user.pk, "source": source, "ended": len(lost)})
    user.forget_roles()


def foreign_sources(user: User, source: str = "") -> set[str]:
    """Return the sources whose roles a person holds, besides `source`: by those they must log in.

    Else a role that a provider has taken away would live on for whoever comes in by another door.
    """
    held = {given.source for given in user.roles_today()}
    return held - {"", source}

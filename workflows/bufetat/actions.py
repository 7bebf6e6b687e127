"""Asking Bufetat's region for a foster-home project, and its answer: beside the assessment, which waits for neither."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy, override

from workflows import clock, notices, reminders
from workflows.cases import journal
from workflows.cases.models import Case
from workflows.cases.rights import demand
from workflows.directory.models import Role, RoleAssignment, User
from workflows.errors import AlreadyDone

from .models import BufetatRequest
from .rights import may_answer

ASKED = "bufetat"
ANSWER_WITHIN = 21  # days

reminders.register(
    ASKED,
    title=gettext_lazy("%(network)s asks Bufetat for help"),
    text=gettext_lazy("A network has applied for a foster-home project. Answer whether you can help it."),
)


def ask_if_wanted(case: Case) -> BufetatRequest | None:
    """Ask the region of the responsible municipality, where the application asks for help; None where it does not.

    Oslo belongs to no region: the request is then kept without one, and the case says so (R2.15). Call it in the
    transaction that finds the application complete.
    """
    answers = case.application.answers
    if answers.get("bufetat_help") is not True:
        return None
    region = case.municipality.bufetat_region
    asked, made = BufetatRequest.objects.get_or_create(
        case=case,
        defaults={
            "region": region,
            "wanted": answers.get("bufetat_help_kinds") or [],
            "text": answers.get("bufetat_help_details") or "",
        },
    )
    if made:
        journal.record(case=case, action="bufetat.asked", actor=None, details={"region": str(region or "")})
    if made and region:
        reminders.remind(
            ASKED,
            key=_key(asked),
            role=Role.BUFETAT,
            region=region,
            link=_address(asked),
            due=clock.today() + dt.timedelta(days=ANSWER_WITHIN),
            fields={"network": case.network.name},
        )
    return asked


@transaction.atomic
def answer(*, asked: BufetatRequest, answer: str, note: str, by: User) -> BufetatRequest:
    """Answer a request, once; the network and the office's caseworkers are told.

    Raises NotThere, NotAllowed, or AlreadyDone where a colleague was first.
    """
    case = Case.objects.select_for_update().get(pk=asked.case_id)
    demand(may_answer(by, asked))
    asked = BufetatRequest.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    if asked.answered_at:
        raise AlreadyDone(by=asked.answered_by, at=asked.answered_at)
    asked.answer, asked.note, asked.answered_by, asked.answered_at = answer, note, by, clock.now()
    asked.save(update_fields=["answer", "note", "answered_by", "answered_at"])
    journal.record(case=case, action="bufetat.answered", actor=by, details={"answer": answer, "note": note})
    reminders.settle(_key(asked))
    leaders = RoleAssignment.objects.in_force().filter(role=Role.NETWORK_LEADER, network=case.network_id)
    caseworkers = RoleAssignment.objects.in_force().filter(role=Role.CASEWORKER, office=case.office_id)
    for user in User.objects.filter(roles__in=leaders | caseworkers).distinct().order_by("pk"):
        notices.notify(
            to_user=user,
            subject=gettext_lazy("Bufetat has answered %(network)s"),
            body=gettext_lazy("You can read the answer in the case."),
            link=case.get_absolute_url(),
            key=f"{ASKED}:{asked.pk}:{user.pk}",
            fields={"network": case.network.name},
        )
    return asked


def _address(asked: BufetatRequest) -> str:
    with override("nb"):
        return reverse("bufetat-answer", args=[asked.pk])


def _key(asked: BufetatRequest) -> str:
    return f"{ASKED}:{asked.pk}"

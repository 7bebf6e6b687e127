"""What can be done on a network's page: the address, the form, who may, and the verb that does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows.cases.rights import Answer
from workflows.directory.models import Network, RoleAssignment, Service, User

from . import (
    answering,
    forms,
    helping,
    inviting,
    membership,
    people,
    people_forms,
    planning,
    rights,
    services,
    taking_part,
)


@dataclass(frozen=True)
class Act:
    """One act. `rows` gives what it can be done with where it is about one of the network's rows.

    `leads_to` says where it leads when that is not the network's page, which one may have left by it; `button` what
    the button says where "Save" does not fit.
    """

    slug: str
    title: str | Promise
    form: type[forms.Form]
    may: Callable[[User, Any], Answer]
    do: Callable[[Any, User, dict[str, Any]], Any]
    rows: Callable[[Network], QuerySet[Any]] | None = None
    leads_to: Callable[[User, Any], Any] | None = None
    button: str | Promise = ""


def _join(network: Network, by: User, typed: dict[str, Any]) -> None:
    service = _service(typed, Service.Kind.CHILD_WELFARE)
    membership.join(network=network, service=service, by=by, **typed)


def _invite(network: Network, by: User, typed: dict[str, Any]) -> None:
    typed.pop("target_group")  # demanded by the form
    service = _service(typed, typed.pop("new_kind") or Service.Kind.OTHER)
    name, email = typed.pop("contact_name"), typed.pop("contact_email")
    invitation = inviting.invite(network=network, service=service, by=by, **typed)
    if email:
        answering.ask(invitation=invitation, name=name, email=email, by=by)


def _service(typed: dict[str, Any], kind: str) -> Service:
    """Return the service that was chosen, or the one that was written, now in the register."""
    chosen, name, host, serves = (
        typed.pop(each) for each in ("service", "new_name", "new_host", "new_serves")
    )
    return chosen or services.register(name=name, kind=kind, host=host, serves=serves)


def _verb(verb: Callable[..., Any], about: str) -> Callable[[Any, User, dict[str, Any]], Any]:
    """Return how a verb is done that takes what the form says as it is."""
    return lambda target, by, typed: verb(**{about: target}, by=by, **typed)


def _after_leaving(user: User, held: RoleAssignment) -> Any:
    """Return where one goes on who has ended somebody's part: their own leads away from the network."""
    return "networks" if held.user_id == user.pk else held.network


def _manages_its_network(user: User, row: Any) -> Answer:
    """Return whether a person may change the network that a row is of."""
    return rights.may_manage(user, row.network)


_ACTS = [
    Act("medlem", _("A service joins"), forms.JoinForm, rights.may_manage, _join),
    Act("leder", _("Choose network leader"), forms.LeaderForm, rights.may_manage, _verb(
        lambda network, by, person, from_day, **_email: people.choose_leader(
            network=network, by=by, person=person, from_day=from_day), "network")),
    Act("inviter-personer", _("Invite people"), people_forms.InvitePeopleForm, rights.may_manage,
        _verb(taking_part.invite, "network"), button=_("Invite people")),
    Act("send-invitasjon", _("Send the invitation again"), forms.Form, _manages_its_network,
        _verb(taking_part.invite_again, "invitation"), taking_part.waiting, button=_("Send again")),
    Act("trekk-invitasjon", _("Take the invitation back"), forms.Form, _manages_its_network,
        _verb(taking_part.take_back, "invitation"), taking_part.waiting, button=_("Take back")),
    Act("slutt", _("End the participation"), forms.Form, taking_part.may_end, _verb(taking_part.end, "held_role"),
        taking_part.participants, _after_leaving, _("End the participation")),
    Act("styringsgruppe", _("Somebody joins the steering group"), forms.SteeringForm, rights.may_manage,
        _verb(people.add_to_steering_group, "network")),
    Act("plan", _("Add a plan"), forms.PlanForm, rights.may_manage, _verb(planning.add_plan, "network")),
    Act("tema", _("Themes of the network"), forms.ThemesForm, rights.may_manage,
        _verb(planning.set_themes, "network")),
    Act("videre", _("Cooperation without funds"), forms.ContinuationForm, rights.may_manage,
        _verb(planning.set_continuation, "network")),
    Act("inviter", _("Invite another municipal service"), forms.InvitationForm, rights.may_invite, _invite),
    Act("hjelp", _("Ask the office for help"), forms.HelpForm, rights.may_invite, _verb(helping.ask, "network")),
    Act("oppfolging", _("Write follow-up"), forms.FollowUpForm, rights.may_follow_up,
        _verb(helping.follow_up, "network")),
    Act("ut", _("A service leaves"), forms.LeaveForm, rights.may_leave, _verb(membership.leave, "membership"),
        lambda network: network.memberships.select_related("service")),
    Act("personer", _("Persons sent"), forms.PersonsForm, rights.may_leave,
        _verb(membership.set_persons, "membership"), lambda network: network.memberships.select_related("service")),
    Act("sett", _("We have seen this"), forms.Form, rights.may_note_member, _verb(membership.note, "membership"),
        lambda network: network.memberships.select_related("service")),
    Act("styringsgruppe-ut", _("Somebody leaves the steering group"), forms.SteeringEndForm,
        _manages_its_network, _verb(people.end_in_steering_group, "member"),
        lambda network: network.steering.all()),
    Act("invitasjon", _("What the municipality decided"), forms.InvitationAnswerForm, rights.may_answer,
        _verb(inviting.answer, "invitation"), lambda network: network.invitations.select_related("service")),
    Act("svarlenke", _("Send a link to answer by"), forms.LinkForm, answering.may_ask,
        _verb(answering.ask, "invitation"), lambda network: network.invitations.select_related("service"),
        button=_("Send the link")),
    Act("svar", _("Answer a request for help"), forms.HelpAnswerForm,
        lambda user, request: rights.may_follow_up(user, request.network), _verb(helping.answer, "request"),
        lambda network: network.requests.all()),
]  # fmt: skip
ACTS = {act.slug: act for act in _ACTS}

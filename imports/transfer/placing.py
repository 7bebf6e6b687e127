"""Where what came belongs in the own register: what is found by itself, what is chosen, and what is not here (R7.3)."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from workflows.cases.models import Arrival, Case
from workflows.directory.changes import History, UnknownMunicipality
from workflows.directory.models import (
    BufetatRegion,
    GovernorOffice,
    KnowledgeEnvironment,
    Municipality,
    Network,
    Service,
)
from workflows.schemes.models import Call, Edition, SchemeVersion

from .opening import Came
from .rows import refusing_the_malformed

Placing = dict[str, Any]


def own_edition(told: dict[str, Any]) -> Edition | None:
    """Return the own edition of the same content."""
    return Edition.objects.filter(
        document=str(told["document"]), version=told["version"], content_hash=str(told["content_hash"])
    ).first()


def own_scheme(told: dict[str, Any]) -> SchemeVersion | None:
    """Return the own scheme version that asks and says the same."""
    versions = SchemeVersion.objects.filter(code=str(told["code"]), trial=False).order_by("-version")
    return next((each for each in versions if each.definition == told["definition"]), None)


def number_today(code: str, came: Came, history: History) -> str:
    """Return what a municipality number, written when the application was sent, is today; '' where none is meant."""
    try:
        found = history.resolve(code, came.submitted_on)
    except UnknownMunicipality:
        return ""
    return found.candidates[0] if len(found.candidates) == 1 else ""


@refusing_the_malformed()
def suggested(came: Came, office: GovernorOffice) -> Placing:
    """Return how the case is placed unless somebody says otherwise."""
    network = str(came.told["network"]["code"])
    return {
        "network": network if Network.objects.filter(code=network).exists() else "",
        "municipality": number_today(str(came.told["municipality"]["code"]), came, History.from_database()),
        "call": str(getattr(calls_for(came, office).filter(year=came.case["year"]).first(), "pk", "")),
        "people": {},
    }


def calls_for(came: Came, office: GovernorOffice) -> Any:
    """Return the own calls of the same scheme, those of the receiving office and of the sender's, the newest first."""
    offices = [office.code, str(came.told["office"]["code"])]
    calls = Call.objects.filter(
        scheme_version__code=came.told["scheme_version"]["code"], office__code__in=offices
    )
    return calls.select_related("office", "scheme_version").order_by("-year", "-id")


def people_in(came: Came) -> list[tuple[str, str]]:
    """Return who is named in the case, by their key there, those who took part first."""
    told = came.references.get("workflows.User", {})
    named = [(key, str(about.get("name", key)), bool(about.get("did"))) for key, about in told.items()]
    return [(key, name) for key, name, took_part in sorted(named, key=lambda each: (not each[2], each[1]))]


def already_here(came: Came) -> str:
    """Return in words that the case is here already; nothing where it is not."""
    arrived = Arrival.objects.filter(seal=came.seal).select_related("case").first()
    if arrived:
        return _("This very package was received before, as case %(number)s.") % {
            "number": arrived.case.number
        }
    if Case.objects.filter(number=came.number).exists():
        return _("There is a case %(number)s here already.") % {"number": came.number}
    return ""


@refusing_the_malformed()
def differences(came: Came, office: GovernorOffice) -> list[str]:
    """Return in words everything in the package that the own register does not have, or has otherwise."""
    return [
        *_of_network(came),
        *_of_municipalities(came),
        *_of_rules(came),
        *_of_call(came, office),
        *_of_others(came),
    ]


def _of_network(came: Came) -> Iterator[str]:
    told = came.told["network"]
    own = Network.objects.filter(code=str(told["code"])).first()
    if own is None:
        yield _("There is no network with the code %(code)s here.") % {"code": told["code"]}
    elif own.name != told["name"]:
        yield _("The network %(code)s is called %(here)s here, and %(there)s there.") % {
            "code": own.code, "here": own.name, "there": told["name"],
        }  # fmt: skip


def _of_municipalities(came: Came) -> Iterator[str]:
    history = History.from_database()
    told = [came.told["municipality"], *came.references.get("workflows.Municipality", {}).values()]
    seen: set[str] = set()
    for each in told:
        code = str(each.get("code", ""))
        if code in seen:
            continue
        seen.add(code)
        today = number_today(code, came, history)
        if not today:
            yield _("The municipality number %(code)s means no one municipality here.") % {"code": code}
        elif today != code:
            yield _("The municipality number %(code)s is %(today)s today.") % {"code": code, "today": today}
        own = Municipality.objects.filter(code=today).first() if today else None
        if own and each.get("org_number") and own.org_number and own.org_number != each["org_number"]:
            yield _("%(municipality)s has the organisation number %(here)s here, and %(there)s there.") % {
                "municipality": own, "here": own.org_number, "there": each["org_number"],
            }  # fmt: skip


def _of_rules(came: Came) -> Iterator[str]:
    told = came.told["scheme_version"]
    if not SchemeVersion.objects.filter(code=str(told["code"]), trial=False).exists():
        yield _("There is no scheme %(code)s here.") % {"code": told["code"]}
    elif own_scheme(told) is None:
        yield _(
            "The form of the scheme is another here: some answers may not be shown, some questions not answered."
        )
    for edition in came.editions:
        if own_edition(edition) is None:
            yield _(
                "The edition «%(title)s» is not here as it was there: its checks are kept as history."
            ) % {"title": edition.get("title_nb", "")}


def _of_call(came: Came, office: GovernorOffice) -> Iterator[str]:
    if not calls_for(came, office).filter(year=came.case["year"]).exists():
        yield _("There is no call of this scheme for %(year)s here.") % {"year": came.case["year"]}


def _of_others(came: Came) -> Iterator[str]:
    for key, about in came.references.get("workflows.GovernorOffice", {}).items():
        if not GovernorOffice.objects.filter(code=str(about.get("code", key))).exists():
            yield _("The office %(code)s is not here.") % {"code": about.get("code", key)}
    for about in came.references.get("workflows.Service", {}).values():
        if not Service.objects.filter(
            name=str(about.get("name")), host__code=str(about.get("host"))
        ).exists():
            yield _("The service %(name)s is not here, and will be made.") % {"name": about.get("name")}
    for model, label in ((BufetatRegion, "code"), (KnowledgeEnvironment, "name")):
        for about in came.references.get(model._meta.label, {}).values():
            if not model._default_manager.filter(**{label: str(about.get(label))}).exists():
                yield _("%(name)s is not here: what refers to it is kept as history.") % {
                    "name": about.get(label)
                }
    if people := people_in(came):
        yield _("People who are named and not known here: %(count)s, unless you say who they are.") % {
            "count": len(people)
        }

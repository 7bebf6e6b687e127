"""What networks and offices of the demo have done beside the cases: people made up, places real, on dates."""

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial

from workflows import clock
from workflows.directory.models import Municipality, Network, Role, RoleAssignment, Service, User
from workflows.networks import helping, membership, outreach, people, planning
from workflows.staffing import absences

Act = tuple[str, Callable[[], object]]  # the day, and what is done on it
_STEERING = [
    ("dalane-laering", "Ellinor Prestegardsli", "Kommunalsjef for oppvekst", "1101", True, "2024-02-01"),
    ("dalane-laering", "Gisle Kvassheimås", "Barnevernsleder", "1111", False, "2024-02-01"),
    ("sunnhordland-laering", "Aud Hystadmarkmo", "Kommunalsjef", "4614", True, "2024-03-01"),
    ("orkla-laering", "Reidar Fannremslia", "Fagleiar", None, False, "2024-02-15"),
]
_FOLLOW_UP = [
    ("rog.saksbehandler", "dalane-laering", "2024-09-18", "Møte med nettverkslederen om framdriften. Fint i rute."),
    ("rog.saksbehandler2", "ryfylke-laering", "2024-10-02", "Ringte. Tjenesten ser etter flere å gå sammen med."),
    ("ves.saksbehandler", "sogn-leder", "2024-11-12", "Var med på ei samling. Deltakarane er godt nøgde."),
]  # fmt: skip
_NOTES = [
    ("rog.saksbehandler", "1149", "outreach", "2024-10-21", "Kommunalsjef", "Fortalte om nettverkene."),
    ("rog.saksbehandler", "1149", "marked", "2024-10-21", "", "Har bedt om å bli ringt igjen før neste utlysning."),
    ("rog.saksbehandler2", "1106", "outreach", "2024-11-05", "Barnevernsleder", "Sendte lenke til retningslinjene."),
    ("ves.saksbehandler", "4602", "marked", "2024-11-20", "", "Ny leiar i tenesta, vil ha eit møte om nettverk."),
]  # fmt: skip
_REQUESTS = [
    ("dalane-laering", "knowledge", "2024-08-20", "Vi ser etter noen som kan veilede oss i samtaler med barn.",
     ("rog.saksbehandler", "2024-09-03", "Kunnskapsmiljøet tar kontakt med nettverkslederen i september.")),
    ("ryfylke-laering", "partner", "2025-01-27", "Vi treng ei teneste til. Kven kan vi spørje?", None),
    ("oslo-laering", "bufetat", "2025-02-03", "Hvem kan holde opplæring for oss?", None),
]  # fmt: skip
_CONTINUATION = (
    "dalane-laering",
    "2024-09-18",
    "Tjenestene møtes fire ganger i året og bytter på å være vertskap.",
)
_JOINS = (
    "sunnhordland-laering",
    "Barnevernstenesta i Hjelmeland, Suldal og Sauda",
    "2025-01-15",
)  # a service of another county: its office is told
_AWAY = ("rog.saksbehandler2", "rog.saksbehandler", "2025-02-07", "2025-02-10", "2025-02-21")


def build() -> None:
    """Do all of it through the verbs, in the order it happened; the clock stands where the last of it was done."""
    acts = [*_steering(), *_followed_up(), *_noted(), *_asked(), _continues(), _joins(), _away()]
    for day, act in sorted(acts, key=lambda pair: pair[0]):
        clock.move_to(dt.date.fromisoformat(day))
        act()


def _steering() -> Iterator[Act]:
    for code, name, position, municipality, leadership, day in _STEERING:
        network = _network(code)
        yield (
            day,
            partial(
                people.add_to_steering_group,
                network=network,
                name=name,
                position=position,
                municipality=Municipality.objects.filter(code=municipality).first(),
                municipal_leadership=leadership,
                valid_from=dt.date.fromisoformat(day),
                by=_leader(network),
            ),
        )


def _followed_up() -> Iterator[Act]:
    for who, code, day, text in _FOLLOW_UP:
        on = dt.date.fromisoformat(day)
        yield day, partial(helping.follow_up, network=_network(code), on=on, text=text, by=_user(who))


def _noted() -> Iterator[Act]:
    for who, code, kind, day, whom, text in _NOTES:
        place = Municipality.objects.get(code=code)
        yield day, partial(outreach.note, municipality=place, kind=kind, whom=whom, text=text, by=_user(who))


def _asked() -> Iterator[Act]:
    for code, wanted, day, text, answer in _REQUESTS:
        network = _network(code)
        yield day, partial(helping.ask, network=network, wanted=wanted, text=text, by=_leader(network))
        if answer:
            who, later, outcome = answer
            yield later, partial(_answer, network, outcome, _user(who))


def _answer(network: Network, outcome: str, by: User) -> None:
    helping.answer(request=network.requests.get(), outcome=outcome, by=by)


def _continues() -> Act:
    code, day, text = _CONTINUATION
    network = _network(code)
    return day, partial(planning.set_continuation, network=network, text=text, by=_leader(network))


def _joins() -> Act:
    code, name, day = _JOINS
    network, service = _network(code), Service.objects.get(name=name)
    joined, sent = dt.date.fromisoformat(day), {"persons": 2, "persons_from_leadership": 1}
    return day, partial(
        membership.join, network=network, service=service, joined=joined, by=_leader(network), **sent
    )


def _away() -> Act:
    """Let a caseworker be away where the demo stands, with a colleague who acts for her."""
    who, substitute, day, first, last = _AWAY
    person = _user(who)
    first_day, last_day = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    return day, partial(
        absences.register_absence,
        person=person, substitute=_user(substitute), first_day=first_day, last_day=last_day, by=person,
    )  # fmt: skip


def _network(code: str) -> Network:
    return Network.objects.get(code=code)


def _leader(network: Network) -> User:
    return RoleAssignment.objects.select_related("user").get(role=Role.NETWORK_LEADER, network=network).user


def _user(username: str) -> User:
    return User.objects.get(username=username)

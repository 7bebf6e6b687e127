"""Where a person stands: what waits for them, what waits for others, what comes next, and their letters.

Read in a fixed number of questions, however many cases there are; nothing of the offices' inner work is in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, Prefetch, Q, QuerySet, prefetch_related_objects

from workflows.application.along import open_writing
from workflows.cases.checking import know_rules
from workflows.cases.correspondence import unread_by
from workflows.cases.models import Case, CaseStatus, Document, WorkItem
from workflows.cases.rights import Scope, documents_in_sight, open_work, read_in_full, visible_cases
from workflows.directory.models import Network, Role, User
from workflows.grant.models import Decision
from workflows.pages.ahead import Ahead, ahead
from workflows.pages.whom import WHERE, Waited, waited_for
from workflows.report.carrying import may_apply
from workflows.report.models import RepaymentClaim
from workflows.report.offering import REPORTING, CarryOverOffer, carry_over_offer
from workflows.schemes.models import Call

SHOWN = 50  # of everything: the lists of cases and documents have the rest
LETTERS = 6
NEXT = 2  # what comes first in each case; its own page tells all of it


@dataclass
class OneCase:
    """A case in hand: who has it, what comes next, and where unspent money is applied for by whoever leads."""

    case: Case
    waited: list[Waited] = field(default_factory=list)
    coming: list[Ahead] = field(default_factory=list)
    offer: CarryOverOffer | None = None

    @property
    def next(self) -> list[Ahead]:
        """Return what comes first."""
        return self.coming[:NEXT]


@dataclass
class Standing:
    """Where a person stands now."""

    items: list[WorkItem]
    claims: list[RepaymentClaim]
    unread: list[Case]  # each with how many messages it has that the person has not read, as `unread`
    open: list[OneCase]
    closed: list[Case]
    asked: list[Case]  # those read only since a statement is asked for: nothing of where they stand
    letters: list[Document]

    @property
    def waits(self) -> bool:
        """Return whether anything waits for the person."""
        return bool(self.items or self.claims or self.unread)


def items_of(user: User) -> QuerySet[WorkItem]:
    """Return what waits for a person, also what they write along on, the nearest day first."""
    theirs = open_work(user) | open_writing(user)
    items = theirs.select_related("task", "case__network", "case__scheme_version", "case__office")
    return items.order_by(F("due").asc(nulls_last=True), "id")


def stand(user: User) -> Standing:
    """Return where a person outside the offices stands."""
    items = list(items_of(user)[:SHOWN])
    cases = _in_hand(user)
    running = [case for case in cases if case.closed_at is None]
    _know(running)
    open_items = list(
        WorkItem.objects.filter(case__in=[case.pk for case in running], open=True)
        .select_related("task", *WHERE)
        .order_by("id")
    )
    own = {item.pk for item in items}
    led = set(Scope.of(user).places("network", Role.NETWORK_LEADER))
    _know_reports([case for case in running if case.network_id in led], open_items)
    return Standing(
        items=items,
        claims=claims_on(user),
        unread=unread_by(user, cases),
        open=[
            _one(
                case,
                [item for item in open_items if item.case_id == case.pk],
                own,
                led=case.network_id in led,
            )
            for case in running
        ],
        closed=[case for case in cases if case.closed_at is not None],
        asked=_asked(user),
        letters=list(documents_in_sight(user).select_related("case").order_by("-date", "-id")[:LETTERS]),
    )


def claims_on(user: User) -> list[RepaymentClaim]:
    """Return the claims that are sent to the networks a person leads, and not paid, the nearest day first."""
    led = Scope.of(user).places("network", Role.NETWORK_LEADER)
    if not led:
        return []
    sent = RepaymentClaim.objects.filter(
        case__network__in=led, sent_at__isnull=False, received__lt=F("amount")
    )
    return list(sent.select_related("case__network", "case__scheme_version").order_by("due", "id")[:SHOWN])


def networks_of(user: User) -> list[tuple[Network, list[Call]]]:
    """Return the networks a person leads, each with the open calls it can apply under: its office's, for its kind."""
    led = Scope.of(user).places("network", Role.NETWORK_LEADER)
    if not led:
        return []
    rows = Network.objects.filter(pk__in=led).select_related("responsible_municipality__county__office")
    networks = list(rows)
    calls = list(Call.objects.open_now().select_related("scheme_version", "office"))
    return [
        (
            network,
            [
                call
                for call in calls
                if call.office_id == network.office.pk and call.scheme_version.network_kind == network.kind
            ],
        )
        for network in networks
    ]


def _in_hand(user: User) -> list[Case]:
    """Return the newest of the person's cases; a draft that was put away is out of the way."""
    put_away = Q(status=CaseStatus.DRAFT, closed_at__isnull=False)
    cases = read_in_full(user).exclude(put_away)
    with_them = (
        "network",
        "scheme_version",
        "office",
        "edition",
        "call",
        "preliminary_reply",
        "audit_obligation",
    )
    return list(cases.select_related(*with_them)[:SHOWN])


def _asked(user: User) -> list[Case]:
    """Return the newest cases in which only a statement is asked of the person; no question to anybody else."""
    if not Scope.of(user).holds(Role.BUFETAT, Role.KNOWLEDGE_ENVIRONMENT):
        return []
    cases = visible_cases(user).exclude(pk__in=read_in_full(user).values("pk"))
    return list(cases.select_related("network", "scheme_version")[:SHOWN])


def _know(cases: list[Case]) -> None:
    """Let the cases know what `ahead` asks of them."""
    decided = Prefetch("decisions", Decision.objects.select_related("terms"))
    prefetch_related_objects(cases, decided, "pauses")
    know_rules(cases)
    for case in cases:
        decisions = list(case.decisions.all())
        vars(case).setdefault("_newest_known", {})["decisions"] = decisions[-1] if decisions else None


def _know_reports(cases: list[Case], items: list[WorkItem]) -> None:
    """Let the cases know their reports where carry-over can be applied for; no question where it cannot."""
    reporting = {item.case_id for item in items if (item.flow, item.node) == REPORTING}
    asking = [case for case in cases if case.pk in reporting and may_apply(case, case.year)]
    prefetch_related_objects(asking, "reports")


def _one(case: Case, items: Iterable[WorkItem], own: set[int], *, led: bool) -> OneCase:
    open_now = list(items)
    for item in open_now:
        item.case = case
    waited = waited_for((item for item in open_now if item.pk not in own), internal=False)
    offer = carry_over_offer(case, open_now) if led else None
    return OneCase(case, waited, ahead(case, open_now, whole=False), offer)

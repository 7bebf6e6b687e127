"""The overview of ten years, ten offices and three schemes over 100 000 cases is added up by the database."""

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from viewflow.workflow.models import Task

from tests import way
from tests.editions import call_of
from tests.many import copies
from tests.multiplied import multiply
from tests.workflows.pages.test_query_budgets import counted
from workflows.cases.models import Case, WorkItem
from workflows.directory.models import GovernorOffice, Municipality, Network, NetworkMembership, Service
from workflows.funds.balances import balances_of
from workflows.funds.models import LedgerKind, Pot
from workflows.report.models import Report
from workflows.schemes.models import SchemeVersion
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db
MEASURED = ("homes_guided", "home_kinds", "municipalities_reached", "kinship_homes")
CASES, NETWORKS, FIRST_YEAR = 100_000, 300, 2005
FIRST = 1_000_000  # the key of the first row made here
STEPS = CASES // 300 * 30  # one in each case of the last year
POTS = 300  # ten years, ten offices, three schemes
QUERIES = 20
READ_ONE_BY_ONE = 5_000  # cases, for the reference
GAIN = 5  # times as many cases in the same time as when each is read
PARTS = ("", "temaer/", "fosterhjem/", "bufetat/", "tider/", "kommuner/")


@pytest.fixture
def very_many(cast: SimpleNamespace, at: Callable[..., None]) -> Case:
    """Make a hundred thousand cases that are granted, paid and reported on, in 300 pots."""
    case = way.paid()
    call_of("foster_home")  # publishes the scheme
    at(2025, 1, 10)
    case = way.do(case, "report", way.leader_of(case), **answers.report(150_000, case=case))
    case.application.answers |= {"indicators": {row: {"baseline": 2, "target": 5} for row in MEASURED}}
    case.application.save()
    Report.objects.update(answers={"indicators_actual": {row: {"actual": 6} for row in MEASURED}})
    offices = list(GovernorOffice.objects.real().order_by("pk").values_list("pk", flat=True))
    codes = ("leader_network", "self_initiated", "foster_home")
    versions = [
        SchemeVersion.objects.real().filter(code=code).order_by("-version").values_list("pk", flat=True)[0]
        for code in codes
    ]
    Pot.objects.bulk_create(
        Pot(
            id=FIRST + number,
            office_id=offices[number // 3 % 10],
            scheme=codes[number % 3],
            year=FIRST_YEAR + number // 30,  # of years nobody else has a pot in
            authority=10**12,
            available=10**12,
        )
        for number in range(POTS)
    )
    _networks(case.network)
    one_of = "CASE {} " + " ".join("WHEN {} THEN {}" for _ in range(10)) + " END"
    office = one_of.format("n / 3 % 10", *(each for pair in enumerate(offices) for each in pair))
    scheme = f"CASE n % 3 WHEN 0 THEN {versions[0]} WHEN 1 THEN {versions[1]} ELSE {versions[2]} END"
    key = f"{FIRST} + n"
    multiply(
        case, CASES, id=key, number="'MANGE-' || n", draft_number="''", office_id=office, scheme_version_id=scheme,
        year=f"{FIRST_YEAR} + n / 30 % 10", network_id=f"{FIRST} + n % {NETWORKS}",
    )  # fmt: skip
    multiply(case.application, CASES, id=key, case_id=key)
    multiply(case.decision, CASES, id=key, case_id=key)
    multiply(case.reports.get(), CASES, id=key, case_id=key)
    for number, kind in enumerate((LedgerKind.COMMITMENT, LedgerKind.PAYMENT)):
        multiply(
            case.ledger.get(kind=kind), CASES, id=f"{FIRST + number * CASES} + n", case_id=key,
            pot_id=f"{FIRST} + n % {POTS}", act="''",
        )  # fmt: skip
    item = WorkItem.objects.filter(case=case, open=False).latest("pk")
    multiply(Task.objects.get(pk=item.task_id), STEPS, id=f"{FIRST} + n")
    multiply(
        item, STEPS, id=key, task_id=key, case_id=f"{FIRST} + 270 + n % 30 + n / 30 * 300",
        party="'mange-' || n", office_id=str(case.office_id),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return case


def _networks(network: Network) -> None:
    """Make networks with four services each, which serve a municipality apiece."""
    municipalities = list(Municipality.objects.real())
    services = Service.objects.bulk_create(
        [Service(name=f"Mange {each.code}", host=each) for each in municipalities]
    )
    Service.municipalities.through.objects.bulk_create(
        Service.municipalities.through(service=service, municipality=service.host) for service in services
    )
    multiply(network, NETWORKS, id=f"{FIRST} + n", code="'mange-' || n", name="'Nettverk ' || n")
    member = NetworkMembership.objects.filter(network=network).first()
    copies(
        member,
        NETWORKS * 4,
        lambda n: {"network_id": FIRST + n // 4, "service_id": services[n * 7 % len(services)].pk},
    )


def seconds(do: Callable[[], Any]) -> float:
    """Return the seconds that something takes, the quicker of two; on SQLite those that this process used."""
    timer = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    taken = []
    for _ in range(2):
        began = timer()
        do()
        taken.append(timer() - began)
    return min(taken)


def _one_by_one() -> int:
    """Add up what some of the cases were granted and used, each read for itself: the reference."""
    cases = Case.objects.filter(pk__gte=FIRST, pk__lt=FIRST + READ_ONE_BY_ONE).select_related(
        "application", "office"
    )
    read = list(cases.prefetch_related("reports"))
    balances = balances_of(read)
    granted = sum(balances[case.pk].granted + balances[case.pk].paid for case in read)
    used = sum(report.used_amount for case in read for report in case.reports.all())
    return granted + used + sum(case.application.requested_amount or 0 for case in read)  # fmt: skip


def test_very_many_cases_are_added_up_at_once(
    very_many: Case, cast: SimpleNamespace, browse: Callable[[Any], Client]
) -> None:
    client, year = browse(cast.fund_manager), FIRST_YEAR + 9
    reference = seconds(_one_by_one) / READ_ONE_BY_ONE
    client.get("/oversikt/")
    for part in PARTS:
        address = f"/oversikt/{part}?ar={year}"
        assert client.get(address).status_code == 200
        with counted() as asked:
            client.get(address)
        taken = seconds(lambda address=address: client.get(address))
        gain = reference * CASES / taken
        print(
            f"\n{CASES} cases {address:<32} {len(asked):>2} queries, {taken:.2f} s, {gain:.1f} times one by one"
        )
        assert len(asked) <= QUERIES
        if not part:
            assert gain >= GAIN

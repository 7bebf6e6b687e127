"""A scheme is tried before it is published: both sides by their pages, with test money, and nothing real is touched."""

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from tests import way
from tests.workflows.trying import trials
from workflows import outbox, publishing
from workflows.application import drafts
from workflows.cases.models import Case, CaseStatus, WorkItem
from workflows.cases.rights import visible_cases
from workflows.directory.models import (
    GovernorOffice,
    KnowledgeEnvironment,
    Municipality,
    Network,
    Notice,
    UnsentMail,
    User,
)
from workflows.funds.models import LedgerEntry, Pot
from workflows.funds.rights import visible_pots
from workflows.offices import transferring
from workflows.schemes.models import SchemeVersion
from workflows.statements.asking import environments_for
from workflows.trying import beginning, place, reading
from workflows.trying.models import Trial
from workflows.verifying import verify_all

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R3.1", "a scheme is tried from application to report before it is published")
def test_both_sides_are_walked_by_their_pages(cast: Any, browse: Any, at: Any) -> None:
    real = list(Pot.objects.order_by("pk").values())
    trial, client = trials.begun(cast.editor), browse(cast.editor)
    case = trials.apply(client, trial)

    def move(moment: Any) -> None:
        at(moment.year, moment.month, moment.day)

    case = trials.walk(client, case, move=move)
    assert (case.status, case.number[:8]) == (CaseStatus.CLOSED, "PRV-2024")
    assert set(LedgerEntry.objects.filter(case=case).values_list("pot__office__code", flat=True)) == {"PRV"}
    assert list(Pot.objects.exclude(office__code="PRV").order_by("pk").values()) == real
    assert not verify_all().faults
    outbox.deliver_due()
    assert mail.outbox == []
    assert UnsentMail.objects.exists()
    assert not Notice.objects.filter(user__is_trial=False).exists()


@pytest.mark.adversary("A14", "a trial is in no public list, no sum and no other office's work")
def test_nothing_of_a_trial_is_seen_or_added_up(cast: Any, browse: Any, client: Any) -> None:
    at_work = way.submitted()  # so that lists are not empty
    trial, tried = trials.begun(cast.editor), browse(cast.editor)
    case = trials.walk(tried, trials.apply(tried, trial), until="report.report")
    assert case.decision.awarded_amount == 150_000
    for name in ("grants", "public-networks", "public-record", "search", "sitemap", "imports:sources"):
        assert _names_in(client, name) == set(), name
    for address in (reverse("public-network", args=[trial.network.code]), f"/utlysninger/{trial.call.pk}/"):
        assert client.get(address).status_code == 404
    assert (
        client.get(reverse("grants-of-year", args=[2024])).status_code == 404
    )  # no year but the trial's has any
    national = browse(cast.fund_manager)
    for name in (
        *("cases", "tasks", "funds", "funds-distribute", "year-end", "allocations", "reports-owed", "claims"),
        *("networks", "networks-outside", "networks-themes", "network-propose", "contacts", "my-page"),
    ):
        assert _names_in(national, name) == set(), name
    for user in User.objects.filter(is_trial=False):
        assert not visible_cases(user).filter(office__is_trial=True).exists(), user
        assert not visible_pots(user).filter(office__is_trial=True).exists(), user
    assert national.get(reverse("case", args=[case.number])).status_code == 404
    assert browse(cast.leader_network_leader).get(reverse("apply", args=[trial.call.pk])).status_code == 404
    assert visible_cases(cast.caseworker).get() == at_work
    assert _names_in(browse(cast.administrator), "people") == set()


def _names_in(client: Any, name: str) -> set[str]:
    """Return what a page says of the trial: its places and people begin alike."""
    answer = client.get(reverse(name), follow=True)
    assert answer.status_code == 200
    return {word for word in ("Prøve", "PRV", "prove-") if word in answer.content.decode()}


def test_what_is_on_trial_is_offered_to_nobody(cast: Any) -> None:
    before = publishing.offered_schemes()
    published = SchemeVersion.objects.newest("leader_network")
    assert published
    changed = {**published.definition, "name": {"nb": "Ny ordning", "nn": "Ny ordning"}}
    trial = beginning.begin(changed, by=cast.editor)
    assert (trial.call.scheme_version.trial, trial.call.scheme_version.version) == (True, 1)
    assert publishing.offered_schemes() == before
    assert SchemeVersion.objects.newest("leader_network") == published
    assert publishing.publish_scheme(published.definition) == published  # and numbers its versions as before
    assert GovernorOffice.objects.real().count() == 10
    assert place.CODE not in set(GovernorOffice.objects.real().values_list("code", flat=True))
    assert not Municipality.objects.real().filter(county__code=place.COUNTY).exists()
    assert not Network.objects.real().filter(pk=trial.network.pk).exists()


def test_a_trial_that_is_thrown_away_closes_its_cases_and_the_next_begins_afresh(
    cast: Any, browse: Any
) -> None:
    trial, client = trials.begun(cast.editor), browse(cast.editor)
    case = trials.walk(client, trials.apply(client, trial), until="assessment.assess")
    count = case.journal_count
    client.post(reverse("trial-throw-away", args=[trial.pk]))
    case.refresh_from_db()
    assert (case.closed_at is not None, WorkItem.objects.filter(case=case, open=True).count()) == (True, 0)
    assert case.journal_count == count + 1
    assert reading.trials() == []
    assert not verify_all().faults
    first, second = trials.begun(cast.editor), trials.begun(cast.editor)
    assert [each.trial for each in reading.trials()] == [second]
    assert Trial.objects.get(pk=first.pk).ended_at
    assert trials.apply(client, second).network == trial.network


def test_a_trial_cannot_be_handed_to_a_real_office(cast: Any, browse: Any) -> None:
    trial, client = trials.begun(cast.editor), browse(cast.editor)
    case = trials.walk(client, trials.apply(client, trial), until="assessment.assess")
    worker = User.objects.get(username="prove-saksbehandler-1")
    with pytest.raises(transferring.Refused):
        transferring.propose(case=case, to=GovernorOffice.objects.get(code="ROG"), reason="x", by=worker)
    assert Case.objects.get(pk=case.pk).office.code == "PRV"


@pytest.mark.adversary(
    "A14", "a municipality that is made up for trials is no municipality in a real application"
)
def test_the_places_of_trials_are_unknown_to_real_applications(cast: Any, browse: Any) -> None:
    trial, client = trials.begun(cast.editor), browse(cast.editor)
    tried, real = trials.apply(client, trial), way.begin()
    typed = {"municipalities": "9801, Prøvedal, 1108", "responsible_municipality": "9802"}
    faults = [
        {code: form.errors[code] for code in typed if code in form.errors}
        for form in (
            drafts.Draft(each, way.item(each, "write").task).whole(way.as_post(typed))
            for each in (real, tried)
        )
    ]
    assert [set(each) for each in faults] == [
        {"municipalities", "responsible_municipality"},
        {"municipalities"},
    ]
    assert ["9801" in str(each["municipalities"]) for each in faults] == [True, False]


@pytest.mark.requirement(
    "R3.7", "in a trial, Bufetat and the knowledge environment are asked, and answer, as well"
)
def test_the_bodies_outside_are_tried_as_too(cast: Any, browse: Any) -> None:
    published = SchemeVersion.objects.newest("leader_network")
    assert published
    options = published.definition["options"] | {"statements": ["bufetat", "environment"]}
    trial = beginning.begin(published.definition | {"options": options}, by=cast.editor)
    client = browse(cast.editor)
    case = trials.walk(client, trials.apply(client, trial), until="statements.answer")
    [shown] = reading.trials()
    asked = {
        turn.player.account.username: turn.item.get_absolute_url()
        for _case, turns in shown.cases
        for turn in turns
        if turn.player and turn.item.flow == "statements"
    }
    assert set(asked) == {"prove-bufetat", "prove-fagmiljo-leader"}
    for username, address in asked.items():
        trials.become(client, User.objects.get(username=username))
        page = client.get(address)
        assert (page.status_code, case.number in page.content.decode()) == (200, True)
    for account in User.objects.filter(username__in=asked):
        assert set(visible_cases(account)) == {case}
    real = {body.pk for body in KnowledgeEnvironment.objects.real()}
    assert real
    assert not {body.pk for body in environments_for(case)} & real
    assert {body.pk for body in environments_for(way.submitted())} == real


@pytest.mark.requirement(
    "R3.1", "a step that waits for its day begins at once in a trial when asked to, and never in a real case"
)
def test_a_step_of_a_trial_does_not_wait_for_its_day(cast: Any, browse: Any) -> None:
    trial, client = trials.begun(cast.editor), browse(cast.editor)
    case = trials.walk(client, trials.apply(client, trial), until="report.report")
    waiting = WorkItem.objects.get(case=case, open=True, node="report")
    assert waiting.is_not_open_yet
    client.post(reverse("trial-back"))
    address = reverse("trial-begin-at-once", args=[waiting.pk])
    assert address in client.get(reverse("trials")).content.decode()

    real = way.item(way.paid(), "report")
    assert real.is_not_open_yet
    wrong = reverse("trial-begin-at-once", args=[real.pk])
    others = browse(cast.caseworker).post(address)
    assert (client.post(wrong).status_code, others.status_code) == (404, 404)
    assert WorkItem.objects.begin_at_once(real) is False
    assert client.post(address).status_code == 302
    assert address not in client.get(reverse("trials")).content.decode()
    assert [WorkItem.objects.get(pk=each.pk).is_not_open_yet for each in (waiting, real)] == [False, True]
    leader = reading.players_of(trial)[0].account
    trials.become(client, leader)
    assert client.get(waiting.get_absolute_url()).status_code == 200
    assert client.post(address).status_code == 404

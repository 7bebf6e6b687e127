"""A project of several years is audited once, after the last; one that stops early does not escape (R6.2, R6.3)."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from tests import seeing, way
from tests.editions import call_of, paid, report_settled
from workflows import letters, reminders
from workflows.audit import covering, deferring, stopping
from workflows.audit.models import AuditObligation
from workflows.cases.models import Case, CaseStatus
from workflows.cases.settling import unsettled
from workflows.errors import NotAllowed, NotThere, Refused
from workflows.grant import letters as grant_letters
from workflows.verifying import verify_all
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db
SCHEME = "leader_network"
WAITS = _("The audit is deferred: it waits for the statement of the project’s last year, %(year)s.")


def deferred(cast: SimpleNamespace, amount: int = 150_000, last_year: int = 2025) -> Case:
    """Return a case of 2024 that is paid, and whose audit waits for the project's last year."""
    case = way.paid(SCHEME, amount)
    deferring.defer(
        case=case, by=cast.decision_maker, last_year=last_year, reasons="Prosjektet varer i to år."
    )
    return Case.objects.get(pk=case.pk)


def audited(case: Case, day: str) -> Case:
    case = way.do(case, "appoint", way.leader_of(case), how="account", email="auditor@example.org")
    case = way.do(case, "state", "auditor", **answers.statement(day))
    return way.do(case, "control", "caseworker", **answers.control(case, "audit"))


@pytest.mark.requirement(
    "R6.2",
    "two years of 150 000 under a deferred audit: the first waits, the last is audited for 300 000, both close",
)
def test_two_years_are_audited_once_after_the_last(cast: SimpleNamespace, at: Any, browse: Any) -> None:
    first = deferred(cast)
    assert seeing.letters(first)[-1] == ("audit_deferred", "nb")
    assert "2025" in seeing.letter(first, "audit_deferred")
    at(2025, 1, 10)
    first = report_settled(first)
    assert (first.status, unsettled(first)) == (CaseStatus.IN_PROGRESS, [WAITS % {"year": 2025}])
    page = browse(way.leader_of(first)).get(first.get_absolute_url()).content.decode()
    assert WAITS % {"year": 2025} in page

    at(2025, 2, 10)
    call = call_of(SCHEME, year=2025)
    form = browse(way.leader_of(first)).get(reverse("apply", args=[call.pk])).content.decode()
    assert f'name="project" id="project-{first.project_id}"' in form
    last = paid(call, network="ryfylke", project=first.project)
    assert last.project == first.project
    at(2026, 1, 10)
    last = report_settled(last)
    obligation = last.audit_obligation
    assert (obligation.owed, obligation.amount, str(obligation.deadline)) == (True, 300_000, "2026-04-01")
    shown = browse(cast.caseworker).get(f"{last.get_absolute_url()}revisjon/").content.decode()
    assert "300\u00a0000" in shown
    assert first.number in shown
    last = audited(last, "09.01.2026")
    first.refresh_from_db()
    assert (first.status, last.status) == (CaseStatus.CLOSED, CaseStatus.CLOSED)
    assert [seeing.letters(case)[-1] for case in (first, last)] == [("audit_closed", "nb")] * 2
    assert verify_all().faults == []


@pytest.mark.requirement(
    "R6.3", "stopped early at 150 000 nothing is owed; at 250 000 it is, by the office's deadline"
)
@pytest.mark.parametrize(("amount", "owed"), [(150_000, False), (250_000, True)])
def test_an_early_stop_ends_the_deferral(amount: int, owed: bool, cast: SimpleNamespace, at: Any) -> None:
    case = deferred(cast, amount, last_year=2026)
    at(2025, 1, 10)
    case = report_settled(case)
    stopping.tell(
        case=case, by=way.leader_of(case), stopped_on=dt.date(2025, 1, 9), reasons="To tjenester trakk seg."
    )
    assert seeing.open_tasks(case) == []
    waiting = [told.link for told in reminders.waiting_for(cast.caseworker)]
    assert reverse("audit-stop", args=[case.number]) in waiting
    stopping.set_deadline(case=case, by=cast.caseworker, deadline=dt.date(2025, 3, 1))
    case = Case.objects.get(pk=case.pk)
    assert "1. mars 2025" in seeing.letter(case, "project_stopped")
    obligation = case.audit_obligation
    deadline = dt.date(2025, 3, 1) if owed else None
    assert (obligation.owed, obligation.deferred_to, obligation.deadline) == (owed, None, deadline)
    assert (case.status, seeing.open_tasks(case)) == (
        (CaseStatus.WAITING_FOR_YOU, ["audit.appoint"]) if owed else (CaseStatus.CLOSED, [])
    )
    if owed:
        assert audited(case, "09.01.2025").status == CaseStatus.CLOSED


@pytest.mark.requirement(
    "R6.3", "whether the threshold applies after a stop, and to which sum, is what is published"
)
@pytest.mark.parametrize(
    ("published", "owed"),
    [(covering.ON_SUM, True), (covering.ON_AWARD, False), (covering.ALWAYS, True), (None, True)],
)
def test_the_published_rule_says_how_the_threshold_applies_after_a_stop(
    published: str | None, owed: bool, cast: SimpleNamespace, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(covering, "parameter", lambda case, name: published)
    first = deferred(cast, 120_000, last_year=2026)
    at(2025, 2, 10)
    last = paid(call_of(SCHEME, year=2025), 120_000, network="ryfylke", project=first.project)
    stopping.tell(case=last, by=cast.caseworker, stopped_on=dt.date(2025, 2, 9), reasons="Sluttet.")
    stopping.set_deadline(case=last, by=cast.caseworker, deadline=dt.date(2025, 9, 1))
    at(2026, 1, 10)
    assert report_settled(last).audit_obligation.owed is owed


@pytest.mark.requirement(
    "R8.9", "where the published rule sums per recipient, two grants of 150 000 in a year owe an audit"
)
@pytest.mark.parametrize(
    ("per", "owed", "amount"), [("recipient", True, 300_000), ("project", False, 150_000)]
)
def test_the_sum_is_per_recipient_where_the_rule_says_so(
    per: str, owed: bool, amount: int, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (covering, grant_letters):
        monkeypatch.setattr(module, "parameter", lambda case, name: per if name == "audit_sum_per" else None)
    first, second = way.paid(SCHEME), way.ready_to_decide(SCHEME)
    second = way.do(second, "decide", "decision_maker", **answers.decision(second, 150_000))
    at(2025, 1, 10)
    obligation = report_settled(first).audit_obligation
    assert (obligation.owed, obligation.amount) == (owed, amount)
    said = letters.audit_requirement(required=owed, deadline=second.decision.audit_deadline, language="nb")
    assert said.replace("\u00a0", " ") in seeing.letter(second, "granted")
    assert verify_all().faults == []


@pytest.mark.requirement(
    "R6.2", "deferring is a decision maker's, with a reason, once, where a paragraph allows it"
)
@pytest.mark.adversary(
    "A10", "a deferral or a stop before anything is granted is refused, and changes nothing"
)
def test_who_may_defer_and_when(cast: SimpleNamespace, browse: Any, at: Any) -> None:
    case = way.ready_to_decide(SCHEME)
    typed = {"last_year": "2025", "reasons": "Flere år."}
    url, stop = reverse("audit-defer", args=[case.number]), reverse("audit-stop", args=[case.number])
    assert browse(cast.decision_maker).post(url, typed).status_code == 422
    told = {"stopped_on": "01.03.2024", "reasons": "Sluttet."}
    assert browse(way.leader_of(case)).post(stop, told).status_code == 422
    case = way.do(case, "decide", "decision_maker", **answers.decision(case, 150_000))
    people = (cast.caseworker, way.leader_of(case), cast.other_decision_maker, cast.outsider)
    assert [browse(person).post(url, typed).status_code for person in people] == [403, 403, 404, 404]
    for person, error in ((cast.caseworker, NotAllowed), (cast.other_decision_maker, NotThere)):
        with pytest.raises(error):
            deferring.defer(case=case, by=person, last_year=2025, reasons="Flere år.")
    browser = browse(cast.decision_maker)
    bad = [{"last_year": "2024"}, {"last_year": "9" * 30}, {"reasons": ""}, {"reasons": "a\0b"}]
    assert [browser.post(url, typed | each).status_code for each in bad] == [422] * 4
    assert [browser.post(url, typed).status_code, browser.post(url, typed).status_code] == [302, 422]
    case.project.refresh_from_db()
    assert (case.project.last_year, case.project.audit_deferral.reasons) == (2025, "Flere år.")
    assert not AuditObligation.objects.exists()


@pytest.mark.requirement("R3.2", "2021 does not state that an audit can be deferred, and the refusal says so")
def test_nothing_is_deferred_under_2021(cast: SimpleNamespace, at: Any) -> None:
    at(2021, 3, 4)
    case = paid(call_of("self_initiated", "2021"))
    with pytest.raises(Refused) as refused:
        deferring.defer(case=case, by=cast.decision_maker, last_year=2022, reasons="Flere år.")
    assert refused.value.messages == (
        _("Deferring the audit is not stated in the document the case is under."),
    )


@pytest.mark.requirement(
    "R6.3", "the network's leader tells that it has stopped; the office sets the deadline, once"
)
def test_who_tells_of_a_stop_and_who_sets_the_deadline(cast: SimpleNamespace, browse: Any) -> None:
    case = deferred(cast)
    url = reverse("audit-stop", args=[case.number])
    leader, office = browse(way.leader_of(case)), browse(cast.caseworker)
    told = {"stopped_on": "01.03.2024", "reasons": "Sluttet."}
    assert leader.post(url, told | {"stopped_on": "01.03.2030"}).status_code == 422
    assert leader.post(url, told | {"deadline": "01.05.2024"}).status_code == 302
    case.project.refresh_from_db()
    assert case.project.stop.deadline is None
    with pytest.raises(NotAllowed):
        stopping.set_deadline(case=case, by=way.leader_of(case), deadline=dt.date(2024, 5, 1))
    assert [leader.get(url).status_code, leader.post(url, told).status_code] == [200, 422]
    typed = {"deadline": "01.05.2024"}
    statuses = [
        office.post(url, {"deadline": "01.01.2024"}),
        office.post(url, typed),
        office.post(url, typed),
    ]
    assert [answer.status_code for answer in statuses] == [422, 302, 422]
    assert browse(cast.outsider).get(url).status_code == 404

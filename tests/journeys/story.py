"""One case, told by who does what. Every step goes through the one door, as the page of the task does."""

import uuid
from typing import Any

from tests import seeing, way
from workflows import work
from workflows.cases.models import Case
from workflows.cases.rights import can, open_work
from workflows.directory.models import User
from workflows.walkthrough import answers


class Story:
    """A case on its way. `people` says which account plays which part at the office."""

    def __init__(self, at: Any, scheme: str, people: dict[str, str] | None = None) -> None:
        self.at, self.scheme = at, scheme
        parts = ("caseworker", "decision_maker", "payment_attester", "auditor")
        self.people = {part: part for part in parts} | (people or {})
        self.case: Case = way.begin(scheme)

    # The network

    def the_network_applies_for(self, amount: int, **changes: Any) -> None:
        """The leader writes the application, and asks the participants."""
        typed = way.application_data(self.case, amount, **changes)
        files = way.plan() if self.scheme == "self_initiated" else {}
        self._network("write", files, **typed)

    def every_participant_confirms(self) -> None:
        """Each one who is asked stands behind the application."""
        for person in User.objects.filter(roles__role__in=["municipal_management", "child_welfare_leader"]):
            for item in open_work(person).filter(case=self.case, node="confirm"):
                typed = way.as_post({"title": "Leder", "confirmed": "on"})
                work.complete(item, by=person, data=typed, key=uuid.uuid4().hex)

    def the_network_sends_it(self) -> dict[str, list[str]]:
        """The leader sends the application; returns why it is refused, if it is."""
        refused = seeing.refusals(self.case, "submit", way.leader_of(self.case), choice="send")
        self.case = Case.objects.get(pk=self.case.pk)
        return refused

    def the_network_sends_what_was_missing(self, amount: int) -> None:
        """The leader answers what the caseworker asked for."""
        self._network("supplement", **way.application_data(self.case, amount))

    def the_network_accepts(self) -> None:
        """The leader accepts the terms, and gives the account number."""
        self._network("accept", account_number=answers.ACCOUNT, accepted="on")

    def the_network_reports(self, used: int, **changes: Any) -> None:
        """The leader reports the year's use."""
        self._network("report", **(answers.report(used) | changes))

    def the_network_appoints_the_auditor(self) -> None:
        """The leader names the auditor."""
        self._network("appoint", email=f"{self.people['auditor']}@example.org")

    # The office

    def the_caseworker_asks_for(self, what: str) -> None:
        """The caseworker sends the application back, saying what is missing."""
        self._office("caseworker", "formal_check", result="ask", asked_for=what)

    def the_caseworker_finds_it_complete(self) -> None:
        """The caseworker accepts the application for assessment."""
        self._office("caseworker", "formal_check", result="complete")

    def the_caseworker_recommends(self, amount: int | None = None) -> None:
        """The caseworker declares impartiality, assesses, and recommends in full or an amount."""
        self._office("caseworker", "declare", declaration="impartial")
        self._office("caseworker", "assess", **answers.assessment(self.case, recommended=amount))

    def the_decision_maker_awards(self, amount: int, **changes: Any) -> None:
        """Another person declares impartiality, decides, and the letter goes out."""
        self._office("decision_maker", "declare", declaration="impartial")
        self._office("decision_maker", "decide", **(answers.decision(self.case, amount) | changes))

    def the_decision_maker_refuses(self, reasons: str) -> None:
        """Another person declares impartiality and refuses."""
        self._office("decision_maker", "declare", declaration="impartial")
        self._office("decision_maker", "decide", outcome="refused", reasons=reasons)

    def the_caseworker_registers_the_payment(self) -> None:
        """The first of two persons."""
        self._office("caseworker", "register_payment", paid_on="04.03.2024")

    def two_persons_pay(self) -> None:
        """One registers the payment, another attests it."""
        self.the_caseworker_registers_the_payment()
        self._office("payment_attester", "attest_payment", attested="on")

    def the_caseworker_sends_the_report_back(self, why: str) -> None:
        """The report must be corrected."""
        typed = answers.control(self.case) | {"result": "return", "note": why}
        self._office("caseworker", "control", **typed)

    def the_caseworker_approves(self, step: str = "report") -> None:
        """The report, or the audit statement, is approved."""
        self._office("caseworker", "control", **answers.control(self.case, step))

    def the_money_comes_back(self, on: str) -> None:
        """The caseworker registers the repayment."""
        self._office("caseworker", "repay", received_on=on)

    def the_auditor_attests(self, on: str) -> None:
        """The auditor gives a statement without reservation."""
        self._office("auditor", "state", **answers.statement(on))

    # Time, and what is seen

    def time_passes_to(self, year: int, month: int, day: int) -> None:
        """Move to nine in the morning of a day."""
        self.at(year, month, day)

    @property
    def waits_for(self) -> list[str]:
        """Return whose turn it is: role and task of all open work, but for participants who have not answered."""
        items = self.case.items.filter(open=True).exclude(node="confirm").order_by("id")
        return [f"{item.role}: {item.node}" for item in items]

    def may_do_what_waits(self, username: str) -> bool:
        """Return whether somebody may do the task that waits."""
        item = self.case.items.select_related("task", "case").get(open=True)
        return bool(can(User.objects.get(username=username), "work", item))

    def _network(self, node: str, files: dict[str, Any] | None = None, **typed: Any) -> None:
        self.case = way.do(self.case, node, way.leader_of(self.case), files, **typed)

    def _office(self, part: str, node: str, **typed: Any) -> None:
        self.case = way.do(self.case, node, self.people[part], **typed)

"""What comes next in a case, and by when, in words for those who wait: after what is open now."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from workflows import clock
from workflows.application.replying import days_to_reply, reply_due
from workflows.cases.checking import parameter
from workflows.cases.models import Case, WorkItem
from workflows.grant.letters import owes_audit
from workflows.grant.models import Decision
from workflows.grant.terms import sets_audit
from workflows.report.actions import use_by
from workflows.ui.dates import day_of, long_date


@dataclass(frozen=True)
class Ahead:
    """Something that is to come: what, and by when where a day is said (`by`) or in words (`note`)."""

    title: str
    by: dt.date | None = None
    note: str = ""
    code: str = ""  # what the day is, where it is one that the network must keep


KEPT = ("appeal", "use", "report", "audit")


@dataclass(frozen=True)
class Terms:
    """What only the documents of a case tell of what comes after the grant."""

    use_by: dt.date | None
    audit_by: dt.date | None
    audit_owed: bool

    @classmethod
    def of(cls, case: Case, decision: Decision, *, whole: bool) -> "Terms":
        """Return the day the money is used by now, and whether an audit is demanded.

        Only the `whole` knows of money that was carried over, and of an audit that goes by a recipient's sum.
        """
        alone = whole or parameter(case, "audit_sum_per") != "recipient"
        owed = sets_audit(decision) or (alone and owes_audit(case, decision.awarded_amount))
        owed = owed and not hasattr(
            case, "audit_obligation"
        )  # once worked out, it is work that is open, or settled
        return cls(use_by(case) if whole else decision.use_deadline, decision.audit_deadline, owed)


def ahead(case: Case, items: Iterable[WorkItem], *, whole: bool = True) -> list[Ahead]:
    """Return what is to come in a case, the earliest first; `items` is its open work.

    `whole` tells also what must be asked of the database; without it, nothing is asked where call, rules, decisions
    with their terms, pauses, preliminary reply and audit obligation are known.
    """
    if case.closed_at is not None:
        return []
    if case.is_draft:
        return _before_sending(case)
    decision = getattr(case, "decision", None)
    if decision is None:
        return _before_answer(case)
    if not decision.awarded_amount:
        return [Ahead(_("You get an answer to the appeal"))]
    terms = Terms.of(case, decision, whole=whole)
    return _after_grant(decision, {f"{item.flow}.{item.node}": item for item in items}, terms)


def _before_sending(case: Case) -> list[Ahead]:
    days = days_to_reply(case)
    answer = _("Within %(days)s days after the application came") % {"days": days} if days else ""
    closes = day_of(case.call.deadline)
    sent = Ahead(_("The call closes: the application is sent before that"), closes)
    if case.call.deadline < clock.now():
        late = _("A late application says why it is late, and can be dismissed.")
        sent = Ahead(_("The call closed on %(date)s") % {"date": long_date(closes)}, note=late)
    return [
        sent,
        Ahead(_("The county governor sees that the application is complete")),
        Ahead(_("You get an answer"), note=answer),
    ]


def _before_answer(case: Case) -> list[Ahead]:
    reply = getattr(case, "preliminary_reply", None)
    stopped = any(pause.until is None for pause in case.pauses.all())
    if stopped:
        return [
            Ahead(_("You get an answer"), note=_("The clock stands still until what was asked for is sent."))
        ]
    by = reply.expected_by if reply else reply_due(case)
    if by and by < clock.today():
        late = _("It was to come by %(date)s. You can ask the county governor about it.")
        return [Ahead(_("You get an answer"), note=late % {"date": long_date(by)})]
    return [Ahead(_("You get an answer, or hear when it comes"), by)]


def _after_grant(decision: Decision, open_now: dict[str, WorkItem], terms: Terms) -> list[Ahead]:
    """Return what is left after a grant, by date; what has no date comes first."""
    today, found = clock.today(), []
    report = open_now.get("report.report")
    paying = any(name.startswith("grant.") for name in open_now)
    if "grant.accept" in open_now:
        found.append(Ahead(_("The money is paid out, when the grant is accepted")))
    if decision.appeal_deadline and decision.appeal_deadline >= today:
        found.append(Ahead(_("Last day to appeal"), decision.appeal_deadline, code="appeal"))
    if terms.use_by and terms.use_by >= today and (paying or report):
        found.append(Ahead(_("Last day to use the money"), terms.use_by, code="use"))
    if paying and not report:
        found.append(_report(decision.report_opens, decision.report_deadline))
    elif report and report.is_not_open_yet:
        found.append(_report(report.opens_on, report.due))
    if terms.audit_owed:
        found.append(Ahead(_("An auditor’s statement of the accounts"), terms.audit_by, code="audit"))
    found.sort(key=lambda each: each.by or today)
    return [*found, Ahead(_("The case is closed when everything is settled"))]


def _report(opens: dt.date | None, due: dt.date | None) -> Ahead:
    note = _("Can be written from %(date)s") % {"date": long_date(opens)} if opens else ""
    return Ahead(_("The report is due"), due, note, "report")

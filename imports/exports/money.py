"""Money: spending authority, the ledger, what is paid, reported, carried over and paid back, and the audit."""

from functools import partial

from django.db.models import Case as If
from django.db.models import F, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from workflows.audit.models import AuditObligation, AuditStatement
from workflows.funds.models import LedgerEntry, Pot
from workflows.grant.models import Instalment, Payment
from workflows.report.models import CarryOverRequest, ProgressReport, Repayment, RepaymentClaim, Report

from . import cases
from .cases import TO_CASE, answered, answers
from .columns import TEXT, columns
from .readers import Reader
from .tables import MONEY, table

of_case = partial(cases.of_case, group=MONEY)

table(
    "spending_authority",
    Pot,
    ("office", "scheme", "year"),
    columns(Pot, "office=office__code scheme year chapter item authority moved available"),
    lambda reader: reader.pots(),
    to={("office",): "governor_office"},
    filters={"year": "year", "office": "office__code", "scheme": "scheme"},
    offered=lambda reader: reader.has_pots,
    group=MONEY,
)


def _ledger(reader: Reader) -> QuerySet:
    """Return the entries of the pots somebody sees, with the numbers of the cases they see."""
    seen = When(Q(case__in=reader.full().values("pk")), then=F("case__number"))
    return LedgerEntry.objects.filter(pot__in=reader.pots().values("pk")).annotate(seen_case=If(seen))


table(
    "ledger_entry",
    LedgerEntry,
    ("office", "scheme", "year", "entry"),
    columns(
        LedgerEntry,
        "office=pot__office__code scheme=pot__scheme year=pot__year entry=id kind amount available_change at note "
        "case_number=seen_case",
        entry={"label": _("number")},
        case_number={"label": _("case number"), "kind_made": TEXT},
    ),
    _ledger,
    to={("office", "scheme", "year"): "spending_authority", **TO_CASE},
    filters={"year": "pot__year", "office": "pot__office__code", "scheme": "pot__scheme"},
    offered=lambda reader: reader.has_pots,
    group=MONEY,
)
of_case("instalment", Instalment, "number", "number amount planned_on")
of_case(
    "payment",
    Payment,
    "number",
    "number amount reference paid_on attested_at",
    special={"attested_at": {"label": _("attested")}},
)
of_case("report", Report, "year", "year used_amount unspent_amount submitted_at approved")
of_case(
    "report_answer",
    Report,
    "year field part",
    "year answers",
    expand=answers,
    expanded=answered(Report),
    label=_("answers of reports, with indicators"),
)
of_case("progress_report", ProgressReport, "due demanded_at", "due demanded_at submitted_at approved")
of_case(
    "carry_over",
    CarryOverRequest,
    "year",
    "year amount reason plan late applied_at granted_amount reasons use_by decided_at",
    special={"decided_at": {"label": _("decided on")}},
)
of_case("repayment_claim", RepaymentClaim, "year", "year amount received raised_at due sent_at")
of_case(
    "repayment",
    Repayment,
    "repayment",
    "repayment=id claim_year=claim__year amount received_on",
    special={"repayment": {"label": _("number")}, "claim_year": {"label": _("year of the claim")}},
    to={("case_number", "claim_year"): "repayment_claim"},
)
of_case("audit_obligation", AuditObligation, "", "owed amount deferred_to deadline")
of_case(
    "audit_statement",
    AuditStatement,
    "",
    "auditor_kind auditor_name audit_firm stated_on unqualified remarks submitted_at approved",
    special={"submitted_at": {"label": _("submitted")}},
)

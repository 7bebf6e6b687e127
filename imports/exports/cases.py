"""Cases, from the application to the decision: what parties read, and what is internal to the office."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from workflows.application.models import Application, BudgetLine, FormalCheck
from workflows.assessment.models import Assessment, CriterionScore, SecondAssessment
from workflows.bufetat.models import BufetatRequest
from workflows.cases.models import Case, DevelopmentProject, ParticipantStatement
from workflows.grant.models import Condition, Decision, Payment
from workflows.report.models import Report
from workflows.schemes.models import Edition, SchemeVersion
from workflows.statements.models import Statement

from .columns import TEXT, WHOLE, Column, columns
from .readers import Reader
from .tables import Row, Table, table

NUMBER = "case_number=case__number"
TO_CASE = {("case_number",): "case"}
_FILTERS = {"year": "year", "office": "office__code", "scheme": "scheme_version__code", "status": "status"}


def filters(to_case: str = "case__") -> dict[str, str]:
    """Return how the rows of a case are cut, by the way to the case."""
    return {name: f"{to_case}{path}" for name, path in _FILTERS.items()}


def of(part: str, model: Any) -> Callable[[Reader], QuerySet]:
    """Return how rows of cases are read: of those whose `cases`, whose `full` or whose `inside` part one reads."""
    return lambda reader: model._default_manager.filter(case__in=getattr(reader, part)().values("pk"))


def of_case(code: str, model: Any, key: str, written: str, *, part: str = "full", **more: Any) -> Table:
    """Add a table of rows that a case has, known by the case's number and `key` beside it."""
    special = more.pop("special", {})
    return table(
        code,
        model,
        ("case_number", *key.split()),
        columns(model, f"{NUMBER} {written}", **special),
        of(part, model),
        to=TO_CASE | more.pop("to", {}),
        filters=filters(),
        offered=(lambda reader: reader.is_inside) if part == "inside" else (lambda reader: True),
        **more,
    )


def answers(row: Row) -> Iterator[Row]:
    """Yield a row for each value of the answers in the last cell.

    A budget, a list or an indicator has several: `part` says which (`overhead`, `2`, `recruited.target`).
    """
    for code, value in sorted((row[-1] or {}).items()):
        for part, each in _parts(value):
            yield (*row[:-1], code, part, _as_text(each))


def _parts(value: Any, way: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        pairs = sorted(value.items())
    elif isinstance(value, list):
        pairs = [(str(number), each) for number, each in enumerate(value, 1)]
    else:
        yield way, value
        return
    for name, each in pairs:
        yield from _parts(each, f"{way}.{name}" if way else name)


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def answered(model: Any) -> tuple[Column, ...]:
    """Return the columns that answers bring."""
    said = {"field": _("field"), "part": _("part"), "value": _("answer")}
    return tuple(Column(model, name, name, label=label, kind_made=TEXT) for name, label in said.items())


table(
    "project",
    DevelopmentProject,
    ("network", "title", "first_year"),
    columns(DevelopmentProject, "network=network__code title first_year last_year"),
    lambda reader: DevelopmentProject.objects.filter(pk__in=reader.cases().values("project")),
    to={("network",): "network"},
)
table(
    "case",
    Case,
    ("case_number",),
    columns(
        Case,
        "case_number=number title office=office__code network=network__code municipality=municipality__code "
        "scheme=scheme_version__code scheme_version=scheme_version__version edition=edition__document "
        "edition_version=edition__version year project=project__title status ending submitted_at closed_at",
        scheme_version={"label": SchemeVersion._meta.verbose_name},
        edition={"label": Edition._meta.verbose_name},
        edition_version={"label": _("version of the edition")},
        project={"label": _("project")},
        network={"label": _("network code")},
    ),
    lambda reader: reader.cases(),
    to={
        ("office",): "governor_office",
        ("network",): "network",
        ("municipality",): "municipality",
        ("scheme", "scheme_version"): "scheme_version",
        ("edition", "edition_version"): "edition",
    },
    filters=filters(""),
)


def _newest(model: Any, amount: str) -> Subquery:
    rows = model.objects.filter(case=OuterRef("pk")).order_by("-number")
    return Subquery(rows.values(amount)[:1], output_field=BigIntegerField())


def _sum(model: Any, amount: str, *conditions: Q) -> Subquery:
    rows = model.objects.filter(*conditions, case=OuterRef("pk")).order_by().values("case")
    return Subquery(rows.annotate(sum=Sum(amount)).values("sum"), output_field=BigIntegerField())


def _amounts(reader: Reader) -> QuerySet:
    return reader.full().annotate(
        awarded=_newest(Decision, "awarded_amount"),
        paid=_sum(Payment, "amount", Q(attested_at__isnull=False)),
        used=_sum(Report, "used_amount", ~Q(approved=False)),
    )


table(
    "case_in_brief",
    Case,
    ("case_number",),
    columns(
        Case,
        "case_number=number title office=office__name_nb network=network__name municipality=municipality__name "
        "scheme=scheme_version__name_nb year status ending submitted_at "
        "requested_amount=application__requested_amount awarded_amount=awarded paid_amount=paid used_amount=used",
        office={"label": _("office")},
        scheme={"label": _("scheme")},
        awarded_amount={"label": Decision._meta.get_field("awarded_amount").verbose_name, "kind_made": WHOLE},
        paid_amount={"label": _("paid, kroner"), "kind_made": WHOLE},
        used_amount={"label": Report._meta.get_field("used_amount").verbose_name, "kind_made": WHOLE},
    ),
    _amounts,
    filters=filters(""),
    packed=False,
    label=_("cases in brief, with amounts"),
)
of_case("application", Application, "", "requested_amount late saved_at", part="cases")
of_case(
    "application_answer",
    Application,
    "field part",
    "answers",
    part="cases",
    expand=answers,
    expanded=answered(Application),
    label=_("answers of applications"),
)
table(
    "budget_line",
    BudgetLine,
    ("case_number", "stage", "year", "kind"),
    columns(BudgetLine, f"{NUMBER} stage year kind amount"),
    # Who is only asked for a statement reads the application, and what was granted or spent is no part of it.
    lambda reader: BudgetLine.objects.filter(
        Q(case__in=reader.full().values("pk"))
        | Q(case__in=reader.cases().values("pk"), stage=BudgetLine.Stage.REQUESTED)
    ),
    to=TO_CASE,
    filters=filters(),
)
of_case(
    "participant_statement",
    ParticipantStatement,
    "service municipality service_host",
    "service=service__name service_host=service__host__code municipality=municipality__code title given_at "
    "declined_at decided_on",
    special={"municipality": {"label": _("municipality")}, "service": {"label": _("service")}},
    to={("municipality",): "municipality", ("service", "service_host"): "service"},
)
of_case("bufetat_request", BufetatRequest, "", "region=region__code text asked_at answer note answered_at")
of_case(
    "formal_check",
    FormalCheck,
    "check",
    "check=id complete asked_for answer_by dismissed_because at",
    part="inside",
    special={"check": {"label": _("number")}, "at": {"label": _("time")}},
)
of_case(
    "statement",
    Statement,
    "statement",
    "statement=id region=region__code environment=environment__name question due asked_at answer answered_at "
    "withdrawn_at",
    part="inside",
    special={
        "statement": {"label": _("number")},
        "region": {"label": _("Bufetat region")},
        "environment": {"label": _("knowledge environment")},
        "asked_at": {"label": _("asked")},
        "answered_at": {"label": _("answered")},
        "withdrawn_at": {"label": _("withdrawn")},
    },
    to={("region",): "bufetat_region", ("environment",): "knowledge_environment"},
)
of_case(
    "assessment",
    Assessment,
    "",
    "recommendation recommended_amount reasons not_waited_for at",
    part="inside",
    special={"at": {"label": _("time")}},
)
table(
    "criterion_score",
    CriterionScore,
    ("case_number", "criterion"),
    columns(CriterionScore, "case_number=assessment__case__number criterion score reason"),
    lambda reader: CriterionScore.objects.filter(assessment__case__in=reader.inside().values("pk")),
    to={("case_number",): "assessment"},
    filters=filters("assessment__case__"),
    offered=lambda reader: reader.is_inside,
    label=_("scores by criterion"),
)
of_case(
    "second_assessment",
    SecondAssessment,
    "assessment",
    "assessment=id agrees recommended_amount reasons at",
    part="inside",
    special={"assessment": {"label": _("number")}, "at": {"label": _("time")}},
)
of_case(
    "decision",
    Decision,
    "number",
    "number cause outcome awarded_amount reasons other_changes use_deadline report_opens report_deadline "
    "audit_deadline appeal_deadline at",
    special={"at": {"label": _("time")}},
)
of_case(
    "condition",
    Condition,
    "text",
    "text kind paragraph=rule__code paragraph_document=rule__edition__document due documented_at met_at "
    "waived_at waived_reason",
    special={
        "paragraph": {"label": _("paragraph")},
        "paragraph_document": {"label": _("document")},
        "documented_at": {"label": _("documented")},
    },
)

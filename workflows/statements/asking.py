"""Statements that a scheme asks for by itself, as soon as an application is complete (R8.4)."""

import datetime as dt

from django.db.models import Q, QuerySet, Subquery
from django.utils import translation
from django.utils.translation import gettext as _

from workflows import clock
from workflows.application.models import latest_check
from workflows.cases.models import Case
from workflows.directory.models import BufetatRegion, GovernorOffice, KnowledgeEnvironment, Network

from .actions import put_question
from .models import Statement

OPTION = "statements"
BUFETAT, ENVIRONMENT = "bufetat", "environment"
ANSWER_WITHIN = dt.timedelta(days=21)


def ask_by_scheme(case: Case) -> list[Statement]:
    """Ask whom the scheme says for a statement, in the name of the caseworker who found the application complete.

    The assessment does not have to wait. Oslo belongs to no region: there Bufetat is not asked. Call it in the
    transaction that finds the application complete.
    """
    check, wanted = latest_check(case), case.scheme_version.option(OPTION) or []
    if check is None:
        return []
    bodies = [
        *(_region(case) if BUFETAT in wanted else ()),
        *(_environments(case) if ENVIRONMENT in wanted else ()),
    ]
    with translation.override("nb"):
        question = _("Give your statement on the application.")
    due = clock.today() + ANSWER_WITHIN
    return [put_question(case=case, body=body, question=question, due=due, by=check.by) for body in bodies]


def _region(case: Case) -> list[BufetatRegion]:
    region = case.municipality.bufetat_region
    return [region] if region else []


def _environments(case: Case) -> list[KnowledgeEnvironment]:
    """Return the environments for this kind of network whose agreement, where it has dates, holds today."""
    leaders = case.scheme_version.network_kind == Network.Kind.LEADER
    kind = KnowledgeEnvironment.Kind.LEADERSHIP if leaders else KnowledgeEnvironment.Kind.KNOWLEDGE
    today = clock.today()
    begun = Q(agreement_from__isnull=True) | Q(agreement_from__lte=today)
    lasts = Q(agreement_to__isnull=True) | Q(agreement_to__gte=today)
    return list(environments_for(case).filter(begun, lasts, kind=kind))


def environments_for(case: Case) -> QuerySet[KnowledgeEnvironment]:
    """Return the environments that can be asked in a case: real ones in a real one, in a trial the trial's own."""
    office = GovernorOffice.objects.filter(pk=case.office_id)
    return KnowledgeEnvironment.objects.filter(is_trial=Subquery(office.values("is_trial")))

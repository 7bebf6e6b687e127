"""`manage.py walkthrough --test` walks a scheme on trial, and leaves nothing in what is real."""

import io
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from workflows import outbox
from workflows.cases.models import Case
from workflows.directory.models import RoleAssignment
from workflows.funds.models import Pot
from workflows.publishing import publish_scheme
from workflows.schemes.models import Call, SchemeVersion

pytestmark = pytest.mark.django_db


def _field(code: str, kind: str, **more: Any) -> dict[str, Any]:
    """Return a demanded field of a scheme's own."""
    words = {"nb": code, "nn": code}
    return {"code": code, "type": kind, "label": words, "required": True} | more


OWN = [
    _field("own_text", "text"),
    _field("own_amount", "amount", limits=[{"operator": "<=", "value": 500}]),
    _field("own_day", "date"),
    _field("own_choice", "choice", choices=[{"code": "a", "label": {"nb": "A", "nn": "A"}}]),
    _field("own_place", "municipality"),
]


def test_a_scheme_on_trial_is_walked_at_the_trial_office() -> None:
    real = [Case.objects.count(), Call.objects.count(), list(Pot.objects.order_by("pk").values())]
    staff = RoleAssignment.objects.exclude(user__is_trial=True).count()
    said = io.StringIO()
    published = SchemeVersion.objects.newest("leader_network")
    assert published
    part = {"code": "own", "title": {"nb": "Eget", "nn": "Eige"}, "fields": OWN}
    draft = {**published.definition, "sections": [*published.definition["sections"], part]}
    publish_scheme(draft, trial=True)
    call_command("walkthrough", "--test", "--scheme", "leader_network", "--variant", "plain", stdout=said)
    case = Case.objects.get(number=said.getvalue().split()[-1])
    assert (case.office.code, case.scheme_version.trial) == ("PRV", True)
    assert case.application.answers["own_amount"] == 500
    now = [Case.objects.real().count(), Call.objects.real().count()]
    assert [*now, list(Pot.objects.exclude(office__code="PRV").order_by("pk").values())] == real
    assert RoleAssignment.objects.exclude(user__is_trial=True).count() == staff
    assert SchemeVersion.objects.real().filter(code="leader_network").count() == 1
    outbox.deliver_due()
    assert mail.outbox == []

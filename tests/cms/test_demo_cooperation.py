"""What the demo's networks and offices do beside the cases goes through the verbs, and can be seen."""

import pytest

from cms.demo import networks, people
from tests.cms.demo_content import load
from workflows.directory.models import HelpRequest, MunicipalityNote, NetworkLog, Reminder, SteeringMember

pytestmark = pytest.mark.django_db


def test_the_demo_has_logs_marks_steering_groups_and_unanswered_requests() -> None:
    people.build(load("demo-networks.json"))
    networks.build()
    requests = HelpRequest.objects.order_by("asked_at").values_list("network__code", "answered_by__username")
    assert list(requests) == [
        ("dalane-laering", "rog.saksbehandler"),
        ("ryfylke-laering", None),
        ("oslo-laering", None),
    ]
    waiting = Reminder.objects.filter(settled_at__isnull=True).values_list("kind", "office__code")
    assert sorted(waiting) == [("network_help", "OBOA"), ("network_help", "ROG"), ("network_member", "ROG")]
    marks = MunicipalityNote.objects.filter(kind="marked").values_list("municipality__code", flat=True)
    assert sorted(marks) == ["1149", "4602"]
    assert SteeringMember.objects.filter(municipal_leadership=True).count() == 2
    assert NetworkLog.objects.filter(kind="follow_up", internal=True).count() == 3

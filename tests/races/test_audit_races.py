"""An auditor's link and a region's answer, used twice at the same moment: once it counts."""

import re
from collections import Counter
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import way
from tests.editions import call_of, complete, report_settled
from tests.together import at_once
from workflows.audit import inviting
from workflows.audit.models import AuditStatement
from workflows.bufetat import actions
from workflows.bufetat.models import BufetatRequest
from workflows.cases.models import Case, Receipt
from workflows.errors import AlreadyDone
from workflows.outbox import deliver_due
from workflows.verifying import verify_all
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.adversary(
    "A3", "an auditor's link posted four times while a new one is sent counts once at most"
)
def test_a_link_is_used_once(at: Any) -> None:
    case = way.paid("leader_network", 250_000)
    at(2025, 1, 10)
    case = report_settled(case)
    leader = way.leader_of(case)
    case = way.do(case, "appoint", leader, how="invite", email="revisor@firma.example")
    deliver_due()
    path = re.search(r"https?://[^/]+(/\S*revisjon/\S+/)", mail.outbox[-1].body)[1]

    def post() -> Any:
        file = SimpleUploadedFile("attestasjon.pdf", answers.PDF, content_type="application/pdf")
        return Client().post(path, answers.statement("09.01.2025") | {"statement": file}).status_code

    def send_anew() -> Any:
        inviting.invite_anew(case=case, email="revisor@firma.example", by=leader)

    outcome = Counter(str(result) for result in at_once(post, post, post, post, send_anew))
    given = AuditStatement.objects.filter(case=case).count()
    assert (outcome["302"], outcome["404"]) == (given, 4 - given)
    assert Receipt.objects.filter(task__item__case=case, task__item__node="state").count() == given
    assert verify_all().faults == []


@pytest.mark.adversary("A1", "two answers of a region at once: one stands, the other is told who was first")
def test_a_region_answers_once(cast: Any) -> None:
    case: Case = complete(call_of("foster_home"))
    asked = case.bufetat_request
    results = at_once(
        *(
            lambda answer=answer: actions.answer(asked=asked, answer=answer, note=answer, by=cast.bufetat)
            for answer in ("yes", "no", "in_part")
        )
    )
    assert Counter(type(result) for result in results) == {BufetatRequest: 1, AlreadyDone: 2}
    assert case.journal.filter(action="bufetat.answered").count() == 1

"""The audit statement: by whom, of what kind, when, and back for a new one (R6.4)."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from tests import seeing, way
from workflows.audit.models import AuditStatement
from workflows.cases.models import Case
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db


def with_auditor(at: Any, scheme: str = "leader_network") -> Case:
    """Return a case whose auditor is appointed, on 10 January 2025."""
    case = way.paid(scheme, 250_000)
    at(2025, 1, 10)
    case = way.do(case, "report", way.leader_of(case), **answers.report(250_000))
    case = way.do(case, "control", "caseworker", **answers.control(case))
    return way.do(case, "appoint", way.leader_of(case), email="auditor@example.org")


def refused(case: Case, **changes: Any) -> dict[str, list[str]]:
    """Return why a statement of the day before is refused."""
    return seeing.refusals(case, "state", "auditor", **(answers.statement("09.01.2025") | changes))


@pytest.mark.requirement("R6.4", "the statement, its date and who the auditor is are recorded")
@pytest.mark.parametrize("kind", ["registered", "state_authorised"])
def test_statement_date_and_auditor_are_recorded(kind: str, at: Any) -> None:
    case = with_auditor(at)
    item = way.item(case, "state")
    assert (item.person.username, str(item.due)) == ("auditor", "2025-04-01")
    file = SimpleUploadedFile("attestasjon.pdf", answers.PDF, content_type="application/pdf")
    typed = answers.statement("09.01.2025") | {"auditor_kind": kind}
    case = way.do(case, "state", "auditor", {"statement": file}, **typed)
    statement = case.audit_statement
    assert (
        statement.auditor_kind,
        statement.auditor_name,
        statement.audit_firm,
        str(statement.stated_on),
    ) == (*(kind, "Rebekka Visortangen", "Revisjon AS", "2025-01-09"),)
    assert (statement.unqualified, statement.submitted_by.username, statement.approved) == (
        True,
        "auditor",
        None,
    )
    document = case.documents.get(kind="statement")
    assert (document.filename, document.direction, len(document.checksum)) == ("attestasjon.pdf", "in", 64)
    assert seeing.open_tasks(case) == ["audit.control"]


@pytest.mark.requirement(
    "R6.4", "a municipal auditor is refused, with a link to the paragraph that says who may"
)
@pytest.mark.parametrize(
    ("scheme", "paragraph"), [("leader_network", "2024-6.13"), ("self_initiated", "2024-3.15")]
)
def test_a_municipal_auditor_is_refused_by_the_paragraph(scheme: str, paragraph: str, at: Any) -> None:
    case = with_auditor(at, scheme)
    [message] = refused(case, auditor_kind="municipal")[seeing.OF_SUBSTANCE]
    assert f'href="/regel/{paragraph}/"' in message
    assert strip_tags(message).startswith(
        "Attestasjonen skal komme fra en registrert eller statsautorisert revisor."
    )
    assert not AuditStatement.objects.filter(case=case).exists()
    assert seeing.open_tasks(case) == ["audit.state"]


@pytest.mark.requirement("R6.4", "a statement with reservations says what they are")
def test_a_reservation_is_explained(at: Any) -> None:
    case = with_auditor(at)
    assert refused(case, opinion="reserved") == {"remarks": [_("Say what the reservation is.")]}
    assert refused(case, opinion="reserved", remarks="Bilag mangler for kr 12 000.") == {}
    statement = AuditStatement.objects.get(case=case)
    assert (statement.unqualified, statement.remarks) == (False, "Bilag mangler for kr 12 000.")


def test_the_date_of_the_statement_has_come_and_is_not_before_the_decision(at: Any) -> None:
    case = with_auditor(at)
    assert refused(case, stated_on="11.01.2025") == {"stated_on": [_("The date has not come yet.")]}
    assert refused(case, stated_on="03.03.2024") == {"stated_on": [_("The date is before the decision.")]}
    assert set(refused(case, auditor_name="", auditor_kind="", opinion="")) == {
        "auditor_name",
        "auditor_kind",
        "opinion",
    }


@pytest.mark.requirement(
    "R6.4", "the office sends a statement back for a new one, with a letter, and then approves"
)
def test_a_statement_is_sent_back_and_given_anew(at: Any) -> None:
    case = with_auditor(at)
    case = way.do(case, "state", "auditor", **answers.statement("08.01.2025"))
    returned = answers.control(case, "audit") | {"result": "return"}
    assert seeing.refusals(case, "control", "caseworker", **returned) == {
        "note": [_("Say what must be corrected.")]
    }
    case = way.do(case, "control", "caseworker", **(returned | {"note": "Erklæringen er ikke signert."}))
    assert (case.status, case.audit_statement.approved) == ("waiting_for_you", False)
    assert "Erklæringen er ikke signert." in seeing.letter(case, "round_back")
    assert (seeing.open_tasks(case), way.item(case, "state").person.username) == (["audit.state"], "auditor")

    case = way.do(case, "state", "auditor", **answers.statement("10.01.2025"))
    assert (str(case.audit_statement.stated_on), case.audit_statement.approved) == ("2025-01-10", None)
    case = way.do(case, "control", "second_caseworker", **answers.control(case, "audit"))
    assert (case.status, case.audit_statement.approved) == ("closed", True)
    assert seeing.letters(case)[-1] == ("audit_closed", "nb")
    assert seeing.acts(case)[-1] == ("case.closed", "second_caseworker")

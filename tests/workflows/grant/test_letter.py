"""The decision's letter: what it states, and in whose language form."""

import hashlib
from typing import Any

import pytest

from tests import seeing, way
from workflows import letters
from workflows.cases.models import Case
from workflows.directory.models import Municipality, Network
from workflows.grant.letters import owes_audit
from workflows.ui.dates import long_date
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db


def audit_sentence(case: Case, *, required: bool) -> str:
    """Return what the letter says of the audit, with plain spaces."""
    said = letters.audit_requirement(
        required=required, deadline=case.decision.audit_deadline, language=case.letter_language
    )
    return said.replace("\u00a0", " ")


@pytest.mark.requirement(
    "R4.5",
    "the letter states purpose, amount, conditions, budget, deadlines of use and report, and the audit owed",
)
def test_a_project_s_letter_states_its_terms() -> None:
    case = way.granted("self_initiated", 250_001)
    said = seeing.letter(case, "granted")
    for stated in (
        "kr 250 001",
        "Fire samlinger og veiledning i grupper.",
        "Prosjektet er godt forankret.",
        "31. desember 2024",
        "15. februar 2025",
        audit_sentence(case, required=True),
        "kr 237 501",
        "kr 12 500",
        "kapittel 854 post 61",
        case.number,
        "Decision Maker Testdal",
        case.office.name_nb,
    ):
        assert stated in said
    assert long_date(case.decision.audit_deadline) in audit_sentence(case, required=True)


@pytest.mark.requirement("R4.5", "a leader network's letter has no budget, and says when no audit is owed")
def test_a_leader_network_s_letter_has_no_budget_and_no_audit() -> None:
    case = way.granted("leader_network", 200_000)
    content = case.documents.get(kind="granted").content
    assert "table" not in {block["kind"] for block in content["paragraphs"]}
    said = seeing.letter(case, "granted")
    assert audit_sentence(case, required=False) in said
    assert audit_sentence(case, required=True) not in said
    assert "uten å søke om det" in said  # what is left may be used next year (R5.2)


@pytest.mark.requirement(
    "R4.5", "a grant in part says what was requested, what is awarded, and the approved budget"
)
def test_a_letter_of_a_grant_in_part_states_both_amounts() -> None:
    said = seeing.letter(way.granted("self_initiated", 250_000, 200_000), "partly_granted")
    for stated in ("kr 250 000", "kr 200 000", "kr 190 000", "kr 10 000"):
        assert stated in said


@pytest.mark.requirement(
    "R6.1", "whether an audit is owed goes by what is awarded, not by what was requested"
)
@pytest.mark.parametrize(
    ("requested", "awarded", "owed"),
    [(200_000, 200_000, False), (200_001, 200_001, True), (250_000, 200_000, False)],
)
def test_the_letter_says_of_the_audit_what_the_rules_say(requested: int, awarded: int, owed: bool) -> None:
    case = way.granted("leader_network", requested, awarded)
    assert owes_audit(case, awarded) is owed
    assert audit_sentence(case, required=owed) in seeing.letter(case, case.decision.outcome)


@pytest.mark.requirement(
    "R8.1", "a letter follows the municipality's decision; a neutral one its county's majority"
)
@pytest.mark.parametrize(
    ("municipality", "form"),
    [
        ("1101", "nb"),  # Eigersund has decided on bokmål
        ("1134", "nn"),  # Suldal on nynorsk
        ("1130", "nb"),  # Strand is neutral, and so is most of Rogaland: bokmål
        ("0301", "nb"),  # Oslo
    ],
)
def test_the_form_of_letters_is_the_municipality_s(municipality: str, form: str) -> None:
    assert Case(municipality=Municipality.objects.get(code=municipality)).letter_language == form


@pytest.mark.requirement("R8.1", "in a county where most write nynorsk, a neutral municipality gets nynorsk")
def test_a_neutral_municipality_gets_the_form_of_its_county() -> None:
    neutral = Municipality.objects.filter(language_decision="neutral").select_related("county")
    forms = {(place.county.majority_language, Case(municipality=place).letter_language) for place in neutral}
    assert forms == {("nn", "nn"), ("nb", "nb"), ("neutral", "nb")}


@pytest.mark.requirement(
    "R8.1", "every letter of the case is in nynorsk where the responsible municipality wants it"
)
def test_a_nynorsk_municipality_gets_nynorsk_letters() -> None:
    Network.objects.filter(code="ryfylke").update(
        responsible_municipality=Municipality.objects.get(code="1134")
    )
    case = way.granted()
    assert seeing.letters(case) == [("receipt", "nn"), ("granted", "nn")]
    said = seeing.letter(case, "granted")
    assert "Vi har gleda av å fortelje at søknaden frå" in said
    assert (case.office.name_nn in said, "Med helsing" in said) == (True, True)


@pytest.mark.requirement("R8.7", "each letter is registered: sent, when, to whom, with its title")
def test_the_letter_is_registered() -> None:
    case = way.ready_to_decide()
    case = way.do(case, "decide", "decision_maker", **answers.decision(case, 150_000))
    document = case.documents.get(kind="granted")
    assert (document.direction, document.party, document.date, document.title) == (
        "out",
        "Strand kommune",
        case.decision.at,
        "Tilskudd til Nettverket ryfylke for 2024",
    )
    assert document.registered_by.username == "decision_maker"


@pytest.mark.requirement("R8.7", "the letter is given out as a PDF with the checksum that is registered")
def test_the_letter_is_given_out_as_pdf(browse: Any) -> None:
    case = way.granted()
    document = case.documents.get(kind="granted")
    answer = browse(way.leader_of(case)).get(document.get_absolute_url())
    body = b"".join(answer.streaming_content)
    document.refresh_from_db()
    assert (answer.status_code, body[:5]) == (200, b"%PDF-")
    assert document.checksum == hashlib.sha256(body).hexdigest()

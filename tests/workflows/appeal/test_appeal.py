"""Appealing: where the scheme has it, in time or late, reversed by the office or decided by the appeal body (R8.4)."""

import copy
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import gettext as _

from tests import seeing, way
from tests.bare import pot_of
from tests.cast import make_person
from workflows.appeal.models import Appeal
from workflows.cases.models import Case
from workflows.cases.rights import can, visible_cases
from workflows.cases.settling import unsettled
from workflows.directory.models import Role, User
from workflows.errors import NotAllowed
from workflows.funds import actions as funds
from workflows.publishing import PublishError, publish_scheme
from workflows.schemes.models import Call, SchemeVersion
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db
OWN_WORDS = "Klagen sendes til oss."


@pytest.fixture
def appealable(cast: SimpleNamespace) -> SchemeVersion:
    """Let the leader networks' scheme have appeals, by its letters too."""
    definition = copy.deepcopy(SchemeVersion.objects.get(code="leader_network").definition)
    definition["options"] |= {"appeal": True, "appeal_text": {"nb": OWN_WORDS, "nn": OWN_WORDS}}
    for letter in definition["letters"].values():
        for form in letter.values():
            form["body"] += "\n\nKlagefrist: {appeal_deadline}."
    version = publish_scheme(definition)
    Call.objects.filter(scheme_version__code="leader_network").update(scheme_version=version)
    make_person("uninvolved", Role.DECISION_MAKER, office="ROG")
    return version


def refused_case() -> Case:
    """Return a case that is refused, and so closed."""
    case = way.ready_to_decide()
    return way.do(case, "decide", "decision_maker", outcome="refused", reasons="Midlene rekker ikke.")


def appeal(browse: Any, case: Case, person: Any = None) -> int:
    """Appeal by the page, and return the status."""
    typed = {"text": "Vi mener prosjektet oppfyller vilkårene."}
    return (
        browse(person or way.leader_of(case)).post(f"{case.get_absolute_url()}gjor/klag/", typed).status_code
    )


def appealed(browse: Any, case: Case) -> Case:
    """Return a case that is appealed."""
    assert appeal(browse, case) == 302
    return Case.objects.get(pk=case.pk)


def anew(amount: int, result: str = "change") -> dict[str, str]:
    """Return what decides anew."""
    return {"result": result, "awarded_amount": str(amount), "reasons": "Ny vurdering.", "impartial": "on"}


@pytest.mark.requirement(
    "R4.8",
    "where the scheme has no appeal there is no button, no word in the letter, and asking says why not",
)
def test_without_appeal_in_the_scheme_there_is_none(cast: SimpleNamespace, browse: Any) -> None:
    case = way.granted()
    browser = browse(way.leader_of(case))
    page = browser.get(f"{case.get_absolute_url()}vedtak/").content.decode()
    assert ("gjor/klag" in page, "klage" in seeing.letter(case, "granted").lower()) == (False, False)
    assert browser.get(f"{case.get_absolute_url()}klage/").status_code == 404
    answer = browser.get(f"{case.get_absolute_url()}gjor/klag/")
    why = _("Decisions under this scheme cannot be appealed against.")
    assert (answer.status_code, why in answer.content.decode()) == (403, True)
    assert case.decision.appeal_deadline is None


@pytest.mark.requirement(
    "R8.4", "a scheme whose appeals cannot work is not published, and its editor hears why"
)
def test_a_scheme_with_appeals_that_cannot_work_is_not_published(appealable: SchemeVersion) -> None:
    definition = copy.deepcopy(appealable.definition)
    definition["options"] |= {"appeal_days": 0, "appeal_body": "XXX", "appeal_text": {"nb": "Bare bokmål"}}
    definition["letters"]["refused"]["nn"]["body"] = "Nei."
    with pytest.raises(PublishError) as refused:
        publish_scheme(definition)
    assert len(refused.value.messages) == 4


@pytest.mark.requirement(
    "R8.4",
    "the office reverses by a decision maker who took no part; the money is committed with the new decision",
)
def test_the_office_reverses_by_somebody_who_took_no_part(
    appealable: SchemeVersion, cast: SimpleNamespace, browse: Any
) -> None:
    case = refused_case()
    assert (str(case.decision.appeal_deadline), case.status) == ("2024-03-25", "closed")
    assert "25. mars 2024" in seeing.letter(case, "refused")
    assert appeal(browse, case, cast.caseworker) == 403
    case = appealed(browse, case)
    assert (case.status, case.ending, seeing.open_tasks(case)) == ("in_progress", "", ["appeal.prepare"])
    case = way.do(case, "prepare", "caseworker", result="consider", statement="Vi tok feil.")
    assert not can(cast.decision_maker, "work", way.item(case, "consider"))
    with pytest.raises(NotAllowed):
        way.do(case, "consider", "decision_maker", **anew(150_000))
    case = way.do(case, "consider", "uninvolved", **anew(150_000))
    assert [(d.number, d.outcome, d.cause) for d in case.decisions.all()] == [
        (1, "refused", "application"),
        (2, "granted", "appeal_reversal"),
    ]
    assert seeing.ledger(case) == [("commitment", 150_000)]
    assert (seeing.open_tasks(case), case.status) == (["grant.accept"], "decided")
    assert Appeal.objects.get(case=case).result == "reversed"
    letter = seeing.letter(case, "decision_changed")
    assert all(words in letter for words in ("kr 150 000", OWN_WORDS, "25. mars 2024"))
    case = way.do(case, "accept", way.leader_of(case), account_number=way.ACCOUNT, accepted="on")
    case = way.do(case, "register_payment", "caseworker", paid_on="04.03.2024")
    case = way.do(case, "attest_payment", "payment_attester", attested="on")
    assert (case.status, seeing.open_tasks(case)) == ("report_pending", ["report.report"])


@pytest.mark.requirement(
    "R8.4", "what the office keeps is forwarded with its statement, and the appeal body's word ends it"
)
def test_the_appeal_body_lets_the_decision_stand(
    appealable: SchemeVersion, cast: SimpleNamespace, browse: Any
) -> None:
    case = refused_case()
    assert not visible_cases(cast.appeal_handler).filter(pk=case.pk).exists()
    case = appealed(browse, case)
    assert not visible_cases(cast.appeal_handler).filter(pk=case.pk).exists()
    case = way.do(case, "prepare", "caseworker", result="forward", statement="Vi holder fast ved avslaget.")
    assert "Vi holder fast ved avslaget." in seeing.letter(case, "appeal_forwarded")
    handler = User.objects.get(username="appeal_handler")
    item = way.item(case, "decide")
    assert browse(handler).get(item.get_absolute_url()).status_code == 200
    assert browse(handler).get(f"{case.get_absolute_url()}vurdering/").status_code == 200
    assert browse(cast.outsider).get(item.get_absolute_url()).status_code == 404
    case = way.do(case, "decide", "appeal_handler", result="uphold", reasons="Enig.", impartial="on")
    assert (case.ending, seeing.open_tasks(case), seeing.ledger(case)) == ("refused", [], [])
    assert "Enig." in seeing.letter(case, "appeal_upheld")
    assert appeal(browse, case) == 403  # once against one decision


@pytest.mark.adversary("D4", "the appeal body sees and decides only what is forwarded to it")
@pytest.mark.requirement("R8.4", "the appeal body named in the scheme version decides; it changes the amount")
def test_the_appeal_body_that_the_scheme_names_changes_the_amount(
    appealable: SchemeVersion, cast: SimpleNamespace, browse: Any
) -> None:
    definition = appealable.definition
    named = publish_scheme(definition | {"options": definition["options"] | {"appeal_body": "VES"}})
    Call.objects.filter(scheme_version=appealable).update(scheme_version=named)
    make_person("body", Role.APPEAL_HANDLER, office="VES")
    case = way.granted(awarded=100_000)
    case = way.do(case, "accept", way.leader_of(case), account_number=way.ACCOUNT, accepted="on")
    case = way.do(appealed(browse, case), "prepare", "caseworker", result="forward", statement="Nei.")
    assert not visible_cases(cast.appeal_handler).filter(pk=case.pk).exists()
    item = next(i for i in case.items.filter(open=True) if i.flow == "appeal")
    assert (item.role, item.office.code) == ("appeal_handler", "VES")
    case = way.do(case, "decide", "body", **anew(130_000))
    assert seeing.ledger(case) == [("commitment", 100_000), ("commitment", 30_000)]
    assert (case.decision.cause, case.decision.appeal_deadline) == ("appeal", None)
    case = way.do(case, "register_payment", "caseworker", paid_on="04.03.2024")
    assert (case.payment.amount, pot_of(case).available) == (130_000, 1_870_000)


@pytest.mark.requirement("R8.4", "an appeal that is sent back is decided anew by somebody who took no part")
def test_what_is_sent_back_is_decided_anew(
    appealable: SchemeVersion, cast: SimpleNamespace, browse: Any
) -> None:
    case = way.do(
        appealed(browse, refused_case()), "prepare", "caseworker", result="forward", statement="Nei."
    )
    case = way.do(case, "decide", "appeal_handler", result="send_back", reasons="Mangler.", impartial="on")
    assert "Mangler." in seeing.letter(case, "appeal_sent_back")
    assert seeing.open_tasks(case) == ["appeal.consider"]
    assert way.do(case, "consider", "uninvolved", **anew(60_000)).decision.outcome == "partly_granted"


@pytest.mark.adversary("B18", "an appeal deadline on a public holiday moves; what comes later is marked late")
def test_a_late_appeal_is_marked_and_may_be_dismissed(
    appealable: SchemeVersion, cast: SimpleNamespace, browse: Any, at: Any
) -> None:
    at(2024, 3, 8)
    case = refused_case()
    assert str(case.decision.appeal_deadline) == "2024-04-02"  # 29 March is Good Friday
    at(2024, 4, 3)
    case = appealed(browse, case)
    assert Appeal.objects.get(case=case).late is True
    case = way.do(case, "prepare", "caseworker", result="dismiss", statement="For sent.")
    case = way.do(case, "consider", "uninvolved", result="dismiss", reasons="For sent.", impartial="on")
    assert (case.status, seeing.letters(case)[-1][0]) == ("closed", "appeal_dismissed")


@pytest.mark.requirement(
    "R6.5", "no case closes under an appeal, and one that was settled before closes again after it"
)
def test_a_settled_case_waits_for_its_appeal_and_closes_again(
    appealable: SchemeVersion, cast: SimpleNamespace, browse: Any, at: Any
) -> None:
    case = way.ready_to_decide(recommended=100_000)
    at(2024, 11, 27)
    case = way.do(case, "decide", "decision_maker", **answers.decision(case, 100_000))
    case = way.do(case, "accept", way.leader_of(case), account_number=way.ACCOUNT, accepted="on")
    case = way.do(case, "register_payment", "caseworker", paid_on="27.11.2024")
    case = way.do(case, "attest_payment", "payment_attester", attested="on")
    at(2024, 12, 1)
    case = way.do(case, "report", way.leader_of(case), **answers.report(100_000))
    case = way.do(case, "control", "caseworker", **answers.control(case))
    case = appealed(browse, case)
    assert unsettled(case) == [_("The appeal is not decided.")]
    case = way.do(case, "prepare", "caseworker", result="forward", statement="Vi holder fast.")
    case = way.do(case, "decide", "appeal_handler", result="uphold", reasons="Enig.", impartial="on")
    assert (case.status, case.ending, seeing.open_tasks(case)) == ("closed", "completed", [])


@pytest.mark.adversary(
    "A6", "a new decision the pot does not cover says what remains, and nothing is written"
)
def test_a_reversal_the_pot_does_not_cover_is_refused(
    appealable: SchemeVersion, cast: SimpleNamespace, browse: Any
) -> None:
    case = way.do(
        appealed(browse, refused_case()), "prepare", "caseworker", result="consider", statement="Ja."
    )
    funds.lower_authority(pot=pot_of(case), amount=1_900_000, by=None)
    found = seeing.refusals(case, "consider", "uninvolved", **anew(150_000))
    assert list(found) == [seeing.OF_SUBSTANCE]
    assert (case.decisions.count(), seeing.ledger(case)) == (1, [])

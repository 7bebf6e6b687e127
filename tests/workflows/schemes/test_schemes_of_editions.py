"""The set of schemes belongs to the edition: three in 2024, and two in 2021, which states no deadlines."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import gettext as _

from tests import seeing, way
from tests.cast import CONTENT, open_call
from tests.editions import begun, call_of, ready_to_decide
from workflows import publishing
from workflows.cases.unstated import unstated
from workflows.errors import Refused
from workflows.grant.models import DecisionTerms
from workflows.publishing.errors import PublishError
from workflows.schemes.models import Call, Edition, SchemeVersion
from workflows.walkthrough import answers
from workflows.walkthrough.course import Strayed
from workflows.walkthrough.variants import VARIANTS
from workflows.walkthrough.walking import Walk

pytestmark = pytest.mark.django_db
NOT_STATED = ["use_deadline", "report_deadline", "audit_statement"]


def walk(scheme: str, edition: str, requested: int) -> Any:
    walked = Walk(
        VARIANTS["plain"],
        scheme=scheme,
        office="ROG",
        requested=requested,
        awarded=requested,
        tell=lambda *_told: None,
        edition=edition,
    )
    return walked.go()


@pytest.mark.requirement("R3.1", "a foster-home project is walked from its call to a closed case")
@pytest.mark.requirement(
    "R3.2", "under 2021 deadlines and audit come only from the terms that the decision maker sets"
)
@pytest.mark.parametrize(
    ("scheme", "edition", "requested", "audited"),
    [
        ("foster_home", "2024", 200_001, True),
        ("foster_home", "2021", 200_000, False),
        ("self_initiated", "2021", 200_001, True),
    ],
)
def test_every_scheme_of_an_edition_is_walked_to_its_end(
    scheme: str, edition: str, requested: int, audited: bool
) -> None:
    call_of(scheme, edition)
    case = walk(scheme, edition, requested)
    by_terms = edition == "2021"
    assert (case.status, case.edition.document, case.audit_obligation.owed) == ("closed", edition, audited)
    assert (unstated(case), DecisionTerms.objects.filter(decision__case=case).exists()) == (
        NOT_STATED if by_terms else [],
        by_terms,
    )
    year = int(edition)
    assert [str(case.decision.use_deadline), str(case.decision.report_deadline)] == [
        f"{year}-12-31",
        f"{year + 1}-02-15",
    ]
    assert str(case.audit_obligation.deadline) == (f"{year + 1}-04-01" if audited else "None")


@pytest.mark.requirement(
    "R3.2", "2021 has no leader networks: no call can be announced, none applied under, and both say why"
)
def test_leader_networks_are_refused_under_2021(at: Any) -> None:
    edition = Edition.objects.get(document="2021")
    scheme = SchemeVersion.objects.get(code="leader_network")
    lacking = _("%(edition)s does not have the scheme “%(scheme)s”.") % {"edition": edition, "scheme": scheme}
    with pytest.raises(PublishError) as refused:
        open_call("ROG", "leader_network", edition=edition)
    assert lacking in str(refused.value)
    with pytest.raises(Strayed) as strayed:
        walk("leader_network", "2021", 150_000)
    assert lacking in str(strayed.value)
    call = Call.objects.get(office__code="ROG", scheme_version=scheme)
    Call.objects.filter(pk=call.pk).update(edition=edition)
    with pytest.raises(Refused) as denied:
        begun(Call.objects.get(pk=call.pk), network="ryfylke")
    assert denied.value.messages == (lacking,)


@pytest.mark.requirement(
    "R3.2", "a form made for 2021 is neither offered for other editions nor taken by them"
)
def test_a_form_made_for_one_document_stays_with_it() -> None:
    general = SchemeVersion.objects.get(code="self_initiated")
    definition = json.loads((CONTENT / "scheme-self_initiated-2021.json").read_text())
    older = publishing.publish_scheme(definition)
    assert (older.version, older.document) == (general.version + 1, "2021")
    assert publishing.publish_scheme(definition) == older
    assert publishing.publish_scheme(general.definition) == general
    newest = SchemeVersion.objects.newest
    assert [newest("self_initiated", document=each) for each in ("", "2024", "2021")] == [
        general,
        general,
        older,
    ]
    assert newest("no_such_scheme") is None
    offered = publishing.offered_schemes()
    assert (general in offered, older in offered) == (True, False)
    with pytest.raises(PublishError):
        publishing.open_call(
            **{
                name: getattr(Call.objects.get(office__code="ROG", scheme_version=general), name)
                for name in ("office", "edition", "opens", "deadline")
            },
            year=2025,
            scheme_version=older,
        )


@pytest.mark.requirement(
    "R3.2", "what 2021 does not state is set in the decision with a reason, or it is not made"
)
def test_terms_are_demanded_where_the_document_states_none(
    cast: SimpleNamespace, browse: Any, at: Any
) -> None:
    at(2021, 3, 4)
    case = ready_to_decide(call_of("self_initiated", "2021"))
    item = way.item(case, "decide")
    page = browse(cast.decision_maker).get(item.get_absolute_url()).content.decode()
    assert _("%(subject)s: not stated in this document") % {"subject": _("Audit statement")} in page
    without = answers.decision(case, 150_000) | dict.fromkeys(answers.terms(case, audit=False), "")
    needed = [_("The document does not state this: set it in the decision.")]
    terms = ("terms_use_deadline", "terms_report_deadline", "terms_audit", "terms_reasons")
    assert seeing.refusals(case, "decide", "decision_maker", **without) == dict.fromkeys(terms, needed)
    past = answers.decision(case, 150_000) | {"terms_report_deadline": "04.03.2021"}
    assert set(seeing.refusals(case, "decide", "decision_maker", **past)) == {"terms_report_deadline"}
    case = way.do(
        case,
        "decide",
        "decision_maker",
        **(answers.decision(case, 150_000) | answers.terms(case, audit=True)),
    )
    said = seeing.letter(case, "granted")
    assert [
        day for day in ("31. desember 2021", "15. februar 2022", "1. april 2022") if day not in said
    ] == []


@pytest.mark.requirement("R3.2", "what a published paragraph states is never asked for, and never typed over")
def test_terms_are_not_asked_for_where_the_document_states_them() -> None:
    case = way.ready_to_decide("self_initiated")
    typed = answers.decision(case, 150_000) | {"terms_use_deadline": "01.07.2030", "terms_reasons": "Nei."}
    case = way.do(case, "decide", "decision_maker", **typed)
    assert str(case.decision.use_deadline) == "2024-12-31"
    assert not DecisionTerms.objects.exists()


@pytest.mark.requirement("R2.12", "a project says which measures it continues, or which challenge it answers")
@pytest.mark.requirement("R3.10", "a project plan follows, also in the foster-home scheme")
@pytest.mark.parametrize("scheme", ["self_initiated", "foster_home"])
def test_project_schemes_ask_what_the_guidelines_ask(scheme: str) -> None:
    definition = json.loads((CONTENT / f"scheme-{scheme}.json").read_text())
    asked = {
        field["code"]: field["required"] for section in definition["sections"] for field in section["fields"]
    }
    assert {
        code: asked[code] for code in ("project_plan", "risk_condition_assessment", "theme", "budget")
    } == {
        "project_plan": True,
        "risk_condition_assessment": True,
        "theme": True,
        "budget": True,
    }
    assert {
        code: asked[code] for code in ("continues_measures", "dialogue_challenge", "continuation_plan")
    } == {
        "continues_measures": False,
        "dialogue_challenge": False,
        "continuation_plan": False,
    }
    assert ("bufetat_help" in asked, "indicators" in asked) == (scheme == "foster_home",) * 2

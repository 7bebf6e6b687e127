"""The yearly report: when it opens, what it says, what the office sees, and back to be corrected."""

from typing import Any

import pytest
from django.utils.translation import gettext as _

from tests import seeing, way
from workflows.cases.models import Case
from workflows.errors import NotAllowed
from workflows.report.models import Report
from workflows.schemes.models import Rule
from workflows.ui.amounts import format_amount
from workflows.walkthrough import answers

pytestmark = pytest.mark.django_db


def refused(case: Case, used: int, **changes: Any) -> dict[str, list[str]]:
    """Return why a report of `used` kroner is refused."""
    return seeing.refusals(case, "report", way.leader_of(case), **(answers.report(used) | changes))


@pytest.mark.requirement(
    "R5.4", "a report is due for every grant: it opens on 1 December, and is due on 15 February"
)
@pytest.mark.parametrize("scheme", ["leader_network", "self_initiated"])
def test_the_report_opens_in_december_and_is_due_in_february(scheme: str, at: Any, browse: Any) -> None:
    case = way.paid(scheme)
    item = way.item(case, "report")
    assert (str(item.opens_on), str(item.due)) == ("2024-12-01", "2025-02-15")

    at(2024, 11, 30, 23, 59)
    with pytest.raises(NotAllowed) as denied:
        way.do(case, "report", way.leader_of(case), **answers.report(150_000))
    assert denied.value.reason == _("This can be done from %(date)s.") % {"date": "1. desember 2024"}
    assert browse(way.leader_of(case)).get(item.get_absolute_url()).status_code == 403

    at(2024, 12, 1, 0, 0)
    case = way.do(case, "report", way.leader_of(case), **answers.report(150_000))
    assert (case.reports.get().year, seeing.open_tasks(case)) == (2024, ["report.control"])


@pytest.mark.requirement(
    "R5.6", "a leader network tells how it was used, what was experienced, and what competence was procured"
)
def test_a_leader_network_reports_use_experience_and_competence(at: Any) -> None:
    case = way.paid()
    at(2025, 1, 10)
    assert set(seeing.refusals(case, "report", way.leader_of(case))) == {
        *("used_amount", "how_used", "experience", "competence_procured")
    }
    typed = answers.report(150_000) | {"competence_procured": "yes", "competence_which": "RKBU Vest"}
    case = way.do(case, "report", way.leader_of(case), **typed)
    report = case.reports.get()
    assert (report.used_amount, report.unspent_amount, report.submitted_by) == (
        150_000,
        0,
        way.leader_of(case),
    )
    assert report.answers == {
        "used_amount": 150_000,
        "how_used": "Samlinger og veiledning.",
        "experience": "Gode erfaringer.",
        "competence_procured": True,
        "competence_which": "RKBU Vest",
    }


@pytest.mark.requirement(
    "R5.5", "a project tells how the money built services; that competence was raised is optional"
)
def test_a_project_reports_accounts_and_services_built(at: Any) -> None:
    case = way.paid("self_initiated")
    at(2025, 1, 10)
    assert set(seeing.refusals(case, "report", way.leader_of(case))) == {
        *("used_amount", "accounts", "how_used", "services_built")
    }
    assert refused(case, 150_000, competence_raised="") == {}
    assert Report.objects.get(case=case).answers["services_built"] == "Et felles tilbud."


@pytest.mark.requirement("R5.1", "no more is reported used than was awarded, and the accounts add up to it")
def test_no_more_is_used_than_there_was_and_the_accounts_add_up(at: Any) -> None:
    case = way.paid("self_initiated", 150_000)
    at(2025, 1, 10)
    too_much = _("No more than %(left)s was there to use.") % {"left": format_amount(150_000)}
    assert refused(case, 150_001) == {"used_amount": [too_much]}
    [uneven] = refused(case, 150_000, accounts_other="1")["accounts"]
    assert (format_amount(150_001) in uneven, format_amount(150_000) in uneven) == (True, True)
    assert refused(case, 150_000) == {}


@pytest.mark.requirement("R8.8", "the report shows what there is to account for and the approved budget")
def test_the_report_page_shows_what_there_is_to_account_for(at: Any, browse: Any) -> None:
    case = way.paid("self_initiated", 200_000)
    at(2025, 1, 10)
    page = browse(way.leader_of(case)).get(way.item(case, "report").get_absolute_url()).content.decode()
    for shown in (200_000, 190_000, 10_000):
        assert format_amount(shown) in page
    assert "31. desember 2024" in page


@pytest.mark.requirement(
    "R5.4", "a report is sent back with what must be corrected, and sent again for the same year"
)
def test_a_report_is_sent_back_and_corrected(at: Any, browse: Any) -> None:
    case = way.paid("self_initiated", 150_000)
    at(2025, 1, 10)
    case = way.do(case, "report", way.leader_of(case), **answers.report(150_000, overhead=1_000))
    assert seeing.refusals(
        case, "control", "caseworker", **(answers.control(case) | {"result": "return"})
    ) == {"note": [_("Say what must be corrected.")]}
    note = "Overhead mangler i regnskapet."
    case = way.do(
        case, "control", "caseworker", **(answers.control(case) | {"result": "return", "note": note})
    )
    assert (case.status, case.reports.get().approved) == ("waiting_for_you", False)
    assert (seeing.open_tasks(case), seeing.letters(case)[-1]) == (["report.report"], ("round_back", "nb"))
    assert note in seeing.letter(case, "round_back")
    page = browse(way.leader_of(case)).get(way.item(case, "report").get_absolute_url()).content.decode()
    assert (note in page, "Samlinger og veiledning." in page) == (True, True)

    case = way.do(case, "report", way.leader_of(case), **answers.report(150_000, overhead=7_000))
    report = case.reports.get()
    assert (report.year, report.approved) == (2024, None)
    lines = case.budget_lines.filter(stage="reported").values_list("year", "kind", "amount")
    assert list(lines) == [
        (2024, "project_positions", 143_000),
        (2024, "external_competence", 0),
        (2024, "overhead", 7_000),
        (2024, "other", 0),
    ]
    case = way.do(case, "control", "caseworker", **answers.control(case))
    assert (case.status, case.reports.get().controlled_by.username) == ("closed", "caseworker")


@pytest.mark.requirement(
    "R5.7", "before approving, the office answers with a reason whether the use was as agreed"
)
@pytest.mark.parametrize(("scheme", "paragraph"), [("leader_network", "6.10"), ("self_initiated", "3.8")])
def test_whether_the_use_was_as_agreed_is_answered_with_a_reason(
    scheme: str, paragraph: str, at: Any
) -> None:
    case = way.paid(scheme)
    at(2025, 1, 10)
    case = way.do(case, "report", way.leader_of(case), **answers.report(150_000))
    assert seeing.findings(case, "report")[f"2024-{paragraph}"] == "asked"
    rule = Rule.objects.get(edition=case.edition, code=paragraph, kind="question")
    named = {f"answer_{rule.pk}", f"answer_reason_{rule.pk}"}
    assert set(seeing.refusals(case, "control", "caseworker", result="approve")) == named
    case = way.do(case, "control", "caseworker", **answers.control(case))
    assert seeing.findings(case, "report")[f"2024-{paragraph}"] == "met"


def test_the_network_does_not_control_its_own_report(at: Any) -> None:
    case = way.paid()
    at(2025, 1, 10)
    case = way.do(case, "report", way.leader_of(case), **answers.report(150_000))
    with pytest.raises(NotAllowed):
        way.do(case, "control", way.leader_of(case), **answers.control(case))

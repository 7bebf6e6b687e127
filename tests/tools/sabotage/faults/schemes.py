"""What a scheme brings: conditions of fields, rules of its own, and second persons."""

from tests.tools.sabotage.fault import Fault

SCHEMES, GRANT = "tests/workflows/schemes", "tests/workflows/grant"
FAULTS = [
    Fault(
        name="what-is-hidden-is-sent",
        file="workflows/application/actions.py",
        old="answers | dict.fromkeys(hidden)",
        new="answers",
        tests=(
            f"{SCHEMES}/test_fourth_scheme.py"
            "::test_what_the_office_enters_from_paper_holds_no_answer_that_was_not_asked",
        ),
    ),
    Fault(
        name="what-is-hidden-is-demanded",
        file="workflows/schemes/conditional.py",
        old="                self.errors.pop(code, None)\n",
        new="",
        tests=(
            f"{SCHEMES}/test_conditions.py::test_the_server_forgets_what_is_hidden_and_demands_what_is_shown",
        ),
    ),
    Fault(
        name="a-scheme-loosens-the-guideline",
        file="workflows/publishing/scheme_rules.py",
        old='return faults + [Fault(words, "rule_loosens", form=RULES) for words in loose]',
        new="return faults",
        tests=(f"{SCHEMES}/test_own_rules.py::test_a_rule_of_its_own_may_not_loosen_the_guidelines",),
    ),
    Fault(
        name="what-a-scheme-picked-is-not-checked",
        file="workflows/schemes/models.py",
        old="_as_picked(rules, scheme) if scheme else rules",
        new="rules",
        tests=(f"{SCHEMES}/test_picking.py::test_a_picked_audit_is_owed_found_again_and_rehearsed",),
    ),
    Fault(
        name="what-a-scheme-picks-loosens-the-guideline",
        file="workflows/publishing/picking.py",
        old="*loosened(named, _named(added), scheme=scheme), ",
        new="",
        tests=(f"{SCHEMES}/test_picking.py::test_what_cannot_be_picked_is_told_in_words",),
    ),
    Fault(
        name="an-edition-without-what-is-picked-is-fine",
        file="workflows/publishing/picking.py",
        old='return sorted({pick.partition("/")[0] for pick in version.picked - held})',
        new="return sorted(held - held)",
        tests=(
            f"{SCHEMES}/test_picking.py::test_an_edition_without_what_is_picked_is_refused",
            f"{SCHEMES}/test_picking.py::test_a_case_is_not_moved_from_what_its_scheme_has_picked",
        ),
    ),
    Fault(
        name="a-guideline-demands-an-audit-for-no-day",
        file="workflows/publishing/editions.py",
        old="        faults += audits_without_a_day(rows, kept)\n",
        new="",
        tests=(
            f"{GRANT}/test_audit_without_a_day.py"
            "::test_a_guideline_that_demands_an_audit_says_when_it_is_due",
        ),
    ),
    Fault(
        name="an-audit-is-owed-for-no-day",
        file="workflows/grant/forms.py",
        old='self.add_error("terms_audit", AUDIT_WITHOUT_A_DAY)',
        new="pass",
        tests=(
            f"{GRANT}/test_audit_without_a_day.py::test_the_decision_says_the_day_where_no_paragraph_does",
        ),
    ),
    Fault(
        name="a-scheme-promises-an-audit-that-is-never-asked-for",
        file="workflows/publishing/scheme_rules.py",
        old='        if Step.AUDIT not in row["steps"]\n',
        new='        if not row["steps"]\n',
        tests=(
            f"{SCHEMES}/test_own_rules.py::test_an_audit_that_nobody_would_be_asked_for_is_refused_in_words",
        ),
    ),
    Fault(
        name="a-cases-own-scheme-rules-are-not-checked",
        file="workflows/cases/checking.py",
        old="call=case.call_id, scheme=case.scheme_version_id\n        )",
        new="call=case.call_id\n        )",
        tests=(f"{SCHEMES}/test_fourth_scheme.py::test_its_own_rules_are_checked_and_named",),
    ),
    Fault(
        name="one-decides-over-the-amount",
        file="workflows/grant/approving.py",
        old="(amount or 0) > limit",
        new="(amount or 0) > limit * 10",
        tests=(f"{GRANT}/test_approval.py::test_over_the_amount_nothing_holds_before_another_approves",),
    ),
    Fault(
        name="one-approves-ones-own-decision",
        file="workflows/cases/duties.py",
        old="_AWARD = (Capacity.ASSESSED, Capacity.SECOND_ASSESSED, Capacity.APPROVED, Capacity.SECOND_APPROVED)",
        new="_AWARD = (Capacity.ASSESSED, Capacity.SECOND_ASSESSED, Capacity.APPROVED)",
        tests=(f"{GRANT}/test_approval.py::test_nobody_approves_their_own_decision",),
    ),
    Fault(
        name="a-held-decision-is-changed",
        file="workflows/guards.py",
        old="NEW.case_id = OLD.case_id AND NEW.awarded_amount = OLD.awarded_amount ",
        new="NEW.case_id = OLD.case_id ",
        tests=(f"{GRANT}/test_approval.py::test_a_held_decision_stays_as_it_was_typed",),
    ),
    Fault(
        name="what-a-moved-draft-lacks-is-not-asked",
        file="workflows/application/actions.py",
        old="    _refuse_if_moved(case, work.task)\n",
        new="",
        tests=(
            "tests/workflows/drafting/test_moving.py::test_what_was_written_before_cannot_be_sent_unseen",
        ),
    ),
]

"""What a grant waits for, who decides anew, and what is paid."""

from tests.tools.sabotage.fault import Fault

CONDITIONS = "tests/workflows/grant/test_conditions.py"
INSTALMENTS = "tests/workflows/grant/test_instalments.py"
APPEAL = "tests/workflows/appeal/test_appeal.py"
CHANGE = "tests/workflows/change/test_change.py"
FAULTS = [
    Fault(
        name="an-award-does-not-wait-for-its-conditions",
        file="workflows/grant/taking.py",
        old="if lacking := in_the_way(conditions, ConditionKind.BEFORE_AWARD):",
        new="if lacking := list[str]():",
        tests=(f"{CONDITIONS}::test_what_is_required_before_the_award_blocks_it_until_it_is_met",),
    ),
    Fault(
        name="a-payment-does-not-wait-for-its-conditions",
        file="workflows/grant/paying.py",
        old="    reasons += blocking(case, ConditionKind.BLOCKS_PAYMENT)\n",
        new="",
        tests=(f"{CONDITIONS}::test_a_condition_blocks_the_payment_until_it_is_met",),
    ),
    Fault(
        name="a-case-closes-with-open-conditions",
        file="workflows/grant/settling.py",
        old="    return blocking(case)",
        new="    return []",
        tests=(f"{CONDITIONS}::test_a_condition_keeps_the_case_open_until_it_is_waived",),
    ),
    Fault(
        name="a-condition-is-rewritten-after-it-was-set",
        file="workflows/guards.py",
        old="AND NEW.text = OLD.text AND NEW.kind = OLD.kind",
        new="",
        tests=(f"{CONDITIONS}::test_the_database_holds_what_a_condition_may_be",),
    ),
    Fault(
        name="a-stop-of-payment-stops-nothing",
        file="workflows/grant/paying.py",
        old="    return list(PaymentStop.objects.filter(case=case, lifted_at__isnull=True))",
        new="    return []",
        tests=(f"{INSTALMENTS}::test_a_stop_holds_registration_and_attestation_back",),
    ),
    Fault(
        name="who-gives-an-account-confirms-it",
        file="workflows/grant/paying.py",
        old="if newest.by_id == user.pk:",
        new="if newest.by_id is None:",
        tests=(f"{INSTALMENTS}::test_a_changed_account_is_confirmed_by_another_person",),
    ),
    Fault(
        name="instalments-need-not-add-up",
        file="workflows/grant/paying.py",
        old="if sum(amount for _day, amount in parts) != left:",
        new="if not parts:",
        tests=(f"{INSTALMENTS}::test_a_grant_is_paid_in_instalments",),
    ),
    Fault(
        name="who-decided-decides-the-appeal-too",
        file="workflows/cases/duties.py",
        old="    *((Capacity.REVERSED, earlier) for earlier in _APPEALED_AGAINST),\n",
        new="",
        tests=(f"{APPEAL}::test_the_office_reverses_by_somebody_who_took_no_part",),
    ),
    Fault(
        name="the-directorate-decides-what-another-body-should",
        file="workflows/cases/rights.py",
        old="bodies |= Q(office=role.office_id) if role.office_id else Q(office__isnull=True)",
        new="bodies |= Q(pk__gt=0)",
        tests=(f"{APPEAL}::test_the_appeal_body_that_the_scheme_names_changes_the_amount",),
    ),
    Fault(
        name="all-decisions-can-be-appealed-against",
        file="workflows/appeal/actions.py",
        old='if not case.scheme_version.option("appeal"):',
        new="if not case.scheme_version:",
        tests=(f"{APPEAL}::test_without_appeal_in_the_scheme_there_is_none",),
    ),
    Fault(
        name="who-proposes-a-new-decision-takes-it",
        file="workflows/cases/duties.py",
        old="    (Capacity.PROPOSED_CHANGE, Capacity.DECIDED_CHANGE),\n",
        new="",
        tests=(f"{CHANGE}::test_the_one_who_proposes_does_not_decide",),
    ),
    Fault(
        name="a-lower-grant-keeps-the-money",
        file="workflows/grant/deciding.py",
        old="elif more < 0:",
        new="elif more is None:",
        tests=(f"{CHANGE}::test_a_lower_amount_is_a_new_decision_and_lets_go_of_money",),
    ),
    Fault(
        name="a-later-decision-commits-as-often-as-it-is-taken",
        file="workflows/grant/deciding.py",
        old="funds.commit_funds(case=case, amount=more, by=decision.by, act=act)",
        new="funds.commit_funds(case=case, amount=more, by=decision.by)",
        tests=(f"{CHANGE}::test_a_higher_amount_after_payment_is_paid_too",),
    ),
]

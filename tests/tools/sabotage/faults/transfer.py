"""Cases between installations: sent by two, standing still, received whole or not at all."""

from tests.tools.sabotage.fault import Fault

_SENDING = "tests/workflows/sending/test_sending.py"
_RECEIVING = "tests/imports/transfer/test_receiving.py"
_HOSTILE = "tests/imports/transfer/test_hostile_packages.py"

FAULTS = [
    Fault(
        name="a-case-that-is-away-is-written-in",
        file="workflows/cases/journal.py",
        old="unchanged = unchanged.filter(sent_away_at__isnull=True)",
        new="pass",
        tests=(f"{_SENDING}::test_a_verb_that_asks_nobody_is_refused_by_the_journal",),
    ),
    Fault(
        name="acts-go-on-in-a-case-that-is-away",
        file="workflows/cases/acts.py",
        old="if may and case is not None and case.sent_away_at else may",
        new="if False else may",
        tests=(f"{_SENDING}::test_no_act_is_offered_in_a_case_that_is_away",),
    ),
    Fault(
        name="one-person-sends-a-case",
        file="workflows/sending/actions.py",
        old="if sending.by_id == user.pk:",
        new="if False:",
        tests=(f"{_SENDING}::test_nobody_sends_what_they_proposed",),
    ),
    Fault(
        name="a-case-with-money-owed-is-sent",
        file="workflows/sending/ready.py",
        old="    if unpaid:\n",
        new="    if False:\n",
        tests=(f"{_SENDING}::test_what_cannot_be_sent_says_why",),
    ),
    Fault(
        name="a-received-case-is-taken-back",
        file="workflows/sending/actions.py",
        old='    if sending.confirmed_at:\n        raise Refused(_("The case is received there',
        new='    if False:\n        raise Refused(_("The case is received there',
        tests=(f"{_SENDING}::test_a_receipt_ends_it",),
    ),
    Fault(
        name="any-receipt-will-do",
        file="workflows/sending/actions.py",
        old="if _plain(code) != _plain(receipt_of(sending.seal)):",
        new="if False:",
        tests=(f"{_SENDING}::test_a_receipt_ends_it",),
    ),
    Fault(
        name="a-changed-package-is-opened",
        file="imports/transfer/opening.py",
        old="if checked.faults:",
        new="if False:",
        tests=(f"{_HOSTILE}::test_one_byte_is_enough", f"{_HOSTILE}::test_the_seal_finds_what_was_made_anew"),
    ),
    Fault(
        name="one-person-receives-a-case",
        file="imports/transfer/actions.py",
        old="if incoming.proposed_by_id == user.pk:",
        new="if False:",
        tests=(f"{_RECEIVING}::test_nobody_receives_what_they_proposed",),
    ),
    Fault(
        name="files-of-what-failed-stay",
        file="imports/transfer/actions.py",
        old="            default_storage.delete(name)\n        raise",
        new="            pass\n        raise",
        tests=(f"{_HOSTILE}::test_all_or_nothing",),
    ),
    Fault(
        name="people-from-elsewhere-did-nothing",
        file="imports/transfer/making.py",
        old="    pauses participations impartiality",
        new="    pauses impartiality",
        tests=(f"{_RECEIVING}::test_separation_of_duties_goes_on",),
    ),
    Fault(
        name="verify-passes-over-packages",
        file="workflows/verifying.py",
        old="                *faults_of_arrivals(Arrival.objects.all()),\n",
        new="",
        tests=(f"{_HOSTILE}::test_verify_finds_a_changed_package",),
    ),
    Fault(
        name="money-from-elsewhere-fills-a-pot",
        file="workflows/funds/taking_over.py",
        old="    if after > before:",
        new="    if False:",
        tests=("tests/workflows/funds/test_taking_over.py::test_a_pot_has_as_much_as_before",),
    ),
    Fault(
        name="money-from-elsewhere-need-not-add-up",
        file="imports/transfer/money.py",
        old="    if balance.unpaid or faults:",
        new="    if False:",
        tests=(f"{_HOSTILE}::test_money_that_does_not_add_up_is_not_taken_over",),
    ),
]

"""What several people write at once."""

from tests.tools.sabotage.fault import Fault

TOGETHER = "tests/workflows/drafting/test_together.py"
FAULTS = [
    Fault(
        name="the-last-to-save-wins",
        file="workflows/drafting/merging.py",
        old="            twice[code] = answer",
        new="            written[code] = answer",
        tests=(f"{TOGETHER}::test_of_two_texts_one_is_chosen",),
    ),
    Fault(
        name="an-untouched-field-undoes-what-others-wrote",
        file="workflows/drafting/merging.py",
        old="        elif sent == shown:\n            others.add(code)\n",
        new="        elif sent == shown:\n            written[code] = answer\n",
        tests=(f"{TOGETHER}::test_different_fields_merge",),
    ),
    Fault(
        name="a-choice-overwrites-a-newer-text",
        file="workflows/drafting/actions.py",
        old="    if digest(there) != shown:",
        new="    if not shown:",
        tests=(f"{TOGETHER}::test_a_choice_made_against_an_older_text_is_asked_anew",),
    ),
    Fault(
        name="a-participant-sends-the-application",
        file="workflows/cases/rights.py",
        old='    "work": _can_work,\n',
        new='    "work": _can_write,\n',
        tests=(f"{TOGETHER}::test_a_participant_writes_and_the_leader_sends",),
    ),
    Fault(
        name="two-texts-are-sent-unchosen",
        file="workflows/application/actions.py",
        old="    if work.case.other_texts.exists():",
        new="    if work.case.pk is None:",
        tests=(f"{TOGETHER}::test_nothing_is_sent_while_two_texts_wait",),
    ),
]

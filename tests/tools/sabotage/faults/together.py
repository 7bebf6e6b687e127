"""What is planted in what people of a network do together: confirmations, invitations, networks that start."""

from tests.tools.sabotage.fault import Fault

BY_LINK = "tests/workflows/anchoring/test_by_link.py"
FOLLOWING = "tests/workflows/anchoring/test_following.py"
TAKING_PART = "tests/workflows/networks/test_taking_part.py"
STARTING = "tests/workflows/networks/test_starting_by_itself.py"

FAULTS = [
    Fault(
        name="a-link-to-a-confirmation-shows-every-document",
        file="workflows/anchoring/confirming.py",
        old="direction=Document.Direction.IN, pk__in=kept)",
        new="pk__isnull=False)",
        tests=(f"{BY_LINK}::test_a_link_opens_one_application_once",),
        database="sqlite",
    ),
    Fault(
        name="who-confirms-by-a-link-keeps-the-role",
        file="workflows/anchoring/confirming.py",
        old="    yield\n    held.delete()",
        new="    yield",
        tests=(f"{BY_LINK}::test_who_confirmed_cannot_log_in_and_holds_nothing",),
        database="sqlite",
    ),
    Fault(
        name="a-new-link-leaves-the-earlier-alive",
        file="workflows/anchoring/asking.py",
        old="    earlier.update(expires_at=clock.now())\n",
        new="",
        tests=(f"{BY_LINK}::test_a_new_link_makes_the_earlier_dead",),
        database="sqlite",
    ),
    Fault(
        name="a-changed-application-is-not-asked-anew",
        file="workflows/application/actions.py",
        old="        ask_anew(work.case)\n",
        new="        pass\n",
        tests=(f"{BY_LINK}::test_a_changed_application_is_asked_anew",),
        database="sqlite",
    ),
    Fault(
        name="anybody-of-the-case-asks-for-confirmations",
        file="workflows/anchoring/asking.py",
        old="    if not leads(user, case):",
        new="    if False:",
        tests=(f"{BY_LINK}::test_only_the_leader_asks",),
        database="sqlite",
    ),
    Fault(
        name="reminders-come-with-every-sweep",
        file="workflows/anchoring/reminding.py",
        old="newest.at < day <= now",
        new="day <= now",
        tests=(f"{FOLLOWING}::test_a_reminder_comes_after_five_days_and_before_the_deadline",),
        database="sqlite",
    ),
    Fault(
        name="a-cooperation-is-confirmed-twice",
        file="workflows/anchoring/cooperating.py",
        old="    if case.closed_at or not link.use():",
        new="    if case.closed_at:",
        tests=("tests/workflows/anchoring/test_cooperation.py",),
        database="sqlite",
    ),
    Fault(
        name="links-can-be-read-in-the-log",
        file="workflows/ui/logs.py",
        old='"message": _SECRET.sub("/…", record.getMessage()),',
        new='"message": record.getMessage(),',
        tests=("tests/workflows/ui/test_logs.py",),
        database="sqlite",
    ),
    Fault(
        name="an-invitation-is-anybodys",
        file="workflows/networks/taking_part.py",
        old="    if by.pk != invitation.user_id or not invitation.use():",
        new="    if not invitation.use():",
        tests=(f"{TAKING_PART}::test_the_verb_gives_the_role_to_the_invited_alone",),
        database="sqlite",
    ),
    Fault(
        name="a-leader-gives-roles-that-reach-other-networks",
        file="workflows/networks/taking_part.py",
        old="    if elsewhere.exclude(network=network).exists() and",
        new="    if False and",
        tests=(f"{TAKING_PART}::test_a_role_that_reaches_other_networks_is_the_offices_to_give",),
        database="sqlite",
    ),
    Fault(
        name="the-last-leader-leaves",
        file="workflows/networks/taking_part.py",
        old="    if held_role.role == Role.NETWORK_LEADER:",
        new="    if False:",
        tests=(f"{TAKING_PART}::test_the_leader_does_not_leave_without_another",),
        database="sqlite",
    ),
    Fault(
        name="a-proposal-reaches-the-office-unconfirmed",
        file="workflows/networks/proposing.py",
        old="    return found.exclude(state=State.UNCONFIRMED)",
        new="    return found",
        tests=(f"{STARTING}::test_a_proposal_that_was_never_confirmed_is_nobodys_task",),
        database="sqlite",
    ),
    Fault(
        name="another-office-reads-the-proposal",
        file="workflows/networks/proposing.py",
        old="NetworkProposal.objects.filter(municipality__county__office__in=offices)",
        new="NetworkProposal.objects.all()",
        tests=(f"{STARTING}::test_who_reads_a_proposal",),
        database="sqlite",
    ),
    Fault(
        name="a-network-of-one-service-is-proposed",
        file="workflows/networks/proposing.py",
        old="    if len(distinct) < 2:",
        new="    if len(distinct) < 1:",
        tests=(f"{STARTING}::test_fewer_than_two_services_are_refused_and_the_text_is_kept",),
        database="sqlite",
    ),
    Fault(
        name="who-says-no-counts-as-behind-the-application",
        file="workflows/application/actions.py",
        old='    if work.data["answer"] == work.form.DECLINE:\n',
        new="    if False:\n",
        tests=("tests/workflows/application/test_statements.py::test_a_participant_says_no_and_why",),
    ),
    Fault(
        name="an-older-link-of-a-service-still-answers",
        file="workflows/networks/answering.py",
        old="    ServiceLink.objects.holding().filter(invitation=invitation).update(expires_at=clock.now())\n",
        new="",
        tests=(
            "tests/workflows/networks/test_working_together.py::test_an_invited_service_answers_by_a_link[True]",
        ),
    ),
]

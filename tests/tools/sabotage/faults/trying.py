"""A trial is kept apart from what is real, and nobody becomes somebody real."""

from tests.tools.sabotage.fault import Fault

TRIAL = "tests/workflows/trying/test_trial.py"
SWITCHING = "tests/workflows/trying/test_switching.py"
SEEN = f"{TRIAL}::test_nothing_of_a_trial_is_seen_or_added_up"
FAULTS = [
    Fault(
        name="an-editor-becomes-anybody",
        file="workflows/trying/switching.py",
        old="if not may_try(request.user) or not may_be_tried_as(account):",
        new="if not may_try(request.user):",
        tests=(f"{SWITCHING}::test_nobody_real_is_tried_as",),
    ),
    Fault(
        name="anybody-becomes-somebody-of-a-trial",
        file="workflows/trying/switching.py",
        old="if not may_try(request.user) or not may_be_tried_as(account):",
        new="if not may_be_tried_as(account):",
        tests=(f"{SWITCHING}::test_only_those_who_make_schemes_try_as_somebody",),
    ),
    Fault(
        name="a-trial-account-may-hold-real-roles",
        file="workflows/trying/switching.py",
        old="        if not _lies_in_trial(held):\n",
        new="        if False:\n",
        tests=(f"{SWITCHING}::test_an_account_with_a_role_outside_the_trial_is_not_tried_as",),
    ),
    Fault(
        name="grants-of-a-trial-are-public",
        file="workflows/openness/awards.py",
        old="granted(Case.objects.real())",
        new="granted(Case.objects.all())",
        tests=(SEEN,),
    ),
    Fault(
        name="documents-of-a-trial-are-in-the-public-record",
        file="workflows/access/entries.py",
        old="Document.objects.filter(case__office__is_trial=False)",
        new="Document.objects.filter(case__isnull=False)",
        tests=(SEEN,),
    ),
    Fault(
        name="the-directorate-reads-cases-of-a-trial",
        file="workflows/cases/rights.py",
        old="conditions |= filed & Q(office__is_trial=False)",
        new="conditions |= filed",
        tests=(SEEN,),
    ),
    Fault(
        name="mail-of-a-trial-is-sent",
        file="workflows/notices.py",
        old="if user.is_trial:",
        new="if False:",
        tests=(f"{TRIAL}::test_both_sides_are_walked_by_their_pages",),
    ),
    Fault(
        name="what-is-on-trial-is-the-newest-version",
        file="workflows/schemes/models.py",
        old='document__in=("", document), trial=trial)',
        new='document__in=("", document))',
        tests=(f"{TRIAL}::test_what_is_on_trial_is_offered_to_nobody",),
    ),
    Fault(
        name="a-real-application-takes-the-places-of-trials",
        file="workflows/schemes/municipalities.py",
        old="return list(known if self.trial else known.real())",
        new="return list(known)",
        tests=(f"{TRIAL}::test_the_places_of_trials_are_unknown_to_real_applications",),
    ),
    Fault(
        name="a-real-step-does-not-wait-for-its-day",
        file="workflows/cases/models/work.py",
        old="opens_on__gt=today, case__office__is_trial=True)",
        new="opens_on__gt=today)",
        tests=(f"{TRIAL}::test_a_step_of_a_trial_does_not_wait_for_its_day",),
    ),
    Fault(
        name="a-trial-asks-real-environments",
        file="workflows/statements/asking.py",
        old='KnowledgeEnvironment.objects.filter(is_trial=Subquery(office.values("is_trial")))',
        new='KnowledgeEnvironment.objects.exclude(pk__in=office.values("pk").none())',
        tests=(f"{TRIAL}::test_the_bodies_outside_are_tried_as_too",),
    ),
]

"""What is planted in schemes, Bufetat's help, audits and their links."""

from tests.tools.sabotage.fault import Fault

FAULTS = [
    Fault(
        name="another-region-reads-the-request",
        file="workflows/bufetat/rights.py",
        old='BufetatRequest.objects.filter(Q(region__in=scope.places("region", Role.BUFETAT)))',
        new="BufetatRequest.objects.all()",
        tests=("tests/workflows/bufetat/test_requests.py::test_who_reads_the_requests",),
        database="sqlite",
    ),
    Fault(
        name="terms-are-not-demanded-where-none-are-stated",
        file="workflows/grant/terms.py",
        old='        if cleaned.get(name) in (None, ""):',
        new="        if False:",
        tests=(
            "tests/workflows/schemes/test_schemes_of_editions.py"
            "::test_terms_are_demanded_where_the_document_states_none",
        ),
        database="sqlite",
    ),
    Fault(
        name="a-form-of-2021-is-taken-under-2024",
        file="workflows/publishing/calls.py",
        old='    if scheme.document not in ("", edition.document):',
        new="    if False:",
        tests=(
            "tests/workflows/schemes/test_schemes_of_editions.py::test_a_form_made_for_one_document_stays_with_it",
        ),
        database="sqlite",
    ),
    Fault(
        name="leader-networks-apply-under-2021",
        file="workflows/application/beginning.py",
        old="    if not call.edition.has_scheme(call.scheme_version):",
        new="    if False:",
        tests=(
            "tests/workflows/schemes/test_schemes_of_editions.py::test_leader_networks_are_refused_under_2021",
        ),
        database="sqlite",
    ),
    Fault(
        name="the-last-audit-covers-one-year",
        file="workflows/audit/covering.py",
        old="else _sum(covered_cases(case))",
        new="else _sum(granted_cases(case).filter(pk=case.pk))",
        tests=(
            "tests/workflows/audit/test_several_years.py::test_two_years_are_audited_once_after_the_last",
        ),
        database="sqlite",
    ),
    Fault(
        name="a-stop-leaves-the-audit-waiting",
        file="workflows/audit/stopping.py",
        old="    _audit_now(newest, deadline)\n",
        new="",
        tests=("tests/workflows/audit/test_several_years.py::test_an_early_stop_ends_the_deferral",),
        database="sqlite",
    ),
    Fault(
        name="an-auditors-link-works-twice",
        file="workflows/links.py",
        old="self.filter(used_at__isnull=True, expires_at",
        new="self.filter(expires_at",
        tests=(
            "tests/workflows/audit/test_invitation.py::test_a_returned_statement_is_asked_for_by_a_new_link",
        ),
        database="sqlite",
    ),
    Fault(
        name="an-auditors-link-never-runs-out",
        file="workflows/links.py",
        old="used_at__isnull=True, expires_at__gt=clock.now())",
        new="used_at__isnull=True)",
        tests=("tests/workflows/audit/test_invitation.py::test_a_link_runs_out_and_is_sent_anew",),
        database="sqlite",
    ),
    Fault(
        name="anybody-at-the-office-defers-an-audit",
        file="workflows/audit/deferring.py",
        old="    if not decides_at(user, case):",
        new="    if False:",
        tests=("tests/workflows/audit/test_several_years.py::test_who_may_defer_and_when",),
        database="sqlite",
    ),
]

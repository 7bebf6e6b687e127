"""What is typed and sent with a form: uploads, suggestions and copies."""

from tests.tools.sabotage.fault import Fault

FAULTS = [
    Fault(
        name="what-cannot-be-scanned-is-taken",
        file="workflows/scanning.py",
        old="            known = down\n",
        new='            known = ""\n',
        tests=("tests/workflows/test_scanning.py::test_what_cannot_be_scanned_is_not_taken",),
    ),
    Fault(
        name="uploads-of-forms-are-not-scanned",
        file="workflows/schemes/uploads.py",
        old="    default_validators = [refuse_malware]\n",
        new="",
        tests=("tests/workflows/test_scanning.py::test_what_is_typed_beside_a_refused_file_is_kept",),
    ),
    Fault(
        name="suggestions-tell-where-strangers-are",
        file="workflows/application/organisations.py",
        old='Case.objects.filter(pk__in=visible_cases(user).values("pk"), application__isnull=False)',
        new="Case.objects.filter(application__isnull=False)",
        tests=(
            "tests/workflows/pages/test_choosing.py"
            "::test_where_an_organisation_is_comes_from_applications_one_sees",
        ),
    ),
    Fault(
        name="anothers-application-is-copied",
        file="workflows/application/beginning.py",
        old="    if copy_from and not copyable([network], by=by).filter(pk=copy_from.pk).exists():\n",
        new="    if False:\n",
        tests=("tests/workflows/application/test_copying.py::test_only_what_the_network_has_sent_is_copied",),
    ),
]

"""What comes in and goes out as files."""

from tests.tools.sabotage.fault import Fault

FAULTS = [
    Fault(
        name="a-second-load-writes-anew",
        file="imports/resources/base.py",
        old="skip_unchanged = True",
        new="skip_unchanged = False",
        tests=("tests/imports/reference/test_loader.py::test_loading_twice_changes_nothing",),
        database="sqlite",
    ),
    Fault(
        name="an-export-has-everybodys-rows",
        file="imports/exports.py",
        old='.filter(pk__in=seen(user).values("pk"))',
        new="",
        tests=("tests/imports/test_exports.py::test_an_export_honours_what_one_may_see",),
        database="sqlite",
    ),
    Fault(
        name="a-formula-leaves-as-a-formula",
        file="imports/files.py",
        old='cell.data_type = "s"',
        new="cell.data_type = cell.data_type",
        tests=("tests/imports/test_files.py::test_what_looks_like_a_formula_is_a_text",),
        database="sqlite",
    ),
]

"""Files of strangers, and disks that are full."""

from tests.tools.sabotage.fault import Fault

_ODD = "tests/imports/test_odd_files.py::"
_GUARD = "tests/imports/test_guard.py::"

FAULTS = [
    Fault(
        name="a-full-disk-of-documents-is-our-mistake",
        file="workflows/ui/errors.py",
        old="        return error.errno in _DISK_FULL\n",
        new="        return False\n",
        tests=("tests/faults/test_disk_full.py::test_a_full_disk_of_documents",),
        database="sqlite",
    ),
    Fault(
        name="a-sheet-says-where-its-rows-are",
        file="imports/fenced/sheet.py",
        old="if not self.number < number <= LAST_ROW:",
        new="if number > 10**5000:",
        tests=(f"{_ODD}test_rows_are_in_order_and_of_a_spreadsheet[-5]",),
    ),
    Fault(
        name="half-a-letter-comes-in",
        file="imports/guard.py",
        old='line.decode("utf-8", "replace")',
        new='line.decode("utf-8", "surrogatepass")',
        tests=(f"{_ODD}test_no_page_fails_whatever_a_table_holds",),
    ),
    Fault(
        name="a-null-comes-in",
        file="imports/reading/grid.py",
        old='kind(text.replace("\\0", ""))',
        new="kind(text)",
        tests=(f"{_ODD}test_no_page_fails_whatever_a_table_holds",),
        database="postgresql",
    ),
    Fault(
        name="a-look-takes-as-long-as-reading",
        file="imports/fenced/__main__.py",
        old="limits.glance if glance else limits.seconds",
        new="limits.seconds",
        tests=(f"{_ODD}test_who_hands_a_file_in_does_not_wait_for_long",),
    ),
    Fault(
        name="declarations-are-found-when-it-is-stored",
        file="imports/fenced/xlsx.py",
        old="                xml.look(file)  #",
        new="                pass  #",
        tests=(f"{_GUARD}test_nobody_is_called_and_no_file_is_read",),
    ),
    Fault(
        name="merged-cells-are-passed-over",
        file="imports/reading/grid.py",
        old=', line["merged"]',
        new=", []",
        tests=(f"{_ODD}test_merged_cells_are_told",),
    ),
    Fault(
        name="a-formula-hides-behind-a-semicolon",
        file="workflows/ui/sheets.py",
        old='        return f"\'{cell}"',
        new="        return cell",
        tests=(
            "tests/imports/exports/test_spreadsheet_program.py::test_a_csv_file_has_no_formula_for_who_calculates_them",
        ),
    ),
    Fault(
        name="a-lost-database-loses-what-was-typed",
        file="workflows/ui/middleware.py",
        old="kept=kept_texts(request))",
        new="kept={})",
        tests=("tests/faults/test_disk_full.py::test_what_was_typed_is_not_lost",),
    ),
    Fault(
        name="a-moment-is-only-one-of-each-query",
        file="workflows/cases/moment.py",
        old="ISOLATION LEVEL REPEATABLE READ, READ ONLY",
        new="ISOLATION LEVEL READ COMMITTED, READ ONLY",
        tests=("tests/races/test_export_races.py::test_an_export_during_writes_is_of_one_moment",),
        database="postgresql",
    ),
    Fault(
        name="a-large-body-is-read-before-it-is-refused",
        file="workflows/ui/middleware.py",
        old="int(length) > settings.MAX_REQUEST_BYTES:",
        new="int(length) < 0:",
        tests=("tests/faults/test_large_uploads.py::test_large_uploads",),
    ),
]

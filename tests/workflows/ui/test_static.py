"""Static files: vendored with their licences, loading nothing from elsewhere, renewed as docs/static-files.md says."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[3] / "workflows" / "static" / "nettverksmidler"
VENDORS = sorted(path for path in (STATIC / "vendor").iterdir() if path.is_dir())


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda path: path.name)
def test_each_vendor_has_its_licence_and_a_line_in_the_document(vendor: Path) -> None:
    text = (STATIC.parents[2] / "docs" / "static-files.md").read_text()
    assert (vendor / "LICENSE").read_text().strip()
    assert f"`{vendor.name}/`" in text
    for file in vendor.iterdir():
        assert file.name in text


@pytest.mark.parametrize("sheet", sorted(STATIC.rglob("*.css")), ids=lambda path: path.name)
def test_style_sheets_load_only_our_own_files(sheet: Path) -> None:
    for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", sheet.read_text()):
        assert address.startswith(("data:", "#")) or (sheet.parent / address).is_file()
    assert "@import" not in sheet.read_text()


def test_designsystemets_rules_lie_in_layers_so_that_ours_win() -> None:
    for name in ("designsystemet.css", "theme.css"):
        sheet = (STATIC / "vendor" / "designsystemet" / name).read_text()
        outside, depth, rule = [], 0, ""
        for character in sheet:
            if character == "{":
                if depth == 0:
                    outside.append(rule.strip())
                depth += 1
            depth -= character == "}"
            rule = "" if character in "{};" else rule + character
        assert outside
        assert [rule for rule in outside if not rule.startswith("@layer ds.")] == []


def test_our_own_sheet_uses_only_tokens_that_exist() -> None:
    ours = (STATIC / "app.css").read_text()
    known = ours + "".join(sheet.read_text() for sheet in (STATIC / "vendor").rglob("*.css"))
    used = set(re.findall(r"var\((--[\w-]+)", ours))
    assert sorted(token for token in used if not re.search(rf"{re.escape(token)}\s*:", known)) == []

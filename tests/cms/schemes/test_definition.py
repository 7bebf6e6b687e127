"""A scheme's definition becomes a page and comes back as it was (R3.1)."""

import pytest

from cms.models import SchemePage
from cms.schemes.compiling import definition_of, fields_of, fill
from tests.cms.demo_content import CONTENT, load

FILES = sorted(path.name for path in CONTENT.glob("scheme-*.json"))


@pytest.mark.requirement("R3.1", "the real schemes are made of the same page that editors make new ones on")
@pytest.mark.parametrize("name", FILES)
def test_a_definition_becomes_a_page_and_comes_back_as_it_was(db: None, name: str) -> None:
    definition = load(name)
    assert definition_of(fill(SchemePage(), fields_of(definition))) == definition

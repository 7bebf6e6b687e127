"""Links in texts of editors: to pages in the reader's language, and nowhere where there is no page."""

import pytest

from cms.links import LocalisedPageLinkHandler
from tests.cms.site import page_of

pytestmark = pytest.mark.usefixtures("pages")


@pytest.mark.parametrize("id", ["", "²", "٣x", "12x", "-1", "9" * 400, "999999999"])
def test_a_link_to_what_can_be_no_page_leads_nowhere(id: str) -> None:
    there = page_of("2024")
    found = LocalisedPageLinkHandler.expand_db_attributes_many([{"id": str(there.pk)}, {"id": id}, {}])
    assert found == [f'<a href="{there.url}">', "<a>", "<a>"]

"""A new edition by those who do not program: written, rehearsed, reviewed, published and compared."""

from collections.abc import Callable, Iterator

import pytest

from tests.browser import calling, publishing
from tests.browser.looking import Eye
from tests.browser.opening import Site, opened
from tests.browser.people import Person


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a demo of its own: an edition more changes what other tests read, and their cases what it finds."""
    with opened(tmp_path_factory.mktemp("publishing")) as site:
        yield site


@pytest.mark.usefixtures("_in_february")
@pytest.mark.requirement("P1", "an editor drafts an edition, another person publishes it, all by clicking")
@pytest.mark.requirement("R1.2", "the next edition is prepared beside the one in force, and read as upcoming")
@pytest.mark.requirement(
    "R1.4", "readers see 5 become 7 per cent and 200 000 become 300 000, on a page and in a feed"
)
@pytest.mark.requirement(
    "R1.5",
    "red examples are seen and mended, and the rehearsal names the two cases that would differ, and why",
)
@pytest.mark.requirement(
    "R8.5",
    "an office's editor announces a call under the new edition; a case of the old one keeps its paragraphs",
)
@pytest.mark.adversary("F6", "every page of the way that is ours, in the editor's admin too")
def test_an_edition_from_the_one_before_to_what_readers_see_changed(
    person: Callable[..., Person], site: Site, eye: Eye
) -> None:
    editor, reviewer = person("bufdir.redaktor"), person("bufdir.kvalitet")

    publishing.begin(editor)
    publishing.change_the_limits(editor)
    publishing.see_red(editor)
    publishing.mend_the_examples(editor)
    publishing.rehearse(editor)
    publishing.submit(editor)
    publishing.approve(reviewer)

    publishing.compare(person())

    calling.announce(person("ves.redaktor"))
    calling.read_the_call(person())
    calling.keep_to_the_old(person("rog.saksbehandler"))

    assert eye.faults == []
    assert site.errors() == []

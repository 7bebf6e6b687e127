"""Public pages come whole from the cache: not slower than a trivial view, whatever they show."""

import pytest

from tests.bench.ratio import compare
from tests.cms.site import make_site

pytestmark = pytest.mark.django_db
ALLOWED = (
    1.2  # times the trivial view; a little over one for the noise of machines that do other work as well
)


@pytest.fixture(autouse=True)
def site(db, settings):
    """Serve a small site with the trivial view beside it."""
    settings.ROOT_URLCONF = "tests.bench.urls"
    make_site()


@pytest.mark.parametrize("path", ["/", "/retningslinjer/"])
def test_a_public_page_from_the_cache_takes_no_longer_than_a_trivial_view(path):
    ratio = compare(path)
    print(f"\n{path:<18} {ratio}")

    assert ratio.times <= ALLOWED

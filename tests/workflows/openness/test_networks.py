"""The map of networks, and what everyone may know of one."""

import datetime as dt
import re

import pytest
from django.test import Client

from tests import way
from tests.bare import plain
from workflows.directory.models import Network, NetworkMembership, User
from workflows.ui.tiles import COLUMNS, NORTH_TO_SOUTH, Block, Tile, in_order

pytestmark = pytest.mark.django_db
MAP = "/nettverk-i-norge/"


def text(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return plain(answer.content.decode())


def squares(page: str) -> tuple[int, int]:
    """Return how many municipalities take part and how many do not, by the map itself."""
    drawn = page.split('<ul class="tiles')[2]
    return drawn.count('class="tile tile-on"'), drawn.count('class="tile tile-off"')


@pytest.mark.requirement("R8.6", "everyone sees on a map which municipalities take part in a network")
def test_every_municipality_is_a_square() -> None:
    page = text(MAP)
    assert squares(page) == (8, 349)
    assert page.count('class="tile-block"') == 15
    assert 'role="img" aria-label="8 av 23 kommuner er med"' in page
    assert "Strand: Nettverket ryfylke" in page
    assert "Oslo: ikke med i noe nettverk" in page


def test_a_county_has_its_own_map_and_each_square_its_row() -> None:
    page = text(f"{MAP}?fylke=11")
    assert squares(page) == (8, 15)
    aims = re.findall(r'<a href="#(kommune-\d+)"', page)
    assert len(aims) == 23
    assert all(f'id="{aim}"' in page for aim in aims)
    assert squares(text(f"{MAP}?fylke=46")) == (0, 43)
    for address in ("?fylke=99", "?tema=x", "finnes-ikke/"):
        assert Client().get(MAP + address).status_code == 404


@pytest.mark.requirement("R2.11", "everyone sees which themes networks work on, and the networks of a theme")
def test_themes_are_counted_and_chosen() -> None:
    Network.objects.filter(code="jaeren").update(themes="Ettervern og overgang til voksenlivet, Samarbeid")
    page = text(f"{MAP}?tema=aftercare")
    assert squares(page) == (3, 354)
    assert "Nettverket jaeren" in page
    assert "Nettverket ryfylke" not in page.split('id="networks"')[1]
    chart = text(MAP).split("</figure>")[0]
    assert [re.sub(r"\D", "", each) for each in re.findall(r'<td class="figure">(.*?)</td>', chart)] == [
        "4",
        "1",
    ]


@pytest.mark.requirement(
    "R8.6", "a network's public page shows municipalities, themes and grants, and no person"
)
def test_a_network_is_shown_without_persons() -> None:
    case = way.granted()
    page = text(f"{MAP}ryfylke/")
    for seen in ("Strand", "Suldal", "Barnevernsledernettverk", "kr 150 000", "Samarbeid"):
        assert seen in page
    for user in User.objects.all():
        assert user.last_name not in page
        assert user.username not in page
    assert case.number not in page


def test_who_has_left_is_on_no_map_and_a_network_that_nobody_is_in_has_no_page() -> None:
    NetworkMembership.objects.filter(network__code="lonely").update(left=dt.date(2024, 3, 3))
    assert squares(text(MAP)) == (7, 350)
    assert Client().get(f"{MAP}lonely/").status_code == 404


def test_a_network_that_got_money_keeps_its_page() -> None:
    way.granted()
    NetworkMembership.objects.filter(network__code="ryfylke").update(left=dt.date(2024, 3, 3))
    assert "kr 150 000" in text(f"{MAP}ryfylke/")


def test_blocks_are_read_from_north_to_south_and_full_rows() -> None:
    assert sorted(COLUMNS) == sorted(NORTH_TO_SOUTH)
    found = in_order([Block(code, code, "", [Tile("")]) for code in ("42", "03", "99", "56")])
    assert [block.code for block in found] == ["56", "03", "42", "99"]
    block = Block("39", "Vestfold", "", [Tile(str(n)) for n in range(4)])
    assert [(each.x, each.y) for each in block.placed()] == [(0, 0), (19, 0), (38, 0), (0, 19)]
    assert (block.width, block.height) == (57, 38)

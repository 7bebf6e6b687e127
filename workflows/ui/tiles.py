"""A map of squares: one for each municipality, in blocks for the counties that lie about where the counties lie.

Where a block stands on a wide screen is said by `app.css`; on a narrow one they follow each other from north to south.
A square has a tone: `on`, `off`, or `1` to `4` for more and more of something. Drawn by `ui/tiles.html`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

NORTH_TO_SOUTH = ("56", "55", "18", "50", "15", "34", "46", "33", "03", "32", "11", "40", "39", "31", "42")
COLUMNS = {
    "03": 1, "11": 6, "15": 6, "18": 7, "31": 4, "32": 6, "33": 5, "34": 8, "39": 3, "40": 6, "42": 7,
    "46": 7, "50": 8, "55": 7, "56": 6,
}  # fmt: skip
USUAL = 6  # squares in a row, where a county's code is not one of those above
SIDE, PITCH = 16, 19  # of a square, and from one to the next


@dataclass(frozen=True)
class Tile:
    """A municipality: what is told of it, how strong its colour is, and where it leads."""

    told: str
    tone: str = "off"
    url: str = ""


@dataclass(frozen=True)
class Placed:
    """A square where it is drawn."""

    tile: Tile
    x: int
    y: int


@dataclass(frozen=True)
class Block:
    """A county with its squares; `told` says in words what they show, `url` leads to more of it."""

    code: str
    name: str
    told: str
    tiles: list[Tile]
    url: str = ""

    @property
    def columns(self) -> int:
        """Return how many squares stand in a row."""
        return COLUMNS.get(self.code, USUAL)

    @property
    def width(self) -> int:
        """Return the width of the drawing."""
        return PITCH * self.columns

    @property
    def height(self) -> int:
        """Return the height of the drawing."""
        return PITCH * -(-len(self.tiles) // self.columns)

    @property
    def has_links(self) -> bool:
        """Return whether its squares lead somewhere: then they are links, otherwise all of it is one picture."""
        return any(tile.url for tile in self.tiles)

    def placed(self) -> Iterator[Placed]:
        """Yield the squares row by row."""
        for number, tile in enumerate(self.tiles):
            yield Placed(tile, PITCH * (number % self.columns), PITCH * (number // self.columns))


def in_order(blocks: list[Block]) -> list[Block]:
    """Return the blocks from north to south, as they are read."""
    places = {code: place for place, code in enumerate(NORTH_TO_SOUTH)}
    return sorted(blocks, key=lambda block: (places.get(block.code, len(places)), block.code))

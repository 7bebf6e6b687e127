"""Bars of several series side by side, drawn by the server: `ui/bars.html`. The table beneath says the same in figures.

Every series has a pattern of its own beside its colour, so that they are told apart in print and by who sees no
colours. A bar's length is a share of the longest in the chart, to a tenth of a per cent: the same figures always
give the same drawing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .amounts import format_amount

MOST = 4  # series: so many patterns there are
THICK, GAP = 11, 3  # of a bar, and between two; pixels


@dataclass(frozen=True)
class Bar:
    """One figure: `share` of the longest bar in per cent, where it lies, and which pattern it has (from 1)."""

    share: str
    y: int
    pattern: int


@dataclass(frozen=True)
class Group:
    """What stands beside one label: its bars, and in words what they show."""

    label: str
    told: str
    bars: tuple[Bar, ...]

    @property
    def height(self) -> int:
        """Return the height of the drawing in pixels."""
        return len(self.bars) * (THICK + GAP) - GAP


@dataclass(frozen=True)
class Chart:
    """A chart: what it shows, its series in order, and its groups."""

    title: str
    series: tuple[str, ...]
    groups: tuple[Group, ...]
    thick: int = THICK

    @property
    def key(self) -> list[tuple[int, str]]:
        """Return each series with its pattern; nothing where there is one alone."""
        return list(enumerate(self.series, start=1)) if len(self.series) > 1 else []


def bars(
    title: str,
    series: Sequence[str],
    rows: Iterable[tuple[str, Sequence[int | float | None]]],
    *,
    told: Callable[[int | float], str] = lambda value: format_amount(int(value)),
) -> Chart:
    """Return the chart of rows (a label, and a figure of each series; None where there is none).

    `told` says a figure in words: kroner, unless another is given. Raises ValueError for more series than patterns,
    or a row with more or fewer figures than series.
    """
    if len(series) > MOST:
        raise ValueError(f"{len(series)} series, and {MOST} patterns.")
    rows = list(rows)
    longest = max((value for _label, values in rows for value in values if value is not None), default=0)
    groups = []
    for label, values in rows:
        pairs = list(zip(series, values, strict=True))
        words = ", ".join(f"{name} {'–' if value is None else told(value)}" for name, value in pairs)
        drawn = tuple(
            Bar(_share(value, longest), number * (THICK + GAP), number + 1)
            for number, (_name, value) in enumerate(pairs)
        )
        groups.append(Group(label, f"{label}: {words}", drawn))
    return Chart(title, tuple(series), tuple(groups))


def _share(value: int | float | None, longest: int | float) -> str:
    return f"{max(value or 0, 0) * 100 / longest:.1f}" if longest > 0 else "0.0"

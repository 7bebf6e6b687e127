"""Renew the font of letters from an unpacked `inter-ui` package: TrueType, and the list of its characters.

    npm pack inter-ui@4.1.1 && tar xzf inter-ui-4.1.1.tgz
    uv run --with fonttools --with brotli docs/renew_letter_font.py package

Letters need TrueType (typst reads no WOFF2) with every Latin letter; what a font lacks is shown as □.
"""

import shutil
import sys
from pathlib import Path

from fontTools.ttLib import TTFont  # type: ignore[import-not-found]  # only this script needs it

FONTS = Path(__file__).resolve().parent.parent / "workflows" / "letters" / "fonts"


def ranges(codes: set[int]) -> list[str]:
    """Return the codes as lines `41-5A` and `E6`, in hexadecimal."""
    lines: list[list[int]] = []
    for code in sorted(codes):
        if lines and lines[-1][1] == code - 1:
            lines[-1][1] = code
        else:
            lines.append([code, code])
    return [f"{first:X}-{last:X}" if first != last else f"{first:X}" for first, last in lines]


def renew(package: Path) -> None:
    """Write both weights, the characters that both have, and the licence."""
    covered: set[int] | None = None
    for weight in ("Regular", "SemiBold"):
        font = TTFont(package / "web" / f"Inter-{weight}.woff2", recalcTimestamp=False)
        covered = set(font.getBestCmap()) & (covered or set(font.getBestCmap()))
        font.flavor = None
        font.save(FONTS / f"Inter-{weight}.ttf")
    (FONTS / "characters.txt").write_text("\n".join(ranges(covered or set())) + "\n")
    shutil.copy(package / "LICENSE.txt", FONTS / "LICENSE")


if __name__ == "__main__":
    renew(Path(sys.argv[1]))

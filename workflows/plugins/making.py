"""A new plugin from a template: a distribution with a manifest, one fact, and tests that pass."""

from pathlib import Path

from .manifest import API, is_id

TEMPLATE = Path(__file__).with_name("template")


def make(id: str, where: Path) -> list[Path]:
    """Write a plugin into a new folder `where/id`, and return its files.

    Raises ValueError for what is no id, FileExistsError where the folder is there.
    """
    if not is_id(id):
        raise ValueError("A plugin's id is 2 to 20 small letters and digits, a letter first.")
    root = where / id
    root.mkdir(parents=True)
    written = []
    for source in sorted(TEMPLATE.rglob("*.txt")):
        inside = source.relative_to(TEMPLATE).with_suffix("")
        target = root.joinpath(*(id if part == "package" else part for part in inside.parts))
        target.parent.mkdir(exist_ok=True)
        text = source.read_text(encoding="utf-8").replace("__id__", id).replace("__Id__", id.title())
        target.write_text(
            text.replace("__api__", str(API)).replace("__next__", str(API + 1)), encoding="utf-8"
        )
        written.append(target)
    return written

"""What a fault is."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """A safeguard taken out: in `file`, the text `old` (found exactly once) becomes `new`; then `tests` must fail.

    `tests` are pytest's names of tests or files, as narrow as the promise allows. `database` says where the fault
    can be seen: SQLite has one writer at a time, so a missing row lock shows on PostgreSQL only.
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    database: str = "sqlite"

    def plant(self, tree: Path) -> None:
        """Change the file under `tree`; raise ValueError if the text does not stand there exactly once."""
        path = tree / self.file
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        if (found := text.count(self.old)) != 1:
            raise ValueError(f"the text to replace stands {found} times in {self.file}")
        if self.old == self.new:
            raise ValueError("the fault changes nothing")
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")

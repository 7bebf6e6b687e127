"""How much of a file is read, and what reading it may cost."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What a file may be. A file above any of these is refused in words; nothing is cut off."""

    bytes: int = 25 * 1024 * 1024  # of the file
    rows: int = 100_000  # of one sheet
    columns: int = 200  # of one sheet
    letters: int = 32_767  # of one cell, as spreadsheets have it
    members: int = 1000  # parts of a workbook
    expanded: int = 256 * 1024 * 1024  # bytes of all parts, unpacked
    ratio: int = 100  # how many times smaller a large part may be packed
    depth: int = 20  # of JSON
    glance: int = 2  # seconds of work to see whether a workbook can be opened: somebody waits for it
    seconds: int = 60  # of the process that reads
    memory: int = 768 * 1024 * 1024  # bytes of addresses of that process
    output: int = 512 * 1024 * 1024  # bytes that it may write
    at_once: int = 2  # files that are read at the same time; others wait
    waits: int = 120  # seconds that one waits for its turn

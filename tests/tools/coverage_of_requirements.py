"""`make coverage-of-requirements`: each row with what is seen and the tests that show it; last, rows without any."""

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from tests.tools.marks import Mark
from tests.tools.requirements import Requirement, read_requirements

# All tests, also those in the browser and on the bench, which `make test` does not walk into.
COLLECT = ["-m", "pytest", "--collect-only", "-qq", "-o", "norecursedirs=.* tests/plugins"]


def collect() -> list[Mark]:
    """Return every mark of every test; exit with pytest's own words if the suite cannot be collected."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "marks.jsonl"
        command = [sys.executable, *COLLECT, f"--marks-to={path}", "tests"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode or not path.exists():
            sys.exit(f"{done.stdout}{done.stderr}\nThe tests could not be collected.")
        return [Mark(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def report(rows: Iterable[Requirement], marks: Iterable[Mark]) -> str:
    """Return the report as text: a row, under it each sentence, under that the tests; then the rows without tests."""
    tests: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for mark in marks:
        names = tests[mark.id][mark.sentence]
        test = mark.test.split("[")[0]  # the cases of one test are one line
        if test not in names:
            names.append(test)
    lines, without = [], []
    rows = list(rows)
    for row in rows:
        lines.append(f"{row.id:<6} {row.sentence}")
        for sentence, names in tests[row.id].items():
            lines.append(f"       - {sentence}")
            lines += [f"           {name}" for name in names]
        if not tests[row.id]:
            without.append(row)
    lines += ["", f"{len(rows) - len(without)} of {len(rows)} rows have a test. Without:"]
    lines += [f"{row.id:<6} {row.sentence}" for row in without] or ["none"]
    return "\n".join(lines)


if __name__ == "__main__":
    print(report(read_requirements().values(), collect()))

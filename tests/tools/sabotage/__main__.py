"""`make sabotage`: every fault, or those named; a table; non-zero unless each one was noticed."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from tests.tools import postgres
from tests.tools.sabotage.fault import Fault
from tests.tools.sabotage.faults import FAULTS
from tests.tools.sabotage.runner import Verdict, green_before, judge


@contextmanager
def servers(faults: list[Fault]) -> Iterator[dict[str, str]]:
    """Yield the server's URL per kind of database; PostgreSQL only if a fault is to be seen there."""
    if any(fault.database == "postgresql" for fault in faults):
        with postgres.server() as url:
            yield {"sqlite": "", "postgresql": url}
    else:
        yield {"sqlite": ""}


def database(server: str, name: object) -> str:
    """Return the URL of a database of this run (empty: SQLite needs none)."""
    return server and postgres.with_database(server, f"nettverksmidler_{os.getpid()}_{name}")


def chosen(names: list[str]) -> list[Fault]:
    """Return the faults of these names, all if none is given; exit if a name is unknown or given twice."""
    known = {fault.name: fault for fault in FAULTS}
    if len(known) != len(FAULTS):
        sys.exit("Two faults have the same name.")
    if unknown := set(names) - set(known):
        sys.exit(f"Unknown: {', '.join(sorted(unknown))}. There are: {', '.join(known)}")
    return [known[name] for name in names] or FAULTS


def main(names: list[str]) -> int:
    """Judge the faults, print the table, return how the command ends."""
    faults = chosen(names)
    if not faults:
        sys.exit("No faults to plant, so nothing was shown.")
    with servers(faults) as urls, ThreadPoolExecutor(os.cpu_count()) as pool:
        for kind, server in urls.items():
            tests = tuple(
                sorted({test for fault in faults if fault.database == kind for test in fault.tests})
            )
            if tests and (reason := green_before(tests, database(server, "before"))):
                sys.exit(f"The tests must be green before a fault is planted ({kind}): {reason}")
        jobs = [
            pool.submit(judge, fault, database(urls[fault.database], i)) for i, fault in enumerate(faults)
        ]
        verdicts = []
        for job in jobs:
            verdicts.append(job.result())
            tell(verdicts[-1])
    green = [verdict for verdict in verdicts if not verdict.noticed]
    print(f"{len(verdicts) - len(green)} of {len(verdicts)} faults were noticed")
    return 1 if green else 0


def tell(verdict: Verdict) -> None:
    """Print one line of the table."""
    word = "noticed" if verdict.noticed else "MISSED"
    print(f"{word:<8} {verdict.fault.name:<34} {verdict.fault.database:<11} {verdict.why}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

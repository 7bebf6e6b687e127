"""`make sabotage`: every fault, or those named; a table; non-zero unless each one was noticed."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from tests.tools import postgres
from tests.tools.sabotage.fault import Fault
from tests.tools.sabotage.faults import FAULTS
from tests.tools.sabotage.runner import ROOT, Verdict, copy_of, green_before, judge


@contextmanager
def servers(faults: list[Fault]) -> Iterator[dict[str, str]]:
    """Yield a database URL per kind (SQLite needs none); a private PostgreSQL only if a fault is to be seen there."""
    if any(fault.database == "postgresql" for fault in faults):
        with postgres.private_server() as url:  # faulty code makes databases that nobody else should meet
            yield {"sqlite": "", "postgresql": postgres.with_database(url, "sabotage")}
    else:
        yield {"sqlite": ""}


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
    with copy_of(ROOT) as tree, servers(faults) as urls, ThreadPoolExecutor(os.cpu_count()) as pool:
        for kind, url in urls.items():
            tests = tuple(
                sorted({test for fault in faults if fault.database == kind for test in fault.tests})
            )
            if tests and (reason := green_before(tree, tests, url)):
                sys.exit(f"The tests must be green before a fault is planted ({kind}): {reason}")
        jobs = [pool.submit(judge, tree, fault, urls[fault.database]) for fault in faults]
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

"""`python -m imports.fenced FILE KIND LIMITS`: limits first, then the parser; nothing of it can be larger or longer."""

import json
import resource
import sys
from typing import Any

from . import objects, text, xlsx
from .fault import Fault
from .limits import Limits


def main(path: str, kind: str, limits: Limits, *, only_look: bool) -> None:
    """Write what a file holds; with `only_look` only whether it can be opened."""
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass")  # type: ignore[union-attr]
    glance = only_look and kind == "xlsx"  # of a text all letters are looked at
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.glance if glance else limits.seconds),
        (resource.RLIMIT_FSIZE, limits.output),
        (resource.RLIMIT_CORE, 0),
    ):
        _limit(what, most)
    try:
        with open(path, "rb") as file:
            if kind == "xlsx" and only_look:
                xlsx.look(file, limits)
            elif kind == "xlsx":
                xlsx.read(file, limits, _emit)
            elif only_look:
                text.decode(file.read())
            else:
                {"csv": text.read, "json": objects.read}[kind](file.read(), limits, _emit)
    except Fault as fault:
        _emit({"fault": fault.code, "where": fault.where})
    except (MemoryError, RecursionError):
        sys.exit(HEAVY)
    sys.stdout.flush()


HEAVY = 9  # exit code: it would have taken more memory than it may


def _limit(what: int, most: int) -> None:
    _soft, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    try:
        resource.setrlimit(what, (most, most))
    except (OSError, ValueError):
        if sys.platform == "linux":
            raise  # elsewhere addresses cannot always be limited: time and output still are


def _emit(what: Any) -> None:
    sys.stdout.write(json.dumps(what, ensure_ascii=False, separators=(",", ":")))
    sys.stdout.write("\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Limits(**json.loads(sys.argv[3])), only_look="--look" in sys.argv)

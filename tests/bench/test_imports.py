"""Taking in a register takes a small part of what the library takes by itself; memory does not grow with the file."""

import resource
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget
from tablib import Dataset

from imports.batches import jobs, verbs
from imports.kinds import KINDS
from imports.models import Batch, BatchState
from workflows.directory.models import Municipality, Network

pytestmark = pytest.mark.django_db
ROWS, STOCK_ROWS = 50_000, 5_000
NEW_TIMES, CHANGED_TIMES = 10, 20  # as many rows a second as the library by itself, at least
MEMORY = 100  # MB that the process may grow by, at its highest
NAMES = ("code", "name", "kind", "responsible_municipality", "themes", "steering_group", "started")
Cells = list[tuple[str, ...]]


class Stock(ModelResource):
    """The library as it comes: natural keys, and a foreign key by the number of the municipality."""

    responsible_municipality = Field(
        "responsible_municipality", "responsible_municipality", ForeignKeyWidget(Municipality, "code")
    )

    class Meta:
        model = Network
        import_id_fields = ("code",)
        fields = NAMES


def rows(count: int, *, prefix: str, themes: str = "Fosterhjem") -> Cells:
    """Return the cells of so many networks; every hundredth has the themes given."""
    codes = list(Municipality.objects.order_by("code").values_list("code", flat=True))
    return [
        (
            f"{prefix}-{n}", f"Nettverk nummer {n}", "learning" if n % 3 else "leader", codes[n % len(codes)],
            themes if n % 100 == 0 else "Fosterhjem", str(n % 2), f"2023-{n % 12 + 1:02}-{n % 28 + 1:02}",
        )
        for n in range(count)
    ]  # fmt: skip


def stock_rate(cells: Cells) -> float:
    """Return how many rows a second the library previews and takes in."""
    began = used()
    for dry_run in (True, False):
        result = Stock().import_data(
            Dataset(*cells, headers=NAMES), dry_run=dry_run, use_transactions=True, raise_errors=True
        )
    assert not result.has_errors()
    return len(cells) / (used() - began)


def used() -> float:
    """Return the seconds used so far: where SQLite works in this process, those that it and its children worked.

    Elsewhere those that passed. Other work of the machine could fall on one side of the comparison only.
    """
    if connection.vendor != "sqlite":
        return time.perf_counter()
    taken = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in taken)


def own_rate(cells: Cells, by: Any, *, written: int) -> float:
    """Return how many rows a second we read, preview, read again and take in, as the worker does."""
    content = ContentFile(csv(cells), name="nettverk.csv")
    began = used()
    batch = verbs.hand_in(content, name="nettverk.csv", kind=KINDS["network"], by=by)
    jobs.work(batch.pk, batch.run)
    batch = verbs.apply(Batch.objects.get(pk=batch.pk), by=by)
    jobs.work(batch.pk, batch.run)
    taken = used() - began
    batch.refresh_from_db()
    assert (batch.state, batch.to_write) == (BatchState.APPLIED, written)
    return len(cells) / taken


def csv(cells: Iterable[tuple[str, ...]]) -> bytes:
    return "\n".join(";".join(row) for row in (NAMES, *cells)).encode()


@contextmanager
def memory(grown: list[float]) -> Iterator[None]:
    """Note by how many MB the process grew at its highest."""
    Path("/proc/self/clear_refs").write_text("5")  # what was highest before does not count
    before = _kilobytes("VmRSS")
    yield
    grown.append((_kilobytes("VmHWM") - before) / 1024)


def _kilobytes(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


@pytest.mark.requirement(
    "R7.2",
    "50 000 rows are previewed and taken in at ten times the library's rate, a second time at twenty times",
)
def test_a_register_is_taken_in_in_sets(cast: SimpleNamespace, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    grown: list[float] = []
    with memory(grown):
        new = own_rate(rows(ROWS, prefix="o"), cast.fund_manager, written=ROWS)
    print(f"\nnew: {new:.0f} rows/s; memory grew by {grown[0]:.0f} MB at its highest", flush=True)
    changed = own_rate(rows(ROWS, prefix="o", themes="Annet"), cast.fund_manager, written=ROWS // 100)
    print(f"1 in 100 changed: {changed:.0f} rows/s", flush=True)
    stock_new = stock_rate(rows(STOCK_ROWS, prefix="s"))
    print(f"the library, new: {stock_new:.0f} rows/s, {new / stock_new:.0f} times", flush=True)
    stock_changed = stock_rate(rows(STOCK_ROWS, prefix="s", themes="Annet"))
    print(
        f"the library, changed: {stock_changed:.0f} rows/s, {changed / stock_changed:.0f} times", flush=True
    )
    assert new / stock_new >= NEW_TIMES
    assert changed / stock_changed >= CHANGED_TIMES
    assert grown[0] < MEMORY

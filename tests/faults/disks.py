"""Disks of a database that can be filled, one for each way that the machine and the database offer.

    with disk() as fill:
        fill()      # from here on nothing can be written
    # and here there is room again

SQLite is given no page more than it has. PostgreSQL answers what it answers when its disk is full (error class 53100),
by a trigger on every table, which works everywhere; and, where this machine lets us mount, its tables lie on a small
disk of their own that is really filled.
"""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

Fill = Callable[[], None]
Disk = Callable[[], AbstractContextManager[Fill]]
MEGABYTES = 256  # the tables of a test take some forty
PAGE = 8192  # bytes, of PostgreSQL


def do(statement: str, *parameters: object) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def pages() -> Iterator[Fill]:
    """SQLite has no page more than it has when it is filled."""

    def fill() -> None:
        do("VACUUM")
        [(pages,)] = do("PRAGMA page_count")
        do(f"PRAGMA max_page_count = {pages}")

    try:
        yield fill
    finally:
        do("PRAGMA max_page_count = 1073741823")


@contextmanager
def answered() -> Iterator[Fill]:
    """PostgreSQL answers every write as it does when a table's file cannot grow."""

    def fill() -> None:
        do(
            "CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
            "'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
        )
        for table in connection.introspection.table_names():
            do(
                f'CREATE TRIGGER disk_is_full BEFORE INSERT OR UPDATE OR DELETE ON "{table}" '
                "FOR EACH STATEMENT EXECUTE FUNCTION disk_is_full()"
            )

    try:
        yield fill
    finally:
        do("DROP FUNCTION disk_is_full() CASCADE")


@contextmanager
def mounted() -> Iterator[Fill]:
    """PostgreSQL's tables lie on a disk of their own, which a file fills."""
    [(data,)] = do("SHOW data_directory")
    folder = Path(tempfile.mkdtemp(prefix="nm-disk-", dir="/tmp"))
    owner = Path(data).stat() if Path(data).exists() else None
    options = f"size={MEGABYTES}m,mode=700,uid={owner.st_uid},gid={owner.st_gid}" if owner else ""
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if os.getuid() or not owner or subprocess.run(mount, capture_output=True, check=False).returncode:
        folder.rmdir()
        pytest.skip("no disk can be mounted here for PostgreSQL: the answer of a full one was tried instead")
    ballast, name = folder / "ballast", f"disk_{os.getpid()}"
    place = folder / "tables"
    place.mkdir(mode=0o700)
    os.chown(place, owner.st_uid, owner.st_gid)

    def fill() -> None:
        with ballast.open("wb") as file:
            try:
                while True:
                    file.write(bytes(PAGE))
                    file.flush()
            except OSError:
                pass  # full

    try:
        do(f"CREATE TABLESPACE {name} LOCATION '{place}'")
        _move("pg_default", name)
        yield fill
    finally:
        ballast.unlink(missing_ok=True)
        _move(name, "pg_default")
        do(f"DROP TABLESPACE {name}")
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # a server lets go of files late
        folder.rmdir()


def _move(of: str, to: str) -> None:
    for what in ("TABLE", "INDEX"):
        do(f"ALTER {what} ALL IN TABLESPACE {of} SET TABLESPACE {to}")


_OF_POSTGRESQL: list[Disk] = [answered, mounted]
DISKS: list[Disk] = (
    _OF_POSTGRESQL if settings.DATABASES["default"]["ENGINE"].endswith("postgresql") else [pages]
)

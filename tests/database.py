"""Test databases copied from a template: migrated once, with reference data, content and the cast.

Transactional tests get a fresh copy afterwards instead of a flush, so that the guards stay on.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection, connections

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".pytest_cache" / "databases"
A_DAY = 24 * 3600
_REBUILDS_ON = [
    "workflows/migrations/*.py",
    "cms/migrations/*.py",
    "imports/migrations/*.py",
    "imports/reference/*",
    "imports/resources/*.py",
    "cms/demo/content/*.json",
    "workflows/guards.py",
    "workflows/publishing/*.py",
    "workflows/funds/*.py",
    "requirements.txt",
    "cms/access.py",
    "workflows/rules/*.py",
    "tests/cast.py",
    "tests/database.py",
]


def fingerprint() -> str:
    """Return a hash of all that the template is made of."""
    digest = hashlib.sha256()
    for pattern in _REBUILDS_ON:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file():
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one process at a time make the template."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class SqliteCopy:
    """Copies of a template file."""

    def __init__(self, worker: str) -> None:
        self.template = CACHE / f"template-{fingerprint()}.sqlite3"
        self.path = Path(settings.VAR_DIR) / f"test-{worker}.sqlite3"

    def prepare(self) -> None:
        self.make_template()
        connections["default"].settings_dict["NAME"] = str(self.path)
        self.fresh()

    def make_template(self) -> None:
        with alone():
            if not self.template.exists():
                for old in CACHE.glob("template-*"):
                    if time.time() - old.stat().st_mtime > A_DAY:  # a newer one may be in use by another run
                        old.unlink(missing_ok=True)
                making = self.template.with_suffix(".making")
                making.unlink(missing_ok=True)
                build(f"sqlite:///{making}")
                making.rename(self.template)

    def fresh(self) -> None:
        connections.close_all()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.template, self.path)

    def remove(self) -> None:
        connections.close_all()
        self.path.unlink(missing_ok=True)


class PostgresCopy:
    """Copies of a template database."""

    def __init__(self, worker: str) -> None:
        self.template = f"nm_template_{fingerprint()}"
        # `tests.tools.postgres` names the run in DATABASE_URL, and sweeps databases that begin so.
        run = urlsplit(os.environ["DATABASE_URL"]).path.strip("/")
        if run in ("", "postgres"):
            run = f"nm_test_{os.getppid() if worker != 'main' else os.getpid()}"
        self.name = f"{run}_{worker}"

    def prepare(self) -> None:
        self.make_template()
        connections["default"].settings_dict["NAME"] = self.name
        self.fresh()

    def make_template(self) -> None:
        with alone():
            if not self._exists(self.template):
                making = f"{self.template}_making"
                self._drop(making)
                self._do(f'CREATE DATABASE "{making}"')
                build(urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{making}")))
                self._do(f'ALTER DATABASE "{making}" RENAME TO "{self.template}"')

    def fresh(self) -> None:
        connections.close_all()
        self._drop(self.name)
        self._do(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"')

    def remove(self) -> None:
        connections.close_all()
        self._drop(self.name)

    def _drop(self, name: str) -> None:
        self._do(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _exists(self, name: str) -> bool:
        return bool(self._do("SELECT 1 FROM pg_database WHERE datname = %s", name))

    def _do(self, statement: str, *params: str) -> object:
        import psycopg

        url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres"))
        with psycopg.connect(url, autocommit=True) as server:
            cursor = server.execute(statement, params or None)
            return cursor.fetchone() if cursor.description else None


def present_url() -> str:
    """Return the URL of the database that this test has, for a process it starts."""
    name = settings.DATABASES["default"]["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def migrated() -> Path:
    """Return an SQLite file that is migrated and empty, made once: what every demo and template begins from."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted([*ROOT.glob("*/migrations/*.py"), ROOT / "workflows" / "guards.py"]):
        digest.update(path.read_bytes())
    file = CACHE / f"migrated-{digest.hexdigest()[:12]}.sqlite3"
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock-migrated").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            for old in CACHE.glob("migrated-*"):
                if time.time() - old.stat().st_mtime > A_DAY:
                    old.unlink(missing_ok=True)
            making = file.with_suffix(f".{os.getpid()}")
            _run(f"sqlite:///{making}", "call_command('migrate', verbosity=0)")
            making.rename(file)
    return file


def build(url: str) -> None:
    """Make a database with everything tests start from, in a process of its own."""
    if url.startswith("sqlite:///"):
        shutil.copyfile(migrated(), url.removeprefix("sqlite:///"))
    _run(
        url,
        "call_command('migrate', verbosity=0);"
        "from imports.reference.loader import load_reference; load_reference();"
        "from tests.cast import make_everything; make_everything()",
    )


def _run(url: str, code: str) -> None:
    """Run code on a database in a process of its own, with the tests' settings."""
    code = f"import django; django.setup(); from django.core.management import call_command; {code}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TESTING": "1",
    }
    environment.pop("PYTEST_XDIST_WORKER", None)
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=environment)


def copy_for(worker: str) -> SqliteCopy | PostgresCopy:
    """Return the kind of copy the present settings want."""
    return PostgresCopy(worker) if connection.vendor == "postgresql" else SqliteCopy(worker)


if __name__ == "__main__":
    import django

    django.setup()
    copy_for("none").make_template()

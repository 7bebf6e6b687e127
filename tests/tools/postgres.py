"""Runs a command with DATABASE_URL leading to a PostgreSQL where tests can make databases of their own.

    python -m tests.tools.postgres .ci/pytest test-postgres -n auto

TEST_DATABASE_URL names one; otherwise one of this machine that lets the current user make databases; otherwise a
private one, started in a temporary folder and gone afterwards. Databases carry a name of this run and are dropped.
"""

import getpass
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

OLDEST = 140000  # PostgreSQL 14
SOCKETS = "/var/run/postgresql"
# Never waits for the disk: a cluster that lives for one run has nothing to lose.
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"]


def server_url(host: str, user: str, port: int = 5432) -> str:
    """Return the URL of a server, without a database; a host that begins with / is a folder of sockets."""
    return f"postgres://{quote(user)}@{quote(host, safe='')}:{port}"


def usable(url: str) -> str:
    """Return why tests cannot use the server at `url`, or nothing if they can."""
    try:
        with psycopg.connect(with_database(url, "postgres"), connect_timeout=3) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            if not (row and row[0]):
                return "the user may not make databases"
            if connection.info.server_version < OLDEST:
                return f"PostgreSQL 14 or newer is needed, not {connection.info.server_version // 10000}"
    except psycopg.Error as error:
        return str(error).strip().splitlines()[0]
    return ""


def with_database(url: str, name: str) -> str:
    """Return `url` with `name` as its database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def running_server() -> str | None:
    """Return the URL of a server of this machine that tests can use, if there is one."""
    users = [getpass.getuser()] + (["postgres"] if os.getuid() == 0 else [])
    urls = [server_url(host, user) for host in ("127.0.0.1", SOCKETS) for user in users]
    return next((url for url in urls if not usable(url)), None)


def programs() -> Path | None:
    """Return the folder with initdb, of the newest PostgreSQL that is installed."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(folders, key=lambda folder: float(folder.parent.name), default=None)


def install() -> None:
    """Install Debian's PostgreSQL on a machine for continuous integration; elsewhere say what is missing."""
    if os.environ.get("CI") != "true" or os.getuid() != 0 or not shutil.which("apt-get"):
        sys.exit(
            "No PostgreSQL found: none runs here for this user, and none is installed to start a private one.\n"
            "On Debian: sudo apt-get install postgresql; or name one: TEST_DATABASE_URL=postgres://user@host/"
        )
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "postgresql"]):
        subprocess.run(["apt-get", *words], check=True, env=environment, stdin=subprocess.DEVNULL)


@contextmanager
def private_server() -> Iterator[str]:
    """Start a cluster in a temporary folder, reached by a socket in it alone; yield its URL, then stop it."""
    if programs() is None:
        install()
    folder_of_programs = programs()
    if folder_of_programs is None:
        sys.exit("PostgreSQL was installed, but initdb is not where it should be.")
    # A short path: the name of a socket has at most 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="nm-pg-", dir="/tmp"))
    run_as: dict[str, object] = {"cwd": folder}
    if os.getuid() == 0:  # initdb refuses root
        names = {entry.pw_name for entry in pwd.getpwall()}
        owner = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        run_as |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}

    def run(*words: object) -> None:
        done = subprocess.run(
            [str(word) for word in words],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            **run_as,  # type: ignore[call-overload]
        )
        if done.returncode:
            log = folder / "log"
            sys.exit(f"{done.stdout}{done.stderr}{log.read_text() if log.exists() else ''}")

    data = folder / "data"
    control = [folder_of_programs / "pg_ctl", "-D", data, "-w", "-s"]
    try:
        run(
            folder_of_programs / "initdb",
            *("-D", data, "-A", "trust", "-U", "tests", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
        )
        options = " ".join(f"-c {setting}" for setting in FAST)
        run(*control, "-l", folder / "log", "-o", f"-k {folder} -c listen_addresses='' {options}", "start")
        try:
            yield server_url(str(folder), "tests")
        finally:
            run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def drop_databases(url: str, name: str) -> None:
    """Drop what this run made: a run that was broken off leaves its databases behind."""
    with psycopg.connect(with_database(url, "postgres"), autocommit=True) as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE datname = %(own)s OR starts_with(datname, %(own)s || '_')",
            {"own": name},
        ).fetchall()
        for (database,) in rows:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
            )


@contextmanager
def server() -> Iterator[str]:
    """Yield the URL of a server that tests can use, saying which; a private one is stopped afterwards."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        if reason := usable(url):
            sys.exit(f"TEST_DATABASE_URL cannot be used: {reason}")
        print("PostgreSQL: the one TEST_DATABASE_URL names", flush=True)
        yield url
    elif url := running_server():
        print("PostgreSQL: the one that runs on this machine", flush=True)
        yield url
    else:
        with private_server() as url:
            print("PostgreSQL: a private one, for this run only", flush=True)
            yield url


def main(command: list[str]) -> int:
    """Run `command` on a server, with database names of this run; return the command's exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # whoever stops us gets the cleaning up as well
    name = f"nettverksmidler_{os.getpid()}"
    with server() as url:
        try:
            return subprocess.call(command, env={**os.environ, "DATABASE_URL": with_database(url, name)})
        finally:
            drop_databases(url, name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

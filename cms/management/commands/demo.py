"""manage.py demo: the site with example cases and its worker, from nothing, again and again."""

import argparse
import io
import os
import signal
import subprocess
import sys
import time
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from cms.demo import cases, pages, people
from cms.search.index import rebuild
from workflows.cases.models import Case


class Command(BaseCommand):
    """Prepare the database, then run web server and worker until stopped."""

    help = "Prepares the demo (database, reference data, guidelines, a year of cases) and opens the site."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the port, and whether only to prepare."""
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument(
            "--prepare", action="store_true", help="prepare the data, and do not open the site"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare and run."""
        if not settings.DEMO:
            raise CommandError("Set DEMO=1: the demo makes accounts with known passwords.")
        self.prepare()
        if not options["prepare"]:
            self.serve(options["port"])

    def prepare(self) -> None:
        """Bring database, reference data, pages and cases to where the demo begins; repeatable."""
        (settings.VAR_DIR / "demo").touch()
        self._tell("database")
        call_command("migrate", verbosity=0, interactive=False)
        self._tell("reference data")
        call_command("load_reference", verbosity=0, stdout=io.StringIO())
        self._tell("guidelines, schemes and pages")
        pages.build()
        rebuild()  # pages of an older demo are found as well
        self._tell("networks and accounts")
        content = pages.read("demo-networks")
        with transaction.atomic():
            people.build(content)
        if not Case.objects.exists():
            self._tell("a year of cases")
            with transaction.atomic():  # all of it, or none: interrupted, it begins anew next time
                cases.build(content)

    def serve(self, port: int) -> None:
        """Run the web server and the worker; stop both when one stops or the user says so."""
        environment = {**os.environ, "DEMO": "1", "SITE_URL": f"http://127.0.0.1:{port}"}
        connection.close()
        python = [sys.executable]
        web = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
        # Whoever sends a large file keeps a thread while it comes: others must find one free (B12).
        web += ["--workers", "1", "--blocking-threads", "32", "--log-level", "warning"]
        web += ["cms.wsgi:application"]
        processes = [
            subprocess.Popen(python + web, env=environment, cwd=settings.BASE_DIR),  # noqa: S603  (our own commands)
            subprocess.Popen([*python, "manage.py", "worker"], env=environment, cwd=settings.BASE_DIR),  # noqa: S603
        ]
        self._show(port)

        def stop(number: int, frame: FrameType | None) -> None:
            raise KeyboardInterrupt

        signal.signal(signal.SIGTERM, stop)
        try:
            while all(process.poll() is None for process in processes):
                time.sleep(0.5)
            raise CommandError(
                "The web server or the worker stopped. Is the port taken? Try PORT=8001 make demo."
            )
        except KeyboardInterrupt:
            self.stdout.write("\nStopped. `make demo` goes on where you left.")
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                _end(process)

    def _tell(self, what: str) -> None:
        self.stdout.write(f"preparing: {what} …")
        self.stdout.flush()

    def _show(self, port: int) -> None:
        shown = [
            ("ragna.lyngstolen", "leads a leader network in Rogaland"),
            ("halvor.fossbergmo", "leads a learning network in Rogaland"),
            ("rog.saksbehandler", "caseworker in Rogaland"),
            ("rog.beslutter", "decision maker in Rogaland"),
            ("rog.attestant", "payment attester in Rogaland"),
            ("ves.saksbehandler", "caseworker in Vestland"),
            ("revisor", "auditor"),
            ("ves.redaktor", "editor of Vestland's calls"),
            ("bufdir.redaktor", "editor at the directorate"),
            ("bufdir.midler", "fund manager at the directorate"),
        ]
        self.stdout.write(f"\nNettverksmidler is open at http://127.0.0.1:{port}/  (stop with Ctrl-C)\n")
        self.stdout.write(f"Password for every account: {people.PASSWORD}")
        self.stdout.write(
            "Staff are asked for a one-time code: `make code NAME=rog.saksbehandler` prints it.\n"
        )
        for username, what in shown:
            self.stdout.write(f"  {username:<22}{what}")
        self.stdout.write(f"\nAll accounts: {settings.VAR_DIR / 'demo-accounts.json'}")
        self.stdout.flush()


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Wait for what was told to stop; a worker in the middle of something may be cut short: it is done again."""
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

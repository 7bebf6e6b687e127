"""The ways in which a worker can be run: our own rounds on every database, Procrastinate on PostgreSQL besides."""

import datetime as dt
import sys

from django.conf import settings
from django.core.management import call_command, execute_from_command_line

ROUNDS, PROCRASTINATE = "rounds", "procrastinate"
WAYS = [ROUNDS, PROCRASTINATE] if settings.ON_POSTGRESQL else [ROUNDS]


def run(way: str, lease: str = "300") -> None:
    """Work in this process until told to stop; a delivery is leased for so many seconds."""
    if way == ROUNDS:
        call_command("worker", "--interval", "0.05", "--lease", lease)
        return
    from workflows import background

    background._worker.lease = dt.timedelta(seconds=float(lease))
    execute_from_command_line([sys.argv[0], "procrastinate", "worker"])

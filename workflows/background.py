"""Procrastinate on PostgreSQL: it wakes workers and tells them apart; what is owed stays in the outbox.

Loaded on PostgreSQL only, when Procrastinate's own app is. `manage.py procrastinate worker` runs it, on any number of
machines; a job carries nothing, so that one lost with its machine loses nothing (docs/decisions/0034).
"""

from contextlib import suppress

from django.db import transaction
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status

from workflows import outbox
from workflows.management.commands.worker import Worker

SILENT = 60  # seconds without a heartbeat after which a worker is taken for dead: it beats every ten
_worker = Worker()  # of this process: it remembers when each chore is due again


@app.periodic(cron="* * * * * */10")  # the sixth are seconds
@app.task(name="work", queueing_lock="work", pass_context=True)
def work(context: JobContext, timestamp: int | None = None) -> None:
    """Deliver what is due and do the chores; asked for after a commit that owes something, and every ten seconds.

    The seconds are for what failed and waits for its next attempt, and for what nobody was woken for.
    """
    _worker.round(stopped=context.should_abort)


@app.periodic(cron="* * * * *")
@app.task(name="forget", queueing_lock="forget", pass_context=True)
async def forget(context: JobContext, timestamp: int) -> None:
    """Forget jobs whose worker died, and failed ones after a day: what they were to deliver is still owed."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=SILENT):
        await jobs.finish_job(job, status=Status.FAILED, delete_job=True)
    await jobs.delete_old_jobs(nb_hours=24, include_failed=True, include_aborted=True)


@outbox.woken_by
def wake() -> None:
    """Ask for a round unless one is asked for already. One query, outside the transaction that owes something."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        work.defer()

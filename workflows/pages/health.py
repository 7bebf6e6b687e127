"""Alive and ready, for those who watch over the site."""

import datetime as dt
import subprocess
from functools import cache as remember
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from workflows import guards, outbox, scanning


@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """Say that the process answers, whatever the database does."""
    return JsonResponse({"alive": True}, headers={"Cache-Control": "no-store"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Say whether migrations are applied, guards there, deliveries moving and the scanner up, and which commit runs."""
    try:
        answer = _answer()
    except (OperationalError, InterfaceError):
        answer = {"ready": False, "database": "gone"}
    answer["commit"] = commit()
    return JsonResponse(answer, status=200 if answer["ready"] else 503, headers={"Cache-Control": "no-store"})


def _answer() -> dict[str, Any]:
    executor = MigrationExecutor(connection)
    unapplied = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    missing = guards.missing()
    return {
        "ready": not unapplied and not missing,
        "unapplied_migrations": unapplied,
        "missing_guards": missing,
        "worker_silent_seconds": _seconds(outbox.silence()),
        "malware_scanner": scanning.state(),
        "oldest_delivery_seconds": _seconds(outbox.waiting_for()) or 0,
    }


def _seconds(span: dt.timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds())


@remember
def commit() -> str:
    """Return the commit that runs: from the environment, or asked of git once."""
    if settings.COMMIT:
        return settings.COMMIT
    try:
        asked = subprocess.run(
            ["git", "rev-parse", "HEAD"],  # noqa: S607
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=5,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return asked.stdout.strip()

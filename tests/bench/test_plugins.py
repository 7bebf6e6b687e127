"""Ten plugins that are there and switched off cost next to nothing on the pages people use most."""

import time
from collections.abc import Callable
from functools import partial
from statistics import median
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.core.wsgi import get_wsgi_application
from django.test import Client

from tests import way
from tests.bench.ratio import connections_kept, milliseconds
from workflows.cases.happened import Listener, listen
from workflows.cases.models import Case
from workflows.cases.panels import CasePanel
from workflows.cases.panels import register as register_part
from workflows.cases.vetoes import Veto
from workflows.cases.vetoes import register as register_veto
from workflows.plugins.fuse import Fuse
from workflows.plugins.manifest import Manifest
from workflows.registry import changed_for_a_while, registering
from workflows.rules.facts import COUNT, fact

pytestmark = pytest.mark.django_db
ROUNDS, PLUGINS = 60, 10
ALLOWED = 1.05


@pytest.fixture
def plugins() -> Callable[[], None]:
    """Return a function that lets ten plugins join, each with a fact, a part of the case, a veto and a listener."""

    def join() -> None:
        for number in range(PLUGINS):
            texts = {"nb": "Prøve", "nn": "Prøve"}
            manifest = Manifest(f"idle{number}", "1", ">=1", texts, (), texts)
            with registering(manifest.id, Fuse(manifest)):
                fact(f"idle_{number}", COUNT, "Idle")(lambda case: 1)
                register_part(
                    CasePanel(f"idle-{number}", "Idle", "none.html", lambda *args: {}, order=900 + number)
                )
                register_veto(Veto(f"idle{number}", frozenset({"grant.decide"}), lambda *args: ""))
                listen(Listener(f"idle{number}", frozenset({"case_closed"}), lambda event: None))

    return join


@pytest.mark.parametrize("page", ["inbox", "case"])
def test_ten_idle_plugins_cost_less_than_a_twentieth(
    page: str,
    plugins: Callable[[], None],
    cast: SimpleNamespace,
    browse: Callable[[Any], Client],
    settings: Any,
) -> None:
    settings.ROOT_URLCONF = "tests.bench.urls"
    case: Case = way.submitted()
    name = site_settings.SESSION_COOKIE_NAME
    cookie = f"{name}={browse(cast.caseworker).cookies[name].value}"
    url = "/oppgaver/" if page == "inbox" else case.get_absolute_url()
    application = get_wsgi_application()
    ask = partial(milliseconds, application, url, cookie=cookie, timer=time.process_time)
    without, within = [], []
    with connections_kept():
        ask()
        for _round in range(ROUNDS):  # in turns, so that both meet the same machine
            without.append(ask())
            with changed_for_a_while():
                plugins()
                within.append(ask())
    print(f"\n{page:<6} {median(without):.2f} ms, with {PLUGINS} idle plugins {median(within):.2f} ms")

    assert median(within) <= ALLOWED * median(without)

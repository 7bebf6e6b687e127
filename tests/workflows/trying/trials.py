"""A trial of a published scheme, and steps through it by the site's own pages as the people of the trial."""

import re
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from workflows.cases.models import Case
from workflows.directory.models import User
from workflows.schemes.models import SchemeVersion
from workflows.trying import beginning, reading
from workflows.trying.models import Trial
from workflows.walkthrough.course import Course
from workflows.walkthrough.turns import Plan

_KEY = re.compile(r'name="key" value="([^"]+)"')


def begun(by: User, scheme: str = "leader_network") -> Trial:
    """Return a trial of a scheme as it is published."""
    published = SchemeVersion.objects.newest(scheme)
    assert published
    return beginning.begin(published.definition, by=by)


def become(client: Client, account: User) -> None:
    """Press “Continue as …”."""
    answer = client.post(reverse("trial-become"), {"account": account.username, "next": "/min-side/"})
    assert (answer.status_code, answer["Location"]) == (302, "/min-side/")


def apply(client: Client, trial: Trial) -> Case:
    """Begin an application as the trial's leader, by the page of the call."""
    become(client, reading.players_of(trial)[0].account)
    answer = client.post(reverse("apply", args=[trial.call.pk]), {"network": trial.network.pk})
    assert answer.status_code == 302
    return Case.objects.get(call=trial.call)


def walk(
    client: Client,
    case: Case,
    *,
    until: str = "",
    move: Callable[[Any], None] = lambda moment: None,
) -> Case:
    """Take a case along by pages, each step as the one who can, until nothing is left or a step comes."""
    course = Course(case, Plan(150_000, 150_000))
    while (turn := course.turn()) is not None and turn.step != until:
        if moment := course.not_before(turn):
            move(moment)
        shown = next(each for each in reading.trials() if each.trial.call_id == case.call_id)
        turns = {each.item.pk: each.player for _case, them in shown.cases for each in them}
        player = turns[turn.item.pk]
        assert player, turn.step
        become(client, player.account)
        address = turn.item.get_absolute_url()
        key = _KEY.search(client.get(address).content.decode())
        typed = course.typed(turn) or {}
        answer = client.post(address, {"key": key[1] if key else "", "action": "complete", **typed})
        assert answer.status_code == 302, turn.step
        course.done(turn)
    return Case.objects.get(pk=case.pk)

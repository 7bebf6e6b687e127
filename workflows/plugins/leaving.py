"""What is remembered of plugins, so that what they made can be named when they are gone."""

import datetime as dt

from workflows import outbox
from workflows.rules.facts import were_brought

from . import actions, standing

outbox.chore("remember-plugins", every=dt.timedelta(hours=1))(actions.remember)


def facts_of_the_gone() -> set[str]:
    """Return the names of the facts that plugins brought which do not run any more."""
    return {code for each in standing.gone() for code in each.brought.get("The fact", ())}


were_brought(facts_of_the_gone)

"""The faults, one promise each. A new safeguard brings its fault: copy an entry, narrow `tests` to what shows it."""

from . import casework, content, core, exchange, simulation

FAULTS = [*core.FAULTS, *casework.FAULTS, *content.FAULTS, *exchange.FAULTS, *simulation.FAULTS]

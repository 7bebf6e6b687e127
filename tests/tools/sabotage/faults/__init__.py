"""The faults, one promise each. A new safeguard brings its fault: copy an entry, narrow `tests` to what shows it."""

from . import application, auditing, casework, content, core, exchange, granting, reporting, simulation, work

FAULTS = [
    *core.FAULTS,
    *casework.FAULTS,
    *application.FAULTS,
    *granting.FAULTS,
    *reporting.FAULTS,
    *auditing.FAULTS,
    *work.FAULTS,
    *simulation.FAULTS,
    *content.FAULTS,
    *exchange.FAULTS,
]

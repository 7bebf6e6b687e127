"""The faults, one promise each. A new safeguard brings its fault: copy an entry, narrow `tests` to what shows it."""

from tests.tools.sabotage.fault import Fault

FAULTS: list[Fault] = []

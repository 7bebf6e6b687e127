"""The only way compiled content gets in: editions with their rules, scheme versions, calls (R1.2, R1.5, R3.2).

Nothing here is ever edited. Publishing again with equal content returns the row that is there; a correction of
words becomes a new version with the same rules; a changed rule is refused unless it comes as a new edition.
What is wrong with the content is told all at once, by a `PublishError`.
"""

from .calls import open_call
from .editions import (
    changed_rules,
    check_edition,
    latest_editions,
    publish_edition,
    resting_on,
    rules_if_published,
)
from .errors import PublishError
from .rules import OPERATORS, check_rule, number_rules
from .schemes import check_scheme, publish_scheme

__all__ = [
    "OPERATORS",
    "PublishError",
    "changed_rules",
    "check_edition",
    "check_rule",
    "check_scheme",
    "latest_editions",
    "number_rules",
    "open_call",
    "publish_edition",
    "publish_scheme",
    "resting_on",
    "rules_if_published",
]

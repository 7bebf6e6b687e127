"""The only way compiled content gets in: editions with their rules, scheme versions, calls (R1.2, R1.5, R3.2).

Nothing here is ever edited. Publishing again with equal content returns the row that is there; a correction of
words becomes a new version with the same rules; a changed rule is refused unless it comes as a new edition.
What is wrong with the content is told all at once, by a `PublishError`.
"""

from .calls import (
    change_call,
    is_fixed,
    offered_editions,
    offered_schemes,
    open_call,
    rules_of_call,
    take_version,
    withdraw_call,
)
from .editions import (
    changed_rules,
    check_edition,
    kept_rules,
    latest_editions,
    publish_edition,
    restated,
    resting_on,
    rules_if_published,
)
from .errors import PublishError
from .picking import pickable, picked_rules
from .rules import check_rule, number_rules, rows_of
from .scheme_rules import beside, own_rules
from .schemes import check_scheme, own_facts_known, publish_scheme
from .tightening import CAP

__all__ = [
    "CAP",
    "PublishError",
    "beside",
    "change_call",
    "changed_rules",
    "check_edition",
    "check_rule",
    "check_scheme",
    "is_fixed",
    "kept_rules",
    "latest_editions",
    "number_rules",
    "offered_editions",
    "offered_schemes",
    "open_call",
    "own_facts_known",
    "own_rules",
    "pickable",
    "picked_rules",
    "publish_edition",
    "publish_scheme",
    "restated",
    "resting_on",
    "rows_of",
    "rules_if_published",
    "rules_of_call",
    "take_version",
    "withdraw_call",
]

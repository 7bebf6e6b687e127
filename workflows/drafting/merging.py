"""Two write in the same section: what each changed is kept, and where both changed one field nothing is lost.

Pure: answers in, answers out.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Merged:
    """What becomes of the answers a person sent."""

    written: dict[str, Any] = field(default_factory=dict)  # theirs to change
    twice: dict[str, Any] = field(default_factory=dict)  # another has written something else there
    changed_by_others: frozenset[str] = frozenset()  # untouched by the person, and new to them


def digest(answer: Any) -> str:
    """Return what tells one answer from another; line breaks are the same however a browser sends them."""
    text = json.dumps(answer, sort_keys=True, ensure_ascii=False).replace("\\r\\n", "\\n")
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def merge(*, mine: Answers, now: Answers, base: Mapping[str, str]) -> Merged:
    """Return what of `mine` changes the answers there are `now`, field by field.

    `base` holds the digest of each answer as it stood when the person was shown the page; a field it does not tell
    of counts as shown as it is now.
    """
    written, twice, others = {}, {}, set()
    for code, answer in mine.items():
        present, sent = digest(now.get(code)), digest(answer)
        shown = base.get(code, present)
        if sent == present:
            if shown != present:
                others.add(code)
        elif shown == present:
            written[code] = answer
        elif sent == shown:
            others.add(code)
        else:
            twice[code] = answer
    return Merged(written, twice, frozenset(others))

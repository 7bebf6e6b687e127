"""How many cases of a simulated year take which way: rows to read, and to add to."""

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from workflows.walkthrough.turns import Plan
from workflows.walkthrough.variants import VARIANTS, Variant

DEFAULT = 600  # applications that the numbers below are of


@dataclass(frozen=True)
class Story:
    """A variant, how many of 600 cases take it, and between how many thousand kroner what they ask for lies.

    No amounts: the variant's own, where it is about an amount.
    """

    name: str
    of_600: int
    thousands: tuple[int, int] | None = (60, 195)

    @property
    def variant(self) -> Variant:
        """Return what is done in such a case."""
        return VARIANTS[self.name]

    def count(self, applications: int) -> int:
        """Return how many of so many applications take this way: at least one."""
        return max(1, self.of_600 * applications // DEFAULT)

    def plan(self, chance: Random) -> Plan:
        """Return the plan of one such case, with an amount by chance."""
        if self.thousands is None:
            return self.variant.plan()
        return self.variant.plan(requested=chance.randint(*self.thousands) * 1000)


PLAIN = Story("plain", 0)  # all the others
STORIES = [
    Story("threshold", 15, thousands=None),
    Story("audit", 40, thousands=(201, 600)),
    Story("audit-returned", 15, thousands=(220, 400)),
    Story("partial", 40),
    Story("partial-below", 20, thousands=None),
    Story("supplement", 40),
    Story("changed", 12),
    Story("late", 25),
    Story("unconfirmed", 15),
    Story("refusal", 40),
    Story("dismissal", 12),
    Story("withdrawal", 12),
    Story("condition-before-award", 12),
    Story("condition-blocks-payment", 12),
    Story("condition-blocks-closing", 12),
    Story("partiality", 20),
    Story("partial-decider", 12),
    Story("put-back", 12),
    Story("substitute", 10),
    Story("overdue", 25),
    Story("carry-over", 30),
    Story("carry-over-applied", 12),
    Story("carry-over-part", 10),
    Story("repayment", 30),
    Story("repayment-claim", 12),
    Story("early-stop", 10),
    Story("early-stop-audited", 10, thousands=(205, 400)),
    Story("report-returned", 25),
]


def told_for(schemes: Iterable[str]) -> list[Story]:
    """Return a story for each application, given its scheme, in the same order.

    Stories that cannot happen in every scheme choose first; what none has chosen is plain. Raises ValueError where
    there are fewer applications than stories, or too few in a scheme.
    """
    wanted = list(schemes)
    told: list[Story] = [PLAIN] * len(wanted)
    free = list(range(len(wanted)))
    for story in sorted(STORIES, key=lambda each: not each.variant.schemes):
        fitting = [index for index in free if story.variant.happens_in(wanted[index])]
        count = story.count(len(wanted))
        if len(fitting) < count:
            raise ValueError(f"There are too few applications for {count} of the story “{story.name}”.")
        for number in range(count):  # spread over offices and schemes
            index = fitting[number * len(fitting) // count]
            told[index] = story
            free.remove(index)
    return told

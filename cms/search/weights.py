"""How much each word of a text counts: title over heading over text, and more where it stands more often."""

from collections import Counter

from .words import stems

TITLE, HEADING, LEAD, TEXT = 8, 4, 3, 1
_MOST_OFTEN = 3  # a word repeated without end counts no more than this
CALLED = {  # what people call them, whatever their own texts say
    "guideline": "retningslinjer rammer",
    "paragraph": "punkt",
    "call": "utlysning søknadsfrist",
    "contact": "kontakt kontaktperson",
}

Weights = dict[str, int]


def weigh(*texts: tuple[str, int]) -> Weights:
    """Return the weight of each stem in some texts, each given with what a word in it counts."""
    weights: Weights = {}
    times: Counter[str] = Counter()
    for text, weight in texts:
        for word in stems(text):
            times[word] += weight == TEXT
            weights[word] = max(weights.get(word, 0), weight)
    return {
        word: weight + (min(times[word], _MOST_OFTEN) if times[word] > 1 else 0)
        for word, weight in weights.items()
    }


def write(weights: Weights) -> str:
    """Return weights as they are stored."""
    return "".join(f" {word}:{weight}" for word, weight in sorted(weights.items()))


def read(stored: str) -> Weights:
    """Return stored weights."""
    pairs = (pair.rpartition(":") for pair in stored.split())
    return {word: int(weight) for word, _colon, weight in pairs}

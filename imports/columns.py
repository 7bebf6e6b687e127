"""What a table may have as columns: for those who read files, write templates and explain them (R7.1)."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from .refusals import Words

LANGUAGES = ("nb", "nn", "en")  # in which columns and answers are recognised
# How cells of each kind are written, for people; a kind that is not here explains itself.
HELP: dict[str, Words] = {
    "amount": _(
        "Kroner, for example 1 250 000,50. A dot separates thousands. What is less than øre is rounded half up."
    ),
    "date": _("Day, month and year, for example 5.6.2024."),
    "municipality": _("Four digits. A number from before 2024 is read as the one of today, and shown."),
    "municipalities": _("Numbers of four digits, with a comma between."),
    "orgnr": _("Nine digits."),
    "yesno": _("Yes or no."),
    "number": _("A whole number."),
}
EXAMPLES = {
    "amount": "1 250 000",
    "date": "2024-06-05",
    "municipality": "1103",
    "municipalities": "1103, 1108",
    "orgnr": "964965226",
    "yesno": "ja",
    "number": "12",
}


@dataclass(frozen=True)
class Column:
    """One column that a table may have.

    `kind` says how cells are read: `text`, `amount` (kroner), `date`, `number`, `yesno`, `orgnr`, `choice`,
    `municipality` and `municipalities` (numbers, old ones mapped by date), `code4` and other `code<digits>`.
    """

    name: str  # English identifier, as in our own exports
    headings: tuple[str, ...] = ()  # what people call it, in bokmål, nynorsk and English
    kind: str = "text"
    required: bool = False  # a file without it cannot be taken: rows are known by it
    needed: bool = False  # a new row must have it
    choices: tuple[tuple[str, Words], ...] = ()  # (what is stored, what people see)
    help: Words = ""
    example: str = ""

    @property
    def heading(self) -> str:
        """Return what a template calls the column: its first heading."""
        return self.headings[0] if self.headings else self.name

    @property
    def digits(self) -> int:
        """Return how many digits a code has; 0 for what is none."""
        return int(self.kind.removeprefix("code")) if self.kind.startswith("code") else 0


def in_languages(words: Words) -> tuple[str, ...]:
    """Return words in bokmål, nynorsk and English, each once: what a column may be called."""
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(str(words))
    return tuple(dict.fromkeys(found))

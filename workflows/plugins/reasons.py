"""Why a plugin is kept out: found before there are languages, told in the reader's own."""

from typing import Any

from django.utils.translation import gettext


class Reason(str):
    """A reason in English, as logs and commands have it, that can be told in the language of who reads.

    What a plugin's own code said when it failed is told as it was said.
    """

    text: str
    params: dict[str, Any]

    def __new__(cls, text: str, **params: Any) -> "Reason":
        """Return the reason; `text` is marked for translation, with places for `params`."""
        made = super().__new__(cls, text % params if params else text)
        made.text, made.params = text, params
        return made

    @property
    def told(self) -> str:
        """Return the reason in the language of who reads."""
        if not self:
            return ""
        words = gettext(self.text)
        return words % self.params if self.params else words

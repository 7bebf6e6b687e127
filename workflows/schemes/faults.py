"""What is wrong with a scheme's definition: a sentence that knows what it is about, so that a page can say it there."""

from typing import Any


class Fault(str):
    """A sentence for the editor, with its kind (`code`), and the section and the field it is about, where it is one."""

    code: str
    section: str
    field: str
    form: str

    def __new__(cls, words: Any, code: str, *, form: str = "", section: str = "", field: str = "") -> "Fault":
        """Return the sentence; `form` is `sections`, `report` or `progress_report`, `options`, `letters` or ''."""
        made = super().__new__(cls, words)
        made.code, made.form, made.section, made.field = code, form, section, field
        return made

    def at(self, *, form: str, section: str = "") -> "Fault":
        """Return the same fault at the place where it was found."""
        return Fault(self, self.code, form=form, section=section or self.section, field=self.field)

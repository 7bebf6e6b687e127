"""Blocks whose form is a line that reads as a sentence, with what else belongs to it beneath."""

from typing import Any, ClassVar

from wagtail import blocks


class SentenceBlock(blocks.StructBlock):
    """A block whose form begins with the fields named in `sentence`, with words between them."""

    sentence: ClassVar[tuple[Any, ...]] = ()
    """Names of fields, and the words between them."""

    class Meta:
        form_template = "cms/admin/sentence_form.html"
        form_classname = "struct-block sentence-form"

    def get_form_context(self, value: Any, prefix: str = "", errors: Any = None) -> dict[str, Any]:
        """Split the form into the sentence and the rest."""
        context: dict[str, Any] = super().get_form_context(value, prefix=prefix, errors=errors)
        fields = context["children"]
        line = [{"field": fields.get(part), "words": part} for part in self.sentence]
        rest = [child for name, child in fields.items() if name not in self.sentence]
        return context | {"line": line, "rest": rest}

"""What editors upload to Wagtail is scanned as everything else (E16); settings name these forms."""

from typing import Any

from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from workflows.scanning import refuse_malware


class Scanned:
    """A form whose file is refused where it holds malware."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:  # not where only title and tags are edited
            self.fields["file"].validators.append(refuse_malware)


class ScannedDocumentForm(Scanned, BaseDocumentForm):
    """A document."""


class ScannedImageForm(Scanned, BaseImageForm):
    """An image."""

"""The form an editor uploads a document with."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from cms.models import GuidelineIndexPage, GuidelinePage
from workflows.scanning import refuse_malware

from .documents import KINDS
from .draft import may_import

CODE = RegexValidator(r"^[0-9A-Za-z_]{1,20}\Z", _("A code is letters and digits, such as 2024."))


class IndexField(forms.ModelChoiceField):
    """A list of guidelines, told by its language."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name of the language."""
        return str(obj.locale.get_display_name())


class ImportForm(forms.Form):
    """A document, the code of the edition it becomes, and the list of guidelines it goes into."""

    document = forms.FileField(
        label=_("Document"),
        max_length=200,
        help_text=_("Plain text, Markdown or DOCX."),
        allow_empty_file=True,  # said in our own words
        validators=[refuse_malware],
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind}" for kind in KINDS)}),
    )
    code = forms.CharField(
        label=GuidelinePage._meta.get_field("code").verbose_name,
        max_length=20,
        validators=[CODE],
        help_text=_("Such as 2024. It stands in every reference to a paragraph."),
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=255,
        required=False,
        help_text=_("Leave it empty to take the document's own."),
    )
    index = IndexField(queryset=GuidelineIndexPage.objects.none(), label=_("Language"), empty_label=None)

    def __init__(self, *args: Any, indexes: list[GuidelineIndexPage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["index"]
        assert isinstance(field, forms.ModelChoiceField)
        known = GuidelineIndexPage.objects.select_related("locale").order_by("path")
        field.queryset = known.filter(pk__in=[index.pk for index in indexes])


def indexes_for(user: Any) -> list[GuidelineIndexPage]:
    """Return the lists of guidelines in which somebody may begin editions, bokmål first."""
    indexes = GuidelineIndexPage.objects.select_related("locale").order_by("locale__language_code", "path")
    return [index for index in indexes if may_import(user, index)]

"""Postal codes and where they lie."""

from functools import cached_property

from django.utils.translation import gettext as _
from import_export.fields import Field

from workflows.directory.models import Municipality, PostalCode

from .base import TableResource
from .widgets import Code

# Svalbard and Jan Mayen have postal codes, and numbers in the place of a municipality's.
NOT_MUNICIPALITIES = frozenset({"2100", "2211"})


class PostalCodeResource(TableResource):
    """A postal code, known by its four digits."""

    code = Field("code", "postal_code", Code(4))
    place = Field("place", "postal_place")
    municipality_code = Field("municipality_code", "municipality_code", Code(4))

    class Meta:
        model = PostalCode
        import_id_fields = ("code",)

    @cached_property
    def places(self) -> frozenset[str]:
        """Return every number a postal code can lie in."""
        return NOT_MUNICIPALITIES.union(Municipality.objects.values_list("code", flat=True))

    def problems(self, instance: PostalCode) -> dict[str, str]:
        """A postal code lies in a municipality of today, on Svalbard or on Jan Mayen."""
        if instance.municipality_code in self.places:
            return {}
        return {"municipality_code": _("There is no municipality with this number.")}

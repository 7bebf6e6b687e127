"""Bufetat's five regions."""

from workflows.directory.models import BufetatRegion

from .base import TableResource


class BufetatRegionResource(TableResource):
    """A Bufetat region, known by its code."""

    class Meta:
        model = BufetatRegion
        import_id_fields = ("code",)

"""Contact persons of the directorate, the offices, the regions and the environments (R1.6)."""

from django.utils.translation import gettext as _
from import_export.fields import Field

from workflows.directory.models import BufetatRegion, ContactPerson, GovernorOffice, KnowledgeEnvironment

from .base import TableResource
from .widgets import Phone, Reference


class ContactPersonResource(TableResource):
    """A contact person, known by name and by whom they answer for; the directorate's answer for none of the three."""

    office = Field("office", "governor_office", Reference(GovernorOffice))
    region = Field("region", "bufetat_region", Reference(BufetatRegion))
    environment = Field("environment", "knowledge_environment", Reference(KnowledgeEnvironment, "name"))
    phone = Field("phone", "phone", Phone())

    also = {"role_nb": ("Stilling", "Rolle", "Tittel")}
    examples = {
        "name": "Kari Nordmann",
        "role_nb": "seniorrådgiver",
        "role_nn": "seniorrådgjevar",
        "phone": "51568700",
        "email": "kari.nordmann@example.org",
        "knowledge_environment": "RKBU Vest",
    }

    class Meta:
        model = ContactPerson
        import_id_fields = ("name", "office", "region", "environment")

    def problems(self, instance: ContactPerson) -> dict[str, str]:
        """Demand one place at most, and a period that begins before it ends."""
        places = [name for name in ("office", "region", "environment") if getattr(instance, name)]
        several = {name: _("A contact belongs to one place only.") for name in places[1:]}
        return several | self.period_problems(instance)

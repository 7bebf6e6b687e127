"""Knowledge environments and leadership competence environments (R1.9)."""

from django.utils.translation import gettext as _

from workflows.directory.models import KnowledgeEnvironment

from .base import TableResource


class KnowledgeEnvironmentResource(TableResource):
    """An environment, known by its name."""

    examples = {
        "name": "RKBU Vest",
        "description_nb": "Regionalt kunnskapssenter for barn og unge.",
        "description_nn": "Regionalt kunnskapssenter for barn og unge.",
        "url": "https://example.org",
    }

    class Meta:
        model = KnowledgeEnvironment
        import_id_fields = ("name",)

    def problems(self, instance: KnowledgeEnvironment) -> dict[str, str]:
        """Demand an agreement that begins before it ends."""
        begins, ends = instance.agreement_from, instance.agreement_to
        if ends and (begins is None or ends < begins):
            return {"agreement_to": _("The agreement must begin before it ends.")}
        return {}

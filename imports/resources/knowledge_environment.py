"""Knowledge environments and leadership competence environments (R1.9)."""

from workflows.directory.models import KnowledgeEnvironment

from .base import TableResource


class KnowledgeEnvironmentResource(TableResource):
    """An environment, known by its name."""

    class Meta:
        model = KnowledgeEnvironment
        import_id_fields = ("name",)

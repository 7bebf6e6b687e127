"""What can be taken out as a file, and which rows of it by whom: each read starts from who is asking (R7.1)."""

from collections.abc import Callable

from django.db.models import QuerySet
from tablib import Dataset

from workflows.contacts import rights
from workflows.directory.models import KnowledgeEnvironment, User

from .resources import TableResource
from .resources.contact_person import ContactPersonResource
from .resources.knowledge_environment import KnowledgeEnvironmentResource
from .resources.region_offer import RegionOfferResource


def _rows(resource: type[TableResource], seen: Callable[[User], QuerySet]) -> Callable[[User], Dataset]:
    """Return a function that gives the rows a person may see, in the order of the natural key."""

    def export(user: User) -> Dataset:
        table = resource()
        return table.export(table.get_queryset().filter(pk__in=seen(user).values("pk")))

    return export


# By the name of the table, as addresses have it.
EXPORTS: dict[str, Callable[[User], Dataset]] = {
    "contact_person": _rows(ContactPersonResource, rights.visible_persons),
    "region_offer": _rows(RegionOfferResource, rights.visible_offers),
    # What is published about the environments is all there is.
    "knowledge_environment": _rows(
        KnowledgeEnvironmentResource, lambda user: KnowledgeEnvironment.objects.all()
    ),
}

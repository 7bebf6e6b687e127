"""Applications that a person writes along on: the network's leader does the task, and sends (R3.11)."""

from django.db.models import Q, QuerySet

from workflows.base import Step
from workflows.cases.models import WorkItem
from workflows.cases.rights import Scope, visible_cases
from workflows.directory.models import User

from .flows import ApplicationFlow


def open_writing(user: User) -> QuerySet[WorkItem]:
    """Return the open work that a person writes along on, in cases they see; none for who writes nowhere."""
    scope, theirs = Scope.of(user), Q(pk__in=[])
    for node in ApplicationFlow.instance.nodes():
        if isinstance(node, Step) and node.along and (places := scope.places("network", node.along)):
            theirs |= Q(node=node.name, network__in=places)
    written = WorkItem.objects.filter(theirs, flow=ApplicationFlow.folder(), open=True)
    return written.filter(case__in=visible_cases(user)) if theirs != Q(pk__in=[]) else written.none()

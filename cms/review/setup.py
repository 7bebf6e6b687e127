"""The review is there from the start, for every list of guidelines; nobody has to set it up, and no editor can."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models.signals import post_save
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask

WAGTAILS_OWN = "Moderators approval"  # made by Wagtail for a group that nobody here is in


def install(reviewers: Group) -> None:
    """Make the review step for a group and the workflow around it, once, and let all lists of guidelines have it."""
    from cms.models import GuidelineIndexPage

    from .models import GuidelineReview

    if GuidelineReview._meta.db_table not in connection.introspection.table_names():
        return  # only some of the migrations have run
    Workflow.objects.filter(name=WAGTAILS_OWN).delete()
    GroupApprovalTask.objects.filter(name=WAGTAILS_OWN).delete()
    with translation.override(settings.LANGUAGE_CODE):
        name = _("Review of guidelines")
    task = GuidelineReview.objects.order_by("pk").first() or GuidelineReview.objects.create(name=name)
    task.groups.set([reviewers])
    if not WorkflowTask.objects.filter(task=task).exists():
        WorkflowTask.objects.create(workflow=Workflow.objects.create(name=name), task=task)
    GuidelineReview.objects.filter(pk=task.pk).update(name=name, active=True)
    Workflow.objects.filter(workflow_tasks__task=task).update(name=name, active=True)
    for index in GuidelineIndexPage.objects.all():
        assign(index)


def assign(index: Any) -> None:
    """Let a list of guidelines have the review, and none other."""
    if workflow := Workflow.objects.filter(workflow_tasks__task__guidelinereview__isnull=False).first():
        WorkflowPage.objects.update_or_create(page_id=index.pk, defaults={"workflow": workflow})


def _new_list(sender: Any, instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if created and not raw:
        assign(instance)


def connect() -> None:
    """Watch for new lists of guidelines."""
    from cms.models import GuidelineIndexPage

    post_save.connect(_new_list, sender=GuidelineIndexPage, dispatch_uid="cms.review.setup")

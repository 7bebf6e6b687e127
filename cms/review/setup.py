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
    """Make the review step for a group and the workflow around it, once, for all lists of guidelines and schemes."""
    from cms.models import GuidelineIndexPage, SchemePage

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
    for page in (*GuidelineIndexPage.objects.all(), *SchemePage.objects.all()):
        assign(page)


def assign(page: Any) -> None:
    """Let a list of guidelines, or the page of a scheme, have the review, and none other."""
    if workflow := Workflow.objects.filter(workflow_tasks__task__guidelinereview__isnull=False).first():
        WorkflowPage.objects.update_or_create(page_id=page.pk, defaults={"workflow": workflow})


def _new(sender: Any, instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if created and not raw:
        assign(instance)


def connect() -> None:
    """Watch for new lists of guidelines and new schemes."""
    from cms.models import GuidelineIndexPage, SchemePage

    for kind in (GuidelineIndexPage, SchemePage):
        post_save.connect(_new, sender=kind, dispatch_uid=f"cms.review.setup.{kind.__name__}")

"""Where a case is: Viewflow's process and task, our own list of open work, and receipts."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import STATUS

from workflows import clock
from workflows.directory.models import (
    BufetatRegion,
    GovernorOffice,
    KnowledgeEnvironment,
    Municipality,
    Network,
    Role,
    Service,
)

from . import held  # noqa: F401  (lets tasks of flows that are gone be read)
from .case import Case

__all__ = ["CaseProcess", "CaseTask", "Receipt", "WorkItem"]


class CaseProcess(Process):
    """One flow's run in one case; the hash says which graph it was started on."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="processes")
    graph_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processes")

    def __str__(self) -> str:
        return f"{self.case_id} {self.flow_class}"


class CaseTask(Task):
    """Viewflow's task; saving it is the only way a work item is written."""

    class Meta:
        proxy = True
        verbose_name = _("task")
        verbose_name_plural = _("tasks")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the task, and keep its work item in step when it is a person's."""
        new = self._state.adding
        super().save(*args, **kwargs)
        if self.flow_task_type == "HUMAN":
            WorkItem.objects.follow(self, new=new)


class WorkItemManager(models.Manager["WorkItem"]):
    """The one writer of work items."""

    def follow(self, task: CaseTask, *, new: bool = False) -> None:
        """Make or change the work item so that it says what the task says."""
        done = task.status in (STATUS.DONE, STATUS.CANCELED, STATUS.REVIVED)
        values = {
            "owner_id": task.owner_id,
            "open": not done,
            "done_at": clock.now() if done else None,
        }
        if not new and self.filter(task_id=task.pk).update(**values):
            return
        place = task.flow_task.place(task)  # role, office, network, participant, due and opening date
        self.create(
            task_id=task.pk, node=task.flow_task.name, title=str(task.flow_task.task_title), **place, **values
        )

    def postpone(self, case: Case, *, days: int) -> None:
        """Let what the case's office has open be due so many days later."""
        for item in self.filter(case=case, open=True, office__isnull=False, due__isnull=False):
            if item.due:
                item.due += dt.timedelta(days=days)
                item.save(update_fields=["due"])

    def begin_at_once(self, item: "WorkItem") -> bool:
        """Let open work of a trial be done from today, and return whether it could; what is real waits for its day."""
        today = clock.today()
        waiting = self.filter(pk=item.pk, open=True, opens_on__gt=today, case__office__is_trial=True)
        return bool(waiting.update(opens_on=today))

    def move_to(self, office: GovernorOffice, items: "models.QuerySet[WorkItem]") -> None:
        """Let open work of an office be another's; whoever had it has been relieved of it before."""
        items.filter(open=True, office__isnull=False).update(office=office)


class WorkItem(models.Model):
    """One piece of work for one role in one place: every list of work reads only this."""

    task = models.OneToOneField(CaseTask, models.PROTECT, related_name="item")
    process = models.ForeignKey(CaseProcess, models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="items", verbose_name=_("case"))
    flow = models.CharField(_("flow"), max_length=20)
    node = models.CharField(_("task"), max_length=60)
    title = models.CharField(_("title"), max_length=120)
    role = models.CharField(_("role"), max_length=24, choices=Role)
    office = models.ForeignKey(GovernorOffice, models.PROTECT, null=True, blank=True, related_name="+")
    network = models.ForeignKey(Network, models.PROTECT, null=True, blank=True, related_name="+")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey(BufetatRegion, models.PROTECT, null=True, blank=True, related_name="+")
    environment = models.ForeignKey(
        KnowledgeEnvironment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    party = models.CharField(max_length=40, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="work",
        verbose_name=_("owner"),
    )
    opened = models.DateTimeField(_("opened"), default=clock.now)
    opens_on = models.DateField(_("can be done from"), null=True, blank=True)
    due = models.DateField(_("due"), null=True, blank=True)
    open = models.BooleanField(default=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("told on"), null=True, blank=True)

    objects = WorkItemManager()

    class Meta:
        verbose_name = _("work item")
        verbose_name_plural = _("work items")
        constraints = [
            models.UniqueConstraint(
                fields=["process", "node", "party"], condition=Q(open=True), name="one_open_work_item"
            ),
        ]
        indexes = [
            models.Index(
                fields=["role", "office", "id"], condition=Q(open=True), name="open_work_of_an_office"
            ),
            models.Index(
                fields=["role", "network", "id"], condition=Q(open=True), name="open_work_of_a_network"
            ),
            models.Index(fields=["owner", "id"], condition=Q(open=True), name="open_work_of_a_person"),
            models.Index(fields=["office", "id"], condition=Q(open=True), name="open_work_at_an_office"),
            models.Index(fields=["due", "id"], condition=Q(open=True), name="open_work_by_due_date"),
            models.Index(fields=["case", "open"], name="work_of_a_case"),
        ]

    def __str__(self) -> str:
        return f"{self.flow}.{self.node}"

    def get_absolute_url(self) -> str:
        """Return the address of the task page."""
        return reverse("task", args=[self.case.number, self.task_id])

    @property
    def task_title(self) -> str:
        """Return the task's title in the reader's language (`title` is the one it was opened with)."""
        return self.task.flow_task.task_title if self.task.flow_task else self.title

    @property
    def is_overdue(self) -> bool:
        """Return whether the due date has passed while the work is open."""
        return self.open and self.due is not None and self.due < clock.today()

    @property
    def is_not_open_yet(self) -> bool:
        """Return whether the day it can be done from has not come."""
        return self.opens_on is not None and self.opens_on > clock.today()


class Receipt(models.Model):
    """What a completed call answered, so that the same call made again gets the same answer (B1)."""

    key = models.CharField(max_length=80, unique=True)
    task = models.ForeignKey(CaseTask, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [models.UniqueConstraint(fields=["task"], name="a_task_is_done_once")]

    def __str__(self) -> str:
        return self.key

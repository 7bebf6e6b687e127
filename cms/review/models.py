"""The review step: one of the guideline reviewers, and never somebody who wrote what is reviewed."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState

from workflows.publishing import PublishError

from .writing import unpublished, written_by


class OwnWork(PublishError):
    """A person would approve what they wrote or submitted themselves."""


class GuidelineReview(AbstractGroupApprovalTask):
    """Approval by a reviewer who has neither written what is not published yet, nor submitted it (D8)."""

    class Meta:
        verbose_name = _("review by another person")
        verbose_name_plural = _("reviews by another person")

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """Return what a person may do: nothing with work of their own."""
        return [] if took_part(obj, user) else super().get_actions(obj, user)

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Approve or send back; raises OwnWork, also when a reviewer has changed the text in the same breath."""
        if action_name == "approve" and took_part(task_state.workflow_state.content_object, user):
            raise OwnWork(
                _now(
                    "You have written some of this or submitted it yourself. Another reviewer must approve it."
                )
            )
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        """Return the reviews that wait for a person: not those of their own work."""
        waiting = super().get_task_states_user_can_moderate(user, **kwargs)
        touched = unpublished().filter(user=user).values("object_id")
        own = written_by(
            user,
            waiting.filter(workflow_state__object_id__in=touched).values_list(
                "workflow_state__object_id", flat=True
            ),
        )
        return waiting.exclude(workflow_state__requested_by=user).exclude(workflow_state__object_id__in=own)

    @classmethod
    def get_description(cls) -> str:
        """Return what the step is, for those who set up workflows."""
        return str(_("One of the groups approves, and never the one who wrote or submitted it"))


def took_part(page: Any, user: Any) -> bool:
    """Return whether a person submitted a page for review, or wrote any of what is not published yet."""
    state = page.current_workflow_state
    if state is not None and state.requested_by_id == user.pk:
        return True
    return str(page.pk) in written_by(user, [str(page.pk)])

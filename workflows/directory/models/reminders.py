"""What a role is reminded of outside the cases: contacts to confirm, editions to revise."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows import clock

from .contacts import AtPlace
from .people import Role

if TYPE_CHECKING:
    from .people import User

__all__ = ["Reminder"]


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """Reads that start from who is asking."""

    def waiting_for(self, user: "User") -> "ReminderQuerySet":
        """Return what the person's roles are reminded of now, the nearest date first; no query for who has no role."""
        concerns = Q()
        for held in user.roles_today():
            concerns |= Q(
                role=held.role,
                office=held.office_id,
                region=held.region_id,
                environment=held.environment_id,
            )
        return (
            self.filter(concerns, settled_at__isnull=True).order_by("due", "id") if concerns else self.none()
        )


class Reminder(AtPlace):
    """Something that those who hold a role (at a place, where one is named) are reminded of until it is settled.

    `workflows.reminders` makes and settles them, and knows the words of each kind.
    """

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(max_length=200, unique=True)
    role = models.CharField(_("role"), max_length=24, choices=Role)
    fields = models.JSONField(default=dict)
    link = models.CharField(max_length=300)
    due = models.DateField(_("due"))
    made_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["due", "id"]
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        indexes = [models.Index(fields=["role", "office", "settled_at"], name="reminders_of_a_role")]

    def __str__(self) -> str:
        return self.key

    @property
    def is_overdue(self) -> bool:
        """Return whether the date has passed."""
        return self.due < clock.today()

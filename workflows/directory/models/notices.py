"""What a person was told, on the site, and which of it they also want by e-mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows import clock

__all__ = ["ByEmail", "Notice", "NoticeKind", "NoticePreference", "UnsentMail"]


class NoticeKind(models.TextChoices):
    """What a notice is about; preferences go by it."""

    TASK = "task", _("New tasks")
    REMINDER = "reminder", _("Reminders and due dates")
    MESSAGE = "message", _("Messages")
    OTHER = "other", _("Other notices")


class ByEmail(models.TextChoices):
    """Whether a notice also comes by e-mail."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Gathered, once a day")
    NEVER = "never", _("Not by e-mail")


class NoticePreference(models.Model):
    """How a person wants one kind of notice; at once where they have said nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notice_preferences")
    kind = models.CharField(max_length=10, choices=NoticeKind)
    by_email = models.CharField(max_length=8, choices=ByEmail)

    class Meta:
        verbose_name = _("preference for notices")
        verbose_name_plural = _("preferences for notices")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_preference_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind} {self.by_email}"


class Notice(models.Model):
    """A notice as it stands on a person's page, in the language it was written in."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=10, choices=NoticeKind)
    key = models.CharField(max_length=200, unique=True)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    link = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)
    to_gather = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["user", "-id"], name="notices_of_a_person"),
            models.Index(fields=["user"], condition=Q(to_gather=True), name="notices_to_gather"),
        ]

    def __str__(self) -> str:
        return self.subject


class UnsentMail(models.Model):
    """A mail that a trial would have sent: kept to be read, and never sent."""

    key = models.CharField(max_length=200, unique=True)
    to = models.CharField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("mail of a trial")
        verbose_name_plural = _("mails of trials")

    def __str__(self) -> str:
        return self.subject

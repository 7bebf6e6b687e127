"""The register of documents, what is written to each other in a case, and requests for access (R8.6, R8.7, R8.16)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.schemes.models import Immutable

from .case import Case, Document

__all__ = ["AccessRequest", "CaseMessage", "CaseNote", "DocumentRegistration", "MessagesRead", "Written"]


class DocumentRegistration(Immutable):
    """What the register says of a document, as one version; a correction is the next version, with its reason."""

    class Channel(models.TextChoices):
        PLATFORM = "platform", _("In Nettverksmidler")
        EMAIL = "email", _("By e-mail")
        DIGITAL_MAIL = "digital_mail", _("By secure digital mail")
        POST = "post", _("By post")
        BY_HAND = "by_hand", _("By hand")

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="registrations", verbose_name=_("document")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    public_title = models.CharField(_("public title"), max_length=250, blank=True)
    archive_reference = models.CharField(_("archive reference"), max_length=60, blank=True)
    dispatched_on = models.DateField(_("dispatched"), null=True, blank=True)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel, blank=True)
    withheld = models.BooleanField(_("withheld from the public"), default=False)
    legal_reason = models.CharField(_("legal reason"), max_length=250, blank=True)
    reason = models.CharField(_("why it is corrected"), max_length=250, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("time"), default=clock.now)

    class Meta:
        ordering = ["document", "version"]
        verbose_name = _("registration of a document")
        verbose_name_plural = _("registrations of documents")
        constraints = [
            models.UniqueConstraint(fields=["document", "version"], name="one_registration_of_a_version"),
            models.CheckConstraint(
                condition=Q(withheld=False) | ~Q(legal_reason=""), name="withheld_with_a_legal_reason"
            ),
            models.CheckConstraint(
                condition=Q(dispatched_on__isnull=True, channel="")
                | (Q(dispatched_on__isnull=False) & ~Q(channel="")),
                name="dispatched_on_a_day_by_a_channel",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.version}"


class Written(Immutable):
    """A text somebody wrote in a case; it stays as it was written."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="%(class)ss", verbose_name=_("case"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("time"), default=clock.now)
    text = models.TextField(_("text"))

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.by_id}"


class CaseMessage(Written):
    """A message between the office and the network; both read all of them."""

    from_office = models.BooleanField(_("from the office"))

    class Meta(Written.Meta):
        verbose_name = _("message")
        verbose_name_plural = _("messages")


class MessagesRead(models.Model):
    """Up to which message a person has read the thread of a case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name=_("case"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    last = models.ForeignKey(CaseMessage, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("messages read")
        verbose_name_plural = _("messages read")
        constraints = [models.UniqueConstraint(fields=["person", "case"], name="one_place_in_a_thread")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.person_id} {self.last_id}"


class CaseNote(Written):
    """A note of the office that handles the case; nobody else reads it."""

    class Meta(Written.Meta):
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")


class AccessRequest(models.Model):
    """Somebody's request to see a document of the public record; answered once (R8.16)."""

    class Status(models.TextChoices):
        NEW = "new", _("To be answered")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="access_requests", verbose_name=_("document")
    )
    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"))
    text = models.TextField(_("what is asked for"), blank=True)
    language = models.CharField(_("language"), max_length=2, default="nb")
    at = models.DateTimeField(_("received"), default=clock.now)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.NEW)
    reason = models.TextField(_("reason"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("request for access")
        verbose_name_plural = _("requests for access")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="new", answered_at__isnull=True)
                | (~Q(status="new") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="access_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(reason=""), name="access_refused_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.status}"

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: what was asked and answered stays in the case."""
        raise models.ProtectedError("Requests for access stay in the case.", {self})

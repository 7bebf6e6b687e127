"""Who is away, and who stands in for them (R8.19)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflows import clock

from .places import GovernorOffice

__all__ = ["Absence"]


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Reads of who is away."""

    def in_force(self) -> "AbsenceQuerySet":
        """Return the absences of today that nobody ended."""
        day = clock.today()
        return self.filter(
            first_day__lte=day, last_day__gte=day, ended_at__isnull=True, person__is_active=True
        )


class Absence(models.Model):
    """A person away from an office for some days, and the colleague there who acts for them meanwhile.

    The substitute has no right of the absent person's that they do not hold themselves: they may go on with work that
    is the other's own, in the other's name and in theirs.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences", verbose_name=_("person")
    )
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="stands_in", verbose_name=_("substitute")
    )
    office = models.ForeignKey(
        GovernorOffice, models.PROTECT, related_name="absences", verbose_name=_("office")
    )
    first_day = models.DateField(_("first day away"))
    last_day = models.DateField(_("last day away"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("registered by")
    )
    at = models.DateTimeField(_("registered"), default=clock.now)
    ended_at = models.DateTimeField(_("ended before time"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["-first_day", "-id"]
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="absence_begins_first"),
            models.CheckConstraint(condition=~Q(person=F("substitute")), name="nobody_stands_in_for_self"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_by__isnull=False),
                name="absence_ended_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["substitute", "last_day"], name="absences_of_a_substitute")]

    def __str__(self) -> str:
        return f"{self.person}: {self.first_day}–{self.last_day}"

    @property
    def is_in_force(self) -> bool:
        """Return whether the person is away today."""
        return self.ended_at is None and self.first_day <= clock.today() <= self.last_day

    @property
    def is_over(self) -> bool:
        """Return whether nothing more comes of it."""
        return self.ended_at is not None or self.last_day < clock.today()

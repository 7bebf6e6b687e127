"""What is real and what is tried: a trial has an office of its own, and everything that lies there is of the trial.

Rights, ledger, case numbers and flows are the same everywhere. What adds up, publishes or lists across offices asks
for `real()`. A model says by `TRIAL` which column on the way to its office tells.
"""

from typing import Self, TypeVar

from django.db import models

__all__ = ["RealQuerySet", "only_real"]

Row = TypeVar("Row", bound=models.Model, covariant=True)


class RealQuerySet(models.QuerySet[Row]):
    """Reads that tell what is real from what is tried."""

    def real(self) -> Self:
        """Return the rows that are no part of a trial."""
        return self.filter(**{f"{self.model.TRIAL}": False})  # type: ignore[attr-defined]

    def beside(self, office: models.Model) -> Self:
        """Return the rows that may have to do with an office: real ones with a real one, a trial's with the trial's."""
        return self.filter(**{f"{self.model.TRIAL}": office.is_trial})  # type: ignore[attr-defined]


def only_real(rows: models.QuerySet) -> models.QuerySet:
    """Return the rows that are no part of a trial, of any table: of most, all."""
    return rows.real() if isinstance(rows, RealQuerySet) else rows

"""Links that open an account: they hold for some days, and open it once (R8.14)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.links import Link, LinkQuerySet

from .people import User

__all__ = ["AccountInvitation"]


class AccountInvitation(Link):
    """A link that opens somebody's account.

    `leads_to` is the path on this site that the person was invited to.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="invitations", verbose_name=_("person"))
    leads_to = models.CharField(max_length=300)

    objects = LinkQuerySet["AccountInvitation"].as_manager()

    class Meta:
        verbose_name = _("invitation to an account")
        verbose_name_plural = _("invitations to accounts")

    def __str__(self) -> str:
        return str(self.user)

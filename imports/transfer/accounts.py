"""Who acts, where an operator says so at the command line."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from workflows.directory.models import User


def account(name: str) -> User:
    """Return an active account by its user name. Raises CommandError."""
    found = User.objects.filter(username=name, is_active=True).first()
    if found is None:
        raise CommandError(_("There is no account %(name)s here.") % {"name": name or "–"})
    return found

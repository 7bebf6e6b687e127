"""`manage.py stranded`: the running tasks that this code has no step for."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflows.stranded import running, stranded


class Command(BaseCommand):
    """Print each stranded task; exit with 1 if there is any."""

    help = "Lists running tasks whose step is gone or is another kind of step; run it on new code before it starts."

    def handle(self, *args: Any, **options: Any) -> None:
        """List, and raise CommandError (exit code 1) if there is anything to list."""
        found = stranded()
        for task in found:
            self.stdout.write(str(task))
        if found:
            raise CommandError(
                ngettext("%(count)s task is stranded.", "%(count)s tasks are stranded.", len(found))
                % {"count": len(found)}
            )
        self.stdout.write(_("%(count)s running tasks, none of them stranded.") % {"count": running().count()})

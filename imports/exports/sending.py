"""Where a finished file goes: its owner is told where to fetch it, or it lies in the installation's folder.

Nothing of it is ever mailed: a mail holds a link, behind which one logs in.
"""

import os
import shutil
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.package.names import safe_name
from workflows import notices
from workflows.cases.rights import NATIONAL_ROLES, Answer, Scope
from workflows.directory.models import OFFICE_ROLES, Role, User

from .models import PACKAGE, ExportDefinition, ExportFile


def may_use_folder(user: User) -> Answer:
    """Return whether a person's exports may be put in the installation's folder, and if not why."""
    if not Scope.of(user).holds(*OFFICE_ROLES, *NATIONAL_ROLES, Role.ADMINISTRATOR):
        return Answer(False, _("The folder is for offices and the directorate."))
    if not settings.EXPORT_FOLDER:
        return Answer(
            False, _("This installation has no folder for exports. Its operator sets EXPORT_FOLDER.")
        )
    return Answer(True)


def goes_to_folder(file: ExportFile) -> bool:
    """Return whether a file was made by itself for the folder."""
    return bool(file.day and file.definition and file.definition.to == ExportDefinition.To.FOLDER)


def to_folder(file: ExportFile, held: BinaryIO) -> None:
    """Put a file in the folder if that is where it goes: whole or not at all; made again, it replaces itself.

    Raises OSError: the delivery is tried again later, and staff see it.
    """
    if not goes_to_folder(file) or not may_use_folder(file.owner):
        return
    ending = "zip" if file.table == PACKAGE else file.format
    # The definition's number keeps two of the same name apart.
    name = safe_name(str(file.definition), ending, tail=f"{file.definition_id}-{file.day:%Y-%m-%d}")
    folder = Path(settings.EXPORT_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{name}.unfinished"
    held.seek(0)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640), "wb") as out:
        shutil.copyfileobj(held, out)
        out.flush()
        os.fsync(out.fileno())
    unfinished.rename(folder / name)


def tell(file: ExportFile) -> None:
    """Tell the owner that the file can be fetched, or why it cannot be made. What lies in the folder is not told."""
    ready = file.state == ExportFile.State.READY
    if ready and goes_to_folder(file) and may_use_folder(file.owner):
        return
    notices.notify(
        to_user=file.owner,
        subject=gettext_lazy("Your export is ready: %(name)s")
        if ready
        else gettext_lazy("Your export cannot be made: %(name)s"),
        body=gettext_lazy("The export %(name)s is ready. Log in to fetch it; it is kept for %(days)s days.")
        if ready
        else gettext_lazy("The export %(name)s cannot be made: %(why)s"),
        link=file.get_absolute_url(),
        key=f"export-{file.pk}",
        fields={"name": file.name, "days": settings.EXPORT_KEPT_DAYS, "why": file.why},
    )

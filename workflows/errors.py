"""What can go wrong with a piece of work, told apart so that pages, imports and bulk acts can say it well."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied


class WorkError(Exception):
    """Anything that keeps a piece of work from being done."""


class NotThere(WorkError):
    """It does not exist, or the person may not know that it does: 404."""


class NotAllowed(WorkError):
    """The person sees it but may not do it: 403, with the reason in words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Elsewhere(NotAllowed, PermissionDenied):
    """The case is another installation's now: 403 with where it is, also where nobody looks out for it."""


class AlreadyDone(WorkError):
    """Somebody else did it first: 409, saying who and when."""

    def __init__(self, *, by: Any, at: dt.datetime | None) -> None:
        super().__init__(f"done by {by}")
        self.by, self.at = by, at


class Invalid(WorkError):
    """What was typed does not pass: 422 with the form, what was typed kept."""

    def __init__(self, form: Any) -> None:
        super().__init__(str(form.errors.as_json()))
        self.form = form


class Refused(WorkError):
    """A verb refuses for a reason of substance (a paragraph, no funds …): shown on the form."""

    def __init__(self, *messages: Any) -> None:
        super().__init__(*(str(message) for message in messages))
        self.messages = messages

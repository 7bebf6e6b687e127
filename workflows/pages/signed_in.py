"""The request of a view that demands a login: its user is one of ours, and its post has a name."""

import re
import uuid

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from workflows.directory.models import User


class SignedIn(HttpRequest):
    """A request behind `login_required`."""

    user: User
    htmx: HtmxDetails


_KEY = re.compile(r"[0-9A-Za-z-]{8,64}")


def attempt_key(request: SignedIn) -> str:
    """Return the name of this attempt, as the page gave it out; a new one for anything else (B1)."""
    given = request.POST.get("key", "")
    return given if _KEY.fullmatch(given) else uuid.uuid4().hex

"""The request of a view that demands a login: its user is one of ours."""

from django.http import HttpRequest

from workflows.directory.models import User


class SignedIn(HttpRequest):
    """A request behind `login_required`."""

    user: User

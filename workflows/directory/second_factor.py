"""Nobody handles cases without a second factor."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from .accounts import came_by_a_strong_log_in, owes_second_factor
from .models import User

GetResponse = Callable[[HttpRequest], HttpResponse]


class SecondFactorMiddleware:
    """Staff without a second factor are led to set one up before anything else (R8.14)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and not self._exempt(request) and self._owes_second_factor(request):
            return redirect(reverse("mfa_activate_totp"))
        return self.get_response(request)

    @staticmethod
    def _exempt(request: HttpRequest) -> bool:
        path = request.path.removeprefix("/nn")
        return path.startswith(("/konto/", settings.STATIC_URL, "/healthz", "/readyz"))

    @staticmethod
    def _owes_second_factor(request: HttpRequest) -> bool:
        if not isinstance(request.user, User) or came_by_a_strong_log_in(request):
            return False
        return owes_second_factor(request.user)

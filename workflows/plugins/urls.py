"""The addresses of plugins, under `/p/<id>/`: closed, unless the manifest says who may open them."""

from collections.abc import Callable, Iterator
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, include, path

from workflows.cases.rights import Scope
from workflows.directory.models import Role

from .finding import Found
from .fuse import Fuse
from .loading import keep_out, running
from .manifest import PUBLIC, SIGNED_IN, Manifest

View = Callable[..., HttpResponse]
PASSES = (Http404, PermissionDenied)


def patterns() -> Iterator[Any]:
    """Yield what leads to every running plugin that has addresses."""
    for found in running().values():
        if find_spec(f"{found.module}.urls"):
            try:
                yield path(f"{found.id}/", include((list(guarded_patterns(found)), found.id)))
            except Exception as error:  # noqa: BLE001  (whatever a stranger's code does)
                keep_out(found.id, error)


def guarded_patterns(found: Found) -> Iterator[URLPattern]:
    """Yield a plugin's patterns with their views guarded. Raises ValueError for one that the manifest does not name."""
    assert found.manifest is not None
    access = found.manifest.access or {}
    for pattern in import_module(f"{found.module}.urls").urlpatterns:
        if not isinstance(pattern, URLPattern) or not pattern.name:
            raise ValueError(f"{found.id}: every address has a view and a name of its own.")
        who = access.get(pattern.name)
        if who not in (PUBLIC, SIGNED_IN, *Role.values):
            raise ValueError(f"{found.id}: the manifest does not say who may open {pattern.name}.")
        view = view_of(found.manifest, pattern.callback, who)
        yield URLPattern(pattern.pattern, view, pattern.default_args, pattern.name)


def view_of(manifest: Manifest, view: View, who: str) -> View:
    """Return a view that asks who is asking, and answers that the plugin does not work where it fails."""

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: Any = view(request, *args, **kwargs)
        return response.render() if hasattr(response, "render") and not response.is_rendered else response

    guarded = Fuse(manifest)("address", answer, _does_not_work, passes=PASSES)

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if who != PUBLIC:
            if not user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if who != SIGNED_IN and not Scope.of(user).holds(who):
                raise Http404
        response: HttpResponse = guarded(request, *args, **kwargs)
        return response

    return opened


def _does_not_work(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    return render(request, "plugins/resting.html", status=200)


urlpatterns = list(patterns())

"""The plugin's pages: what the weeks mean, for everybody; how many notices lie in the folder, for administrators."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from workflows.plugins import api


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """Say how weeks are written."""
    return render(request, "fieldkit/terms.html")


@require_safe
def channel(request: HttpRequest) -> HttpResponse:
    """Say how many notices wait in the folder."""
    folder = api.settings_of("fieldkit")["folder"]
    waiting = len(list(Path(folder).glob("*.json"))) if folder else 0
    return render(request, "fieldkit/channel.html", {"waiting": waiting})


urlpatterns = [path("uker/", terms, name="terms"), path("varsler/", channel, name="channel")]

"""The home shows what waits, instead of Wagtail's own list of reviews, which has a query for each."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel

from .panels import PANELS


@hooks.register("construct_homepage_panels")
def show_what_waits(request: HttpRequest, panels: list[Any]) -> None:
    """Put the panels on the home."""
    panels[:] = [panel for panel in panels if not isinstance(panel, WorkflowObjectsToModeratePanel)]
    panels += [panel() for panel in PANELS if panel.concerns(request.user)]

"""The site's addresses and one trivial view, to compare with."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from cms.urls import urlpatterns as site
from tests.bench.ratio import TRIVIAL


def trivial(request: HttpRequest) -> HttpResponse:
    """Answer without asking anyone."""
    return HttpResponse("ok")


urlpatterns = [path(TRIVIAL.lstrip("/"), trivial), *site]

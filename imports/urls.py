"""Addresses of the exchange."""

from django.urls import path

from . import views

app_name = "imports"

urlpatterns = [
    path("eksport/<slug:table>.<slug:ending>", views.export, name="export"),
    path("kilder/", views.sources, name="sources"),
]

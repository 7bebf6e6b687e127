"""Addresses of the exchange."""

from django.urls import path

from . import views

app_name = "imports"

urlpatterns = [
    path("kilder/", views.sources, name="sources"),
]

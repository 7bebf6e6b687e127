"""Addresses of the exports."""

from django.urls import path

from . import views

urlpatterns = [
    path("eksport/", views.listing, name="exports"),
    path("eksport/fil/<int:pk>/", views.file, name="export-file"),
    path("eksport/fil/<int:pk>/hent/", views.fetch, name="export-fetch"),
    path("eksport/lagret/<int:pk>/hent/", views.take_out, name="export-take-out"),
    path("eksport/lagret/<int:pk>/slett/", views.forget, name="export-forget"),
    path("eksport/<slug:table>/", views.choose, name="export-choose"),
    path("eksport/<slug:table>.<slug:ending>", views.export, name="export"),
]

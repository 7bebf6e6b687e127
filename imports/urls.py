"""Addresses of the exchange."""

from django.urls import include, path

from . import views
from .batches import views as batches
from .transfer import views as transfer

app_name = "imports"

urlpatterns = [
    path("", include("imports.exports.urls")),
    path("utveksling/", batches.listing, name="batches"),
    path("utveksling/ny/", batches.hand_in, name="hand-in"),
    path("utveksling/kolonner/", batches.kinds, name="kinds"),
    path("utveksling/kolonner/<slug:code>/", batches.columns, name="columns"),
    path("utveksling/mal/<slug:code>.<slug:ending>", batches.template, name="template"),
    path("utveksling/<int:pk>/", batches.batch, name="batch"),
    path("utveksling/<int:pk>/rader/<slug:outcome>/", batches.rows, name="batch-rows"),
    path("utveksling/<int:pk>/avvist.<slug:ending>", batches.refused, name="batch-refused"),
    path("utveksling/saker/", transfer.listing, name="incoming-list"),
    path("utveksling/saker/<int:pk>/", transfer.incoming, name="incoming"),
    path("kilder/", views.sources, name="sources"),
]

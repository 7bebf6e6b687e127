"""Addresses of the casework. They are an API: letters and bookmarks lead here."""

from django.urls import path, register_converter

from workflows.contacts import views as contacts
from workflows.networks import views as networks
from workflows.pages import apply, cases, converters, duties, health, mine, moving, tasks
from workflows.ui.views import account

register_converter(converters.CaseNumberConverter, "case_number")
register_converter(converters.KeyConverter, "key")

urlpatterns = [
    path("konto/", account, name="account"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("min-side/", mine.home, name="my-page"),
    path("oppgaver/", tasks.mine, name="tasks"),
    path("hvem-gjor-hva/", duties.table, name="duties"),
    path("utlysninger/<key:call>/sok/", apply.begin, name="apply"),
    path("kontakter/", contacts.listing, name="contacts"),
    path("kontakter/<slug:place>/", contacts.place, name="contact-place"),
    path("kontakter/<slug:place>/om/", contacts.about, name="contact-about"),
    path("kontakter/<slug:place>/personer/ny/", contacts.person, name="contact-add"),
    path("kontakter/<slug:place>/personer/<key:pk>/", contacts.person, name="contact-edit"),
    path("kontakter/<slug:place>/tilbud/nytt/", contacts.offer, name="offer-add"),
    path("kontakter/<slug:place>/tilbud/<key:pk>/", contacts.offer, name="offer-edit"),
    path("nettverk/", networks.index, name="networks"),
    path("nettverk/nytt/", networks.start, name="network-start"),
    path("nettverk/temaer/", networks.overview, name="networks-themes"),
    path("nettverk/utenfor/", networks.outside, name="networks-outside"),
    path("nettverk/utenfor/<slug:municipality>/", networks.municipality, name="network-municipality"),
    path("nettverk/<slug:code>/", networks.network, name="network"),
    path("nettverk/<slug:code>/planer/<key:plan>/", networks.plan, name="network-plan"),
    path("nettverk/<slug:code>/<slug:act>/", networks.act, name="network-act"),
    path("nettverk/<slug:code>/<slug:act>/<key:pk>/", networks.act, name="network-act-on"),
    path("klokke/", moving.move, name="clock"),
    path("saker/", cases.listing, name="cases"),
    path("saker/<case_number:number>/", cases.overview, name="case"),
    path("saker/<case_number:number>/oppgaver/<key:task>/", tasks.task, name="task"),
    path("saker/<case_number:number>/dokumenter/<key:document>/", cases.document, name="document"),
    path("saker/<case_number:number>/<slug:part>/", cases.part, name="case-part"),
]

"""Addresses of the casework. They are an API: letters and bookmarks lead here."""

from django.urls import path, register_converter

from workflows.access import views as access
from workflows.allocation import compare_views, proposal_views
from workflows.allocation import views as allocation
from workflows.auditing import views as auditing
from workflows.bufetat import views as bufetat
from workflows.casefile import erasing, moving_edition
from workflows.casefile import views as casefile
from workflows.contacts import views as contacts
from workflows.followup import claims, owed, progress
from workflows.money import views as money
from workflows.money import year_views
from workflows.networks import views as networks
from workflows.offices import views as offices
from workflows.package import views as package
from workflows.pages import (
    acts,
    application,
    apply,
    cases,
    converters,
    duties,
    health,
    mine,
    moving,
    receive,
    statements,
    tasks,
    told,
    who_can,
)
from workflows.staffing import views as staffing
from workflows.ui.views import account
from workflows.worklists import views as worklists

register_converter(converters.CaseNumberConverter, "case_number")
register_converter(converters.KeyConverter, "key")

urlpatterns = [
    path("konto/", account, name="account"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("min-side/", mine.home, name="my-page"),
    path("oppgaver/", worklists.mine, name="tasks"),
    path("oppgaver/filter/", worklists.keep, name="tasks-keep"),
    path("oppgaver/filter/<key:pk>/slett/", worklists.forget, name="tasks-forget"),
    path("oppgaver/fordel/", worklists.assign, name="tasks-assign"),
    path("sok-i-saker/", worklists.find, name="find"),
    path("varsler/", told.notices, name="notices"),
    path("varsler/valg/", told.preferences, name="notice-preferences"),
    path("fravar/", staffing.away, name="absences"),
    path("fravar/<key:pk>/avslutt/", staffing.end, name="absence-end"),
    path("personer/", staffing.people, name="people"),
    path("personer/<key:pk>/", staffing.person, name="person"),
    path("hvem-gjor-hva/", duties.table, name="duties"),
    path("utlysninger/<key:call>/sok/", apply.begin, name="apply"),
    path("kontakter/", contacts.listing, name="contacts"),
    path("kontakter/<slug:place>/", contacts.place, name="contact-place"),
    path("kontakter/<slug:place>/om/", contacts.about, name="contact-about"),
    path("kontakter/<slug:place>/personer/ny/", contacts.person, name="contact-add"),
    path("kontakter/<slug:place>/personer/<key:pk>/", contacts.person, name="contact-edit"),
    path("kontakter/<slug:place>/tilbud/nytt/", contacts.offer, name="offer-add"),
    path("kontakter/<slug:place>/tilbud/<key:pk>/", contacts.offer, name="offer-edit"),
    path("midler/", money.listing, name="funds"),
    path("midler/tildel/", money.distribute, name="funds-distribute"),
    path("midler/arsslutt/", year_views.offices, name="year-end"),
    path("midler/arsslutt/<slug:office>/<key:year>/", year_views.report, name="year-end-report"),
    path("midler/<key:pot>/", money.pot, name="pot"),
    path("midler/<key:pot>/saker/", money.cases, name="pot-cases"),
    path("midler/<key:pot>/endre/", money.change, name="pot-change"),
    path("midler/<key:pot>/flytt/", money.move, name="pot-move"),
    path("midler/<key:pot>/regnskap.csv", money.ledger_csv, name="pot-csv"),
    path("fordeling/", allocation.listing, name="allocations"),
    path("fordeling/<key:call>/", allocation.allocation, name="allocation"),
    path("fordeling/<key:call>/sammenlign/", compare_views.compare, name="allocation-compare"),
    path("fordeling/<key:call>/fordeling.csv", compare_views.csv, name="allocation-csv"),
    path("fordeling/<key:call>/forslag/<key:proposal>/", proposal_views.proposal, name="allocation-proposal"),
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
    path("soknader/registrer/", receive.receive, name="application-register"),
    path("saker/<case_number:number>/", cases.overview, name="case"),
    path("saker/<case_number:number>/oppgaver/<key:task>/", tasks.task, name="task"),
    path("saker/<case_number:number>/dokumenter/<key:document>/", cases.document, name="document"),
    path("saker/<case_number:number>/dokumenter/nytt/", casefile.add_document, name="document-add"),
    path(
        "saker/<case_number:number>/dokumenter/<key:document>/register/",
        casefile.describe_document,
        name="document-register",
    ),
    path("saker/<case_number:number>/meldinger/", casefile.thread, name="case-messages"),
    path("saker/<case_number:number>/uttalelser/", statements.statements, name="case-statements"),
    path("saker/<case_number:number>/notater/", casefile.notes, name="case-notes"),
    path("saker/<case_number:number>/versjoner/", application.versions, name="application-versions"),
    path("saker/<case_number:number>/trekk/", application.withdraw, name="application-withdraw"),
    path(
        "saker/<case_number:number>/forelopig-svar/",
        application.reply_preliminarily,
        name="preliminary-reply",
    ),
    path("saker/<case_number:number>/utgave/", moving_edition.move, name="case-edition"),
    path("saker/<case_number:number>/revisjon/utsett/", auditing.defer, name="audit-defer"),
    path("saker/<case_number:number>/revisjon/stopp/", auditing.stop, name="audit-stop"),
    path("saker/<case_number:number>/revisjon/lenke/", auditing.invite, name="audit-invite"),
    path("revisjon/mottatt/", auditing.received, name="audit-received"),
    path("revisjon/<slug:token>/", auditing.state, name="audit-invitation"),
    path("bufetat/", bufetat.listing, name="bufetat-requests"),
    path("bufetat/<key:pk>/", bufetat.answer, name="bufetat-answer"),
    path("saker/<case_number:number>/hvem-kan/", who_can.page, name="case-who-can"),
    path("saker/<case_number:number>/settekontor/", offices.substitute, name="case-substitute"),
    path("saker/<case_number:number>/overfor/", offices.transfer, name="case-transfer"),
    path("personopplysninger/", erasing.erase, name="erase-details"),
    path("saker/<case_number:number>/pakke/", package.package, name="case-package"),
    path("saker/<case_number:number>/innsyn/<key:pk>/", access.reply, name="access-answer"),
    path("innsyn/", access.record, name="public-record"),
    path("innsyn/mottatt/", access.received, name="access-received"),
    path("innsyn/<key:document>/be-om/", access.ask, name="access-ask"),
    path("innsyn/dokument/<slug:token>/", access.fetch, name="access-fetch"),
    path("saker/<case_number:number>/gjor/<slug:act>/", acts.act, name="case-act"),
    path("saker/<case_number:number>/gjor/<slug:act>/<key:pk>/", acts.act, name="case-act-on"),
    path("oppfolging/krav/", claims.listing, name="claims"),
    path("oppfolging/krav/krav.csv", claims.as_csv, name="claims-csv"),
    path("oppfolging/rapporter/", owed.owed, name="reports-owed"),
    path("saker/<case_number:number>/krav/<key:claim>/", claims.claim, name="claim"),
    path("saker/<case_number:number>/framdrift/", progress.demand, name="progress-demand"),
    path("saker/<case_number:number>/<slug:part>/", cases.part, name="case-part"),
]

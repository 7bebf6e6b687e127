"""Addresses of the casework. They are an API: letters and bookmarks lead here."""

from django.urls import include, path, register_converter

from workflows.access import views as access
from workflows.accounts import views as accounts
from workflows.allocation import compare_views, proposal_views
from workflows.allocation import views as allocation
from workflows.auditing import views as auditing
from workflows.bufetat import views as bufetat
from workflows.casefile import erasing, moving_edition
from workflows.casefile import views as casefile
from workflows.confirming import views as confirming
from workflows.contacts import views as contacts
from workflows.deliveries import views as deliveries
from workflows.drafting import views as drafting
from workflows.followup import carrying, claims, owed, progress
from workflows.mine import views as mine
from workflows.money import views as money
from workflows.money import year_views
from workflows.networks import answer_views as answers
from workflows.networks import people_views as network_people
from workflows.networks import proposal_views as proposals
from workflows.networks import views as networks
from workflows.offices import views as offices
from workflows.openness import views as openness
from workflows.overview import views as overview
from workflows.package import views as package
from workflows.pages import (
    acts,
    application,
    apply,
    cases,
    choosing,
    converters,
    duties,
    health,
    moving,
    receive,
    statements,
    tasks,
    told,
    who_can,
)
from workflows.plugins import views as plugins
from workflows.sending import views as sending
from workflows.staffing import views as staffing
from workflows.trying import views as trying
from workflows.ui.views import account
from workflows.worklists import views as worklists

register_converter(converters.CaseNumberConverter, "case_number")
register_converter(converters.KeyConverter, "key")

urlpatterns = [
    path("konto/", account, name="account"),
    path("konto/apne/<slug:token>/", accounts.open_account, name="account-open"),
    path("konto/logg-ut-overalt/", accounts.end_sessions, name="account-end-sessions"),
    path("konto/fortsett/", accounts.stay, name="account-stay"),
    path("konto/handler-for/", accounts.choose, name="acts-for"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("min-side/", mine.home, name="my-page"),
    path("min-side/brev/", mine.letters, name="my-letters"),
    path("min-side/kalender/", mine.calendar, name="calendar"),
    path("min-side/kalender/<slug:token>.ics", mine.feed, name="calendar-feed"),
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
    path("personer/inviter/", staffing.invite, name="person-invite"),
    path("personer/foreslatt/<key:pk>/", staffing.decide_role, name="role-decide"),
    path("personer/<key:pk>/", staffing.person, name="person"),
    path("personer/<key:pk>/rolle/", staffing.give_role, name="role-give"),
    path("hvem-gjor-hva/", duties.table, name="duties"),
    path("velg/kommune/", choosing.municipality, name="choose-municipality"),
    path("velg/organisasjon/", choosing.organisation, name="choose-organisation"),
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
    path("midler/arsslutt/<slug:office>/<key:year>/arsslutt.pdf", year_views.report_pdf, name="year-end-pdf"),
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
    path("oversikt/", overview.shown, name="overview"),
    path("oversikt/ramme/", overview.frame, name="overview-frame"),
    path("oversikt/<slug:part>/", overview.shown, name="overview-part"),
    path("oversikt/<slug:part>/<slug:table>.<slug:ending>", overview.file, name="overview-file"),
    path("nettverk/", networks.index, name="networks"),
    path("nettverk/nytt/", networks.start, name="network-start"),
    path("nettverk/temaer/", networks.overview, name="networks-themes"),
    path("nettverk/utenfor/", networks.outside, name="networks-outside"),
    path("nettverk/utenfor/<slug:municipality>/", networks.municipality, name="network-municipality"),
    path("nettverk/start/", proposals.propose, name="network-propose"),
    path("nettverk/start/sendt/", proposals.proposed, name="network-proposed"),
    path("nettverk/start/<slug:token>/", proposals.link, name="network-proposal-link"),
    path("nettverk/nye/<key:pk>/", proposals.proposal, name="network-proposal"),
    path("nettverk/invitasjon/<slug:token>/", network_people.invitation, name="network-invitation"),
    path("nettverk/svar/mottatt/", answers.answered, name="service-answered"),
    path("nettverk/svar/<slug:token>/", answers.answer, name="service-answer"),
    path("nettverk/<slug:code>/", networks.network, name="network"),
    path("nettverk/<slug:code>/planer/<key:plan>/", networks.plan, name="network-plan"),
    path("nettverk/<slug:code>/<slug:act>/", networks.act, name="network-act"),
    path("nettverk/<slug:code>/<slug:act>/<key:pk>/", networks.act, name="network-act-on"),
    path("nettverk-i-norge/", openness.networks, name="public-networks"),
    path("nettverk-i-norge/<slug:code>/", openness.network, name="public-network"),
    path("tildelinger/", openness.grants, name="grants"),
    path("tildelinger/<key:year>/", openness.grants, name="grants-of-year"),
    path("tildelinger/<key:year>/tildelinger.csv", openness.grants_csv, name="grants-csv"),
    path("leveringer/", deliveries.listing, name="deliveries"),
    path("leveringer/alle/", deliveries.again_all, name="deliveries-again"),
    path("leveringer/<key:pk>/", deliveries.again, name="delivery-again"),
    path("tillegg/", plugins.listing, name="plugins"),
    path("tillegg/<slug:id>/", plugins.plugin, name="plugin"),
    path("p/", include("workflows.plugins.urls")),
    path("klokke/", moving.move, name="clock"),
    path("prov/", trying.listing, name="trials"),
    path("prov/som/", trying.become, name="trial-become"),
    path("prov/tilbake/", trying.back, name="trial-back"),
    path("prov/steg/<key:pk>/begynn/", trying.begin_at_once, name="trial-begin-at-once"),
    path("prov/<key:pk>/forkast/", trying.throw_away, name="trial-throw-away"),
    path("saker/", cases.listing, name="cases"),
    path("soknader/registrer/", receive.receive, name="application-register"),
    path("saker/<case_number:number>/", cases.overview, name="case"),
    path("saker/<case_number:number>/oppgaver/<key:task>/", tasks.task, name="task"),
    path(
        "saker/<case_number:number>/oppgaver/<key:task>/del/<slug:section>/",
        drafting.section,
        name="draft-section",
    ),
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
    path("bekreft/mottatt/", confirming.received, name="confirmation-received"),
    path("bekreft/samarbeid/<slug:token>/", confirming.cooperate, name="cooperation"),
    path("bekreft/<slug:token>/", confirming.confirm, name="confirmation"),
    path(
        "bekreft/<slug:token>/vedlegg/<key:document>/", confirming.attachment, name="confirmation-attachment"
    ),
    path("bufetat/", bufetat.listing, name="bufetat-requests"),
    path("bufetat/<key:pk>/", bufetat.answer, name="bufetat-answer"),
    path("saker/<case_number:number>/hvem-kan/", who_can.page, name="case-who-can"),
    path("saker/<case_number:number>/settekontor/", offices.substitute, name="case-substitute"),
    path("saker/<case_number:number>/overfor/", offices.transfer, name="case-transfer"),
    path("saker/<case_number:number>/send/", sending.send, name="case-send"),
    path("saker/<case_number:number>/send/pakke.zip", sending.sent_file, name="case-send-file"),
    path("saker/<case_number:number>/mottatt/pakke.zip", sending.arrived_file, name="case-arrived-file"),
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
    path("saker/<case_number:number>/overforing/", carrying.apply, name="carry-over"),
    path("saker/<case_number:number>/framdrift/", progress.demand, name="progress-demand"),
    path("saker/<case_number:number>/<slug:part>/", cases.part, name="case-part"),
]

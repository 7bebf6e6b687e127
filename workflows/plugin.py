"""The core's own registrations, made the way a stranger would: facts, case panels, deliverers, what follows a flow."""

from workflows import handover, letters, notices
from workflows.access import actions as access_actions
from workflows.access import parts as access_parts
from workflows.allocation import parts as allocation_parts
from workflows.anchoring import parts as anchoring_parts
from workflows.anchoring import reminding as anchoring_reminding
from workflows.appeal import views as appeal_views
from workflows.application import facts as application_facts
from workflows.application import replying as application_replies
from workflows.application import views as application_views
from workflows.assessment import facts as assessment_facts
from workflows.assessment import views as assessment_views
from workflows.audit import facts as audit_facts
from workflows.audit import foreseeing as audit_foreseeing
from workflows.audit import views as audit_views
from workflows.bufetat import parts as bufetat_parts
from workflows.casefile import parts as casefile_parts
from workflows.change import views as change_views
from workflows.contacts import confirming as contacts
from workflows.grant import facts as grant_facts
from workflows.grant import foreseeing as grant_foreseeing
from workflows.grant import settling as grant_settling
from workflows.grant import views as grant_views
from workflows.money import december
from workflows.pages import parts
from workflows.plugins import leaving as plugins_leaving
from workflows.report import facts as report_facts
from workflows.report import foreseeing as report_foreseeing
from workflows.report import reminding as report_reminding
from workflows.report import settling as report_settling
from workflows.report import views as report_views
from workflows.sending import parts as sending_parts
from workflows.staffing import giving, leaving
from workflows.statements import views as statements_views
from workflows.worklists import due

REGISTERS = (
    access_actions,
    access_parts,
    allocation_parts,
    anchoring_parts,
    anchoring_reminding,
    appeal_views,
    application_facts,
    application_replies,
    application_views,
    assessment_facts,
    assessment_views,
    audit_facts,
    audit_foreseeing,
    audit_views,
    bufetat_parts,
    casefile_parts,
    change_views,
    contacts,
    december,
    due,
    giving,
    grant_facts,
    grant_foreseeing,
    grant_settling,
    grant_views,
    handover,
    leaving,
    letters,
    notices,
    parts,
    plugins_leaving,
    report_facts,
    report_foreseeing,
    report_reminding,
    report_settling,
    report_views,
    sending_parts,
    statements_views,
)

"""Who gets what, by the name of the address: the table that every new address must be written into (D9, D4).

The case is a leader network's application in Rogaland, sent and waiting for the formal check. A dash means
that the address is not asked for: to get it is to be signed out.
"""

from tests.cast import CAST

from .conftest import NOBODY

# Column: who stands in it.
PEOPLE: dict[str, list[str]] = {
    "nobody": [NOBODY],
    "handler": ["caseworker", "second_caseworker"],
    "office": ["decision_maker", "payment_attester"],
    "leader": ["leader_network_leader"],
    "member": ["participant"],
    "backer": ["child_welfare_leader", "suldal_leader"],
    "national": ["fund_manager"],
    "editor": ["editor", "guideline_reviewer"],
}
PEOPLE["elsewhere"] = [name for name in CAST if not any(name in people for people in PEOPLE.values())]

_TABLE = """
                                       nobody handler office leader member backer national editor elsewhere
healthz                                   200     200    200    200    200    200      200    200       200
readyz                                    200     200    200    200    200    200      200    200       200
duties                                    200     200    200    200    200    200      200    200       200
imports:sources                           200     200    200    200    200    200      200    200       200
search                                    200     200    200    200    200    200      200    200       200
sitemap                                   200     200    200    200    200    200      200    200       200
public-record                             200     200    200    200    200    200      200    200       200
grants                                    200     200    200    200    200    200      200    200       200
grants-of-year                            404     404    404    404    404    404      404    404       404
grants-csv                                404     404    404    404    404    404      404    404       404
public-networks                           200     200    200    200    200    200      200    200       200
public-network                            200     200    200    200    200    200      200    200       200
access-ask                                200     200    200    200    200    200      200    200       200
access-received                           200     200    200    200    200    200      200    200       200
access-fetch                              404     404    404    404    404    404      404    404       404
account-open                              404     404    404    404    404    404      404    404       404
audit-received                            200     200    200    200    200    200      200    200       200
audit-invitation                          404     404    404    404    404    404      404    404       404
confirmation                              404     404    404    404    404    404      404    404       404
cooperation                               404     404    404    404    404    404      404    404       404
confirmation-attachment                   404     404    404    404    404    404      404    404       404
confirmation-received                     200     200    200    200    200    200      200    200       200
network-propose                           200     200    200    200    200    200      200    200       200
network-proposed                          200     200    200    200    200    200      200    200       200
network-proposal-link                     404     404    404    404    404    404      404    404       404
service-answer                            404     404    404    404    404    404      404    404       404
service-answered                          200     200    200    200    200    200      200    200       200
network-invitation                        404     404    404    404    404    404      404    404       404
calendar-feed                             404     404    404    404    404    404      404    404       404
robots                                    200     200    200    200    200    200      200    200       200

case                                      302     200    200    200    200    200      200    404       404
case-part                                 302     200    200    200    200    200      200    404       404
document                                  302     200    200    200    200    200      200    404       404
task                                      302     200    403    403    403    403      403    404       404
draft-section                             302     302    302    302    302    302      302    404       404
case-messages                             302     200    200    200    200    404      200    404       404
case-notes                                302     200    200    404    404    404      404    404       404
case-statements                           302     200    200    404    404    404      200    404       404
document-add                              302     200    200    403    403    403      403    404       404
document-register                         302     200    200    403    403    403      403    404       404
access-answer                             302     200    200    403    403    403      403    404       404
case-package                              302     409    409    403    403    403      403    404       404
application-versions                      302     200    200    200    200    404      200    404       404
application-withdraw                      302     403    403    200    403    403      403    404       404
preliminary-reply                         302     200    403    403    403    403      403    404       404
application-register                      302     200    403    403    403    403      403    403       403
audit-defer                               302     403    403    403    403    403      403    404       404
audit-stop                                302     200    200    200    403    403      403    404       404
audit-invite                              302     403    403    200    403    403      403    404       404
case-edition                              302     403    403    403    403    403      403    404       404
case-act                                  302     403    403    403    403    403      403    404       404
case-act-on                               302     403    403    200    403    403      403    404       404
case-substitute                           302     403    403    403    403    403      200    404       404
case-transfer                             302     200    200    403    403    403      403    404       404
case-send                                 302     200    200    403    403    403      403    404       404
case-send-file                            302     404    404    403    403    403      403    404       404
case-arrived-file                         302     404    404    403    403    403      403    404       404
case-who-can                              302     200    200    403    403    403      200    404       404
cases                                     302     200    200    200    200    200      200    200       200
tasks                                     302     200    200    200    200    200      200    200       200
tasks-keep                                302     405    405    405    405    405      405    405       405
tasks-forget                              302     405    405    405    405    405      405    405       405
tasks-assign                              302     405    405    405    405    405      405    405       405
find                                      302     200    200    200    200    200      200    200       200
notices                                   302     200    200    200    200    200      200    200       200
notice-preferences                        302     200    200    200    200    200      200    200       200
account-end-sessions                      302     405    405    405    405    405      405    405       405
acts-for                                  302     302    302    302    302    302      302    302       302
absences                                  302     200    200    404    404    404      404    404       404
account-stay                              302     405    405    405    405    405      405    405       405
absence-end                               302     405    405    405    405    405      405    405       405
people                                    302     404    404    404    404    404      404    404       404
person                                    302     404    404    404    404    404      404    404       404
person-invite                             302     404    404    404    404    404      404    404       404
role-decide                               302     405    405    405    405    405      405    405       405
role-give                                 302     404    404    404    404    404      404    404       404
deliveries                                302     404    404    404    404    404      404    404       404
deliveries-again                          302     405    405    405    405    405      405    405       405
delivery-again                            302     405    405    405    405    405      405    405       405
plugins                                   302     404    404    404    404    404      404    404       404
plugin                                    302     404    404    404    404    404      404    404       404
my-page                                   302     200    200    200    200    200      200    200       200
my-letters                                302     200    200    200    200    200      200    200       200
calendar                                  302     404    404    200    200    200      404    404       200
choose-municipality                       302     200    200    200    200    200      200    200       200
choose-organisation                       302     200    200    200    200    200      200    200       200
apply                                     302     200    200    200    200    200      200    200       200
erase-details                             302     404    404    404    404    404      404    404       404
clock                                     302     200    200    200    200    200      200    200       200
trials                                    302     404    404    404    404    404      404    200       404
trial-become                              302     405    405    405    405    405      405    405       405
trial-back                                302     405    405    405    405    405      405    405       405
trial-throw-away                          302     405    405    405    405    405      405    405       405
trial-begin-at-once                       302     405    405    405    405    405      405    405       405

contacts                                  302     200    200    200    200    200      200    200       200
contact-place                             302     200    200    404    404    404      200    200       404
contact-add                               302     200    200    404    404    404      403    200       404
contact-edit                              302     200    200    404    404    404      403    200       404
contact-about                             302     404    404    404    404    404      200    200       404
offer-add                                 302     404    404    404    404    404      403    200       404
offer-edit                                302     404    404    404    404    404      403    200       404
networks                                  302     200    200    200    200    200      200    200       200
network                                   302     200    200    200    200    200      200    404       404
network-act                               302     200    200    200    403    403      403    404       404
network-act-on                            302     200    200    200    403    200      403    404       404
network-plan                              302     200    200    200    200    200      200    404       404
network-proposal                          302     200    200    404    404    404      404    404       404
network-start                             302     200    200    404    404    404      403    404       404
networks-outside                          302     200    200    404    404    404      200    404       404
network-municipality                      302     200    200    404    404    404      200    404       404
networks-themes                           302     200    200    404    404    404      200    404       404
imports:export                            302     200    200    200    200    200      200    200       200
imports:exports                           302     200    200    200    200    200      200    200       200
imports:export-choose                     302     200    200    200    200    200      200    200       200
imports:export-file                       302     404    404    404    404    404      404    404       404
imports:export-fetch                      302     404    404    404    404    404      404    404       404
imports:export-take-out                   302     405    405    405    405    405      405    405       405
imports:export-forget                     302     405    405    405    405    405      405    405       405
imports:batches                           302     200    200    404    404    404      200    200       404
imports:hand-in                           302     200    200    404    404    404      200    200       404
imports:kinds                             302     200    200    404    404    404      200    200       404
imports:columns                           302     200    200    404    404    404      200    200       404
imports:template                          302     200    200    404    404    404      200    200       404
imports:incoming-list                     302     200    200    404    404    404      404    404       404
imports:incoming                          302     404    404    404    404    404      404    404       404
imports:batch                             302     200    200    404    404    404      200    404       404
imports:batch-rows                        302     200    200    404    404    404      200    404       404
imports:batch-refused                     302     200    200    404    404    404      200    404       404

bufetat-requests                          302     404    404    404    404    404      200    404       404
bufetat-answer                            302     404    404    404    404    404      404    404       404

funds                                     302     200    200    404    404    404      200    404       404
pot                                       302     200    200    404    404    404      200    404       404
pot-cases                                 302     200    200    404    404    404      200    404       404
pot-csv                                   302     200    200    404    404    404      200    404       404
funds-distribute                          302     403    403    404    404    404      200    404       404
pot-change                                302     403    403    404    404    404      200    404       404
pot-move                                  302     403    403    404    404    404      200    404       404
year-end                                  302     200    200    404    404    404      200    404       404
year-end-report                           302     200    200    404    404    404      200    404       404
year-end-pdf                              302     200    200    404    404    404      200    404       404

overview                                  302     200    200    404    404    404      200    200       404
overview-part                             302     200    200    404    404    404      200    200       404
overview-file                             302     200    200    404    404    404      200    200       404
overview-frame                            302     403    403    404    404    404      200    403       404

allocations                               302     200    200    404    404    404      200    404       404
allocation                                302     200    200    404    404    404      200    404       404
allocation-compare                        302     200    200    404    404    404      200    404       404
allocation-csv                            302     200    200    404    404    404      200    404       404
allocation-proposal                       302     200    200    404    404    404      200    404       404
claims                                    302     200    200    404    404    404      200    404       404
claims-csv                                302     200    200    404    404    404      200    404       404
reports-owed                              302     200    200    404    404    404      200    404       404
claim                                     302     404    404    404    404    404      404    404       404
carry-over                                302     302    302    302    302    302      302    404       404
progress-demand                           302     200    200    403    403    403      403    404       404

account_login                             200     302    302    302    302    302      302    302       302
account_signup                            200     302    302    302    302    302      302    302       302
account_reset_password                    200     200    200    200    200    200      200    200       200
account_reset_password_done               200     200    200    200    200    200      200    200       200
account_reset_password_from_key           200     200    200    200    200    200      200    200       200
account_reset_password_from_key_done      200     200    200    200    200    200      200    200       200
account_inactive                          200     200    200    200    200    200      200    200       200
account_email_verification_sent           200     200    200    200    200    200      200    200       200
account_confirm_email                     200     200    200    200    200    200      200    200       200
socialaccount_login_cancelled             200     200    200    200    200    200      200    200       200
socialaccount_login_error                 401     401    401    401    401    401      401    401       401
account_confirm_login_code                302     302    302    302    302    302      302    302       302
account_set_password                      302     302    302    302    302    302      302    302       302
socialaccount_signup                      302     302    302    302    302    302      302    302       302
mfa_authenticate                          302     302    302    302    302    302      302    302       302
mfa_activate_totp                         302     302    302    302    302    302      302    302       302
mfa_deactivate_totp                       302     302    302    302    302    302      302    302       302
mfa_generate_recovery_codes               302     302    302    302    302    302      302    302       302
account                                   302     200    200    200    200    200      200    200       200
account_reauthenticate                    302     200    200    200    200    200      200    200       200
account_email                             302     200    200    200    200    200      200    200       200
account_change_password                   302     200    200    200    200    200      200    200       200
mfa_index                                 302     200    200    200    200    200      200    200       200
mfa_reauthenticate                        302     200    200    200    200    200      200    200       200
socialaccount_connections                 302     200    200    200    200    200      200    200       200
mfa_list_webauthn                         302     200    200    200    200    200      200    200       200
mfa_add_webauthn                          302     302    302    302    302    302      302    302       302
mfa_edit_webauthn                         302     302    302    302    302    302      302    302       302
mfa_remove_webauthn                       302     302    302    302    302    302      302    302       302
mfa_reauthenticate_webauthn               302     302    302    302    302    302      302    302       302
mfa_view_recovery_codes                   302     404    404    404    404    404      404    404       404
mfa_download_recovery_codes               302     404    404    404    404    404      404    404       404
openid_connect_login                      404     404    404    404    404    404      404    404       404
openid_connect_callback                   404     404    404    404    404    404      404    404       404
konto/social/login/cancelled/             301     301    301    301    301    301      301    301       301
konto/social/login/error/                 301     301    301    301    301    301      301    301       301
konto/social/signup/                      301     301    301    301    301    301      301    301       301
konto/social/connections/                 301     301    301    301    301    301      301    301       301
account_logout                            302       -      -      -    -      -        -      -         -

rule                                      404     404    404    404    404    404      404    404       404
wagtail_serve                             404     404    404    404    404    404      404    404       404
wagtaildocs_serve                         404     404    404    404    404    404      404    404       404
wagtaildocs_authenticate_with_password    404     404    404    404    404    404      404    404       404
wagtailcore_authenticate_with_password    404     404    404    404    404    404      404    404       404
wagtailcore_login                         302     302    302    302    302    302      302    302       302
_util/login/                              302     302    302    302    302    302      302    302       302

wagtailadmin_home                         302     403    403    403    403    403      403    200       403
cms/login/                                302     302    302    302    302    302      302    302       302
cms/logout/                               302     302    302    302    302    302      302    302       302
cms/password_reset/                       302     302    302    302    302    302      302    302       302
wagtailadmin_login                        302     302    302    302    302    302      302    302       302
wagtailadmin_logout                       302     302    302    302    302    302      302    302       302
wagtailadmin_password_reset               302     302    302    302    302    302      302    302       302
wagtailadmin_password_reset_done          404     403    403    403    403    403      403    404       403
wagtailadmin_password_reset_confirm       404     403    403    403    403    403      403    404       403
wagtailadmin_password_reset_complete      404     403    403    403    403    403      403    404       403
rehearsal                                 302     403    403    403    403    403      403    404       403
rehearsal_csv                             302     403    403    403    403    403      403    404       403
wagtailadmin_sprite                       200     403    403    403    403    403      403    200       403
wagtailadmin_javascript_catalog           200     403    403    403    403    403      403    200       403
"""

# Who gets something else than the others of their column, by the name of the address.
_DIRECTORATE = {"guideline_reviewer": 403, "appeal_handler": 403, "administrator": 403}
# Takes in some register, or not: networks and services, contacts and offers, or what is the same everywhere.
_KEEPS_A_REGISTER = {"payment_attester": 404, "guideline_reviewer": 404} | dict.fromkeys(
    (
        "administrator",
        "bufetat",
        "knowledge_environment",
        "other_caseworker",
        "other_decision_maker",
    ),
    200,
)
_OTHER_OFFICE = ("other_caseworker", "other_decision_maker")  # sees its own pots, none of Rogaland's
EXCEPTIONS: dict[str, dict[str, int]] = {
    **{
        name: {"payment_attester": 404} | dict.fromkeys(_OTHER_OFFICE, elsewhere)
        for names, elsewhere in (
            (("funds", "year-end", "allocations", "claims", "claims-csv", "reports-owed"), 200),
            (("funds-distribute",), 403),
            (
                ("pot", "pot-cases", "pot-csv", "pot-change", "pot-move", "year-end-report", "year-end-pdf"),
                404,
            ),
            (("allocation", "allocation-compare", "allocation-csv", "allocation-proposal"), 404),
        )
        for name in names
    },
    "bufetat-requests": {"bufetat": 200},
    **{name: dict.fromkeys(_OTHER_OFFICE, 200) for name in ("overview", "overview-part", "overview-file")},
    "overview-frame": dict.fromkeys(_OTHER_OFFICE, 403),
    "calendar": dict.fromkeys((*_OTHER_OFFICE, "appeal_handler", "administrator"), 404),
    "case-edition": {"decision_maker": 200},
    "application-register": {"other_caseworker": 200},
    "audit-defer": {"decision_maker": 200},
    "erase-details": {"administrator": 200},
    "people": {"administrator": 200},
    "trials": {"administrator": 200},
    "case-transfer": {"payment_attester": 403},
    "case-send": {"payment_attester": 403},
    "imports:incoming-list": {"payment_attester": 404} | dict.fromkeys(_OTHER_OFFICE, 200),
    "person": {"administrator": 200},
    "plugins": {"administrator": 200},
    "deliveries": {"administrator": 200},
    "person-invite": {"administrator": 200},
    "role-give": {"administrator": 200},
    "absences": {"administrator": 200} | dict.fromkeys(_OTHER_OFFICE, 200),
    "network-act": {"payment_attester": 403},
    "network-act-on": {"payment_attester": 403, "suldal_leader": 403},
    "network-start": {"payment_attester": 403, "other_caseworker": 200, "other_decision_maker": 200},
    "networks-outside": dict.fromkeys(_OTHER_OFFICE, 200),
    "networks-themes": dict.fromkeys(_OTHER_OFFICE, 200),
    "contact-place": {"appeal_handler": 200, "administrator": 200},
    "contact-add": _DIRECTORATE | {"payment_attester": 403},
    "contact-edit": _DIRECTORATE | {"payment_attester": 403},
    "contact-about": _DIRECTORATE | {"administrator": 200, "knowledge_environment": 200},
    "offer-add": _DIRECTORATE | {"bufetat": 200},
    **{
        f"imports:{name}": _KEEPS_A_REGISTER
        for name in ("batches", "hand-in", "kinds", "columns", "template")
    },
    **{
        f"imports:{name}": {"payment_attester": 404, "administrator": 200}
        for name in ("batch", "batch-rows", "batch-refused")
    },
    "offer-edit": _DIRECTORATE | {"bufetat": 200},
}

# Every other address of Wagtail's admin: signed-in editors come in, nobody else does.
ADMIN = {column: 302 if column == "nobody" else 403 for column in PEOPLE if column != "editor"}
# What an editor never sees there: users, groups, sites and settings (D6, D8).
NOT_FOR_EDITORS = (
    "wagtailusers_", "wagtailsites:", "wagtaillocales:", "wagtailsettings:", "wagtailadmin_collections:",
    "wagtailredirects:", "wagtailsnippets:",
)  # fmt: skip


def table() -> dict[str, dict[str, int | None]]:
    """Return the status by name and column; None where the address is not asked for."""
    head, *rows = [line.split() for line in _TABLE.splitlines() if line.strip()]
    return {
        name: {column: None if code == "-" else int(code) for column, code in zip(head, codes, strict=True)}
        for name, *codes in rows
    }


def column_of(name: str) -> str:
    """Return the column somebody stands in."""
    return next(column for column, people in PEOPLE.items() if name in people)

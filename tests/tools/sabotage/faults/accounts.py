"""Accounts, log-ins and sessions."""

from tests.tools.sabotage.fault import Fault

_OPENING = "tests/workflows/accounts/test_opening.py"
_SESSIONS = "tests/workflows/accounts/test_sessions.py"
_ATTEMPTS = "tests/workflows/accounts/test_attempts.py"
_APPROVING = "tests/workflows/staffing/test_approving.py"
_OIDC = "tests/workflows/accounts/test_oidc.py"
_FORGED = f"{_OIDC}::test_a_token_that_does_not_hold_logs_nobody_in"

FAULTS = [
    Fault(
        name="a-link-opens-twice",
        file="workflows/directory/opening.py",
        old="        and invitation.used_at is None\n",
        new="",
        tests=(f"{_OPENING}::test_a_used_link_opens_nothing_more",),
    ),
    Fault(
        name="a-link-changes-a-password",
        file="workflows/directory/opening.py",
        old="        and not is_open(invitation.user)\n",
        new="",
        tests=(f"{_OPENING}::test_a_used_link_opens_nothing_more",),
    ),
    Fault(
        name="any-nonce-will-do",
        file="workflows/accounts/oidc.py",
        old='        if not self.nonce or not constant_time_compare(str(claims["nonce"]), self.nonce):',
        new="        if False:",
        tests=(f"{_FORGED}[nonce]",),
    ),
    Fault(
        name="signatures-are-not-looked-at",
        file="workflows/accounts/oidc.py",
        old='options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},',
        new='options={"verify_signature": False, "verify_iss": True, "verify_aud": True},',
        tests=(f"{_FORGED}[key]", f"{_FORGED}[alg none]"),
    ),
    Fault(
        name="any-issuer-is-asked",
        file="workflows/accounts/oidc.py",
        old='if config.get("issuer", "").rstrip("/") != asked.rstrip("/"):',
        new="if False:",
        tests=(f"{_OIDC}::test_another_issuer_is_not_asked",),
    ),
    Fault(
        name="roles-of-a-log-in-never-end",
        file="workflows/directory/giving.py",
        old="RoleAssignment.objects.filter(pk__in=lost).update(valid_to=today - dt.timedelta(days=1))",
        new="pass",
        tests=(f"{_OIDC}::test_roles_follow_the_claims",),
    ),
    Fault(
        name="a-password-keeps-a-log-ins-roles",
        file="workflows/directory/accounts.py",
        old="if foreign and user.is_active:",
        new="if False:",
        tests=(f"{_OIDC}::test_roles_of_a_log_in_are_not_kept_by_another_door",),
    ),
    Fault(
        name="an-idle-session-lives",
        file="workflows/directory/sessions.py",
        old="    if idle > IDLE or (idle > STAFF_IDLE and is_staff(request.user)):",
        new="    if False:",
        tests=(f"{_SESSIONS}::test_an_idle_session_ends",),
    ),
    Fault(
        name="a-busy-session-lives-for-ever",
        file="workflows/directory/sessions.py",
        old="    if now - began > WHOLE:",
        new="    if False:",
        tests=(f"{_SESSIONS}::test_a_session_ends_for_good",),
    ),
    Fault(
        name="words-are-lost-with-the-session",
        file="workflows/directory/sessions.py",
        old="        return session_over(request, typed=typed, to_log_in=to_log_in) if typed else response",
        new="        return response",
        tests=(f"{_SESSIONS}::test_what_was_typed_is_not_lost",),
    ),
    Fault(
        name="the-request-names-the-host-of-a-link",
        file="workflows/directory/accounts.py",
        old="return site_url(urlsplit(super().get_reset_password_from_key_url(key)).path)",
        new="return str(super().get_reset_password_from_key_url(key))",
        tests=(f"{_ATTEMPTS}::test_a_link_for_a_new_password",),
    ),
    Fault(
        name="one-administrator-gives-a-role-alone",
        file="workflows/staffing/approving.py",
        old="    if approved and by.pk in (proposal.proposed_by_id, proposal.person_id):\n",
        new="    if False:\n",
        tests=(f"{_APPROVING}::test_nobody_approves_their_own_role",),
    ),
    Fault(
        name="deciding-roles-are-given-at-once",
        file="workflows/staffing/giving.py",
        old="    if role in TWO_PERSONS_GIVE:\n",
        new="    if False:\n",
        tests=(f"{_APPROVING}::test_a_second_administrator_approves[decision_maker-True]",),
    ),
]

"""What everyone may know, and what a lost database or a migration must not break."""

from tests.tools.sabotage.fault import Fault

GRANTS = "tests/workflows/openness/test_grants.py"
NETWORKS = "tests/workflows/openness/test_networks.py"
FAULTS = [
    Fault(
        name="a-renewed-session-is-a-fault",
        file="cms/cache.py",
        old="        renewed = settings.SESSION_COOKIE_NAME in request.COOKIES\n",
        new="        renewed = False\n",
        tests=("tests/cms/test_cache.py::test_a_session_renewed_on_a_public_page_is_its_owners",),
    ),
    Fault(
        name="a-careless-cookie-is-none",
        file="cms/cache.py",
        old="        renewed = settings.SESSION_COOKIE_NAME in request.COOKIES\n",
        new="        renewed = True\n",
        tests=("tests/cms/test_cache.py::test_a_page_that_hands_out_a_cookie_is_not_kept",),
    ),
    Fault(
        name="a-reversed-grant-is-public-as-it-was",
        file="workflows/cases/awards.py",
        old='order_by("-number").values("awarded_amount")',
        new='order_by("number").values("awarded_amount")',
        tests=(f"{GRANTS}::test_the_newest_decision_counts",),
    ),
    Fault(
        name="what-was-typed-is-public-with-numbers-and-addresses",
        file="workflows/openness/words.py",
        old='return _("[left out]") if _PERSONAL.search(seen) else " ".join(seen.split())',
        new='return " ".join(seen.split())',
        tests=(f"{GRANTS}::test_what_was_typed_gives_no_person_away",),
    ),
    Fault(
        name="a-decision-does-not-drop-the-public-pages",
        file="cms/cache.py",
        old="casework.County, casework.Decision, ",
        new="casework.County, ",
        tests=(f"{GRANTS}::test_a_decision_drops_the_kept_pages",),
    ),
    Fault(
        name="a-filter-that-means-nothing-fills-the-cache",
        file="workflows/openness/views.py",
        old="    if value and value not in known:\n        raise Http404\n",
        new="",
        tests=(f"{GRANTS}::test_the_page_can_be_narrowed",),
    ),
    Fault(
        name="the-map-shows-who-has-left",
        file="workflows/directory/models/networks.py",
        old="return self.filter(models.Q(left__isnull=True) | models.Q(left__gte=day), joined__lte=day)",
        new="return self.filter(joined__lte=day)",
        tests=(f"{NETWORKS}::test_who_has_left_is_on_no_map_and_a_network_that_nobody_is_in_has_no_page",),
    ),
    Fault(
        name="the-report-on-paper-carries-the-time-of-its-making",
        file="workflows/money/year_pdf.py",
        old="    at = (newest or dt.datetime(year, 12, 31, tzinfo=OSLO)).replace(microsecond=0).astimezone(dt.UTC)",
        new="    from workflows import clock\n\n    at = clock.now().replace(microsecond=0).astimezone(dt.UTC)",
        tests=("tests/workflows/money/test_year_end.py::test_the_report_is_kept_as_pdf",),
    ),
    Fault(
        name="a-hung-lock-answers-500",
        file="workflows/ui/middleware.py",
        old="        if passes(exception):\n            return lost",
        new="        if isinstance(exception, InterfaceError):\n            return lost",
        tests=("tests/faults/test_database_goes.py::test_a_hung_lock_ends_the_wait",),
    ),
    Fault(
        name="a-new-column-without-a-default",
        file="workflows/migrations/0012_audit.py",
        old="db_default=False, default=False, verbose_name='the network sends the statement'",
        new="default=False, verbose_name='the network sends the statement'",
        tests=("tests/faults/test_migrations.py::test_migrations_only_expand",),
    ),
]

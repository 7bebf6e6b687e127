"""Public pages are the same for everyone, come whole from the cache, and are dropped when something changes."""

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from cms import cache
from cms.models import ArticlePage, HomePage
from tests.cms.site import overhead, page_of, paragraph, publish
from workflows.directory.models import BufetatRegion, ContactPerson, GovernorOffice, Municipality, Network
from workflows.schemes.models import Call

PUBLIC = [
    "/",
    "/retningslinjer/",
    "/retningslinjer/2024/",
    "/retningslinjer/2021/",
    "/retningslinjer/2024/pdf/",
    "/retningslinjer/sammenlign/",
    "/retningslinjer/sammenlign/2021/2024/",
    "/retningslinjer/endringer/",
    "/kontakt/",
    "/kontakt/?kommune=Stavanger",
    "/utlysninger/",
    "/utlysninger/CALL/",
    "/egeninitiert/",
    "/personvern/",
    "/tilgjengelighet/",
    "/tilbakebetaling/",
    "/sok/",
    "/tildelinger/",
    "/nettverk-i-norge/",
    "/nettverk-i-norge/?fylke=11",
    "/nettverk-i-norge/jaeren/",
    "/sitemap.xml",
    "/robots.txt",
]
BOTH = [*PUBLIC, *(f"/nn{address}" for address in PUBLIC if "." not in address)]
pytestmark = pytest.mark.usefixtures("pages")


def real(address: str) -> str:
    """Return an address with a call that exists."""
    return address.replace("CALL", str(Call.objects.earliest("pk").pk))


def queries_of(address: str) -> int:
    """Return how many queries a page takes now."""
    with CaptureQueriesContext(
        connection,
    ) as taken:
        answer = Client().get(address)
    assert answer.status_code == 200, address
    return len(taken)


@pytest.mark.adversary("E18", "a public page may be kept by anyone: no cookie, no Vary, sixty seconds")
@pytest.mark.parametrize("address", BOTH)
def test_a_public_page_is_for_everyone(address: str) -> None:
    for _first_and_kept in range(2):
        answer = Client().get(real(address))
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "public, max-age=60"
        assert "Vary" not in answer
        assert not answer.cookies
        assert answer["Content-Security-Policy"]
        assert b"csrfmiddlewaretoken" not in answer.content
        assert b"X-CSRFToken" not in answer.content


@pytest.mark.parametrize("address", BOTH)
def test_a_public_page_costs_at_most_ten_queries_and_none_when_kept(address: str) -> None:
    Client().get("/personvern/")  # Wagtail learns once in a while where its sites begin
    assert queries_of(real(address)) <= 10
    assert queries_of(real(address)) == 0


def test_a_longer_guideline_costs_no_more_queries() -> None:
    publish("2031", paragraph("3.1", overhead()))
    publish("2032", *(paragraph(f"3.{n}", overhead(), overhead(severity="should")) for n in range(1, 60)))
    link = f'<a linktype="page" id="{page_of("2024").pk}">'
    publish("2033", *(paragraph(f"3.{n}", text=f"{link}Lenke</a>") for n in range(1, 40)))

    queries_of("/personvern/")
    short, long, linked = (queries_of(f"/retningslinjer/{code}/") for code in ("2031", "2032", "2033"))
    assert long <= short
    assert linked <= short + 1


def test_more_calls_networks_and_contacts_cost_no_more_queries() -> None:
    queries_of("/personvern/")
    before = [queries_of(address) for address in ("/", "/utlysninger/", "/kontakt/?kommune=Stavanger")]
    call = Call.objects.earliest("pk")
    for day in range(1, 25):
        opens = call.opens - dt.timedelta(days=day)
        Call.objects.create(**{name: getattr(call, name) for name in ("office", "scheme_version", "edition", "year")},
                            opens=opens, deadline=call.deadline)  # fmt: skip
        ContactPerson.objects.create(
            name=f"Person {day}", role_nb="Rådgiver", role_nn="Rådgivar", office=call.office
        )
    cache.renew()
    assert [
        queries_of(address) for address in ("/", "/utlysninger/", "/kontakt/?kommune=Stavanger")
    ] == before


@pytest.mark.adversary(
    "E18", "who is logged in gets the same bytes as who is not, and nothing of theirs is kept"
)
@pytest.mark.parametrize("address", ["/", "/retningslinjer/2024/", "/kontakt/", "/utlysninger/"])
def test_who_is_logged_in_gets_the_same_page(address: str, browse: Any, cast: Any) -> None:
    of_editor = browse(cast.editor).get(address)
    caches["pages"].clear()
    of_nobody = Client().get(address)

    assert of_editor.content == of_nobody.content
    assert not of_editor.cookies
    assert str(cast.editor) not in of_editor.content.decode()


@pytest.mark.adversary("E18", "a page of somebody's own is never stored")
@pytest.mark.parametrize("address", ["/min-side/", "/oppgaver/", "/cms/", "/konto/login/"])
def test_other_pages_are_never_kept(address: str, browse: Any, cast: Any) -> None:
    answer = browse(cast.editor).get(address, follow=True)
    assert "public" not in answer["Cache-Control"]
    assert "no-store" in answer["Cache-Control"]


def test_a_post_is_neither_kept_nor_answered_from_the_cache() -> None:
    Client().get("/kontakt/")
    with CaptureQueriesContext(connection) as taken:
        Client().post("/kontakt/", {"kommune": "Oslo"})
    assert taken.captured_queries


def test_a_query_nobody_knows_is_answered_but_not_kept() -> None:
    assert Client().get("/kontakt/?tull=1").status_code == 200
    assert queries_of("/kontakt/?tull=1") > 0
    Client().get("/kontakt/")
    assert queries_of("/kontakt/?utm_source=brev") == 0


def test_each_municipality_has_its_own_answer() -> None:
    first, second = (Client().get(f"/kontakt/?kommune={name}").content for name in ("Oslo", "Stavanger"))
    assert first != second
    assert Client().get("/kontakt/?kommune=Oslo").content == first


def test_questions_that_name_nothing_do_not_fill_the_cache() -> None:
    assert Client().get("/kontakt/?kommune=Atlantis")["Cache-Control"] == "no-store, private"
    assert queries_of("/kontakt/?kommune=Atlantis") > 0


def test_a_browser_that_has_the_page_is_told_so() -> None:
    tag = Client().get("/personvern/")["ETag"]
    assert Client().get("/personvern/", headers={"if-none-match": tag}).status_code == 304
    assert Client().head("/personvern/").status_code == 200


# --- dropped when something changes


def change_page(page: HomePage) -> None:
    page.intro = "En helt ny innledning"
    page.save_revision().publish()


CHANGES: dict[str, tuple[str, Callable[[], object], str]] = {
    "page": ("/", lambda: change_page(HomePage.objects.get(slug="hjem")), "En helt ny innledning"),
    "contact": (
        "/kontakt/",
        lambda: ContactPerson.objects.create(name="Nyansatt Neset", role_nb="Rådgiver", role_nn="Rådgivar"),
        "Nyansatt Neset",
    ),
    "region": ("/kontakt/", lambda: rename(BufetatRegion.objects.get(code="west")), "Et nytt navn"),
    "office": ("/kontakt/", lambda: rename(GovernorOffice.objects.get(code="ROG")), "Et nytt navn"),
    "network": (
        "/kontakt/?kommune=Strand",
        lambda: rename(Network.objects.get(code="ryfylke")),
        "Et nytt navn",
    ),
    "call": ("/utlysninger/", lambda: move_deadline(Call.objects.earliest("pk")), "24. desember 2024"),
}


def rename(row: Any) -> None:
    field = "name_nb" if hasattr(row, "name_nb") else "name"
    setattr(row, field, "Et nytt navn")
    row.save()


def move_deadline(call: Call) -> None:
    call.deadline = call.deadline.replace(month=12, day=24)
    call.save()


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_seen_at_once(what: str, django_capture_on_commit_callbacks: Any) -> None:
    address, change, seen = CHANGES[what]
    assert seen not in Client().get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        change()
    assert seen in Client().get(address).content.decode()


def test_a_page_taken_down_is_gone_at_once(django_capture_on_commit_callbacks: Any) -> None:
    assert Client().get("/personvern/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        ArticlePage.objects.get(slug="personvern", locale__language_code="nb").unpublish()
    assert Client().get("/personvern/").status_code == 404


def test_many_changes_in_one_transaction_drop_once(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as waiting:
        for municipality in Municipality.objects.all()[:20]:
            municipality.save()
    assert len([each for each in waiting if each is cache._renew_safely]) == 1


def test_what_is_rolled_back_drops_nothing(django_capture_on_commit_callbacks: Any) -> None:
    before = cache.generation()
    with django_capture_on_commit_callbacks():
        ContactPerson.objects.create(name="Ingen", role_nb="", role_nn="")
    assert cache.generation() == before


# --- never kept


def test_a_restricted_page_is_never_kept(browse: Any, cast: Any) -> None:
    page = ArticlePage.objects.get(slug="personvern", locale__language_code="nb")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    cache.renew()
    insider = browse(cast.editor).get("/personvern/")

    assert insider.status_code == 200
    assert "private" in insider["Cache-Control"]
    stranger = Client().get("/personvern/")
    assert (stranger.status_code, stranger["Location"].split("?")[0]) == (302, "/_util/login/")
    assert Client().get(stranger["Location"])["Location"].startswith("/konto/login/")


def test_a_preview_is_never_kept(browse: Any, cast: Any) -> None:
    page = page_of("2024")
    page.intro = "Et utkast som ingen skal se"
    page.save_revision()
    client = browse(cast.editor)
    answer = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))

    assert "Et utkast som ingen skal se" in answer.content.decode()
    assert "public" not in answer["Cache-Control"]
    assert "Et utkast som ingen skal se" not in Client().get("/retningslinjer/2024/").content.decode()


def test_a_page_that_hands_out_a_cookie_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.http import HttpResponse
    from django.test import RequestFactory

    faults: list[object] = []
    monkeypatch.setattr(cache.log, "error", lambda *args, **_more: faults.append(args))

    def careless(request: Any) -> HttpResponse:
        response = cache.public(HttpResponse("hei"), seconds=60)
        response.set_cookie("sessionid", "hemmelig")
        return response

    middleware = cache.PublicPageCacheMiddleware(careless)
    for _twice in range(2):
        answer = middleware(RequestFactory().get("/x/"))
        assert answer["Cache-Control"] == "no-store, private"
        assert answer.cookies
    assert len(faults) == 2


@pytest.mark.adversary(
    "E18", "a session that is renewed on a public page goes to its owner alone, and is no fault"
)
def test_a_session_renewed_on_a_public_page_is_its_owners(
    cast: Any, browse: Callable[[Any], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    faults: list[object] = []
    monkeypatch.setattr(cache.log, "error", lambda *args, **_more: faults.append(args))
    client, real = browse(cast.caseworker), time.time
    assert client.get("/oppgaver/").status_code == 200
    monkeypatch.setattr("workflows.directory.sessions.time.time", lambda: real() + 61)
    answer = client.get("/personvern/")
    assert (set(answer.cookies), answer["Cache-Control"], faults) == ({"sessionid"}, "no-store, private", [])
    others = Client().get("/personvern/")
    assert (set(others.cookies), others["Cache-Control"]) == (set(), "public, max-age=60")


def test_pages_are_served_while_the_cache_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OSError("no space left on device")

    for name in ("get", "set", "add"):
        monkeypatch.setattr(type(caches["pages"]), name, fail)
    assert Client().get("/personvern/").status_code == 200

"""What twenty questions find first, on both databases; who may find it; and what nobody should type."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from cms.models import ArticlePage, CallIndexPage, CallPage, ContactIndexPage
from cms.search.finding import LONGEST_QUESTION
from cms.search.models import SearchEntry
from tests.cms.site import draft, overhead, paragraph, publish
from workflows.directory.models import ContactPerson, GovernorOffice
from workflows.schemes.models import Call

pytestmark = pytest.mark.usefixtures("pages")

FIRST = [
    ("overhead", "/retningslinjer/2024/#p-3.7"),
    ("Overheadkostnadene", "/retningslinjer/2024/#p-3.7"),
    ("kunnskapsmiljøer", "/retningslinjer/2024/#p-2.8"),
    ("styringsgruppa", "/retningslinjer/2024/#p-2.6"),
    ("overføring til neste år", "/retningslinjer/2024/#p-3.4"),
    ("ubrukte midlar", "/tilbakebetaling/"),
    ("lokale kriterium", "/retningslinjer/2024/#p-3.9"),
    ("framdriftsrapport", "/retningslinjer/2024/#p-3.18"),
    ("eigeninitiert tematikk", "/egeninitiert/"),
    ("200.000 kroner", "/retningslinjer/2024/#p-3.14"),
    ("tilskotsbrevet", "/retningslinjer/2024/#p-3.13"),
    ("målgruppen", "/retningslinjer/2024/#p-7.5"),
    ("dialogmøte", "/retningslinjer/2024/#p-10.2"),
    ("2024-3.7", "/retningslinjer/2024/#p-3.7"),
    ("retningsliner 2024", "/retningslinjer/2024/"),
    ("retningslinjer 2021", "/retningslinjer/2021/"),
    ("tilbakebetale", "/tilbakebetaling/"),
    ("informasjonskapslar", "/personvern/"),
    ("tilgjengelegheit", "/tilgjengelighet/"),
    ("region vest", "/kontakt/#bufetatregion-{region}"),
    ("fylkesmannen i Rogaland", "/kontakt/#governoroffice-{office}"),
    ("Stavanger", "/kontakt/?kommune=1103#svar"),
    ("Solfrid Høylandsvik", "/kontakt/#governoroffice-{office}"),
    ("utlysing barnevernsleiarnettverk", "/utlysninger/{call}/"),
]
Find = Callable[..., list[str]]


@pytest.fixture
def find() -> Find:
    """Return a function that gives the addresses that a question finds, the first first."""

    def ask(question: str, prefix: str = "", **query: Any) -> list[str]:
        answer = Client().get(f"{prefix}/sok/", {"q": question, **query})
        assert answer.status_code == 200
        page = BeautifulSoup(answer.content, "html.parser")
        return [str(link["href"]) for link in page.select(".results h3 a")]

    return ask


def real(address: str) -> str:
    """Return an address with rows that exist."""
    rogaland = GovernorOffice.objects.get(code="ROG")
    region = rogaland.counties.get().bufetat_region_id
    call = Call.objects.filter(scheme_version__code="leader_network").earliest("deadline", "pk")
    return address.format(office=rogaland.pk, region=region, call=call.pk)


@pytest.mark.requirement("R1.1", "a question leads to the very paragraph, in the reader's form of Norwegian")
@pytest.mark.requirement("R1.6", "an office, a region and a person are found by name, place and role")
@pytest.mark.parametrize(("question", "address"), FIRST)
@pytest.mark.parametrize("prefix", ["", "/nn"])
def test_the_right_thing_is_found_first(find: Find, question: str, address: str, prefix: str) -> None:
    assert find(question, prefix)[:1] == [prefix + real(address)]


@pytest.mark.requirement(
    "R1.6", "tilskudd and tilskot, fosterhjem and fosterheim find the same, in the same order"
)
@pytest.mark.parametrize(
    "forms",
    [
        "tilskudd tilskot tilskuddene",
        "fosterhjem fosterheim fosterhjemmene",
        "barnevernstjeneste barneverntjenesten barnevernstenester",
        "veiledning rettleiing",
        "kommuner kommunar",
    ],
)
def test_all_forms_of_a_word_find_the_same(find: Find, forms: str) -> None:
    first, *others = [find(form) for form in forms.split()]
    assert first
    assert others == [first] * len(others)


def test_a_compound_nobody_wrote_is_looked_for_in_its_parts(find: Find) -> None:
    assert "/rapporter/" in find("evalueringsrapporten")[:2]


def test_a_title_counts_more_than_a_heading_and_a_heading_more_than_text(find: Find) -> None:
    index = ArticlePage.objects.get(slug="personvern", locale__language_code="nb").get_parent()
    for slug, title, body in (
        ("en", "Tekst", "<p>Kvitlaks her.</p>"),
        ("to", "Overskrift", "<h2>Kvitlaks</h2><p>Her.</p>"),
        ("tre", "Kvitlaks", "<p>Her.</p>"),
    ):
        index.add_child(
            instance=ArticlePage(slug=slug, title=title, body=[("text", body)], locale=index.locale)
        )
    assert find("kvitlaks") == ["/tre/", "/to/", "/en/"]


def test_what_is_superseded_comes_after_what_is_in_force_and_says_so(find: Find) -> None:
    found = find("målgruppe")
    assert found == ["/retningslinjer/2024/#p-7.5", "/retningslinjer/2021/#p-3.2"]
    assert "Erstattet" in Client().get("/sok/", {"q": "målgruppe"}).content.decode()


def test_a_text_in_only_one_form_is_found_from_the_other_and_says_its_language(find: Find) -> None:
    assert find("informasjonskapsel", "/nn") == ["/nn/personvern/"]
    ArticlePage.objects.get(slug="personvern", locale__language_code="nn").unpublish()
    html = Client().get("/nn/sok/", {"q": "informasjonskapsel"}).content.decode()
    assert find("informasjonskapsel", "/nn") == ["/personvern/"]
    assert '<li lang="nb">' in html


def test_where_nothing_has_all_words_what_has_most_is_shown(find: Find) -> None:
    html = Client().get("/sok/", {"q": "overhead xyzzyplugh"}).content.decode()
    assert find("overhead xyzzyplugh")[0] == "/retningslinjer/2024/#p-3.7"
    assert "Ingenting har alle ordene." in html


@pytest.mark.parametrize(("wrong", "right"), [("overhed", "overhead"), ("fosterhejm", "fosterhjem")])
def test_a_misspelt_word_is_answered_with_one_that_somebody_wrote(wrong: str, right: str) -> None:
    page = BeautifulSoup(Client().get("/sok/", {"q": f"{wrong}"}).content, "html.parser")
    assert page.select_one(".suggestion a").get_text() == right
    assert page.select_one(".suggestion a")["href"] == f"?q={right}"


def test_many_answers_come_by_page(find: Find) -> None:
    first, second = find("retningslinjer 2024"), find("retningslinjer 2024", side=2)
    assert len(first) == 20
    assert second
    assert not set(first) & set(second)
    assert find("retningslinjer 2024", side="999") == find("retningslinjer 2024", side="5")
    assert find("retningslinjer 2024", side="\x00") == first


# --- follows publishing


def test_what_cannot_be_read_is_never_found(find: Find) -> None:
    draft("2041", paragraph("3.1", text="Storskarv"))
    article = ArticlePage.objects.get(slug="personvern", locale__language_code="nb")
    child = article.add_child(instance=ArticlePage(slug="under", title="Toppskarv", locale=article.locale))
    assert find("storskarv") == []
    assert find("toppskarv") == ["/personvern/under/"]
    PageViewRestriction.objects.create(page=article, restriction_type=PageViewRestriction.LOGIN)
    assert find("toppskarv") == []
    assert find("informasjonskapsler") == ["/nn/personvern/"], "the nynorsk page is not restricted"
    PageViewRestriction.objects.all().delete()
    child.unpublish()
    assert find("toppskarv") == []


def test_a_draft_of_a_published_page_is_not_found_until_it_is_published(find: Find) -> None:
    page = ArticlePage.objects.get(slug="personvern", locale__language_code="nb")
    page.title = "Storspove"
    revision = page.save_revision()
    assert find("storspove") == []
    page.save_revision().publish()
    assert find("storspove") == ["/personvern/"]
    revision.publish()
    page.refresh_from_db()
    page.delete()
    assert find("storspove") == []


def test_a_corrected_guideline_is_found_by_its_new_words_alone(find: Find) -> None:
    page = publish("2031", paragraph("3.7", overhead(), text="Rødstilk"))
    assert find("rødstilk") == ["/retningslinjer/2031/#p-3.7"]
    page.body = page.body.stream_block.to_python(
        [block | {"value": block["value"]} for block in page.body.get_prep_value()]
    )
    page.body[0].value["content"][0].value["text"].source = "<p>Brushane</p>"
    page.save_revision().publish()
    assert find("rødstilk") == ["/nn/retningslinjer/2031/#p-3.7"], "the nynorsk page still says so"
    assert find("brushane") == ["/retningslinjer/2031/#p-3.7"]


def test_the_index_is_written_in_the_transaction_that_publishes(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(page: Any) -> Any:
        raise RuntimeError("no index")

    page = ArticlePage.objects.get(slug="personvern", locale__language_code="nb")
    page.title = "Et annet navn"
    revision = page.save_revision()
    before = list(SearchEntry.objects.filter(page=page.pk).values_list("title", flat=True))
    monkeypatch.setattr("cms.search.index.entries_of", fail)
    with pytest.raises(RuntimeError):
        revision.publish()
    assert ArticlePage.objects.get(pk=page.pk).title == "Personvern"
    assert list(SearchEntry.objects.filter(page=page.pk).values_list("title", flat=True)) == before


def test_rebuilding_changes_nothing() -> None:
    from django.core.management import call_command

    fields = ("page", "kind", "language", "same", "code", "title", "heading", "text", "words")
    before = sorted(SearchEntry.objects.values_list(*fields))
    call_command("build_search", stdout=None)
    assert sorted(SearchEntry.objects.values_list(*fields)) == before


def test_what_an_office_adds_to_its_call_is_found_on_the_page_of_the_call(find: Find) -> None:
    index = CallIndexPage.objects.get(locale__language_code="nb")
    call = Call.objects.earliest("pk")
    index.add_child(
        instance=CallPage(
            title="Lokalt", call=call, body=[("text", "<p>Fiskemåke.</p>")], locale=index.locale
        )
    )
    assert find("fiskemåke") == [f"/utlysninger/{call.pk}/"]


def test_contacts_and_calls_are_found_only_where_they_can_be_read(find: Find) -> None:
    ContactPerson.objects.create(name="Ternefrid Ås", role_nb="Rådgiver", role_nn="Rådgivar",
                                 office=GovernorOffice.objects.get(code="ROG"))  # fmt: skip
    assert len(find("Ternefrid")) == 1
    for kind in (ContactIndexPage, CallIndexPage):
        kind.objects.get(locale__language_code="nb").unpublish()
    assert find("Ternefrid") == []
    assert not [address for address in find("søknadsfrist") if address.startswith("/utlysninger/")]
    assert len(find("Ternefrid", "/nn")) == 1


# --- what nobody should type, and what it costs


@pytest.mark.adversary("E12", "nothing that is typed into the search breaks it or says more than it should")
@pytest.mark.parametrize(
    "question",
    [
        "",
        "   ",
        "xyzzyplugh",
        "\x00",
        "over\x00head",
        "' OR 1=1; DROP TABLE cms_searchentry; --",
        "%",
        "_",
        "%%%%____",
        "😀" * 60,
        "\u202eover\ufeffhead",
        "x" * 10_000,
        "kommune " * 2_000,
        "{{7*7}}{% debug %}%s%(x)s",
        "-1 UNION SELECT password FROM workflows_user",
        "9" * 6_000,
        "((((((([[[[",
        "og i å på",
    ],
)
@pytest.mark.parametrize("prefix", ["", "/nn"])
def test_every_question_has_a_page(question: str, prefix: str) -> None:
    answer = Client().get(f"{prefix}/sok/", {"q": question})
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 200
    assert len(page.select_one("#q")["value"]) <= LONGEST_QUESTION
    assert "no-store" in answer["Cache-Control"]
    assert SearchEntry.objects.exists()


@pytest.mark.adversary(
    "E1", "what is typed, and what an editor wrote, is text in what is found; only our marks mark"
)
def test_a_script_is_text_in_what_is_found() -> None:
    index = ArticlePage.objects.get(slug="personvern", locale__language_code="nb").get_parent()
    script = "</p><script>marker()</script><img src=x onerror=marker()> lomvi & alke"
    body = [("text", f"<p>{script.replace('<', '&lt;')}</p>")]
    index.add_child(
        instance=ArticlePage(slug="x", title=f"Lomvi {script}", body=body, intro=script, locale=index.locale)
    )
    for question in ("lomvi", "marker", script, '"><script>marker()</script> lomvi'):
        page = BeautifulSoup(Client().get("/sok/", {"q": question}).content, "html.parser")
        assert page.select("script") == []
        assert [tag for tag in page(True) if any(name.startswith("on") for name in tag.attrs)] == []
    marks = BeautifulSoup(Client().get("/sok/", {"q": "lomvien"}).content, "html.parser").select(
        ".results mark"
    )
    assert {mark.get_text().lower() for mark in marks} == {"lomvi"}
    assert len(marks) >= 2


def test_a_question_costs_the_same_however_much_is_found() -> None:
    def cost(question: str) -> int:
        with CaptureQueriesContext(connection) as taken:
            Client().get("/sok/", {"q": question})
        return len(taken)

    Client().get("/personvern/")
    few = cost("overhead")
    assert few <= 10
    publish("2032", *(paragraph(f"3.{number}", overhead()) for number in range(1, 40)))
    assert cost("overhead") == cost("kommune prosjekt tilskudd rapport") == few
    assert cost("xyzzyplugh overhed") <= 10


def test_the_empty_page_is_kept_and_answers_are_not() -> None:
    assert Client().get("/sok/")["Cache-Control"] == "public, max-age=60"
    for _twice in range(2):
        with CaptureQueriesContext(connection) as taken:
            Client().get("/sok/", {"q": "overhead"})
        assert taken.captured_queries

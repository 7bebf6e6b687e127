"""News and reports are published and found; statements and help stand on every page."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from wagtail.models import Page

from cms.models import ArticleIndexPage, ArticlePage

Read = Callable[..., str]
PUBLIC = [
    "/", "/retningslinjer/", "/retningslinjer/2024/", "/kontakt/", "/utlysninger/", "/rapporter/", "/nyheter/",
    "/nyheter/utlysninger-2025/", "/tilbakebetaling/", "/personvern/", "/tilgjengelighet/", "/egeninitiert/",
    "/kilder/",
]  # fmt: skip


def articles_of(html: str) -> list[str]:
    """Return the addresses of the articles of a list, in order."""
    return re.findall(r'<li class="ds-card">\s*<h3[^>]*><a class="ds-link" href="([^"]+)"', html)


@pytest.mark.requirement("R1.7", "evaluation reports stand by year, the newest first, and can be downloaded")
@pytest.mark.parametrize("prefix", ["", "/nn"])
def test_reports_stand_by_year(read: Read, prefix: str) -> None:
    html = read(f"{prefix}/rapporter/")
    assert re.findall(r'id="year-(\d+)"', html) == ["2024", "2023"]
    addresses = articles_of(html)
    assert addresses == [
        f"{prefix}/rapporter/folgeevaluering-laeringsnettverk/", f"{prefix}/rapporter/ledernettverk-forste-ar/",
    ]  # fmt: skip
    report = read(addresses[0])
    assert "Havnes forskning" in report
    link = re.search(r'href="(/dokumenter/\d+/[^"]+\.pdf)"', report)
    assert link
    answer = Client().get(link[1])
    assert b"".join(answer).startswith(b"%PDF-")


@pytest.mark.requirement("R1.7", "reports are found from the foot of every page")
@pytest.mark.parametrize("prefix", ["", "/nn"])
def test_reports_and_news_are_found_from_the_front_page(read: Read, prefix: str) -> None:
    front = read(f"{prefix}/")
    for address in (f"{prefix}/rapporter/", f"{prefix}/nyheter/"):
        assert f'href="{address}"' in front
    assert [path.rsplit("/", 2)[1] for path in articles_of(front) if "/nyheter/" in path] == [
        "utlysninger-2025", "husk-rapportfristen", "ny-rapport-om-laeringsnettverk",
    ]  # fmt: skip


def test_a_list_comes_by_pages_in_a_constant_number_of_queries(
    read: Read, django_assert_max_num_queries: Callable[..., object]
) -> None:
    index = ArticleIndexPage.objects.get(kind="news", locale__language_code="nb")
    for day in range(1, 29):
        article = ArticlePage(title=f"Nytt {day}", slug=f"nytt-{day}", date=dt.date(2023, 2, day))
        index.add_child(instance=article)
    index.add_child(instance=ArticlePage(title="Uten dag", slug="uten-dag"))
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        first = read("/nyheter/")
    second = read("/nyheter/", side="2")
    assert (len(articles_of(first)), len(articles_of(second))) == (20, 12)
    assert articles_of(second)[-1] == "/nyheter/uten-dag/"
    for side in ("3", "0", "-1", "x", "²"):
        assert Client().get("/nyheter/", {"side": side}).status_code == 404


def test_an_empty_list_says_so(read: Read) -> None:
    index = ArticleIndexPage.objects.get(kind="reports", locale__language_code="nb")
    for article in ArticlePage.objects.child_of(index):
        article.unpublish()
    assert "Her er ingenting publisert ennå" in read("/rapporter/")


def test_a_front_page_without_news_leaves_them_out(read: Read) -> None:
    Page.objects.filter(pk__in=ArticleIndexPage.objects.filter(kind="news")).update(live=False)
    assert 'id="news"' not in read("/")


@pytest.mark.requirement(
    "R1.9", "a guidance page on repayment says what to do and whom to ask, in both languages"
)
@pytest.mark.parametrize(
    ("address", "contact"), [("/tilbakebetaling/", "/kontakt/"), ("/nn/tilbakebetaling/", "/nn/kontakt/")]
)
def test_repayment_is_explained(read: Read, address: str, contact: str) -> None:
    main = read(address).split("<main")[1].split("</main>")[0]
    assert f'href="{contact}"' in main
    assert main.count("<li>") >= 4


@pytest.mark.requirement(
    "R8.12", "no public page sets a cookie; statements and contact for help stand on each"
)
@pytest.mark.parametrize("address", PUBLIC)
@pytest.mark.parametrize("prefix", ["", "/nn"])
def test_public_pages_set_no_cookies_and_lead_to_help(pages: None, prefix: str, address: str) -> None:
    client = Client()
    answer = client.get(prefix + address)
    assert answer.status_code == 200
    assert not answer.cookies
    assert not client.cookies
    foot = answer.content.decode().split("<footer")[1]
    for link in ("/kontakt/", "/tilgjengelighet/", "/personvern/"):
        assert f'href="{prefix}{link}"' in foot
        assert client.get(prefix + link).status_code == 200

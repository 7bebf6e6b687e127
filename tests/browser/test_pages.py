"""Pages that no journey passes: of every role, empty, refused, and in nynorsk. Here addresses are typed."""

import re
from collections.abc import Callable

import pytest

from tests.browser.looking import Eye
from tests.browser.people import Person
from tests.browser.pictures import picture
from tests.browser.words import nb

PUBLIC = [
    "/retningslinjer/2021/",
    "/retningslinjer/sammenlign/",
    "/retningslinjer/sammenlign/?fra=2024&til=2024",
    "/retningslinjer/sammenlign/2021/2024/",
    "/nn/retningslinjer/sammenlign/2021/2024/",
    "/kontakt/",
    "/kontakt/?kommune=Sandnes",
    "/kontakt/?kommune=Ingensteds",
    "/ordninger/barnevernsledernettverk/",
    "/ordninger/fosterhjem/",
    "/revisjon/mottatt/",
    "/revisjon/finnes-ikke/",
    "/bekreft/mottatt/",
    "/bekreft/finnes-ikke/",
    "/nettverk/start/",
    "/nettverk/start/?kommune=1108",
    "/nettverk/start/sendt/",
    "/nettverk/invitasjon/finnes-ikke/",
    "/konto/apne/finnes-ikke/",
    "/tilgjengelighet/",
    "/personvern/",
    "/kilder/",
    "/innsyn/",
    "/innsyn/mottatt/",
    "/nn/innsyn/1/be-om/",
    "/tildelinger/",
    "/nn/tildelinger/2024/?ordning=leader_network",
    "/tildelinger/?fylke=03",
    "/nettverk-i-norge/",
    "/nn/nettverk-i-norge/?fylke=46",
    "/nettverk-i-norge/?tema=violence",
    "/nettverk-i-norge/dalane-laering/",
    "/sok/",
    "/sok/?q=fosterhjem",
    "/sok/?q=overhed",
    "/nn/sok/?q=tilskot",
    "/hvem-gjor-hva/",
    "/finnes-ikke/",
    "/konto/password/reset/",
    "/nn/",
    "/nn/utlysninger/",
]
OWN = [
    "/min-side/",
    "/min-side/brev/",
    "/min-side/kalender/",
    "/oppgaver/",
    "/oppgaver/?liste=waiting",
    "/oppgaver/?liste=office&overdue=on",
    "/sok-i-saker/?q=nettverk",
    "/sok-i-saker/?q=ingensteds",
    "/varsler/",
    "/varsler/valg/",
    "/fravar/",
    "/personer/",
    "/prov/",
    "/personer/inviter/",
    "/tillegg/",
    "/leveringer/",
    "/personer/1/rolle/",
    "/konto/handler-for/",
    "/saker/",
    "/saker/?q=ingensteds",
    "/soknader/registrer/",
    "/kontakter/",
    "/personopplysninger/",
    "/bufetat/",
    "/oversikt/",
    "/oversikt/?ar=2031",
    "/oversikt/temaer/",
    "/oversikt/fosterhjem/",
    "/oversikt/bufetat/",
    "/oversikt/tider/",
    "/nn/oversikt/kommuner/",
    "/oversikt/kommuner/?embete=VES",
    "/oversikt/ramme/",
    "/nettverk/",
    "/nettverk/?q=ingensteds",
    "/eksport/",
    "/eksport/case/",
    "/nn/eksport/case_in_brief/",
    "/eksport/datapackage/",
    "/utveksling/",
    "/utveksling/ny/",
    "/utveksling/saker/",
    "/utveksling/kolonner/",
    "/utveksling/kolonner/network/",
    "/nn/min-side/",
    "/konto/",
    "/finnes-ikke/",
]
ACCOUNT = [
    "/konto/password/change/",
    "/konto/email/",
    "/konto/2fa/",
    "/konto/2fa/recovery-codes/generate/",
    "/konto/2fa/webauthn/",
    "/konto/2fa/webauthn/add/",
    "/konto/3rdparty/",
    "/konto/logout/",
]
ROLES = [
    "halvor.fossbergmo",
    "sverre.hjelmasen",
    "torbjorn.vikestolen",
    "bufetat.vest",
    "ves.saksbehandler",
    "ves.beslutter",
    "ves.attestant",
    "bufdir.redaktor",
    "bufdir.kvalitet",
    "bufdir.midler",
    "bufdir.klage",
    "bufdir.admin",
]


@pytest.mark.requirement(
    "P11", "anyone reads guidelines, calls, contacts and who does what, in both forms of Norwegian"
)
@pytest.mark.adversary("F6", "public pages, also without an answer and without a page")
def test_public_pages_are_accessible(person: Callable[..., Person], eye: Eye) -> None:
    reader = person()
    for address in PUBLIC:
        reader.page.goto(reader.site.url + address)
        reader.look(address)
    assert eye.faults == []


PRINTED = ["/retningslinjer/2024/", "/nn/retningslinjer/2021/", "/utlysninger/1/", "/personvern/", "/tildelinger/",
           "/nettverk-i-norge/"]  # fmt: skip
NOT_ON_PAPER = ".site-nav, .site-search, .site-user, .site-footer, .ds-breadcrumbs, .contents-large, .actions"


@pytest.mark.requirement("R1.1", "on paper a page is its text, whole: no menus, nothing cut off at the side")
def test_what_is_read_can_be_printed(person: Callable[..., Person]) -> None:
    reader = person()
    reader.page.emulate_media(media="print")
    reader.page.set_viewport_size({"width": 680, "height": 1000})  # an A4 sheet between its margins
    for address in PRINTED:
        reader.page.goto(reader.site.url + address)
        shown = [each for each in reader.page.locator(NOT_ON_PAPER).all() if each.is_visible()]
        assert shown == [], address
        assert reader.page.evaluate("document.documentElement.scrollWidth") <= 680, address
        assert reader.page.locator("h1").is_visible()
    assert reader.page.pdf(format="A4").startswith(b"%PDF-")


@pytest.mark.requirement(
    "R1.5", "the address of a paragraph leads to it and marks it, and its number is that link"
)
def test_a_paragraph_can_be_linked_to(person: Callable[..., Person]) -> None:
    reader = person()
    for address in ("/retningslinjer/2024/", "/nn/retningslinjer/2024/"):
        reader.page.goto(f"{reader.site.url}{address}#p-3.7")
        aimed = reader.page.locator(":target")
        assert aimed.get_attribute("id") == "p-3.7"
        assert 0 <= aimed.bounding_box()["y"] < 200, "in sight, below the top edge"
        link = aimed.locator("a.paragraph-code")
        assert link.get_attribute("href") == "#p-3.7"
        assert "#" in link.evaluate("each => getComputedStyle(each, '::after').content")


@pytest.mark.parametrize("username", ROLES)
@pytest.mark.adversary(
    "F6", "every role's own page, tasks, cases and account, also where there is nothing yet"
)
def test_pages_of_a_role_are_accessible(person: Callable[..., Person], eye: Eye, username: str) -> None:
    somebody = person(username)
    somebody.sign_in()
    for address in OWN:
        somebody.page.goto(somebody.site.url + address)
        somebody.look(f"{address} of {username}")
    assert eye.faults == []


NETWORK = "/nettverk/dalane-laering/"
OF_NETWORKS = {
    "rog.saksbehandler": (
        NETWORK, "/nettverk/nytt/", "/nettverk/utenfor/", "/nettverk/utenfor/1149/", "/nettverk/temaer/",
        *(f"{NETWORK}{act}/" for act in ("medlem", "leder", "styringsgruppe", "oppfolging")),
        "/nettverk/sunnhordland-laering/", "/oppfolging/rapporter/?ar=2024", "/oppfolging/krav/",
    ),
    "halvor.fossbergmo": (
        NETWORK, *(f"{NETWORK}{act}/" for act in ("plan", "tema", "videre", "inviter", "hjelp")),
    ),
    "halvor.myrlandsas": ("/nettverk/oslo-laering/", "/nettverk/oslo-laering/hjelp/"),
}  # fmt: skip


@pytest.mark.parametrize("username", OF_NETWORKS)
@pytest.mark.adversary("F6", "the pages of networks, and what is done on them")
def test_pages_of_networks_are_accessible(person: Callable[..., Person], eye: Eye, username: str) -> None:
    somebody = person(username)
    somebody.sign_in()
    for address in OF_NETWORKS[username]:
        answer = somebody.page.goto(somebody.site.url + address)
        assert answer is not None
        assert answer.status == 200, address
        somebody.look(f"{address} of {username}")
    assert eye.faults == []


@pytest.mark.requirement("R4.2", "as an amount is typed, what is left of the pot is counted again and saved")
@pytest.mark.adversary("F6", "the pages of an allocation, and history and statements of a case")
def test_pages_of_an_allocation_are_accessible(person: Callable[..., Person], eye: Eye) -> None:
    somebody = person("ves.saksbehandler")  # whose office has an application that is assessed and not decided
    somebody.sign_in()
    page = somebody.page
    page.goto(f"{somebody.site.url}/fordeling/?ar=2024")
    somebody.look("the allocations of a year")
    somebody.follow(re.compile("egeninitiert"), within=page.locator("tbody"))
    somebody.look("a round")
    case = page.locator("th.number a").first.get_attribute("href")
    available = int(page.locator("[data-allocation]").get_attribute("data-available") or 0)
    amount = page.locator("[data-proposed]").first
    amount.fill(str(available + 1_000_000_000))
    assert page.locator("[data-over]").is_visible()
    assert page.locator("[data-left]").inner_text().startswith("−")
    amount.fill("1")
    assert page.locator("[data-over]").is_hidden()
    page.wait_for_url(re.compile("alternativ="))  # it is saved by itself, as an alternative with an address
    page.goto(page.url)
    somebody.look("a saved alternative")
    picture(page, "allocation")
    page.goto(re.sub(r"\?.*", "", page.url) + "sammenlign/")
    somebody.look("alternatives compared")
    for part in ("historikk", "uttalelser"):
        page.goto(f"{somebody.site.url}{case}{part}/")
        somebody.look(part)
    assert eye.faults == []


@pytest.mark.requirement("R8.14", "a wrong password and a wrong code are told, and the right ones let one in")
@pytest.mark.adversary("F6", "the pages of password, one-time code and account, also refused")
def test_the_way_in_is_accessible(person: Callable[..., Person], eye: Eye) -> None:
    attester = person("tro.attestant")
    assert attester.account
    attester.start()
    attester.follow(nb("My page"))
    attester.fill({"login": attester.account.username, "password": "feil-passord"})
    attester.press(nb("Log in"))
    attester.look("log in, refused")
    attester.fill({"login": attester.account.username, "password": attester.account.password})
    attester.press(nb("Log in"))
    attester.look("code")
    attester.fill({"code": "000000"})
    attester.press(nb("Log in"))
    attester.look("code, refused")
    attester.fill_in_code()
    for address in ACCOUNT:
        attester.page.goto(attester.site.url + address)
        attester.look(address)
    assert eye.faults == []


@pytest.mark.usefixtures("_in_february")
@pytest.mark.requirement("R2.2", "a network of one service is refused, with a link to the paragraph of 2021")
@pytest.mark.adversary("F6", "what is refused, closed, for others or left open too long says why")
def test_pages_that_say_no_are_accessible(person: Callable[..., Person], eye: Eye) -> None:
    alone, leader = person("sindre.langnesmo"), person("tarjei.bjorkelangmo")
    caseworker = person("ves.saksbehandler2")
    alone.sign_in()
    alone.follow(nb("Submit the application"))
    alone.fill({"choice": "send"})
    assert "2021-0.2" in alone.refused(nb("Go on"))
    alone.look("an application of one service")
    leader.sign_in()
    leader.page.goto(leader.site.url + "/utlysninger/1/sok/")
    leader.look("a call that is closed")
    caseworker.sign_in()
    caseworker.follow(nb("Cases"), within=caseworker.page.get_by_role("banner"))
    caseworker.page.get_by_role("row").filter(has_text="Sogn").get_by_role("link").first.click()
    caseworker.look("a case that waits for the network")
    caseworker.page.goto(caseworker.site.url + "/cms/")
    caseworker.look("the editor's admin, refused")
    caseworker.page.goto(caseworker.site.url + "/klokke/")
    caseworker.context.clear_cookies(name="csrftoken")
    caseworker.fill({"day": "11.02.2025"})
    assert caseworker.press(nb("Move the clock")).status == 403
    caseworker.look("a form that was left open too long")
    assert eye.faults == []

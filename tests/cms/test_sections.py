"""An office's editors edit their own calls, and see nothing else of what others edit."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from cms.access import groups_follow_roles
from cms.models import CallPage, OfficeCallsPage
from tests.access.addresses import addresses
from tests.cast import START, make_person
from tests.cms.calls import draft, edit, index, make, posted, section
from tests.cms.site import page_of
from workflows.directory.models import GovernorOffice, Role, RoleAssignment, User
from workflows.schemes.models import Call

pytestmark = pytest.mark.usefixtures("pages")
SECRET = "Hemmelig utkast i Vestland"


@pytest.fixture
def rogaland(db: None) -> User:
    """An editor of Rogaland's calls."""
    return make_person("rog_editor", Role.EDITOR, office="ROG")


@pytest.fixture
def client(rogaland: User, browse: Any) -> Client:
    """Rogaland's editor, signed in."""
    signed_in: Client = browse(rogaland)
    return signed_in


def test_every_office_has_its_section_in_both_languages() -> None:
    for language in ("nb", "nn"):
        sections = OfficeCallsPage.objects.child_of(index(language)).filter(live=False)
        assert sections.count() == GovernorOffice.objects.count() == 10
    assert section("ROG").translation_key == section("ROG", "nn").translation_key
    assert Client().get("/utlysninger/rog/").status_code == 404


def test_a_new_office_gets_its_section() -> None:
    GovernorOffice.objects.create(
        code="NY", name_nb="Ny", name_nn="Ny", own_name="Ny", org_number="987654325"
    )
    assert section("NY").title == "Ny"
    assert section("NY", "nn").get_parent().pk == index("nn").pk


@pytest.mark.adversary("D6", "an office's editor makes, publishes and changes calls of the own office alone")
def test_an_offices_editor_makes_the_offices_calls(client: Client) -> None:
    assert make(client).status_code == 302
    page = CallPage.objects.get(title="Egeninitiert 2024")
    assert (page.live, page.call.office.code) == (True, "ROG")
    assert edit(client, page, intro="Nytt").status_code == 302
    before = Call.objects.count()
    assert make(client, "VES", title="Andres").status_code == 403
    assert not CallPage.objects.filter(title="Andres").exists()
    assert Call.objects.count() == before


FORBIDDEN = [
    "wagtailadmin_pages:edit", "wagtailadmin_pages:delete", "wagtailadmin_pages:unpublish",
    "wagtailadmin_pages:copy", "wagtailadmin_pages:history", "wagtailadmin_pages:move",
    "wagtailadmin_pages:view_draft", "wagtailadmin_pages:revisions_index", "wagtailadmin_pages:add_subpage",
    "wagtailadmin_pages:usage", "wagtailadmin_choose_page_child", "simple_translation:submit_page_translation",
]  # fmt: skip


def others() -> dict[str, Page]:
    """Return what is not Rogaland's: a guideline, its list, another office's call and section."""
    return {
        "guideline": page_of("2024"),
        "guidelines": page_of("2024").get_parent(),
        "call": CallPage.objects.filter(title=SECRET).first() or draft("VES", title=SECRET),
        "section": section("VES"),
    }


@pytest.mark.adversary("D6", "an editor of one section cannot open pages of others, whatever is asked for")
@pytest.mark.parametrize("what", ["guideline", "guidelines", "call", "section"])
@pytest.mark.parametrize("name", FORBIDDEN)
def test_others_pages_are_not_opened(name: str, what: str, client: Client) -> None:
    page = others()[what]
    address = reverse(name, args=[page.pk])
    for answer in (client.get(address), client.post(address, posted() | {"locales": []})):
        assert answer.status_code in (302, 403, 404)
        if answer.status_code == 302:
            assert f"/{page.pk}/" not in answer["Location"]
    assert Page.objects.filter(pk=page.pk, live=page.live, path=page.path).exists()


@pytest.mark.adversary("D6", "no address of the admin shows an office's editor what lies in other sections")
def test_no_address_shows_anything_of_others(client: Client) -> None:
    pages = others()
    pages["call"].save_revision()
    told = re.compile(f"{SECRET}|{pages['guideline'].title}|{section('VES').title}")
    asked = 0
    for address in addresses():
        if not address.is_admin or "logout" in address.route:
            continue
        for page in (pages["guideline"], pages["call"]):
            keys = dict.fromkeys(
                ("page_id", "parent_page_id", "pk", "page_to_move_id", "id", "object_id"), page.pk
            )
            answer = client.get(address.path(**keys))
            asked += 1
            if answer.status_code == 200 and not answer.streaming:
                found = told.search(answer.content.decode(errors="replace"))
                assert not found, (address.name, found)
    assert asked > 200


SEARCHES = [
    "/cms/pages/search/?q={}", "/cms/pages/search/results/?q={}", "/cms/choose-page/search/?q={}",
    "/cms/choose-page/", "/cms/api/main/pages/?search={}", "/cms/api/main/pages/", "/cms/reports/site-history/",
    "/cms/reports/aging-pages/", "/cms/reports/locked/", "/cms/reports/workflow/", "/cms/reports/page-types-usage/",
    "/cms/pages/usage/cms/guidelinepage/", "/cms/pages/", "/cms/",
]  # fmt: skip


@pytest.mark.adversary(
    "D6", "explorer, chooser, search and reports show an office's editor the own section alone"
)
@pytest.mark.parametrize("address", SEARCHES)
def test_lists_show_the_own_section_alone(address: str, client: Client) -> None:
    draft("ROG", title="Eget utkast").save_revision()
    others()["call"].save_revision()
    for word in ("Hemmelig", "Retningslinjer", "Vestland"):
        answer = client.get(address.format(word), follow=True)
        html = answer.content.decode()
        assert answer.status_code in (200, 403)
        for secret in (SECRET, page_of("2024").title, section("VES").title):
            assert secret not in html


@pytest.mark.adversary("D6", "bulk acts on others' pages are refused before their titles are shown")
def test_bulk_acts_reach_the_own_section_alone(client: Client) -> None:
    own, other = draft(), others()["call"]
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    for query in (f"?id={other.pk}", f"?id={own.pk}&id={other.pk}", "?id=all&childOf=2", "", "?id=x"):
        for answer in (client.get(address + query), client.post(address + query, {"confirm": "true"})):
            assert answer.status_code == 403
    assert client.get(f"{address}?id={own.pk}").status_code == 200
    assert not Page.objects.get(pk=other.pk).live


def test_an_offices_editor_finds_the_own_pages(client: Client) -> None:
    page = draft(title="Eget utkast")
    page.save_revision()
    for address in (
        reverse("wagtailadmin_explore", args=[section().pk]), reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_choose_page_child", args=[section().pk]), "/cms/pages/search/?q=Eget",
    ):  # fmt: skip
        answer = client.get(address)
        assert (answer.status_code, "Eget utkast" in answer.content.decode()) == (200, True), address
    nynorsk = section("ROG", "nn").locale
    begin = reverse("simple_translation:submit_page_translation", args=[page.pk])
    client.post(begin, {"locales": [nynorsk.pk]})
    made = CallPage.objects.get(title="Eget utkast", locale=nynorsk)
    assert (made.live, made.get_parent().pk) == (False, section("ROG", "nn").pk)


@pytest.mark.adversary(
    "D8", "nobody gives themselves rights: groups are what the roles of today say, for offices too"
)
def test_rights_follow_the_role_with_its_office(rogaland: User, client: Client, at: Any) -> None:
    assert client.get("/cms/").status_code == 200
    assert [group.name for group in rogaland.groups.all()] == ["Calls of ROG"]
    rogaland.groups.add(Group.objects.get(name="Editors"))
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page_of("2024").pk])).status_code == 403
    assert [group.name for group in rogaland.groups.all()] == ["Calls of ROG"]
    for address in ("/cms/users/", "/cms/groups/", "/cms/collections/", "/cms/sites/"):
        assert client.get(address).status_code == 403

    role = RoleAssignment.objects.get(user=rogaland)
    role.valid_to = role.valid_from
    role.save()
    assert client.get("/cms/").status_code == 403


def test_who_also_edits_for_the_directorate_edits_everything(rogaland: User, browse: Any) -> None:
    RoleAssignment.objects.create(user=rogaland, role=Role.EDITOR, valid_from=START)
    groups_follow_roles(rogaland)
    assert sorted(group.name for group in rogaland.groups.all()) == ["Calls of ROG", "Editors"]
    assert (
        browse(rogaland).get(reverse("wagtailadmin_pages:edit", args=[page_of("2024").pk])).status_code == 200
    )


@pytest.mark.adversary("D6", "an office's documents are its own: others' are neither listed nor changed")
def test_documents_are_the_offices_own(client: Client) -> None:
    from wagtail.documents import get_document_model

    client.get("/cms/")
    foreign = get_document_model().objects.first()
    assert foreign is not None
    assert foreign.title not in client.get("/cms/documents/").content.decode()
    assert client.get(f"/cms/documents/edit/{foreign.pk}/").status_code in (302, 403)


@pytest.mark.requirement(
    "R8.5", "an office's editor finds the office's calls on the home, and where one is begun"
)
def test_the_home_shows_the_offices_calls_alone(client: Client, browse: Any, cast: Any) -> None:
    make(browse(cast.editor))
    here = CallPage.objects.child_of(section("ROG")).get()
    html = client.get(reverse("wagtailadmin_home")).content.decode()
    assert f'href="{reverse("wagtailadmin_pages:edit", args=[here.pk])}"' in html
    began = reverse("wagtailadmin_pages:add", args=["cms", "callpage", section("ROG").pk])
    assert re.findall(r'href="([^"]*/add/cms/callpage/[^"]*)"', html) == [began]
    assert client.get(began).status_code == 200
    directorate = browse(cast.editor).get(reverse("wagtailadmin_home")).content.decode()
    assert 'id="cms-calls-section"' not in directorate

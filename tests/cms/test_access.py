"""Wagtail's admin is for editors, by the roles they hold today."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms.access import groups_follow_roles, install
from tests.cast import CAST
from workflows.directory.models import Role, RoleAssignment

EDITING = {"editor", "guideline_reviewer"}


def test_strangers_are_sent_to_the_one_login(db: None) -> None:
    answer = Client().get("/cms/")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/cms/login/")
    assert Client().get(answer["Location"])["Location"] == "/konto/login/?next=/cms/"
    assert Client().get("/cms/password_reset/")["Location"] == reverse("account_reset_password")


@pytest.mark.adversary("D6", "nobody but editors and reviewers gets into Wagtail's admin")
@pytest.mark.parametrize("username", sorted(CAST))
def test_only_editors_come_in(username: str, cast: Any, browse: Any) -> None:
    answer = browse(getattr(cast, username)).get("/cms/")
    assert answer.status_code == (200 if username in EDITING else 403)


@pytest.mark.adversary("D6", "an editor finds no users, groups, sites, settings, redirects or collections")
@pytest.mark.parametrize(
    "address",
    [
        "users/", "groups/", "sites/", "locales/", "redirects/", "collections/", "workflows/list/",
        "workflows/tasks/index/", "images/", "snippets/",
    ],
)  # fmt: skip
def test_editors_see_only_pages_and_documents(address: str, cast: Any, browse: Any) -> None:
    client = browse(cast.editor)
    assert client.get("/cms/pages/").status_code in (200, 302)
    assert client.get(f"/cms/{address}").status_code in (302, 403, 404)


@pytest.mark.adversary("D7", "there is no Django admin")
def test_there_is_no_django_admin(cast: Any, browse: Any) -> None:
    for client in (Client(), browse(cast.administrator)):
        assert client.get("/admin/").status_code == 404


@pytest.mark.adversary(
    "D8", "an editor cannot give themselves rights: groups are what the roles of today say"
)
def test_groups_follow_roles_and_nothing_else(cast: Any) -> None:
    from django.contrib.auth.models import Group

    cast.caseworker.groups.add(Group.objects.get(name="Editors"))
    groups_follow_roles(cast.caseworker)
    assert not cast.caseworker.groups.exists()
    groups_follow_roles(cast.editor)
    assert [group.name for group in cast.editor.groups.all()] == ["Editors"]


def test_a_role_that_ends_matters_at_once(cast: Any, browse: Any, at: Any) -> None:
    client = browse(cast.editor)
    assert client.get("/cms/").status_code == 200
    role = RoleAssignment.objects.get(user=cast.editor, role=Role.EDITOR)
    role.valid_to = role.valid_from
    role.save()
    assert client.get("/cms/").status_code == 403


def test_a_reviewer_may_publish_but_not_begin_pages(cast: Any, pages: None) -> None:
    from tests.cms.site import page_of

    for user in (cast.editor, cast.guideline_reviewer):
        groups_follow_roles(user)
    index = page_of("2024").get_parent()
    assert index.get_parent().permissions_for_user(cast.guideline_reviewer).can_publish()
    assert not index.permissions_for_user(cast.guideline_reviewer).can_add_subpage()
    assert index.permissions_for_user(cast.editor).can_add_subpage()


def test_passwords_are_changed_in_one_place_only(cast: Any, browse: Any) -> None:
    client = browse(cast.editor)
    html = client.get("/cms/account/").content.decode()
    assert 'type="password"' not in html
    assert 'name="name_email-email"' not in html


def test_an_editor_can_begin_a_nynorsk_page(cast: Any, browse: Any, pages: None) -> None:
    from tests.cms.site import draft, overhead, page_of, paragraph

    install()
    page = draft("2031", paragraph("3.7", overhead()))
    address = reverse("simple_translation:submit_page_translation", args=[page.pk])
    nynorsk = page.get_parent().get_translations().get().locale
    browse(cast.editor).post(address, {"locales": [nynorsk.pk]})

    made = page_of("2031", "nn")
    assert (made.live, made.code, made.get_parent().locale) == (False, "2031", nynorsk)

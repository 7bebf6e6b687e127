"""The rehearsal in the admin and on the command line: who may see it, and what is told when there is nothing to see."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission

from cms.models import GuidelineIndexPage, GuidelinePage
from tests.cast import CAST
from tests.cms.site import document, draft, overhead, page_of, paragraph, publish, rewrite, schemes
from tests.rehearsals import filed, sheet

pytestmark = pytest.mark.django_db
THREE = schemes("self_initiated", "foster_home", "leader_network")


def a_draft(limit: int = 7) -> GuidelinePage:
    """Return a draft of 2031 with one limit on overhead."""
    return draft("2031", paragraph("0.1", THREE), paragraph("3.7", overhead(limit)))


def shown(client: Client, page: GuidelinePage, **query: str) -> str:
    answer = client.get(reverse("rehearsal", args=[page.pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def printed(name: str) -> list[str]:
    out = io.StringIO()
    call_command("rehearse", name, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.adversary("D6", "a rehearsal tells case numbers: only those who may edit the page see it")
def test_only_editors_and_reviewers_see_a_rehearsal(cast: Any, browse: Any) -> None:
    page = a_draft()
    for name in ("rehearsal", "rehearsal_csv"):
        address = reverse(name, args=[page.pk])
        seen = {person: browse(getattr(cast, person)).get(address).status_code for person in CAST}
        assert {person for person, status in seen.items() if status == 200} == {
            "editor",
            "guideline_reviewer",
        }
        assert set(seen.values()) == {200, 403}
        assert Client().get(address).status_code == 302
        assert browse(cast.editor).post(address).status_code == 405


@pytest.mark.adversary("D6", "an editor who may not edit the page is turned away")
def test_an_editor_of_other_pages_is_turned_away(cast: Any, browse: Any) -> None:
    page, client = a_draft(), browse(cast.editor)
    assert client.get(reverse("rehearsal", args=[page.pk])).status_code == 200
    GroupPagePermission.objects.filter(group__name="Editors").delete()
    assert client.get(reverse("rehearsal", args=[page.pk])).status_code == 302
    assert "ROG-" not in client.get(reverse("rehearsal", args=[page.pk]), follow=True).content.decode()


def test_what_is_no_guideline_has_no_rehearsal(cast: Any, browse: Any) -> None:
    page, client = a_draft(), browse(cast.editor)
    for pk in (page.get_parent().pk, 0, 999_999):
        assert client.get(f"/cms/rehearsal/{pk}/").status_code == 404
    index = GuidelineIndexPage.objects.child_of(page.get_parent().get_parent()).get()
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[index.pk])).content.decode()
    assert "/cms/rehearsal/" not in edit


def test_a_draft_with_faults_says_what_to_mend(cast: Any, browse: Any) -> None:
    broken = overhead(params={"fact": "overhead_percent_requested", "operator": "<=", "value": "mye"})
    page = draft("2031", paragraph("3.7", broken), paragraph("3.7"))
    client = browse(cast.editor)
    text = shown(client, page)
    assert "To punkter har koden 3.7." in text
    assert "3.7: " in text
    answer = client.get(reverse("rehearsal_csv", args=[page.pk]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("rehearsal", args=[page.pk]))
    with pytest.raises(CommandError, match=r"3\.7"):
        printed("2031")


def test_a_draft_without_its_frame_is_no_error(cast: Any, browse: Any) -> None:
    page = a_draft()
    for name, value in (("valid_from", None), ("code", ""), ("title", "")):
        unfinished: Any = GuidelinePage.objects.get(pk=page.pk)
        setattr(unfinished, name, value)
        unfinished.save_revision(clean=False)
        assert "<ul><li>" in shown(browse(cast.editor), page)


def test_the_nynorsk_page_has_no_rules_to_rehearse(cast: Any, browse: Any) -> None:
    publish("2031", paragraph("0.1", THREE))
    nynorsk = page_of("2031", "nn")
    assert "bokmål" in shown(browse(cast.editor), nynorsk)
    edit = reverse("wagtailadmin_pages:edit", args=[nynorsk.pk])
    assert "/cms/rehearsal/" not in browse(cast.editor).get(edit).content.decode()


def test_where_no_case_differs_it_says_so(cast: Any, browse: Any) -> None:
    text = shown(browse(cast.editor), a_draft())
    assert "Ingen sak ville fått et annet utfall." in text
    assert 'id="differences"' not in text


def test_the_newest_draft_is_rehearsed_and_found_by_its_code(cast: Any, browse: Any) -> None:
    case = filed("ROG-2024-1001")
    sheet(case, "application", overhead_percent_requested="6")
    page = publish("2031", paragraph("0.1", THREE), paragraph("3.7", overhead(5)))
    assert not printed("2031")[0].startswith("ROG-")
    rewrite(page, document("2031", paragraph("0.1", THREE), paragraph("3.7", overhead(9)))).save_revision()
    assert printed("2031")[0].startswith("ROG-2024-1001\t")

    copied: Any = page.copy(to=page.get_parent(), update_attrs={"slug": "2032"}, copy_revisions=False)
    renamed = copied.get_latest_revision_as_object()
    renamed.code, renamed.replaces = "2032", "2031"
    renamed.save_revision()
    assert "2032" in printed("2032")[-1]
    assert "2032" in printed(str(copied.pk))[-1]
    assert "2031" in printed("2031")[-1]


@pytest.mark.parametrize("name", ["1999", "", "9" * 30, "²", "../x", "2031 "])
def test_a_page_that_is_not_there_is_told(name: str) -> None:
    with pytest.raises(CommandError, match="no guideline page"):
        printed(name)

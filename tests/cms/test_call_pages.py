"""An editor makes a call by clicking: publishing it announces it, under the edition chosen, with local criteria."""

import datetime as dt
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowTask

from cms.models import CallPage
from cms.publishing import InUse
from tests import way
from tests.bare import bare_case, plain
from tests.cms import site
from tests.cms.calls import draft, edit, fields, index, local, make, posted, section
from workflows.cases.checking import latest_findings
from workflows.clock import OSLO
from workflows.errors import Invalid
from workflows.publishing import PublishError
from workflows.schemes.models import Call

pytestmark = pytest.mark.usefixtures("pages")
OPEN_NOW = {"opens": dt.datetime(2024, 3, 1, 9, tzinfo=OSLO)}


def calls_of(office: str = "ROG") -> list[Call]:
    """Return the calls that stand beside the cast's own."""
    cast = dt.datetime(2024, 1, 15, 9, tzinfo=OSLO)
    return list(Call.objects.filter(office__code=office).exclude(opens=cast).order_by("pk"))


# --- by clicking


@pytest.mark.requirement(
    "R8.5", "an editor makes a call by the form alone, and readers find it at its address"
)
def test_a_call_is_made_by_the_editors_form(browse: Any, cast: Any, read: Callable[..., str]) -> None:
    answer = make(
        browse(cast.editor), max_amount="400 000", responsible="Seksjon for barnevern",
        target_group="Barn i små kommuner", paragraphs=[local("1.1", 4)],
    )  # fmt: skip
    assert answer.status_code == 302

    (call,) = calls_of()
    page = CallPage.objects.get(call=call)
    assert (page.live, page.slug, page.url) == (True, str(call.pk), f"/utlysninger/{call.pk}/")
    assert (call.office.code, call.scheme_version.code, call.edition.document, call.year, call.max_amount) == (
        "ROG", "self_initiated", "2024", 2024, 400_000,
    )  # fmt: skip
    assert call.deadline == fields()["deadline"]
    assert [str(rule) for rule in call.local_edition.rules.order_by("code")] == ["ROG2024a-0", "ROG2024a-1.1"]

    html = plain(read(f"/utlysninger/{call.pk}/"))
    box = re.search(r'<section class="ds-card fact-box".*?</section>', html, re.DOTALL)
    assert box
    for said in ("31. mai 2024 kl. 23.59", "Seksjon for barnevern", "Barn i små kommuner", "400 000"):
        assert said in box[0]
    assert 'id="p-1.1"' in html


@pytest.mark.parametrize("path", ["ROG2024a-0", "ROG2024a-1.1"])
@pytest.mark.parametrize("prefix", ["", "/nn"])
@pytest.mark.requirement("R1.5", "a finding of a local rule leads to the paragraph on the call's own page")
def test_a_local_rule_leads_to_the_calls_page(path: str, prefix: str) -> None:
    draft(max_amount=400_000, paragraphs=[local("1.1", 4)]).save_revision().publish()
    (call,) = calls_of()
    answer = Client().get(f"{prefix}/regel/{path}/")
    code = path.partition("-")[2]

    assert answer["Location"] == f"{prefix}/utlysninger/{call.pk}/#p-{code}"
    html = Client().get(f"{prefix}/utlysninger/{call.pk}/").content.decode()
    assert f'id="p-{code}"' in html
    assert ('lang="nb"' in html.split("<main")[1]) is bool(prefix), "what is written in bokmål alone says so"
    assert Client().get("/regel/ROG2024a-9.9/").status_code == 404


@pytest.mark.requirement(
    "R1.2", "a new call uses the new edition while a running case keeps its own, only by clicking"
)
def test_a_new_call_uses_the_new_edition_while_old_cases_keep_theirs(browse: Any, cast: Any) -> None:
    running = way.written("self_initiated", 300_000, overhead=18_000)
    third = site.draft(
        "2025", site.paragraph("3.1", site.schemes("self_initiated")), site.paragraph("3.7", site.overhead(7)),
        valid_from="2024-02-01", standings=[{"document": "2021", "code": "4.1", "standing": "lapsed"}],
    )  # fmt: skip
    third.replaces = "2024"
    third.save_revision().publish()
    assert make(browse(cast.editor), edition="2025", **OPEN_NOW).status_code == 302
    (call,) = calls_of()

    with pytest.raises(Invalid, match=r"2024-3\.7"):
        way.do(running, "submit", way.leader_of(running), choice="send")
    Call.objects.exclude(pk__in=[call.pk, running.call_id]).delete()
    way.Call.objects.filter(pk=running.call_id).update(
        year=2023
    )  # the cast's way begins under this year's call
    new = way.submitted("self_initiated", 300_000, overhead=18_000)
    found = {str(each.rule): each.outcome for each in latest_findings(new, "application")}
    assert (new.edition.document, running.edition.document) == ("2025", "2024")
    assert (found["2025-3.7"], "2024-3.7" in found) == ("met", False)


@pytest.mark.requirement("R1.2", "no call is announced under an edition for a year after another took over")
def test_no_call_is_made_under_an_edition_that_has_ended(browse: Any, cast: Any) -> None:
    third = site.draft("2025", site.paragraph("3.1", site.schemes("self_initiated")), valid_from="2025-02-01")
    third.replaces = "2024"
    third.save_revision().publish()
    next_year = {
        "opens": dt.datetime(2026, 3, 1, 9, tzinfo=OSLO), "deadline": dt.datetime(2026, 5, 1, 9, tzinfo=OSLO),
    }  # fmt: skip
    answer = make(browse(cast.editor), edition="2024", year=2026, **next_year)
    assert "gjelder ikke i 2026" in answer.content.decode()
    assert calls_of() == []
    assert make(browse(cast.editor), edition="2025", year=2026, **next_year).status_code == 302


# --- every way to publish


def by_method(page: CallPage, editor: Client) -> None:
    page.save_revision().publish()


def by_action(page: CallPage, editor: Client) -> None:
    PublishPageRevisionAction(page.save_revision()).execute(skip_permission_checks=True)


def by_saving(page: CallPage, editor: Client) -> None:
    page.live = True
    page.save()


def by_schedule(page: CallPage, editor: Client) -> None:
    revision = page.save_revision()
    revision.approved_go_live_at = site.in_days(-1)
    revision.save()
    call_command("publish_scheduled")


def by_bulk(page: CallPage, editor: Client) -> None:
    page.save_revision()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    assert editor.post(f"{address}?id={page.pk}", {"confirm": "true"}).status_code in (200, 302)


def by_review(page: CallPage, editor: Client) -> None:
    page.save_revision()
    workflow = Workflow.objects.create(name="Review")
    task = GroupApprovalTask.objects.create(name="Review")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    workflow.start(page, user=None).current_task_state.approve(user=None)


WAYS = [by_method, by_action, by_saving, by_schedule, by_bulk, by_review]


@pytest.mark.parametrize("publish", WAYS)
def test_every_way_to_publish_announces(publish: Callable[..., None], browse: Any, cast: Any) -> None:
    page = draft()
    publish(page, browse(cast.editor))

    (call,) = calls_of()
    stored = CallPage.objects.get(pk=page.pk)
    assert (stored.live, stored.call, stored.slug) == (True, call, str(call.pk))
    assert stored.get_latest_revision_as_object().call == call


@pytest.mark.requirement("R1.5", "a local rule that loosens is refused whatever way the call is published")
@pytest.mark.parametrize("publish", WAYS)
def test_a_loosening_rule_leaves_nothing_live(publish: Callable[..., None], browse: Any, cast: Any) -> None:
    page = draft(paragraphs=[local("1.1", 7)])
    with suppress(PublishError):  # the admin tells it on a page instead
        publish(page, browse(cast.editor))

    assert calls_of() == []
    assert (CallPage.objects.get(pk=page.pk).live, CallPage.objects.get(pk=page.pk).call) == (False, None)


def test_a_call_that_cannot_be_saved_is_not_announced(monkeypatch: Any) -> None:
    page = draft()

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("cms.announcing._belongs", fail)
    with pytest.raises(RuntimeError):
        page.save_revision().publish()
    assert (calls_of(), CallPage.objects.get(pk=page.pk).live) == ([], False)


WRONG = [
    ({"opens": dt.datetime(2024, 6, 1, 9, tzinfo=OSLO)}, "åpner etter at fristen"),
    ({"edition": "2021"}, "gjelder ikke i 2024"),
    ({"year": 2023, "deadline": dt.datetime(2023, 5, 1, tzinfo=OSLO), "opens": dt.datetime(2023, 4, 1, tzinfo=OSLO)},
     "gjelder ikke i 2023"),
    ({"scheme": "nothing"}, "nothing"),
    ({"edition": "1999"}, "1999"),
    ({"scheme": ""}, "«ordning»"),
    ({"max_amount": -1}, "mer enn null"),
    ({"paragraphs": [local("0", 4)]}, "0"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "said"), WRONG, ids=lambda each: str(each)[:30])
def test_what_is_wrong_is_told_by_name(changes: dict[str, Any], said: str) -> None:
    page = draft(**changes)
    with pytest.raises(PublishError) as refusal:
        page.save_revision().publish()
    assert any(said in message for message in refusal.value.messages), refusal.value.messages
    assert calls_of() == []


def test_the_button_tells_what_is_wrong_and_keeps_the_draft(browse: Any, cast: Any) -> None:
    client = browse(cast.editor)
    answer = make(client, paragraphs=[local("1.1", 7)])

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "2024-3.7" in html
    assert "1.1" in html
    page = CallPage.objects.get(title="Egeninitiert 2024")
    assert (page.live, calls_of()) == (False, [])
    assert edit(client, page, paragraphs=[local("1.1", 3)]).status_code == 302
    assert [call.local_edition.document for call in calls_of()] == ["ROG2024a"]


def test_a_draft_may_lack_everything_but_its_title(browse: Any, cast: Any) -> None:
    form = posted(scheme="", edition="", year="", opens="", deadline="")
    del form["action-publish"]
    address = reverse("wagtailadmin_pages:add", args=["cms", "callpage", section().pk])
    assert browse(cast.editor).post(address, form).status_code == 302
    page = CallPage.objects.get(title="Egeninitiert 2024")
    assert (page.live, page.scheme) == (False, "")
    answer = browse(cast.editor).post(reverse("wagtailadmin_pages:edit", args=[page.pk]), posted(scheme=""))
    assert answer.status_code == 200
    assert not CallPage.objects.get(pk=page.pk).live


def test_only_fitting_editions_are_offered_once_scheme_and_year_are_saved(browse: Any, cast: Any) -> None:
    site.publish("2031", site.paragraph("3.1", site.schemes("foster_home")))
    page = draft()
    page.save_revision()
    html = browse(cast.editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    choice = re.search(r'<select name="edition".*?</select>', html, re.DOTALL)
    assert choice
    assert re.findall(r'value="(\w+)"', choice[0]) == ["2024"]


def test_a_call_without_money_is_announced_with_a_warning(browse: Any, cast: Any) -> None:
    client = browse(cast.editor)
    make(client)
    assert "bevilgningsfullmakt" not in _messages(client)
    make(client, "TRO", title="Uten penger")
    assert "har ikke fått fullmakt" in _messages(client)


def _messages(client: Client) -> str:
    return (
        client.get("/cms/pages/").content.decode()
        + client.get(f"/cms/pages/{section().pk}/").content.decode()
    )


# --- what has opened


@pytest.mark.requirement("R3.2", "once a call has opened its terms stand; the deadline may be extended")
def test_an_open_call_takes_other_words_and_a_later_deadline_only(browse: Any, cast: Any) -> None:
    client = browse(cast.editor)
    make(client, paragraphs=[local("1.1", 4)], **OPEN_NOW)
    (call,) = calls_of()
    page = CallPage.objects.get(call=call)

    later = dt.datetime(2024, 6, 14, 12, tzinfo=OSLO)
    answer = edit(
        client,
        page,
        paragraphs=[local("1.1", 4)],
        intro="Vi har utvidet fristen.",
        deadline=later,
        **OPEN_NOW,
    )
    assert answer.status_code == 302
    assert Call.objects.get(pk=call.pk).deadline == later
    for change in (
        {"edition": "2021"},
        {"paragraphs": [local("1.1", 3)]},
        {"year": 2025},
        {"max_amount": "1"},
    ):
        answer = edit(
            client, page, **{"paragraphs": [local("1.1", 4)], "deadline": later} | OPEN_NOW | change
        )
        assert "har åpnet" in answer.content.decode(), change
    assert CallPage.objects.get(pk=page.pk).intro == "Vi har utvidet fristen."
    assert Call.objects.values().get(pk=call.pk) == Call.objects.values().get(pk=call.pk) | {
        "deadline": later
    }


TAKING_AWAY: list[Callable[[Page], object]] = [
    lambda page: page.unpublish(),
    lambda page: Page.objects.get(pk=page.pk).unpublish(),
    lambda page: page.delete(),
    lambda page: Page.objects.filter(pk=page.pk).delete(),
    lambda page: page.get_parent().specific.delete(),
    lambda page: page.move(section("VES"), pos="last-child"),
    lambda page: Page.objects.get(pk=page.get_parent().pk).move(index("nn"), pos="last-child"),
]


@pytest.mark.adversary("F1", "the page of a call that has opened is not unpublished, deleted or moved")
@pytest.mark.parametrize("take_away", TAKING_AWAY)
def test_what_has_opened_is_not_taken_away(take_away: Callable[[Page], object]) -> None:
    draft(**OPEN_NOW).save_revision().publish()
    page = CallPage.objects.get(call=calls_of()[0])
    before = site.tree_of(index())
    with pytest.raises(InUse) as refusal, transaction.atomic():
        take_away(page)
    assert refusal.value.calls == calls_of()
    assert site.tree_of(index()) == before


@pytest.mark.parametrize("take_away", TAKING_AWAY[:4])
def test_a_call_is_withdrawn_with_its_page_before_it_opens(take_away: Callable[[Page], object]) -> None:
    page = draft(paragraphs=[local("1.1", 4)])
    page.save_revision().publish()
    take_away(CallPage.objects.get(pk=page.pk))
    assert calls_of() == []
    if again := CallPage.objects.filter(pk=page.pk).first():
        again.get_latest_revision().publish()
        assert [call.pk for call in calls_of()] == [CallPage.objects.get(pk=page.pk).call_id]


@pytest.mark.adversary("F1", "the admin lists the cases of a call whose page somebody would take away")
def test_the_admin_lists_the_cases_of_an_open_call(browse: Any, cast: Any) -> None:
    case = bare_case()
    page = CallPage(title="x", call=case.call, slug="x")
    index().add_child(instance=page)
    page.save_revision().publish()
    answer = browse(cast.editor).post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert (answer.status_code, case.number in answer.content.decode()) == (200, True)
    assert CallPage.objects.get(pk=page.pk).live


def test_a_call_does_not_go_live_as_a_plain_page() -> None:
    plain_page = Page.objects.get(pk=draft().pk)
    plain_page.live = True
    with pytest.raises(PublishError):
        plain_page.save()


def test_a_copy_is_a_draft_of_another_call() -> None:
    page = draft()
    page.save_revision().publish()
    copy = CallPage.objects.get(pk=page.pk).copy(
        update_attrs={"slug": "kopi", "title": "Kopi"}, keep_live=True
    )
    assert (copy.live, copy.call) == (False, None)
    with pytest.raises(PublishError):  # word for word the same call
        copy.save_revision().publish()
    copy = CallPage.objects.get(pk=copy.pk)
    copy.max_amount = 100_000
    copy.save_revision().publish()
    assert len(calls_of()) == 2


# --- nynorsk


@pytest.mark.requirement("R8.5", "the nynorsk page of a call supplies words; its rules are the bokmål page's")
def test_the_nynorsk_page_supplies_words_and_only_words(read: Callable[..., str]) -> None:
    page = draft(paragraphs=[local("1.1", 4)])
    page.save_revision().publish()
    nynorsk = CallPage.objects.get(pk=page.pk).copy_for_translation(section("ROG", "nn").locale)
    nynorsk.local = CallPage._meta.get_field("local").to_python(
        site.pages.json.dumps([local("1.1", 9, "nn")])
    )
    nynorsk.title = "Eigeninitiert 2024"
    nynorsk.save_revision().publish()

    (call,) = calls_of()
    rule = call.local_edition.rules.get(code="1.1")
    assert (rule.params["value"], rule.wording("nb"), rule.wording("nn")) == (
        4, "Overhead er høyst 4 prosent.", "Overhead er høgst 9 prosent.",
    )  # fmt: skip
    assert CallPage.objects.get(pk=nynorsk.pk).url == f"/nn/utlysninger/{call.pk}/"
    assert "i punkt 1.1 på nynorsk" in read(f"/nn/utlysninger/{call.pk}/")


def test_a_nynorsk_page_alone_announces_nothing() -> None:
    draft(language="nn").save_revision().publish()
    assert calls_of() == []


# --- previews


@pytest.mark.parametrize("changes", [{}, {"scheme": ""}, {"max_amount": 5, "edition": "1999"}])
def test_a_draft_is_previewed_before_it_is_announced(browse: Any, cast: Any, changes: dict[str, Any]) -> None:
    page = draft(**changes)
    page.save_revision()
    answer = browse(cast.editor).get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert answer.status_code == 200
    assert ("31. mai 2024 kl. 23.59" in answer.content.decode()) is (changes == {})

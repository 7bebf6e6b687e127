"""Beginning from an earlier application: its answers come along as far as the form still asks them (issue 5)."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import gettext as _

from tests import way
from workflows.application.beginning import start_application
from workflows.application.copying import copy_of
from workflows.application.models import BudgetLine
from workflows.cases.models import Case
from workflows.directory.models import Network
from workflows.errors import Refused
from workflows.schemes.fields import field_type
from workflows.schemes.models import Call

pytestmark = pytest.mark.django_db


def call() -> Call:
    return Call.objects.get(office__code="ROG", scheme_version__code="self_initiated", year=2024)


def begin(client: Client, **chosen: Any) -> Any:
    network = Network.objects.get(code="jaeren")
    return client.post(f"/utlysninger/{call().pk}/sok/", {"network": network.pk, **chosen}, follow=True)


@pytest.mark.requirement("R3.11", "last year's answers are copied into a new draft, and what is not is said")
def test_the_answers_are_copied_and_the_attachment_is_said_not_to_be(
    browse: Any, cast: SimpleNamespace
) -> None:
    earlier = way.submitted("self_initiated", 180_000, theme="Trygge overganger")
    client = browse(cast.network_leader)
    assert f"{earlier.number}:" in client.get(f"/utlysninger/{call().pk}/sok/").content.decode()
    page = begin(client, copy=earlier.pk)
    new = Case.objects.exclude(pk=earlier.pk).get()
    sent, copied = earlier.application.answers, new.application.answers
    assert set(sent) - set(copied) == {"project_plan"} | {code for code, each in sent.items() if each is None}
    assert {code: sent[code] for code in copied} == copied
    assert new.application.requested_amount == 180_000
    lines = BudgetLine.objects.filter(stage=BudgetLine.Stage.REQUESTED).order_by("kind")
    assert list(lines.filter(case=new).values_list("kind", "amount")) == list(
        lines.filter(case=earlier).values_list("kind", "amount")
    )
    told = [str(message) for message in page.context["messages"]]
    assert told == [
        _("The answers of %(number)s are copied. Go through years, dates and amounts.")
        % {"number": earlier.number},
        _("Not copied: %(fields)s.") % {"fields": "Prosjektplan"},
    ]
    assert new.journal.get(action="application.start").details.data["copied_from"] == earlier.number


def test_nothing_is_copied_where_nothing_is_chosen(browse: Any, cast: SimpleNamespace) -> None:
    earlier = way.submitted("self_initiated", concerns="Trygge overganger")
    begin(browse(cast.network_leader), copy="")
    new = Case.objects.exclude(pk=earlier.pk).get()
    assert "concerns" not in new.application.answers


def test_where_one_is_and_ones_own_number_are_known_from_the_last_application() -> None:
    way.submitted(
        "self_initiated", address="Rådhusgata 1", postcode="4306", contact_email="network_leader@example.org"
    )
    answers = way.begin("self_initiated").application.answers
    known = {code: answers.get(code) for code in ("address", "postcode", "postal_place", "contact_phone")}
    assert known["address"] == "Rådhusgata 1"
    assert all(known.values())


def test_the_register_of_today_goes_before_what_was_written_then(cast: SimpleNamespace) -> None:
    earlier = way.submitted("self_initiated", network_name="Et gammelt navn", theme="En lang tekst om temaet")
    new = start_application(call=call(), network=earlier.network, by=cast.network_leader, copy_from=earlier)
    answers = new.application.answers
    assert (answers["network_name"], answers["theme"]) == (earlier.network.name, "En lang tekst om temaet")


@pytest.mark.adversary("D4", "another network's application, and a draft, are not copied")
def test_only_what_the_network_has_sent_is_copied(browse: Any, cast: SimpleNamespace) -> None:
    others, draft = way.submitted("leader_network"), way.begin("self_initiated")
    for earlier in (others, draft):
        with pytest.raises(Refused) as refused:
            start_application(call=call(), network=draft.network, by=cast.network_leader, copy_from=earlier)
        assert refused.value.messages == (_("Only an application that your network has sent can be copied."),)
    page = browse(cast.network_leader).get(f"/utlysninger/{call().pk}/sok/")
    assert page.context["earlier"] == []


def test_a_field_that_is_another_now_is_left_out() -> None:
    earlier, under = way.submitted("self_initiated"), call()
    fields = under.scheme_version.definition["sections"][0]["fields"]
    changed = {"network_name": {"type": "longtext"}, "municipalities": {"multiple": False}}
    fields[:] = [field | changed.get(field["code"], {}) for field in fields if field["code"] != "address"]
    copy = copy_of(earlier, under)
    assert {"network_name", "municipalities", "address"} & set(copy.answers) == set()
    assert {"Adresse", "Prosjektplan"} <= set(copy.left_out)


CHOICES = {"choices": [{"code": "red"}, {"code": "blue"}]}
CARRIED = [
    ("text", {}, "Jæren", "Jæren"),
    ("date", {}, "2024-06-05", "2025-06-05"),
    ("date", {}, "2024-02-29", "2025-02-28"),
    ("choice", CHOICES, "red", "red"),
    ("choice", CHOICES, "green", None),
    ("choices", CHOICES, ["green", "blue"], ["blue"]),
    ("choices", CHOICES, ["green"], None),
    ("file", {}, 7, None),
    ("indicators", {"rows": [{"code": "a"}], "columns": ["baseline"]},
     {"a": {"baseline": 1, "target": 2}, "b": {"baseline": 3}}, {"a": {"baseline": 1}}),
    ("indicators", {"rows": [{"code": "a"}], "columns": ["baseline"]}, {"b": {"baseline": 3}}, None),
]  # fmt: skip


@pytest.mark.parametrize(("type", "definition", "answer", "carried"), CARRIED)
def test_an_answer_a_year_later(type: str, definition: dict[str, Any], answer: Any, carried: Any) -> None:
    assert field_type(type).carry(answer, definition, 1) == carried


@pytest.mark.requirement(
    "R8.12", "before one begins one reads the deadline, the attachments and who confirms"
)
def test_what_is_needed_is_told_before_one_begins(browse: Any, cast: SimpleNamespace) -> None:
    page = browse(cast.network_leader).get(f"/utlysninger/{call().pk}/sok/").content.decode()
    for told in ("31. mai 2024", "Prosjektplan", _("Who confirms"), "malen på ordningens side"):
        assert told in page

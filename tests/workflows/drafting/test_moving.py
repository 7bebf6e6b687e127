"""Drafts follow their call to a new version of the form."""

import copy
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.utils.translation import gettext as _

from tests import seeing, way
from workflows.cases.models import Case
from workflows.directory.models import User
from workflows.drafting.models import DraftMove, OtherText
from workflows.drafting.moving import drafts_under, move_drafts
from workflows.outbox import OutboxMessage
from workflows.publishing import PublishError, publish_scheme
from workflows.schemes.models import Call, SchemeVersion

pytestmark = pytest.mark.django_db
WORDS = {"nb": "Antall plasser", "nn": "Talet på plassar"}


def changed(call: Call) -> SchemeVersion:
    """Return the call's scheme published anew: `address` gone, `concerns` an amount, and a number asked besides."""
    definition = copy.deepcopy(call.scheme_version.definition)
    for section in definition["sections"]:
        section["fields"] = [field for field in section["fields"] if field["code"] != "address"]
        for field in section["fields"]:
            if field["code"] == "concerns":
                field["type"] = "amount"
    asked = {"code": "places", "type": "number", "label": WORDS, "required": True}
    definition["sections"][0]["fields"].append(asked)
    return publish_scheme(definition)


def by() -> User:
    return User.objects.get(username="decision_maker")


def page(browse: Any, case: Case) -> BeautifulSoup:
    address = way.item(case, "write").get_absolute_url()
    return BeautifulSoup(browse(way.leader_of(case)).get(address).content, "html.parser")


@pytest.mark.requirement(
    "R8.4", "an open draft follows to the new form, and what was typed is kept to copy from"
)
def test_a_draft_follows_and_loses_nothing(browse: Any) -> None:
    case, sent = way.begin(), way.submitted("leader_network", network="ryfylke")
    way.save(browse(way.leader_of(case)), case, concerns="Veiledning", address="Storgata 1")
    OtherText.objects.create(case=case, field="address", answer="Torget 2", by=by())
    version = changed(case.call)

    assert list(drafts_under(case.call, version)) == [case]
    moves = move_drafts(case.call, version, by=by())
    case, sent = (Case.objects.get(pk=each.pk) for each in (case, sent))

    assert [(move.case, move.aside) for move in moves] == [
        (case, {"address": ["Storgata 1", "Torget 2"], "concerns": ["Veiledning"]})
    ]
    assert (case.scheme_version, sent.scheme_version) == (version, moves[0].old)
    assert {code: case.application.answers.get(code) for code in ("concerns", "places", "address")} == {
        "concerns": None,
        "places": None,
        "address": None,
    }
    assert case.journal.latest("seq").action == "application.new_form"
    assert (
        OutboxMessage.objects.filter(key__contains="new-form:").count() == 2
    )  # the leader and a participant
    soup = page(browse, case)
    assert "Storgata 1" in soup.text
    assert "Torget 2" in soup.text
    assert _("The form is changed") in soup.text
    assert _("New or changed: %(fields)s") % {"fields": "Antall plasser"} in soup.text
    assert move_drafts(case.call, version, by=by()) == []


def test_what_was_written_before_cannot_be_sent_unseen(browse: Any) -> None:
    case = way.written()
    move_drafts(case.call, changed(case.call), by=by())

    refused = seeing.refusals(case, "submit", way.leader_of(case), choice="send")
    assert "Antall plasser" in str(refused)
    assert DraftMove.objects.get().changed == ["concerns", "places"]


def test_a_call_takes_no_version_of_another_scheme() -> None:
    other = SchemeVersion.objects.newest("self_initiated", document="2024")
    assert other is not None
    with pytest.raises(PublishError):
        move_drafts(way.begin().call, other, by=by())

"""A plugin that brings small things: a form field, a letter field, a kind of file, a channel, a scanner, pages."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client

from tests import way
from workflows import outbox, scanning
from workflows.letters.composing import content_of
from workflows.plugins import actions, standing
from workflows.plugins import urls as plugin_urls
from workflows.schemes.forms import answers_of, build_form, initial_from
from workflows.schemes.letter_checks import check_letter
from workflows.schemes.presenting import present

pytestmark = pytest.mark.django_db
Join = Callable[[str], Any]
SECTIONS = [
    {"code": "when", "title": {"nb": "Når", "nn": "Når"},
     "fields": [{"code": "start", "type": "week", "label": {"nb": "Uke", "nn": "Veke"}, "required": True}]}
]  # fmt: skip
EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


@pytest.fixture
def kit(join: Join, cast: Any) -> Any:
    package = join("fieldkit")
    actions.switch_on("fieldkit", by=cast.administrator)
    return package


def typed(text: str) -> Any:
    return build_form(SECTIONS, language="nb")(QueryDict(f"start={text}"))


def test_a_week_is_asked_for_kept_and_shown(kit: Any) -> None:
    form = typed("2024-w37")
    assert answers_of(form) == {"start": "2024-09-09"}
    assert present(SECTIONS, {"start": "2024-09-09"}, "nb")[0].fields[0].value == "week 37 of 2024"
    again = build_form(SECTIONS, language="nb")(initial=initial_from({"start": "2024-09-09"}, SECTIONS))
    assert 'value="2024-37"' in str(again["start"])
    assert typed("2024-99").errors["start"] == ["Write a week as 2024-37."]


@pytest.mark.parametrize("hook", ["clean", "prepare_value"])
def test_a_field_that_fails_keeps_what_was_typed(
    hook: str, kit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fieldkit.weeks import WeekField

    monkeypatch.setattr(WeekField, {"clean": "to_python"}.get(hook, hook), lambda *args: 1 / 0)
    form = typed("2024-37")
    assert 'value="2024-37"' in str(form["start"]) or "2024-37</textarea>" in str(form["start"])
    if hook == "clean":
        assert "kan ikke" in form.errors["start"][0] or "cannot be read" in form.errors["start"][0]


def test_a_letter_tells_the_week(kit: Any, cast: Any) -> None:
    case = way.submitted()
    definition = json.loads(json.dumps(case.scheme_version.definition))
    definition["letters"]["refused"]["nb"]["body"] += "\n\nSøknaden kom i {submitted_week}."
    assert not [fault for fault in check_letter(definition) if "submitted_week" in fault]
    case.scheme_version.definition = definition
    content = content_of(
        case=case,
        kind="refused",
        language="nb",
        fields={"reasons": "Nei."},
        by=cast.decision_maker,
        at=case.submitted_at,
    )
    assert content["paragraphs"][-1]["text"] == "Søknaden kom i week 10 of 2024."


def test_tables_come_as_one_more_kind_of_file(kit: Any, cast: Any, browse: Callable[[Any], Client]) -> None:
    client = browse(cast.caseworker)
    answer = client.get("/eksport/contact_person.md")
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer.getvalue().decode().splitlines()[1].startswith("| --- |")
    actions.rest("fieldkit", by=cast.administrator)
    assert client.get("/eksport/contact_person.md").status_code == 404
    assert client.get("/eksport/contact_person.csv").status_code == 200


def test_notices_go_one_more_way_each_retried_by_itself(
    kit: Any, cast: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.set_settings("fieldkit", {"folder": str(tmp_path)}, by=cast.administrator)
    way.submitted()
    told = outbox.OutboxMessage.objects.filter(kind="mail").first()
    assert outbox.deliver(told.pk) is True
    owed = outbox.OutboxMessage.objects.get(kind="notice_channel")
    monkeypatch.setattr("fieldkit.notices.Path", lambda *args: 1 / 0)
    assert outbox.deliver(owed.pk) is False  # the mail is sent all the same
    monkeypatch.undo()
    outbox.try_again(owed)
    assert outbox.deliver(owed.pk) is True
    assert [json.loads(file.read_text())["subject"] for file in tmp_path.glob("*.json")] == [
        owed.payload["subject"]
    ]


@pytest.mark.adversary("E16", "a plugin's scanner refuses what it knows, and takes nothing where it fails")
def test_files_are_scanned_by_one_more(kit: Any, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def verdict() -> str:
        return scanning.verdict(SimpleUploadedFile("a.pdf", b"%PDF " + EICAR))

    assert verdict() == "Eicar-Test"
    monkeypatch.setattr("fieldkit.files.EICAR", None)
    with pytest.raises(scanning.ScannerDown):
        verdict()
    actions.switch_off("fieldkit", standing.activations("fieldkit")[0].pk, by=cast.administrator)
    assert verdict() == ""


def test_its_addresses_are_closed_to_all_but_those_the_manifest_names(
    kit: Any, cast: Any, browse: Callable[[Any], Client], plugins_addresses: None
) -> None:
    assert Client().get("/p/fieldkit/uker/").status_code == 200
    assert Client().get("/p/fieldkit/varsler/").status_code == 302
    assert browse(cast.caseworker).get("/p/fieldkit/varsler/").status_code == 404
    admin = browse(cast.administrator)
    assert admin.get("/p/fieldkit/varsler/").status_code == 200
    actions.set_settings(
        "fieldkit", {"folder": "x" * 5_000}, by=cast.administrator
    )  # no file can be called so
    answer = admin.get("/p/fieldkit/varsler/")
    assert answer.status_code == 200
    assert any(
        said in answer.content.decode() for said in ("does not work just now", "virker ikke akkurat nå")
    )


def test_an_address_that_the_manifest_does_not_name_keeps_the_plugin_out(kit: Any, settings: Any) -> None:
    from dataclasses import replace

    from workflows.plugins.loading import quarantined

    [found] = settings.PLUGINS
    settings.PLUGINS = (replace(found, manifest=replace(found.manifest, access={"terms": "public"})),)
    assert list(plugin_urls.patterns()) == []
    assert quarantined() == {
        "fieldkit": "ValueError: fieldkit: the manifest does not say who may open channel."
    }


def test_a_part_of_the_case_that_fails_says_so(
    kit: Any, cast: Any, browse: Callable[[Any], Client], settings: Any
) -> None:
    case, client = way.submitted(), browse(cast.caseworker)
    answer = client.get(f"{case.get_absolute_url()}uker/")  # its template is not among the site's: it fails
    assert answer.status_code == 200
    assert str(case.number) in answer.content.decode()
    assert browse(cast.leader_network_leader).get(f"{case.get_absolute_url()}uker/").status_code == 404

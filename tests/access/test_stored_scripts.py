"""What people write is text wherever it is shown: a script in it is never part of a page (E1)."""

import re
from collections.abc import Callable, Iterator
from email.message import Message
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests import way
from tests.along import Stop, along
from workflows import work
from workflows.cases import panels
from workflows.cases.models import Case
from workflows.directory.models import User

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Client]
SCRIPT = "\"><script>marker()</script>'"
HOSTILE_NAMES = [
    '"><img src=x onerror=marker()>.pdf',
    "..\\..\\settings.pdf",
    "æøå\u202efdp.pdf",
    "x" * 90 + ".pdf",
    "CON.pdf",
    ".htaccess.pdf",
]
IMAGE = "\"><img src=x onerror=marker()>'{{7*7}}"


def assert_inert(answer: HttpResponse, where: str) -> bool:
    """See that no element came of what people wrote; return whether it is shown at all."""
    page = BeautifulSoup(answer.content, "html.parser")
    assert [tag for tag in page("script") if "marker" in tag.get_text() or not tag.get("src")] == [], where
    assert [tag for tag in page(True) if any(name.startswith("on") for name in tag.attrs)] == [], where
    assert [tag for tag in page("img") if tag.get("src") == "x"] == [], where
    assert not [tag for tag in page("a") if str(tag.get("href", "")).lower().startswith("javascript:")], where
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"], where
    return "marker()" in page.get_text()


def poisoned(stop: Stop) -> dict[str, Any]:
    """Return what completes a task, with a script in every field where text can be written."""
    form = work.make_form(stop.item, by=stop.by)
    texts = {
        name for name, field in form.fields.items() if type(field) is forms.CharField and name in stop.data
    }
    return stop.data | {name: SCRIPT if len(name) % 2 else IMAGE for name in texts}


def pages_of(case: Case) -> Iterator[str]:
    here = case.get_absolute_url()
    yield from (here, *(f"{here}{panel.slug}/" for panel in panels.panels(internal=True)))
    yield from (
        "/saker/",
        "/oppgaver/?liste=free",
        "/oppgaver/?liste=waiting",
        "/oppgaver/?liste=mine",
        "/min-side/",
    )


@pytest.mark.adversary(
    "E1", "a script in every text, name and file name of a case: on no page of it is there one"
)
@pytest.mark.parametrize("scheme", ["leader_network", "self_initiated"])
def test_no_script_comes_of_what_people_write(
    scheme: str, cast: SimpleNamespace, browse: Browse, at: Callable[..., None]
) -> None:
    User.objects.filter(username__in=("caseworker", "decision_maker")).update(first_name=IMAGE[:30])
    case = way.begin(scheme)
    case.network.name, case.network.themes = SCRIPT, IMAGE
    case.network.save()
    viewers = {"office": browse(cast.caseworker), "leader": browse(way.leader_of(case))}
    shown: set[str] = set()
    for number, stop in enumerate(along(scheme, at, case=case)):
        page = browse(stop.by).get(stop.url)
        assert (page.status_code, assert_inert(page, stop.url)) == (200, True)
        typed = poisoned(stop) | named_badly(stop)
        refused = browse(stop.by).post(
            stop.url, {name: value for name, value in typed.items() if "amount" not in name}
        )
        assert_inert(refused, stop.url)
        if refused.status_code == 422:
            done = browse(stop.by).post(stop.url, typed | named_badly(stop))
            assert done.status_code == 302, (
                stop.name,
                BeautifulSoup(done.content, "html.parser").select(".ds-error-summary"),
            )
        for viewer in [*viewers.values()][number % 2 :: 2]:  # one at each step; what is written stays
            for path in pages_of(Case.objects.get(pk=case.pk)):
                if assert_inert(viewer.get(path), path):
                    shown.add(path.rsplit("/", 2)[-2])
    assert {"soknad", "vurdering", "vedtak", "rapport", "revisjon", "logg", "saker", "oppgaver"} <= shown


def named_badly(stop: Stop) -> dict[str, Any]:
    """Return the task's files under a name that would run."""
    return {
        name: SimpleUploadedFile(
            '"><img src=x onerror=marker()>.pdf', way.PDF, content_type="application/pdf"
        )
        for name in stop.files
    }


@pytest.mark.adversary(
    "E1", "a list of documents shows a hostile file name as text, and downloads it under a safe header"
)
@pytest.mark.adversary("E4", "a hostile file name is stored under a generated one, and sent as an attachment")
def test_a_hostile_file_name_is_text(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.begin("self_initiated")
    page, leader = way.section(case, "write", "project"), browse(cast.network_leader)
    for name in HOSTILE_NAMES:
        plan = SimpleUploadedFile(name, way.PDF, content_type="application/pdf")
        typed = {"action": "save", **way.application_data(case), "project_plan": plan}
        assert leader.post(page, typed).status_code == 302, name
    case.application.refresh_from_db()
    case.application.answers["project_plan"] = case.documents.order_by("id").first().pk
    case.application.save()
    assert assert_inert(leader.get(page), "write")
    assert_inert(leader.get(f"{case.get_absolute_url()}dokumenter/"), "documents")
    assert case.documents.count() == len(HOSTILE_NAMES)
    for document in case.documents.all():
        answer = leader.get(document.get_absolute_url())
        header = Message()
        header["Content-Disposition"] = answer["Content-Disposition"]
        assert header.get_content_disposition() == "attachment"
        assert set(dict(header.get_params(header="Content-Disposition"))) <= {
            "attachment",
            "filename",
            "filename*",
        }
        assert (answer["X-Content-Type-Options"], "sandbox" in answer["Content-Security-Policy"]) == (
            "nosniff",
            True,
        )
        assert re.fullmatch(rf"cases/{case.pk}/[0-9a-f]{{32}}", document.file.name)


@pytest.mark.adversary(
    "E1", "what is echoed at once is text too: searches, conflicts, refused forms, addresses"
)
def test_what_is_echoed_is_text(cast: SimpleNamespace, browse: Browse) -> None:
    case = way.submitted()
    item, client = way.item(case, "formal_check"), browse(cast.caseworker)
    assert client.post(item.get_absolute_url(), {"result": "complete"}).status_code == 302
    echoes = [
        client.get("/saker/", {"q": SCRIPT, "status": IMAGE}),
        client.get("/saker/", {SCRIPT: IMAGE}),
        client.post(item.get_absolute_url(), {"result": "ask", "asked_for": IMAGE, "key": SCRIPT}),
        client.post(
            way.item(case, "declare").get_absolute_url(),
            {"declaration": SCRIPT, "reason": IMAGE, "key": SCRIPT},
        ),
        Client(enforce_csrf_checks=True).post(
            "/konto/login/", {"a<script>marker()</script>": SCRIPT, "next": SCRIPT}
        ),
        client.get("/finnes/%22%3E%3Cscript%3Emarker()%3C/script%3E/"),
        Client().get("/konto/login/", {"next": "javascript:marker()"}),
    ]
    assert [answer.status_code for answer in echoes] == [200, 200, 409, 422, 403, 404, 200]
    for answer in echoes:
        assert_inert(answer, str(answer.request["PATH_INFO"]))

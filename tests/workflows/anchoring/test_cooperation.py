"""A knowledge environment confirms, without an account, the cooperation an application tells of (P9)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import mails, seeing, way
from workflows.directory.models import KnowledgeEnvironment

pytestmark = pytest.mark.django_db
ADDRESS = "forsker@miljo.example"
TYPED = {"name": "Mona Lie", "title": "Forskningsleder", "confirmed": "on"}


@pytest.mark.requirement(
    "P9", "a network asks a knowledge environment, which confirms the cooperation by a link"
)
@pytest.mark.adversary("D1", "an environment's link shows one application, and is dead once it is used")
def test_an_environment_confirms_a_cooperation_by_a_link(browse: Any, cast: Any) -> None:
    case = way.written("self_initiated")
    environment = KnowledgeEnvironment.objects.get(name="Kunnskapssenteret")
    page = reverse("case-act", args=[case.number, "be-om-samarbeid"])
    typed = {"environment": environment.pk, "name": "Mona", "email": ADDRESS}
    leader = browse(way.leader_of(case))
    assert browse(cast.klepp_management).get(page).status_code == 403
    assert leader.post(page, typed).status_code == 302
    path, reader = mails.link(ADDRESS, "bekreft/samarbeid"), Client()
    assert "Kunnskapssenteret" in reader.get(path).content.decode()
    assert reader.post(path, TYPED | {"title": ""}).status_code == 422
    assert [reader.post(path, TYPED).status_code, reader.post(path, TYPED).status_code] == [302, 404]
    link = case.cooperation_links.get()
    assert (link.name, link.title, link.used_at is not None) == ("Mona Lie", "Forskningsleder", True)
    assert seeing.acts(case)[-1][0] == "anchoring.cooperation"
    part = leader.get(reverse("case-part", args=[case.number, "bekreftelser"])).content.decode()
    assert "Mona Lie, Forskningsleder" in part
    assert leader.post(page, typed).status_code == 422

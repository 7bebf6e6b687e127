"""A scheme is published by another person than the one who wrote it (D8)."""

from typing import Any

import pytest
from django.urls import reverse

from cms.access import groups_follow_roles
from tests.cms.schemes.making import definition, draft, page_of, posted
from workflows.schemes.models import SchemeVersion

pytestmark = pytest.mark.django_db


@pytest.mark.adversary(
    "D8", "who writes a scheme cannot publish it: by no button, at once, or by approving it"
)
def test_a_scheme_is_published_by_whoever_approves_it(browse: Any, cast: Any) -> None:
    for user in (cast.editor, cast.guideline_reviewer):
        groups_follow_roles(user)
    page = draft()
    client, edit = browse(cast.editor), reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.post(edit, posted(page, **{"action-publish": "yes"}))
    add = reverse("wagtailadmin_pages:add", args=["cms", "schemepage", page.get_parent().pk])
    refused = client.post(add, posted(page, slug="new", scheme="new", **{"action-publish": "yes"}))
    assert len(refused.context["messages_of_refusal"]) == 1
    assert (page_of().live, page_of("new").live) == (False, False)

    client.post(edit, posted(page, **{"action-submit": "yes"}))
    state = page_of().current_workflow_task_state
    act = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    client.post(act)
    assert not page_of().live
    browse(cast.guideline_reviewer).post(act)
    assert page_of().live
    assert SchemeVersion.objects.get(code="equipment").definition == definition()

"""A scheme that has statements asked for them by itself."""

import pytest

from tests import way
from workflows.publishing import publish_scheme
from workflows.schemes.models import Call

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R8.4", "a scheme asks Bufetat and the knowledge environment as soon as it can")
def test_bodies_are_asked_when_the_application_is_complete_and_once() -> None:
    call = Call.objects.get(office__code="ROG", scheme_version__code="self_initiated")
    definition = call.scheme_version.definition
    options = definition["options"] | {"statements": ["bufetat", "environment"]}
    Call.objects.filter(pk=call.pk).update(scheme_version=publish_scheme(definition | {"options": options}))

    case = way.complete("self_initiated")
    asked = [str(statement) for statement in case.statements_asked.all()]
    assert (len(asked), asked[1]) == (2, "Kunnskapssenteret")
    assert way.item(case, "declare").open
    assert case.items.filter(flow="statements", open=True).count() == 2

"""Which schemes a rule concerns, in words: also those that others have made since."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from cms.blocks import ExampleBlock, rule_blocks
from cms.blocks.schemes import scheme_choices
from cms.reading import scheme_words
from workflows.schemes.models import SchemeVersion

pytestmark = pytest.mark.django_db


def test_a_scheme_made_on_a_page_is_called_by_its_name() -> None:
    names = {"name_nb": "Utstyr til nettverk", "name_nn": "Utstyr til nettverka"}
    SchemeVersion.objects.create(code="equipment", version=1, network_kind="learning", definition={}, **names)
    assert scheme_words(["equipment"]) == "Utstyr til nettverk"
    with override("nn"):
        assert scheme_words(["equipment"]) == "Utstyr til nettverka"


def test_the_sources_own_schemes_are_named_without_asking(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert scheme_words(["foster_home"]) == "fosterhjem"


@pytest.mark.requirement(
    "R3.1", "a guideline's rules and examples can be about every scheme that is published"
)
def test_every_published_scheme_can_be_chosen_for_a_rule() -> None:
    block = rule_blocks()["comparison"].child_blocks["schemes"]
    with pytest.raises(ValidationError):
        block.clean(["self_initiated", "equipment"])
    names = {
        "name_nb": "Utstyr",
        "name_nn": "Utstyr",
        "version": 1,
        "network_kind": "learning",
        "definition": {},
    }
    SchemeVersion.objects.create(code="equipment", **names)
    SchemeVersion.objects.create(code="tried", trial=True, **names)
    assert block.clean(["self_initiated", "equipment"]) == ["self_initiated", "equipment"]
    assert ExampleBlock().child_blocks["scheme"].clean("equipment") == "equipment"
    codes = ["self_initiated", "foster_home", "leader_network"]
    assert [code for code, _name in scheme_choices()][:3] == codes
    assert dict(scheme_choices())["equipment"] == "Utstyr"
    assert "tried" not in dict(scheme_choices())

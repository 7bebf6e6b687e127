"""The demo's pages are built from the texts, once, in both languages."""

import pytest
from wagtail.documents import get_document_model
from wagtail.models import Page, Site

from cms.blocks import RulesBlock
from cms.demo import pages as demo
from cms.publishing import rules_of
from tests.cms.demo_content import load
from tests.cms.site import page_of
from workflows.directory.models import ContactPerson, KnowledgeEnvironment
from workflows.schemes.models import Edition, Rule, SchemeVersion, Standing

COUNTED = [Page, Edition, Rule, Standing, SchemeVersion, ContactPerson, KnowledgeEnvironment, Site]


def counts() -> list[int]:
    """Return how many rows there are of everything the demo makes."""
    return [model.objects.count() for model in [*COUNTED, get_document_model()]]


def test_building_again_doubles_nothing(pages: None) -> None:
    before = counts()
    demo.build()
    assert counts() == before


def test_what_an_editor_wrote_stays(pages: None) -> None:
    page = page_of("2024")
    page.intro = "Skrevet av en redaktør"
    page.save_revision().publish()
    demo.build()
    assert page_of("2024").intro == "Skrevet av en redaktør"


def test_every_page_is_there_in_both_languages(pages: None) -> None:
    def paths(language: str) -> list[str]:
        live = Page.objects.filter(live=True, locale__language_code=language, depth__gt=1)
        return sorted(path.split("/", 2)[2] for path in live.values_list("url_path", flat=True))

    assert paths("nb") == paths("nn")
    assert {"retningslinjer/", "kontakt/", "utlysninger/", "personvern/"} <= set(paths("nb"))
    assert Site.objects.get().root_page.specific.slug == "hjem"


@pytest.mark.requirement(
    "R1.5", "blocks give back exactly the rules of the text: nothing is lost on the way to the check"
)
@pytest.mark.parametrize("document", ["2021", "2024"])
def test_the_blocks_carry_the_rules_unchanged(pages: None, document: str) -> None:
    def bare(rule: dict, code: str) -> dict:
        params = {name: value for name, value in rule["params"].items() if name != "question"}
        return {"code": code, "kind": rule["kind"], "severity": rule["severity"], "steps": rule["steps"],
                "schemes": rule["schemes"], "params": params, "wording": rule["wording"]["nb"]}  # fmt: skip

    written = [
        bare(rule, paragraph["code"])
        for chapter in load(f"guideline-{document}.json")["chapters"]
        for paragraph in chapter["paragraphs"]
        for rule in paragraph["rules"]
    ]
    assert [bare(rule, rule["code"]) for rule in rules_of(page_of(document))] == written


def test_every_rule_passes_the_form_an_editor_would_see(pages: None) -> None:
    kinds = RulesBlock().child_blocks
    for paragraph in page_of("2024").body[3].value["content"]:
        for child in paragraph.value["rules"]:
            assert kinds[child.block_type].clean(child.value)


@pytest.mark.requirement("R1.5", "two rules of the 2021 document hold in 2024, and no other")
def test_two_rules_of_2021_still_hold(pages: None) -> None:
    rules_in_force = Edition.objects.filter(document="2024").latest("version").rules_in_force()
    assert [str(rule) for rule in rules_in_force if rule.edition.document == "2021"] == [
        "2021-0.2",
        "2021-2.3",
    ]

"""Templates keep the rules of the house: every text is translated, nothing is inline, ours stand before others'."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.template.loader import get_template

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted(
    path for app in ("workflows", "cms", "imports") for path in (ROOT / app).rglob("templates/**/*.html")
)
STATIC_IN_BOTH_FORMS = {"500.html", "503.html"}  # stand alone, without catalogues
UNITS = {"kr"}
SEEN_ATTRIBUTES = ("aria-label", "alt", "title", "placeholder", "aria-description")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def without_comments(path: Path) -> str:
    return re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", path.read_text(), flags=re.DOTALL)


def texts_outside_gettext(source: str) -> list[str]:
    """Return what a person would read of a template with everything translated or computed taken away."""
    bare = re.sub(r"{% blocktrans(late)?\b.*?{% endblocktrans(late)? %}", "", source, flags=re.DOTALL)
    bare = re.sub(r"{%.*?%}|{{.*?}}", "", bare, flags=re.DOTALL)
    page = BeautifulSoup(bare, "html.parser")
    texts = [
        str(text).strip()
        for text in page.find_all(string=True)
        if text.parent.name not in ("script", "style")
    ]
    texts += [str(tag[each]) for each in SEEN_ATTRIBUTES for tag in page(attrs={each: True})]
    return [
        text for text in texts if re.search(r"[^\W\d_]", text) and text not in UNITS and "DOCTYPE" not in text
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_text_a_person_sees_is_translated(path: Path) -> None:
    if path.name not in STATIC_IN_BOTH_FORMS:
        assert [text for text in texts_outside_gettext(without_comments(path)) if text != "html"] == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Tekst</p>",
        '<p aria-label="Tekst"></p>',
        "{% if a %}Tekst{% endif %}",
        '<a title="{{ x }} Tekst">{{ y }}</a>',
    ],
)
def test_the_scan_finds_a_text_that_is_not_translated(source: str) -> None:
    assert texts_outside_gettext(source) != []


@pytest.mark.adversary(
    "E1", "no page of ours has an inline script or style, so the content policy can refuse them all"
)
@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_nothing_is_inline(path: Path) -> None:
    source = without_comments(path)
    assert re.findall(r"<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:|hx-on|<script>", source) == []
    assert [
        tag for tag in re.findall(r"<script\b[^>]*>", source) if "src=" not in tag and "json" not in tag
    ] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_forms_that_are_posted_carry_a_token_and_show_our_own_messages(path: Path) -> None:
    for form in re.findall(r"<form\b.*?</form>", without_comments(path), flags=re.DOTALL):
        if 'method="post"' in form:
            assert "{% csrf_token %}" in form
            assert "novalidate" in form or not re.search(r"{{ ?form|as_field_group", form)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_nothing_is_loaded_from_other_hosts(path: Path) -> None:
    assert re.findall(r"(?:src|href)=[\"'](?:https?:)?//", without_comments(path)) == []


VIEWFLOWS_NAMES_FOR_EVERYONE = [
    *[
        "400.html",
        "403.html",
        "404.html",
        "500.html",
        "registration/login.html",
        "registration/logged_out.html",
    ],
    *[
        "registration/password_change_form.html",
        "registration/password_change_done.html",
        "registration/profile.html",
    ],
    *["registration/password_reset_form.html", "registration/password_reset_done.html"],
    *["registration/password_reset_confirm.html", "registration/password_reset_complete.html"],
    *["registration/provider_list.html", "viewflow/workflow/graph.svg"],
]


@pytest.mark.parametrize("name", VIEWFLOWS_NAMES_FOR_EVERYONE)
def test_our_templates_stand_before_viewflows(name: str) -> None:
    assert Path(get_template(name).origin.name).is_relative_to(ROOT / "workflows" / "templates")


@pytest.mark.parametrize("name", sorted(name_of(path).split("templates/")[1] for path in TEMPLATES))
def test_every_template_compiles(name: str) -> None:
    assert get_template(name)

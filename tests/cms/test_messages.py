"""Texts are found in the code, kept with their translations, and said when they lack one."""

import io
import os
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.core.management import CommandError, call_command

from cms import catalogues

PYTHON = """
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

TITLE = _("Title")
STATUS = pgettext_lazy("of a call", "Open")

def say(name, count):
    not_a_text = _(name)
    _now(
        "Many words, "
        "on two lines"
    )
    return ngettext("%(count)s case", "%(count)s cases", count) % {"count": count}
"""
TEMPLATE = """
{% load i18n %}<h1>{% translate "Heading" %}</h1>
    {% blocktranslate with name=user.name trimmed %}
        Hello,
        {{ name }}
    {% endblocktranslate %}
{% blocktranslate count days=left %}{{ days }} day{% plural %}{{ days }} days{% endblocktranslate %}
<p title="{% translate 'Open' context 'of a door' %}">{{ label|default:_("Parts") }}</p>
"""


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of one module and one template, and catalogues of its own."""
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    monkeypatch.setattr(catalogues, "PACKAGES", ("shop",))
    monkeypatch.setattr(catalogues, "OURS", tmp_path / "locale")
    monkeypatch.setattr(catalogues, "OTHERS", tmp_path / "others")
    (tmp_path / "shop" / "templates" / "shop").mkdir(parents=True)
    (tmp_path / "shop" / "views.py").write_text(PYTHON)
    (tmp_path / "shop" / "templates" / "shop" / "page.html").write_text(TEMPLATE)
    return tmp_path


def quietly(*command: str) -> str:
    """Run a command and return what it says."""
    said = io.StringIO()
    call_command(*command, stdout=said)
    return said.getvalue()


def texts(catalogue: Catalog) -> set[tuple[object, str | None]]:
    return {(message.id, message.context) for message in catalogue if message.id}


def translate(code: Path, **translations: str) -> None:
    """Write translations into the Norwegian catalogues; "" for every text not named."""
    for language in catalogues.LANGUAGES:
        path = catalogues.file_of(catalogues.OURS, language)
        catalogue = catalogues.read(path)
        for message in catalogue:
            if message.id:
                given = translations.get(str(message.id), "ord")
                message.string = given if isinstance(message.id, str) else ("%(count)s", "%(count)s")
        catalogues.write(catalogue, path)


def test_every_way_of_marking_a_text_is_found(code: Path) -> None:
    assert texts(catalogues.extract()) == {
        ("Title", None),
        ("Open", "of a call"),
        ("Many words, on two lines", None),
        (("%(count)s case", "%(count)s cases"), None),
        ("Heading", None),
        ("Hello, %(name)s", None),
        (("%(days)s day", "%(days)s days"), None),
        ("Open", "of a door"),
        ("Parts", None),
    }


def test_translations_are_kept_and_texts_no_longer_there_are_dropped(code: Path) -> None:
    quietly("messages", "--extract")
    path = catalogues.file_of(catalogues.OURS, "nb")
    catalogue = catalogues.read(path)
    catalogue.get("Heading").string = "Overskrift"
    catalogues.write(catalogue, path)
    (code / "shop" / "views.py").write_text("")
    assert quietly("messages", "--extract").startswith("nb: 5 texts, 4 to translate\n")
    after = catalogues.read(path)
    assert after.get("Heading").string == "Overskrift"
    assert after.get("Title") is None
    assert "#~" not in path.read_text()


def test_a_second_time_nothing_changes_and_no_file_has_dates_or_places(code: Path) -> None:
    quietly("messages", "--extract")
    before = {path: path.read_bytes() for path in code.rglob("*.po")}
    (code / "shop" / "views.py").write_text("\n\n\n" + PYTHON)
    assert quietly("messages", "--extract").count("nothing new") == 2
    assert {path: path.read_bytes() for path in code.rglob("*.po")} == before
    assert all(b"Date" not in content and b"#:" not in content for content in before.values())


def test_what_is_wrong_is_said_and_fails(code: Path) -> None:
    quietly("messages", "--extract")
    path = catalogues.file_of(catalogues.OURS, "nb")
    catalogue = catalogues.read(path)
    catalogue.add("Gone", string="Borte")
    catalogue.delete("Parts")
    catalogue.get("Title").string = "Tittel"
    catalogue.get("Title").flags.add("fuzzy")
    catalogue.get("Hello, %(name)s").string = "Hei, %(navn)s"
    catalogues.write(catalogue, path)
    found = catalogues.extract()
    said = set(catalogues.faults(found, catalogues.read(path)))
    assert said >= {
        "stale: 'Gone'",
        "missing: 'Parts'",
        "fuzzy: 'Title'",
        "untranslated: 'Heading'",
        "untranslated: [of a door] 'Open'",
        "other placeholders: 'Hello, %(name)s' → 'Hei, %(navn)s'",
    }
    with pytest.raises(CommandError, match=r"nb: stale: 'Gone'"):
        call_command("messages", "--check")


@pytest.mark.parametrize(
    ("english", "norwegian", "right"),
    [
        ("{network} has {count}", "{count} har {network}", True),
        ("{network} has sent", "Det er sendt", False),
        ("At most %(limit)s", "Høyst %(limit)d", False),
        ("100 %% of %d", "%d av 100 %%", True),
        ("Plain", "Enkelt {fields}", False),
    ],
)
def test_placeholders_are_the_same_in_translation(english: str, norwegian: str, right: bool) -> None:
    catalogue = Catalog(locale="nb")
    catalogue.add(english, string=norwegian)
    assert (list(catalogues.faults_within(catalogue)) == []) is right


def test_only_what_is_newer_is_compiled(code: Path) -> None:
    quietly("messages", "--extract")
    translate(code, Heading="Overskrift")
    assert quietly("messages", "--compile") == "2 of 2 catalogues compiled\n"
    assert quietly("messages", "--compile") == "0 of 2 catalogues compiled\n"
    path = catalogues.file_of(catalogues.OURS, "nb")
    later = path.with_suffix(".mo").stat().st_mtime + 5
    os.utime(path, (later, later))
    assert quietly("messages", "--compile") == "1 of 2 catalogues compiled\n"

"""What people read, in bokmål and nynorsk: texts found in the code, their translations, and what is wrong with them.

Our three packages share one catalogue per language. Texts of other packages stand apart, in `cms/locale_packages`,
and only those that our users meet. Babel does the work, so that no gettext has to be installed.
"""

import ast
import io
import os
import re
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT: Path = settings.BASE_DIR
PACKAGES = ("workflows", "cms", "imports")
LANGUAGES = ("nb", "nn")
OURS = ROOT / "workflows" / "locale"
OTHERS = ROOT / "cms" / "locale_packages"

# Where msgid, plural and context stand among the arguments of Django's functions, as Babel wants it.
Functions = dict[str, tuple[int | tuple[int, str], ...]]
FUNCTIONS: Functions = {
    "gettext": (1,),
    "gettext_lazy": (1,),
    "gettext_noop": (1,),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = """\
# {about}
msgid ""
msgstr ""
"Project-Id-Version: Nettverksmidler\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
ABOUT = "Texts of workflows, cms and imports. Made by `manage.py messages --extract`, translated by hand."
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|(?<!%)%[sd]|\{\w*\}")


def file_of(folder: Path, language: str) -> Path:
    """Return the catalogue of a language in a folder."""
    return folder / language / "LC_MESSAGES" / "django.po"


def read(path: Path) -> Catalog:
    """Return a catalogue; an empty one where there is no file yet."""
    language = path.parent.parent.name
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def written(catalog: Catalog, language: str, about: str = ABOUT) -> bytes:
    """Return a catalogue as a file: sorted, without dates and places, so that diffs are small."""
    text = io.BytesIO()
    text.write(HEADER.format(about=about, language=language).encode())
    write_po(
        text, catalog, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True
    )
    return text.getvalue().rstrip() + b"\n"


def write(catalog: Catalog, path: Path, about: str = ABOUT) -> bool:
    """Write a catalogue to its file. Return whether it changed."""
    content = written(catalog, path.parent.parent.name, about)
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path, content)
    return True


def extract(packages: Iterable[Path] = ()) -> Catalog:
    """Return every text of some packages, of ours where none is named, from Python and templates."""
    found = Catalog(charset="utf-8")
    for package in list(packages) or [ROOT / name for name in PACKAGES]:
        for path in sorted(package.rglob("*")):
            if path.suffix == ".py" and "migrations" not in path.parts:
                source = path.read_text()
                texts = _texts(source, _functions(source))
            elif path.suffix in {".html", ".svg", ".txt"} and "templates" in path.parts:
                texts = _texts(_as_python(path), FUNCTIONS | {"_": (1,)})
            else:
                continue
            for text, context in texts:
                found.add(text, context=context)
    return found


def update(found: Catalog, known: Catalog) -> Catalog:
    """Return the texts found, with the translations known; what is no longer found is left out."""
    new = Catalog(locale=known.locale, charset="utf-8")
    for message in found:
        if message.id:
            old = known.get(_key(message), message.context)
            kept = old if old and isinstance(old.id, str) == isinstance(message.id, str) else None
            new.add(
                message.id,
                string=kept.string if kept else None,
                flags=kept.flags if kept else (),
                user_comments=kept.user_comments if kept else (),
                context=message.context,
            )
    return new


def is_translated(message: Message) -> bool:
    """Return whether a text has all its forms."""
    return all(_forms(message.string))


def faults(found: Catalog, known: Catalog) -> Iterator[str]:
    """Yield what a catalogue lacks or has too much of, compared with the texts found in the code."""
    for message in found:
        if message.id and known.get(_key(message), message.context) is None:
            yield f"missing: {_name(message)}"
    for message in known:
        if message.id and found.get(_key(message), message.context) is None:
            yield f"stale: {_name(message)}"
    yield from faults_within(known)


def faults_within(known: Catalog) -> Iterator[str]:
    """Yield what is untranslated, fuzzy, or has other placeholders than its English text."""
    for message in known:
        if not message.id:
            continue
        if message.fuzzy:
            yield f"fuzzy: {_name(message)}"
        wanted = [set(PLACEHOLDER.findall(text)) for text in _forms(message.id)]
        for translated in _forms(message.string):
            if not translated:
                yield f"untranslated: {_name(message)}"
            elif set(PLACEHOLDER.findall(translated)) not in wanted:
                yield f"other placeholders: {_name(message)} → {translated!r}"


def of_plugins() -> list[Path]:
    """Return the folders with the catalogues of the plugins that are allowed and installed."""
    specs = [find_spec(found.module) for found in settings.PLUGINS if found.module and not found.reason]
    packages = [Path(place) for spec in specs if spec for place in spec.submodule_search_locations or ()]
    return [package / "locale" for package in packages if (package / "locale").is_dir()]


def compile_all(folders: Iterable[Path] = ()) -> tuple[int, int]:
    """Compile every catalogue that is newer than its compiled file. Return how many were compiled, and how many are.

    Those in `folders`; where none is named, ours and those of plugins.
    """
    folders = list(folders) or [OURS, OTHERS, *of_plugins()]
    catalogues = [path for folder in folders for path in sorted(folder.glob("*/LC_MESSAGES/*.po"))]
    compiled = 0
    for path in catalogues:
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
            content = io.BytesIO()
            write_mo(content, read(path))
            _replace(target, content.getvalue())
            compiled += 1
    return compiled, len(catalogues)


def _functions(source: str) -> Functions:
    """Return the functions that mark texts in a module, also under the names it imports them by."""
    named = dict(FUNCTIONS)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for name in node.names:
                if name.asname and name.name in FUNCTIONS:
                    named[name.asname] = FUNCTIONS[name.name]
    return named


def _texts(source: str, functions: Functions) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """Yield each text of a Python source, or a pair with its plural, and its context."""
    calls = extract_python(io.BytesIO(source.encode()), cast(Any, functions), (), {})
    for _line, function, arguments, _comments in calls:
        given = arguments if isinstance(arguments, tuple) else (arguments,)
        wanted = functions[cast(str, function)]
        places = [place if isinstance(place, int) else place[0] for place in wanted]
        texts = [str(given[place - 1] or "") if place <= len(given) else "" for place in places]
        if not all(texts):
            continue  # not a literal text: it is marked where it is written
        context = texts.pop(0) if isinstance(wanted[0], tuple) else None
        yield (texts[0], texts[1]) if len(texts) > 1 else texts[0], context


def _as_python(path: Path) -> str:
    """Return a template's texts as calls, one line each: Django leaves the template's indentation, Python cannot."""
    return "\n".join(line.strip() for line in templatize(path.read_text(), origin=str(path)).splitlines())


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """Return the singular and the plural of a text, or its only form."""
    return tuple(text) if isinstance(text, tuple | list) else (text or "",)


def _key(message: Message) -> str:
    return _forms(message.id)[0]


def _name(message: Message) -> str:
    return (f"[{message.context}] " if message.context else "") + repr(_key(message))


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: a site that runs may read it meanwhile."""
    making = path.with_name(f"{path.name}.{os.getpid()}")
    making.write_bytes(content)
    making.replace(path)

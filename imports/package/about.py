"""What a package says of itself: of which version, of whom, and the editions and scheme versions it refers to."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from imports.exports.published import digest
from imports.exports.readers import Reader
from workflows.schemes.models import Edition, SchemeVersion

FORMAT = 1  # of what the tables are called and which columns they have
PROFILE = "tabular-data-package"


def package(resources: list[Any], reader: Reader, cut: Mapping[str, Any], *, title: str) -> dict[str, Any]:
    """Return `datapackage.json`, without the time it is made: the same rows are the same bytes. Two queries."""
    return {
        "profile": PROFILE,
        "name": "nettverksmidler",
        "title": title or "Nettverksmidler",
        "version": f"{FORMAT}.0.0",
        "nettverksmidler": {
            "format": FORMAT,
            "commit": settings.COMMIT,
            "cut": {name: value for name, value in sorted(cut.items()) if value},
            "editions": _editions(),
            "schemes": _schemes(),
        },
        "resources": resources,
    }


def _editions() -> list[dict[str, Any]]:
    found = Edition.objects.of_guidelines().order_by("document", "version")
    return [
        {"document": document, "version": version, "hash": f"sha256:{content}"}
        for document, version, content in found.values_list("document", "version", "content_hash")
    ]


def _schemes() -> list[dict[str, Any]]:
    found = SchemeVersion.objects.real().order_by("code", "version")
    return [
        {"scheme": code, "version": version, "hash": f"sha256:{digest(definition)}"}
        for code, version, definition in found.values_list("code", "version", "definition")
    ]

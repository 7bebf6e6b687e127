"""The file itself: names, manifest, seal, and the one way its bytes are written."""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.text import slugify

FORMAT = 1
MANIFEST = "manifest.json"
NAME = re.compile(
    r"[a-z0-9][a-z0-9.-]{0,99}"
)  # flat: no folder, no drive, nothing that any system reads otherwise
_LONGEST = 60
_AS_ASCII = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "ae", "Ø": "o", "Å": "a"})
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def document_name(number: int, title: str, extension: str) -> str:
    """Return the name of a document in the package: unique by its number, safe on every system (C18)."""
    slug = slugify(title.translate(_AS_ASCII)).replace("_", "-")[:_LONGEST].strip("-") or "document"
    return f"document-{number:03}-{slug}.{extension}"


def as_json(value: Any) -> bytes:
    """Return a value as the bytes a package holds."""
    text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, indent=1)
    return text.encode() + b"\n"


def manifest(about: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Return the manifest: what the package is of, and size and SHA-256 of every other file."""
    listed = {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in files.items()
    }
    return as_json({"format": FORMAT, **about, "files": listed})


def seal_of(manifest: bytes) -> str:
    """Return the seal of a package with this manifest."""
    return hashlib.sha256(manifest).hexdigest()


def write(files: Iterable[tuple[str, bytes]], to: BinaryIO) -> None:
    """Write a package: the same files in the same order give the same bytes, on every machine."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content)


def receipt_of(seal: str) -> str:
    """Return the code by which a sender recognises that the package of this seal was received: `4F2A-99C0-1B7E`.

    It follows from the seal, so that both compute the same: it shows that the right package arrived, not who took it.
    """
    digest = hashlib.sha256(f"received {seal}".encode()).hexdigest()[:12].upper()
    return "-".join((digest[:4], digest[4:8], digest[8:]))

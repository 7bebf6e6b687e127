"""What cases rest on: editions, scheme versions and calls, with the hashes that tell whether they are the same."""

import hashlib
import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from workflows.schemes.models import Call, Edition, SchemeVersion

from .columns import TEXT, columns
from .tables import NETWORKS, table


def digest(definition: Any) -> str:
    """Return the SHA-256 of a definition, whatever order a database keeps its keys in."""
    text = json.dumps(definition, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


table(
    "edition",
    Edition,
    ("document", "version"),
    columns(
        Edition,
        "document version title_nb title_nn valid_from valid_to responsible_body published_at content_hash",
        content_hash={"label": _("checksum (SHA-256)")},
    ),
    lambda reader: Edition.objects.of_guidelines(),
    group=NETWORKS,
)
table(
    "scheme_version",
    SchemeVersion,
    ("scheme", "version"),
    columns(
        SchemeVersion,
        "scheme=code version document name_nb name_nn network_kind published_at definition_hash=definition",
        definition_hash={"label": _("checksum (SHA-256)"), "made": digest, "kind_made": TEXT},
    ),
    lambda reader: SchemeVersion.objects.real(),
    group=NETWORKS,
)
table(
    "call",
    Call,
    ("office", "scheme", "scheme_version", "year", "opens"),
    columns(
        Call,
        "office=office__code scheme=scheme_version__code scheme_version=scheme_version__version "
        "edition=edition__document edition_version=edition__version year opens deadline max_amount",
        scheme_version={"label": SchemeVersion._meta.verbose_name},
        edition_version={"label": _("version of the edition")},
        edition={"label": Edition._meta.verbose_name},
    ),
    lambda reader: Call.objects.real(),
    to={
        ("office",): "governor_office",
        ("scheme", "scheme_version"): "scheme_version",
        ("edition", "edition_version"): "edition",
    },
    filters={"year": "year", "office": "office__code", "scheme": "scheme_version__code"},
    group=NETWORKS,
)

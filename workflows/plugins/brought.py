"""What plugins bring, by what the registries call it: as manifests name it, and as people read it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BROUGHT: dict[str, tuple[str, str | Promise]] = {
    "The flow": ("flows", _("Flows")),
    "What follows": ("flows", _("What follows flows")),
    "The kind of rule": ("rule_kinds", _("Kinds of rule")),
    "The fact": ("facts", _("Facts")),
    "The field type": ("field_types", _("Types of form field")),
    "The letter field": ("letter_fields", _("Letter fields")),
    "The exporter": ("exporters", _("Kinds of file")),
    "The channel": ("notice_channels", _("Channels of notices")),
    "The scanner": ("scanners", _("Malware scanners")),
    "The page block": ("page_blocks", _("Blocks of public pages")),
    "The part": ("case_parts", _("Parts of the case page")),
    "The veto": ("guards", _("Checks before steps")),
    "The listener": ("listeners", _("Listeners to what happens")),
}


def provided(brought: dict[str, list[str]]) -> set[str]:
    """Return what a manifest calls what was registered."""
    return {BROUGHT[what][0] for what in brought if what in BROUGHT}


def in_words(brought: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return what was registered as people read it."""
    return {str(BROUGHT[what][1]): codes for what, codes in brought.items() if what in BROUGHT}

"""Finding cases, networks and documents within one's rights (D1, E12, R8.16): the same on every database."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from workflows.cases.models import Case, Document, DocumentRegistration
from workflows.cases.rights import documents_in_sight, visible_cases
from workflows.directory.models import Network, User
from workflows.networks.rights import visible_networks
from workflows.ui.matching import any_case, words_of

SHOWN = 20  # of each kind
LONGEST = 100


@dataclass(frozen=True)
class Group:
    """What was found of one kind, and whether there is more than is shown."""

    title: str
    rows: list[Any]
    more: bool


@dataclass(frozen=True)
class Found:
    """What was found, kind by kind."""

    cases: Group
    networks: Group
    documents: Group

    def __bool__(self) -> bool:
        return bool(self.cases.rows or self.networks.rows or self.documents.rows)


def search(user: User, text: str) -> Found:
    """Return what the person may see that has every word of `text`; an organisation number may be written in groups."""
    words = _words(text)
    return Found(
        _group(
            _("Cases"), cases(user, words).select_related("network", "scheme_version", "municipality__county")
        ),
        _group(
            _("Networks"), networks(user, words).select_related("responsible_municipality__county__office")
        ),
        _group(_("Documents"), documents(user, words).select_related("case")),
    )


def cases(user: User, words: list[str]) -> QuerySet[Case]:
    """Return the cases that have each word in a number (also the draft's), a name, a title or an archive reference."""
    found = visible_cases(user)
    for word in words:
        pattern = any_case(word)
        registered = _newest().filter(
            document__case=OuterRef("pk"),
            document__in=documents_in_sight(user),
            archive_reference__regex=pattern,
        )
        found = found.filter(
            Q(number__regex=pattern)
            | Q(draft_number__regex=pattern)
            | Q(title__regex=pattern)
            | Q(network__name__regex=pattern)
            | _municipality("municipality", word)
            | Q(Exists(registered))
        )
    return found if words else found.none()


def networks(user: User, words: list[str]) -> QuerySet[Network]:
    """Return the networks that have each word in their name, code, themes or responsible municipality."""
    found = visible_networks(user)
    for word in words:
        pattern = any_case(word)
        found = found.filter(
            Q(name__regex=pattern)
            | Q(code__regex=pattern)
            | Q(themes__regex=pattern)
            | _municipality("responsible_municipality", word)
        )
    return found if words else found.none()


def documents(user: User, words: list[str]) -> QuerySet[Document]:
    """Return the documents that have each word in their title, party, file name or archive reference."""
    found = documents_in_sight(user)
    for word in words:
        pattern = any_case(word)
        registered = _newest().filter(document=OuterRef("pk"), archive_reference__regex=pattern)
        found = found.filter(
            Q(title__regex=pattern)
            | Q(party__regex=pattern)
            | Q(filename__regex=pattern)
            | Q(Exists(registered))
        )
    return found if words else found.none()


def _words(text: str) -> list[str]:
    """Return the words of what was typed; nine digits in groups of three are one word, an organisation number."""
    return words_of(re.sub(r"(?<!\d)(\d{3})[ \u00a0](\d{3})[ \u00a0](\d{3})(?!\d)", r"\1\2\3", text))


def _municipality(path: str, word: str) -> Q:
    """Return the condition that a municipality is called so, or has this number or organisation number."""
    named = Q(**{f"{path}__name__regex": any_case(word)})
    return named | Q(**{f"{path}__code": word}) | Q(**{f"{path}__org_number": word})


def _newest() -> QuerySet[DocumentRegistration]:
    """Return what the register says of each document now: a reference that was corrected is no longer found."""
    later = DocumentRegistration.objects.filter(
        document=OuterRef("document"), version__gt=OuterRef("version")
    )
    return DocumentRegistration.objects.exclude(Exists(later))


def _group(title: str, found: QuerySet[Any]) -> Group:
    rows = list(found.order_by("-pk")[: SHOWN + 1])
    return Group(title, rows[:SHOWN], len(rows) > SHOWN)

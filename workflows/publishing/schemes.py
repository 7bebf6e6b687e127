"""Schemes become versions that forms, letters, options and rules of their own are built from (R3.1)."""

import datetime as dt
import json
import logging
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from django.db import transaction

from workflows.rules.facts import also_known
from workflows.schemes.definition_checks import faults_in
from workflows.schemes.facts import facts_of
from workflows.schemes.faults import Fault
from workflows.schemes.models import SchemeVersion

from .errors import PublishError
from .rules import canonical
from .scheme_rules import faults_of_rules, own_edition

log = logging.getLogger("nettverksmidler.publishing")


@transaction.atomic
def publish_scheme(
    definition: Mapping[str, Any],
    *,
    rules: Iterable[Mapping[str, Any]] = (),
    title: Mapping[str, str] | None = None,
    valid_from: dt.date | None = None,
    by: Any = None,
    trial: bool = False,
) -> SchemeVersion:
    """Write a scheme as a new version, and return it; what is equal returns the version that is there (R3.1).

    A definition that names an `edition` is for calls under that document alone (R3.2). `rules` are those of the
    scheme's own paragraphs, as `publish_edition` takes them; they become an edition of the scheme's own, called
    `title` (else the scheme's name) and valid from `valid_from` (else the day its rules were first published). They
    may tighten the guideline's rules, never loosen them. What is on `trial` is a version beside those that are
    published, with numbers and an edition of its own. Raises PublishError, whose messages are `Fault`s.
    """
    rules = list(rules)
    if faults := check_scheme(definition, rules=rules):
        raise PublishError(faults)
    definition = json.loads(canonical(definition))  # what the database gives back, so that equal is equal
    document = definition.get("edition", "")
    versions = list(
        SchemeVersion.objects.select_for_update(of=("self",))
        .select_related("local_edition")
        .filter(code=definition["code"], trial=trial)
        .order_by("-version")
    )
    latest = next((each for each in versions if each.document == document), None)
    of_document = (each.local_edition for each in versions if each.document == document)
    before = next((edition for edition in of_document if edition), None)
    with own_facts_known(definition):
        edition = own_edition(
            definition, rules, before=before, title=title, valid_from=valid_from, trial=trial
        )
    if latest and latest.definition == definition and latest.local_edition == edition:
        return latest
    version = SchemeVersion.objects.create(
        code=definition["code"],
        document=document,
        version=versions[0].version + 1 if versions else 1,
        name_nb=definition["name"]["nb"],
        name_nn=definition["name"]["nn"],
        network_kind=definition["network_kind"],
        definition=definition,
        local_edition=edition,
        trial=trial,
    )
    if by is not None:
        said = {"kind": str(version.pk), "person": by.pk}
        transaction.on_commit(lambda: log.info("scheme published", extra=said))
    return version


def check_scheme(definition: Mapping[str, Any], *, rules: Iterable[Mapping[str, Any]] = ()) -> list[Fault]:
    """Return what is wrong with a scheme's definition and its rules: sentences that know their kind and place."""
    faults = faults_in(definition)
    if faults:
        return faults  # of a malformed definition it cannot be told which facts its rules may compare
    with own_facts_known(definition):
        return faults_of_rules(definition, list(rules))


def own_facts_known(definition: Mapping[str, Any]) -> AbstractContextManager[None]:
    """Know the facts of a scheme's own, named by its fields, while its rules are checked or told in words."""
    return also_known(facts_of(definition))

"""What a package tells of a case, as plain values that JSON can hold."""

import datetime as dt
from typing import Any

from django.db.models import Model

from workflows.cases.models import AccessRequest, Case, Document, FactSheet, JournalEntry
from workflows.directory.models import User
from workflows.links import Link
from workflows.schemes.models import Edition, Rule

# Told in files of their own, the machinery of flows, which carries no truth of the case, or how the network wrote its
# draft, which the office never saw.
_ELSEWHERE = {
    "documents", "fact_sheets", "journal", "processes", "items", "section_versions", "other_texts",
    "sendings", "arrival",
}  # fmt: skip
# What is of a person outside the case, secrets, and where a file lies here.
_LEFT_OUT: dict[type[Model], set[str]] = {
    AccessRequest: {"name", "email", "text", "token_hash"},
    Document: {"file"},
}


def row(instance: Model) -> dict[str, Any]:
    """Return a row's columns; references are the keys of the rows they lead to."""
    left_out = {"token_hash"} if isinstance(instance, Link) else _LEFT_OUT.get(type(instance), set())
    return {
        field.attname: _plain(field.value_from_object(instance))
        for field in instance._meta.concrete_fields
        if field.name not in left_out
    }


def _plain(value: Any) -> Any:
    """Return a moment to the microsecond, since the journal's hashes hold it so; everything else as it is."""
    return value.astimezone(dt.UTC).isoformat() if isinstance(value, dt.datetime) else value


def case_data(case: Case) -> dict[str, Any]:
    """Return the case with what its keys mean: office, network, municipality, scheme version, people."""
    return {
        "case": row(case),
        "office": row(case.office),
        "network": row(case.network),
        "municipality": row(case.municipality),
        "project": row(case.project) if case.project else None,
        "call": row(case.call),
        "scheme_version": row(case.scheme_version),
        "people": {str(person.pk): str(person) for person in people_of(case)},
    }


def tables(case: Case) -> dict[str, list[dict[str, Any]]]:
    """Return every row that belongs to the case, by table: application, budget, decision, reports, ledger …"""
    return {name: [row(each) for each in rows] for name, rows in rows_of(case).items()}


def rows_of(case: Case) -> dict[str, list[Model]]:
    """Return the rows of the case's tables, and of those beneath them: scores of its assessment, terms of decisions.

    By the name of the case's relation, or of the table where it lies beneath another.
    """
    found: dict[str, list[Model]] = {}
    below: dict[str, list[Model]] = {}
    for relation in Case._meta.related_objects:
        name, model = relation.get_accessor_name() or "", relation.related_model
        if not name or name in _ELSEWHERE:
            continue
        found[name] = list(model._default_manager.filter(**{relation.field.name: case}).order_by("pk"))
        for under in model._meta.related_objects:
            if not under.field.null and not names_case(under.related_model):
                of_case = {f"{under.field.name}__{relation.field.name}": case}
                rows = under.related_model._default_manager.filter(**of_case).order_by("pk")
                below[under.related_model._meta.model_name or ""] = list(rows)
    found["access_requests"] = list(AccessRequest.objects.filter(document__case=case).order_by("pk"))
    return found | below


def names_case(model: type[Model]) -> bool:
    """Return whether a table's rows name the case they belong to."""
    return any(field.related_model is Case for field in model._meta.concrete_fields)


def people_of(case: Case) -> list[User]:
    """Return those whom the case's journal names, and those who took part; by number."""
    named = {person for pair in case.journal.values_list("actor", "acting_for") for person in pair}
    took_part = set(case.participations.values_list("person", flat=True))
    return list(User.objects.filter(pk__in=(named | took_part) - {None}).order_by("pk"))


def register(document: Document, name: str) -> dict[str, Any]:
    """Return the register's words on a document, all versions, and which file it is."""
    versions = document.registrations.all()
    return row(document) | {"package_file": name, "registrations": [row(version) for version in versions]}


def edition_data(edition: Edition, rules: list[Rule]) -> dict[str, Any]:
    """Return an edition with the rules in force in it for the case, in the order they are checked."""
    return row(edition) | {"rules": [row(rule) | {"reference": rule.spec().code} for rule in rules]}


def check_data(sheet: FactSheet) -> dict[str, Any]:
    """Return a check: its facts, and what was found then."""
    return row(sheet) | {"findings": [row(finding) for finding in sheet.findings.all()]}


def entry_data(entry: JournalEntry) -> dict[str, Any]:
    """Return a journal entry with its details, unless these are erased."""
    details = getattr(entry, "details", None)
    return row(entry) | {"details": row(details) if details else None}

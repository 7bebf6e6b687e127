"""What a package tells of a case, as plain values that JSON can hold."""

import datetime as dt
from typing import Any

from django.db.models import Model

from workflows.cases.models import AccessRequest, Case, Document, FactSheet, JournalEntry
from workflows.directory.models import User
from workflows.schemes.models import Edition, Rule

# Told in files of their own, or the machinery of flows, which carries no truth of the case.
_ELSEWHERE = {"documents", "fact_sheets", "journal", "processes", "items"}
# What is of a person outside the case, secrets, and where a file lies here.
_LEFT_OUT: dict[type[Model], set[str]] = {
    AccessRequest: {"name", "email", "text", "token_hash"},
    Document: {"file"},
}


def row(instance: Model) -> dict[str, Any]:
    """Return a row's columns; references are the keys of the rows they lead to."""
    left_out = _LEFT_OUT.get(type(instance), set())
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
    told: dict[str, list[dict[str, Any]]] = {}
    for relation in Case._meta.related_objects:
        name = relation.get_accessor_name() or ""
        if not name or name in _ELSEWHERE:
            continue
        rows = relation.related_model._default_manager.filter(**{relation.field.name: case}).order_by("pk")
        told[name] = [row(each) for each in rows]
    asked = AccessRequest.objects.filter(document__case=case).order_by("pk")
    return told | {"access_requests": [row(each) for each in asked]}


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

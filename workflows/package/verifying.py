"""Checking a package without the database: is it whole, does its journal hold, do its checks come out the same."""

import datetime as dt
import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from workflows.cases.checking import differences, in_words
from workflows.cases.journal import faults_of
from workflows.cases.models import Case, FactSheet, JournalDetail, JournalEntry
from workflows.rules.kinds import Finding, RuleSpec

from . import files
from .reading import NotAPackage, Reader

# What values of the wrong kind lead to, where a package was made by other hands.
_MALFORMED = (ArithmeticError, AttributeError, KeyError, TypeError, ValueError, RecursionError)
_CHUNK = 1024 * 1024


@dataclass
class Verified:
    """What a package is of, its seal, what was looked at, and what is wrong with it in plain words."""

    case: str = ""
    seal: str = ""
    faults: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def verify(file: BinaryIO, *, seal: str = "") -> Verified:
    """Check a package (R8.7): every file, the chain of the journal, and every check run anew by the rules in it.

    `seal`: the one that was kept elsewhere, if any; with it, a package made anew from changed contents is found too.
    """
    verified = Verified()
    try:
        reader = Reader(file)
        manifest = reader.json(files.MANIFEST)
        verified.seal = files.seal_of(reader.content(files.MANIFEST))
        verified.case = str(manifest["case"])
        if seal and seal != verified.seal:
            verified.faults.append(_("The seal is not the one that was given."))
        verified.faults += _faults_of_files(reader, manifest["files"])
        verified.faults += _faults_of_documents(reader, manifest["files"])
        verified.faults += faults_of_journal(reader, manifest, verified.counts)
        verified.faults += _faults_of_texts(reader)
        verified.faults += _faults_of_checks(reader, manifest["scheme"], verified.counts)
        if not verified.faults and not _is_as_written(reader, file):
            verified.faults.append(_("The file holds something beside its contents."))
        verified.counts = {_("files"): len(reader.names), **verified.counts}
    except NotAPackage as refused:
        verified.faults.append(str(refused))
    except _MALFORMED:
        verified.faults.append(_("What it holds is not what a package holds."))
    return verified


def _faults_of_files(reader: Reader, listed: dict[str, Any]) -> Iterator[str]:
    """Yield the files that were changed, added or removed."""
    there = set(reader.names) - {files.MANIFEST}
    for name in sorted(there - set(listed)):
        yield _("%(name)s was added.") % {"name": name}
    for name in sorted(set(listed) - there):
        yield _("%(name)s is missing.") % {"name": name}
    for name in sorted(there & set(listed)):
        if reader.digest(name) != listed[name]["sha256"]:
            yield _("%(name)s was changed.") % {"name": name}


def _faults_of_documents(reader: Reader, listed: dict[str, Any]) -> Iterator[str]:
    """Yield where the register of documents and the documents do not agree."""
    registered = {each["package_file"]: each["checksum"] for each in reader.json("documents.json")}
    held = {name for name in listed if name.startswith("document-")}
    for name in sorted(held ^ set(registered)):
        yield _("%(name)s is registered and not there, or there and not registered.") % {"name": name}
    for name in sorted(held & set(registered)):
        if registered[name] != listed[name]["sha256"]:
            yield _("%(name)s is not the document that was registered.") % {"name": name}


def faults_of_journal(reader: Reader, manifest: dict[str, Any], counts: dict[str, int]) -> list[str]:
    """Return what is wrong with the journal: its chain, its end, and what the case counts."""
    entries = [_entry(each) for each in reader.json("journal.json")]
    counts[_("journal entries")] = len(entries)
    told, end = reader.json("case.json")["case"], manifest["journal"]
    faults = faults_of(
        Case(pk=manifest["case_id"], journal_count=end["count"], journal_head=end["head"]), entries
    )
    if (told["journal_count"], told["journal_head"]) != (end["count"], end["head"]):
        faults.append(_("The case and the manifest know different journals."))
    if any(entry.case_id != manifest["case_id"] for entry in entries):
        faults.append(_("The journal is another case's."))
    return faults


def _faults_of_texts(reader: Reader) -> Iterator[str]:
    """Yield the messages and notes that are not what the journal's hashes say; erased details say nothing."""
    data = reader.json("data.json")
    written = {"case.message": data["casemessages"], "case.note": data["casenotes"]}
    texts = {(action, each["id"]): each["text"] for action, rows in written.items() for each in rows}
    acts = [each for each in reader.json("journal.json") if each["action"] in written]
    if len(acts) != len(texts):
        yield _("The journal tells of more or fewer messages and notes than there are.")
    for act in acts:
        if told := act["details"]["data"]:
            text = texts.get((act["action"], told["id"]), "")
            if hashlib.sha256(text.encode()).hexdigest() != told["sha256"]:
                yield _("A message or note is not what was written: entry %(number)s.") % {
                    "number": act["seq"]
                }


def _entry(told: dict[str, Any]) -> JournalEntry:
    """Return a journal entry, not stored, as it was told; with its details, if it has any."""
    plain = {name: told[name] for name in _ENTRY}
    entry = JournalEntry(at=dt.datetime.fromisoformat(told["at"]), **plain)
    if (details := told["details"]) is not None:
        erased = details["erased_at"]
        JournalDetail(
            entry=entry,
            salt=details["salt"],
            data=details["data"],
            erased_at=dt.datetime.fromisoformat(erased) if erased else None,
        )
    return entry


_ENTRY = (
    "case_id", "seq", "actor_id", "acting_for_id", "action", "details_hash", "previous_hash", "hash",
)  # fmt: skip


def _faults_of_checks(reader: Reader, scheme: str, counts: dict[str, int]) -> Iterator[str]:
    """Yield where a check run now by the packaged rules comes out otherwise than it did then."""
    editions = {each["id"]: each for each in reader.json("editions.json")}
    specs = {key: [_spec(rule) for rule in edition["rules"]] for key, edition in editions.items()}
    checks = reader.json("checks.json")
    counts[_("checks run again")] = len(checks)
    for told in checks:
        sheet = FactSheet(pk=told["id"], step=told["step"], facts=told["facts"], digest=told["digest"])
        then = {in_words(found["rule_id"], _finding(found)) for found in told["findings"]}
        yield from differences(sheet, specs[told["edition_id"]], scheme=scheme, then=then)


def _spec(told: dict[str, Any]) -> RuleSpec:
    return RuleSpec(
        key=told["id"],
        code=told["reference"],
        kind=told["kind"],
        severity=told["severity"],
        schemes=tuple(told["schemes"]),
        steps=tuple(told["steps"]),
        params=told["params"],
    )


def _finding(told: dict[str, Any]) -> Finding:
    return Finding(told["rule_id"], "", told["severity"], told["outcome"], told["fact"], told["value"])


def _is_as_written(reader: Reader, file: BinaryIO) -> bool:
    """Return whether the file is byte for byte what we write of such contents: no comment, nothing hidden between."""
    with tempfile.TemporaryFile() as anew:
        files.write(((name, reader.content(name)) for name in reader.names), anew)
        return _digest(anew) == _digest(file)


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(_CHUNK):
        digest.update(piece)
    return digest.hexdigest()

"""Guideline documents become editions with immutable rules (R1.2, R1.5)."""

import datetime as dt
import hashlib
import logging
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from workflows.cases.models import Case
from workflows.schemes.models import Call, Edition, Rule, Standing, in_order

from .auditing import audits_without_a_day
from .errors import PublishError
from .rules import canonical, check_rule, contradictions, machine_part, number_rules

log = logging.getLogger("nettverksmidler.publishing")

_DOCUMENT = re.compile(r"^[0-9A-Za-z][0-9A-Za-z_]*$")
_COMPILED = ("code", "number", "kind", "severity", "schemes", "steps", "params")
Texts = Mapping[str, str]
Standings = Mapping[tuple[str, str], tuple[str, str]]


@transaction.atomic
def publish_edition(
    *,
    document: str,
    title: Texts | str,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    responsible_body: str,
    rules: Iterable[Mapping[str, Any]],
    rests_on: Iterable[Edition] = (),
    standings: Standings | None = None,
    new_edition: bool = False,
    local: bool = False,
    by: Any = None,
) -> Edition:
    """Write an edition with its rules, and return it; equal content returns the edition that is there (R1.2, R1.5).

    `rules` are mappings as in `cms/demo/content`: code, kind, severity, schemes, steps, params and wording
    (`{"nb": …, "nn": …}`); several of one code are numbered as they come. `rests_on` are the editions of older
    documents whose rules hold here unless `standings` says otherwise: `{(document, code): (standing, replaced_by)}`.
    The same rules with other words make a correction: a new version, old findings keep the words they had. Other
    rules are refused unless `new_edition` says that this is one. `local` rules go beside a guideline, which may say
    what they leave out. Raises PublishError.
    """
    names = {"nb": title, "nn": ""} if isinstance(title, str) else title
    rows, held = _made_out(document, names, valid_from, valid_to, rules, rests_on, standings, local=local)
    latest = Edition.objects.select_for_update().filter(document=document).order_by("-version").first()
    digest = digest_of(
        document,
        [names.get("nb"), names.get("nn"), str(valid_from), str(valid_to), responsible_body],
        rows,
        [[str(rule), rule.number, rule.edition.version, *said] for rule, *said in held],
    )
    if latest and latest.content_hash == digest:
        return latest
    if latest and not new_edition and (changed := changed_rules(latest, rows)):
        raise PublishError(
            _("Rules have changed in %(codes)s. Words can be corrected here; other rules need a new edition: "
              "copy the page, and give the copy a code and a date of its own.") % {"codes": ", ".join(changed)}
        )  # fmt: skip
    edition = Edition.objects.create(
        document=document,
        version=latest.version + 1 if latest else 1,
        title_nb=names["nb"],
        title_nn=names.get("nn") or "",
        valid_from=valid_from,
        valid_to=valid_to,
        responsible_body=responsible_body,
        content_hash=digest,
    )
    Rule.objects.bulk_create(_rule(edition, row) for row in rows)
    Standing.objects.bulk_create(
        Standing(edition=edition, rule=rule, standing=standing, replaced_by=replaced_by)
        for rule, standing, replaced_by in held
    )
    if by is not None:
        said = {"kind": str(edition.pk), "person": by.pk}
        transaction.on_commit(lambda: log.info("edition published", extra=said))
    return edition


def rules_if_published(
    *,
    document: str,
    title: Texts,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    responsible_body: str,
    rules: Iterable[Mapping[str, Any]],
    rests_on: Iterable[Edition] = (),
    standings: Standings | None = None,
) -> list[Rule]:
    """Return the rules that would be in force if this were published as an edition, writing nothing (R1.5).

    Its own rules are rows that were never stored; those it keeps of older documents are the stored ones. Takes what
    `publish_edition` takes, and raises PublishError for the same faults; other rules than before are no fault.
    """
    rows, held = _made_out(document, title, valid_from, valid_to, rules, rests_on, standings)
    edition = Edition(
        document=document, title_nb=title["nb"], valid_from=valid_from, responsible_body=responsible_body
    )
    kept = [rule for rule, standing, _replaced_by in held if standing == Standing.Kind.KEPT]
    return in_order([*(_rule(edition, row) for row in rows), *kept])


def _made_out(
    document: str,
    title: Texts,
    valid_from: dt.date,
    valid_to: dt.date | None,
    rules: Iterable[Mapping[str, Any]],
    rests_on: Iterable[Edition],
    standings: Standings | None,
    *,
    local: bool = False,
) -> tuple[list[dict[str, Any]], list[tuple[Rule, str, str]]]:
    """Return an edition's own rules, and what it says of those of older documents; raises PublishError."""
    rows = number_rules(rules)
    faults = check_edition(document=document, valid_from=valid_from, valid_to=valid_to, rules=rows)
    if not title.get("nb"):
        faults.append(_("The edition needs a title."))
    held, standing_faults = _stand(list(rests_on), standings or {}, rows)
    if not faults and not local:
        kept = [rule for rule, standing, _replaced_by in held if standing == Standing.Kind.KEPT]
        faults += audits_without_a_day(rows, kept)
    if faults := faults + standing_faults:
        raise PublishError(faults)
    return rows, held


def _rule(edition: Edition, row: Mapping[str, Any]) -> Rule:
    """Return the row of one rule, not yet written."""
    own = {name: row[name] for name in _COMPILED}
    return Rule(
        edition=edition, wording_nb=row["wording"]["nb"], wording_nn=row["wording"].get("nn") or "", **own
    )


def latest_editions() -> dict[str, Edition]:
    """Return the latest version of every document, by document code."""
    return {edition.document: edition for edition in Edition.objects.order_by("version")}


def check_edition(
    *, document: str, valid_from: dt.date, valid_to: dt.date | None, rules: Iterable[Mapping[str, Any]]
) -> list[str]:
    """Return what is wrong with an edition before it is written, as sentences; nothing when it can be published."""
    rules = number_rules(rules)
    faults = []
    if not _DOCUMENT.match(document) or len(document) > 20:
        faults.append(_("The code “%(code)s” must be letters and digits, such as 2024.") % {"code": document})
    if valid_to is not None and valid_to < valid_from:
        faults.append(_("The edition is valid to a day before it is valid from."))
    for rule in rules:
        faults += [f"{rule['code']}: {fault}" for fault in check_rule(rule)]
    return faults + contradictions(rules)


def _stand(
    rests_on: list[Edition], standings: Standings, rules: list[dict[str, Any]]
) -> tuple[list[tuple[Rule, str, str]], list[str]]:
    """Return what the new edition says of each rule of the older documents, and what is wrong with that.

    Kept unless said otherwise; but there is one set of schemes and one figure of a name, so that the new edition's
    own takes the place of an older document's.
    """
    own_codes = {rule["code"] for rule in rules}
    faults, held, used = [], [], set()
    older = Rule.objects.filter(edition__in=rests_on).select_related("edition")
    for rule in older.order_by("edition__document", "id"):
        key = (rule.edition.document, rule.code)
        if key in standings:
            used.add(key)
            standing, replaced_by = standings[key]
        else:
            replaced_by = restated(rule, rules)
            standing = Standing.Kind.REPLACED if replaced_by else Standing.Kind.KEPT
        if standing not in Standing.Kind.values:
            known = _("A rule of an older document is kept, replaced or lapsed, not “%(word)s”.")
            faults.append(known % {"word": standing})
        elif standing == Standing.Kind.REPLACED and replaced_by not in own_codes:
            faults.append(
                _("%(rule)s is said to be replaced by %(code)s, where this edition has no rule.")
                % {"rule": rule, "code": replaced_by or "–"}
            )
        held.append((rule, str(standing), replaced_by))
    for document, code in sorted(set(standings) - used):
        nothing = _("There is no rule %(document)s-%(code)s to keep or replace.")
        faults.append(nothing % {"document": document, "code": code})
    return held, faults


def kept_rules(
    *, rests_on: Iterable[Edition], standings: Standings, rules: Iterable[Mapping[str, Any]]
) -> list[Rule]:
    """Return the rules of older documents that an edition with these rules and standings would keep."""
    held, _faults = _stand(list(rests_on), standings, number_rules(rules))
    return [rule for rule, standing, _replaced_by in held if standing == Standing.Kind.KEPT]


def restated(older: Rule, rules: list[dict[str, Any]]) -> str:
    """Return the code of the new rule that states what `older` stated, where only one can hold; else nothing."""
    for rule in rules:
        if rule["kind"] != older.kind:
            continue
        if older.kind == "schemes":
            return str(rule["code"])
        same_name = older.kind == "parameter" and rule["params"].get("name") == older.params.get("name")
        if same_name and set(older.schemes) <= set(rule["schemes"]):
            return str(rule["code"])
    return ""


def changed_rules(edition: Edition, rules: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the codes whose rules differ in what is checked from those of `edition`; words do not count."""
    now: dict[str, list[str]] = {}
    then: dict[str, list[str]] = {}
    for row in number_rules(rules):
        now.setdefault(row["code"], []).append(machine_part(row))
    for rule in edition.rules.all():
        row = {name: getattr(rule, name) for name in _COMPILED}
        then.setdefault(rule.code, []).append(machine_part(row))
    codes = {code for code in {*now, *then} if sorted(now.get(code, [])) != sorted(then.get(code, []))}
    return sorted(codes, key=lambda code: [int(part) for part in code.split(".")])


def digest_of(*parts: Any) -> str:
    """Return the hash by which equal content is known."""
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def resting_on(document: str) -> tuple[list[Call], list[Case]]:
    """Return the calls and cases that rest on a version of a document: what they rest on cannot be taken away (F1).

    They rest on it by their own edition, because their edition keeps a rule of this older document, or because it is
    the rules of their scheme.
    """
    keeps = Q(standings__rule__edition__document=document, standings__standing=Standing.Kind.KEPT)
    editions = Edition.objects.filter(Q(document=document) | keeps).values("pk")
    rests = Q(edition__in=editions) | Q(scheme_version__local_edition__in=editions)
    calls = Call.objects.filter(rests).select_related("office", "scheme_version")
    return list(calls), list(Case.objects.filter(rests).order_by("number"))

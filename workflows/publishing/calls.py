"""Offices announce calls under an edition that has the scheme, with rules of their own that tighten it (R3.2, R8.5)."""

import datetime as dt
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from workflows import clock
from workflows.cases.models import Case, WorkItem
from workflows.cases.models.findings import Step
from workflows.directory.models import GovernorOffice
from workflows.rules.check import schemes_of
from workflows.rules.kinds import MUST
from workflows.schemes.models import Call, Edition, SchemeVersion
from workflows.ui.amounts import format_amount

from .auditing import audits_without_a_day
from .editions import changed_rules, check_edition, latest_editions, publish_edition
from .errors import PublishError
from .picking import not_held
from .rules import number_rules, rows_of
from .scheme_rules import with_labels
from .schemes import own_facts_known
from .tightening import CAP, loosened

log = logging.getLogger("nettverksmidler.publishing")
Rows = list[dict[str, Any]]


@transaction.atomic
def open_call(
    *,
    office: GovernorOffice,
    scheme_version: SchemeVersion,
    edition: Edition,
    year: int,
    opens: dt.datetime,
    deadline: dt.datetime,
    max_amount: int | None = None,
    local_rules: Iterable[Mapping[str, Any]] = (),
    by: Any = None,
) -> Call:
    """Announce a call of one office, and return it; the same call made again returns the one that is there (R3.2).

    A call that exists stays under the edition it was announced with, also when that has been corrected since.
    `max_amount` is whole kroner per project; it and `local_rules` (as `publish_edition` takes them) become a small
    edition of the call's own. Raises PublishError when the edition does not have the scheme, when the dates are out
    of order, or when a local rule loosens a national one.
    """
    office = GovernorOffice.objects.select_for_update().get(pk=office.pk)  # one announcement at a time
    terms = {
        "office": office, "scheme_version": scheme_version, "edition": edition, "year": year, "opens": opens,
        "deadline": deadline, "max_amount": max_amount,
    }  # fmt: skip
    rows = _checked(**terms, local_rules=local_rules)
    same = Call.objects.filter(
        office=office, scheme_version__code=scheme_version.code, edition__document=edition.document,
        year=year, opens=opens, deadline=deadline, max_amount=max_amount,
    )  # fmt: skip
    for existing in same.select_related("local_edition").order_by("id"):
        if not _changed(existing, rows):
            return existing
    local = _local_edition(_next_document(office, year), office, opens, rows)
    call = Call.objects.create(**terms, local_edition=local)
    _log("call opened", call, by)
    return call


@transaction.atomic
def change_call(
    call: Call,
    *,
    office: GovernorOffice,
    scheme_version: SchemeVersion,
    edition: Edition,
    year: int,
    opens: dt.datetime,
    deadline: dt.datetime,
    max_amount: int | None = None,
    local_rules: Iterable[Mapping[str, Any]] = (),
    by: Any = None,
) -> Call:
    """Change a call that nobody rests on yet, and return it; of one that has opened, only a later deadline is taken.

    Edition and scheme stay as announced when they are of the same document and scheme, also where these have been
    corrected since. Raises PublishError as `open_call` does, and for what can no longer be changed.
    """
    call = Call.objects.select_for_update(of=("self",)).select_related("local_edition").get(pk=call.pk)
    if edition.document == call.edition.document:
        edition = call.edition
    if scheme_version.code == call.scheme_version.code:
        scheme_version = call.scheme_version
    terms = {
        "office": office, "scheme_version": scheme_version, "edition": edition, "year": year, "opens": opens,
        "deadline": deadline, "max_amount": max_amount,
    }  # fmt: skip
    fixed = is_fixed(call)
    if fixed and (faults := _fixed_faults(call, terms)):
        raise PublishError(faults)
    rows = _checked(**terms, local_rules=local_rules)
    if fixed and (codes := [code for code in _changed(call, rows) if code != CAP]):
        raise PublishError(
            _("The call has opened, and its rules in %(codes)s can no longer be changed.")
            % {"codes": ", ".join(codes)}
        )
    old_deadline = call.deadline
    for name, value in terms.items():
        setattr(call, name, value)
    if (
        not fixed
    ):  # words that were corrected are a new version; of a call that has opened they stay as announced
        document = call.local_edition.document if call.local_edition else _next_document(office, year)
        call.local_edition = _local_edition(document, office, opens, rows)
    call.save()
    _move_due_dates(call, old_deadline)
    _log("call changed", call, by)
    return call


@transaction.atomic
def take_version(call: Call, version: SchemeVersion, *, by: Any = None) -> Call:
    """Let a call take a newer version of its scheme, and return it; what was sent stays under the older one (R8.4).

    The drafts under the call do not follow by themselves: `drafting.moving.move_drafts` takes them along. Raises
    PublishError for a version of another scheme or guideline, and where the call's own rules loosen the scheme's.
    """
    call = (
        Call.objects.select_for_update(of=("self",))
        .select_related("local_edition", "scheme_version", "edition")
        .get(pk=call.pk)
    )
    old, faults = call.scheme_version, []
    if (version.code, version.network_kind) != (old.code, old.network_kind):
        faults.append(_("The call is for another scheme."))
    elif version.document not in ("", call.edition.document) or not call.edition.has_scheme(version):
        lacking = {"edition": call.edition, "scheme": version}
        faults.append(_("%(edition)s does not have the scheme “%(scheme)s”.") % lacking)
    else:
        faults += _not_picked(version, call.edition)
        own = number_rules(rows_of(rules_of_call(call)))
        faults += loosened(call.edition.rules_in_force(scheme=version.pk), own, scheme=version.code)
    if faults:
        raise PublishError(faults)
    if version != old:
        call.scheme_version = version
        call.save(update_fields=["scheme_version"])
        _log("call took a new version", call, by)
    return call


@transaction.atomic
def withdraw_call(call: Call, *, by: Any = None) -> None:
    """Take back a call that has not opened; raises PublishError once it has, for then somebody may have begun."""
    call = Call.objects.select_for_update().get(pk=call.pk)
    if is_fixed(call):
        raise PublishError(_("The call has opened, and can no longer be withdrawn."))
    _log("call withdrawn", call, by)
    call.delete()


def is_fixed(call: Call) -> bool:
    """Return whether somebody may rest on the call: it has opened (also if it was moved since), or has cases."""
    return call.has_opened or Case.objects.filter(call=call).exists()


def offered_schemes() -> list[SchemeVersion]:
    """Return the newest version of every scheme, by code."""
    ordered = SchemeVersion.objects.real().order_by(
        "-document", "version"
    )  # those made for any edition come last
    newest = {version.code: version for version in ordered}
    return [newest[code] for code in sorted(newest)]


def offered_editions(*, scheme: str = "", year: int | None = None) -> list[Edition]:
    """Return the newest version of every document with schemes, the newest document first (R3.2).

    Only those that have `scheme` and are valid in `year`, where these are said.
    """
    offered = []
    national = set(Edition.objects.of_guidelines().values_list("pk", flat=True))
    versions = SchemeVersion.objects.real().filter(code=scheme) if scheme else ()
    version_of = {version.document: version for version in versions}
    for edition in latest_editions().values():
        schemes = schemes_of(rule.spec() for rule in edition.rules.filter(kind="schemes"))
        in_time = year is None or edition.valid_from.year <= year <= (edition.valid_to or dt.date.max).year
        own = version_of.get(edition.document)
        has = not scheme or scheme in schemes or (own is not None and edition.has_scheme(own))
        if schemes and in_time and has and edition.pk in national:
            offered.append(edition)
    return sorted(offered, key=lambda edition: edition.valid_from, reverse=True)


def rules_of_call(call: Call) -> list[Any]:
    """Return the call's local rules in order, the maximum first."""
    return (
        sorted(call.local_edition.rules.all(), key=lambda rule: rule.sort_key) if call.local_edition else []
    )


def _checked(*, local_rules: Iterable[Mapping[str, Any]], **terms: Any) -> Rows:
    """Return the local rules as rows, the maximum first; raises PublishError with everything that is wrong."""
    scheme, edition, office = terms["scheme_version"], terms["edition"], terms["office"]
    opens, deadline, year, max_amount = (terms[name] for name in ("opens", "deadline", "year", "max_amount"))
    national = edition.rules_in_force(scheme=scheme.pk)
    faults = []
    if not edition.has_scheme(scheme):
        faults.append(
            _("%(edition)s does not have the scheme “%(scheme)s”.") % {"edition": edition, "scheme": scheme}
        )
    if scheme.document not in ("", edition.document):
        faults.append(
            _("“%(scheme)s” is a form made for %(document)s, not for %(edition)s.")
            % {"scheme": scheme, "document": scheme.document, "edition": edition}
        )
    faults += _not_picked(scheme, edition)
    if not edition.valid_from.year <= year <= (edition.valid_to or dt.date.max).year:
        faults.append(_("%(edition)s is not valid in %(year)s.") % {"edition": edition, "year": year})
    if opens >= deadline:
        faults.append(_("The call opens after its deadline."))
    if deadline.astimezone(clock.OSLO).year > year:
        faults.append(_("The deadline is after the grant year, when the money must have been distributed."))
    if max_amount is not None and max_amount <= 0:
        faults.append(_("The maximum per project must be more than nothing."))
    rows = number_rules([*_cap(max_amount, scheme.code), *local_rules])
    with own_facts_known(scheme.definition):
        malformed = check_edition(document=office.code, valid_from=opens.date(), valid_to=None, rules=rows)
        rows = rows if malformed else with_labels(rows, scheme.definition)
    faults += malformed or loosened(national, rows, scheme=scheme.code)
    faults += [] if malformed else audits_without_a_day(rows, national)
    for row in rows:
        if scheme.code not in row["schemes"]:
            other = _("%(code)s: the rule does not concern the scheme of the call.")
            faults.append(other % {"code": row["code"]})
    if faults:
        raise PublishError(faults)
    return rows


def _not_picked(scheme: SchemeVersion, edition: Edition) -> list[str]:
    """Return the fault that a scheme has picked rules which the edition lacks, or nothing."""
    lost = not_held(scheme, edition)
    words = _("“%(scheme)s” has picked rules that %(edition)s does not have: %(rules)s.")
    return [words % {"scheme": scheme, "edition": edition, "rules": ", ".join(lost)}] if lost else []


def _cap(max_amount: int | None, scheme: str) -> Rows:
    """Return the rule that no more is applied for than the call's maximum (kroner), or nothing."""
    if max_amount is None:
        return []
    wording = {}
    for language in ("nb", "nn"):
        with override(language):
            said = _("No more than %(amount)s is applied for, which is the call’s maximum per project.")
            wording[language] = said % {"amount": format_amount(max_amount)}
    return [{
        "code": CAP, "kind": "comparison", "severity": MUST, "schemes": [scheme], "steps": [Step.APPLICATION.value],
        "params": {"fact": "requested_amount", "operator": "<=", "value": max_amount}, "wording": wording,
    }]  # fmt: skip


def _changed(call: Call, rows: Rows) -> list[str]:
    """Return the codes of the local rules that would be others than those the call was announced with.

    A call from before maxima became rules has no edition of its own, and only its maximum.
    """
    if call.local_edition:
        return changed_rules(call.local_edition, rows)
    return [row["code"] for row in rows if row["code"] != CAP]


def _fixed_faults(call: Call, terms: Mapping[str, Any]) -> list[str]:
    """Return what of a call that has opened cannot be changed as asked, as sentences."""
    faults = []
    for name in ("office", "scheme_version", "edition", "year", "opens", "max_amount"):
        if getattr(call, name) != terms[name]:
            label = Call._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            faults.append(
                _(
                    "The call has opened, and “%(field)s” can no longer be changed. Announce a new call instead."
                )
                % {"field": label}
            )
    if terms["deadline"] < call.deadline:
        faults.append(_("The call has opened: its deadline can be extended, not brought forward."))
    elif terms["deadline"] > call.deadline and call.is_late(clock.now()):
        faults.append(_("The deadline has passed. Announce a new call instead of opening this one again."))
    return faults


def _local_edition(document: str, office: GovernorOffice, opens: dt.datetime, rows: Rows) -> Edition | None:
    """Return the edition of a call's own rules, or None where it has none."""
    if not rows:
        return None
    titles = {language: _title(office, language) for language in ("nb", "nn")}
    return publish_edition(
        document=document, title=titles, valid_from=opens.astimezone(clock.OSLO).date(),
        responsible_body=office.name_nb, rules=rows, new_edition=True, local=True,
    )  # fmt: skip


def _title(office: GovernorOffice, language: str) -> str:
    with override(language):
        return _("Local rules of %(office)s") % {"office": office.name_in(language)}


def _next_document(office: GovernorOffice, year: int) -> str:
    """Return a document code that no edition has: ROG2025a, ROG2025b …"""
    prefix = f"{office.code}{year}"
    taken = set(Edition.objects.filter(document__startswith=prefix).values_list("document", flat=True))
    number = 0
    while (code := prefix + _letters(number)) in taken:
        number += 1
    return code


def _letters(number: int) -> str:
    """Return a, b … z, aa, ab … for 0, 1 …"""
    rest, last = divmod(number, 26)
    return (_letters(rest - 1) if rest else "") + chr(ord("a") + last)


def _move_due_dates(call: Call, before: dt.datetime) -> None:
    """Let what applicants have to do be due on the new deadline."""
    day, new_day = (moment.astimezone(clock.OSLO).date() for moment in (before, call.deadline))
    if day != new_day:
        WorkItem.objects.filter(case__call=call, case__submitted_at=None, open=True, due=day).update(
            due=new_day
        )


def _log(event: str, call: Call, by: Any) -> None:
    if by is not None:
        said = {"kind": str(call.pk), "person": by.pk}
        transaction.on_commit(lambda: log.info(event, extra=said))

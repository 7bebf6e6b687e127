"""The examples of a guideline, run as tests of its rules: green where the rules find what is said, else red (R1.5).

They are run with the pure `check()` on the page's own rules and on those of older documents that it keeps. Red keeps
the page from being published, unless an editor gives a reason, which is kept with the revision and in the page's log.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import PageLogEntry

from workflows.publishing import PublishError, check_rule, kept_rules
from workflows.rules.check import check
from workflows.rules.kinds import RuleSpec

from .blocks.examples import NO_FINDING, OUTCOMES
from .blocks.values import read_fact
from .publishing import SOURCE_LANGUAGE, older_editions, paragraphs_of, source_of, standings_of

OVERRIDDEN = "cms.examples_overridden"


@dataclass(frozen=True)
class ExampleResult:
    """What came of an example: the paragraph it stands in, its words, and where the rules find something else."""

    paragraph: str
    description: str
    faults: tuple[str, ...] = ()

    @property
    def green(self) -> bool:
        """Return whether the rules find what the example says."""
        return not self.faults

    @property
    def messages(self) -> list[str]:
        """Return each fault as a sentence that names the example."""
        said = {"code": self.paragraph, "example": self.description}
        return [
            _("%(code)s, the example “%(example)s”: %(fault)s") % (said | {"fault": fault})
            for fault in self.faults
        ]


@dataclass(frozen=True)
class _Known:
    """A rule as examples refer to it: `3.7`, or `2021-0.2` in an older document."""

    address: str
    number: int
    spec: RuleSpec


def run_examples(page: Any) -> list[ExampleResult]:
    """Return what comes of every example of a page, also of a draft that cannot be compiled yet.

    A nynorsk page has no rules of its own: its examples are run on those of the bokmål page.
    """
    known: list[_Known] | None = None
    results = []
    for paragraph in paragraphs_of(page):
        for child in paragraph["examples"]:
            known = list(_rules(page)) if known is None else known
            faults = tuple(_faults(child.value, known, page.code))
            results.append(ExampleResult(paragraph["code"], str(child.value["description"]), faults))
    return results


def refuse_red(page: Any) -> None:
    """Raise PublishError when an example is red and no reason is given; with a reason, keep it in the page's log."""
    red = [result for result in run_examples(page) if not result.green]
    if not red:
        return
    reason = page.examples_override_reason.strip()
    messages = [message for result in red for message in result.messages]
    if not reason:
        raise PublishError(messages)
    told = PageLogEntry.objects.filter(page=page.pk, action=OVERRIDDEN, revision=page.live_revision)
    if not told.exists():
        said = {"reason": reason, "examples": messages}
        log(instance=page, action=OVERRIDDEN, data=said, revision=page.live_revision)


def _rules(page: Any) -> Iterator[_Known]:
    """Yield the page's own rules that can be checked, and the rules of older documents that it keeps."""
    source = page if page.locale.language_code == SOURCE_LANGUAGE else source_of(page) or page
    rows = list(_own_rules(source))
    for key, row in enumerate(rows, start=1):
        yield _Known(row["code"], row["number"], _spec(-key, row))
    older = older_editions(source) if source.valid_from else []
    for rule in kept_rules(rests_on=older, standings=standings_of(source), rules=rows):
        yield _Known(str(rule), rule.number, rule.spec())


def _own_rules(page: Any) -> Iterator[dict[str, Any]]:
    """Yield the rules of a page that are whole, numbered as they stand; a draft may have others."""
    for paragraph in paragraphs_of(page):
        for number, child in enumerate(paragraph["rules"], start=1):
            try:
                row = child.block.compile(child.value) | {"code": paragraph["code"], "number": number}
            except ValidationError:
                continue
            if not check_rule(row):
                yield row


def _spec(key: int, row: dict[str, Any]) -> RuleSpec:
    """Return what `check()` needs of a rule that has no row yet: keys below zero are no row's."""
    schemes, steps = tuple(row["schemes"]), tuple(row["steps"])
    return RuleSpec(key, row["code"], row["kind"], row["severity"], schemes, steps, row["params"])


def _faults(example: Any, known: Iterable[_Known], document: str) -> Iterator[str]:
    """Yield what is wrong with one example: facts that cannot be, rules that are not there, other outcomes."""
    facts: dict[str, Any] = {}
    try:
        for given in example["given"]:
            facts[given["fact"]] = read_fact(given["fact"] or "", given["value"] or "")
    except ValidationError as error:
        yield from error.messages
        return
    rules = list(known)
    try:
        found = check(facts, [rule.spec for rule in rules], scheme=example["scheme"], step=example["step"])
    except (ArithmeticError, TypeError):  # such as a word that a rule compares with a number
        yield _("The rules cannot judge these facts.")
        return
    outcomes = {finding.rule: finding.outcome for finding in found}
    if not example["expected"]:
        yield _("It says nothing of what follows.")
    for expected in example["expected"]:
        yield from _difference(expected, rules, outcomes, document)


def _difference(expected: Any, rules: list[_Known], outcomes: dict[int, str], document: str) -> Iterator[str]:
    """Yield how what the rules found differs from what was expected of one paragraph."""
    address = str(expected["paragraph"] or "").removeprefix(f"{document}-")
    meant = [rule for rule in rules if rule.address == address and expected["number"] in (None, rule.number)]
    if not meant:
        yield _("There is no rule in paragraph %(code)s that can be checked.") % {"code": address or "–"}
        return
    found = {outcomes[rule.spec.key] for rule in meant if rule.spec.key in outcomes} or {NO_FINDING}
    if found != {expected["outcome"]}:
        words = {code: str(label) for code, label in OUTCOMES}
        yield _("Paragraph %(code)s: expected “%(expected)s”, the rules say “%(found)s”.") % {
            "code": address,
            "expected": words.get(expected["outcome"], "–"),
            "found": ", ".join(words[outcome] for outcome in words if outcome in found),
        }

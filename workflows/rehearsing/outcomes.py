"""What a case would have come to under the draft, and what it came to: in a word, and in a sentence."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from workflows.cases.models.findings import Step
from workflows.rules import words
from workflows.rules.facts import known_facts
from workflows.rules.kinds import (
    ASKED,
    CAN,
    MET,
    MUST,
    NOT_OWED,
    OWED,
    SHOULD,
    UNCHECKED,
    UNMET,
    Finding,
)
from workflows.schemes.models import Rule

SEVERITIES: dict[str, str | Promise] = {
    MUST: gettext_lazy("must"),
    SHOULD: gettext_lazy("should"),
    CAN: gettext_lazy("can"),
}
OUTCOMES: dict[str, str | Promise] = {
    MET: pgettext_lazy("what a rule came to", "met"),
    UNMET: pgettext_lazy("what a rule came to", "not met"),
    ASKED: pgettext_lazy("what a rule came to", "to be answered"),
    OWED: pgettext_lazy("what a rule came to", "owed"),
    NOT_OWED: pgettext_lazy("what a rule came to", "not owed"),
    UNCHECKED: pgettext_lazy("what a rule came to", "cannot be checked now"),
}
ANSWERS: dict[str, str | Promise] = {
    MET: pgettext_lazy("what a rule came to", "answered yes"),
    UNMET: pgettext_lazy("what a rule came to", "answered no"),
}
# How a case can turn, in the order the summary tells it.
NO_LONGER_UNMET, NOW_UNMET, NO_LONGER_OWED, NOW_OWED, OTHERWISE, UNSURE = TURNS = (
    "no_longer_unmet", "now_unmet", "no_longer_owed", "now_owed", "otherwise", "unsure",
)  # fmt: skip
_QUIET = {MET, NOT_OWED}


def weight_of(finding: "Finding | Judged") -> tuple[str, str]:
    """Return what a finding means for the case: nothing when all is well, else how strict it is and the outcome."""
    return ("", "") if finding.outcome in _QUIET else (finding.severity, finding.outcome)


@dataclass(frozen=True)
class Judged:
    """One rule's outcome in a document; `rule` is None where no rule speaks of it, `outcome` empty when not judged."""

    document: str
    rule: Rule | None = None
    severity: str = ""
    outcome: str = ""
    _known: dict[tuple[str, str], "Judged"] = field(default_factory=dict, repr=False, compare=False)

    def came_to(self, finding: Finding | None) -> "Judged":
        """Return this with what the rule found; the same object for the same outcome, so that it is worded once."""
        if finding is None:
            return self
        key = finding.severity, finding.outcome
        if key not in self._known:
            self._known[key] = replace(self, severity=finding.severity, outcome=finding.outcome, _known={})
        return self._known[key]

    @cached_property
    def weight(self) -> tuple[str, str]:
        """Return what it means for the case; nothing where it was not judged."""
        return weight_of(self) if self.outcome else ("", "")

    @property
    def reference(self) -> str:
        """Return the paragraph: `3.7`, or `2021-0.2` when it is one the document keeps."""
        if self.rule is None:
            return ""
        its_own = self.rule.pk is None or self.rule.edition.document == self.document
        return self.rule.code if its_own else str(self.rule)

    @cached_property
    def sentence(self) -> str:
        """Return `not met under 2024 (3.7, must: at most 5 per cent)`."""
        said = {"document": self.document, "code": self.reference}
        if self.rule is None:
            return _("no such rule in %(document)s") % said
        if not self.outcome:
            return _("not judged under %(document)s (%(code)s)") % said
        said["severity"] = str(SEVERITIES[self.severity])
        if self.rule.kind == "question":
            said["outcome"] = str(ANSWERS.get(self.outcome) or OUTCOMES[self.outcome])
            return _("%(outcome)s under %(document)s (%(code)s, %(severity)s)") % said
        said["outcome"] = str(OUTCOMES[self.outcome])
        said["limit"] = words.limit(self.rule.params.get("when") or self.rule.params)
        return _("%(outcome)s under %(document)s (%(code)s, %(severity)s: %(limit)s)") % said


@dataclass(frozen=True)
class Difference:
    """Something a case would have come to otherwise; with `doubt`, something that cannot be told."""

    case: str
    step: str
    fact: str
    value: Any
    then: Judged
    now: Judged
    doubt: str = ""

    @property
    def turn(self) -> str:
        """Return which of TURNS this is."""
        if self.doubt:
            return UNSURE
        was, becomes = self.then.weight, self.now.weight
        for outcome, gone, come in ((UNMET, NO_LONGER_UNMET, NOW_UNMET), (OWED, NO_LONGER_OWED, NOW_OWED)):
            strict = [side[1] == outcome and (outcome == OWED or side[0] == MUST) for side in (was, becomes)]
            if strict[0] != strict[1]:
                return gone if strict[0] else come
        return OTHERWISE

    @property
    def what(self) -> str:
        """Return what is judged, with its value: `Overhead as a share of the awarded amount 6 per cent`."""
        rule: Any = self.now.rule or self.then.rule
        if rule.kind == "question":
            question = rule.params["question"]
            return str(question.get(get_language() or "nb") or question["nb"])
        fact = known_facts().get(self.fact)
        valued = f"{fact.label} {words.value_in_words(self.value, fact.type)}" if fact else self.fact
        if rule.kind == "obligation":
            return f"{named(rule.params['obligation'])} ({valued})"
        return valued

    @property
    def step_name(self) -> str:
        """Return when it is checked."""
        return str(Step(self.step).label)

    @property
    def why(self) -> str:
        """Return the reason without the case: what is judged, what was found, and what would be."""
        said = {"what": self.what, "then": self.then.sentence, "now": self.now.sentence}
        if self.doubt:
            said |= {"figure": self.doubt, "document": self.now.document}
            return (
                _(
                    "%(what)s: cannot be told, since this was found with “%(figure)s” as it was, and %(document)s "
                    "states it otherwise; %(then)s"
                )
                % said
            )
        return pgettext("a rehearsed case", "%(what)s: %(then)s, %(now)s") % said

    @property
    def sentence(self) -> str:
        """Return case, step and reason in a line."""
        said = {"case": self.case, "step": self.step_name.lower(), "why": self.why}
        return pgettext("a rehearsed case", "%(case)s, %(step)s: %(why)s") % said


def named(obligation: str) -> str:
    """Return what is owed in words, where it is one of ours."""
    return words.obligation_name(obligation)

"""The rehearsal itself: one pass over the newest fact sheets, in constant memory and few queries."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from workflows import clock
from workflows.cases.models import Case, CaseStatus, FactSheet
from workflows.rules.check import check
from workflows.rules.kinds import Facts, RuleSpec
from workflows.schemes.models import Edition, Rule
from workflows.schemes.picking import in_document, with_picked

from .figures import Figure, other_figures
from .outcomes import TURNS, Difference, Judged, weight_of
from .pairing import Pair, fact_of, pairs

CHUNK = 1000  # fact sheets held at a time
PICKED = "scheme_version__definition__picked"
Identity = tuple[str, int | None, str] | None  # a rule: document, version, paragraph with number
Picked = tuple[str, ...]  # the rules of its guideline that a scheme has picked


def rehearsed_cases() -> QuerySet[Case]:
    """Return the cases a draft is tried on: all that are open, and last year's.

    An application that is not sent is no case yet, and is the network's own.
    """
    last_year = clock.today().year - 1
    filed = Case.objects.real().exclude(status=CaseStatus.DRAFT)
    return filed.filter(~Q(status=CaseStatus.CLOSED) | Q(year=last_year))


def newest_sheets(cases: QuerySet[Case]) -> QuerySet[FactSheet]:
    """Return the newest fact sheet of every case and step."""
    of_a_step = FactSheet.objects.filter(case__in=cases).order_by().values("case", "step")
    newest = of_a_step.annotate(newest=Max("id")).values("newest")
    return FactSheet.objects.filter(pk__in=newest).order_by("case_id", "pk")


@dataclass
class Tried:
    """Two rules that are not alike, how many checks they judged, and in how many of these the case would differ."""

    then: Judged
    now: Judged
    judged: int = 0
    differing: int = 0

    @property
    def rule(self) -> Rule:
        """Return the draft's rule, or the one it lacks."""
        return self.now.rule or self.then.rule  # type: ignore[return-value]


@dataclass(frozen=True)
class _Place:
    """The rules that are not alike for one edition, scheme and step; the specs' keys are places in `tried`."""

    tried: list[tuple[Pair, Tried]]
    then: list[RuleSpec]
    now: list[RuleSpec]


class Rehearsal:
    """A draft's rules, tried on stored fact sheets. Iterate over it: it yields differences and counts as it goes.

    `document` is the draft's code, `rules` those that would be in force (`publishing.rules_if_published`).
    """

    def __init__(self, document: str, rules: list[Rule], cases: QuerySet[Case] | None = None) -> None:
        self.document, self.rules = document, rules
        self.cases = rehearsed_cases() if cases is None else cases
        self.sheets = self.differing = 0
        self.turns: Counter[str] = Counter()
        self._editions: dict[int, tuple[Edition, list[Rule]]] = {}
        self._tried: dict[tuple[Identity, Identity], Tried] = {}
        self._places: dict[tuple[int, str, Picked, str], _Place] = {}

    def __iter__(self) -> Iterator[Difference]:
        """Yield what would differ, case by case; the counts are whole when all is read."""
        columns = (
            "case__number",
            "edition_id",
            "case__scheme_version__code",
            f"case__{PICKED}",
            "step",
            "facts",
        )
        told = ""
        for number, edition, scheme, picked, step, facts in (
            newest_sheets(self.cases).values_list(*columns).iterator(CHUNK)
        ):
            self.sheets += 1
            place = self._place(edition, scheme, tuple(picked or ()), step)
            for difference in self._differences(number, place, scheme, step, facts):
                self.turns[difference.turn] += 1
                if told != number:
                    told, self.differing = number, self.differing + 1
                yield difference

    def _differences(
        self, number: str, place: _Place, scheme: str, step: str, facts: Facts
    ) -> Iterator[Difference]:
        """Yield what one fact sheet would have come to otherwise."""
        then, now = (
            {finding.rule: finding for finding in check(facts, specs, scheme=scheme, step=step)}
            for specs in (place.then, place.now)
        )
        for key in sorted(then.keys() | now.keys()):
            pair, tried = place.tried[key]
            before, after = tried.then.came_to(then.get(key)), tried.now.came_to(now.get(key))
            tried.judged += 1
            if not pair.doubt and before.weight == after.weight:
                continue
            if pair.beside:
                others = check(facts, _specs(pair.beside), scheme=scheme, step=step)
                if (before if pair.then else after).weight in [weight_of(other) for other in others]:
                    continue  # another rule says it already, or still
            tried.differing += 1
            fact = fact_of(pair.rule)
            yield Difference(number, step, fact, facts.get(fact), before, after, pair.doubt)

    def _edition(self, pk: int) -> tuple[Edition, list[Rule]]:
        """Return an edition and the rules in force in it, read once."""
        if pk not in self._editions:
            edition = Edition.objects.get(pk=pk)
            self._editions[pk] = edition, edition.rules_in_force()
        return self._editions[pk]

    def _sides(self, rules: list[Rule], scheme: str, picked: Picked) -> tuple[list[Rule], list[Rule]]:
        """Return the rules of an edition and of the draft as they are for a scheme, with what it has picked.

        It is taken to pick the same paragraphs in the draft.
        """
        if not picked:
            return rules, self.rules
        return with_picked(rules, scheme, picked), with_picked(
            self.rules, scheme, in_document(picked, self.document)
        )

    def _place(self, edition: int, scheme: str, picked: Picked, step: str) -> _Place:
        """Return what is tried on the sheets of an edition, scheme and step, worked out once."""
        key = (edition, scheme, picked, step)
        if key not in self._places:
            self._places[key] = self._work_out(*key)
        return self._places[key]

    def _work_out(self, pk: int, scheme: str, picked: Picked, step: str) -> _Place:
        edition, rules = self._edition(pk)
        sides = self._sides(rules, scheme, picked)
        then, now = (
            [rule for rule in side if scheme in rule.schemes and step in rule.steps] for side in sides
        )
        figures = [name for name, _old, _new in other_figures(*sides, scheme)]
        other = [pair for pair in pairs(then, now, figures) if pair.doubt or not pair.is_alike]
        tried = [
            self._tried.setdefault((_identity(pair.then), _identity(pair.now)), self._untried(edition, pair))
            for pair in other
        ]
        return _Place(
            list(zip(other, tried, strict=True)),
            _specs(pair.then for pair in other),
            _specs(pair.now for pair in other),
        )

    def _untried(self, edition: Edition, pair: Pair) -> Tried:
        """Return two rules of an edition and of the draft, not yet tried; the draft may be of the same document."""
        draft = self.document
        if edition.document == draft:
            draft = _("the draft of %(document)s") % {"document": draft}
        return Tried(Judged(edition.document, pair.then), Judged(draft, pair.now))

    @property
    def tried(self) -> list[Tried]:
        """Return the rules that are not alike and that judged something, by paragraph."""
        judged = (tried for tried in self._tried.values() if tried.judged)
        return sorted(judged, key=lambda tried: tried.rule.sort_key)

    def figures(self) -> list[Figure]:
        """Return the figures the draft states otherwise, each with how many cases are under the former."""
        columns = ("edition", "scheme_version__code", PICKED)
        counted = self.cases.order_by().values_list(*columns).annotate(Count("pk"))
        touched: dict[tuple[str, int, Identity, Identity], Figure] = {}
        for pk, scheme, picked, count in counted:
            edition, rules = self._edition(pk)
            for name, old, new in other_figures(*self._sides(rules, scheme, tuple(picked or ())), scheme):
                key = (name, pk, _identity(old), _identity(new))
                sides = self._untried(edition, Pair(old, new))
                before = touched[key].cases if key in touched else 0
                touched[key] = Figure(name, sides.then, sides.now, before + count)
        return sorted(
            touched.values(), key=lambda figure: (figure.then.document, figure.name, figure.then.reference)
        )

    @property
    def kept(self) -> dict[str, int]:
        """Return how many rules of each older document the draft keeps."""
        documents = Counter(rule.edition.document for rule in self.rules)
        return {document: count for document, count in documents.items() if document != self.document}

    @property
    def summary(self) -> str:
        """Return the counts in a line; read all differences first."""
        line = _(
            "Under %(document)s, %(differing)s of %(cases)s cases would come out differently. "
            "No longer unmet: %(no_longer_unmet)s, newly unmet: %(now_unmet)s, no longer owed: %(no_longer_owed)s, "
            "newly owed: %(now_owed)s, otherwise: %(otherwise)s, cannot be told: %(unsure)s. "
            "Figures stated otherwise: %(figures)s. Fact sheets read: %(sheets)s."
        )
        counts = {turn: self.turns[turn] for turn in TURNS}
        counts |= {"differing": self.differing, "cases": self.cases.count()}
        counts |= {"sheets": self.sheets, "figures": len(self.figures())}
        return line % ({"document": self.document} | counts)


def _identity(rule: Rule | None) -> Identity:
    """Return what tells a rule from others, also from one of a draft, which is not stored; a picked one is the same."""
    return (rule.edition.document, rule.edition.version, rule.pick) if rule else None


def _specs(rules: Iterable[Rule | None]) -> list[RuleSpec]:
    """Return rules as the check sees them, each with its place as its key."""
    return [replace(rule.spec(), key=key) for key, rule in enumerate(rules) if rule is not None]

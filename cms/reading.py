"""A guideline as people read it: chapters, paragraphs with their marks, footnotes, and where it stands in time."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Locale, Page
from wagtail.rich_text import expand_db_html

from workflows import clock
from workflows.cases.models.findings import Step
from workflows.money.reading import scheme_names
from workflows.rules.kinds import CAN, MUST, SHOULD
from workflows.schemes.models import Edition, Rule, SchemeCode, Standing
from workflows.ui.dates import MONTHS, long_date

from .blocks.plugins import rendered
from .editions.line import with_takeover
from .editions.translation import lagging_codes
from .publishing import SOURCE_LANGUAGE, rules_of, source_of

HEAVY = ("body", "footnotes", "standings")
SEVERITY: dict[str, tuple[str | Promise, str]] = {
    MUST: (pgettext_lazy("how strict a rule is", "Must"), "warning"),
    SHOULD: (pgettext_lazy("how strict a rule is", "Should"), "info"),
    CAN: (pgettext_lazy("how strict a rule is", "Can"), "neutral"),
}
_BETWEEN = "\x1e"  # stands in no text
_NOTE = re.compile(r'<a href="#fotnote-(\d+)"')


@dataclass(frozen=True)
class Mark:
    """What is checked in a paragraph: rules of one kind and strictness, when, and each in a sentence."""

    severity: str
    kind: str
    steps: tuple[str, ...]
    sentences: tuple[tuple[str, str], ...]

    @property
    def label(self) -> str:
        """Return `Must`, `Should` or `Can`."""
        return str(SEVERITY[self.severity][0])

    @property
    def tone(self) -> str:
        """Return the colour that goes with the word."""
        return SEVERITY[self.severity][1]

    @property
    def says(self) -> str:
        """Return when and how it is checked, in a line."""
        steps = {"steps": enumerate_words(str(Step(step).label).lower() for step in self.steps)}
        if self.kind == "comparison":
            return _("Checked at: %(steps)s") % steps
        if self.kind == "question":
            return _("Answered by the caseworker at: %(steps)s") % steps
        if self.kind == "obligation":
            return _("Followed up at: %(steps)s") % steps
        if self.kind == "schemes":
            return _("Decides which schemes there are")
        return _("Used at: %(steps)s") % steps


@dataclass(frozen=True)
class Paragraph:
    """A paragraph as it is shown."""

    code: str
    html: SafeString
    marks: list[Mark]
    lags: bool = False
    examples: list["Piece"] = field(default_factory=list)


@dataclass(frozen=True)
class Piece:
    """A table, a quote, a figure, a definition, an attachment or an example: as it is shown, and what it holds."""

    kind: str
    html: SafeString
    value: Any


@dataclass(frozen=True)
class Chapter:
    """A chapter; the introduction has no number."""

    number: str
    title: str
    content: list[Paragraph | Piece]

    @property
    def paragraphs(self) -> list[Paragraph]:
        """Return its paragraphs, without what stands between them."""
        return [each for each in self.content if isinstance(each, Paragraph)]

    @property
    def anchor(self) -> str:
        """Return the id of its heading."""
        return f"kapittel-{self.number}"

    @property
    def shown_number(self) -> str:
        """Return the number people see: none for the introduction."""
        return "" if self.number == "0" else self.number


@dataclass(frozen=True)
class Document:
    """An edition as it is read."""

    page: Any
    chapters: list[Chapter]
    status: "Status"
    footnotes: list[Any] = field(default_factory=list)
    in_force: Any = None
    still_holds: list[Rule] = field(default_factory=list)
    source_address: str = ""
    others: list[str] = field(default_factory=list)  # codes of the editions it can be compared with

    @property
    def rule_count(self) -> int:
        """Return how many rules stand in it."""
        return sum(
            len(mark.sentences)
            for chapter in self.chapters
            for each in chapter.paragraphs
            for mark in each.marks
        )

    @property
    def revised(self) -> str:
        """Return the month of the next revision, `februar 2025`."""
        day = self.page.revision_date
        return f"{MONTHS[day.month - 1]} {day.year}" if day else ""


@dataclass(frozen=True)
class Status:
    """Whether an edition is a draft, in force, superseded, or to come (R1.2)."""

    code: str
    label: str
    tone: str
    sentence: str


def document(page: Any) -> Document:
    """Return a guideline page as it is read, in a number of queries that does not grow with its length."""
    status = status_of(page)
    others = _others(page)
    other = _now_instead(page, others) if status.code != "in_force" else None
    marks = marks_of(page)
    lagging = set() if page.locale.language_code == SOURCE_LANGUAGE else lagging_codes(page)
    html = iter(_expand(_sources(page)))
    chapters = [
        Chapter(
            block.value["number"],
            block.value["title"],
            [
                _paragraph(child.value, next(html), marks, lagging)
                if child.block_type == "paragraph"
                else _piece(child)
                for child in block.value["content"]
            ],
        )
        for block in page.body
    ]
    return Document(
        page=page,
        chapters=chapters,
        status=status,
        footnotes=[block.value for block in page.footnotes],
        in_force=other,
        still_holds=_still_holds(page, other) if other else [],
        source_address=source.get_url() or "" if lagging and (source := source_of(page)) else "",
        others=[each.code for each in others],
    )


def _paragraph(value: Any, html: SafeString, marks: dict[str, list[Mark]], lagging: set[str]) -> Paragraph:
    examples = [_piece(example) for example in value["examples"]]
    code = value["code"]
    return Paragraph(code, html, marks.get(code, []), code in lagging, examples)


def _piece(child: Any) -> Piece:
    return Piece(child.block_type, child.render(), child.value)


def marks_of(page: Any) -> dict[str, list[Mark]]:
    """Return the marks of each paragraph, by code.

    A nynorsk page shows the rules that the bokmål page compiled: words are its own, rules are not.
    """
    if page.locale.language_code == SOURCE_LANGUAGE:
        rules = rules_of(page)
        for rule in rules:
            rule["sentence"] = rule["wording"]["nb"]
    else:
        rules = _compiled(Rule.objects.filter(edition=latest(page.code)))
    return _marks(rules)


def marks_of_edition(edition: Edition | None) -> dict[str, list[Mark]]:
    """Return the marks of each paragraph of an edition as it was compiled, by code."""
    return _marks(_compiled(Rule.objects.filter(edition=edition))) if edition else {}


def _compiled(rules: QuerySet[Rule]) -> list[dict[str, Any]]:
    return [
        {name: getattr(rule, name) for name in ("code", "kind", "severity", "schemes", "steps")}
        | {"sentence": rule.wording()}
        for rule in rules.order_by("id")
    ]


def _marks(rules: list[dict[str, Any]]) -> dict[str, list[Mark]]:
    marks: dict[str, list[Mark]] = {}
    grouped: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for rule in rules:
        grouped.setdefault((rule["code"], rule["severity"], rule["kind"]), []).append(rule)
    for (code, severity, kind), alike in grouped.items():
        steps = [step for step in Step.values if any(step in rule["steps"] for rule in alike)]
        sentences = tuple((rule["sentence"], scheme_words(rule["schemes"])) for rule in alike)
        marks.setdefault(code, []).append(Mark(severity, kind, tuple(steps), sentences))
    return marks


def scheme_words(schemes: Iterable[str]) -> str:
    """Return the schemes a rule concerns in words; asks for names only where others made the scheme."""
    schemes = list(schemes)
    labels = {str(code): str(label).lower() for code, label in SchemeCode.choices}
    if set(schemes) - set(labels):
        labels = scheme_names() | labels
    return enumerate_words(labels.get(code, code) for code in schemes)


def enumerate_words(words: Iterable[str]) -> str:
    """Return `a, b and c`."""
    listed = list(words)
    if len(listed) < 2:
        return "".join(listed)
    return _("%(first)s and %(last)s") % {"first": ", ".join(listed[:-1]), "last": listed[-1]}


def paragraphs(blocks: Iterable[Any], marks: dict[str, list[Mark]]) -> list[Paragraph]:
    """Return paragraphs that stand in no chapter as they are shown."""
    blocks = list(blocks)
    if not blocks:
        return []
    html = _expand(block["text"].source for block in blocks)
    return [
        Paragraph(block["code"], text, marks.get(block["code"], []))
        for block, text in zip(blocks, html, strict=True)
    ]


def texts(body: Any) -> list[SafeString]:
    """Return the parts of a page's text: rich texts with their links made out in one go, and blocks of plugins."""
    expanded = iter(_expand(block.value.source for block in body if block.block_type == "text"))
    return [next(expanded) if block.block_type == "text" else rendered(block) for block in body]


def _sources(page: Any) -> Iterable[str]:
    for block in page.body:
        for child in block.value["content"]:
            if child.block_type == "paragraph":
                yield child.value["text"].source


def _expand(sources: Iterable[str]) -> list[SafeString]:
    """Return rich texts with links to pages and documents made out: all at once, so that queries do not add up."""
    expanded = expand_db_html(_BETWEEN.join(sources)).split(_BETWEEN)
    seen: set[str] = set()

    def refer(match: re.Match[str]) -> str:
        number = match[1]
        own = "" if number in seen else f' id="fotnoteref-{number}"'
        seen.add(number)
        return f'<a href="#fotnote-{number}"{own} role="doc-noteref"'

    return [mark_safe(_NOTE.sub(refer, html)) for html in expanded]  # noqa: S308 – Wagtail has cleaned what editors write


def status_of(page: Any, day: dt.date | None = None) -> Status:
    """Return where an edition stands in time today; when it ends is also told by who takes over from it."""
    day = day or clock.today()
    if not page.live:
        return Status("draft", _("Draft"), "neutral", _("This edition is not published."))
    since, until = long_date(page.valid_from), long_date(page.last_day)
    if page.valid_from > day:
        return Status(
            "upcoming", _("Upcoming"), "info", _("This edition applies from %(since)s.") % {"since": since}
        )
    if page.last_day and page.last_day < day:
        return Status(
            "superseded",
            _("Superseded"),
            "warning",
            _("This edition applied until %(until)s.") % {"until": until},
        )
    return Status(
        "in_force",
        _("In force"),
        "success",
        _("This edition has applied since %(since)s.") % {"since": since},
    )


def current(locale: Any, day: dt.date | None = None) -> QuerySet[Any]:
    """Return the editions in force on a day, the newest first."""
    from .models import GuidelinePage

    day = day or clock.today()
    open_ended = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    not_taken_over = Q(taken_over__isnull=True) | Q(taken_over__gt=day)
    return (
        with_takeover(GuidelinePage.objects.live())
        .filter(open_ended, not_taken_over, locale=locale, valid_from__lte=day)
        .order_by("-valid_from")
    )


def in_force(locale: Any) -> Any:
    """Return the page of the edition in force, without its text, or None; in bokmål where there is none in nynorsk."""
    found = current(locale).defer(*HEAVY).first()
    if found is None and locale.language_code != SOURCE_LANGUAGE:
        source = Locale.objects.filter(language_code=SOURCE_LANGUAGE).first()
        return current(source).defer(*HEAVY).first()
    return found


def until_midnight(seconds: int) -> int:
    """Return so many seconds, or fewer where the day in Oslo ends before: then another edition may take over."""
    now = clock.now()
    midnight = dt.datetime.combine(now.date() + dt.timedelta(days=1), dt.time(), clock.OSLO)
    return max(1, min(seconds, int((midnight - now).total_seconds())))


def editions(index: Page) -> list[tuple[Any, Status, Any]]:
    """Return every published edition beneath an index, the newest first: where it stands, and the one before it."""
    from .models import GuidelinePage

    listed = with_takeover(GuidelinePage.objects.child_of(index).live()).defer(*HEAVY)
    pages = list(listed.order_by("-valid_from"))
    before = [*pages[1:], None]
    return [(page, status_of(page), earlier) for page, earlier in zip(pages, before, strict=True)]


def _others(page: Any) -> list[Any]:
    """Return the other published editions in the page's language, without their texts, the newest first."""
    pages = type(page).objects.live().filter(locale_id=page.locale_id).exclude(code=page.code)
    return list(with_takeover(pages).defer(*HEAVY).order_by("-valid_from"))


def _now_instead(page: Any, others: list[Any]) -> Any:
    """Return the edition in force instead of one that is not: of the others, or in bokmål; None where none is."""
    found = next((each for each in others if status_of(each).code == "in_force"), None)
    return found or (in_force(page.locale) if page.locale.language_code != SOURCE_LANGUAGE else None)


def latest(document: str) -> QuerySet[Edition, Any]:
    """Return the latest edition of a document, to be used inside a query."""
    return Edition.objects.filter(document=document).order_by("-version").values("pk")[:1]


def _still_holds(page: Any, newer: Any) -> list[Rule]:
    """Return the rules of an older document that the edition in force keeps."""
    kept = Standing.objects.filter(
        edition=latest(newer.code), standing=Standing.Kind.KEPT, rule__edition__document=page.code
    )
    return sorted(Rule.objects.filter(pk__in=kept.values("rule")), key=lambda rule: rule.sort_key)


def crumbs(page: Page) -> list[tuple[str, str]]:
    """Return the way to a page: titles and addresses, the page itself last and without one."""
    way = getattr(page, "way", None)
    if way is None:
        way = [] if page.depth <= 2 else list(page.get_ancestors().filter(depth__gt=1))
    return [*((each.title, each.get_url() or "") for each in way), (page.title, "")]

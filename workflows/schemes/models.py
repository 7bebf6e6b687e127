"""Compiled content: editions with their rules, scheme versions and calls.

Rows here come only from `workflows.publishing` and are never edited: a running case rests on them.
"""

import datetime as dt
from collections.abc import Iterable
from textwrap import shorten
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflows import clock
from workflows.directory.models import GovernorOffice, RealQuerySet
from workflows.rules.kinds import RuleSpec

from .picking import with_picked

__all__ = ["Call", "Edition", "Rule", "SchemeCode", "SchemeVersion", "Standing"]


class SchemeCode(models.TextChoices):
    """The schemes of the source documents; plugins and scheme pages may bring others (R3.1)."""

    SELF_INITIATED = "self_initiated", _("Self-initiated theme")
    FOSTER_HOME = "foster_home", _("Foster-home area")
    LEADER_NETWORK = "leader_network", _("Leadership of the child-welfare service")


class Immutable(models.Model):
    """A row that is written once. Corrections are new rows."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the row; refuse to change it."""
        if self.pk and not kwargs.get("force_insert") and not self._state.adding:
            raise TypeError(f"{type(self).__name__} is written once and never changed.")
        super().save(*args, **kwargs)


class EditionQuerySet(models.QuerySet["Edition"]):
    """Reads of editions."""

    def of_guidelines(self) -> "EditionQuerySet":
        """Return the editions of guidelines, which hold everywhere; the rules of a call or of one scheme are none."""
        of_calls, of_schemes = (
            model.objects.filter(local_edition__isnull=False).values("local_edition")
            for model in (Call, SchemeVersion)
        )
        return self.exclude(Q(pk__in=of_calls) | Q(pk__in=of_schemes))


class Edition(Immutable):
    """One published version of a guideline document, with the rules that stood in it (R1.2, R1.3)."""

    document = models.CharField(_("document"), max_length=20, help_text=_("Such as 2024."))
    version = models.PositiveIntegerField(_("version"))
    title_nb = models.CharField(_("title in bokmål"), max_length=250)
    title_nn = models.CharField(_("title in nynorsk"), max_length=250, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    responsible_body = models.CharField(_("responsible body"), max_length=200)
    published_at = models.DateTimeField(_("published"), default=clock.now)
    content_hash = models.CharField(max_length=64)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-version"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(fields=["document", "version"], name="one_edition_of_a_version")
        ]

    def __str__(self) -> str:
        return self.title_nn if get_language() == "nn" and self.title_nn else self.title_nb

    def rules_in_force(self, *, call: int = 0, scheme: int = 0) -> list["Rule"]:
        """Return the edition's own rules, those of older documents that still hold, and the local ones.

        `call` is the number of a call under this edition, `scheme` that of a scheme version with rules of its own.
        A call's rules come first, then the scheme's: a figure that is stated twice is the local one, which can only
        be the stricter. What the scheme has picked of the edition's rules concerns it too.
        """
        kept = self.standings.filter(standing=Standing.Kind.KEPT).values("rule")
        of_call = Exists(Call.objects.filter(pk=call, local_edition=OuterRef("edition")))
        of_scheme = Exists(SchemeVersion.objects.filter(pk=scheme, local_edition=OuterRef("edition")))
        rules = (
            Rule.objects.annotate(of_call=of_call, of_scheme=of_scheme)
            .filter(Q(edition=self) | Q(pk__in=kept) | Q(of_call=True) | Q(of_scheme=True))
            .select_related("edition")
        )
        return sorted(
            _as_picked(rules, scheme) if scheme else rules,
            key=lambda rule: (
                not vars(rule)["of_call"],
                not vars(rule)["of_scheme"],
                rule.edition.document,
                rule.sort_key,
            ),
        )

    def has_scheme(self, version: "SchemeVersion") -> bool:
        """Return whether one can apply for a scheme under this edition (R3.2).

        Its own rules say so, or those of the scheme, where it was made to go beside this document.
        """
        return any(
            rule.kind == "schemes" and version.code in rule.params["schemes"]
            for rule in self.rules_in_force(
                scheme=version.pk if version.document in ("", self.document) else 0
            )
        )


def _as_picked(rules: "models.QuerySet[Rule]", scheme: int) -> "list[Rule]":
    """Return the rules with what a scheme version has picked of them, in the one question that reads them."""
    version = SchemeVersion.objects.filter(pk=scheme)
    found = list(
        rules.annotate(
            picked=Subquery(version.values("definition__picked"), output_field=models.JSONField()),
            picker=Subquery(version.values("code")),
        )
    )
    said = vars(found[0]) if found else {}
    return with_picked(found, said.get("picker") or "", said.get("picked") or ())


Under = tuple[
    int | None, ...
]  # an edition, then the local editions: of a call, of a scheme; None where it has none


def rules_under(wanted: Iterable[Under]) -> dict[Under, list["Rule"]]:
    """Return what `Edition.rules_in_force` does, for many at once: by edition, and the local editions beside it."""
    wanted = set(wanted)
    ids = {pk for under in wanted for pk in under if pk}
    kept = Case(When(standings__standing=Standing.Kind.KEPT, then=F("standings__edition")))
    rows = Rule.objects.annotate(kept_by=kept).filter(Q(edition__in=ids) | Q(kept_by__in=ids))
    rules = list(rows.select_related("edition")) if ids else []
    found: dict[Under, list[Rule]] = {}
    for under in wanted:
        edition, *local = under
        place = {pk: number for number, pk in enumerate(local) if pk}
        own = {rule.pk: rule for rule in rules if rule.edition_id in (edition, *place)}
        own |= {rule.pk: rule for rule in rules if vars(rule)["kept_by"] == edition}
        found[under] = sorted(
            own.values(),
            key=lambda rule: (
                place.get(rule.edition_id, len(local)),
                rule.edition.document,
                rule.sort_key,
            ),
        )
    return found


class Rule(Immutable):
    """A machine-readable rule, as its paragraph was worded when it was published (R1.5)."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="rules", verbose_name=_("edition"))
    code = models.CharField(_("paragraph code"), max_length=20)
    number = models.PositiveSmallIntegerField(_("number in the paragraph"), default=1)
    kind = models.CharField(_("kind"), max_length=20)
    severity = models.CharField(_("severity"), max_length=6)
    schemes = models.JSONField(_("schemes"), default=list)
    steps = models.JSONField(_("steps"), default=list)
    params = models.JSONField(_("parameters"), default=dict)
    wording_nb = models.TextField(_("wording in bokmål"))
    wording_nn = models.TextField(_("wording in nynorsk"), blank=True)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        constraints = [
            models.UniqueConstraint(fields=["edition", "code", "number"], name="one_rule_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.edition.document}-{self.code}"

    @property
    def sort_key(self) -> tuple[Any, ...]:
        """Return the code as numbers, so that 3.10 comes after 3.9."""
        return tuple(int(part) if part.isdecimal() else 0 for part in self.code.split(".")), self.number

    @property
    def pick(self) -> str:
        """Return how a scheme that picks this rule names it: `2024-3.7/1` (`picking.py`)."""
        return f"{self}/{self.number}"

    @property
    def address(self) -> str:
        """Return the path that leads to the paragraph: `/regel/2024-3.7/`."""
        prefix = "/nn" if get_language() == "nn" else ""
        return f"{prefix}/regel/{self.edition.document}-{self.code}/"

    def in_short(self) -> str:
        """Return code and wording for a list of choices: whole words, a hundred letters at most."""
        return f"{self}: {shorten(self.wording(), 100, placeholder=' …')}"

    def wording(self, language: str | None = None) -> str:
        """Return the wording in `nb` or `nn` (bokmål where nynorsk is lacking)."""
        return (self.wording_nn if (language or get_language()) == "nn" else "") or self.wording_nb

    def spec(self) -> RuleSpec:
        """Return what `check()` needs to know of this rule."""
        return RuleSpec(
            key=self.pk,
            code=f"{self.edition.document}-{self.code}",
            kind=self.kind,
            severity=self.severity,
            schemes=tuple(self.schemes),
            steps=tuple(self.steps),
            params=self.params,
        )


def in_order(rules: Iterable[Rule]) -> list[Rule]:
    """Return rules by document, and within it as their paragraphs come."""
    return sorted(rules, key=lambda rule: (rule.edition.document, rule.sort_key))


class Standing(models.Model):
    """What an edition says of a rule of an older document: kept (unless said otherwise), replaced or lapsed."""

    class Kind(models.TextChoices):
        KEPT = "kept", _("kept")
        REPLACED = "replaced", _("replaced")
        LAPSED = "lapsed", _("lapsed")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="standings")
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="standings")
    standing = models.CharField(max_length=8, choices=Kind, default=Kind.KEPT)
    replaced_by = models.CharField(_("replaced by paragraph"), max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "rule"], name="one_standing_of_a_rule")]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.rule_id} {self.standing}"


class SchemeVersionQuerySet(RealQuerySet["SchemeVersion"]):
    """Reads of scheme versions."""

    def newest(self, code: str, *, document: str = "", trial: bool = False) -> "SchemeVersion | None":
        """Return the newest version of a scheme for an edition of `document`, or None where there is none.

        A version made for one document alone (2021 asks other things) goes before those made for any (R3.2). What is
        on trial is nobody's newest, but the trial's.
        """
        versions = self.filter(code=code, document__in=("", document), trial=trial)
        return versions.order_by("-document", "-version").first()


class SchemeVersion(Immutable):
    """A scheme as it was compiled: form, criteria, letters and options (R3.1, R8.4)."""

    code = models.CharField(_("scheme"), max_length=40)
    document = models.CharField(
        _("guideline it was made for"), max_length=20, blank=True, default="", db_default=""
    )
    version = models.PositiveIntegerField(_("version"))
    name_nb = models.CharField(_("name in bokmål"), max_length=200)
    name_nn = models.CharField(_("name in nynorsk"), max_length=200)
    network_kind = models.CharField(_("network kind"), max_length=10)
    definition = models.JSONField(_("definition"))
    local_edition = models.ForeignKey(
        Edition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="local_schemes",
        verbose_name=_("the scheme’s own rules"),
    )
    published_at = models.DateTimeField(_("published"), default=clock.now)
    trial = models.BooleanField(_("on trial"), default=False, db_default=False)

    objects = SchemeVersionQuerySet.as_manager()
    TRIAL = "trial"

    class Meta:
        ordering = ["code", "-version"]
        verbose_name = _("scheme version")
        verbose_name_plural = _("scheme versions")
        constraints = [
            models.UniqueConstraint(fields=["code", "version", "trial"], name="one_scheme_of_a_version")
        ]

    def __str__(self) -> str:
        return self.name_in(get_language() or "nb")

    def name_in(self, language: str) -> str:
        """Return the name in `nb` or `nn`."""
        return self.name_nn if language == "nn" else self.name_nb

    @property
    def picked(self) -> frozenset[str]:
        """Return the rules of its guideline that it has picked, as `Rule.pick` names them."""
        return frozenset(self.definition.get("picked") or ())

    def option(self, name: str) -> Any:
        """Return an option of the scheme, or None where it is not set."""
        return self.definition.get("options", {}).get(name)


def _minute(moment: dt.datetime) -> dt.datetime:
    """Return the minute a moment falls in: deadlines are announced as 23.59, and all of that minute is in time."""
    return moment.replace(second=0, microsecond=0)


class CallQuerySet(RealQuerySet["Call"]):
    """Reads of calls."""

    def open_now(self) -> "CallQuerySet":
        """Return the calls that have opened and whose deadline has not passed."""
        return self.filter(opens__lte=clock.now(), deadline__gte=_minute(clock.now()))


class Call(models.Model):
    """An announcement of one office, for one scheme and year, under one edition (R8.5)."""

    office = models.ForeignKey(GovernorOffice, models.PROTECT, related_name="calls", verbose_name=_("office"))
    scheme_version = models.ForeignKey(
        SchemeVersion, models.PROTECT, related_name="calls", verbose_name=_("scheme")
    )
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="calls", verbose_name=_("edition"))
    year = models.PositiveSmallIntegerField(_("grant year"))
    opens = models.DateTimeField(_("opens"))
    deadline = models.DateTimeField(_("application deadline"))
    max_amount = models.BigIntegerField(_("maximum per project, kroner"), null=True, blank=True)
    local_edition = models.ForeignKey(
        Edition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="local_calls",
        verbose_name=_("local rules"),
    )

    objects = CallQuerySet.as_manager()
    TRIAL = "office__is_trial"

    class Meta:
        ordering = ["-year", "deadline", "id"]
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__lt=models.F("deadline")), name="calls_open_before_they_close"
            ),
            models.CheckConstraint(
                condition=Q(max_amount__isnull=True) | Q(max_amount__gt=0), name="call_cap_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_version} {self.year} – {self.office}"

    @property
    def is_open(self) -> bool:
        """Return whether one can apply now."""
        return self.opens <= clock.now() and not self.is_late(clock.now())

    @property
    def has_opened(self) -> bool:
        """Return whether the call has opened; it may have closed since."""
        return self.opens <= clock.now()

    def is_late(self, moment: dt.datetime) -> bool:
        """Return whether what came at `moment` came after the deadline; the deadline's own minute is in time (B15)."""
        return _minute(moment) > self.deadline

    @property
    def use_year_end(self) -> dt.date:
        """Return the last day of the grant year."""
        return dt.date(self.year, 12, 31)

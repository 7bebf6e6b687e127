"""Counties, offices, regions, municipalities and their changes (reference data, R8.13)."""

import re

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .trial import RealQuerySet

__all__ = [
    "BufetatRegion",
    "County",
    "GovernorOffice",
    "LanguageForm",
    "Municipality",
    "MunicipalityChange",
    "PostalCode",
]


class LanguageForm(models.TextChoices):
    """The language form of a decision or a letter."""

    BOKMAL = "nb", _("Bokmål")
    NYNORSK = "nn", _("Nynorsk")
    NEUTRAL = "neutral", pgettext_lazy("language decision", "Neutral")


class NamedInBothForms(models.Model):
    """Something with a name in bokmål and one in nynorsk."""

    name_nb = models.CharField(_("name in bokmål"), max_length=200)
    name_nn = models.CharField(_("name in nynorsk"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_in(get_language() or "nb")

    def name_in(self, language: str) -> str:
        """Return the name in `nb` or `nn`."""
        return self.name_nn if language == "nn" else self.name_nb


class GovernorOffice(NamedInBothForms):
    """One of the ten county governors, who manages and distributes the funds (P3, P4)."""

    code = models.CharField(_("code"), max_length=8, unique=True)
    own_name = models.CharField(_("the name the office itself uses"), max_length=200)
    org_number = models.CharField(_("organisation number"), max_length=9, unique=True)
    is_trial = models.BooleanField(_("for trials alone"), default=False, db_default=False, editable=False)

    objects = RealQuerySet["GovernorOffice"].as_manager()
    TRIAL = "is_trial"

    class Meta:
        ordering = ["code"]
        verbose_name = _("county governor")
        verbose_name_plural = _("county governors")

    @property
    def area(self) -> str:
        """Return its name without what every office is called: `Rogaland`."""
        return re.sub(r"^Statsforvalt[ea]ren i ", "", str(self))


class BufetatRegion(NamedInBothForms):
    """One of Bufetat's five regions (P8); Oslo belongs to none."""

    code = models.CharField(_("code"), max_length=8, unique=True)
    regional_office = models.CharField(_("regional office"), max_length=100)
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_trial = models.BooleanField(_("for trials alone"), default=False, db_default=False, editable=False)

    objects = RealQuerySet["BufetatRegion"].as_manager()
    TRIAL = "is_trial"

    class Meta:
        ordering = ["code"]
        verbose_name = _("Bufetat region")
        verbose_name_plural = _("Bufetat regions")


class County(models.Model):
    """A county from 2024, with its office and (except Oslo) its Bufetat region."""

    code = models.CharField(_("code"), max_length=2, unique=True)
    name = models.CharField(_("name"), max_length=100)
    office = models.ForeignKey(
        GovernorOffice, models.PROTECT, related_name="counties", verbose_name=_("office")
    )
    bufetat_region = models.ForeignKey(
        BufetatRegion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="counties",
        verbose_name=_("Bufetat region"),
    )
    council_language = models.CharField(_("county council's language"), max_length=8, choices=LanguageForm)
    majority_language = models.CharField(
        _("language of most municipalities"), max_length=8, choices=LanguageForm
    )

    objects = RealQuerySet["County"].as_manager()
    TRIAL = "office__is_trial"

    class Meta:
        ordering = ["code"]
        verbose_name = _("county")
        verbose_name_plural = _("counties")

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """A municipality as it is from 2024; its letters follow its language decision (R8.1)."""

    code = models.CharField(_("municipality number"), max_length=4, unique=True)
    name = models.CharField(_("name"), max_length=100)
    official_name = models.CharField(_("official name"), max_length=200)
    name_se = models.CharField(_("Northern Sámi name"), max_length=100, blank=True)
    name_smj = models.CharField(_("Lule Sámi name"), max_length=100, blank=True)
    name_sma = models.CharField(_("Southern Sámi name"), max_length=100, blank=True)
    name_fkv = models.CharField(_("Kven name"), max_length=100, blank=True)
    county = models.ForeignKey(
        County, models.PROTECT, related_name="municipalities", verbose_name=_("county")
    )
    language_decision = models.CharField(_("language decision"), max_length=8, choices=LanguageForm)
    sami_admin_area = models.BooleanField(_("in the Sámi administrative area"), default=False)
    org_number = models.CharField(_("organisation number"), max_length=9, blank=True, db_index=True)
    administrative_centre = models.CharField(_("administrative centre"), max_length=100, blank=True)
    code_2020_2023 = models.CharField(_("number 2020–2023"), max_length=4, blank=True, db_index=True)

    objects = RealQuerySet["Municipality"].as_manager()
    TRIAL = "county__office__is_trial"

    class Meta:
        ordering = ["name", "code"]
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")

    def __str__(self) -> str:
        return self.official_name.replace(" - ", " – ")

    @property
    def office(self) -> GovernorOffice:
        """Return the office that handles the municipality's cases (R2.15)."""
        return self.county.office

    @property
    def letter_language(self) -> str:
        """Return the language form letters to it go out in: that of its language decision (R8.1).

        Where it is neutral the choice is free, and the form of the county's majority is used.
        """
        decision = self.language_decision
        if decision == LanguageForm.NEUTRAL:
            decision = self.county.majority_language
        return "nn" if decision == LanguageForm.NYNORSK else "nb"

    @property
    def bufetat_region(self) -> BufetatRegion | None:
        """Return the Bufetat region, or None for Oslo."""
        return self.county.bufetat_region


class MunicipalityChange(models.Model):
    """One line of the history of municipality numbers since 2011."""

    class Kind(models.TextChoices):
        RENAME = "rename", _("new name")
        RENUMBER = "renumber", _("new number")
        MERGE = "merge", _("merged")
        SPLIT = "split", _("split")

    effective_date = models.DateField(_("from"))
    old_code = models.CharField(_("old number"), max_length=4, db_index=True)
    old_name = models.CharField(_("old name"), max_length=100)
    new_code = models.CharField(_("new number"), max_length=4, db_index=True)
    new_name = models.CharField(_("new name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)

    class Meta:
        ordering = ["effective_date", "old_code", "new_code"]
        verbose_name = _("municipality change")
        verbose_name_plural = _("municipality changes")
        constraints = [
            models.UniqueConstraint(
                fields=["effective_date", "old_code", "new_code"], name="one_municipality_change"
            )
        ]

    def __str__(self) -> str:
        return f"{self.old_code} → {self.new_code} ({self.effective_date})"


class PostalCode(models.Model):
    """A postal code, kept as text: 0301 is not 301."""

    code = models.CharField(_("postal code"), max_length=4, unique=True)
    place = models.CharField(_("place"), max_length=100)
    municipality_code = models.CharField(_("municipality number"), max_length=4)

    class Meta:
        ordering = ["code"]
        verbose_name = _("postal code")
        verbose_name_plural = _("postal codes")

    def __str__(self) -> str:
        return f"{self.code} {self.place}"

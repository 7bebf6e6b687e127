"""Who has contacts: the offices, the regions, the environments, and the directorate."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from workflows.directory.models import BufetatRegion, GovernorOffice, KnowledgeEnvironment, only_real
from workflows.directory.models.contacts import AtPlace
from workflows.pages.converters import is_key

KINDS: dict[str, type[Model]] = {
    "office": GovernorOffice,
    "region": BufetatRegion,
    "environment": KnowledgeEnvironment,
}
DIRECTORATE = "directorate"
# How addresses name a place: they are an API.
_WORDS = {"office": "statsforvalter", "region": "bufetat", "environment": "fagmiljo"}
_DIRECTORATE_SLUG = "direktoratet"


@dataclass(frozen=True)
class Place:
    """An office, a region or an environment; of nothing, the directorate."""

    of: Any = None

    def __str__(self) -> str:
        return str(self.of) if self.of else _("The directorate")

    @property
    def kind(self) -> str:
        """Return office, region, environment or directorate."""
        return next((kind for kind, model in KINDS.items() if isinstance(self.of, model)), DIRECTORATE)

    @property
    def where(self) -> dict[str, Any]:
        """Return the fields of what is at this place, for filters and new rows."""
        return {kind: self.of if kind == self.kind else None for kind in KINDS}

    @property
    def key(self) -> tuple[int | None, ...]:
        """Return the keys of the fields, for look-ups."""
        return tuple(of.pk if of else None for of in self.where.values())

    @property
    def slug(self) -> str:
        """Return how addresses name the place: `statsforvalter-ROG`."""
        if not self.of:
            return _DIRECTORATE_SLUG
        return f"{_WORDS[self.kind]}-{getattr(self.of, 'code', self.of.pk)}"

    @property
    def proper_name(self) -> str:
        """Return what the place is called whoever reads: an office by the name it uses itself."""
        return next((getattr(self.of, n) for n in ("own_name", "name_nb") if hasattr(self.of, n)), str(self))

    def get_absolute_url(self) -> str:
        """Return the page where the place's contacts are kept."""
        return reverse("contact-place", args=[self.slug])


def place_of(row: AtPlace) -> Place:
    """Return the place that a contact, a change or a confirmation belongs to."""
    return Place(row.office or row.region or row.environment)


def every_place() -> list[Place]:
    """Return all places: the directorate first, then offices, regions and environments; in three queries."""
    return [Place(), *(Place(of) for model in KINDS.values() for of in _rows_of(model))]


def find(slug: str) -> Place | None:
    """Return the place an address names, or None."""
    if slug == _DIRECTORATE_SLUG:
        return Place()
    word, _dash, key = slug.partition("-")
    for kind, known in _WORDS.items():
        if word == known:
            of = _rows_of(KINDS[kind]).filter(**_by_key(kind, key)).first()
            return Place(of) if of else None
    return None


def _rows_of(model: Any) -> Any:
    """Return the places of a kind: a trial's office has no contacts."""
    return only_real(model._default_manager.all())


def _by_key(kind: str, key: str) -> dict[str, Any]:
    if kind != "environment":
        return {"code": key}
    return {"pk": key} if is_key(key) else {"pk__in": []}

"""The ways a case can take, by name. A new one is a row in one of these modules; a new theme a module of its own."""

from . import amounts, appeals, applying, granting, offices, older, people, projects, schemes, settling
from .base import Variant

__all__ = ["VARIANTS", "Variant", "variant"]

_THEMES = (amounts, applying, granting, appeals, people, offices, settling, projects, schemes, older)
VARIANTS: dict[str, Variant] = {each.name: each for theme in _THEMES for each in theme.VARIANTS}


def variant(name: str) -> Variant:
    """Return a variant by its name. Raises LookupError for one there is not."""
    if name not in VARIANTS:
        raise LookupError(f"There is no variant {name}. There are: {', '.join(VARIANTS)}.")
    return VARIANTS[name]

"""The fact that paragraphs can speak of."""

from django.utils.translation import gettext_lazy as _

from workflows.plugins import api

from .figures import children

NAME = "child_population"


def register() -> None:
    """Let rules speak of the children of a network's municipalities."""
    api.fact(NAME, api.COUNT, _("Children in the participating municipalities"), api.NETWORK)(
        child_population
    )


def child_population(case: api.Case) -> int | None:
    """Return how many children live in the municipalities of a case's network; None where a figure is lacking."""
    codes = api.municipality_codes(case)
    return children(codes, oldest=api.settings_of("childcount")["oldest"])

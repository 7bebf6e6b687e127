"""The site's words as its pages say them, so that a journey finds links and buttons as a person reads them."""

from django.utils import translation


def nb(text: str, **values: object) -> str:
    """Return a text of the site in bokmål, with its values filled in, on one line."""
    with translation.override("nb"):
        translated = str(translation.gettext(text))
    return " ".join((translated % values if values else translated).split())

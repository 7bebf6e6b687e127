"""What a view says of an answer that is the same for everyone. Whoever hosts the pages keeps it (`cms.cache`)."""

from django.http import HttpResponse

MINUTE = 60
BROWSER_SECONDS = 60  # how long browsers and proxies may keep a page; the site's own cache drops it at once


def public(response: HttpResponse, *, seconds: int) -> HttpResponse:
    """Mark a response as the same for everyone, to be kept by the site for so many seconds."""
    response.public_for = seconds  # type: ignore[attr-defined]
    response["Cache-Control"] = f"public, max-age={BROWSER_SECONDS}"
    return response

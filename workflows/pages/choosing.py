"""Suggestions while one types a name or a number (`static/nettverksmidler/combobox.js`)."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from workflows.application.organisations import known_to
from workflows.directory.finding import beginning_with
from workflows.directory.models import Municipality
from workflows.schemes.municipalities import LONGEST_NAME, labels_of
from workflows.ui.numbers import format_orgnr

from .signed_in import SignedIn

MOST = 8


@login_required
@require_safe
def municipality(request: SignedIn) -> JsonResponse:
    """Suggest municipalities."""
    asked = _asked(request)
    found = beginning_with(Municipality.objects.real().select_related("county"), asked) if asked else []
    labels = labels_of(found)
    return _suggest(
        {"value": code, "label": label, "text": f"{code} {label}"} for code, label in labels.items()
    )


@login_required
@require_safe
def organisation(request: SignedIn) -> JsonResponse:
    """Suggest organisations, with what is known of where they are."""
    asked = _asked(request)
    found = known_to(request.user, asked) if len(asked) > 1 else []
    return _suggest(
        {
            "value": each.number,
            "label": each.name,
            "text": format_orgnr(each.number),
            "fills": each.place,
        }
        for each in found
    )


def _asked(request: SignedIn) -> str:
    return " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST_NAME]


def _suggest(found: Any) -> JsonResponse:
    """Answer with the first suggestions: the value, what it is called, and the text that then stands in the input."""
    return JsonResponse({"found": [each for each, _count in zip(found, range(MOST), strict=False)]})

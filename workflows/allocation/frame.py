"""What every page of a call's allocation begins with: the call, if it is the reader's to see, and the way to it."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from workflows.pages.signed_in import SignedIn
from workflows.schemes.models import Call

from . import rights


def find_call(request: SignedIn, pk: int) -> Call:
    """Return a call whose allocation the person sees; 404 otherwise, as for one that does not exist."""
    call = rights.visible_calls(request.user).filter(pk=pk).first()
    if call is None:
        raise Http404
    return call


def frame(call: Call, here: str = "") -> dict[str, Any]:
    """Return what the pages of a call's allocation show around their content."""
    way = [(_("Allocation"), f"{reverse('allocations')}?ar={call.year}")]
    address = reverse("allocation", args=[call.pk])
    return {
        "call": call,
        "crumbs": [*way, (str(call), address), (here, "")] if here else [*way, (str(call), "")],
    }

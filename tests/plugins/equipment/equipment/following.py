"""What follows what in the scheme's cases, what may not be decided, and what is noted when it is."""

from typing import Any

from django.utils.translation import gettext as _

from workflows.plugins import api

from .flows import EquipmentFlow
from .models import Offer


def too_much(case: api.Case, by: api.User, data: dict[str, Any]) -> str:
    """Return why more than the recommended offer costs cannot be awarded, '' where it is not more."""
    offer = Offer.objects.filter(case=case, recommended=True).first()
    if offer is None or (data.get("awarded_amount") or 0) <= offer.price:
        return ""
    return _("The offer of %(supplier)s costs less than that.") % {"supplier": offer.supplier}


def note(event: api.Happened) -> None:
    """Note when an offer was decided on; a second telling changes nothing."""
    Offer.objects.filter(case=event.case, recommended=True, decided_at=None).update(decided_at=event.at)


def register() -> None:
    """A complete application comes to our flow, and what we recommend is decided as in any other scheme."""
    api.after("application", scheme="equipment")(lambda case: EquipmentFlow.begin(case))
    api.after("equipment")(api.to_decision)
    api.register_veto(api.Veto("equipment", frozenset({"grant.decide"}), too_much))
    api.listen(api.Listener("equipment", frozenset({"decision_made"}), note))

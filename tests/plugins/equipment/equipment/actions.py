"""The flow's verbs."""

from typing import Any

from django.utils.translation import gettext as _

from workflows.plugins import api

from .models import Offer


def compare(work: api.Work) -> dict[str, Any]:
    """Keep the offers."""
    api.declare_impartial(work.case, by=work.by)
    offers = [
        Offer(case=work.case, supplier=work.data[f"supplier_{n}"], price=work.data[f"price_{n}"])
        for n in (1, 2)
    ]
    Offer.objects.bulk_create(offers)
    return {"offers": [[offer.supplier, offer.price] for offer in offers]}


def recommend(work: api.Work) -> dict[str, Any]:
    """Recommend to grant what the offer costs, at most what is applied for. Raises Refused for a poor reason."""
    offer = work.data["offer"]
    cheapest = work.case.equipment_offers.first()
    if offer.price > cheapest.price and len(work.data["reasons"]) < 20:
        raise api.Refused(_("Say more of why the cheaper offer is not chosen."))
    amount = min(offer.price, int(work.case.application.requested_amount))
    Offer.objects.filter(pk=offer.pk).update(recommended=True)
    api.recommend(work, amount=amount, reasons=work.data["reasons"])
    return {"offer": offer.pk, "amount": amount}

"""The frame: what the directorate has to distribute for a scheme in a year, and what it has not distributed (R7.4)."""

from workflows.cases.rights import demand
from workflows.directory.models import User

from .models import FundingFrame
from .rights import may_set_frame


def set_frame(*, scheme: str, year: int, amount: int, reason: str, by: User) -> FundingFrame:
    """Write that there are `amount` whole kroner to distribute; the one written last holds, and earlier ones stay.

    The same amount again writes nothing. Raises NotThere or NotAllowed.
    """
    demand(may_set_frame(by))
    holds = FundingFrame.objects.filter(scheme=scheme, year=year).last()
    if holds and (holds.amount, holds.reason) == (amount, reason):
        return holds
    return FundingFrame.objects.create(scheme=scheme, year=year, amount=amount, reason=reason, by=by)


def frames() -> dict[tuple[int, str], int]:
    """Return the kroner to distribute that hold, by year and scheme; one query."""
    return {
        (year, scheme): amount
        for year, scheme, amount in FundingFrame.objects.order_by("id").values_list(
            "year", "scheme", "amount"
        )
    }

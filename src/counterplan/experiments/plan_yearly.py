"""Plans tables year by year by an engine without a horizon, and says in one line why there is no plan where there is none."""

from __future__ import annotations

from dataclasses import dataclass

from counterplan.core.errors import InputError
from counterplan.loader.plan_request import PlanRequest
from counterplan.planning.boards import SETTLED
from counterplan.planning.economy import Economy
from counterplan.planning.solving import PlanError
from counterplan.planning.yearly import ENGINES, TOLERANCE, Yearly

KEPT_UP = "This engine has no horizon: what wears out of stocks is replaced, and nothing is added to them."
NOTES = {
    "facilitation": KEPT_UP + " Where nobody asks for all that is there of something, it has no price.",
    "labour-time": KEPT_UP + " Goods are valued by the hours in them, so that a limit shows in what is sold and not in values.",
    "boards": "Boards agree on capacity for the next year from this year's orders; consumers get a multiple of the basket.",
}


@dataclass(frozen=True)
class PlannedYearly:
    """A plan by an engine without a horizon, and what a reader has to know."""

    request: PlanRequest
    plan: Yearly
    notes: tuple[str, ...]

    @property
    def status(self) -> str:
        """'settled', or 'unsettled' where rounds ran out in some year."""
        return "settled" if self.plan.settled.all() else "unsettled"


def make_yearly(request: PlanRequest, economy: Economy) -> PlannedYearly:
    """Plans each year of an economy that was read for a request. Error: InputError where a year cannot be planned."""
    where = f"{request.folder}" if request.table is None else f"{request.folder}, table '{request.table}'"
    try:
        plan = ENGINES[request.engine](economy)
    except PlanError as error:
        raise InputError(f"{where}: {error.status}.") from None
    shares = "Consumers spend in the shares of the basket at labour values; fulfilment is the multiple of the basket that would be as good to them."
    notes = [shares, NOTES[request.engine]]
    open_ = [year for year, done in zip(economy.years, plan.settled, strict=True) if not done]
    if open_:
        within = TOLERANCE if plan.engine == "facilitation" else SETTLED
        notes.append(f"Rounds ran out in {', '.join(open_)} before proposals agreed within {within:.0%}.")
    return PlannedYearly(request, plan, tuple(notes))

"""Where machines are rented and others may enter, enterprises of their members come to what enterprises that pay wages come to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from counterplan.institutions.exit import founding
from counterplan.institutions.management import membership

from .check import Check, above, below, near

ID = "vanek-dreze"
SOURCE = "dreze-1989"
COMPUTES = (
    "a trade of enterprises with output L^.5·K^.3, set-up cost 10, rent .05 and demand 2000/p²; enterprises of their members enter by the "
    "simulation's rate of founding where a member draws more than the wage of 1 elsewhere, from a tenth of the competitive number. Members, "
    "machines, price, number and output over those of enterprises that maximise profit at that wage with free entry, solved by themselves; how "
    "members and output answer demand twice as large, before anybody has entered and after"
)
CALLS = "institutions.management.membership.members_wanted"
EVIDENCE = "derived"
NOTE = "The sources prove it in general; the example, its numbers and the speed of entry (.5 a quarter by the log of incomes) are chosen here."

LABOUR, MACHINES, FIXED, RENT, WAGE = 0.5, 0.3, 10.0, 0.05, 1.0
DEMAND, SPEED, QUARTERS = 2000.0, 0.5, 400


@dataclass(frozen=True)
class Trade:
    """A trade in equilibrium of a quarter."""

    price: float
    members: float
    machines: float
    number: float
    income: float

    @property
    def output(self) -> float:
        """Of all enterprises."""
        return self.number * self.members**LABOUR * self.machines**MACHINES


def replicate() -> list[Check]:
    """Lets members enter, and sets the end beside the competitive one."""
    wages, before = competitive(DEMAND), competitive(0.1 * DEMAND)
    settled = entered(before.number, DEMAND, QUARTERS)
    names = ("members", "machines", "price", "number", "output")
    same = [near(f"{name} over those of wages", getattr(settled, name) / getattr(wages, name), 1.0, 1e-6) for name in names]
    short, long = of_members(wages.number, 2.0 * DEMAND), entered(wages.number, 2.0 * DEMAND, QUARTERS)
    return [
        *same,
        near("income of a member over the wage", settled.income / WAGE, 1.0, 1e-6),
        below("members an enterprise at twice the demand, change before entry", short.members / wages.members - 1.0, 0.0),
        below("output at twice the demand, change before entry", short.output / wages.output - 1.0, 0.0),
        above("income of a member at twice the demand, change before entry", short.income / WAGE - 1.0, 0.0),
        near("output at twice the demand after entry", long.output / wages.output, 2.0, 1e-6),
    ]


def of_members(number: float, demand: float) -> Trade:
    """A given number of enterprises of their members at the price at which all is bought."""

    def unsold(price: float) -> float:
        found = membership.rented(price, RENT, FIXED, LABOUR, MACHINES)
        return float(number * found.members**LABOUR * found.machines**MACHINES - demand / price**2)

    price = float(brentq(unsold, 1e-3, 1e6, xtol=1e-14))
    chosen = membership.rented(price, RENT, FIXED, LABOUR, MACHINES)
    return Trade(price, float(chosen.members), float(chosen.machines), number, float(chosen.income))


def entered(number: float, demand: float, quarters: int) -> Trade:
    """Enterprises enter by the simulation's rate, quarter by quarter, while members draw more than others."""
    trade = of_members(number, demand)
    for _ in range(quarters):
        pull = max(float(np.log(trade.income / WAGE)), 0.0)
        number *= 1.0 + float(founding.rate_of_founding(0.0, 0.0, SPEED, pull))
        trade = of_members(number, demand)
    return trade


def competitive(demand: float) -> Trade:
    """Enterprises that pay the wage, maximise profit and enter until there is none: the least cost a unit is the price."""

    def cost(output: float) -> float:
        """Least cost of an output: L and K in the proportion in which the last unit of each adds as much as it costs."""
        scale = (output * (WAGE / LABOUR) ** LABOUR * (RENT / MACHINES) ** MACHINES) ** (1.0 / (LABOUR + MACHINES))
        return FIXED + (LABOUR + MACHINES) * scale

    step = 1e-6
    slope = lambda output: (cost(output * (1 + step)) - cost(output * (1 - step))) / (2 * step * output)  # noqa: E731
    output = float(brentq(lambda q: slope(q) - cost(q) / q, 1e-3, 1e6, xtol=1e-12))
    price = cost(output) / output
    scale = (cost(output) - FIXED) / (LABOUR + MACHINES)
    return Trade(price, LABOUR * scale / WAGE, MACHINES * scale / RENT, demand / price**2 / output, WAGE)

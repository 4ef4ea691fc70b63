"""A plan in kind over years: what is made, added, consumed and held, what everything is worth to it, and the proof that it is one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .economy import Economy
from .programme import Programme
from .solving import Solution, solve

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Plan:
    """A plan with its valuations, in the units of the tables. Valuations are in units of one year's fulfilment."""

    economy: Economy
    fulfilment: Array
    """[year]: multiple of the target basket that is delivered."""
    output: Array
    """[year, good]."""
    additions: Array
    """[year, stock]."""
    held: Array
    """[year, stock]: at the year's beginning."""
    consumption: Array
    """[year, good]: what is left of output after inputs and additions."""
    value: Array
    """[year, good]: what one more unit of a good would add to the sum of fulfilments."""
    wage: Array
    """[year]: the same of a unit of labour."""
    rent: Array
    """[year, stock]: the same of the services of a unit of a stock in a year."""
    stock_value: Array
    """[stock]: the same of a unit of a stock at the start."""
    cap_value: Array
    """[year, resource]: the same of a unit of a limit."""
    final_value: Array
    """[stock]: what having to keep a unit of a stock takes away; zero where nothing has to be kept."""
    at_least: float
    keep_stocks: bool
    solver: str
    seconds: float

    @property
    def objective(self) -> float:
        """The sum of fulfilments."""
        return float(self.fulfilment.sum())

    @property
    def labour(self) -> Array:
        """[year]: labour used."""
        found: Array = self.output @ self.economy.labour
        return found

    @property
    def used(self) -> Array:
        """[year, resource]: what is used of limited resources."""
        found: Array = self.output @ self.economy.uses.T
        return found

    @property
    def accumulation(self) -> Array:
        """[year, good]: additions to all stocks, by the good that they consist of."""
        return self.by_good(self.additions)

    @property
    def capital(self) -> Array:
        """[year, good]: all stocks, by the good that they consist of."""
        return self.by_good(self.held)

    def by_good(self, stocks: Array) -> Array:
        """Sums [year, stock] by the good that a stock consists of."""
        found = np.zeros((len(stocks), len(self.economy.goods)))
        for t, row in enumerate(stocks):
            found[t] = np.bincount(self.economy.stock_of, row, len(self.economy.goods))
        return found


def optimal_plan(
    economy: Economy,
    at_least: float = 0.0,
    keep_stocks: bool = False,
    solver: str | None = None,
    time_limit: float = 600.0,
    tolerance: float | None = None,
) -> Plan:
    """The plan that maximises the sum over years of the multiple of the target basket that is delivered.

    Args:
        at_least: fulfilment that every year must reach.
        keep_stocks: whether stocks after the last year must be those of the start or more. Without it nothing is added in the last
            year, for the programme values nothing that comes after.
        solver: 'simplex', 'ipm', 'pdlp'; None chooses by size.

    Error: PlanError ('infeasible', 'unbounded', 'time').
    Source: kantorovich-1965 (duals as valuations); cockshott-2018 (the programme).
    Differs from source: what is held and what is consumed follow from outputs and additions instead of having columns.
    """
    programme = Programme(economy, at_least, keep_stocks)
    return read_plan(programme, solve(programme, solver, time_limit, tolerance))


def read_plan(programme: Programme, solution: Solution) -> Plan:
    """Turns columns and duals back into the tables' units."""
    e, years, building = programme.economy, programme.n_years, programme.building_years
    outputs, additions, fulfilment = np.split(solution.columns, programme.column_ends[:-1])
    output = outputs.reshape(years, -1) * e.output
    added = np.zeros((years, programme.n_stocks))
    added[:building] = additions.reshape(building, programme.n_stocks) * programme.stock_scale
    held = np.empty_like(added)
    held[0] = e.stock
    for t in range(1, years):
        held[t] = programme.left * held[t - 1] + added[t - 1]
    goods, stocks, labour, limits, final = np.split(solution.duals, programme.row_ends[:-1])
    cap_value = np.zeros(e.caps.shape)
    for (t, r), worth, scale in zip(programme.limited, limits, programme.cap_scale, strict=True):
        cap_value[t, r] = worth / scale
    rent = stocks.reshape(years, programme.n_stocks) / programme.stock_scale
    kept = final / programme.stock_scale if programme.keep_stocks else np.zeros(programme.n_stocks)
    consumption = output - output @ e.inputs.T
    consumption -= np.array([np.bincount(e.stock_of, row, len(e.goods)) for row in added])
    return Plan(
        economy=e,
        fulfilment=fulfilment,
        output=output,
        additions=added,
        held=held,
        consumption=consumption,
        value=goods.reshape(years, -1) / e.output,
        wage=labour / programme.labour_scale,
        rent=rent,
        stock_value=(programme.left[None, :] ** np.arange(years)[:, None] * rent).sum(axis=0) + kept * (programme.left**years - 1.0),
        cap_value=cap_value,
        final_value=kept,
        at_least=programme.at_least,
        keep_stocks=programme.keep_stocks,
        solver=solution.solver,
        seconds=solution.seconds,
    )

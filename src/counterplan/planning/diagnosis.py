"""Why a fulfilment cannot be reached: the least that would have to be added to what is given."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from .economy import Economy
from .programme import Programme
from .solving import PlanError, run_highs

FROM_OUTSIDE = 1000.0
"""Weight of a good brought from outside against the same share of labour or stocks: only where nothing else helps."""


@dataclass(frozen=True)
class Shortage:
    """A given that is too small, and how much would have to be added to it."""

    kind: str
    """'labour', 'limit', 'stock', 'kept' (a stock to be kept) or 'good'."""
    name: str
    where: str
    """The year; of a stock the industry that holds it."""
    given: float
    more: float

    def __str__(self) -> str:
        """One line for a reader."""
        change = f"{self.given:.6g} given, {self.more:.6g} more needed"
        return {
            "labour": f"labour in {self.where}: {change}",
            "limit": f"the limit on '{self.name}' in {self.where}: {change}",
            "stock": f"the starting stock of '{self.name}' in '{self.where}': {change}",
            "kept": f"keeping the stock of '{self.name}' in '{self.where}': {self.more:.6g} would be missing at the end",
            "good": f"'{self.name}' in {self.where}: no labour and no stocks suffice to make it; {self.more:.6g} more would be needed",
        }[self.kind]


def shortages(economy: Economy, at_least: float, keep_stocks: bool = False, time_limit: float = 600.0) -> list[Shortage]:
    """The additions to labour, limits and starting stocks, least in sum of shares, with which every year would reach a fulfilment.

    Where the techniques themselves cannot make a good (it takes more of itself than it gives, or an input that nothing makes), the
    good is named instead. Largest shares first; an empty list says that the fulfilment can be reached.

    Error: PlanError where the solver runs out of time.
    Source: own construction (elastic programme; the least sum of violations names few rows).
    """
    programme = Programme(economy, at_least, keep_stocks)
    relief, weights, what = _relief(programme)
    matrix = sp.hstack([programme.matrix, -relief], format="csc")
    columns = programme.size()[1]
    least = np.concatenate([programme.least, np.zeros(weights.size)])
    gain = np.concatenate([np.zeros(columns), -weights])
    solution = run_highs(sp.csc_matrix(matrix), programme.limit, gain, least, "simplex", {"time_limit": float(time_limit)})
    added = solution.columns[columns:]
    worst = np.argsort(-added * weights, kind="stable")
    return [replace(what[i], more=float(what[i].more * added[i])) for i in worst if added[i] > 1e-7]


def _relief(programme: Programme) -> tuple[sp.csc_matrix, np.ndarray, list[Shortage]]:
    """Columns that relax rows, their weights, and what each is; its ``more`` is what a scaled unit of it stands for."""
    e, years, n, m = programme.economy, programme.n_years, programme.n_goods, programme.n_stocks
    ends = programme.row_ends
    what: list[Shortage] = []
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    weights: list[float] = []

    def relax(one: Shortage, weight: float, places: list[int], shares: list[float]) -> None:
        rows.extend(places)
        values.extend(shares)
        columns.extend([len(what)] * len(places))
        weights.append(weight)
        what.append(one)

    for t, year in enumerate(e.years):
        relax(Shortage("labour", "labour", year, float(e.labour_supply[t]), float(programme.labour_scale[t])), 1.0, [int(ends[1]) + t], [1.0])
        for i, good in enumerate(e.goods):
            relax(Shortage("good", good, year, 0.0, float(e.output[i])), FROM_OUTSIDE, [t * n + i], [1.0])
    for k, (t, r) in enumerate(programme.limited):
        relax(Shortage("limit", e.resources[r], e.years[t], float(e.caps[t, r]), float(programme.cap_scale[k])), 1.0, [int(ends[2]) + k], [1.0])
    for s in range(m):
        good, industry = e.goods[e.stock_of[s]], e.goods[e.stock_in[s]]
        places = [int(ends[0]) + t * m + s for t in range(years)]
        shares = [float(programme.left[s] ** t) for t in range(years)]
        relax(Shortage("stock", good, industry, float(e.stock[s]), float(programme.stock_scale[s])), 1.0, places, shares)
        if programme.keep_stocks:
            relax(Shortage("kept", good, industry, float(e.stock[s]), float(programme.stock_scale[s])), 10.0, [int(ends[3]) + s], [1.0])
    shape = (int(ends[-1]), len(what))
    return sp.csc_matrix((values, (rows, columns)), shape=shape), np.array(weights), what


def unlimited(economy: Economy) -> list[str]:
    """Years whose whole basket takes no labour, stock or limited resource: nothing bounds their fulfilment."""
    free = economy.free_goods()
    return [year for year, row in zip(economy.years, economy.target, strict=True) if not (row[~free] > 0).any() and _net(economy, row)]


def _net(economy: Economy, basket: np.ndarray) -> bool:
    """Whether a basket can be made at all by the techniques alone."""
    bare = replace(economy, need=np.zeros_like(economy.need), labour=np.zeros_like(economy.labour), cap=None, use=None, resources=())
    one = replace(bare.with_years(1), target=basket[None, :])
    try:
        return not shortages(one, 1.0)
    except PlanError:
        return False


__all__ = ["Shortage", "shortages", "unlimited"]

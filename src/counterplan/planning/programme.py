"""The multi-year plan in kind as a linear programme: rows, columns, scales and what they mean.

Columns: outputs x by year and industry, additions to stocks g by year and stock, fulfilment φ by year. What is held follows from the start
and the additions, and what is consumed is what is left of a good, so neither has a column:

    K_t = (1−d)^(t−1) K_1 + Σ_{s<t} (1−d)^(t−1−s) g_s        c_t = x_t − A x_t − Σ_j g_t

Rows, all ≤: goods (A x_t + Σ_j g_t + φ_t·target_t − x_t ≤ 0), stocks (k x_t − K_t ≤ 0), labour, limits, and where stocks are to be
kept whole K_(T+1) ≥ K_1. Every row and column is scaled by the table's flows, so that a residual is a share of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from .economy import Economy

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Programme:
    """The scaled programme max Σφ, M z ≤ limit, z ≥ 0, φ ≥ at_least, with the places of its parts."""

    economy: Economy
    at_least: float = 0.0
    """Fulfilment that every year must reach."""
    keep_stocks: bool = False
    """Whether stocks after the last year must be those of the start or more."""

    @property
    def n_goods(self) -> int:
        """Goods, which are also industries."""
        return len(self.economy.goods)

    @property
    def n_years(self) -> int:
        """Years of the plan."""
        return len(self.economy.years)

    @property
    def n_stocks(self) -> int:
        """Stocks, one a good in an industry."""
        return self.economy.need.size

    @property
    def building_years(self) -> int:
        """Years in which stocks are added to: in the last only where something is asked of it."""
        return self.n_years - (0 if self.keep_stocks else 1)

    @cached_property
    def stock_scale(self) -> Array:
        """[stock]: what the table's output needs, or what is held where that is more."""
        e = self.economy
        found = np.maximum(e.need * e.output[e.stock_in], e.stock)
        return np.where(found > 0, found, 1.0)

    @cached_property
    def labour_scale(self) -> Array:
        """[year]."""
        e = self.economy
        return np.maximum(np.maximum(e.labour_supply, float(e.labour @ e.output)), 1e-300)

    @cached_property
    def limited(self) -> list[tuple[int, int]]:
        """Year and resource of each limit that is finite."""
        return [(int(t), int(r)) for t, r in np.argwhere(np.isfinite(self.economy.caps))]

    @cached_property
    def cap_scale(self) -> Array:
        """[limit]."""
        e = self.economy
        found = [max(float(e.caps[t, r]), float(e.uses[r] @ e.output)) for t, r in self.limited]
        return np.array([v if v > 0 else 1.0 for v in found])

    @cached_property
    def row_ends(self) -> Array:
        """Where goods, stocks, labour, limits and final stocks end among the rows."""
        sizes = [self.n_goods * self.n_years, self.n_stocks * self.n_years, self.n_years, len(self.limited), self.n_stocks * self.keep_stocks]
        return np.cumsum(sizes)

    @cached_property
    def column_ends(self) -> Array:
        """Where outputs, additions and fulfilment end among the columns."""
        return np.cumsum([self.n_goods * self.n_years, self.n_stocks * self.building_years, self.n_years])

    @cached_property
    def left(self) -> Array:
        """[stock]: share of a stock that is left after a year."""
        found: Array = 1.0 - self.economy.wear
        return found

    @cached_property
    def matrix(self) -> sp.csc_matrix:
        """M, scaled."""
        e, n, m, years, building = self.economy, self.n_goods, self.n_stocks, self.n_years, self.building_years
        ratio = e.output[None, :] / e.output[:, None]
        goods = sp.csr_matrix(e.inputs * ratio - np.eye(n))
        adds = sp.csr_matrix((self.stock_scale / e.output[e.stock_of], (e.stock_of, np.arange(m))), shape=(n, m))
        needs = sp.csr_matrix((e.need * e.output[e.stock_in] / self.stock_scale, (np.arange(m), e.stock_in)), shape=(m, n))
        rows: list[list[sp.spmatrix | None]] = []
        for t in range(years):
            fulfil = sp.csr_matrix((e.target[t] / e.output, (np.arange(n), np.full(n, t))), shape=(n, years))
            rows.append(self._row({t: goods}, {t: adds} if t < building else {}, fulfil))
        for t in range(years):
            rows.append(self._row({t: needs}, {s: -sp.diags(self.left ** (t - 1 - s)) for s in range(t)}, None))
        work = [sp.csr_matrix(e.labour * e.output / self.labour_scale[t]) for t in range(years)]
        rows += [self._row({t: work[t]}, {}, None) for t in range(years)]
        for (t, r), scale in zip(self.limited, self.cap_scale, strict=True):
            rows.append(self._row({t: sp.csr_matrix(e.uses[r] * e.output / scale)}, {}, None))
        if self.keep_stocks:
            rows.append(self._row({}, {s: -sp.diags(self.left ** (years - 1 - s)) for s in range(years)}, None))
        columns = [n] * years + [m] * building + [years]
        heights = [n] * years + [m] * years + [1] * (years + len(self.limited)) + [m] * self.keep_stocks
        whole = [
            [sp.csr_matrix((height, width)) if part is None else part for part, width in zip(row, columns, strict=True)]
            for row, height in zip(rows, heights, strict=True)
        ]
        found = sp.csc_matrix(sp.bmat(whole, format="csc"))
        found.eliminate_zeros()
        return found

    def _row(self, outputs: dict[int, sp.spmatrix], additions: dict[int, sp.spmatrix], fulfil: sp.spmatrix | None) -> list[sp.spmatrix | None]:
        return [*(outputs.get(t) for t in range(self.n_years)), *(additions.get(t) for t in range(self.building_years)), fulfil]

    @cached_property
    def limit(self) -> Array:
        """The right-hand side, scaled."""
        e = self.economy
        held = np.concatenate([self.left**t * e.stock / self.stock_scale for t in range(self.n_years)])
        caps = np.array([e.caps[t, r] for t, r in self.limited]) / self.cap_scale
        final = (self.left**self.n_years - 1.0) * e.stock / self.stock_scale if self.keep_stocks else np.zeros(0)
        return np.concatenate([np.zeros(self.n_goods * self.n_years), held, e.labour_supply / self.labour_scale, caps, final])

    @cached_property
    def gain(self) -> Array:
        """The objective: fulfilment of each year counts one."""
        found = np.zeros(int(self.column_ends[-1]))
        found[int(self.column_ends[1]) :] = 1.0
        return found

    @cached_property
    def least(self) -> Array:
        """Lower bounds of the columns."""
        return self.at_least * self.gain

    def size(self) -> tuple[int, int]:
        """Rows and columns, without building anything."""
        return int(self.row_ends[-1]), int(self.column_ends[-1])

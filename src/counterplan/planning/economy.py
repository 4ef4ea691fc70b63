"""The tables that a plan in kind is made from: flows, labour, stocks, wear, targets and limits. And a generator of such economies."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Economy:
    """Techniques, stocks, targets and limits over the years of a plan. Stocks are listed, one entry a good in an industry.

    Units are those of the tables: a unit of each good, of labour and of each limited resource.
    """

    goods: tuple[str, ...]
    years: tuple[str, ...]
    inputs: Array
    """[good, industry]: what a unit of output uses up."""
    labour: Array
    """[industry]: labour a unit of output."""
    output: Array
    """[industry]: the table's output; sets the scale of the programme and nothing else."""
    stock_of: Index
    """[stock]: the good that it consists of."""
    stock_in: Index
    """[stock]: the industry that holds it."""
    need: Array
    """[stock]: held for a unit of output."""
    stock: Array
    """[stock]: held at the start."""
    wear: Array
    """[stock]: share that wears out in a year."""
    labour_supply: Array
    """[year]."""
    target: Array
    """[year, good]: the basket whose multiple is to be delivered."""
    resources: tuple[str, ...] = ()
    """Further limited things: emissions, land, imports …"""
    use: Array | None = None
    """[resource, industry]: used a unit of output; None where there are no resources."""
    cap: Array | None = None
    """[year, resource]: most that may be used; infinite where nothing limits it."""

    @property
    def uses(self) -> Array:
        """[resource, industry], with no rows where there are no resources."""
        return np.zeros((0, len(self.goods))) if self.use is None else self.use

    @property
    def caps(self) -> Array:
        """[year, resource]."""
        return np.full((len(self.years), 0), np.inf) if self.cap is None else self.cap

    def with_years(self, n: int) -> Economy:
        """The first n years; beyond the table's last year its labour, targets and limits are repeated."""
        rows = np.minimum(np.arange(n), len(self.years) - 1)
        names = tuple(self.years[i] if i < len(self.years) else f"year{i + 1}" for i in range(n))
        return replace(
            self, years=names, labour_supply=self.labour_supply[rows], target=self.target[rows], cap=None if self.cap is None else self.cap[rows]
        )

    def free_goods(self) -> NDArray[np.bool_]:
        """[good]: goods whose output takes no labour, no stock and no limited resource, nor anything that does."""
        held = np.bincount(self.stock_in[self.need > 0], minlength=len(self.goods)) > 0
        limited = (self.uses[np.isfinite(self.caps).any(axis=0)] > 0).any(axis=0)
        costly = (self.labour > 0) | held | limited
        for _ in self.goods:
            through = costly | (self.inputs[costly] > 0).any(axis=0)
            if (through == costly).all():
                break
            costly = through
        return ~costly


def synthetic_economy(rng: np.random.Generator, n_goods: int, n_years: int = 5, stocks_each: int = 5, uses_each: float = 12.0) -> Economy:
    """Draws a sparse economy that can reproduce itself and grow.

    Each industry uses some dozen goods, with .3 to .6 of a unit of inputs in all for a unit of output, so that column sums are below one
    and the economy is productive (Hawkins–Simon). It holds stocks of a few goods, made by a tenth of the industries.
    Outputs cover a drawn basket, the wear of all stocks and a tenth of them again; labour suffices for that and grows by 1 %
    a year, targets by 3 %.

    Source: own construction; hawkins-simon-1949 (feasibility).
    """
    n, m = n_goods, n_goods * stocks_each
    drawn = np.where(rng.random((n, n)) < min(uses_each / n, 1.0), rng.random((n, n)), 0.0)
    inputs = drawn * rng.uniform(0.3, 0.6, n) / np.maximum(drawn.sum(axis=0), 1e-12)
    makers = rng.permutation(n)[: max(stocks_each, n // 10)]
    stock_of = np.concatenate([rng.choice(makers, stocks_each, replace=False) for _ in range(n)])
    stock_in = np.repeat(np.arange(n), stocks_each)
    need, wear = rng.uniform(0.05, 0.5, m), rng.uniform(0.03, 0.15, m)
    labour, basket = rng.uniform(0.1, 1.0, n), rng.uniform(0.2, 1.0, n)
    renewal = np.zeros((n, n))
    np.add.at(renewal, (stock_of, stock_in), need * (wear + 0.1))
    whole = inputs + renewal
    for _ in range(60):
        # Stocks of makers of stocks may be too heavy to renew: they are made lighter until the whole is productive.
        if np.abs(np.linalg.eigvals(whole)).max() < 0.95:
            break
        need, renewal = 0.9 * need, 0.9 * renewal
        whole = inputs + renewal
    output = np.linalg.solve(np.eye(n) - whole, basket)
    growth = np.arange(n_years)
    return Economy(
        goods=tuple(f"good{i + 1}" for i in range(n)),
        years=tuple(f"year{t + 1}" for t in growth),
        inputs=inputs,
        labour=labour,
        output=output,
        stock_of=stock_of,
        stock_in=stock_in,
        need=need,
        stock=need * output[stock_in],
        wear=wear,
        labour_supply=np.asarray(float(labour @ output) * 1.01**growth, dtype=np.float64),
        target=basket * (1.03**growth)[:, None],
    )

"""Stylised facts measured on a run: one figure a replicate and fact, held against the published band.

The band is read from a file by whoever calls; nothing here knows what a system is called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from counterplan.core.accounts import holder
from counterplan.core.errors import InputError

from . import accounts
from .cycles import (
    LEAST_QUARTERS,
    correlation,
    cycle,
    deviation,
    lead,
    logarithm,
    recessions,
    slope,
    subbotin_exponent,
    trend,
    yearly,
)
from .series import failure_quarter, systems_of

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    Figures = NDArray[np.float64]

RECORDED = (
    "unemployment_rate", "employment_rate", "vacancy_rate", "closures", "output_per_hour", "size_skewness", "growth_shape",
    "investment_inaction", "investment_spikes", "income_gini", "wealth_gini",
)  # fmt: skip
"""Outcomes that are read as they were recorded."""
ENOUGH = 0.75
"""Part of the replicates that has to be in the band, beside the median, for a yes."""
FARMS = "grain"
"""The good that is made on the land: employment is counted outside farms, as published figures count it."""
DECADE = 40
"""Quarters of a decade."""


class Fact(Protocol):
    """What has to be known of a fact."""

    @property
    def statement(self) -> str:
        """One sentence."""

    @property
    def measure(self) -> str:
        """A name in `MEASURES`."""

    @property
    def low(self) -> float | None:
        """Least figure for a yes."""

    @property
    def high(self) -> float | None:
        """Largest figure for a yes."""

    @property
    def published(self) -> str:
        """What the source reports."""

    @property
    def band(self) -> str:
        """Where the bounds come from."""

    @property
    def source(self) -> str:
        """Key of the bibliography."""

    def holds(self, figure: float) -> bool:
        """Whether a figure lies in the band."""


@dataclass(frozen=True)
class Paths:
    """Series of one system after the burn-in, replicates that failed left out: float64 [replicate, quarter]."""

    series: Mapping[str, Figures]
    frozen: Mapping[str, Figures] | None = None
    """The same with the search for techniques switched off."""

    def __getitem__(self, name: str) -> Figures:
        return self.series[name]

    def cycle(self, name: str) -> Figures:
        """Cycle of a flow (its logarithm) or of a rate, over four-quarter means."""
        values = yearly(self.series[name])
        return cycle(logarithm(values) if name in FLOWS else values)


FLOWS = frozenset({"output", "consumption", "investment", "employment"})


def paths(dataset: xr.Dataset, system: str, burn_in: int) -> dict[str, Figures]:
    """Reads the series that the facts need.

    Args:
        burn_in: quarters at the beginning that are left out.

    Error: InputError where the run does not hold what is needed, or is too short.
    """
    missing = [name for name in (*RECORDED, *accounts.NEEDED) if name not in dataset]
    if missing:
        raise InputError(f"the run does not hold '{missing[0]}', which the stylised facts need; run it again with this version.")
    left = dataset.sizes["quarter"] - burn_in
    if left < LEAST_QUARTERS:
        raise InputError(f"{left / 4:g} years are left after a burn-in of {burn_in / 4:g}; the facts need at least {LEAST_QUARTERS // 4}.")
    lasted = np.flatnonzero(failure_quarter(dataset)[systems_of(dataset).index(system)] == dataset.sizes["quarter"])
    one = dataset.sel(system=[system]).isel(replicate=lasted)
    found = {**{name: _plain(one[name]) for name in RECORDED}, **_from_accounts(one)}
    by_good = one["employment_by_good"]
    towns = _plain(by_good.sel(good=[name for name in by_good["good"].values if name != FARMS]).sum("good"))
    found["employment"] = found["employment_rate"] * towns
    return {name: values[:, burn_in:] for name, values in found.items()}


def _plain(values: xr.DataArray) -> Figures:
    return np.asarray(values.transpose("system", "replicate", "quarter").values[0], np.float64)


def _from_accounts(one: xr.Dataset) -> dict[str, Figures]:
    """Output, consumption and investment at prices of the start, credit over the year's product, and the labour share."""
    product = accounts.product(one)
    used = one["goods_flow"].sum("good")
    wages = accounts.flows_by_sector(one).sel(sector=accounts.PRODUCER, drop=True).sel(transaction=["wage", "bonus", "tax"]).sum("transaction")
    debts = [name for name in one["money_stock"].values if name.startswith("debt_") and holder(str(name)) == accounts.PRODUCER]
    value = _sum_of_year(_plain(product["production"]))
    labour = _sum_of_year(_plain(product["eaten_at_home"] - wages))
    owed = _plain(one["money_closing"].sel(money_stock=debts).sum("money_stock"))
    positive = np.where(value > 0, value, np.nan)
    return {
        "output": _plain(product["real_production"]),
        "consumption": -_plain(used.sel(goods_use=["consumed", "eaten_at_home"]).sum("goods_use")),
        "investment": _plain(one["goods_moved"].sel(store="machines", drop=True).sum("good")),
        "credit": owed / positive,
        "labour_share": labour / positive,
    }


def _sum_of_year(values: Figures) -> Figures:
    """Sums of four quarters running; the first three quarters hold what there is of the year, scaled up."""
    summed = np.cumsum(values, axis=1)
    summed[:, 4:] -= np.cumsum(values, axis=1)[:, :-4]
    return summed * (4.0 / np.minimum(np.arange(1, values.shape[1] + 1), 4))


def _relative(name: str) -> Callable[[Paths], Figures]:
    return lambda p: deviation(p.cycle(name)) / deviation(p.cycle("output"))


def _with_output(name: str) -> Callable[[Paths], Figures]:
    return lambda p: correlation(p.cycle(name), p.cycle("output"))


def _mean_of(name: str) -> Callable[[Paths], Figures]:
    return lambda p: np.asarray(p[name].mean(axis=1))


def _yearly_change(values: Figures) -> Figures:
    return values[:, 4:] - values[:, :-4]


def _okun(p: Paths) -> Figures:
    """Slope of the change of unemployment over a year on the growth of output over that year."""
    return slope(_yearly_change(yearly(p["unemployment_rate"])), _yearly_change(logarithm(yearly(p["output"]))))


def _exponent(p: Paths) -> Figures:
    """Exponent of the growth rates' distribution, from the mean shape over the years in which growth was measured."""
    shapes = p["growth_shape"]
    seen = (shapes > 0).sum(axis=1)
    return subbotin_exponent(shapes.sum(axis=1) / np.maximum(seen, 1))


def _technique(p: Paths) -> Figures:
    """Part of the growth of output an hour that goes away when the search for techniques is switched off, over all replicates."""
    if p.frozen is None:
        return np.full(p["output"].shape[0], np.nan)
    growth, without = (trend(logarithm(yearly(series["output_per_hour"]))).mean() for series in (p.series, p.frozen))
    return np.array([1.0 - without / growth if growth > 0 else np.nan])


def _recession_shape(p: Paths) -> Figures:
    """Share of recessions of one year times their mean duration, over all replicates: 1 if they end at a constant rate."""
    durations = recessions(p["output"])
    return np.array([(durations == 1).mean() * durations.mean() if durations.size else np.nan])


def _recession_length(p: Paths) -> Figures:
    durations = recessions(p["output"])
    return np.array([durations.mean() if durations.size else np.nan])


MEASURES: dict[str, tuple[str, Callable[[Paths], Figures]]] = {
    "output_deviation": ("standard deviation of the cycle of output (log)", lambda p: deviation(p.cycle("output"))),
    "investment_volatility": ("standard deviation of the cycle of machines bought over that of output", _relative("investment")),
    "consumption_volatility": ("standard deviation of the cycle of consumption over that of output", _relative("consumption")),
    "employment_cycle": ("correlation of cycles, employment outside farms and output", _with_output("employment")),
    "unemployment_cycle": ("correlation of cycles, unemployment and output", _with_output("unemployment_rate")),
    "bankruptcy_cycle": ("correlation of cycles, enterprises closed and output", _with_output("closures")),
    "okun_slope": ("change of the unemployment rate over growth of output, year on year", _okun),
    "beveridge_slope": (
        "slope of the vacancy rate on the unemployment rate, cycles",
        lambda p: slope(p.cycle("vacancy_rate"), p.cycle("unemployment_rate")),
    ),
    "size_skewness": ("mean skewness of the number of workers of enterprises in town", _mean_of("size_skewness")),
    "growth_exponent": ("exponent of the distribution of enterprises' growth of sales over a year", _exponent),
    "investment_inaction": ("mean share of enterprises that bought less than 1 % of their machines", _mean_of("investment_inaction")),
    "investment_spikes": ("mean share of enterprises that bought more than 20 % of their machines", _mean_of("investment_spikes")),
    "wealth_less_income_gini": (
        "mean Gini of wealth less mean Gini of income",
        lambda p: np.asarray((p["wealth_gini"] - p["income_gini"]).mean(axis=1)),
    ),
    "credit_lead": ("quarters by which debts over product come before closures, cycles", lambda p: lead(p.cycle("credit"), p.cycle("closures"))),
    "recession_shape": ("share of recessions of one year times their mean duration", _recession_shape),
    "recession_length": ("mean duration of recessions, years", _recession_length),
    "growth_from_technique": ("part of the growth of output an hour that goes when search is switched off", _technique),
    "labour_share": ("mean of wages, bonuses, taxes on them and grain eaten at home over the product", _mean_of("labour_share")),
    "labour_share_trend": ("trend of the labour share, a decade", lambda p: 10.0 * trend(p["labour_share"])),
}
"""What each measure is, and how it is computed: one figure a replicate, or one in all."""


def measure(dataset: xr.Dataset, system: str, facts: Mapping[str, Fact], burn_in: int, frozen: xr.Dataset | None = None) -> list[dict[str, Any]]:
    """Measures every fact on one system of a run.

    Args:
        burn_in: quarters left out at the beginning.
        frozen: a run of the same system and length with the search for techniques switched off.

    Returns:
        a row a fact: id, statement, published band and source, ``figure`` (median over replicates, None where there is none), ``low`` and
        ``high`` (its 5th and 95th hundredths over replicates), ``share`` of replicates in the band, and ``holds``: whether the figure and
        at least three quarters of the replicates are in it.

    Error: InputError where the run does not hold what is needed, or is too short.
    """
    without = None if frozen is None else paths(frozen, system, burn_in)
    given = Paths(paths(dataset, system, burn_in), without)
    rows = []
    for name, fact in facts.items():
        meaning, compute = MEASURES[fact.measure]
        with np.errstate(invalid="ignore", divide="ignore"):
            values = compute(given) if given["output"].shape[0] else np.empty(0)
        known = values[np.isfinite(values)]
        rows.append({"id": name, "statement": fact.statement, "measure": meaning, **_verdict(fact, known, values.size)})
    return rows


def _verdict(fact: Fact, known: Figures, of: int) -> dict[str, Any]:
    figure = float(np.median(known)) if known.size else None
    low, high = (float(q) for q in np.quantile(known, (0.05, 0.95))) if known.size > 1 else (None, None)
    share = float(np.mean([fact.holds(float(v)) for v in known])) if known.size else None
    return {
        "figure": figure,
        "low": low,
        "high": high,
        "band_low": fact.low,
        "band_high": fact.high,
        "published": fact.published,
        "band": fact.band,
        "source": fact.source,
        "share": share,
        "measured_on": f"{known.size} of {of}",
        "holds": None if figure is None or share is None else fact.holds(figure) and share >= ENOUGH,
    }


def details(dataset: xr.Dataset, system: str, burn_in: int) -> dict[str, Any]:
    """Distributions and paths behind the facts: recessions by duration, the labour share by decade (medians over replicates)."""
    found = paths(dataset, system, burn_in)
    durations, share = recessions(found["output"]), found["labour_share"]
    decades = [share[:, first : first + DECADE] for first in range(0, share.shape[1] - DECADE + 1, DECADE)]
    return {
        "replicates": int(share.shape[0]),
        "recessions_by_years": {int(years): int(n) for years, n in zip(*np.unique(durations, return_counts=True), strict=True)},
        "labour_share_by_decade": [float(np.median(part.mean(axis=1))) for part in decades] if share.shape[0] else [],
    }


__all__ = ["MEASURES", "Paths", "details", "measure", "paths"]

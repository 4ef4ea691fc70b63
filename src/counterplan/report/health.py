"""What a reader must know before believing a path: open accounts, failures, famines and collapses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .series import RESIDUALS, annual, failure_quarter, has, outcome_names, read, systems_of

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr
    from numpy.typing import NDArray

OUTPUT_FLOOR = 1 / 3
POPULATION_FLOOR = 1 / 2
FAMINE_RATE = 0.01
LOOK_BACK = 8
"""Quarters before a collapse in which changes are compared."""


@dataclass(frozen=True)
class Residual:
    """The largest absolute residual of one account over all systems, replicates and quarters."""

    name: str
    largest: float | None
    state: str
    """'closed', 'OPEN' or 'not recorded'."""


@dataclass(frozen=True)
class Famine:
    """How many replicates of a system have a year with excess deaths above one in a hundred."""

    system: str
    replicates: int
    of: int
    first_year: float | None
    """Median over these replicates of the first such year."""
    worst: float | None
    """Median over these replicates of the largest annual excess deaths as a share of the population."""
    quarters: int
    """Such quarters over all these replicates."""


@dataclass(frozen=True)
class Collapse:
    """Replicates of one system in which output per head or population fell under its floor."""

    system: str
    kind: str
    replicates: int
    of: int
    first_year: float
    median_year: float
    before: tuple[tuple[str, float], ...]
    """Outcomes that changed most before it, with that change less the usual one, in standard deviations."""


def residuals(dataset: xr.Dataset) -> list[Residual]:
    """Reads the largest residual of each account; anything but exactly zero, a gap included, is open."""
    import numpy as np

    found = []
    for name in RESIDUALS:
        if name not in dataset:
            found.append(Residual(name, None, "not recorded"))
            continue
        sizes = np.abs(_before_gaps(dataset, name))
        if sizes.size == 0:
            found.append(Residual(name, None, "not recorded"))
            continue
        largest = float(sizes.max())
        found.append(
            Residual(name, largest if np.isfinite(largest) else None, "closed" if largest == 0 else "OPEN")
        )
    return found


def _before_gaps(dataset: xr.Dataset, name: str) -> NDArray[np.float64]:
    """All recorded values; after a failure gaps are no news, before it they count as open accounts."""
    import numpy as np
    import xarray as xr

    first = xr.DataArray(failure_quarter(dataset), dims=("system", "replicate"))
    quarter = xr.DataArray(np.arange(dataset.sizes["quarter"]), dims=("quarter",))
    plain = dataset[name].drop_vars(list(dataset[name].coords))
    kept = plain.notnull() | (quarter < first)
    values, keep = xr.broadcast(plain, kept)
    chosen: NDArray[np.float64] = values.values[keep.values]
    return chosen


def famines(dataset: xr.Dataset) -> list[Famine]:
    """Finds years (four quarters running) with excess deaths above 1 % of the population, by system."""
    import numpy as np

    if not (has(dataset, "excess_deaths") and has(dataset, "population")):
        return []
    deaths = read(dataset, "excess_deaths", until_failure=True)
    people = read(dataset, "population", until_failure=True)
    yearly = 4 * annual(deaths.values)
    base = annual(people.values)
    rate = np.divide(yearly, base, out=np.full(base.shape, np.nan), where=np.isfinite(base) & (base > 0))
    found = []
    for i, system in enumerate(deaths.systems):
        hit = np.nan_to_num(rate[i], nan=0.0) > FAMINE_RATE
        rows = np.flatnonzero(hit.any(axis=1))
        first = float(np.median(deaths.years[hit[rows].argmax(axis=1)])) if rows.size else None
        worst = float(np.median(np.nanmax(rate[i][rows], axis=1))) if rows.size else None
        found.append(Famine(system, int(rows.size), hit.shape[0], first, worst, int(hit.sum())))
    return found


def collapses(dataset: xr.Dataset) -> list[Collapse]:
    """Finds replicates whose output per head fell under a third, or population under half.

    Output is read as a four-quarter mean, so that a season is no collapse. One that fails later counts.
    """
    found = []
    for name, kind, floor in (
        ("gdp_per_head", "output per head under a third of its start", OUTPUT_FLOOR),
        ("population", "population under half of its start", POPULATION_FLOOR),
    ):
        if has(dataset, name):
            found += _under(dataset, name, kind, floor)
    order = {system: i for i, system in enumerate(systems_of(dataset))}
    return sorted(found, key=lambda c: (order[c.system], c.first_year))


def _under(dataset: xr.Dataset, name: str, kind: str, floor: float) -> list[Collapse]:
    import numpy as np

    series = read(dataset, name, until_failure=True)
    if series.values.shape[2] < 4:
        return []
    level = annual(series.values) if name == "gdp_per_head" else series.values
    start = level[:, :, 3:4] if name == "gdp_per_head" else level[:, :, :1]
    with np.errstate(invalid="ignore"):
        hit = level < floor * start
    found = []
    for i, system in enumerate(series.systems):
        rows = np.flatnonzero(hit[i].any(axis=1))
        if rows.size == 0:
            continue
        when = hit[i, rows].argmax(axis=1)
        years = series.years[when]
        before = _moved(dataset, i, rows, when, name)
        found.append(
            Collapse(
                system,
                kind,
                int(rows.size),
                hit.shape[1],
                float(years.min()),
                float(np.median(years)),
                before,
            )
        )
    return found


def _moved(
    dataset: xr.Dataset, system: int, rows: NDArray[np.int64], when: NDArray[np.int64], leave_out: str
) -> tuple[tuple[str, float], ...]:
    """Ranks outcomes by their change over the eight quarters before, less the usual such change."""
    import numpy as np

    ranked = []
    end = when - 1
    begin = end - LOOK_BACK
    early = begin < 3
    for name in outcome_names(dataset):
        if name == leave_out:
            continue
        level = annual(read(dataset, name, until_failure=True).values)
        if level.shape[2] <= LOOK_BACK:
            continue
        changes = level[:, :, LOOK_BACK:] - level[:, :, :-LOOK_BACK]
        usual = changes[np.isfinite(changes)]
        spread, mean = (usual.std(), usual.mean()) if usual.size else (0.0, 0.0)
        change = (level[system, rows, end] - level[system, rows, np.maximum(begin, 0)])[~early]
        change = change[np.isfinite(change)]
        if spread > 0 and change.size:
            ranked.append((name, float((np.median(change) - mean) / spread)))
    ranked.sort(key=lambda pair: (-abs(pair[1]), pair[0]))
    return tuple(ranked[:4])

"""Stored series as arrays (system, replicate, quarter), with what failed left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from counterplan.core.errors import InputError, nearest

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr
    from numpy.typing import NDArray

DIMENSIONS = ("system", "replicate", "quarter")
RESIDUALS = ("money_residual", "goods_residual", "person_residual")
FAILURES = {
    1: "a table of persons or enterprises was full",
    2: "a number was not finite",
    3: "accounts did not close",
    4: "a stock or consumption was out of bounds",
}

CUMULATIVE_DEATHS = "excess_deaths_cumulative"
REPORT_RATIO = "reported_to_actual_output"

MAIN = (
    "labour_productivity",
    "gdp_per_head",
    "consumption_per_head",
    "provision_per_head",
    "calories_per_head",
    "hours_per_worker",
    "unemployment_rate",
    "consumption_gini",
    "shortage",
    CUMULATIVE_DEATHS,
    "population",
    "protest",
    "repression",
    "participation_hours",
    REPORT_RATIO,
    "effort",
)
"""Outcomes drawn in every report, in this order, where the results hold them."""

HEADLINE = (
    "labour_productivity",
    "gdp_per_head",
    "consumption_per_head",
    "calories_per_head",
    "hours_per_worker",
    "unemployment_rate",
    "consumption_gini",
    CUMULATIVE_DEATHS,
    "population",
)
"""Outcomes of the table at the top of a report."""

AS_IT_STANDS = frozenset({"population", CUMULATIVE_DEATHS})
"""Series that are levels at a date; all others are shown as four-quarter means: harvests are seasonal."""


@dataclass(frozen=True)
class Series:
    """One outcome over all systems, replicates and quarters; what is excluded is NaN."""

    name: str
    label: str
    unit: str
    meaning: str
    systems: tuple[str, ...]
    replicates: tuple[str, ...]
    years: NDArray[np.float64]
    values: NDArray[np.float64]

    @property
    def percent(self) -> bool:
        """True where a pure share is easier to read in hundredths."""
        pure = self.unit in {"1", "", "share"}
        return pure and (self.name.endswith(("_rate", "_share")) or self.name in {"shortage", "forced_saving", "forced_substitution"})

    @property
    def shown_unit(self) -> str:
        """The unit as a reader sees it."""
        if self.percent:
            return "%"
        return "pure number" if self.unit in {"1", ""} else self.unit

    def shown(self) -> Series:
        """Returns the series in the unit that a reader sees."""
        return replace(self, unit="%", values=100 * self.values) if self.percent else self


def systems_of(dataset: xr.Dataset) -> tuple[str, ...]:
    """Names of the systems, in the order of the run."""
    return tuple(str(name) for name in dataset["system"].values)


def outcome_names(dataset: xr.Dataset) -> list[str]:
    """Outcomes that are one number a quarter, without the checks that are recorded beside them."""
    skip = {"failed", *RESIDUALS}
    return [str(n) for n, v in dataset.data_vars.items() if set(v.dims) == set(DIMENSIONS) and n not in skip]


def failure_quarter(dataset: xr.Dataset) -> NDArray[np.int64]:
    """Position of the quarter in which each replicate failed; the length of the run where it did not."""
    import numpy as np

    length = dataset.sizes["quarter"]
    if "failed" not in dataset:
        return np.full((dataset.sizes["system"], dataset.sizes["replicate"]), length)
    failed = dataset["failed"].transpose(*DIMENSIONS).values != 0
    return np.where(failed.any(axis=2), failed.argmax(axis=2), length)


def failures(dataset: xr.Dataset) -> dict[str, dict[int, int]]:
    """Counts failed replicates by system and by the code that they failed with first."""
    import numpy as np

    first = failure_quarter(dataset)
    counts: dict[str, dict[int, int]] = {}
    for i, system in enumerate(systems_of(dataset)):
        counts[system] = {}
        for r in np.flatnonzero(first[i] < dataset.sizes["quarter"]):
            code = dataset["failed"].transpose(*DIMENSIONS).values[i, r, first[i, r]]
            known = int(code) if np.isfinite(code) else 2
            counts[system][known] = counts[system].get(known, 0) + 1
    return counts


def read(dataset: xr.Dataset, name: str, until_failure: bool = False) -> Series:
    """Reads one outcome, stored or derived.

    Args:
        until_failure: keep what a replicate recorded before it failed; by default it is left out whole.

    Error: InputError for an outcome that the results do not hold.
    """
    if name == CUMULATIVE_DEATHS:
        return _cumulative_deaths(dataset, until_failure)
    if name == REPORT_RATIO:
        return _report_ratio(dataset, until_failure)
    if name not in dataset or set(dataset[name].dims) != set(DIMENSIONS):
        raise InputError(f"the results hold no outcome '{name}'.{nearest(name, outcome_names(dataset))}")
    variable = dataset[name]
    return Series(
        name=name,
        label=str(variable.attrs.get("long_name") or name.replace("_", " ")),
        unit=str(variable.attrs.get("unit", "")),
        meaning=str(variable.attrs.get("meaning", "")),
        systems=systems_of(dataset),
        replicates=_labels(dataset),
        years=_years(dataset),
        values=_masked(dataset, name, until_failure),
    )


def heading(series: Series) -> str:
    """The name of an outcome with a capital, for headings and notes."""
    return series.label[:1].upper() + series.label[1:]


def has(dataset: xr.Dataset, name: str) -> bool:
    """True where the results hold an outcome or what it is derived from."""
    needs = {
        CUMULATIVE_DEATHS: ("excess_deaths", "population"),
        REPORT_RATIO: ("reported_output", "actual_output"),
    }
    return all(n in dataset and set(dataset[n].dims) == set(DIMENSIONS) for n in needs.get(name, (name,)))


def _labels(dataset: xr.Dataset) -> tuple[str, ...]:
    """Labels of the replicates, which pair those of two runs."""
    if "replicate" in dataset.coords:
        return tuple(str(r) for r in dataset["replicate"].values)
    return tuple(str(r) for r in range(dataset.sizes["replicate"]))


def _years(dataset: xr.Dataset) -> NDArray[np.float64]:
    import numpy as np

    if "year" in dataset.coords:
        return np.asarray(dataset["year"].values, dtype=np.float64)
    return np.arange(dataset.sizes["quarter"]) / 4.0


def _masked(dataset: xr.Dataset, name: str, until_failure: bool) -> NDArray[np.float64]:
    import numpy as np

    values = np.array(dataset[name].transpose(*DIMENSIONS).values, dtype=np.float64)
    first = failure_quarter(dataset)[:, :, None]
    quarters = np.arange(values.shape[2])
    kept = quarters < first if until_failure else np.broadcast_to(first == values.shape[2], values.shape)
    return np.where(kept & np.isfinite(values), values, np.nan)


def _cumulative_deaths(dataset: xr.Dataset, until_failure: bool) -> Series:
    import numpy as np

    deaths = read(dataset, "excess_deaths", until_failure)
    start = read(dataset, "population", until_failure).values[:, :, :1]
    total = np.cumsum(deaths.values, axis=2)
    return replace(
        deaths,
        name=CUMULATIVE_DEATHS,
        label="Excess deaths since the start",
        unit="per 1,000 of the starting population",
        meaning="running sum of excess deaths over the population of the first quarter",
        values=1000 * _ratio(total, np.broadcast_to(start, total.shape)),
    )


def _report_ratio(dataset: xr.Dataset, until_failure: bool) -> Series:
    reported = read(dataset, "reported_output", until_failure)
    actual = read(dataset, "actual_output", until_failure)
    return replace(
        reported,
        name=REPORT_RATIO,
        label="Reported over actual output",
        unit="ratio; 1 = reports are exact",
        meaning="reported output divided by actual output",
        values=_ratio(reported.values, actual.values),
    )


def _ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    quotient: NDArray[np.float64] = np.divide(
        above, below, out=np.full(above.shape, np.nan), where=np.isfinite(below) & (below != 0)
    )
    return quotient


def annual(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean of each quarter and the three before it, along the last axis; NaN where there are not yet four."""
    import numpy as np

    out = np.full(values.shape, np.nan)
    if values.shape[-1] >= 4:
        out[..., 3:] = np.lib.stride_tricks.sliding_window_view(values, 4, axis=-1).mean(axis=-1)
    return out


def mean_or_nan(values: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """Mean of what is a number; NaN where nothing is."""
    import numpy as np

    known = np.isfinite(values)
    count = known.sum(axis=axis)
    total = np.where(known, values, 0.0).sum(axis=axis)
    mean: NDArray[np.float64] = np.divide(total, count, out=np.full(np.shape(total), np.nan), where=count > 0)
    return mean


def start_levels(series: Series) -> NDArray[np.float64]:
    """Mean of the first four quarters by system and replicate."""
    return mean_or_nan(series.values[:, :, :4], axis=2)


def end_levels(series: Series) -> NDArray[np.float64]:
    """Mean of the last four quarters by system and replicate; a running sum is read at its end."""
    if series.name == CUMULATIVE_DEATHS:
        return series.values[:, :, -1]
    return mean_or_nan(series.values[:, :, -4:], axis=2)

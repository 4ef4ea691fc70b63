"""What was drawn from priors in a run, and which of it goes along with the outcomes at the end."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .series import MAIN, end_levels, has, heading, read, systems_of
from .wording import MINUS, counted, exact, listed

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr
    from numpy.typing import NDArray

LARGEST = 3
"""Parameters listed for each outcome and system."""
CHANCE = 0.05
"""Share of lists in which the largest correlation passes the bound by chance alone."""
USELESS = 0.7
"""A bound from which on replicates are called too few: only a nearly perfect order could pass it."""


@dataclass(frozen=True)
class Association:
    """Rank correlation (Spearman) of one drawn value with the end level of one outcome in one system."""

    outcome: str
    system: str
    parameter: str
    correlation: float
    replicates: int
    bound: float

    @property
    def clear(self) -> bool:
        """True where so large a value would hardly arise by chance among all that was drawn."""
        return abs(self.correlation) > self.bound


def is_drawn(dataset: xr.Dataset) -> bool:
    """True where every replicate stands at a point of its own in the priors."""
    return "drawn" in dataset and dataset.sizes.get("parameter", 0) > 0


def bands_show(dataset: xr.Dataset) -> str:
    """Says what the spread over replicates holds."""
    if not is_drawn(dataset):
        return (
            "They show chance alone: all replicates have the same values of all parameters and starting figures, one point of "
            "their prior ranges."
        )
    count = counted(dataset.sizes["parameter"], "parameter")
    return (
        f"They show chance and priors together: each replicate draws its own values of {count} and starting figures from their "
        "prior ranges, the same in all systems."
    )


def associations(dataset: xr.Dataset) -> list[Association]:
    """Finds the largest rank correlations for each main outcome and system; failed replicates are left out."""
    import numpy as np

    found: list[Association] = []
    if not is_drawn(dataset):
        return found
    names = [str(name) for name in dataset["parameter"].values]
    points = dataset["drawn"].transpose("system", "replicate", "parameter").values
    for outcome in (name for name in MAIN if has(dataset, name)):
        series = read(dataset, outcome)
        ends = end_levels(series)
        for i, system in enumerate(systems_of(dataset)):
            kept = np.isfinite(ends[i])
            correlation = rank_correlations(points[i][kept], ends[i][kept])
            known = np.flatnonzero(np.isfinite(correlation))
            bound = chance_bound(int(kept.sum()), known.size)
            largest = known[np.argsort(-np.abs(correlation[known]), kind="stable")][:LARGEST]
            found += [Association(heading(series), system, names[k], float(correlation[k]), int(kept.sum()), bound) for k in largest]
    return found


def rank_correlations(points: NDArray[np.float64], ends: NDArray[np.float64]) -> NDArray[np.float64]:
    """Spearman's correlation of each column with the ends; not a number for a column (or ends) that is missing or constant."""
    import numpy as np
    from scipy.stats import rankdata

    if ends.size < 3:
        return np.full(points.shape[1], np.nan)
    ranks = np.column_stack([rankdata(ends), rankdata(points, axis=0)])
    ranks -= ranks.mean(axis=0)
    size = np.sqrt((ranks**2).sum(axis=0))
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation: NDArray[np.float64] = (ranks[:, 0] @ ranks[:, 1:]) / (size[0] * size[1:])
    return np.where(np.isfinite(points).all(axis=0), correlation, np.nan)


def chance_bound(replicates: int, compared: int) -> float:
    """Size that the largest of so many rank correlations passes by chance with probability `CHANCE` (Bonferroni, Student's t)."""
    if replicates < 4 or compared < 1:
        return 1.0
    from scipy.special import stdtrit

    t = -float(stdtrit(replicates - 2, CHANCE / (2 * compared)))
    return t / math.sqrt(replicates - 2 + t * t)


def association_rows(found: list[Association]) -> list[dict[str, Any]]:
    """One row an outcome and system, with the largest correlations in order."""
    rows: list[dict[str, Any]] = []
    for one in found:
        if not rows or (rows[-1]["outcome"], rows[-1]["system"]) != (one.outcome, one.system):
            rows.append({"outcome": one.outcome, "system": one.system, "replicates": one.replicates, "bound": f"{one.bound:.2f}", "parts": []})
        sign = "+" if one.correlation > 0 else MINUS
        rows[-1]["parts"].append({"name": one.parameter, "value": f"{sign}{abs(one.correlation):.2f}", "beyond": one.clear})
    return rows


def association_note(dataset: xr.Dataset, found: list[Association]) -> str:
    """Says over how many replicates correlations are taken, and whether that is enough to mean anything."""
    if not found:
        return "With so few replicates no rank correlation is defined."
    largest, smallest = max(one.bound for one in found), min(one.replicates for one in found)
    text = (
        f"Spearman's rank correlation over {counted(dataset.sizes['replicate'], 'replicate')} (failed ones left out) between a drawn "
        "value and the end level of an outcome. A value beyond the bound would come up by chance in one list out of twenty; "
        f"those within it are dimmed. {counted(sum(one.clear for one in found), 'value')} of {len(found)} listed lie beyond it."
    )
    if largest >= USELESS:
        text += (
            f" Too few replicates: among so many drawn values {smallest} replicates give correlations of up to {largest:.2f} by "
            "chance, so this table says next to nothing. Run more replicates."
        )
    return text


def redraw_note(dataset: xr.Dataset) -> str:
    """Counts how often figures were drawn again, by cause; the same in every system."""
    counts = dataset["redraws"].isel(system=0).transpose("replicate", "cause").values
    starts = counted(counts.shape[0], "start")
    if not counts.any():
        return f"none for {starts}."
    causes = [f"{int(n)} ({cause})" for cause, n in zip(dataset["cause"].values, counts.sum(axis=0), strict=True) if n]
    most = int(counts.sum(axis=1).max())
    why = "Ranges of figures that contradict each other cause them; no drawn value is clipped."
    return f"{listed(causes)} for {starts}, at most {most} for one. {why}"


def drawn_rows(dataset: xr.Dataset) -> list[dict[str, str]]:
    """Everything that was drawn: its range, how it is drawn, and its unit."""
    if not is_drawn(dataset):
        return []
    columns = [dataset[name].values for name in ("parameter", "parameter_low", "parameter_high", "parameter_scale", "parameter_unit")]
    return [
        {
            "name": str(name),
            "range": f"{exact(float(low))} to {exact(float(high))}",
            "scale": str(scale),
            "unit": "pure number" if unit == "1" else str(unit),
        }
        for name, low, high, scale, unit in zip(*columns, strict=True)
    ]

"""Paired effects: the same replicates of two systems or runs, draw by draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from counterplan.core.errors import InputError, nearest

from .series import CUMULATIVE_DEATHS, Series, end_levels, read, systems_of

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr
    from numpy.typing import NDArray

RESAMPLES = 2000
BOOTSTRAP_SEED = 20_011


class Effect(TypedDict):
    """What a paired comparison found; b less a."""

    outcome: str
    unit: str
    statistic: str
    a: float | None
    b: float | None
    difference: float | None
    low: float | None
    high: float | None
    replicates: int
    left_out: int
    common_draws: bool


def paired_effect(
    dataset_a: xr.Dataset,
    dataset_b: xr.Dataset,
    outcome: str,
    *,
    system_a: str | None = None,
    system_b: str | None = None,
) -> Effect:
    """Compares one outcome at the end of two runs over the replicates that both hold, failed ones left out.

    Args:
        system_a: which system of the first dataset, where it holds several.
        system_b: the same for the second.

    Returns:
        Means of both, the mean difference (b less a) and its 90 % interval from resampling replicates. The
        interval is None with fewer than two common replicates. ``common_draws`` says whether both runs name
        the same seed, so that a pair shares its random draws.

    Error: InputError for an unknown outcome or system, or where several systems leave it open which is meant.
    """
    first = read(_one_system(dataset_a, system_a), outcome)
    second = read(_one_system(dataset_b, system_b), outcome)
    position = {label: i for i, label in enumerate(second.replicates)}
    common = [(i, position[label]) for i, label in enumerate(first.replicates) if label in position]
    a = end_levels(first)[0][[i for i, _ in common]]
    b = end_levels(second)[0][[j for _, j in common]]
    seeds = dataset_a.attrs.get("seed"), dataset_b.attrs.get("seed")
    return effect_of(first, a, b, common_draws=seeds[0] is not None and seeds[0] == seeds[1])


def effect_of(
    series: Series, a: NDArray[np.float64], b: NDArray[np.float64], *, common_draws: bool = True
) -> Effect:
    """Compares end levels of two systems, replicate by replicate; pairs with a gap are left out."""
    import numpy as np

    both = np.isfinite(a) & np.isfinite(b)
    difference = b[both] - a[both]
    low, high = bootstrap_interval(difference)
    known = difference.size > 0
    return {
        "outcome": series.name,
        "unit": series.unit,
        "statistic": "last quarter" if series.name == CUMULATIVE_DEATHS else "mean of the last four quarters",
        "a": float(a[both].mean()) if known else None,
        "b": float(b[both].mean()) if known else None,
        "difference": float(difference.mean()) if known else None,
        "low": low,
        "high": high,
        "replicates": int(difference.size),
        "left_out": int(both.size - difference.size),
        "common_draws": common_draws,
    }


def bootstrap_interval(differences: NDArray[np.float64]) -> tuple[float | None, float | None]:
    """Returns the 90 % interval of the mean over resampled replicates; the resampling has a fixed seed."""
    import numpy as np

    count = differences.size
    if count < 2:
        return None, None
    draws = np.random.default_rng(BOOTSTRAP_SEED).integers(0, count, (RESAMPLES, count))
    low, high = np.quantile(differences[draws].mean(axis=1), (0.05, 0.95))
    return float(low), float(high)


def _one_system(dataset: xr.Dataset, system: str | None) -> xr.Dataset:
    if "system" not in dataset.dims:
        return (
            dataset.expand_dims("system")
            if "system" in dataset.coords
            else dataset.expand_dims(system=["run"])
        )
    names = systems_of(dataset)
    if system is None and len(names) == 1:
        return dataset
    if system is None:
        raise InputError(f"the run holds {len(names)} systems; name one of {', '.join(names)}.")
    if system not in names:
        raise InputError(f"the run holds no system '{system}'.{nearest(system, names)}")
    return dataset.isel(system=[names.index(system)])

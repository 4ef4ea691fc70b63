"""A made-up run: smooth paths with seasons and noise, and the manifest that goes with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import xarray as xr

SYSTEMS = ("neoliberal-capitalism", "command-economy", "democratic-planning")
START, YEARS, REPLICATES = 1952, 40, 16

# name: (unit, long name, level, growth a year by system, season, noise)
OUTCOMES: dict[str, tuple[str, str, float, tuple[float, float, float], float, float]] = {
    "labour_productivity": (
        "baskets an hour",
        "labour productivity",
        0.42,
        (0.031, 0.028, 0.030),
        0.05,
        0.02,
    ),
    "output_per_hour": ("currency units an hour", "output per hour", 0.5, (0.03, 0.027, 0.03), 0.05, 0.02),
    "gdp_per_head": (
        "2011 international $ a year",
        "output per head",
        799.0,
        (0.034, 0.026, 0.028),
        0.2,
        0.03,
    ),
    "consumption_per_head": (
        "2011 international $ a year",
        "consumption per head",
        610.0,
        (0.03, 0.015, 0.027),
        0.05,
        0.03,
    ),
    "provision_per_head": (
        "currency units a year",
        "social provision per head",
        60.0,
        (0.01, 0.03, 0.04),
        0.0,
        0.02,
    ),
    "calories_per_head": ("kcal a day", "calories per head", 2050.0, (0.006, 0.004, 0.006), 0.04, 0.02),
    "hours_per_worker": ("hours a week", "hours per worker", 48.0, (0.0, 0.002, -0.006), 0.01, 0.01),
    "unemployment_rate": ("1", "unemployment", 0.06, (0.005, -0.05, -0.03), 0.05, 0.2),
    "consumption_gini": ("1", "inequality of consumption (Gini)", 0.36, (0.006, -0.004, -0.008), 0.0, 0.02),
    "elite_share": ("1", "consumption share of the elite", 0.05, (0.012, 0.004, -0.01), 0.0, 0.03),
    "shortage": ("1", "shortage", 0.05, (-0.02, 0.03, 0.0), 0.02, 0.1),
    "population": ("persons", "population", 5.69e8, (0.017, 0.016, 0.015), 0.0, 0.004),
    "effort": ("1 = effort at the start", "effort", 1.0, (0.001, -0.006, 0.0), 0.0, 0.02),
    "protest": ("share of persons a quarter", "protest", 0.004, (0.01, 0.02, -0.01), 0.0, 0.25),
    "repression": ("share of persons a quarter", "repression", 0.002, (0.0, 0.02, -0.02), 0.0, 0.25),
    "participation_hours": ("hours a week", "hours in assemblies", 0.1, (0.0, 0.0, 0.04), 0.0, 0.05),
    "reported_output": ("currency units", "reported output", 1.02e9, (0.035, 0.034, 0.03), 0.2, 0.02),
    "actual_output": ("currency units", "actual output", 1.0e9, (0.035, 0.028, 0.03), 0.2, 0.02),
}


def make_dataset(
    systems: tuple[str, ...] = SYSTEMS, years: int = YEARS, replicates: int = REPLICATES, seed: int = 1
) -> xr.Dataset:
    """Draws a run; replicates share a common disturbance over systems, as on common random numbers."""
    rng = np.random.default_rng(seed)
    quarter = np.arange(4 * years)
    variables: dict[str, Any] = {}
    for name, (unit, long_name, level, growth, season, noise) in OUTCOMES.items():
        rates = np.array([growth[i % 3] for i in range(len(systems))])
        walk = np.cumsum(rng.normal(0, noise / 4, (replicates, quarter.size)), axis=1)
        own = np.cumsum(rng.normal(0, noise / 8, (len(systems), replicates, quarter.size)), axis=2)
        pattern = 1 + season * np.array([-0.5, -0.4, 1.3, -0.4])[quarter % 4]
        values = level * np.exp(rates[:, None, None] * quarter / 4 + walk + own) * pattern
        attrs = {"unit": unit, "long_name": long_name, "meaning": f"{long_name}, as measured in the quarter"}
        variables[name] = (("system", "replicate", "quarter"), values, attrs)
    shape = (len(systems), replicates, quarter.size)
    deaths = np.abs(rng.normal(0, 2e4, shape))
    if len(systems) > 1 and years > 11:
        deaths[1, :, 28:36] += rng.uniform(1e6, 2.4e6, (replicates, 8))
    attrs = {
        "unit": "persons a quarter",
        "long_name": "excess deaths",
        "meaning": "deaths above those at full nutrition",
    }
    variables["excess_deaths"] = (("system", "replicate", "quarter"), deaths, attrs)
    for name in ("failed", "money_residual", "goods_residual", "person_residual"):
        attrs = {"unit": "1", "long_name": name, "meaning": name}
        variables[name] = (("system", "replicate", "quarter"), np.zeros(shape, np.int64), attrs)
    coords = {
        "system": list(systems),
        "replicate": np.arange(replicates),
        "year": ("quarter", START + quarter / 4),
    }
    attributes = {"scenario": "china-1952", "seed": 1, "n_persons": 5000, "persons_per_simulated": 113700.0}
    return xr.Dataset(variables, coords, {**attributes, "version": "0.1.0", "manifest_hash": "3f9c1e7a" * 8})


VECTORS = {
    "residual": ("private", "state-office", "commons"),
    "land": ("household", "collective", "household"),
    "exit": ("hard", "soft", "plants-only"),
    "coordination": ("market", "command", "negotiated"),
    "management": ("owner", "quota", "assembly"),
    "discipline": ("dismissal", "norms", "mutual"),
    "bargaining": ("individual", "decree", "assembly"),
    "mobility": ("free", "restricted", "free"),
    "priorities": ("profit", "ruler", "direct"),
    "information": ("open", "closed", "open"),
    "association": ("free", "banned", "free"),
    "levy": ("market", "inflexible-progressive", "negotiated"),
    "floor": ("none", "enterprise", "public"),
    "openness": ("managed", "managed", "managed"),
    "coercion": ("given", "given", "given"),
    "arms": ("given", "given", "given"),
}
"""Options of the made-up systems, by role."""


def make_manifest(systems: tuple[str, ...] = SYSTEMS) -> dict[str, Any]:
    """The manifest of the made-up run."""
    titles = (
        "Private firms, free labour market, open trade",
        "Ministries command by plan targets",
        "Assemblies plan",
    )
    entries = {
        name: {
            "title": titles[i % 3],
            "institutions": {role: [options[i % 3]] for role, options in VECTORS.items()},
            "contexts": {"coercion": (0.3, 0.8, 0.2)[i % 3], "arms": 0.06},
            "parameters": {"exit.rescue_probability": (0.05, 0.9, 0.5)[i % 3]},
            "sources": ["science 2.1", "https://example.org/kornai-1980"],
        }
        for i, name in enumerate(systems)
    }
    entries[systems[min(1, len(systems) - 1)]]["institutions"]["coordination"] = ["command", "dual"]
    figures = {
        "population": _figure(5.69e8, "persons", "MPD2023"),
        "gdp_per_head": _figure(799.0, "2011 international $ a year", "MPD2023"),
        "infant_mortality": _figure(195.0, "1 per 1,000 births", "https://example.org/gapminder"),
        "capital_output_ratio": {**_figure(1.9, "years", "assumed"), "low": 1.4, "high": 2.6},
        "labour_share": {
            **_figure(0.6, "1", "assumed"),
            "low": 0.5,
            "high": 0.7,
            "note": "no table before 1987",
        },
    }
    record = {
        "gdp_per_head": {
            str(y): 799 * float(np.exp(0.026 * (y - 1952) + 0.08 * np.sin(y))) for y in range(1952, 1979)
        },
        "population": {str(y): 5.69e8 * float(np.exp(0.019 * (y - 1952))) for y in range(1952, 1990, 3)},
    }
    scenario = {
        "name": "china-1952",
        "title": "China from 1952",
        "start": 1952,
        "country": "CHN",
        "figures": figures,
        "sector_figures": {"employment_share": {"grain": {**_figure(0.83, "1", "assumed"), "low": 0.8}}},
        "contexts": {"openness": "managed", "arms": 0.06},
        "record": record,
        "sources": ["Maddison Project Database 2023"],
    }
    return {
        "scenario": scenario,
        "systems": entries,
        "seed": 1,
        "command": "counterplan run china-1952 --seed 1",
        "versions": {"counterplan": "0.1.0", "jax": "0.10.2", "python": "3.11"},
        "hashes": {"inputs": "ab12cd34" * 4},
    }


def _figure(value: float, unit: str, source: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "source": source, "low": value, "high": value, "note": ""}


@pytest.fixture
def dataset() -> xr.Dataset:
    return make_dataset()


@pytest.fixture
def small() -> xr.Dataset:
    """A short run, where a test needs no long paths."""
    return make_dataset(years=12, replicates=6)


@pytest.fixture
def manifest() -> dict[str, Any]:
    return make_manifest()


@pytest.fixture
def make() -> Callable[..., xr.Dataset]:
    """Draws a run of other systems or sizes."""
    return make_dataset


@pytest.fixture
def describe() -> Callable[..., dict[str, Any]]:
    """Writes the manifest of a run of other systems."""
    return make_manifest

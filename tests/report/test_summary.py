"""Levels, growth and paired effects."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
import xarray as xr

from counterplan.core.errors import InputError
from counterplan.report.compare import paired_effect
from counterplan.report.series import CUMULATIVE_DEATHS, failures, outcome_names, read
from counterplan.report.summary import failed_replicates, summarise


def test_shape_is_that_of_the_interface(small: xr.Dataset) -> None:
    found = summarise(small)
    assert list(found) == list(small["system"].values)
    for outcomes in found.values():
        assert set(outcomes) == set(outcome_names(small))
        assert "failed" not in outcomes
        assert "money_residual" not in outcomes
        for level in outcomes.values():
            assert list(level) == ["start", "end", "growth", "low", "high"]
            assert all(value is None or isinstance(value, float) for value in level.values())
    json.dumps(found, allow_nan=False)


def test_levels_and_growth_of_a_known_path(small: xr.Dataset) -> None:
    quarter = np.arange(small.sizes["quarter"])
    small["effort"][:] = np.exp(0.02 * quarter / 4)
    level = summarise(small)["command-economy"]["effort"]
    assert level["start"] == pytest.approx(np.exp(0.02 * quarter[:4] / 4).mean())
    assert level["growth"] == pytest.approx(0.02)
    assert level["low"] == pytest.approx(level["end"]) == pytest.approx(level["high"])


def test_growth_is_undefined_at_or_below_zero(small: xr.Dataset) -> None:
    small["protest"][:, :, :4] = 0.0
    small["shortage"][:, :, -4:] = -1.0
    for outcomes in summarise(small).values():
        assert outcomes["protest"]["growth"] is None
        assert outcomes["shortage"]["growth"] is None
        assert outcomes["shortage"]["end"] == -1.0


def test_failed_replicates_are_left_out_and_counted(small: xr.Dataset) -> None:
    small["failed"][0, 2, 30:] = 2
    small["failed"][0, 4, 10:] = 1
    small["effort"][0, 2] = 1e9
    small["effort"][0, 4, 10:] = np.nan
    assert failures(small) == {
        "neoliberal-capitalism": {1: 1, 2: 1},
        "command-economy": {},
        "democratic-planning": {},
    }
    end = summarise(small)["neoliberal-capitalism"]["effort"]["end"]
    kept = small["effort"].isel(system=0, replicate=[0, 1, 3, 5]).values[:, -4:].mean()
    assert end == pytest.approx(kept)
    why = "a table of persons or enterprises was full; a number was not finite"
    assert failed_replicates(small) == [{"system": "neoliberal-capitalism", "failed": 2, "of": 6, "why": why, "quarter": 11}]


def test_gaps_and_a_system_that_failed_throughout(small: xr.Dataset) -> None:
    small["failed"][1] = 2
    small["effort"][0, 0, -1] = np.nan
    small["effort"][0, 1, -2] = np.inf
    found = summarise(small)
    assert set(found["command-economy"]["effort"].values()) == {None}
    end = found["neoliberal-capitalism"]["effort"]["end"]
    assert end is not None
    assert math.isfinite(end)


def test_cumulative_deaths_are_per_thousand_of_the_start(small: xr.Dataset) -> None:
    small["excess_deaths"][:] = 10.0
    small["population"][:] = 2000.0
    values = read(small, CUMULATIVE_DEATHS).values
    assert values[0, 0, -1] == pytest.approx(1000 * 10.0 * small.sizes["quarter"] / 2000.0)


def test_paired_effect_is_exact_where_draws_are_common(small: xr.Dataset) -> None:
    shifted = small.copy(deep=True)
    shifted["effort"] = shifted["effort"] + 0.25
    effect = paired_effect(small, shifted, "effort", system_a="command-economy", system_b="command-economy")
    assert effect["difference"] == pytest.approx(0.25)
    assert effect["low"] == pytest.approx(0.25)
    assert effect["high"] == pytest.approx(0.25)
    assert effect["replicates"] == 6
    assert effect["common_draws"]


def test_paired_effect_turns_round(small: xr.Dataset) -> None:
    names = {"system_a": "command-economy", "system_b": "democratic-planning"}
    there = paired_effect(small, small, "calories_per_head", **names)
    back = paired_effect(
        small, small, "calories_per_head", system_a="democratic-planning", system_b="command-economy"
    )
    assert there["difference"] == pytest.approx(-back["difference"])
    assert there["low"] == pytest.approx(-back["high"])
    assert there["high"] == pytest.approx(-back["low"])


def test_paired_effect_takes_common_replicates_only(small: xr.Dataset) -> None:
    a = small.isel(system=[0], replicate=[0, 1, 2, 3])
    b = small.isel(system=[1], replicate=[3, 2, 5]).copy(deep=True)
    b["failed"][0, 0, 5:] = 1
    effect = paired_effect(a, b, "effort")
    assert effect["replicates"] == 1
    assert effect["left_out"] == 1
    assert effect["low"] is None
    assert effect["high"] is None
    ends = small["effort"].values[:, 2, -4:].mean(axis=1)
    assert effect["difference"] == pytest.approx(ends[1] - ends[0])


def test_paired_effect_says_what_is_wrong(small: xr.Dataset) -> None:
    with pytest.raises(InputError, match="name one of"):
        paired_effect(small, small, "effort")
    with pytest.raises(InputError, match="Did you mean 'command-economy'"):
        paired_effect(small, small, "effort", system_a="comand-economy", system_b="command-economy")
    with pytest.raises(InputError, match="Did you mean 'effort'"):
        paired_effect(small.isel(system=0), small.isel(system=1), "efort")

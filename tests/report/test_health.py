"""Residuals, famines and collapses."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

from counterplan.report.health import collapses, famines, residuals


def test_accounts_are_closed_only_at_exactly_zero(small: xr.Dataset) -> None:
    assert [r.state for r in residuals(small)] == ["closed"] * 3
    small["goods_residual"][1, 2, 7] = -1
    assert [r.state for r in residuals(small)] == ["closed", "OPEN", "closed"]
    assert residuals(small)[1].largest == 1.0
    assert residuals(small.drop_vars("money_residual"))[0].state == "not recorded"


def test_a_gap_in_a_residual_is_open_unless_the_replicate_had_failed(small: xr.Dataset) -> None:
    small["money_residual"] = small["money_residual"].astype(float)
    small["money_residual"][0, 0, 20:] = np.nan
    assert residuals(small)[0].state == "OPEN"
    small["failed"][0, 0, 20:] = 2
    assert residuals(small)[0].state == "closed"


def test_residuals_may_have_a_good_axis(small: xr.Dataset) -> None:
    small["goods_residual"] = small["goods_residual"].expand_dims(good=["grain", "arms"], axis=-1).copy()
    assert residuals(small)[1].state == "closed"
    small["goods_residual"][0, 0, 0, 1] = 3
    assert residuals(small)[1].largest == 3.0


def test_famine_counts_years_above_one_in_a_hundred(small: xr.Dataset) -> None:
    small["population"][:] = 1000.0
    small["excess_deaths"][:] = 0.0
    small["excess_deaths"][2, 1, 20:24] = 3.0
    small["excess_deaths"][2, 3, 20] = 9.9
    by_system = {f.system: f for f in famines(small)}
    famine = by_system["democratic-planning"]
    assert (famine.replicates, famine.of, famine.quarters) == (1, 6, 1)
    assert famine.worst == pytest.approx(0.012)
    assert famine.first_year == pytest.approx(1952 + 23 / 4)
    assert by_system["command-economy"].replicates == 0


def test_no_collapse_in_a_calm_run(small: xr.Dataset) -> None:
    assert collapses(small) == []


@pytest.mark.parametrize("system", [0, 1, 2])
def test_collapse_of_output_names_what_moved_before(small: xr.Dataset, system: int) -> None:
    small["gdp_per_head"][system, [1, 4], 30:] *= 0.1
    small["shortage"][system, [1, 4], 24:] *= 8
    found = collapses(small)
    assert len(found) == 1
    collapse = found[0]
    assert collapse.system == small["system"].values[system]
    assert (collapse.replicates, collapse.of) == (2, 6)
    assert 1952 + 30 / 4 <= collapse.first_year < 1952 + 35 / 4
    assert collapse.before[0][0] == "shortage"
    assert collapse.before[0][1] > 0
    assert "gdp_per_head" not in dict(collapse.before)


def test_collapse_of_population_also_in_a_replicate_that_fails_later(small: xr.Dataset) -> None:
    small["population"][0, 3, 16:] *= 0.3
    small["failed"][0, 3, 40:] = 1
    small["population"][1, 2, 16:] *= 0.3
    small["failed"][1, 2, 10:] = 1
    found = collapses(small)
    assert [(c.system, c.replicates) for c in found] == [("neoliberal-capitalism", 1)]
    assert found[0].first_year == 1952 + 16 / 4


def test_season_is_no_collapse_and_a_dip_in_the_first_years_is_found(small: xr.Dataset) -> None:
    small["gdp_per_head"][:, :, 10] *= 0.2
    assert collapses(small) == []
    small["gdp_per_head"][0, 0, 5:] *= 0.1
    found = collapses(small)
    assert len(found) == 1
    assert found[0].before == ()


def test_short_runs_are_no_trouble(make: Callable[..., xr.Dataset]) -> None:
    run = make(years=1, replicates=1)
    assert collapses(run) == []
    assert len(famines(run)) == 3
    assert collapses(run.isel(quarter=slice(0, 2))) == []

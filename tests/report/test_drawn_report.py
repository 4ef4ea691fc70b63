"""Rank correlations of drawn values with outcomes, and what the page says about bands."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr
from scipy.stats import spearmanr

from counterplan.report.build import render
from counterplan.report.notes import contrasts, reading_notes
from counterplan.report.priors import association_note, associations, bands_show, chance_bound, rank_correlations

NAMES = ["physics.moves", "physics.idle", "exit.hard.set", "exit.soft.none"]


def with_draws(dataset: xr.Dataset, redraws: int = 0) -> xr.Dataset:
    """The run with four parameters: the first orders output at the end, one does nothing, one is constant, one is missing."""
    shape = (dataset.sizes["system"], dataset.sizes["replicate"], len(NAMES))
    drawn = np.random.default_rng(3).uniform(0.5, 1.5, shape[1:])[None].repeat(shape[0], axis=0)
    drawn[:, :, 2], drawn[:, :, 3] = 0.25, np.nan
    ends = dataset["gdp_per_head"].values[:, :, -4:].mean(axis=2)
    drawn[0, :, 0] = np.argsort(np.argsort(-ends[0])) / 10 + 1
    counts = np.zeros((*shape[:2], 2), np.int64)
    counts[:, -1, 0] = redraws
    ranges = {"parameter_low": 0.1, "parameter_high": 2.6, "parameter_scale": "uniform", "parameter_unit": "1"}
    return dataset.assign(
        drawn=(("system", "replicate", "parameter"), drawn), redraws=(("system", "replicate", "cause"), counts)
    ).assign_coords(
        parameter=NAMES, cause=["accounts", "deaths"], **{n: ("parameter", [v] * len(NAMES)) for n, v in ranges.items()}
    )


def test_the_parameter_that_orders_an_outcome_comes_first(dataset: xr.Dataset) -> None:
    found = [a for a in associations(with_draws(dataset)) if "output per head" in a.outcome.lower()]
    first = next(a for a in found if a.system == str(dataset["system"].values[0]))
    assert (first.parameter, first.correlation, first.replicates, first.clear) == ("physics.moves", pytest.approx(-1.0), 16, True)
    assert {a.parameter for a in found} == {"physics.moves", "physics.idle"}  # constant and missing columns are left out


def test_failed_replicates_are_left_out(dataset: xr.Dataset) -> None:
    dataset["failed"][0, 3, 100:] = 2
    found = [a for a in associations(with_draws(dataset)) if a.system == str(dataset["system"].values[0])]
    assert {a.replicates for a in found} == {15}


def test_ranks_agree_with_scipy_ties_included() -> None:
    draw = np.random.default_rng(5)
    points, ends = draw.integers(0, 6, (30, 4)).astype(float), draw.integers(0, 9, 30).astype(float)
    expected = [spearmanr(points[:, k], ends).statistic for k in range(4)]
    assert rank_correlations(points, ends) == pytest.approx(expected, abs=1e-12)
    assert np.isnan(rank_correlations(points, np.ones(30))).all()
    assert np.isnan(rank_correlations(points[:2], ends[:2])).all()


def test_the_bound_holds_against_chance() -> None:
    draw, beyond = np.random.default_rng(11), 0
    for _ in range(400):
        points, ends = draw.random((40, 25)), draw.random(40)
        beyond += bool(np.abs(rank_correlations(points, ends)).max() > chance_bound(40, 25))
    assert 4 <= beyond <= 36  # 5 % of 400 is 20; these ends are more than three deviations away
    assert chance_bound(16, 150) > chance_bound(64, 150) > chance_bound(64, 10)
    assert chance_bound(3, 10) == 1.0


@pytest.mark.parametrize(("replicates", "few"), [(6, True), (16, False)])
def test_too_few_replicates_are_said(replicates: int, few: bool, dataset: xr.Dataset) -> None:
    run = with_draws(dataset.isel(replicate=range(replicates)))
    note = association_note(run, associations(run))
    assert f"{replicates} replicates" in note
    assert ("Too few replicates" in note) is few


def test_one_replicate_has_no_correlation(dataset: xr.Dataset, manifest: dict[str, Any]) -> None:
    run = with_draws(dataset.isel(replicate=[0]))
    assert associations(run) == []
    assert "no rank correlation is defined" in render(run, manifest)


def test_the_page_says_what_bands_show(dataset: xr.Dataset, manifest: dict[str, Any]) -> None:
    plain, drawn = render(dataset, manifest), render(with_draws(dataset, redraws=3), manifest)
    assert "They show chance alone" in plain
    assert "chance and priors together" not in plain
    assert 'id="drawn"' not in plain
    assert "They show chance and priors together: each replicate draws its own values of 4 parameters" in drawn
    assert "They show chance alone" not in drawn
    assert "3 (accounts) for 16 starts, at most 3 for one" in drawn
    assert "<code>physics.moves</code>" in drawn
    assert "0.1 to 2.6" in drawn
    assert bands_show(dataset) in plain


def test_caveats_follow_the_draws(dataset: xr.Dataset, manifest: dict[str, Any]) -> None:
    labels = {n.label for n in reading_notes(dataset, manifest)}
    drawn = {n.label for n in reading_notes(with_draws(dataset), manifest)}
    assert labels - drawn == {"One parameter point"}
    assert drawn - labels == {"Chance and priors together", "Figures drawn again"}


def test_what_chance_may_bring_is_dimmed(dataset: xr.Dataset, manifest: dict[str, Any]) -> None:
    run = with_draws(dataset)
    page, found = render(run, manifest), associations(run)
    assert 0 < sum(a.clear for a in found) < len(found)
    assert page.count('<span class="moved within">') == sum(not a.clear for a in found)
    assert page.count('<span class="moved">') == sum(a.clear for a in found)


def test_paired_comparisons_that_cannot_be_told_from_zero_are_dimmed(dataset: xr.Dataset, manifest: dict[str, Any]) -> None:
    rows = contrasts(dataset)
    page = render(dataset, manifest)
    table = page[page.index("paired comparisons</summary>") :].split("</table>")[0]
    assert 0 < sum(not c.distinguishable for c in rows) < len(rows)
    assert table.count('<tr class="dim">') == sum(not c.distinguishable for c in rows)

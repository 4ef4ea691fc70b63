"""Verdicts are right often enough: placebo claims, planted effects, made up and from the simulator."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from counterplan.catalogue import find_rules
from counterplan.core.claim import Estimand
from counterplan.experiments.claims.designs import Cell
from counterplan.experiments.claims.runs import Ensemble, Results, physics_hash
from counterplan.experiments.progress import UnitProgress
from counterplan.experiments.run import compilation_cache
from counterplan.experiments.verdicts.calibration import FAMILY, inert, placebos, power, share_beyond
from counterplan.experiments.verdicts.calibration import Ensemble as MadeUp
from counterplan.loader import load_scenario, load_system
from counterplan.loader.claim_design import missing, with_settings
from counterplan.loader.claims import built_in_claims, load_claim

KINDS = ("independent seeds", "permuted labels", "inert", "at the bound")
DRAWS = 48
PERSONS = 1000
"""With fewer a trade has one enterprise, and where the only maker of something closes nothing can be made any more: productivity is 0."""


@pytest.mark.parametrize("kind", KINDS)
def test_placebos_are_not_supported(kind: str) -> None:
    got = placebos(kind, 40, 200)
    assert got.supported <= 0.05 and got.refuted <= 0.05


def test_planted_effects_are_found_where_nearly_all_draws_show_them() -> None:
    assert power(4.0, 25, 400).supported >= 0.9
    assert power(1.5, 25, 400).supported == 0.0, "an effect that a fifth of the draws do not show is not supported"


def test_made_up_effects_have_the_spread_they_say() -> None:
    effects, _ = MadeUp(2.0).drawn(20_000, np.random.default_rng(0))
    assert effects.mean() == pytest.approx(2.0, abs=0.03)
    assert effects.std() == pytest.approx(np.hypot(0.6, 0.6), rel=0.03)
    assert np.mean(effects > 1.0) == pytest.approx(share_beyond(2.0), abs=0.01)


def test_a_draw_without_a_value_takes_nothing_from_the_spread_of_the_others() -> None:
    values = np.random.default_rng(0).normal(size=4000)
    values[::4] = np.nan
    effects = inert(values, 0.5, 0.3, np.random.default_rng(1))
    assert np.array_equal(np.isnan(effects), np.isnan(values))
    assert np.nanstd(effects) == pytest.approx(0.3 / 0.5, rel=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_two_hundred_placebos_of_each_kind(kind: str) -> None:
    got = placebos(kind, 200, 400)
    assert got.supported <= 0.05 and got.refuted <= 0.05 and got.discovered <= 0.05


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Growth of productivity in two systems and hours in one, draw by draw, from the simulator."""
    rules = find_rules()
    compilation_cache()
    scenario = load_scenario("china-1952", rules)
    plain = with_settings(load_system("neoliberal-capitalism", rules), scenario.contexts, rules)
    soft = with_settings(plain, {"exit": "soft"}, rules)
    ensemble = Ensemble(scenario, [Cell(plain), Cell(soft)], PERSONS, 8, 3, tmp_path_factory.mktemp("calibration"), rules)
    program = ensemble.program()
    with UnitProgress(1, False) as bar:
        ensemble.run(program, {0: DRAWS, 1: DRAWS}, bar)
    assert physics_hash(program, 0, DRAWS) == physics_hash(program, 1, DRAWS)
    results = Results(ensemble.folder, program.batch_width, {"labour_productivity", "hours_per_worker"})
    growth = [results.value(cell, DRAWS, Estimand("labour_productivity", "growth", (0.0, 8.0))) for cell in (0, 1)]
    return growth[0], growth[1], results.value(0, DRAWS, Estimand("hours_per_worker", "mean", (4.0, 8.0)))


@pytest.mark.slow
@pytest.mark.parametrize("rope", [0.0005, 0.002, 0.01])
@pytest.mark.parametrize("kind", KINDS[:3])
def test_placebos_on_values_of_the_simulator(simulated: tuple[np.ndarray, np.ndarray, np.ndarray], kind: str, rope: float) -> None:
    plain, soft, _ = simulated
    assert np.isfinite(soft - plain).mean() >= 0.8, "placebos on values that are missing would show nothing"
    got = placebos(kind, 40, DRAWS, values=(plain, soft), rope=rope)
    assert got.supported <= 0.05 and got.refuted <= 0.05


@pytest.mark.slow
def test_an_effect_planted_into_values_of_the_simulator_shows_in_all_draws(simulated: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    plain, _, hours = simulated
    known = np.isfinite(plain)  # an economy that ends unable to reproduce itself has no rate of growth
    assert known.mean() >= 0.8 and np.isfinite(hours).all() and plain[known].std() > 0.0 and hours.std() > 0.0
    plain = plain[known]
    planted = plain + 0.006  # three margins of .002 a year, on the same draws
    assert np.mean((planted - plain) / 0.002 > 1.0) == 1.0
    rng = np.random.default_rng(0)
    unpaired = (rng.permutation(planted) - plain) / 0.002
    assert np.mean(unpaired > 1.0) < 1.0, "without common draws the same effect is blurred: pairing is what finds it"


def test_the_page_on_verdicts_has_the_numbers_of_the_protocol() -> None:
    page = (Path(__file__).parents[2] / "docs" / "science" / "verdicts.md").read_text()
    assert "59 draws at least, and 388 of the 400" in page and "at least 14 draws" in page


def test_power_on_the_page_is_what_trials_of_today_give_among_as_many_claims_as_there_are() -> None:
    page = (Path(__file__).parents[2] / "docs" / "science" / "verdicts.md").read_text()
    assert f"among {FAMILY - 1} claims without any effect" in page
    rules = find_rules()
    assert sum(not c.normative and not missing(c, rules) for c in map(load_claim, built_in_claims())) <= FAMILY
    got = power(3.0, 100, 200)
    assert f"| 3 | {share_beyond(3.0):.3f} | 200 | {got.supported:.1%} | {got.discovered:.1%} |" in page

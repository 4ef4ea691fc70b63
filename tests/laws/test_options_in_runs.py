"""Options that no built-in system has keep the laws in a whole run, and do there what their sources say."""

from __future__ import annotations

import numpy as np
import pytest

from counterplan.core.accounts import GOODS_FLOWS
from counterplan.core.variables import GRAIN
from counterplan.experiments.replications import counterfactuals
from counterplan.experiments.replications.counterfactuals import Arm, Arms

RESIDUALS = ("money_residual", "goods_residual", "person_residual", "failed")
SHOWN = ("goods_flow", "reported_output", "actual_output", "deaths_famine")
EXPORTS, PLOTS = ("openness", "grain-for-machines"), ("land", "collective-plots")
FEAR = ("information", "intimidated")
ARMS: Arms = (
    ("as built", Arm()),
    ("no exports", Arm((EXPORTS,), (("openness.exports", 0.0),))),
    ("exports", Arm((EXPORTS,))),
    ("plots", Arm((PLOTS,))),
    ("fear", Arm((FEAR,))),
    ("all", Arm((EXPORTS, PLOTS, FEAR))),
)
EXPORTED = list(GOODS_FLOWS).index("exported")


@pytest.fixture(scope="module")
def runs() -> dict[str, dict[str, np.ndarray]]:
    """Five years of the USSR from 1932 under commands."""
    return counterfactuals.ran("ussr-1932", "command-voluntarist", ARMS, (*RESIDUALS, *SHOWN), 5)


@pytest.mark.slow
@pytest.mark.parametrize("arm", [name for name, _ in ARMS])
def test_accounts_close_in_every_quarter(runs: dict[str, dict[str, np.ndarray]], arm: str) -> None:
    assert {name: float(np.abs(runs[arm][name]).max()) for name in RESIDUALS} == dict.fromkeys(RESIDUALS, 0.0)


@pytest.mark.slow
def test_grain_goes_abroad_by_plan_and_more_people_die_of_hunger(runs: dict[str, dict[str, np.ndarray]]) -> None:
    sent = {arm: -runs[arm]["goods_flow"][:, :, EXPORTED, GRAIN].sum(axis=1) for arm in ("no exports", "exports")}
    assert np.all(sent["exports"] > sent["no exports"])
    dead = runs["exports"]["deaths_famine"].sum(axis=1) - runs["no exports"]["deaths_famine"].sum(axis=1)
    assert dead.mean() > 0


@pytest.mark.slow
def test_plots_save_lives_where_deliveries_are_not_forgiven(runs: dict[str, dict[str, np.ndarray]]) -> None:
    saved = runs["as built"]["deaths_famine"].sum(axis=1) - runs["plots"]["deaths_famine"].sum(axis=1)
    assert saved.mean() > 0


@pytest.mark.slow
def test_where_there_is_more_to_fear_reports_are_further_from_the_truth(runs: dict[str, dict[str, np.ndarray]]) -> None:
    over = {arm: runs[arm]["reported_output"].sum(axis=1) / runs[arm]["actual_output"].sum(axis=1) for arm in ("as built", "fear")}
    assert np.all(over["fear"] > over["as built"])

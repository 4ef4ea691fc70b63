"""The table of outcomes: complete, with units and formulas, and quick to read."""

from __future__ import annotations

import subprocess
import sys

import pytest

from counterplan.core.accounts import ACCOUNT_AXES
from counterplan.physics.outcomes import OUTCOMES

PROMISED = [
    "income_gini", "wealth_gini", "enterprise_size", "size_skewness", "growth_kurtosis", "growth_shape", "investment_spikes",
    "labour_productivity", "output_per_hour", "hours_per_worker", "consumption_per_head",
    "provision_per_head", "calories_per_head", "unemployment_rate", "consumption_gini", "elite_share",
    "skill", "disamenity", "effort", "shortage", "forced_saving", "forced_substitution", "investment_share", "reported_output", "actual_output",
    "innovations", "closures", "population", "deaths", "excess_deaths", "birth_deficit", "protest",
    "repression", "participation_hours", "gdp_per_head", "deaths_age", "deaths_famine",
    "deaths_custody", "deaths_violence", "deaths_execution", "life_expectancy", "schooling", "housing_per_head",
    "free_time", "class_mobility", "emissions", "output_per_working_age", "output_per_available_hour",
    "money_residual", "goods_residual", "person_residual", "failed",
]  # fmt: skip


@pytest.mark.parametrize("name", PROMISED)
def test_promised_outcomes_are_defined(name: str) -> None:
    assert name in OUTCOMES


def test_every_outcome_has_unit_meaning_and_formula() -> None:
    for name, outcome in OUTCOMES.items():
        assert outcome.name == name
        assert outcome.unit
        assert outcome.meaning
        assert outcome.formula
        assert set(outcome.axes) <= {"good", "region", *ACCOUNT_AXES}
        assert not set(outcome.axes) & set(OUTCOMES)  # an axis of that name would hide the series


def test_reading_the_table_needs_no_heavy_library() -> None:
    code = (
        "import sys, counterplan.physics.outcomes; "
        "sys.exit(bool({'jax', 'numpy', 'xarray', 'pandas'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

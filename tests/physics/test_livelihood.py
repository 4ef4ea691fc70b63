"""Slow levels: what they settle at, and how fast."""

from __future__ import annotations

import jax.numpy as jnp
import pytest
from jax import Array

from counterplan.core.rule import reads
from counterplan.physics.livelihood import mortality_factor, update_levels

from small_economy import physics, start  # isort: skip


def levels(**changes: Array) -> dict[str, Array]:
    """Levels after a quarter that starts like the small economy, with changes."""
    state = start() | changes
    return dict(update_levels(**{name: state[name] for name in reads(update_levels)}).decide)


def test_income_stays_at_the_start_when_output_does() -> None:
    assert float(levels()["income_index"]) == pytest.approx(1.0, rel=1e-6)


def test_provision_counts_services_of_people_and_budget_and_moves_by_a_fortieth() -> None:
    state = start()
    each = jnp.sum(state["alive"]) * 1_000_000
    flow = jnp.zeros(6, jnp.int64)
    got = levels(consumed=flow.at[2].set(-3 * each), used_by_state=flow.at[2].set(-2 * each))
    before = float(state["provision_stock"])
    assert float(got["provision_stock"]) == pytest.approx(before + (5.0 - before) / 40.0, rel=1e-9)


def test_life_without_a_job_is_the_better_of_floor_and_land() -> None:
    state = start()
    village = float(state["village_income"])
    shut = jnp.zeros_like(state["land_open"])
    assert float(levels()["outside_income"]) == pytest.approx(0.5 * village)
    assert float(levels(land_open=shut)["outside_income"]) == 0.0
    assert float(levels(floor_income=jnp.asarray(village))["outside_income"]) == pytest.approx(village)


def test_more_provision_lowers_death_rates() -> None:
    factor = lambda stock: float(mortality_factor(jnp.asarray(stock), jnp.asarray(1.0), physics()))  # noqa: E731
    assert factor(1.0) == 1.0
    assert factor(2.0) == pytest.approx(2.0**-0.3)
    assert factor(0.5) > 1.0

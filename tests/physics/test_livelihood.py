"""Slow levels: what they settle at, and how fast."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from counterplan.core.rule import reads
from counterplan.physics.livelihood import count_village_income, mortality_factor, update_levels
from counterplan.physics.places import in_town

from small_economy import endowment, physics, start  # isort: skip


def levels(**changes: Array) -> dict[str, Array]:
    """Levels after a quarter that starts like the small economy, with changes."""
    state = {**start(), "physics": physics(), "sizes": endowment().sizes, **changes}
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


def test_life_without_a_job_is_floor_and_free_time_or_the_land_for_those_with_kin_there() -> None:
    state = start()
    village, free = 10.0 * float(state["wage_level"]), float(physics().worth_of_time * state["wage_level"])
    rural = float(jnp.sum(state["alive"] & ~in_town(state["hearth"], endowment().sizes)) / jnp.sum(state["alive"]))
    kin = float(1.0 - (1.0 - rural) ** physics().kin)
    rich = {"village_income": jnp.asarray(village)}
    got = levels(**rich)
    assert float(got["kin_on_land"]) == pytest.approx(kin, rel=1e-9)
    assert float(got["outside_income"]) == pytest.approx(kin * 0.5 * village + (1.0 - kin) * free)
    shut = levels(**rich, land_open=jnp.zeros_like(state["land_open"]))
    assert (float(shut["kin_on_land"]), float(shut["outside_income"])) == pytest.approx((0.0, free))
    assert float(levels(floor_income=jnp.asarray(village))["outside_income"]) == pytest.approx(village + free)


def test_a_villager_lives_on_pay_after_tax_and_on_grain_of_the_village_smoothed_over_a_year() -> None:
    state = start()
    farms = state["sector"] == 0
    given = state | {
        "open": jnp.ones_like(state["open"]), "workers": jnp.where(farms, 10, 99), "land_pay": jnp.full(state["open"].shape, 5.0),
        "tax_rate": jnp.asarray(0.2), "home_grain": jnp.full(state["open"].shape, 3.0), "eaters": jnp.full(state["open"].shape, 20.0),
        "mean_price": jnp.full(6, 2.0), "village_income": jnp.asarray(8.0),
    }  # fmt: skip
    got = count_village_income(**{name: given[name] for name in reads(count_village_income)}).decide["village_income"]
    assert float(got) == pytest.approx(0.75 * 8.0 + 0.25 * (5.0 * 0.8 + 3.0 * 20.0 * 2.0 / 10))
    nobody = given | {"workers": jnp.zeros_like(given["workers"])}
    assert float(count_village_income(**{name: nobody[name] for name in reads(count_village_income)}).decide["village_income"]) == 8.0


def test_more_provision_and_less_ignorance_lower_death_rates() -> None:
    def factor(stock: float, ignorance: float = 1.0) -> float:
        return float(mortality_factor(jnp.asarray(stock), jnp.asarray(1.0), jnp.asarray(ignorance), physics()))

    assert factor(1.0) == 1.0
    assert factor(2.0, 0.5) == pytest.approx(0.5 * factor(2.0))
    assert factor(2.0) == pytest.approx(2.0**-0.3)
    assert factor(0.5) > 1.0


def test_death_rates_fall_at_a_constant_rate_where_provision_stands_still() -> None:
    """Preston (1975): some ten years of life in 25 at an unchanged income, about .4 of the log of death rates."""
    state = start()
    for _ in range(100):
        state = state | {"ignorance": levels(**{"ignorance": state["ignorance"]})["ignorance"]}
    assert -np.log(float(state["ignorance"])) == pytest.approx(25 * 0.015, rel=1e-6)

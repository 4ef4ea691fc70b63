"""A village's grain and money, and what food gives."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from counterplan.core.goods import SIX
from counterplan.physics.household import food_energy
from counterplan.physics.village import grain_for_inputs, money_to_share, quarters_left, share_out

from small_economy import physics  # isort: skip

FARMS = jnp.array([0, 0, 1])
"""Two farms and a workshop."""


@pytest.mark.parametrize(("quarter", "left"), [(0, 2), (1, 1), (2, 4), (3, 3), (4, 2), (7, 3)])
def test_grain_has_to_last_to_the_next_harvest(quarter: int, left: int) -> None:
    assert int(quarters_left(jnp.int32(quarter))) == left


def shared(store: float, due: float, wish: float = 2.0, quarter: int = 2) -> tuple[float, float]:
    """Grain a standard eater at home and units left over of a farm with 10 eaters, beside one without any."""
    home, surplus = share_out(
        jnp.array([store, 0.0, 900.0]) * 1e6, FARMS, jnp.array([10.0, 0.0, 0.0]), jnp.asarray(wish), jnp.array([due, 0.0, 0.0]), jnp.int32(quarter)
    )
    assert np.asarray(home)[1:].tolist() == np.asarray(surplus)[1:].tolist() == [0.0, 0.0]
    return float(home[0]), float(surplus[0])


def test_villages_eat_what_deliveries_leave_and_spread_it_to_the_harvest() -> None:
    # Four quarters, 10 eaters who would eat 2 each: 80 for the year.
    assert shared(100.0, 0.0) == pytest.approx((2.0 * 0.999, 5.0))
    assert shared(100.0, 40.0) == pytest.approx((1.5 * 0.999, 0.0))
    assert shared(100.0, 400.0) == (0.0, 0.0)
    assert shared(100.0, 0.0, quarter=5) == pytest.approx((2.0 * 0.999, 80.0))


def test_a_village_without_money_sells_grain_for_its_inputs_at_most_a_quarter_of_what_it_has() -> None:
    request = jnp.zeros((3, 6)).at[:, 3].set(10.0)
    price = jnp.array([4.0, 1.0, 1.0, 2.0, 1.0, 1.0])
    sold = grain_for_inputs(request, price, jnp.array([0, 1500, 2000]), jnp.array([80e6, 80e6, 80e6]), jnp.int32(2))
    np.testing.assert_allclose(sold, [5.0, 1.25, 0.0])  # 20 less 0, 15 and 20 in currency, at a price of 4; a quarter of 80/4 at most
    np.testing.assert_allclose(grain_for_inputs(10.0 * request, price, jnp.zeros(3), jnp.full(3, 80e6), jnp.int32(5)), 20.0)


@pytest.mark.parametrize(
    ("money", "debt", "bill", "machines", "shared_out"),
    [(100, 0, 20, 0, 60), (100, 10, 20, 0, 50), (100, 500, 20, 0, 20), (30, 0, 20, 0, 0), (9, 9, 0, 0, 9),
     (100, 0, 20, 15, 30), (100, 99, 10, 10, 20)],
)
def test_money_beyond_two_quarters_inputs_and_machines_is_shared_out_less_in_debt(
    money: int, debt: int, bill: int, machines: int, shared_out: int
) -> None:
    held, owed, inputs = (jnp.asarray(value * 100) for value in (money, debt, bill))
    got = money_to_share(held, owed, inputs, jnp.asarray(float(machines)), jnp.full(6, 2.0), SIX)
    assert float(got) == shared_out


def test_food_energy_is_grain_up_to_satiety_and_little_of_what_is_fed_to_animals() -> None:
    given = physics(satiety=1.3, feed_yield=0.2)
    np.testing.assert_allclose(food_energy(jnp.array([0.0, 0.7, 1.0, 1.3]), given), [0.0, 0.7, 1.0, 1.3])
    assert float(food_energy(jnp.asarray(3.3), given)) == pytest.approx(1.3 + 2.0 * 0.2)

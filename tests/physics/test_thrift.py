"""What people want put aside: closed forms of the yield of machines, of hands to come and of the wished share."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from counterplan.core.variables import Sizes
from counterplan.physics.parameters import Physics
from counterplan.physics.production import ces
from counterplan.physics.thrift import hands_to_come, machines_elasticity, wished_share

from small_economy import draws  # isort: skip

PRICES, INPUTS = jnp.array([1.0, 2.0]), jnp.array([[0.0, 0.0], [0.1, 0.4]])
"""Value added: 1 − 2·.1 = .8 and 2 − 2·.4 = 1.2 a unit."""


def elasticity(potential: list[float], capacity: list[float], sector: list[int], land: float = 0.3, hands: float = 1.0) -> float:
    given = (jnp.array([True] * len(sector)), jnp.array(sector), jnp.array(potential), jnp.array(capacity))
    return float(machines_elasticity(*given, PRICES, INPUTS, jnp.asarray(land), hands, Physics(substitution=0.4)))


@pytest.mark.parametrize(("hands", "machines"), [(8.0, 8.0), (6.0, 8.0), (2.0, 8.0)])
def test_the_elasticity_is_the_derivative_of_the_production_function(hands: float, machines: float) -> None:
    made = lambda k: float(ces(jnp.asarray(hands), jnp.asarray(k), 0.4))  # noqa: E731
    slope = np.log(made(machines * 1.001) / made(machines / 1.001)) / np.log(1.001**2)
    assert elasticity([made(machines)], [machines], [1]) == pytest.approx(slope, rel=1e-4)


def test_the_elasticity_reckons_with_idle_hands() -> None:
    made = lambda hands, k: float(ces(jnp.asarray(hands), jnp.asarray(k), 0.4))  # noqa: E731
    slope = np.log(made(3.6, 8.0 * 1.001) / made(3.6, 8.0 / 1.001)) / np.log(1.001**2)
    assert elasticity([made(3.0, 8.0)], [8.0], [1], hands=1.2) == pytest.approx(slope, rel=1e-4)
    assert elasticity([made(3.0, 8.0)], [8.0], [1], hands=1.2) > elasticity([made(3.0, 8.0)], [8.0], [1])


def test_machines_alone_hold_output_back_where_hands_would_make_more_than_capacity() -> None:
    made = lambda hands, k: float(ces(jnp.asarray(hands), jnp.asarray(k), 0.4))  # noqa: E731
    assert elasticity([made(7.5, 8.0)], [8.0], [1]) < 0.5
    assert elasticity([made(7.5, 8.0)], [8.0], [1], hands=1.2) == 1.0
    assert elasticity([made(9.0, 8.0)], [8.0], [0]) < 0.7  # a harvest is not cut at capacity


def test_farms_count_less_by_their_land_and_all_by_value_added() -> None:
    assert elasticity([10.0], [10.0], [0]) == pytest.approx(0.5 * 0.7)
    assert elasticity([10.0, 20.0], [10.0, 20.0], [0, 1]) == pytest.approx((8.0 * 0.35 + 24.0 * 0.5) / 32.0)


def test_hands_to_come_are_the_young_less_the_old_a_sixteenth_a_year() -> None:
    age = jnp.array([10] * 6 + [100] * 6 + [200] * 2 + [260] * 3)
    alive = jnp.ones(17, bool).at[0].set(False)
    assert float(hands_to_come(alive, age)) == pytest.approx((5 - 2) / 16 / 8)


def share(age: int = 80, want: float = 0.0, yield_: float = 0.4, hands: float = 0.01, **changes: float) -> float:
    physics = Physics(**{"time_preference": 0.1, "wish_spread": 0.0, "present_need": 0.3, "consumption_curvature": 1.0, **changes})
    luck = draws(0, jnp.arange(40), Sizes(person=40, enterprise=3, region=1, hearth_block=4))
    a_year = (jnp.asarray(0.02), jnp.asarray(hands), jnp.asarray(0.04))
    one = wished_share(jnp.full(40, age), jnp.full(40, want, jnp.float32), jnp.asarray(yield_), *a_year, luck, physics)
    return float(one[0])


def test_the_wished_share_is_the_modified_golden_rule() -> None:
    back = 0.1 / (1.0 - 1.1**-50.0)
    assert share() == pytest.approx(0.4 * 0.07 / (back + 0.02 + 0.04), rel=1e-4)
    assert share(consumption_curvature=2.0) == pytest.approx(0.4 * 0.07 / (back + 0.04 + 0.04), rel=1e-4)
    assert share(want=0.5) == pytest.approx(0.85 * share(), rel=1e-5)
    assert share(age=300) == pytest.approx(0.4 * 0.07 / (0.1 / (1.0 - 1.1**-5.0) + 0.06), rel=1e-4)  # five years at least
    assert share(time_preference=0.05) > share() > share(time_preference=0.2)
    assert share(yield_=0.2) == pytest.approx(0.5 * share(), rel=1e-5)

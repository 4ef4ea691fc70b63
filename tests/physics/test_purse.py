"""What an enterprise's money pays for when it does not pay for all."""

from __future__ import annotations

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

from counterplan.core.goods import SIX  # noqa: E402
from counterplan.physics.parameters import Physics  # noqa: E402
from counterplan.physics.purse import paid_alike, resale_value  # noqa: E402


def test_short_money_is_spread_over_wages_and_inputs_alike() -> None:
    """Wages 60 and inputs 40: with 50 at hand half of both; one payroll at hand still buys inputs; debts buy none."""
    money, wages, inputs = jnp.array([200.0, 100.0, 60.0, 50.0, 0.0, -5.0, 10.0]), jnp.full(7, 60.0).at[6].set(0.0), jnp.full(7, 40.0).at[6].set(0.0)
    np.testing.assert_allclose(paid_alike(money, wages, inputs), [1.0, 1.0, 0.6, 0.5, 0.0, 0.0, 1.0])


def test_machines_bring_a_part_of_what_new_ones_cost() -> None:
    machines, price = jnp.array([0, 3_000_000]), jnp.arange(6.0)
    np.testing.assert_allclose(resale_value(machines, price, Physics(resale=0.4), SIX), [0.0, 0.4 * 3.0 * 4.0])

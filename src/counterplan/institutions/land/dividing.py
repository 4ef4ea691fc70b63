"""How a village divides its grain and its money, whoever works the land: no rule of its own."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.common import common
from counterplan.core.effects import Effects
from counterplan.core.variables import GRAIN, Sizes
from counterplan.physics.integers import ratio
from counterplan.physics.village import eaters_of_village, grain_for_inputs, money_to_share, quarters_left, share_out


@common
def divide(
    alive: Array, age: Array, hearth: Array, food_need: Array, sector: Array, inventory: Array, necessity: Array, levy_due: Array,
    deposits_enterprise: Array, debt_enterprise: Array, workers: Array, input_bill: Array, input_request: Array, desired_machines: Array,
    mean_price: Array, home_wish: Array | float, payout: Array | float, quarter: Array, sizes: Sizes, rent: Array | float = 0.0,
    foresight: Array | float = 1.0,
) -> Effects:  # fmt: skip
    """Keeps grain for those who live there, offers the rest with what the levy takes and inputs cost, and pays out spare money by worker.

    Args:
        home_wish: grain eaten at home over the usual purchase of necessities; payout: share of spare money paid out.
        rent: share of the grain in store that is sold whoever hungers; foresight: see `share_out`.
    """
    eaters = eaters_of_village(alive, age, hearth, food_need, sector, sizes)
    sold = grain_for_inputs(input_request, mean_price, deposits_enterprise, inventory, quarter)
    left = quarters_left(quarter)
    claimed = levy_due + sold * left + rent * jnp.maximum(inventory / 1e6 - levy_due, 0.0)
    home, surplus = share_out(inventory, sector, eaters, home_wish * necessity[GRAIN], claimed, quarter, foresight)
    due_now = jnp.minimum(claimed / left, inventory / 1e6)
    spare = money_to_share(deposits_enterprise, debt_enterprise, input_bill, desired_machines, mean_price, sizes.goods)
    pay = jnp.where(sector == GRAIN, payout * ratio(spare, workers), 0.0)
    return Effects(decide={"home_grain": home, "eaters": eaters, "offered": surplus + due_now, "land_pay": pay})

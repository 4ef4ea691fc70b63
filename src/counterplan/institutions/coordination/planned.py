"""What every planned coordination shares: the way to ask for inputs and people, stocks, targets. No rule of its own."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.goods import Goods
from counterplan.core.variables import GRAIN
from counterplan.physics.costs import workers_for
from counterplan.physics.integers import ratio, total, tree_sum
from counterplan.physics.parameters import Physics
from counterplan.physics.trade import sum_goods

from .prices import MARK_UPS

STRETCH = 1.1
"""Output held to be possible over what people and machines gave room for (assumed)."""
FRESH_START = 0.25
"""Share of capacity that idle enterprises are expected to use at first (assumed)."""
SHOP_SHARE = 0.8
"""Share of delivered grain meant for people (assumed); the rest goes to mills and workshops."""


STOCK_NORM = (0.0, 0.25, 0.0, 1.1, 0.25, 0.25)
"""Product in store before a quarter's deliveries, in quarters of output, by the part that a good plays (assumed; materials are delivered first)."""


def reported_inputs(base_inputs: Array, technique_materials: Array, reported_output: Array, open: Array, sector: Array) -> Array:
    """Input coefficients as planners see them: the base coefficients at the reported outputs' mean materials use."""
    n = base_inputs.shape[0]
    weight = jnp.where(open, jnp.maximum(reported_output, 1e-9), 0.0)
    mean = ratio(sum_goods(weight * technique_materials, sector, n), sum_goods(weight, sector, n), 1.0)
    return base_inputs * mean[None, :]


def mean_by_good(each: Array, weight: Array, sector: Array, empty: Array) -> Array:
    """Mean of what enterprises have, weighed by good (float64 [good]); ``empty`` where nobody makes it."""
    whole = sum_goods(weight, sector, empty.shape[0])
    return jnp.where(whole > 0, ratio(sum_goods(each * weight, sector, empty.shape[0]), whole), empty)


def by_enterprise(total_by_good: Array, weight: Array, sector: Array) -> Array:
    """Spreads a good's total over its enterprises by weight."""
    return total_by_good[sector] * weight / jnp.maximum(sum_goods(weight, sector, total_by_good.shape[0]), 1e-9)[sector]


def weights(open: Array, reported_output: Array, reported_capacity: Array, expected_sales: Array) -> Array:
    """Weight of each enterprise in its good's plan: what it says it makes, and what founders expected where nothing is made yet."""
    made = jnp.maximum(reported_output, founders_hope(open, reported_output, expected_sales))
    return jnp.where(open, jnp.maximum(made, 0.02 * reported_capacity) + 1e-6, 0.0)


def founders_hope(open: Array, reported_output: Array, expected_sales: Array) -> Array:
    """Half of what founders expected to make, where nothing is made yet (float64 [enterprise]; assumed)."""
    return jnp.where(open & (reported_output <= 1e-6), 0.5 * expected_sales, 0.0)


def room(reported_capacity: Array, capacity: Array, potential: Array, workers: Array, open: Array) -> Array:
    """What planners hold an enterprise to be able to make: somewhat above what its people gave room for, within its capacity.

    One more person is always possible, which for teams of fewer than ten is more than a tenth: else a small team that lost somebody would
    stay small, and a trade of few people would depend on how many persons are simulated. What is reported has the same bias throughout
    (float64 [enterprise]).
    Source: birman-1978 (planning from the achieved level), own construction (one more person).
    """
    bias = ratio(reported_capacity, capacity, 1.0)
    stretch = jnp.maximum(STRETCH, 1.0 + 1.0 / jnp.maximum(workers, 1.0))
    most = jnp.maximum(stretch * potential * bias, STRETCH * FRESH_START * reported_capacity)
    return jnp.where(open, jnp.minimum(most, reported_capacity), 0.0)


def requests(
    target: Array, padding: Array | float, open: Array, base_inputs: Array, technique_materials: Array, inputs: Array, sector: Array
) -> Array:
    """Inputs asked for: what the target takes, padded, less what is in store (float64 [enterprise, good]); padding may differ by enterprise."""
    need = base_inputs.T[sector] * technique_materials[:, None] * target[:, None]
    over = jnp.broadcast_to(1.5 + jnp.asarray(padding), target.shape)
    return jnp.where(open[:, None], jnp.maximum(over[:, None] * need - inputs / 1e6, 0.0), 0.0)


def people_for(
    target: Array, spare: Array | float, open: Array, sector: Array, workers: Array, capacity: Array, work_each: Array,
    technique_labour: Array, physics: Physics,
) -> Array:  # fmt: skip
    """Workers asked for, with a reserve (float64 [enterprise]); farms keep whom they have."""
    people = workers_for(target, capacity, work_each, technique_labour, physics) * (1.0 + spare)
    return jnp.where(open, jnp.where(sector == GRAIN, workers, workers + 0.5 * (people - workers)), 0.0)


def shop_plan(final: Array, offered: Array, sector: Array, planned: Array, inputs: Array, goods: Goods) -> Array:
    """Final uses that compete with inputs: of grain only what villages deliver and shops would sell, not what is eaten at home.

    Of goods that are inputs too it is what the plan promises once it was cut to what is possible: its outputs less the inputs they take.
    Wishes beyond that are no claim on inputs.

    Args:
        final: float64 [good], final demand before the cut; planned: float64 [good], outputs after it.
    """
    if any(goods.mixed):
        promised = jnp.maximum(planned - tree_sum(inputs * planned[None, :], axis=1), 0.0)
        final = jnp.where(jnp.array(goods.mixed), promised, final)
    delivered = sum_goods(jnp.where(sector == GRAIN, offered, 0.0), sector, final.shape[0])[GRAIN]
    return final.at[GRAIN].set(jnp.minimum(SHOP_SHARE * delivered, final[GRAIN]))


def unsold(usual: Array, inventory: Array, sector: Array, demand: Array, supplied: Array, goods: Goods) -> Array:
    """Consumer goods in store beyond the norm, less what buyers did not get, over usual output; within ±.3."""
    bought = jnp.array(goods.consumer)
    over = jnp.maximum(sum_goods(inventory / 1e6, sector, len(goods)) - jnp.array(goods.mean(STOCK_NORM)) * usual, 0.0)
    over = jnp.where(jnp.arange(usual.shape[0]) == GRAIN, 0.0, over) - jnp.maximum(demand - supplied, 0.0)
    return jnp.clip(ratio(tree_sum(bought * over), tree_sum(bought * usual)), -0.3, 0.3)


def with_stocks(final: Array, stocks: Array, inputs: Array) -> Array:
    """Final demand with what goes into stocks or comes out of them; only goods used as inputs can be wanted less than nothing."""
    used = tree_sum(inputs, axis=1) > 1e-9
    return jnp.where(used, final + stocks, jnp.maximum(final + stocks, 0.0))


def stock_orders(usual: Array, inventory: Array, sector: Array, demand: Array, supplied: Array, goods: Goods) -> Array:
    """Final demand for stocks: half of what lacks to the norm or is beyond it, and of inputs that users did not get.

    Within a half less and a twentieth more than usual output (input goods need several times that in gross output). Source: own construction.
    """
    stock = sum_goods(inventory / 1e6, sector, len(goods))
    backlog = jnp.where(jnp.array([good in goods.inputs for good in range(len(goods))]), jnp.maximum(demand - supplied, 0.0), 0.0)
    norm = jnp.array(goods.mean(STOCK_NORM)) * usual
    gap = jnp.where(jnp.arange(len(goods)) == GRAIN, 0.0, norm - stock) + backlog
    return jnp.clip(0.5 * gap, -0.5 * usual, 0.05 * usual)


def investment_hunger(rescue_chance: Array, open: Array) -> Array:
    """Machines that enterprises would take beyond what one that answers for its losses would, over those: ρ/(1 − ρ), at most 2.

    Source: kornai-1980 (nobody who is rescued with the chance ρ refuses machines), own construction (form).
    """
    risk = ratio(total(jnp.where(open, 1.0 - rescue_chance, 0.0)), jnp.sum(open), 1.0)
    return 1.0 / jnp.maximum(risk, 1.0 / 3.0) - 1.0


def for_a_market(weight: Array, price_by_good: Array, cost: Array, sector: Array) -> dict[str, Array]:
    """What a market would start from if it came into force: shares by what enterprises report, mark-ups by price over cost.

    A dual track would hold enterprises to what they report (`plan_base`). Goods are held to be worth what is charged.
    """
    mark_up = price_by_good[sector] / jnp.maximum(cost, 1e-9) - 1.0
    shares = by_enterprise(jnp.ones_like(price_by_good), weight, sector)
    return {"market_share": shares, "mark_up": jnp.clip(mark_up, *MARK_UPS), "plan_base": weight, "valuation": price_by_good}

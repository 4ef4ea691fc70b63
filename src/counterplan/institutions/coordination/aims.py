"""What an optimal plan is for: weights of final uses, what comes first, what is left for shops. No rule of its own."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.goods import Goods
from counterplan.core.variables import GRAIN
from counterplan.physics.bundles import spread
from counterplan.physics.integers import ratio, tree_sum

from .planned import SHOP_SHARE

ORDERS_FIRST = 0.5
"""Part of the common orders that comes before all choice; in negotiation orders fall to as much where prices are twice cost (assumed)."""


def weights_of_uses(investment_share: Array, arms_share: Array, provision_share: Array, taste: Array, goods: Goods) -> tuple[Array, Array]:
    """Weights of final uses beyond necessities by good, and the part of them that is public provision.

    The priorities in force give the shares of machines, arms and provision; people's tastes divide the rest. No plan makes the harvest, so
    grain has no weight: it comes as it comes, in this plan as in others, and the executor shares what lacks.
    """
    rest = jnp.maximum(1.0 - investment_share - arms_share - provision_share, 0.1)
    public = spread(provision_share, goods.provision)
    whole = rest * taste + public + spread(investment_share, goods.machine) + spread(arms_share, goods.arms)
    return whole.at[GRAIN].set(0.0), public


def first_uses(need: Array, at_home: Array, brought: Array, ordered: Array) -> Array:
    """Final uses before all choice: necessities, grain as it is eaten and delivered, and what is ordered in common however scarce it is."""
    return need.at[GRAIN].set(at_home + SHOP_SHARE * brought) + ordered.at[GRAIN].set(0.0)


def in_money(value: Array, price: Array, shops: Array, charged: Array, goods: Goods) -> Array:
    """The best plan's valuations in the money in which shop prices clear, what is charged at least (float64 [good], currency).

    A good for producers is charged at cost, but where it holds back all else one more unit is worth more: whoever allots machines by the plan
    goes by that. Source: kantorovich-1965 (valuations guide investment).

    Args:
        value: worth of a unit in units of the plan's aim; price: at which shops clear; shops: what they are planned to have.
    """
    sold = (jnp.arange(len(goods)) != GRAIN) & (jnp.arange(len(goods)) < goods.bought)
    scale = ratio(tree_sum(jnp.where(sold, price * shops, 0.0)), tree_sum(jnp.where(sold, value * shops, 0.0)))
    return jnp.where(jnp.arange(len(goods)) == GRAIN, charged, jnp.maximum(scale * value, charged))


def left_for_shops(uses: Array, need: Array, ordered: Array, weight: Array, public: Array, milled: Array, brought: Array) -> Array:
    """Final uses less common orders, first and chosen; of grain what villages bring less what mills take, a twentieth at least."""
    beyond = jnp.maximum(uses - need - ordered, 0.0)
    sold = jnp.maximum(uses - ordered - jnp.where(weight > 0, public / jnp.maximum(weight, 1e-9), 0.0) * beyond, 0.0)
    return sold.at[GRAIN].set(jnp.maximum(brought - milled, 0.05 * brought))

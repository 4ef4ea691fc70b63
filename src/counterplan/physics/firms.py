"""Counting enterprises: sizes, growth and investment year by year, and what enterprises are worth. Nothing here is read by anybody who acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.goods import SIX, Goods
from counterplan.core.variables import GRAIN

from .bundles import machine_price
from .integers import ratio, total, tree_sum

INACTION, SPIKE = 0.01, 0.2
"""Machines bought in a year, over those there at its beginning, below which an enterprise did not invest and above which its investment
is a spike (cooper-haltiwanger-2006)."""


class Moments(NamedTuple):
    """Moments of a variable over those who are counted; all 0 for nobody or where all are alike."""

    mean: Array
    deviation: Array
    skewness: Array
    kurtosis: Array
    """In excess of the normal distribution's."""
    shape: Array
    """Mean absolute deviation over the standard deviation: .80 for a normal, .71 for a Laplace distribution."""


def moments(values: Array, who: Array) -> Moments:
    """Computes moments through sums of integers, so that the order of enterprises does not matter."""
    n = jnp.sum(who)
    mean = ratio(total(jnp.where(who, values, 0.0), 1e9), n)
    away = jnp.where(who, values - mean, 0.0)
    deviation = jnp.sqrt(ratio(total(away**2, 1e9), n))
    standard = away / jnp.where(deviation > 1e-6, deviation, 1.0)
    third, fourth, size = (jnp.where(deviation > 1e-6, ratio(total(power), n), 0.0) for power in (standard**3, standard**4, jnp.abs(standard)))
    return Moments(mean, deviation, third, jnp.where(deviation > 1e-6, fourth - 3.0, 0.0), size)


def _each_moments(variables: Sequence[Array], who: Sequence[Array]) -> list[Moments]:
    """Moments of several variables, computed side by side."""
    found = jax.vmap(moments)(jnp.stack(variables), jnp.stack(who))
    return [Moments(*(moment[i] for moment in found)) for i in range(len(variables))]


def count_year(
    *, open: Array, sales: Array, installed: Array, machines: Array, trading_quarters: Array, year_sales: Array, last_year_sales: Array,
    sales_year_before: Array, year_installed: Array, last_year_installed: Array, year_machines: Array, last_year_machines: Array,
    quarter: Array,
) -> Effects:  # fmt: skip
    """Adds the quarter to the year's sales and machines bought, and closes the year in its last quarter."""
    ends = quarter % 4 == 3
    sold, bought = year_sales + sales, year_installed + installed / 1e6
    return Effects(
        decide={
            "trading_quarters": jnp.where(open, trading_quarters + 1, 0),
            "sales_year_before": jnp.where(ends, last_year_sales, sales_year_before),
            "last_year_sales": jnp.where(ends, sold, last_year_sales),
            "year_sales": jnp.where(ends, 0.0, sold),
            "last_year_installed": jnp.where(ends, bought, last_year_installed),
            "year_installed": jnp.where(ends, 0.0, bought),
            "last_year_machines": jnp.where(ends, year_machines, last_year_machines),
            "year_machines": jnp.where(ends, machines / 1e6, year_machines),
        }
    )


def enterprise_outcomes(state: Mapping[str, Array]) -> dict[str, Array]:
    """Sizes of town enterprises now; their growth and investment in the last full year, of those open through the two last full years.

    Source: bottazzi-secchi-2006 (growth rates), cooper-haltiwanger-2006 (investment).
    """
    town = state["open"] & (state["sector"] != GRAIN)
    staffed = town & (state["workers"] > 0)
    workers = state["workers"].astype(jnp.float64)
    lasting = town & (state["trading_quarters"] >= 11)
    now, before = state["last_year_sales"], state["sales_year_before"]
    both = lasting & (now > 0) & (before > 0)
    variables = (workers, _log(jnp.maximum(workers, 1.0)), _log(jnp.where(both, now, 1.0) / jnp.where(both, before, 1.0)))
    size, logs, growth = _each_moments(variables, (staffed, staffed, both))
    equipped = lasting & (state["last_year_machines"] > 0)
    rate = ratio(state["last_year_installed"], state["last_year_machines"])
    spike = equipped & (rate > SPIKE)
    bought = jnp.where(equipped, state["last_year_installed"], 0.0)
    return {
        "enterprise_size": size.mean,
        "size_skewness": size.skewness,
        "size_log_skewness": logs.skewness,
        "growth_deviation": growth.deviation,
        "growth_kurtosis": growth.kurtosis,
        "growth_shape": growth.shape,
        "investment_inaction": ratio(jnp.sum(equipped & (rate < INACTION)), jnp.sum(equipped)),
        "investment_spikes": ratio(jnp.sum(spike), jnp.sum(equipped)),
        "spike_share": ratio(total(jnp.where(spike, bought, 0.0)), total(bought)),
    }


def _log(values: Array) -> Array:
    """Logarithm to a ten-millionth, many times as fast as in float64."""
    return jnp.log(values.astype(jnp.float32)).astype(jnp.float64)


def worth_of_shares(state: Mapping[str, Array], goods: Goods = SIX) -> Array:
    """What shares on record have a claim to: net worth, at going prices, of the enterprises whose residual goes to owners of shares."""
    stores = state["inventory"] / 1e6 * state["price"] + tree_sum(state["inputs"] / 1e6 * state["mean_price"], axis=1)
    money = (state["deposits_enterprise"] - state["debt_enterprise"]) / 100.0
    net = total(jnp.where(state["private_owned"], stores + state["machines"] / 1e6 * machine_price(state["mean_price"], goods) + money, 0.0), 100.0)
    return jnp.maximum(net, 0.0)

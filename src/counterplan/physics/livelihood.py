"""Slow levels that people live with: provision, income, and what life without a job offers."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.goods import Goods
from counterplan.core.variables import GRAIN, Sizes

from .bundles import weighed
from .integers import count_each, ratio, total
from .output import net_output
from .parameters import Physics
from .places import in_town


def mortality_factor(provision_stock: Array, start_provision: Array, ignorance: Array, physics: Physics) -> Array:
    """Death rates over the start's, at the provision and the knowledge of health reached.

    Equation: ignorance·(provision/start)^(−ε), the ratio kept within [.2, 20].
    Source: preston-1975 (deaths fall with the level of living, and at one level of living from decade to decade).
    """
    return ignorance * jnp.clip(provision_stock / start_provision, 0.2, 20.0) ** (-physics.provision_health)


def update_levels(
    *,
    alive: Array,
    hearth: Array,
    consumed: Array,
    used_by_state: Array,
    provision_stock: Array,
    past_output: Array,
    past_inputs: Array,
    start_gdp_per_head: Array,
    income_index: Array,
    ignorance: Array,
    open: Array,
    sector: Array,
    land_open: Array,
    floor_income: Array,
    village_income: Array,
    wage_level: Array,
    provision_share: Array,
    arms_share: Array,
    sizes: Sizes,
    physics: Physics,
) -> Effects:
    """Moves the slow levels by one quarter.

    Equation: provision += s·(services used a head − provision); income += z·(output a head over the start's − income); ignorance
    of health falls at a constant rate, whatever is provided (vaccines, antibiotics, what causes a disease: known everywhere soon); life
    without a job = the floor and the worth of one's time, and for people with kin on the land a share of a villager's income if that is more.
    Source: hall-milgrom-2008 (worth of time), lewis-1954 (the fallback on the land), preston-1975 (health).
    Silent on: help in money from relatives beyond the hearth, in which all eat together anyway.
    """
    living, villagers = count_each(alive, alive & ~in_town(hearth, sizes))
    served = services_of_people(consumed, sizes.goods) + provided(used_by_state, provision_share, arms_share, sizes.goods)
    services = ratio(served, living) / 1e6
    index = ratio(4.0 * net_output(past_output, past_inputs), living * start_gdp_per_head)
    takes_back = jnp.any(open & (sector == GRAIN) & (land_open > 0))
    kin = jnp.where(takes_back, kin_in_villages(ratio(villagers, living), physics), 0.0)
    idle = floor_income + physics.worth_of_time * wage_level
    village = jnp.maximum(physics.village_share * village_income, idle)
    return Effects(
        decide={
            "provision_stock": provision_stock + physics.provision_speed * (services - provision_stock),
            "income_index": income_index + physics.income_speed * (index - income_index),
            "ignorance": ignorance * jnp.exp(-physics.health_progress / 4.0),
            "kin_on_land": kin,
            "outside_income": idle + kin * (village - idle),
        }
    )


def kin_in_villages(rural: Array | float, physics: Physics) -> Array | float:
    """Share of people in towns who have relatives in villages, at a share of all people who live there.

    Equation: 1 − (1 − rural)^k, k hearths of near relatives. Source: own construction (families keep a place on the land for their own, lewis-1954).
    """
    return 1.0 - (1.0 - rural) ** physics.kin


def provided(used_by_state: Array, provision_share: Array, arms_share: Array, goods: Goods) -> Array:
    """Goods that public provision used, in millionths (float64): all that the budget used but arms, as far as those can be told apart."""
    used = weighed(-used_by_state.astype(jnp.float64), [1.0 if part > 0 else 0.0 for part in goods.provision])
    return used if goods.arms_apart else used * ratio(provision_share, provision_share + arms_share)


def services_of_people(consumed: Array, goods: Goods) -> Array:
    """Services that persons used, in millionths (float64)."""
    return weighed(-consumed.astype(jnp.float64), goods.service)


def count_village_income(
    *, sector: Array, open: Array, workers: Array, land_pay: Array, tax_rate: Array, home_grain: Array, eaters: Array, mean_price: Array,
    village_income: Array,
) -> Effects:  # fmt: skip
    """Counts what a worker of the land lives on, in money and in food of the own village, smoothed over a year.

    Source: own construction (food is counted at the price of grain).
    """
    farm = (sector == GRAIN) & open
    money = total(jnp.where(farm, land_pay * (1.0 - tax_rate) * workers, 0.0))
    food = total(jnp.where(farm, home_grain * eaters, 0.0)) * mean_price[GRAIN]
    people = jnp.sum(jnp.where(farm, workers, 0))
    now = ratio(money + food, people, 0.0)
    return Effects(decide={"village_income": jnp.where(people > 0, 0.75 * village_income + 0.25 * now, village_income)})


__all__ = ["count_village_income", "mortality_factor", "provided", "services_of_people", "update_levels"]

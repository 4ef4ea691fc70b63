"""Payment of a floor to people without a job, whatever its level: no rule of its own."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Account, Effects, Transfer, hundredths
from counterplan.core.variables import GRAIN
from counterplan.physics.integers import ratio
from counterplan.physics.places import able


def usual_living(village_income: Array, wage_level: Array, workers: Array, sector: Array) -> Array:
    """Mean income of all who work, on the land and for wages (currency a quarter)."""
    on_land = ratio(jnp.sum(jnp.where(sector == GRAIN, workers, 0)), jnp.sum(workers), 1.0)
    return on_land * village_income + (1.0 - on_land) * wage_level


def pay_floor(alive: Array, participates: Array, age: Array, custody: Array, employer: Array, floor_income: Array) -> Effects:
    """Pays everyone who would work and has no job, out of the budget."""
    entitled = able(alive, participates, age, custody) & (employer < 0)
    amount = jnp.where(entitled, hundredths(floor_income), 0)
    paid = Transfer("benefit", Account("deposits_state"), Account("deposits_person"), amount, paid_to="income_person", paid_by="benefits_paid")
    return Effects(transfers=(paid,))

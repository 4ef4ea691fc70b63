"""Paying for work: one payroll for every system; institutions decide the rates."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Account, Effects, Transfer, hundredths
from counterplan.core.variables import GRAIN

from .effort import AT_WORK_IN_PROTEST
from .integers import ratio, take


def pay_wages(
    *,
    alive: Array,
    employer: Array,
    effort: Array,
    skill: Array,
    protesting: Array,
    arrears_wage: Array,
    sector: Array,
    open: Array,
    workers: Array,
    wage: Array,
    mean_effort: Array,
    mean_skill: Array,
    pay_for_effort: Array,
    land_pay: Array,
    land_piece: Array,
    tax_rate: Array,
) -> Effects:
    """Pays every worker and, on the same incomes, the tax to the budget; what lacks becomes wages owed.

    Equation: pay = rate·skill·[1 + piece·(effort/mean effort − 1)]·(1 − tax), plus wages owed. On the land skill does not
    count. People in protest are not paid for the time lost.
    """
    is_farm = sector == GRAIN
    rate = jnp.where(is_farm, land_pay, wage) * (1.0 - tax_rate)
    piece = jnp.where(is_farm, land_piece, jnp.clip(ratio(pay_for_effort, wage), 0.0, 1.0))
    at_work = alive & (employer >= 0)
    place = jnp.where(at_work, employer, -1)
    relative = effort / jnp.maximum(take(mean_effort.astype(jnp.float32), place, 1.0), 0.05)
    own = 1.0 + take(piece.astype(jnp.float32), place) * (relative - 1.0)
    skilled = jnp.where(take(is_farm, place, True), 1.0, skill)
    present = jnp.where(protesting, jnp.float32(AT_WORK_IN_PROTEST), jnp.float32(1.0))
    due = jnp.rint(take((rate * 100.0).astype(jnp.float32), place) * own * skilled * present).astype(jnp.int64)
    owed = jnp.where(at_work, jnp.maximum(due, 0) + arrears_wage, 0)
    bill = jnp.where(is_farm, land_pay, wage * mean_skill) * workers
    tax = jnp.where(open, hundredths(tax_rate * bill), 0)
    return Effects(
        transfers=(
            Transfer(
                "wage", Account("deposits_enterprise", at=place), Account("deposits_person"), owed,
                paid_to="income_person", paid_by="wage_bill", arrears="arrears_wage",
            ),
            Transfer("tax", Account("deposits_enterprise"), Account("deposits_state"), tax),
        )
    )  # fmt: skip

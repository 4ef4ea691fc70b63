"""Rescue and closing that every exit rule uses, each within its own limits: no rule of its own."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from counterplan.core.common import common
from counterplan.core.effects import Account, Effects, Pool, Transfer, hundredths
from counterplan.core.randomness import Draws
from counterplan.core.variables import GRAIN

from .credit import granted
from .founding import Founding
from .refinancing import refinanced

PATIENCE = 3
"""Quarters without means to pay after which an enterprise is rescued or closed (assumed)."""

NO_MARKET = 0.002
"""Share of its market below which a place without workers counts as having none (assumed; the source says near 0)."""


class Fate(NamedTuple):
    """What happens to enterprises that cannot pay."""

    quarters: Array
    """int [enterprise], quarters in a row in which it could not pay; 0 for who is rescued or closed."""
    rescued: Array
    closed: Array
    carried: Array
    """float64 [enterprise], currency that lenders put in once more where they reckon that going on pays."""


def chance_of_rescue(workers: Array, rescue_of_small: Array | float, rescue_of_large: Array | float) -> Array:
    """Chance that an enterprise which cannot pay is carried on, by its size (float64 [enterprise])."""
    return rescue_of_small + (rescue_of_large - rescue_of_small) * jnp.minimum(workers / 100.0, 1.0)


def outlook(
    workers: Array, rescue_of_small: Array | float, rescue_of_large: Array | float, debt_enterprise: Array, costs: Array, reckoned: Array | float,
    monitoring: Array | float, one_lender: Array | bool,
) -> Array:  # fmt: skip
    """Chance that an enterprise is carried if it should be unable to pay for a quarter (float64 [enterprise]): drawn, or as lenders would reckon."""
    outlay = jnp.maximum(costs, 1e-6)
    goes_on = refinanced(debt_enterprise / 100.0 + outlay, monitoring * outlay, outlay, one_lender)
    return (1.0 - reckoned) * chance_of_rescue(workers, rescue_of_small, rescue_of_large) + reckoned * goes_on


@common
def judge(
    open: Array, sector: Array, insolvent: Array, workers: Array, market_share: Array, deposits_enterprise: Array, debt_enterprise: Array,
    costs: Array, limit: Array, rescue_of_small: Array | float, rescue_of_large: Array | float, draw: Draws, room: Array | float = jnp.inf,
    reckoned: Array | float = 0.0, monitoring: Array | float = 3.0, one_lender: Array | bool = True,
) -> Fate:  # fmt: skip
    """Finds who has less than a fifth of the quarter's costs and no more credit, and who has lost all its market; draws who is rescued, by
    size, and who closes.

    There is no more credit near the limit, nor where the bank has no room for loans (``room``, infinite: no bound) that would make up the fifth.
    In a part (``reckoned``) of cases lenders reckon instead: what lacks is the outlay, success brings back all that is then owed, and a lender's full
    effort costs half of ``monitoring`` times the outlay. Who is carried on like this keeps its debts; nobody takes them over.
    Source: dosi-fagiolo-roventini-2010 (exit without liquid assets or without a share of the market), dewatripont-maskin-1995 (lenders' reckoning).
    """
    money, debt = deposits_enterprise / 100.0, debt_enterprise / 100.0
    refused = (debt >= 0.9 * limit) | (money + granted(open, costs, money, debt, limit, room) < 0.2 * costs)
    broke = open & (money < 0.2 * costs) & refused & (sector != GRAIN) & (costs > 0)
    empty = open & (sector != GRAIN) & (workers == 0) & (market_share < NO_MARKET)
    quarters = jnp.where(broke | empty, insolvent + 1, 0)
    due = quarters >= PATIENCE
    asked = due & broke & (draw.enterprise("lenders reckon") < reckoned)
    outlay = jnp.maximum(costs - money, 1e-6)
    goes_on = asked & refinanced(debt + outlay, monitoring * outlay, outlay, one_lender)
    rescued = due & ~asked & (draw.enterprise("rescue") < chance_of_rescue(workers, rescue_of_small, rescue_of_large))
    return Fate(jnp.where(due, 0, quarters), rescued, due & ~rescued & ~goes_on, jnp.where(goes_on, outlay, 0.0))


def close_and_open(
    fate: Fate, new: Founding, pool: Pool, open: Array, deposits_enterprise: Array, debt_enterprise: Array, resale: Array,
    public_rescue: bool = False,
) -> Effects:  # fmt: skip
    """Closes, strikes off debts at the cost of the bank's own funds, and opens new enterprises.

    A wound-up enterprise's machines stay in their place as the bank's pledge. Of its debt the bank strikes off what its machines would not bring
    if sold, now and as they wear; whoever enters takes over the machines and what is still owed on them.

    Args:
        pool: founders' money; resale: currency that the machines of each place would bring; public_rescue: the budget makes good to the bank, by
            new public debt, what is struck off for those who are rescued.
    Source: caiani-2016 (lenders recover the discounted worth of a defaulting firm's machines), own construction (the buyer takes over the loan).
    """
    entered = new.entered
    vacant = fate.closed | (~open & ~entered)
    beyond = jnp.where(vacant, jnp.maximum(debt_enterprise - hundredths(resale), 0), 0)
    written_off = jnp.where(fate.rescued, debt_enterprise, beyond)
    made_good = jnp.where(fate.rescued & public_rescue, debt_enterprise, 0)
    return Effects(
        decide={
            **{name: jnp.where(entered, value, old) for name, (value, old) in new.begin.items()},
            "next_enterprise_id": new.next_enterprise_id, "open": (open & ~fate.closed) | entered,
            "insolvent": fate.quarters.astype(jnp.int32), "closures": jnp.sum(fate.closed).astype(jnp.float64),
        },
        transfers=(
            Transfer("rescue", Account("debt_state"), Account("deposits_bank"), jnp.sum(made_good)[None]),
            Transfer("loan", Account("debt_enterprise"), Account("deposits_enterprise"), hundredths(fate.carried)),
            Transfer("write-off", Account("deposits_bank"), Account("debt_enterprise"), written_off),
            Transfer("closure", Account("deposits_enterprise"), Account("deposits_bank"), jnp.where(fate.closed, deposits_enterprise, 0)),
        ),
        pools=(pool,),
    )  # fmt: skip

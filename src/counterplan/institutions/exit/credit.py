"""The bank: how much it can lend, the interest it takes and passes on, and what happens when it has no funds left. No rule of its own."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.common import common
from counterplan.core.effects import Account, Effects, Transfer, hundredths
from counterplan.core.goods import Goods
from counterplan.core.randomness import Draws
from counterplan.physics.bundles import machine_price
from counterplan.physics.integers import ratio, total


def lend(
    open: Array, costs: Array, desired_machines: Array, mean_price: Array, deposits_enterprise: Array, debt_enterprise: Array, limit: Array,
    rate: Array | float, goods: Goods, room: Array | None = None, kept: Array | float = 0.0,
) -> Effects:  # fmt: skip
    """Lends what lacks for the quarter up to a limit; takes interest, and repayment out of what is to spare.

    Args:
        costs: currency needed for the quarter; limit: currency of debt that the lender allows each; room: currency that the bank can lend in
            all (None: no bound), shared out in proportion to what would be lent; kept: currency of debt that is not paid back early.
    Source: caiani-2016.
    """
    money = deposits_enterprise / 100.0
    debt = debt_enterprise / 100.0
    due = jnp.where(open, rate * debt, 0.0)
    wanted = costs + desired_machines * machine_price(mean_price, goods)
    loan = granted(open, wanted, money, debt, limit, room)
    spare = jnp.maximum(money - 1.1 * wanted, 0.0)
    repaid = jnp.minimum(hundredths(spare), jnp.maximum(debt_enterprise - hundredths(jnp.asarray(kept)), 0))
    return Effects(
        decide={"interest_due": due},
        transfers=(
            Transfer("loan", Account("debt_enterprise"), Account("deposits_enterprise"), hundredths(loan)),
            Transfer("interest", Account("deposits_enterprise"), Account("deposits_bank"), hundredths(due)),
            Transfer("principal", Account("deposits_enterprise"), Account("debt_enterprise"), repaid),
        ),
    )


def granted(open: Array, wanted: Array, money: Array, debt: Array, limit: Array, room: Array | float | None) -> Array:
    """Loans in currency: what lacks up to the limit, cut alike for all where the bank has no room for it (float64 [enterprise])."""
    loan = jnp.clip(wanted - money, 0.0, jnp.maximum(jnp.where(open, limit, 0.0) - debt, 0.0))
    return loan if room is None else loan * jnp.minimum(ratio(room, total(loan), 1.0), 1.0)


def lendable(deposits_bank: Array, debt_enterprise: Array, capital_ratio: Array | float) -> Array:
    """What a bank may still lend on its own funds, in currency: funds over the ratio, less what is lent already.

    Source: caiani-2016 (capital adequacy); losses eat funds first, so that defaults shrink everybody's credit.
    """
    lent = jnp.sum(debt_enterprise)
    return jnp.maximum(deposits_bank / capital_ratio - lent, 0.0) / 100.0


@common
def pass_interest(
    open: Array, deposits_person: Array, deposits_enterprise: Array, debt_enterprise: Array, debt_state: Array, tax_rate: Array, rate: Array | float,
    public_rate: Array | float, passed_on: Array | float,
) -> Effects:  # fmt: skip
    """Takes interest on public debt from the budget, and passes part of all interest due on to those who hold deposits.

    Deposits that no loan stands behind earn nothing: what is paid on them is a share of what the bank is due, pro rata. Persons pay the tax
    on incomes on it. Source: godley-lavoie-2007 (interest on deposits and public debt), own construction (the share).
    """
    public = public_rate * debt_state / 100.0
    due = rate * jnp.sum(jnp.where(open, debt_enterprise, 0)) / 100.0 + public
    held = jnp.sum(deposits_person) + jnp.sum(deposits_enterprise)
    yields = ratio(passed_on * due * 100.0, held)
    to_persons = jnp.floor(deposits_person * (yields * (1.0 - tax_rate))).astype(jnp.int64)
    taxed = jnp.floor(jnp.sum(deposits_person) * yields * tax_rate).astype(jnp.int64)
    to_firms = jnp.floor(deposits_enterprise * yields).astype(jnp.int64)
    bank, budget = Account("deposits_bank"), Account("deposits_state")
    return Effects(
        decide={"public_interest": public},
        transfers=(
            Transfer("interest", budget, bank, hundredths(public)[None]),
            Transfer("interest", bank, Account("deposits_person"), to_persons, paid_to="income_person"),
            Transfer("interest", bank, Account("deposits_enterprise"), to_firms),
            Transfer("tax", bank, budget, taxed[None]),
        ),
    )  # fmt: skip


def refill_bank(
    deposits_bank: Array, debt_enterprise: Array, deposits_person: Array, deposits_enterprise: Array, alive: Array, open: Array,
    capital_ratio: Array | float, rescue: Array | float, insured: Array | float, draw: Draws,
) -> tuple[Transfer, ...]:  # fmt: skip
    """Refills a bank whose own funds are gone: from the budget, by new public debt, or from large deposits.

    Args:
        rescue: chance that the budget does it (the bank is the largest enterprise there is); insured: deposit that is spared, over the mean.
    Source: laeven-valencia-2012 (recapitalisation), own construction (resolution: depositors above the insured sum lose in proportion).
    """
    gone = deposits_bank < 0
    short = jnp.where(gone, jnp.ceil(capital_ratio * jnp.sum(debt_enterprise)).astype(jnp.int64) - deposits_bank, 0)
    saved = draw.economy("bank") < rescue
    public = jnp.where(saved, short, 0)
    persons = _above(deposits_person, jnp.sum(alive), insured)
    firms = _above(deposits_enterprise, jnp.sum(open), insured)
    part = jnp.minimum(ratio(short - public, jnp.sum(persons) + jnp.sum(firms)), 1.0)
    bank = Account("deposits_bank")
    return (
        Transfer("rescue", Account("debt_state"), bank, public[None]),
        Transfer("bail-in", Account("deposits_person"), bank, jnp.floor(persons * part).astype(jnp.int64)),
        Transfer("bail-in", Account("deposits_enterprise"), bank, jnp.floor(firms * part).astype(jnp.int64)),
    )


def _above(deposits: Array, holders: Array, insured: Array | float) -> Array:
    """What each holds beyond a multiple of the mean, in hundredths."""
    mean = ratio(jnp.sum(deposits), holders)
    return jnp.maximum(deposits - jnp.rint(insured * mean).astype(jnp.int64), 0)

"""Opening and closing the books of a quarter: flows reset, head counts, price level, and the proof that accounts close."""

from __future__ import annotations

from collections.abc import Mapping

import jax.numpy as jnp
from jax import Array

from counterplan.core.accounts import GOODS_FLOWS, STORES
from counterplan.core.effects import Effects
from counterplan.core.goods import SIX, Goods
from counterplan.core.state import State
from counterplan.core.table import MONEY_STOCKS, VARIABLES

from .integers import count_and_sum, count_each, ratio, sum_by, total, tree_sum
from .ledger import RECORDS
from .places import WORKING_AGE, able

FLOWS = tuple(name for name, v in VARIABLES.items() if v.kind == "flow" and name != "income_person")


def open_books(state: State) -> State:
    """Sets all flows to zero (incomes of persons are reset after they were spent)."""
    return state.replace(**{name: jnp.zeros_like(state[name]) for name in FLOWS})


def reset_terms(
    *, overtime: Array, guard_share: Array, sentence_rate: Array, private_owned: Array, campaign: Array,
    execution_share: Array, camp_regime: Array, province_stake: Array, abroad_lag: Array, send_down: Array,
) -> Effects:  # fmt: skip
    """Sets terms that an institution may add to nothing, so that whoever says nothing about them leaves no old value behind."""
    terms = {
        "overtime": overtime, "guard_share": guard_share, "sentence_rate": sentence_rate, "private_owned": private_owned,
        "campaign": campaign, "execution_share": execution_share, "camp_regime": camp_regime, "province_stake": province_stake,
        "abroad_lag": abroad_lag, "send_down": send_down,
    }  # fmt: skip
    return Effects(decide={name: jnp.zeros_like(value) for name, value in terms.items()})


def reset_incomes(
    *, income_person: Array, profits_taken: Array, profit_revenue: Array, benefits_paid: Array, benefit_spending: Array, tax_rate: Array,
    taxable_income: Array, quarter: Array,
) -> Effects:  # fmt: skip
    """Starts counting the incomes of the next quarter, once people have spent those of this one."""
    whole = jnp.sum(income_person).astype(jnp.float64) / 100.0
    profits = profits_taken / 100.0
    smoothed = jnp.where(quarter == 0, profits, 0.75 * profit_revenue + 0.25 * profits)
    benefits = jnp.where(quarter == 0, benefits_paid / 100.0, 0.75 * benefit_spending + 0.25 * benefits_paid / 100.0)
    taxed = 0.75 * taxable_income + 0.25 * whole / (1.0 - tax_rate)
    return Effects(
        decide={
            "income_person": jnp.zeros_like(income_person), "income_total": whole, "profit_revenue": smoothed, "taxable_income": taxed,
            "benefit_spending": benefits,
        }
    )  # fmt: skip


def count_workers(
    *,
    alive: Array,
    participates: Array,
    age: Array,
    custody: Array,
    employer: Array,
    open: Array,
    sector: Array,
    wage: Array,
    skill: Array,
) -> Effects:
    """Counts workers by enterprise, unemployment and the mean wage."""
    n = open.shape[0]
    at_work = alive & (employer >= 0)
    workers, skills = count_and_sum(at_work, jnp.rint(skill * 1024.0).astype(jnp.int64), jnp.where(at_work, employer, -1), n)
    ready = able(alive, participates, age, custody)
    jobless, all_ready = count_each(ready & (employer < 0), ready)
    rate = ratio(jobless, all_ready)
    town_jobs = jnp.where(sector > 0, workers, 0)
    wages = total(wage * town_jobs)
    return Effects(
        decide={
            "workers": workers,
            "mean_skill": jnp.where(workers > 0, ratio(skills, workers) / 1024.0, 1.0),
            "unemployment": rate,
            "wage_level": jnp.where(jnp.sum(town_jobs) > 0, ratio(wages, jnp.sum(town_jobs)), 1.0),
        }
    )


def measure_prices(*, mean_price: Array, basket: Array, price_level: Array, price_level_before: Array) -> Effects:
    """Updates the price level of the start's basket and its smoothed past (for expected inflation)."""
    level = ratio(tree_sum(mean_price * basket), tree_sum(basket), 1.0)
    return Effects(
        decide={"price_level": level, "price_level_before": 0.75 * price_level_before + 0.25 * price_level}
    )


def money_total(state: Mapping[str, Array]) -> Array:
    """Signed sum of all money accounts, in hundredths."""
    return sum((sign * jnp.sum(state[name]) for name, sign in MONEY_STOCKS.items()), jnp.int64(0))


def money_by_stock(state: Mapping[str, Array]) -> Array:
    """What each money account holds, in hundredths (int64 [money stock]); debts as what is owed."""
    return jnp.stack([jnp.sum(state[name]) for name in MONEY_STOCKS])


def goods_by_store(state: Mapping[str, Array], goods: Goods = SIX) -> Array:
    """Goods in existence by store and good, in millionths (int64 [store, good])."""
    n = len(goods)
    by_store = {
        "inventory": sum_by(state["inventory"], state["sector"], n),
        "inputs": jnp.sum(state["inputs"], axis=0),
        "machines": jnp.zeros(n, jnp.int64).at[goods.machine_place].set(jnp.sum(state["machines"])),
    }
    return jnp.stack([by_store[name] for name in STORES])


def goods_total(state: Mapping[str, Array], goods: Goods = SIX) -> Array:
    """All goods in existence by good, in millionths: products, inputs, machines."""
    return jnp.sum(goods_by_store(state, goods), axis=0)


def record_accounts(state: Mapping[str, Array], before: Mapping[str, Array], goods: Goods = SIX) -> dict[str, Array]:
    """What the accounts of a quarter are drawn up from, as integers: what moved, and stocks before and after it."""
    return {
        **{name: state[name] for name in RECORDS},
        "goods_flow": jnp.stack([state[name] for name in GOODS_FLOWS]),
        "money_opening": money_by_stock(before),
        "money_closing": money_by_stock(state),
        "goods_opening": goods_by_store(before, goods),
        "goods_closing": goods_by_store(state, goods),
    }


def goods_made_less_used(state: Mapping[str, Array]) -> Array:
    """What this quarter's conversions added, by good, in millionths."""
    return sum((state[name] for name in GOODS_FLOWS), jnp.int64(0))


__all__ = ["FLOWS", "WORKING_AGE"]

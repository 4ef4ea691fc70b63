"""Measuring a quarter: the series that `outcomes` defines, from the state after it and the state before it.

Persons are only summed as integers, so that no result depends on the order of slots or the width of the
batch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from counterplan.core.goods import PARTS, SIX, Goods
from counterplan.core.variables import GRAIN

from .books import goods_made_less_used, goods_total, money_total, record_accounts
from .bundles import machine_price
from .demography import consumption_tenths
from .effort import WEEKS
from .endowment import CAPACITY_USE
from .firms import enterprise_outcomes, worth_of_shares
from .household import standard_eaters
from .integers import count_each, fixed, percentile_bins, ratio, sum_by, take, total, tree_sum
from .livelihood import mortality_factor, provided, services_of_people
from .output import net_output
from .parameters import Physics
from .places import WORKING_AGE, able

N_BINS = 1024
OCTAVES = 8.0
"""Consumption is counted in bins of its logarithm, from 1/256 to 256 times the start's mean."""
OWNER_BINS = 1024
"""Bins of the logarithm of shares, over 40 octaves: a bin is 2.7 % wide."""
FREE_HOURS = 168.0 - 70.0
"""Hours a week after sleep and care."""
MOBILE_AGES = (25 * 4, 46 * 4)
"""Ages, in quarters, at which people are compared with where they were born: 25 to 45 years."""

Values = Mapping[str, Array]
"""A state, read by name."""


class Heads(NamedTuple):
    """Who is counted, and how many they are."""

    living: Array
    grown: Array
    n_living: Array
    n_grown: Array
    n_working_age: Array
    n_ready: Array
    """Who would take a job or has one."""
    n_jobless: Array
    n_held: Array
    n_active: Array
    """Who takes part in protest."""
    n_workers: Array
    people: Array
    """Real persons that one simulated person stands for."""


def measure(state: Values, before: Values, physics: Physics, goods: Goods = SIX) -> dict[str, Array]:
    """Computes every outcome of a quarter.

    Args:
        state: at the quarter's end, flows of the quarter included; before: at its beginning.

    Returns:
        by name: a number, or one along the axes that `OUTCOMES` says; float64 and finite where the state is, int64 where accounts are recorded.
    """
    heads = count_heads(state)
    found = {
        **_product(state, heads, goods),
        **_consumption(state, heads, goods),
        **_work(state, heads),
        **_people(state, before, heads, physics),
        **_by_good(state, heads),
        **_hearths(state, heads, goods),
        **enterprise_outcomes(state),
        **residuals(state, before, goods),
        "policy_mode": state["policy_mode"],
        "rulers": state["rulers"],
        "force": state["protest_cost"],
        "owners_share": _owners_share(state),
        "weather": state["weather"],
        "failed": state["failed"],
    }
    return {name: jnp.asarray(value, jnp.float64) for name, value in found.items()} | record_accounts(state, before, goods)


def count_heads(state: Values) -> Heads:
    """Counts living, grown and working persons, all at once."""
    alive, age = state["alive"], state["age"]
    grown = alive & (age >= WORKING_AGE[0])
    ready = able(alive, state["participates"], age, state["custody"])
    counts = count_each(
        alive, grown, grown & (age < WORKING_AGE[1]), ready, ready & (state["employer"] < 0), grown & (state["custody"] > 0),
        grown & state["protesting"],
    )  # fmt: skip
    return Heads(
        living=alive,
        grown=grown,
        n_living=counts[0],
        n_grown=counts[1],
        n_working_age=counts[2],
        n_ready=counts[3],
        n_jobless=counts[4],
        n_held=counts[5],
        n_active=counts[6],
        n_workers=jnp.sum(state["workers"]),
        people=state["persons_per_simulated"],
    )


def labour_values(
    hours: Array,
    output: Array,
    inputs: Array,
    worn: Array,
    start_hours: Array,
    start_inputs: Array,
    start_worn: Array,
    machine: Sequence[float] = SIX.machine,
) -> Array:
    """Hours of labour, direct and indirect, in a unit of each good.

    Args:
        hours, output, worn: float64 [good] in one period, worn machines by the sector that used them.
        inputs: float64 [sector, good], used in that period.
        start_hours, start_worn: float64 [good], a unit of product, and start_inputs: float64 [sector, good];
            they stand in for a sector that made nothing.
        machine: units of each good in a machine.

    Returns:
        float64 [good]; all 0 where the economy cannot reproduce itself (it uses up more than it makes).

    Equation: v = l(I − A − D)^(−1), by elimination without exchange of rows: every pivot is positive exactly
    where the economy is productive. Where all sectors work, v·(net output) = all hours.
    Source: morishima-1973 (values), hawkins-simon-1949 (pivots).
    """
    n = output.shape[0]
    made = output > 1e-9
    scale = jnp.where(made, 1.0 / jnp.where(made, output, 1.0), 0.0)
    labour = jnp.where(made, hours * scale, start_hours)
    used = jnp.where(made[:, None], inputs * scale[:, None], start_inputs)
    wear = jnp.where(made, worn * scale, start_worn)
    rows = jnp.eye(n) - (used + wear[:, None] * jnp.array(machine))

    def without(k: Array, found: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        rows, labour, productive = found
        row, pivot = take_row(rows, k), take_row(take_row(rows, k), k)
        safe = jnp.where(pivot > 1e-9, pivot, 1.0)
        factor = jnp.where(jnp.arange(n) == k, 0.0, take_row(rows.T, k) / safe)
        return rows - factor[:, None] * row, labour - factor * take_row(labour, k), productive & (pivot > 1e-9)

    take_row = partial(jax.lax.dynamic_index_in_dim, keepdims=False)
    rows, labour, productive = jax.lax.fori_loop(0, n, without, (rows, labour, jnp.asarray(True)))
    diagonal = jnp.diagonal(rows)
    values = labour / jnp.where(diagonal > 1e-9, diagonal, 1.0)
    return jnp.where(productive & jnp.all(values > 0), values, 0.0)


def _labour_productivity(state: Values, goods: Goods) -> Array:
    """Final baskets of the start that an hour makes; 0 where the economy cannot reproduce itself."""
    start_worn = state["depreciation"] * state["start_capital"] / CAPACITY_USE
    values = labour_values(
        tree_sum(state["past_hours"]),
        tree_sum(state["past_output"]),
        tree_sum(state["past_inputs"]),
        tree_sum(state["past_worn"]),
        state["start_hours"] / jnp.maximum(state["start_output"], 1e-12),
        state["base_inputs"].T,
        start_worn,
        goods.machine,
    )
    return ratio(jnp.ones(()), tree_sum(values * state["basket"]))


def _product(state: Values, heads: Heads, goods: Goods) -> dict[str, Array]:
    """Outcomes of production and techniques."""
    net = 4.0 * net_output(state["past_output"], state["past_inputs"])
    hours = tree_sum(tree_sum(state["past_hours"]))
    weight = take(state["need_price"], state["sector"])
    at_start = 4.0 * state["start_population"] * _heavy(state["start_output"], goods)
    n_open = jnp.maximum(jnp.sum(state["open"]), 1)
    installed = jnp.sum(state["installed"]) / 1e6 * machine_price(state["need_price"], goods)
    return {
        "labour_productivity": _labour_productivity(state, goods),
        "output_per_hour": ratio(net, hours),
        "output_per_working_age": ratio(net, heads.n_working_age),
        "output_per_available_hour": ratio(net, heads.n_working_age * 4.0 * WEEKS * FREE_HOURS),
        "gdp_per_head": ratio(net, heads.n_living),
        "reported_output": total(state["reported_output"] * weight) * heads.people,
        "actual_output": total(state["output"] * weight) * heads.people,
        "investment_share": ratio(4.0 * installed, net),
        "innovations": 100.0 * state["innovations"] / n_open,
        "closures": 100.0 * state["closures"] / n_open,
        "emissions": ratio(_heavy(tree_sum(state["past_output"]), goods), at_start),
    }


def _heavy(output: Array, goods: Goods) -> Array:
    """Output of the goods that stand for emissions: materials and machines."""
    return tree_sum(output * jnp.array(goods.mean([1.0 if part in ("materials", "machines") else 0.0 for part in PARTS])))


def _consumption(state: Values, heads: Heads, goods: Goods) -> dict[str, Array]:
    """Outcomes of consumption and its distribution."""
    used = jnp.where(heads.living, state["consumption"], 0.0)
    need = standard_eaters(state["alive"], state["age"], state["food_need"])
    each = used / jnp.where(heads.living, jnp.maximum(need, 0.05), 1.0)
    counts = consumption_bins(each, heads.living, state["reference_consumption"])
    elite = heads.living & ((state["office"] > 0) | top_owners(state["shares_person"], heads.living))
    fed = total(jnp.where(heads.living, state["nutrition"] * need, 0.0))
    public = provided(state["used_by_state"], state["provision_share"], state["arms_share"], goods)
    wanted = jnp.maximum(state["demand"], 0.0)
    met = jnp.clip(state["supplied"], 0.0, wanted)
    price = state["need_price"]
    return {
        "consumption_per_head": 4.0 * ratio(total(used), heads.n_living),
        "provision_per_head": ratio(4e-6 * public, heads.n_living),
        "housing_per_head": ratio(4e-6 * services_of_people(state["consumed"], goods), heads.n_living),
        "calories_per_head": ratio(fed * state["grain_need"], heads.n_living) * state["kcal_per_unit"],
        "consumption_gini": gini(*counts),
        "elite_share": ratio(total(jnp.where(elite, used, 0.0)), total(used)),
        "shortage": jnp.clip(1.0 - ratio(tree_sum(met * price), tree_sum(wanted * price), 1.0), 0.0, 1.0),
        "forced_substitution": ratio(tree_sum(state["stood_in"] * price), tree_sum(-1e-6 * state["used_as_input"] * price)),
        "forced_saving": ratio(state["spending_unmet"], state["spending_meant"]),
        "class_mobility": class_mobility(state["consumption"], state["alive"], state["age"], state["origin"]),
    }


def _hearths(state: Values, heads: Heads, goods: Goods) -> dict[str, Array]:
    """How unequal incomes and wealth of hearths are, a standard eater, each hearth counted by its members."""
    shares = jnp.where(heads.living, state["shares_person"], 0)
    each_share = ratio(worth_of_shares(state, goods), jnp.sum(shares))
    own = state["deposits_person"] + jnp.rint(shares * (100.0 * each_share)).astype(jnp.int64)
    n = state["hearth_income"].shape[0]
    wealth = sum_by(jnp.where(heads.living, own, 0), jnp.where(heads.living, state["hearth"], -1), n).astype(jnp.float64) / 100.0
    eaters, members = jnp.maximum(state["hearth_eaters"], 0.05), state["hearth_members"]
    income, owned = jax.vmap(lambda values: gini(*_wide_bins(values / eaters, members)))(jnp.stack([state["hearth_income"], wealth]))
    return {"income_gini": income, "wealth_gini": owned}


def _wide_bins(each: Array, members: Array) -> tuple[Array, Array]:
    """Counts members in bins of the logarithm of an amount over its mean, from 2^-24 to 2^16 times (as `consumption_bins`)."""
    mean = jnp.maximum(ratio(total(each * members, 100.0), jnp.sum(members)), 1e-9)
    logs = jnp.log2(jnp.maximum((each / mean).astype(jnp.float32), jnp.float32(2.0**-24)))  # many times as fast as in float64
    counts, middle = percentile_bins(logs, members, -24.0, 16.0, N_BINS)
    return counts, jnp.exp2(middle.astype(jnp.float64))


def consumption_bins(each: Array, living: Array, reference: Array) -> tuple[Array, Array]:
    """Counts living persons in bins of the logarithm of consumption over a reference.

    Returns:
        int64 counts and the float64 consumption, over the reference, in the middle of each bin.
    """
    floor = 2.0**-OCTAVES
    logs = jnp.log2(jnp.maximum(each / reference.astype(jnp.float32), jnp.float32(floor)))
    counts, middle = percentile_bins(logs, living, -OCTAVES, OCTAVES, N_BINS)
    return counts, jnp.exp2(middle.astype(jnp.float64))


def gini(counts: Array, values: Array) -> Array:
    """Gini coefficient of counted values in rising order; 0 for nobody.

    Error: bins of consumption are 1.1 % wide, so that it is off by less than .003 (worst where half of all people stand on
    either side of a bin's edge), those of income and wealth 2.7 %, off by less than .007; values beyond the bins count as their ends.
    """
    n = jnp.sum(counts)
    up_to = jnp.cumsum(counts)
    weighted = fixed(counts * values)
    mean_rank = up_to - 0.5 * (counts - 1.0)
    ranked = tree_sum(weighted * mean_rank)
    return jnp.maximum(ratio(2.0 * ranked, n * jnp.sum(weighted)) - ratio(n + 1.0, n), 0.0)


def top_owners(shares: Array, living: Array) -> Array:
    """True for owners with most shares on record, at most a hundredth of living persons.

    Owners are told apart where their shares differ by 2.7 %; if all who own something own the same and are
    more than a hundredth, nobody is at the top.
    """
    owns = living & (shares > 0)
    width = 40.0 / OWNER_BINS
    logs = jnp.log2(jnp.maximum(shares, 1).astype(jnp.float32))
    index = jnp.clip((logs / width).astype(jnp.int32), 0, OWNER_BINS - 1)
    counts = sum_by(owns.astype(jnp.int64), jnp.where(owns, index, -1), OWNER_BINS)
    this_or_above = jnp.cumsum(counts[::-1])[::-1]
    first = jnp.sum(this_or_above * 100 > count_each(living)[0])
    return owns & (index >= first)


def class_mobility(consumption: Array, alive: Array, age: Array, origin: Array) -> Array:
    """Share of people aged 25 to 45 who stand more than one tenth away from where they were born.

    It is 0 while nobody of that age has a known origin.
    """
    counted = alive & (age >= MOBILE_AGES[0]) & (age < MOBILE_AGES[1]) & (origin >= 0)
    gap = jnp.abs(consumption_tenths(consumption, alive).astype(jnp.int32) - origin.astype(jnp.int32))
    moved, all_counted = count_each(counted & (gap > 1), counted)
    return ratio(moved, all_counted)


def _work(state: Values, heads: Heads) -> dict[str, Array]:
    """Outcomes of work: hours, effort, skill, pay."""
    workers = state["workers"].astype(jnp.float64)
    weekly = total(state["labour_hours"]) / WEEKS
    of_age = heads.grown & (state["age"] < WORKING_AGE[1])
    added = jnp.sum(state["revenue"]) - jnp.sum(state["input_bill"])
    meetings = state["planning_hours"]
    names = ("mean_effort", "trait_disamenity", "trait_skill", "trait_monitorability", "coercion_pressure")
    effort, burden, asked, seen, force = jax.vmap(lambda trait: total(trait * workers))(jnp.stack([state[n] for n in names]))
    return {
        "hours_per_worker": ratio(weekly, heads.n_workers),
        "participation_hours": meetings,
        "free_time": FREE_HOURS - ratio(weekly, heads.n_grown) - meetings,
        "unemployment_rate": ratio(heads.n_jobless, heads.n_ready),
        "employment_rate": ratio(heads.n_workers, heads.n_working_age),
        "skill": ratio(total(jnp.where(of_age, state["skill"], 0.0), 1024.0), heads.n_working_age),
        "schooling": ratio(total(jnp.where(heads.grown, state["schooling"], 0.0), 1024.0), heads.n_grown),
        "effort": ratio(effort, heads.n_workers),
        "coercion": ratio(force, heads.n_workers),
        "disamenity": ratio(burden, heads.n_workers),
        "technique_skill": ratio(asked, heads.n_workers),
        "technique_monitorability": ratio(seen, heads.n_workers),
        "vacancy_rate": state["vacancy_rate"],
        "wage_level": ratio(state["wage_level"], state["price_level"]),
        "wage_share": ratio(jnp.sum(state["wage_bill"]), added),
        "price_level": state["price_level"],
    }


def _people(state: Values, before: Values, heads: Heads, physics: Physics) -> dict[str, Array]:
    """Outcomes of population, protest and repression, in real persons where persons are counted."""
    names = ("births", "deaths", "deaths_age", "deaths_famine", "deaths_custody", "deaths_violence", "deaths_execution")
    excess = state["deaths_famine"] + state["deaths_custody"] + state["deaths_violence"] + state["deaths_execution"]
    return {
        **{name: state[name] * heads.people for name in names},
        "population": heads.n_living * heads.people,
        "excess_deaths": excess * heads.people,
        "deaths_repression": (excess - state["deaths_famine"]) * heads.people,
        "birth_deficit": state["birth_shortfall"] * heads.people,
        "birth_rate": ratio(4000.0 * state["births"], heads.n_living),
        "death_rate": ratio(4000.0 * state["deaths"], heads.n_living),
        "protest": ratio(1000.0 * heads.n_active, heads.n_grown),
        "repression": ratio(1000.0 * heads.n_held, heads.n_grown),
        "life_expectancy": _life_expectancy(state, before, excess, physics),
    }


def _life_expectancy(state: Values, before: Values, excess: Array, physics: Physics) -> Array:
    """Expected years at birth under this quarter's risks (see `life_expectancy`)."""
    factor = mortality_factor(state["provision_stock"], state["start_provision"], state["ignorance"], physics)
    years = jnp.minimum(before["age"] // 4, state["hazard"].shape[0] - 1).astype(jnp.int32)
    quarterly = 1.0 - jnp.exp(-0.25 * factor * state["hazard"])
    expected = total(jnp.where(before["alive"], take(quarterly.astype(jnp.float32), years), 0.0))
    return life_expectancy(state["hazard"], factor * (1.0 + ratio(excess, expected)))


def life_expectancy(hazard: Array, factor: Array) -> Array:
    """Expected years at birth if the death rate at every age is the start's times a factor.

    In a factor ordinary deaths enter by their expected number, deaths from hunger, custody and violence by
    their count, so that few simulated persons do not blur quiet times; the excess is spread over ages like
    all deaths.
    """
    up_to = jnp.cumsum(hazard) - 0.5 * hazard
    return tree_sum(jnp.exp(-factor * up_to))


def _owners_share(state: Values) -> Array:
    """Share of open enterprises in towns that are owners'."""
    town = state["open"] & (state["sector"] != GRAIN)
    return ratio(jnp.sum(town & state["private_owned"]), jnp.sum(town))


def _by_good(state: Values, heads: Heads) -> dict[str, Array]:
    """Outcomes by good."""
    wanted = jnp.maximum(state["demand"], 0.0)
    workers = sum_by(state["workers"], state["sector"], wanted.shape[0])
    return {
        "output_by_good": ratio(tree_sum(state["past_output"]) * state["need_price"], heads.n_living),
        "price_by_good": state["mean_price"],
        "employment_by_good": ratio(workers, heads.n_workers),
        "shortage_by_good": jnp.clip(1.0 - ratio(state["supplied"], wanted, 1.0), 0.0, 1.0),
    }


def residuals(state: Values, before: Values, goods: Goods = SIX) -> dict[str, Array]:
    """What money, goods and persons lack to close: exact integers, 0 when the accounts close."""
    made = goods_made_less_used(state)
    left = goods_total(state, goods) - goods_total(before, goods) - made
    born, died = (jnp.rint(state[name]).astype(jnp.int64) for name in ("births", "deaths"))
    return {
        "money_residual": money_total(state) - money_total(before),
        "goods_residual": jnp.max(jnp.abs(left)),
        "person_residual": jnp.sum(state["alive"]) - jnp.sum(before["alive"]) - born + died,
    }


__all__ = [
    "Heads",
    "class_mobility",
    "consumption_bins",
    "count_heads",
    "gini",
    "labour_values",
    "life_expectancy",
    "measure",
    "residuals",
    "top_owners",
]

"""The tables of a plan in kind, planned year by year by engines without a horizon: facilitation, labour time, boards.

All of them read the same tables as the programme over years. Consumers spend in fixed shares, those of the target basket at labour values, and the
aim by which engines are set side by side is Σ share·ln(consumption over target), of which exp is the multiple of the basket that would be as good.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .boards import negotiate
from .economy import Economy
from .imbalance import FIRST_LIMIT, imbalance, price_step
from .labour_time import Techniques, steer
from .solving import PlanError

Array = NDArray[np.float64]

TOLERANCE, ROUNDS = 0.05, 5000
"""Imbalance at which facilitation stops, as in the published procedure, and most rounds."""
WORTHLESS = 1e-3
"""Part of all income at which what is left over of something that is given counts as free (assumed)."""
RESPONSE = 0.5
"""Power of price over value by which labour-time targets move in a year (assumed)."""
WITHOUT_STOCKS = 1e6
"""Capacity of an industry that needs no stocks, over its output in the tables."""


@dataclass(frozen=True)
class Yearly:
    """What an engine plans year by year."""

    economy: Economy
    engine: str
    output: Array
    """[year, good]."""
    consumption: Array
    """[year, good]."""
    capacity: Array
    """[year, industry]: most that stocks let be made; infinite where none are needed."""
    price: Array
    """[year, good]: hours at which a unit is sold, all consumption together costing the hours worked."""
    value: Array
    """[year, good]: hours by the engine's own valuation, on the same scale."""
    rounds: NDArray[np.int64]
    """[year]: rounds of proposals; 1 where an office computes the year at once."""
    settled: NDArray[np.bool_]
    """[year]: whether rounds came to an end."""

    @property
    def labour(self) -> Array:
        """[year]: labour used."""
        found: Array = self.output @ self.economy.labour
        return found

    @property
    def fulfilment(self) -> Array:
        """[year]: the multiple of the target basket that would be as good for consumers as what they get."""
        share, target = spending(self.economy), self.economy.target
        ratio = np.where(target > 0, self.consumption / np.where(target > 0, target, 1.0), 1.0)
        found: Array = np.exp((share * np.log(np.maximum(ratio, 1e-300))).sum(axis=1))
        return found


def kept_up(economy: Economy) -> Array:
    """[good, industry]: what a unit of output uses up where what wears out of its stocks is replaced."""
    found = economy.inputs.copy()
    np.add.at(found, (economy.stock_of, economy.stock_in), economy.wear * economy.need)
    return found


def capacity_of(economy: Economy) -> Array:
    """[industry]: output that the stocks at the start allow; infinite where none are needed."""
    found = np.full(len(economy.goods), np.inf)
    needed = economy.need > 0
    np.minimum.at(found, economy.stock_in[needed], economy.stock[needed] / economy.need[needed])
    return found


def through(inputs: Array) -> Array:
    """[good, good]: outputs (rows) that a unit delivered takes through all industries, (I − A)⁻¹.

    Error: PlanError where goods use up more of themselves than is made (there is no output that leaves something of every good).
    """
    left: Array = np.eye(len(inputs)) - inputs
    try:
        found = np.asarray(np.linalg.inv(left), dtype=np.float64)
    except np.linalg.LinAlgError:
        found = -np.ones_like(left)
    if not np.all(found.sum(axis=1) > 0):
        raise PlanError("goods use up more than is made of them, what wears out included, so that no year leaves anything to consume")
    return found


def hours_in(economy: Economy) -> Array:
    """[good]: hours in a unit, wear of stocks included. Error: PlanError where nothing is left to consume."""
    found: Array = economy.labour @ through(kept_up(economy))
    return found


def givens(economy: Economy, capacity: Array, year: int) -> tuple[Array, Array]:
    """What is given in a year: [given, industry] what a unit of output takes of it, and [given] how much there is: labour, capacities, limits."""
    rows = np.vstack([economy.labour, np.eye(len(capacity)), economy.uses])
    return rows, np.concatenate([[economy.labour_supply[year]], capacity, economy.caps[year]])


def check(economy: Economy) -> None:
    """Error: PlanError that names the good, labour or resource of which there is none while a year's basket takes some."""
    capacity, all_of_them = capacity_of(economy), through(kept_up(economy))
    idle = [year for year, hours in zip(economy.years, economy.target @ hours_in(economy), strict=True) if hours <= 0]
    if idle:
        raise PlanError(f"no labour enters the basket of {idle[0]}, and these engines reckon in hours")
    names = ("labour", *(f"stock to make {good}" for good in economy.goods), *economy.resources)
    for t, year in enumerate(economy.years):
        rows, have = givens(economy, capacity, t)
        lacking = np.flatnonzero((rows @ all_of_them @ economy.target[t] > 0) & (have <= 0))
        if lacking.size:
            raise PlanError(f"the basket of {year} cannot be delivered, however little of it: there is no {names[lacking[0]]}")


def spending(economy: Economy) -> Array:
    """[year, good]: shares in which consumers spend: those of the target basket at labour values."""
    worth = economy.target * np.maximum(hours_in(economy), 1e-12)
    found: Array = worth / worth.sum(axis=1, keepdims=True)
    return found


def by_labour_time(economy: Economy, valuation: str = "labour", response: float = RESPONSE) -> Yearly:
    """Plans each year for a basket; next year's basket moves towards goods that sold above their value.

    Args:
        valuation: 'labour' (hours in a unit) or 'opportunity' (what a unit costs in other goods forgone). With one technique a good, opportunity
            costs are all of one scarce thing at a time and jump from year to year; a smaller response is wanted then.
        response: power of price over value by which a target moves in a year.

    Source: cottrell-cockshott-1993, dapprich-2022 (opportunity costs).
    """
    check(economy)
    n, years, capacity, hours = len(economy.goods), len(economy.years), capacity_of(economy), hours_in(economy)
    unit = np.where(hours > 0, hours, 1.0)  # goods in units of an hour, whatever units tables have
    held, all_of_them = np.isfinite(capacity), through(kept_up(economy))
    # Where nothing limits a resource, the limit is what all hours could use of it at most.
    most = np.outer(economy.labour_supply, ((economy.uses @ all_of_them) / unit).max(axis=1, initial=0.0) * 2.0 + 1.0)
    limits = np.column_stack([np.tile(capacity[held] * unit[held], (years, 1)), np.minimum(economy.caps, most)])
    inputs, uses = kept_up(economy) * unit[:, None] / unit, np.vstack([np.eye(n)[held], economy.uses / unit])
    done = steer(
        Techniques(np.arange(n), inputs, economy.labour / unit, uses), spending(economy), economy.target[0] * unit / (economy.target[0] @ unit),
        economy.labour_supply, limits, years, valuation, response,
    )  # fmt: skip
    once = np.ones(years, dtype=np.int64)
    return Yearly(
        economy, "labour-time", done.activity / unit, done.consumption / unit, np.tile(capacity, (years, 1)), done.price * unit,
        done.value * unit, once, once > 0,
    )  # fmt: skip


def by_facilitation(economy: Economy) -> Yearly:
    """Each year councils answer indicative prices of labour, of capacity and of limited resources until none is asked for beyond what there is.

    In a round industries price their product at what it costs them, consumers ask for goods with their shares of what all that is given is worth,
    industries pass orders on, and the board moves the prices of what is given by excess demand. Where rounds end consumers could do no better.
    What is delivered is cut alike to what the most overcalled of the givens allows.

    Source: albert-hahnel-1991, hahnel-2021 (steps); own construction (constant returns, so that what is priced is what is given).
    """
    check(economy)
    all_of_them, capacity, share = through(kept_up(economy)), capacity_of(economy), spending(economy)
    price: Array | None = None
    consumption, cost = np.zeros_like(economy.target), np.zeros_like(economy.target)
    rounds, settled = np.zeros(len(share), dtype=np.int64), np.zeros(len(share), dtype=bool)
    for t in range(len(share)):
        rows, given = givens(economy, capacity, t)
        consumption[t], price, cost[t], rounds[t], settled[t] = _facilitated(rows @ all_of_them, given, share[t], price)
    output = consumption @ all_of_them.T
    prices, values = _in_hours(economy, output, consumption, cost)
    return Yearly(economy, "facilitation", output, consumption, np.tile(capacity, (len(share), 1)), prices, values, rounds, settled)


def _in_hours(economy: Economy, output: Array, consumption: Array, value: Array) -> tuple[Array, Array]:
    """[year, good]: prices at which shares of spending buy what is consumed, and valuations; what is consumed costs the hours worked at both."""
    worked = output @ economy.labour
    price = np.where(economy.target > 0, spending(economy) / np.maximum(consumption, 1e-300), 0.0) * worked[:, None]
    return price, value * (worked / np.maximum((value * consumption).sum(axis=1), 1e-300))[:, None]


def _facilitated(takes: Array, given: Array, share: Array, start: Array | None) -> tuple[Array, Array, Array, int, bool]:
    """One year: consumption, prices of what is given, costs of goods, rounds, whether they ended.

    Args:
        takes: [given, good], what a unit delivered takes through all industries; start: prices to start from, else all that is given is worth as
        much.
    """
    bound = np.isfinite(given) & (takes[:, share > 0].max(axis=1) > 0)
    takes_of, have = takes[bound], given[bound]
    price = np.ones(have.shape) / have if start is None else np.maximum(start[bound], 0.1 * WORTHLESS / have)
    limit, z, wanted, cost, turn = np.full(have.shape, FIRST_LIMIT), np.full(have.shape, np.inf), share, share, 0
    while turn < ROUNDS:
        turn += 1
        price = price / float(price @ have)
        cost = price @ takes_of
        wanted = np.where(share > 0, share / np.maximum(cost, 1e-300), 0.0)
        asked = takes_of @ wanted
        z = imbalance(have, asked)
        z = np.where((asked < have) & (price * have < WORTHLESS), 0.0, z)
        if z.max() <= TOLERANCE:
            break
        price, limit = price * (1.0 + np.sign(asked - have) * price_step(z, limit)), z
    delivered = wanted / max(float((takes_of @ wanted / have).max()), 1.0)
    prices = np.zeros(given.shape)
    prices[bound] = price
    return delivered, prices, cost, turn, bool(z.max() <= TOLERANCE)


def by_boards(economy: Economy) -> Yearly:
    """Sector boards settle next year's capacity from this year's orders; each year delivers the largest multiple of its basket.

    The fund is the hours that the basket leaves, and at least those that wear takes. A unit of capacity costs the hours in its stocks; additions
    are made in the year in which they are agreed. Boards expect the basket and what replaces wear to be ordered; neighbours bear what the tightest
    limit leaves each sector.

    Source: devine-1988 (see `boards.negotiate`).
    """
    check(economy)
    value, mix, wear = hours_in(economy), np.zeros_like(economy.inputs), np.zeros_like(economy.inputs)
    np.add.at(mix, (economy.stock_of, economy.stock_in), economy.need)
    np.add.at(wear, (economy.stock_of, economy.stock_in), economy.need * economy.wear)
    cost = value @ mix
    worn = np.where(cost > 0, value @ wear / np.where(cost > 0, cost, 1.0), 0.0)
    all_of_them, start = through(economy.inputs), capacity_of(economy)
    capacity = np.where(np.isfinite(start), start, WITHOUT_STOCKS * np.maximum(economy.output, 1e-9))
    output, capacities = np.zeros_like(economy.target), np.zeros_like(economy.target)
    level, rounds, settled = np.zeros(len(output)), np.zeros(len(output), dtype=np.int64), np.zeros(len(output), dtype=bool)
    for t, target in enumerate(economy.target):
        fund = max(float(worn * cost @ capacity), float(economy.labour_supply[t] - value @ target))
        expected = np.maximum(target + wear @ np.where(np.isfinite(start), capacity, 0.0), 1e-12)
        agreed = negotiate(economy.inputs, capacity, expected, worn, cost, fund, *_borne(economy, all_of_them @ expected, capacity, t))
        additions = np.maximum(agreed.capacity - (1.0 - worn) * capacity, 0.0)
        rows, have = givens(economy, capacity, t)
        per, first = all_of_them @ target, all_of_them @ (mix @ additions)
        part = min(1.0, _largest(rows @ first, np.zeros(len(have)), have))
        level[t] = _largest(rows @ per, part * (rows @ first), have)
        output[t], capacities[t] = level[t] * per + part * first, capacity
        rounds[t], settled[t] = agreed.rounds, agreed.settled
        capacity = (1.0 - worn) * capacity + part * additions
    consumption = level[:, None] * economy.target
    price, values = _in_hours(economy, output, consumption, np.tile(value, (len(output), 1)))
    return Yearly(economy, "boards", output, consumption, np.where(np.isfinite(start), capacities, np.inf), price, values, rounds, settled)


def _borne(economy: Economy, orders: Array, capacity: Array, year: int) -> tuple[Array | None, Array | None]:
    """What a unit of capacity uses of the resource that orders overcall most, and what each sector's may use, all cut alike; None where none is."""
    tight = (economy.uses @ orders) / economy.caps[year]
    if not tight.size or not tight.max() > 1.0:
        return None, None
    most = int(np.argmax(tight))
    return economy.uses[most], economy.uses[most] * capacity / tight[most]


def _largest(takes: Array, first: Array, have: Array) -> float:
    """The largest multiple of something that what is left beside what comes first allows; infinite where it takes nothing that is limited."""
    bound = (takes > 0) & np.isfinite(have)
    return max(float(np.min((have[bound] - first[bound]) / takes[bound])), 0.0) if bound.any() else np.inf


ENGINES: dict[str, Callable[[Economy], Yearly]] = {"facilitation": by_facilitation, "labour-time": by_labour_time, "boards": by_boards}

"""Flows of a quarter in which nothing changes, and the stocks that pay for them: how a start is made consistent (NumPy, host side).

Every flow of the start has two sides and follows from the scenario's accounts; every stock is the one at which the rules that run afterwards
pay that flow. Source: godley-lavoie-2007 (accounts that close), caiani-2016 (stocks at the start derived from flows at rest).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from counterplan.core.goods import Goods
from counterplan.core.variables import GRAIN

from .accounts import Accounts
from .parameters import Physics
from .purse import BANK_FUNDS, SOLD_FIRST

HOME_WISH = 1.1
"""Grain that villagers eat at home over their necessity (as `land.household`)."""
BUFFER, OWN_MACHINES, PAID_OUT = 0.3, 0.7, 0.9
"""Money kept over a quarter's costs, part of machines that an enterprise pays itself, part of spare money paid out (as `residual.private`)."""
VILLAGE_PAYS = 0.8
"""Part of a village's spare money that is shared out (as `land.household`)."""
LOAN_RATE, PASSED_ON = 0.012, 0.5
"""Rate on loans a quarter, and part of interest that depositors get (as `exit.hard`)."""
ROUNDS = 50
"""Rounds in which interest on deposits and the deposits that it is paid on settle (each shrinks the error to a twentieth or less)."""
LARGEST_TASTE = 0.95
"""Largest part of free spending that goes to food."""


@dataclass(frozen=True)
class Flows:
    """Flows of a quarter at rest in currency, and money that pays for them; of the whole economy, by good where they are arrays."""

    eaten: float
    """Food that people use, what spoils taken off."""
    store: float
    """Food in store at the start of a year."""
    home: float
    """Food of villages' own that they eat."""
    mills: float
    """Food that enterprises use."""
    wages: np.ndarray
    village_pay: float
    dividends: np.ndarray
    bank_dividend: float
    interest_persons: float
    tax: float
    """Rate on incomes that pays for the budget's orders."""
    money: np.ndarray
    """Money of enterprises at the opening of a quarter."""
    bank_funds: float

    @property
    def declared(self) -> float:
        """Money on its way to owners."""
        return float(self.dividends.sum() + self.bank_dividend)

    @property
    def incomes(self) -> float:
        """Incomes of persons before tax."""
        return float(self.wages.sum() + self.village_pay + self.declared + self.interest_persons)

    @property
    def receipts(self) -> float:
        """Money that persons receive, which is what they spend."""
        return self.incomes * (1.0 - self.tax)


def grain_year(output: float, mills: float) -> tuple[float, float]:
    """Food that people can use a quarter and store at the opening of a year, where every year is like the last.

    Mills take theirs before the harvest of the third quarter comes in, people after it; what is left spoils. Before the harvest the mills'
    part of one quarter is left.
    """
    kept = 1.0 - Physics().spoilage

    def missing(eaten: float) -> tuple[float, float]:
        taken = mills + eaten
        before = (mills / kept + taken) / kept + taken
        after = ((4.0 * output - eaten) * kept - taken) * kept
        return after - before, before

    at_none, at_one = missing(0.0)[0], missing(1.0)[0]
    eaten = at_none / (at_none - at_one)
    return eaten, missing(eaten)[1]


def flows_at_rest(
    accounts: Accounts, goods: Goods, n: float, wages: np.ndarray, bought: np.ndarray, debt: np.ndarray, machines: np.ndarray, rural: float,
    home_share: float, spending: float, money_held: float,
) -> Flows:  # fmt: skip
    """Finds the flows of a quarter at rest and the money that pays them.

    Args:
        n: persons; wages: of a quarter, by good (0 on the land); bought: machines bought a quarter; debt, machines: of enterprises, currency.
        rural: share of people in villages; home_share: part of the usual use of food that villagers eat of their own.
        spending: what the budget orders; money_held: of persons, at the opening of a quarter.

    Equation: at the payment of dividends D an enterprise must hold M′ = (1 + b + f)·C + (1 − l)·B + D/d (`purse.money_to_spare`; C costs, B
    machines, f what is sold before that) and holds M less inputs and net interest, plus f·output. The bank pays half of what it has beyond a
    tenth of its loans, and takes interest i before that: it opens with i more than the tenth.
    """
    output, used = accounts.gross_output * n, accounts.inputs.sum(axis=0) * accounts.gross_output * n
    mills = float(accounts.inputs[GRAIN] @ accounts.gross_output) * n
    eaten, store = grain_year(float(output[GRAIN]), mills)
    home = min(home_share * rural, 1.0) * eaten
    village = max(mills + eaten - home - used[GRAIN] - bought[GRAIN], 0.0)
    farm_money = village / VILLAGE_PAYS + 3.0 * used[GRAIN] + bought[GRAIN] - mills
    town, first = np.arange(len(output)) != GRAIN, np.array(goods.mean(SOLD_FIRST))
    costs = wages * (1.0 + 0.5 * Physics().quit_rate) + used
    needs = (1.0 + BUFFER + first) * costs + OWN_MACHINES * bought
    needs = needs + np.clip(debt - (1.0 - OWN_MACHINES) * machines, 0.0, needs)
    due, money, dividends = LOAN_RATE * debt, np.zeros(len(output)), np.zeros(len(output))
    for _ in range(ROUNDS):
        yields = PASSED_ON * due.sum() / max(money.sum() + money_held, 1e-9)
        net = due - yields * money
        dividends = np.where(town, np.maximum(output - wages - used - bought - net, 0.0), 0.0)
        money = np.where(town, np.maximum(used + net + needs + dividends / PAID_OUT - first * output, 0.0), max(farm_money, 0.0))
    bank, to_persons = (1.0 - PASSED_ON) * float(due.sum()), float(yields * money_held)
    incomes = wages.sum() + village + dividends.sum() + bank + to_persons
    tax = float(min(spending / incomes, Physics().largest_tax))
    funds = BANK_FUNDS * float(debt.sum()) + bank
    return Flows(eaten, store, home, mills, wages, village, dividends, bank, to_persons, tax, money, funds)


@dataclass(frozen=True)
class Hearths:
    """What persons hold and use at the start so that each hearth spends what it receives."""

    money: np.ndarray
    """By person, currency."""
    consumption: np.ndarray
    """By person, units."""
    free: np.ndarray
    """By hearth, currency spent beyond necessities."""
    food: np.ndarray
    """By hearth, food bought as a necessity."""
    spare: np.ndarray
    """By hearth, food of the village's own beyond necessity."""


def hearths_at_rest(
    hearth: np.ndarray, n_hearths: int, keepers: np.ndarray, eaters: np.ndarray, town: np.ndarray, income: np.ndarray, interest: float,
    necessity: np.ndarray, home: float,
) -> Hearths:  # fmt: skip
    """Finds the money at which every hearth spends what it receives, and what its members use.

    Args:
        keepers: persons who hold their hearth's money; eaters: standard eaters by person; town: by person; income: by person, after tax;
            interest: received in all after tax, in proportion to money; necessity: by good, a standard eater; home: food of the village's own
            that a standard eater eats.

    Equation: M − Y = (1 − α₁)/α₂·(Y − N), Y what a hearth receives, N necessities (`household.hearth_demand`); without income beyond them none.
    """
    def by_hearth(values: np.ndarray) -> np.ndarray:
        return np.bincount(hearth, weights=values, minlength=n_hearths)

    mouths, received = by_hearth(eaters), by_hearth(income)
    in_town = by_hearth(eaters * town) > 0
    food = np.where(in_town, necessity[GRAIN], max(necessity[GRAIN] - home, 0.0))
    bought = necessity[1:].sum() + food
    kept = (1.0 - Physics().spend_from_income) / Physics().spend_from_wealth
    whole, money = received, np.zeros(n_hearths)
    for _ in range(ROUNDS):
        money = kept * np.maximum(whole - bought * mouths, 0.0)
        whole = received + interest * money / max(money.sum(), 1e-9)
    used = whole / np.maximum(mouths, 1e-9) + np.where(in_town, 0.0, home)
    holders = by_hearth(keepers.astype(float))
    each = np.where(holders > 0, money / np.maximum(holders, 1.0), 0.0)
    spare = np.where(in_town, 0.0, max(home - necessity[GRAIN], 0.0)) * mouths
    free = np.maximum(whole - bought * mouths, 0.0)
    return Hearths(np.where(keepers, each[hearth], 0.0), eaters * used[hearth], free, np.minimum(food * mouths, whole), spare)


def taste_for_food(hearths: Hearths, shops: float) -> float:
    """Part of what is spent beyond necessities that goes to food, at which hearths buy what shops have at the start's prices.

    Who has more food of the own village than this part comes to buys none, so that it lies below the part of all food used. Source:
    lluch-powell-williams-1977 (the system), own construction (hearths that eat their own).
    """
    low, high = 0.0, LARGEST_TASTE
    for _ in range(ROUNDS):
        taste = 0.5 * (low + high)
        wanted = hearths.food + np.maximum(taste * (hearths.free + hearths.spare) - hearths.spare, 0.0)
        low, high = (taste, high) if wanted.sum() < shops else (low, taste)
    return 0.5 * (low + high)


__all__ = ["Flows", "Hearths", "flows_at_rest", "grain_year", "hearths_at_rest", "taste_for_food"]

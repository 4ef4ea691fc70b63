"""Those who hold office or property weigh the regimes that are listed, and change to the one that is worth more to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.accounts import MONEY_STOCKS, TRANSACTIONS
from counterplan.core.effects import Account, Effects, Pool
from counterplan.core.parameters import parameter
from counterplan.core.randomness import Draws
from counterplan.core.rule import Rule
from counterplan.core.variables import Variable
from counterplan.physics.integers import ratio, single, tree_sum
from counterplan.physics.measures import top_owners
from counterplan.physics.parameters import Physics
from counterplan.physics.places import OFFICIAL, WORKING_AGE

from .ruler import learn
from .worth import Odds, Places, beyond_reach, worth_of

RESIDUAL = list(TRANSACTIONS).index("residual")
SURRENDER = tuple(list(MONEY_STOCKS).index(stock) for stock in ("deposits_enterprise", "deposits_bank"))
"""Where what is left comes from: enterprises and the bank."""


@dataclass(frozen=True)
class WeighingElite(Rule):
    """Once a year those who hold places stay, turn office into property or back, let people vote, or repress: what is worth most to them.

    Equation: see `worth.worth_of`; the regime changes if the best is worth more than the one in force by more than the cost of a change. Places
    are offices or, where owners get what is left, those of the top hundredth of owners. Where offices turn into property each official
    becomes an owner with the chance `conversion`, and these share a part `taken` of all shares; where property turns into office each of
    those owners gets an office with that chance. A year's growth of reported output is learnt as in `ruler`, for owners and without. Where
    protest beyond the reach of force exceeds `overthrow` and nobody votes, the regime falls: offices are vacated, owners on top lose
    their shares to all others alike, and the regime with a vote comes, if one is listed. No regime is closed to any other, and nothing is drawn
    in the choice.
    Source: acemoglu-robinson-2006 (threat, repression, vote), solnick-1998 (office turned into property), szelenyi-kostello-1996 and
    kryshtanovskaya-white-1996 (who succeeds), buera-monge-naranjo-primiceri-2011 (learning)
    Differs from source: acemoglu-robinson-2006 has a game of two classes without end; here one horizon, and a threat that is counted.
    Silent on: factions among those who rule, pacts, foreign backing, trying a regime in order to learn of it.
    """

    role: ClassVar[str] = "elite"
    option: ClassVar[str] = "weighing"
    variables: ClassVar[tuple[Variable, ...]] = (
        Variable("belief_office", (), "memory", "float64", "1 a year", "growth believed of regimes without owners, less the belief at the start"),
        Variable("belief_property", (), "memory", "float64", "1 a year", "growth believed of regimes of owners, less the belief at the start"),
        Variable("doubt_office", (), "memory", "float64", "1", "variance of the first belief, over that at the start", 1.0),
        Variable("doubt_property", (), "memory", "float64", "1", "variance of the second belief, over that at the start", 1.0),
        Variable("report_before", (), "memory", "float64", "currency", "reported output a head at prices of the start a year ago"),
        Variable("left_over", (), "memory", "float64", "currency", "what is left in enterprises and at the bank a quarter, smoothed over a year"),
        Variable("unrest", (), "memory", "float64", "1", "share of grown people in protest, smoothed over a year"),
    )
    conversion: float = parameter(
        0.3, low=0.0, high=0.95, unit="1", source="assumed", meaning="chance that a place turns into one of the other kind"
    )
    taken: float = parameter(
        0.6, low=0.2, high=0.9, unit="1", source="kryshtanovskaya-white-1996", meaning="part of all shares that passes to officials who convert"
    )
    force_cost: float = parameter(
        0.3, low=0.05, high=0.9, unit="1", source="assumed", meaning="part of a place's income that full use of force costs"
    )
    shared: float = parameter(0.25, low=0.05, high=0.6, unit="1", source="assumed", meaning="part of incomes that a vote shares out alike")
    promise: float = parameter(0.9, low=0.5, high=1.0, unit="1", source="assumed", meaning="part of the threat that a vote takes away")
    overthrow: float = parameter(
        0.1, low=0.035, high=1.0, unit="1", source="chenoweth-stephan-2011", meaning="people in protest beyond the reach of force, over all, who win"
    )
    left: float = parameter(0.4, low=0.1, high=0.9, unit="1", source="assumed", meaning="income of somebody overthrown, over the mean wage")
    horizon: float = parameter(10.0, low=3.0, high=25.0, unit="years", source="assumed", meaning="years over which growth is reckoned")
    cost: float = parameter(0.1, low=0.0, high=0.5, unit="1", source="assumed", meaning="utility that any change costs, about its share of income")
    hope: float = parameter(0.03, low=0.01, high=0.06, unit="1 a year", source="assumed", meaning="growth expected of any regime at the start")
    doubt: float = parameter(0.02, low=0.005, high=0.05, unit="1 a year", source="assumed", meaning="standard deviation of that expectation")
    noise: float = parameter(
        0.04, low=0.01, high=0.08, unit="1 a year", source="assumed", meaning="spread of a year's growth around what a kind yields"
    )
    drift: float = parameter(
        0.004, low=0.0, high=0.02, unit="1 a year", source="assumed", meaning="change held possible in a year in what a kind yields"
    )

    def contend(
        self, *, policy_mode: Array, regimes: Mapping[str, Array], context: Mapping[str, Array], alive: Array, age: Array, office: Array,
        shares_person: Array, money_flow: Array, wage_level: Array, tax_rate: Array, protest_share: Array, reported_by_good: Array,
        need_price: Array, belief_office: Array, belief_property: Array, doubt_office: Array, doubt_property: Array, report_before: Array,
        left_over: Array, unrest: Array, quarter: Array, physics: Physics, draw: Draws,
    ) -> Effects:  # fmt: skip
        """Watches every quarter; weighs, falls or changes at the year's end."""
        owned = regimes["property"] > 0.5
        of_owners = owned[policy_mode]
        first = quarter == 0
        left = -(money_flow[RESIDUAL, SURRENDER[0]] + money_flow[RESIDUAL, SURRENDER[1]]) / 100.0
        left = jnp.where(first, left, 0.75 * left_over + 0.25 * left)
        protest = tree_sum(protest_share) / protest_share.shape[0]
        protest = jnp.where(first, protest, 0.75 * unrest + 0.25 * protest)
        each = ratio(tree_sum(reported_by_good * need_price), jnp.sum(alive))
        ends = quarter % 4 == 3
        beliefs, doubts = self._learn(
            jnp.stack([belief_office, belief_property]), jnp.stack([doubt_office, doubt_property]), of_owners, each, report_before, ends
        )
        top = top_owners(shares_person, alive)
        officials = alive & (office == OFFICIAL)
        holders = jnp.where(of_owners, top, officials)
        there = jnp.sum(holders)
        rent = (1.0 - tax_rate) * ratio(left, wage_level)
        held = ratio(jnp.sum(jnp.where(top, shares_person, 0)), jnp.sum(jnp.where(alive, shares_person, 0)))
        owner = 1.0 + ratio(rent * jnp.where(of_owners, held, self.taken), jnp.where(of_owners, there, jnp.maximum(self.conversion * there, 1.0)))
        growth = (self.horizon * beliefs[0], self.horizon * beliefs[1])
        odds = Odds(growth, protest, physics.police, self.overthrow, self.promise, self.shared, self.force_cost)
        places = Places(owner, of_owners, self.conversion, self.left)
        worth = worth_of(regimes, context["coercion"], places, odds, physics.consumption_curvature)
        unmet = beyond_reach(protest, regimes["force"][policy_mode] * context["coercion"], physics.police)
        falls = ends & (unmet > self.overthrow) & (regimes["vote"][policy_mode] < 0.5)
        changes = ends & ~falls & (there > 0) & (jnp.max(worth) - worth[policy_mode] > self.cost)
        to = jnp.where(falls, jnp.argmax(jnp.where(regimes["vote"] > 0.5, 1, 0)), jnp.argmax(worth)).astype(policy_mode.dtype)
        to = jnp.where((falls & (jnp.max(regimes["vote"]) > 0.5)) | changes, to, policy_mode)
        lucky = holders & (draw.person("place converted") < single(self.conversion))
        moved = jnp.where(changes & (owned[to] != of_owners), jnp.where(of_owners, 2, 1), 0)
        return Effects(
            decide={
                "policy_mode": to,
                "office": jnp.where(falls & officials, 0, jnp.where((moved == 2) & lucky, OFFICIAL, office)),
                "belief_office": beliefs[0], "belief_property": beliefs[1], "doubt_office": doubts[0], "doubt_property": doubts[1],
                "report_before": jnp.where(ends, each, report_before), "left_over": left, "unrest": protest,
            },
            pools=(self._shares(alive, age, shares_person, top, lucky, moved == 1, falls & of_owners),),
        )  # fmt: skip

    def _learn(self, beliefs: Array, doubts: Array, of_owners: Array, each: Array, before: Array, ends: Array) -> tuple[Array, Array]:
        """Beliefs and doubts after the year's report, of both kinds: only that in force is seen (float64 [kind])."""
        growth = jnp.log(jnp.maximum(each, 1e-9) / jnp.maximum(before, 1e-9))
        now = ends & (before > 0)
        grown = jnp.minimum(doubts + (self.drift / self.doubt) ** 2, 1.0)
        learnt, less = learn(beliefs, grown * self.doubt**2, growth - self.hope, self.noise)
        seen = jnp.arange(2) == jnp.where(of_owners, 1, 0)
        return jnp.where(now & seen, learnt, beliefs), jnp.where(now, jnp.where(seen, less / self.doubt**2, grown), doubts)

    def _shares(self, alive: Array, age: Array, shares: Array, top: Array, lucky: Array, converts: Array, falls: Array) -> Pool:
        """Shares that change hands: a part of all of them to officials who convert, or those of the top to all others where a regime falls."""
        share = jnp.floor(self.taken * shares).astype(jnp.int64)
        amount = jnp.where(alive & converts, share, jnp.where(alive & falls & top, shares, 0))
        weight = jnp.where(falls, alive & (age >= WORKING_AGE[0]) & ~top, lucky & converts).astype(jnp.int64)
        return Pool("conversion", Account("shares_person"), amount, Account("shares_person"), weight)


__all__ = ["WeighingElite"]

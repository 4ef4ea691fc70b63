"""A ruler who learns from reports what each mode of policy yields, and moves to the one that looks better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.randomness import Draws, normal
from counterplan.core.rule import Rule
from counterplan.core.variables import Variable
from counterplan.physics.integers import ratio, tree_sum


def learn(belief: Array, doubt: Array, seen: Array, noise: Array | float) -> tuple[Array, Array]:
    """Moves a belief towards what was seen, by how much it is doubted: a Kalman filter of one number.

    Args:
        belief: mean; doubt: its variance; noise: standard deviation of what is seen around the truth.
    Source: buera-monge-naranjo-primiceri-2011 (beliefs about what policies yield).
    """
    weight = doubt / (doubt + jnp.asarray(noise) ** 2)
    return belief + weight * (seen - belief), (1.0 - weight) * doubt



@dataclass(frozen=True)
class LearningRuler(Rule):
    """Once a year the ruler weighs what is believed of each mode and moves if the other one looks better by more than moving costs.

    Equation: of the mode in force m += K·(g − m), K = P/(P + s²), P ← (1 − K)·P, g the growth of reported output a head; a year
    adds q² to the doubt P of both modes, up to the doubt at the start; the ruler moves if m' − m > cost. There is no noise in
    the choice and no date. With the chance `turnover` a year somebody else comes to rule, who knows nothing of what was learnt and brings a
    belief about each mode that is drawn from the doubt at the start; with no turnover moves come from what is reported or do not come.
    Source: buera-monge-naranjo-primiceri-2011 (learning), wintrobe-1998 (the ruler sees reports, not output)
    Differs from source: one country, no neighbours to learn from; two modes.
    Silent on: factions, how successors are chosen, trying a mode in order to learn of it.
    """

    role: ClassVar[str] = "ruler"
    option: ClassVar[str] = "learning"
    variables: ClassVar[tuple[Variable, ...]] = (
        Variable("belief_first", (), "memory", "float64", "1 a year", "growth believed of the first mode of policy, less the belief at the start"),
        Variable("belief_second", (), "memory", "float64", "1 a year", "growth believed of the second mode, less the belief at the start"),
        Variable("doubt_first", (), "memory", "float64", "1", "variance of the belief about the first mode, over that at the start", 1.0),
        Variable("doubt_second", (), "memory", "float64", "1", "variance of the belief about the second mode, over that at the start", 1.0),
        Variable("reported_last_year", (), "memory", "float64", "currency", "reported output a head at prices of the start a year ago"),
    )
    hope: float = parameter(0.05, low=0.02, high=0.08, unit="1 a year", source="assumed", meaning="growth expected of either mode at the start")
    doubt: float = parameter(0.03, low=0.01, high=0.06, unit="1 a year", source="assumed", meaning="standard deviation of that expectation")
    noise: float = parameter(
        0.04, low=0.01, high=0.08, unit="1 a year", source="assumed", meaning="spread of a year's growth around what a mode yields"
    )
    drift: float = parameter(
        0.008, low=0.0, high=0.02, unit="1 a year", source="assumed", meaning="change that the ruler holds possible in a year in what a mode yields"
    )
    switching_cost: float = parameter(
        0.015, low=0.0, high=0.05, unit="1 a year", source="assumed", meaning="gain in growth for which a move is worth it"
    )
    turnover: float = parameter(
        0.0, low=0.0, high=0.15, unit="1 a year", source="assumed", meaning="chance that somebody else comes to rule, with beliefs of their own"
    )

    def govern(
        self, *, policy_mode: Array, alive: Array, reported_by_good: Array, need_price: Array, belief_first: Array,
        belief_second: Array, doubt_first: Array, doubt_second: Array, reported_last_year: Array, rulers: Array, quarter: Array, draw: Draws,
    ) -> Effects:  # fmt: skip
        """Learns from the year's report and decides on the mode; in another regime nobody learns or moves it."""
        each = ratio(tree_sum(reported_by_good * need_price), jnp.sum(alive))
        ends = quarter % 4 == 3
        growth = jnp.log(jnp.maximum(each, 1e-9) / jnp.maximum(reported_last_year, 1e-9))
        learns = ends & (reported_last_year > 0) & (policy_mode < 2)
        beliefs, doubts = jnp.stack([belief_first, belief_second]), jnp.stack([doubt_first, doubt_second])
        succeeds = ends & (draw.economy("succession") < self.turnover)
        own = self.doubt * normal(jnp.stack([draw.economy("successor on the first mode"), draw.economy("successor on the second mode")]))
        beliefs, doubts = jnp.where(succeeds, own, beliefs), jnp.where(succeeds, 1.0, doubts)
        grown = jnp.minimum(doubts + (self.drift / self.doubt) ** 2, 1.0)
        learnt, less = learn(beliefs, grown * self.doubt**2, growth - self.hope, self.noise)
        in_force = jnp.arange(2) == policy_mode
        beliefs = jnp.where(learns & in_force, learnt, beliefs)
        doubts = jnp.where(learns, jnp.where(in_force, less / self.doubt**2, grown), doubts)
        now = jnp.minimum(policy_mode, 1)
        gain = beliefs[1 - now] - beliefs[now]
        return Effects(
            decide={
                "policy_mode": jnp.where(learns & (gain > self.switching_cost), 1 - policy_mode, policy_mode),
                "rulers": rulers + succeeds,
                "belief_first": beliefs[0], "belief_second": beliefs[1], "doubt_first": doubts[0], "doubt_second": doubts[1],
                "reported_last_year": jnp.where(ends, each, reported_last_year),
            }
        )  # fmt: skip

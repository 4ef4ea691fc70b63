"""How often the protocol is wrong: placebo claims, and planted effects of known size, judged as real ones are.

An ensemble is made up with the structure of the simulator's noise: an effect has a mean, moves with drawn parameters (so that it
differs between halves of ranges and between matched and unmatched draws), and has chance in every draw. What a real ensemble
gives can be put in its place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .discoveries import controlled
from .protocol import PROTOCOL, REFUTED, SUPPORTED, Evidence, Judgement, Margin, judge

Floats = NDArray[np.float64]
FAMILY = 30
"""Claims over which false discoveries are controlled together in trials; not fewer than are built."""


@dataclass(frozen=True)
class Ensemble:
    """A made-up ensemble.

    Args:
        mean: effect in margins.
        by_parameters: standard deviation of the effect over the drawn parameters, in margins.
        by_chance: standard deviation from draw to draw beside that, in margins.
    """

    mean: float
    by_parameters: float = 0.6
    by_chance: float = 0.6
    draws: int = 400
    side_draws: int = 96
    parameters: int = 60
    matched: float = 0.5
    """Share of draws that unrelated facts leave."""

    def drawn(self, n: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Effects of n draws and their parameters, [draw, parameter] from 0 to 1."""
        shares = rng.random((n, self.parameters))
        weights = np.exp(-np.arange(self.parameters) / 4.0)
        heights = (shares - 0.5) @ (weights / np.sqrt(np.sum(weights**2) / 12.0))
        return self.mean + self.by_parameters * heights + self.by_chance * rng.normal(size=n), shares

    def evidence(self, rng: np.random.Generator) -> Evidence:
        """Evidence of one claim whose other conditions all hold; only the effect itself decides."""
        effects, shares = self.drawn(self.draws, rng)
        side: Callable[[], Floats] = lambda: self.drawn(self.side_draws, rng)[0]  # noqa: E731
        nothing = self.__class__(0.0, 0.2, 0.2, self.side_draws, self.side_draws, self.parameters)
        closures = {f"{name}, {end}": side() for name in ("a", "b", "c") for end in ("low", "high")}
        return Evidence(
            effects=effects, halves={str(i): shares[:, i] > 0.5 for i in range(self.parameters)}, matched=rng.random(self.draws) < self.matched,
            ablated=nothing.drawn(self.side_draws, rng)[0], rivals={"one": side(), "two": side()}, together=side(), closures=closures,
            failing=nothing.drawn(self.draws, rng)[0], contradicted={"fact": np.zeros(self.side_draws, bool)},
        )  # fmt: skip


def independent_seeds(values: Floats, rope: float, rng: np.random.Generator) -> Floats:
    """Effects of a placebo: one arm against itself, each draw against another draw of its own."""
    return (values[rng.permutation(values.size)] - values[rng.permutation(values.size)]) / rope


def permuted_labels(a: Floats, b: Floats, rope: float, rng: np.random.Generator) -> Floats:
    """Effects of a placebo: two different systems whose labels are exchanged at random, draw by draw."""
    effects: Floats = (b - a) * rng.choice([-1.0, 1.0], a.size) / rope
    return effects


def inert(values: Floats, rope: float, strength: float, rng: np.random.Generator) -> Floats:
    """Effects of a placebo: an institution that changes nothing but the course of chance, by a part of what one draw moves.

    A draw without a value (a run that failed, growth of what fell to nothing) has no effect either.
    """
    known = np.isfinite(values)
    spread = strength * np.std(values[known])
    return np.where(known, rng.normal(scale=spread, size=values.size) / rope, np.nan)


def at_the_bound(n: int, share: float, rng: np.random.Generator) -> Floats:
    """Effects beyond the margin in exactly this share of all possible draws: the hardest placebo there is."""
    return np.where(rng.random(n) < share, 2.0, 0.0)


@dataclass(frozen=True)
class Rates:
    """How often trials came out so, alone and with false discoveries controlled over all of them in families."""

    supported: float
    refuted: float
    discovered: float


def rates(judgements: list[Judgement], family: int = FAMILY) -> Rates:
    """Shares of trials that are supported, refuted, and still supported among a family of claims tested together.

    In each family one trial stands among others without any effect, as a true claim among idle ones.
    """
    found = [j.leaning for j in judgements]
    kept = 0
    for judgement in judgements:
        p_values = {"this+": judgement.p_support, "this-": judgement.p_refute} | {f"{i}{s}": 1.0 for i in range(family - 1) for s in "+-"}
        kept += judgement.leaning == SUPPORTED and controlled(p_values, PROTOCOL.rate)["this+"] <= PROTOCOL.rate
    n = len(judgements)
    return Rates(found.count(SUPPORTED) / n, found.count(REFUTED) / n, kept / n)


def placebos(kind: str, trials: int, draws: int, seed: int = 1, values: tuple[Floats, Floats] | None = None, rope: float = 1.0) -> Rates:
    """Judges placebo claims, every other condition made to hold so that the effect alone keeps them from being supported.

    Args:
        kind: 'independent seeds', 'permuted labels', 'inert' or 'at the bound'.
        values: a statistic in two arms of a real ensemble, draw by draw (default: made up, the arms a margin apart).
    """
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(trials):
        a, b = values if values is not None else (rng.normal(size=draws), 1.0 + rng.normal(size=draws))
        effects = {
            "independent seeds": lambda a=a: independent_seeds(a, rope, rng),
            "permuted labels": lambda a=a, b=b: permuted_labels(a, b, rope, rng),
            "inert": lambda a=a: inert(a, rope, 0.3, rng),
            "at the bound": lambda n=a.size: at_the_bound(n, PROTOCOL.share, rng),
        }[kind]()
        whole = Ensemble(4.0, draws=effects.size).evidence(rng)
        evidence = Evidence(**{**vars(whole), "effects": effects})
        found.append(judge(evidence, Margin()))
    return rates(found)


def power(mean: float, trials: int, draws: int, seed: int = 1) -> Rates:
    """How often a planted effect of this mean (in margins) is found, with the noise of `Ensemble`."""
    rng = np.random.default_rng(seed)
    return rates([judge(Ensemble(mean, draws=draws).evidence(rng), Margin()) for _ in range(trials)])


def share_beyond(mean: float) -> float:
    """Share of draws beyond the margin of an ensemble with this mean (its spread is that of a normal distribution, nearly)."""
    from scipy.stats import norm

    plain = Ensemble(mean)
    return float(norm.sf((1.0 - mean) / np.hypot(plain.by_parameters, plain.by_chance)))

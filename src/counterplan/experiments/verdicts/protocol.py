"""The verdict protocol: which conditions a claim has to meet, each by itself, and what follows from them.

Everything here is fixed before a run and hashed into its result. A condition holds, fails or stays undecided (None).

*Supported* needs all of: the effect exceeds the margin in more than .8 of draws, by the lower 95 % bound, (1) under the wide prior,
(2) under the one matched with unrelated history, (3) under the worst reweighting with densities within [1/4, 4], (4) in the lower and
in the upper half of every assumed range; (5) it is gone when the mechanism is taken out; (6) no rival takes it away, alone or all
together; (7) no fact contradicts it; (8) the sign holds under every closure; (9) it can fail inside the priors; (10) false
discoveries are controlled over all claims together. *Refuted* needs (1) to (4), (8) and (10) for the opposite. A claim that is not refuted
and is not shown to fail at the point that it names gets no verdict, whatever else was found.

A draw without a value (its run failed, or what is measured does not exist in it) helps nobody: it is no hit where hits are needed, counts as
an effect that is still there where the effect has to be gone, and is left out where a fact is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .shares import (
    Share,
    median_interval,
    needed_share,
    probability_of_fewer,
    probability_of_more,
    share_of,
    worst_share,
)

Effects = NDArray[np.float64]
"""Effects draw by draw in units of the margin and in the direction of the claim: above 1 supports it; NaN where there is no value."""
SUPPORTED, REFUTED, INDETERMINATE = "supported", "refuted", "indeterminate"
NOT_TESTABLE, NOT_BUILT, NO_VERDICT = "not testable", "not built", "no verdict"
NO_POINT = "no point of the priors was found at which it fails"
BY_CONSTRUCTION = f"true by construction here: {NO_POINT}"


@dataclass(frozen=True)
class Protocol:
    """The numbers of the protocol."""

    share: float = 0.8
    confidence: float = 0.95
    ratio: float = 4.0
    implausibility: float = 3.0
    discrepancy: float = 0.15
    """Standard deviation of record and model's discrepancy together, as a part of what is on record (assumed)."""
    most: float = 0.5
    """An effect is there in 'most' draws above this share, by the lower bound, and gone below it, by the upper."""
    rate: float = 0.05
    """Rate of false discoveries over all claims together."""
    closures: int = 3
    """Fewest closures under which the sign is looked at."""


PROTOCOL = Protocol()


@dataclass(frozen=True)
class Margin:
    """What counts as an effect: sign and margin, and whether an effect inside the margin refutes the claim."""

    inside_refutes: bool = False

    def supports(self, effects: Effects) -> NDArray[np.bool_]:
        """Draws with an effect beyond the margin in the claim's direction."""
        return np.greater(effects, 1.0, where=np.isfinite(effects), out=np.zeros(effects.shape, bool))

    def opposes(self, effects: Effects) -> NDArray[np.bool_]:
        """Draws with the opposite: beyond the margin the other way, or not beyond it where that refutes."""
        known = np.isfinite(effects)
        return known & (np.where(known, effects, 0.0) <= 1.0 if self.inside_refutes else np.where(known, effects, 0.0) < -1.0)


@dataclass(frozen=True)
class Evidence:
    """All effects of one claim; see `Effects`. Missing parts are None or left out."""

    effects: Effects
    halves: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    """By assumed range: True where a draw lies in its upper half; NaN-free."""
    matched: NDArray[np.bool_] | None = None
    ablated: Effects | None = None
    rivals: Mapping[str, Effects | None] = field(default_factory=dict)
    """By rival; None where it is not built."""
    together: Effects | None = None
    """All rivals at once."""
    closures: Mapping[str, Effects] = field(default_factory=dict)
    failing: Effects | None = None
    contradicted: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    """By fact: True where a draw contradicts it, among those in which it has a value."""


@dataclass(frozen=True)
class Condition:
    """One condition as it came out."""

    name: str
    holds: bool | None
    says: str
    share: Share | None = None
    p: float | None = None
    """Chance of this or more where the condition does not hold."""


@dataclass(frozen=True)
class Judgement:
    """What the conditions add up to, before false discoveries are controlled."""

    leaning: str
    reason: str
    supporting: Share
    opposing: Share
    support: tuple[Condition, ...]
    refute: tuple[Condition, ...]
    effect: float
    low: float
    high: float

    @property
    def p_support(self) -> float:
        """Against 'not supported': the largest p of conditions that all have to hold."""
        return max((c.p for c in self.support if c.p is not None), default=1.0)

    @property
    def p_refute(self) -> float:
        """The same for the opposite."""
        return max((c.p for c in self.refute if c.p is not None), default=1.0)


def judge(evidence: Evidence, margin: Margin, protocol: Protocol = PROTOCOL) -> Judgement:
    """Judges one claim by itself; `discoveries.controlled` then looks at all claims together."""
    effects = evidence.effects
    known = effects[np.isfinite(effects)]
    support = (
        *_priors(evidence, margin.supports(effects), protocol, "effect beyond the margin"),
        _ablation(evidence.ablated, margin, protocol),
        *_rivals(evidence, margin, protocol),
        *_facts(evidence, protocol),
        *_closures(evidence, 1.0, protocol),
        _failing(evidence.failing, margin, protocol),
    )
    refute = (
        *_priors(evidence, margin.opposes(effects), protocol, "the opposite"),
        *([] if margin.inside_refutes else _closures(evidence, -1.0, protocol)),
    )
    low, high = median_interval(known)
    middle = float(np.median(known)) if known.size else float("nan")
    shares = share_of(margin.supports(effects), protocol.confidence), share_of(margin.opposes(effects), protocol.confidence)
    leaning, reason = _leaning(evidence, support, refute)
    return Judgement(leaning, reason, *shares, support, refute, middle, low, high)


def _leaning(evidence: Evidence, support: tuple[Condition, ...], refute: tuple[Condition, ...]) -> tuple[str, str]:
    known = evidence.effects[np.isfinite(evidence.effects)]
    if known.size == 0:
        return INDETERMINATE, "no draw has a value"
    if np.ptp(known) == 0.0 and known.size > 1:
        return NO_VERDICT, "the effect is the same number in every draw, so it cannot vary"
    if all(c.holds for c in support):
        return SUPPORTED, "every condition holds"
    if all(c.holds for c in refute):
        return REFUTED, "the opposite holds by the same standard"
    can_fail = next(c for c in support if c.name == "can fail")
    if not can_fail.holds:
        others = [c for c in support if c is not can_fail]
        if all(c.holds for c in others):
            return NO_VERDICT, BY_CONSTRUCTION
        return NO_VERDICT, f"{NO_POINT}: {can_fail.says}; beside that, {_mixed(others, refute)}"
    return INDETERMINATE, _mixed(support, refute)


def _mixed(support: Sequence[Condition], refute: Sequence[Condition]) -> str:
    """Why a claim is neither supported nor refuted."""
    first = support[0]
    if first.holds:
        return _reasons(support)
    if refute[0].holds:
        return "the opposite, but " + _reasons(refute)
    if first.holds is None and refute[0].holds is None:
        return "too few draws to tell"
    return "mixed: the effect is beyond the margin in some draws and not in others"


def _reasons(conditions: Sequence[Condition]) -> str:
    """Why conditions do not hold: those that fail, else those for which there are too few draws or nothing was built."""
    failing = [_why(c) for c in conditions if c.holds is False]
    if failing:
        return "; ".join(dict.fromkeys(failing))
    few = [c.name.split(":")[0] for c in conditions if c.holds is None and c.share is not None]
    absent = [f"{c.name}: {c.says}" for c in conditions if c.holds is None and c.share is None]
    return "; ".join([*([f"too few draws for: {', '.join(dict.fromkeys(few))}"] if few else []), *absent])


def _why(condition: Condition) -> str:
    said = {
        "wide prior": "mixed over the wide prior", "matched prior": "prior-driven (matched draws)", "reweighted prior": "prior-driven (reweighted)",
        "half": "prior-driven (half of an assumed range)", "ablation": "not removed by taking the named mechanism out", "rival": "rival-absorbed",
        "fact": "contradicted by a fact", "closure": "closure-driven", "can fail": "no point found where it fails",
    }[condition.name.split(":")[0]]  # fmt: skip
    _, _, which = condition.name.partition(": ")
    return f"{said}: {which}" if which else said


def _priors(evidence: Evidence, hits: NDArray[np.bool_], protocol: Protocol, what: str) -> list[Condition]:
    """The wide prior, the matched one, the worst reweighting and both halves of every assumed range."""
    found = [_beyond("wide prior", hits, protocol, what)]
    if evidence.matched is None:
        found.append(Condition("matched prior", None, "nothing on record to match the draws with"))
    else:
        found.append(_beyond("matched prior", hits[evidence.matched], protocol, what))
    found.append(_reweighted(hits, protocol))
    for name, upper in evidence.halves.items():
        for label, part in (("lower", hits[~upper]), ("upper", hits[upper])):
            found.append(_beyond(f"half: {label} {name}", part, protocol, what))
    return found


def _beyond(name: str, hits: NDArray[np.bool_], protocol: Protocol, what: str) -> Condition:
    share = share_of(hits, protocol.confidence)
    says = f"{what} in {share.count} of {share.of} draws; lower 95 % bound {share.low:.2f}, needed above {protocol.share:g}"
    holds = True if share.low > protocol.share else False if share.high < protocol.share else None
    return Condition(name, holds, says, share, probability_of_more(share.count, share.of, protocol.share))


def _reweighted(hits: NDArray[np.bool_], protocol: Protocol) -> Condition:
    share = share_of(hits, protocol.confidence)
    low, high = (worst_share(bound, protocol.ratio) for bound in (share.low, share.high))
    within = f"[1/{protocol.ratio:g}, {protocol.ratio:g}]"
    says = f"worst share under densities within {within}: lower 95 % bound {low:.2f}, needed above {protocol.share:g}"
    holds = True if low > protocol.share else False if high < protocol.share else None
    needed = needed_share(protocol.share, protocol.ratio)
    return Condition("reweighted prior", holds, says, share, probability_of_more(share.count, share.of, needed))


def _gone(name: str, effects: Effects, margin: Margin, protocol: Protocol, what: str) -> Condition:
    """Holds where the effect is beyond the margin in fewer than half of the draws, by the upper bound.

    Draws without a value count as having it for the upper bound and as not having it for the lower one.
    """
    lacking, there = ~np.isfinite(effects), margin.supports(effects)
    share, least = share_of(there | lacking, protocol.confidence), share_of(there, protocol.confidence)
    without = f" ({np.count_nonzero(lacking)} without a value counted with them)" if lacking.any() else ""
    beyond = f"the effect is beyond the margin in {share.count} of {share.of} draws{without}"
    says = f"{what}, {beyond}; upper 95 % bound {share.high:.2f}, needed below {protocol.most:g}"
    holds = True if share.high < protocol.most else False if least.low > protocol.most else None
    return Condition(name, holds, says, share, probability_of_fewer(share.count, share.of, protocol.most))


def _stays(name: str, hits: NDArray[np.bool_], protocol: Protocol, what: str) -> Condition:
    """Holds where there are hits in more than half of the draws, by the lower bound."""
    share = share_of(hits, protocol.confidence)
    says = f"{what} in {share.count} of {share.of} draws; lower 95 % bound {share.low:.2f}, needed above {protocol.most:g}"
    holds = True if share.low > protocol.most else False if share.high < protocol.most else None
    return Condition(name, holds, says, share, probability_of_more(share.count, share.of, protocol.most))


def _ablation(ablated: Effects | None, margin: Margin, protocol: Protocol) -> Condition:
    if ablated is None:
        return Condition("ablation", None, "the mechanism was not taken out")
    return _gone("ablation", ablated, margin, protocol, "with the named mechanism taken out")


def _rivals(evidence: Evidence, margin: Margin, protocol: Protocol) -> list[Condition]:
    if not evidence.rivals:
        return [Condition("rival: none", None, "no rival is named")]
    found = []
    parts = dict(evidence.rivals)
    if len(parts) > 1:
        parts["all together"] = evidence.together
    for name, effects in parts.items():
        if effects is None:
            found.append(Condition(f"rival: {name}", None, "not built in this version, or impossible beside the arms"))
        else:
            found.append(_stays(f"rival: {name}", margin.supports(effects), protocol, "with the rival at work the effect is beyond the margin"))
    return found


def _facts(evidence: Evidence, protocol: Protocol) -> list[Condition]:
    found = []
    for name, against in evidence.contradicted.items():
        share = share_of(against, protocol.confidence)
        counted = f"{share.count} of {share.of} draws contradict it"
        says = f"{counted}; the lower 95 % bound is {share.low:.2f}, contradicted above {protocol.share:g}"
        found.append(Condition(f"fact: {name}", share.low <= protocol.share if share.of else None, says, share))
    return found


def _closures(evidence: Evidence, sign: float, protocol: Protocol) -> list[Condition]:
    found = []
    if len({name.split(",")[0] for name in evidence.closures}) < protocol.closures:
        found.append(Condition("closure: number", None, f"fewer than {protocol.closures} closures were looked at"))
    for name, effects in evidence.closures.items():
        with_sign = np.where(np.isfinite(effects), sign * effects, -1.0) > 0.0
        found.append(_stays(f"closure: {name}", with_sign, protocol, "the sign is as said"))
    return found


def _failing(failing: Effects | None, margin: Margin, protocol: Protocol) -> Condition:
    if failing is None:
        return Condition("can fail", None, "no point inside the priors is named at which it fails")
    return _gone("can fail", failing, margin, protocol, "at the point where it should fail")

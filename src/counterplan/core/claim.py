"""A claim: what is said, who says it and who objects, and the experiment that could show it to be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

EXPERIMENTS: dict[str, str] = {
    "contrast": "a weighted sum of arms, draw by draw",
    "shapley": "Shapley values of groups of roles that differ between two systems",
    "fit": "likelihoods of the records of several scenarios under the same candidate systems",
}
"""Experiments that this version can run."""
STATISTICS: dict[str, str] = {
    "mean": "mean over the window",
    "log": "logarithm of the mean over the window",
    "growth": "log difference between the last and the first four quarters of the window, a year",
    "total": "sum over the quarters of the window",
    "volatility": "standard deviation of the log differences between four-quarter means a year apart",
    "slowdown": "growth in the first half of the window less growth in the second half",
    "moves": "changes of the series a year",
    "rises": "share of years after which the series rises, of those in which 'given' grew less than in the mean year, less that of other years",
    "follows": "mean sign of the change (1 a rise, -1 a fall) after years in which 'given' is above its mean, less that after other years",
}
"""What may be taken from a series."""
GIVEN_STATISTICS = ("rises", "follows")
"""Statistics of how a series answers to another one."""
FITS: dict[str, str] = {
    "likeness": "log likelihood of all records under the one system that fits them best, less that where each has the system that fits it best",
}
"""What may be taken from the arms of an experiment of the kind 'fit'."""
KINDS = ("causal", "pattern", "quantity", "normative")
"""Kinds of statement; a normative one gets no verdict."""

Settings = Mapping[str, str | float]
"""Options by role or context, numbers by context or '<role>.<parameter>'."""
World = Mapping[str, float]
"""Values of the physics and of starting figures by 'physics.<name>' and 'figures.<name>', the same in every arm."""


@dataclass(frozen=True)
class Voice:
    """Who holds a view, which one, and where it can be read."""

    who: str
    says: str
    source: str = ""


@dataclass(frozen=True)
class Arm:
    """One arm of a contrast: a system with some things set, and the weight of its statistic in the effect.

    ``scenario``: where it starts, if not where the design does. ``window``: years of that scenario's record that a fit looks at, if not the
    estimand's.
    """

    system: str
    weight: float = 0.0
    set: Settings = field(default_factory=dict)
    scenario: str = ""
    window: tuple[float, ...] = ()


@dataclass(frozen=True)
class Estimand:
    """What is measured in every arm.

    ``over``: an outcome by which the series is divided first. ``given``: the outcome to which it answers (statistics 'rises', 'follows').
    ``baseline``: subtracted from the weighted sum.
    """

    outcome: str
    statistic: str
    window: tuple[float, float]
    """Years from the start."""
    over: str = ""
    baseline: float = 0.0
    given: str = ""

    @property
    def outcomes(self) -> tuple[str, ...]:
        """All outcomes that it reads."""
        return tuple(name for name in (self.outcome, self.over, self.given) if name)


@dataclass(frozen=True)
class Prediction:
    """Sign and margin of the effect, fixed beforehand.

    ``inside``: whether an effect within the margin 'refutes' the claim or leaves it 'open'.
    """

    sign: int
    rope: float
    unit: str
    because: str
    inside: str = "open"


@dataclass(frozen=True)
class Change:
    """Something done to all arms: an ablation, a rival mechanism or the point at which a claim fails.

    ``scenario``: where all arms start, in the place of their own; records stay with the arms.
    """

    name: str
    because: str
    set: Settings = field(default_factory=dict)
    world: World = field(default_factory=dict)
    source: str = ""
    scenario: str = ""


@dataclass(frozen=True)
class Fact:
    """Something on record that bears on a claim; checked by machine where it bounds an outcome of an arm."""

    text: str
    source: str
    arm: Arm | None = None
    estimand: Estimand | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Design:
    """Where and how long the experiment runs, and on what draws are matched.

    ``world`` holds in every arm and every change. ``match``: outcomes whose record, unrelated to the claim, a draw has to meet.
    ``reason``: why no run can decide a normative claim, which mechanism is missing for one that is not built, or what of a claim its test leaves
    out.
    """

    scenario: str = ""
    years: int = 30
    world: World = field(default_factory=dict)
    match: tuple[str, ...] = ()
    match_system: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Claim:
    """A statement with everything by which it is judged; nothing of it may change after the run."""

    id: str
    statement: str
    kind: str
    proponents: tuple[Voice, ...] = ()
    critics: tuple[Voice, ...] = ()
    experiment: str = "contrast"
    arms: tuple[Arm, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Roles by group, of a comparison of Shapley values; what is in no group is the group 'rest'."""
    weights: Mapping[str, float] = field(default_factory=dict)
    """Weight of each group's value in the effect."""
    estimands: tuple[Estimand, ...] = ()
    predictions: tuple[Prediction, ...] = ()
    """One for each estimand; a draw supports the claim where all hold."""
    ablate: Change | None = None
    rivals: tuple[Change, ...] = ()
    facts: tuple[Fact, ...] = ()
    fails_at: Change | None = None
    design: Design = Design()

    @property
    def normative(self) -> bool:
        """True where no run can decide it."""
        return self.kind == "normative"

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Where its arms start, the design's own first."""
        changes = [change for change in (self.ablate, *self.rivals, self.fails_at) if change is not None]
        arms = [*self.arms, *(fact.arm for fact in self.facts if fact.arm)]
        named = [*(arm.scenario for arm in arms), *(change.scenario for change in changes)]
        return tuple(dict.fromkeys([self.design.scenario, *(name for name in named if name)]))

    def start_of(self, arm: Arm, change: Change) -> str:
        """The scenario in which an arm starts under a change."""
        return change.scenario or arm.scenario or self.design.scenario


__all__ = [
    "EXPERIMENTS", "FITS", "GIVEN_STATISTICS", "KINDS", "STATISTICS", "Arm", "Change", "Claim", "Design", "Estimand", "Fact", "Prediction",
    "Settings", "Voice", "World",
]  # fmt: skip

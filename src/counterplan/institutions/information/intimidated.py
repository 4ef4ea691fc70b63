"""Reports go upwards; the harder those in command can punish, the less is found out for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule


@dataclass(frozen=True)
class IntimidatedInformation(Rule):
    """What is published needs leave, as under the option 'closed', and whoever checks reports tells less, the more there is to fear.

    Equation: chance of a check = audits·(1 − fear·capacity to punish), news that gets known = press·(1 − fear·capacity to punish).
    Source: wintrobe-1998 (the dictator's dilemma: repression takes away what subjects would say), own construction (form)
    Differs from source: reports become more biased, not more spread out; loyalty that rulers buy has no part in it.
    Silent on: informal news.
    """

    role: ClassVar[str] = "information"
    option: ClassVar[str] = "intimidated"
    audits: float = parameter(0.05, low=0.01, high=0.15, unit="1 a quarter", source="assumed", meaning="chance of a check, without fear")
    press: float = parameter(0.1, low=0.0, high=0.4, unit="1", source="assumed", meaning="share of hidden news that gets known, without fear")
    fear: float = parameter(0.5, low=0.0, high=1.0, unit="1", source="assumed", meaning="part of checks and news silenced at full capacity to punish")

    def report(self, *, context: Mapping[str, Array]) -> Effects:
        """Says how much is checked and known."""
        open_left = 1.0 - self.fear * context["coercion"]
        return Effects(decide={"audit_rate": self.audits * open_left, "press_openness": self.press * open_left})

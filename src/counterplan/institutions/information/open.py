"""A free press and published audits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule


@dataclass(frozen=True)
class OpenInformation(Rule):
    """Anyone may publish; findings of audits are public.

    Equation: chance of a check = audits, share of hidden news that gets known = press; both enter every
    reporter's own calculation.
    Source: besley-burgess-2002 (a press that is read makes those in office respond), fan-xiong-zhou-2016
    Silent on: newspapers with an interest of their own.
    """

    role: ClassVar[str] = "information"
    option: ClassVar[str] = "open"
    audits: float = parameter(
        0.15,
        low=0.05,
        high=0.3,
        unit="1 a quarter",
        source="assumed",
        meaning="chance that a report is checked",
    )
    press: float = parameter(
        0.9, low=0.6, high=1.0, unit="1", source="assumed", meaning="share of hidden news that gets known"
    )

    def report(self) -> Effects:
        """Says how much is checked and known."""
        return Effects(
            decide={
                "audit_rate": jnp.asarray(self.audits, jnp.float64),
                "press_openness": jnp.asarray(self.press, jnp.float64),
            }
        )

"""Reports go upwards; little of them is published or checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp

from counterplan.core.effects import Effects
from counterplan.core.parameters import parameter
from counterplan.core.rule import Rule


@dataclass(frozen=True)
class ClosedInformation(Rule):
    """What is published needs leave; reports are checked by those who passed them on.

    Equation: chance of a check = audits, share of hidden news that gets known = press; both enter every
    reporter's own calculation.
    Source: fan-xiong-zhou-2016 (the centre hears late of a famine), besley-burgess-2002
    Silent on: informal news.
    """

    role: ClassVar[str] = "information"
    option: ClassVar[str] = "closed"
    audits: float = parameter(
        0.05,
        low=0.01,
        high=0.15,
        unit="1 a quarter",
        source="assumed",
        meaning="chance that a report is checked",
    )
    press: float = parameter(
        0.1, low=0.0, high=0.4, unit="1", source="assumed", meaning="share of hidden news that gets known"
    )

    def report(self) -> Effects:
        """Says how much is checked and known."""
        return Effects(
            decide={
                "audit_rate": jnp.asarray(self.audits, jnp.float64),
                "press_openness": jnp.asarray(self.press, jnp.float64),
            }
        )

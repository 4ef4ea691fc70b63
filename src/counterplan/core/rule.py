"""A rule: a frozen dataclass of parameters whose methods are named after phases.

The method's name is the phase, its keyword arguments are what it reads, its return value (`Effects`) is all it does.
Special arguments: ``draw`` (named random draws), ``physics`` (parameters true under any institutions), ``quarter``
(quarters since the start, int32), ``context`` (numbers of the contexts), ``sizes`` (lengths of the axes), ``regimes`` (what is known of each
column of options between which politics moves, by the names of `phases.FORESEEN`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar

import jax.numpy as jnp
from jax import Array

from .effects import Effects
from .parameters import ParameterInfo, parameters_of
from .phases import PHASES, RULE_SLOTS, SPECIAL
from .variables import Variable


@dataclass(frozen=True)
class Rule:
    """Base of all institutions. Subclasses set ``role`` and ``option`` and define methods named after phases."""

    role: ClassVar[str] = ""
    option: ClassVar[str] = ""
    variables: ClassVar[tuple[Variable, ...]] = ()
    """Memories and decisions that the rule brings along (no other rule may set them)."""

    @classmethod
    def phases(cls) -> dict[str, tuple[str, ...]]:
        """Phases in which the rule acts, with the names that it reads in each."""
        acting = {}
        for phase in PHASES:
            method = getattr(cls, phase, None)
            if method is not None:
                acting[phase] = reads(method)
        return acting

    @classmethod
    def parameters(cls) -> dict[str, ParameterInfo]:
        """The rule's parameters by '<role>.<name>'."""
        return parameters_of(cls, f"{cls.role}.")

    def foreseen(self) -> Mapping[str, Array | float]:
        """What is known of the option while another one is in force, by names of `phases.FORESEEN`; what it leaves out is 0."""
        return {}

    def with_parameters(self, values: dict[str, Any]) -> Rule:
        """Returns the rule with values (numbers or traced arrays) for the fields that ``values`` names."""
        own = {f.name for f in fields(self)}
        return replace(self, **{k: v for k, v in values.items() if k in own})


def reads(function: Callable[..., Any]) -> tuple[str, ...]:
    """Names that a method or mechanism reads: its arguments without ``self``."""
    return tuple(name for name in inspect.signature(function).parameters if name != "self")


def conforms(rule: type[Rule]) -> list[str]:
    """Lists what is wrong with a rule class (empty: nothing)."""
    wrong = []
    if rule.role not in RULE_SLOTS:
        wrong.append(f"role '{rule.role}' is not one of: {', '.join(RULE_SLOTS)}")
    if not rule.option:
        wrong.append("option has no name")
    if not (rule.__doc__ or "").strip():
        wrong.append("docstring is missing")
    elif "Source:" not in (rule.__doc__ or "") and "own construction" not in (rule.__doc__ or "").lower():
        wrong.append("docstring names no 'Source:' and does not say 'own construction'")
    if not rule.phases():
        wrong.append(f"no method is named after a phase ({', '.join(PHASES)})")
    for phase in rule.phases():
        for name, arg in inspect.signature(getattr(rule, phase)).parameters.items():
            if name != "self" and arg.kind is not inspect.Parameter.KEYWORD_ONLY:
                wrong.append(f"argument '{name}' of '{phase}' must be keyword-only")
    return wrong


def blank(effects: Effects) -> Effects:
    """Returns effects of the same structure that do nothing (transfers of zero; decisions are left out)."""
    zero = jnp.zeros_like
    return Effects(
        transfers=tuple(replace(t, amount=zero(t.amount)) for t in effects.transfers),
        pools=tuple(replace(p, amount=zero(p.amount)) for p in effects.pools),
        conversions=tuple(replace(c, amount=zero(c.amount)) for c in effects.conversions),
    )


__all__ = ["SPECIAL", "Array", "Rule", "blank", "conforms", "reads"]

"""A system is a name and an option for each role and context, with parameters. Nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .errors import InputError, nearest
from .phases import CONTEXTS, ROLES, SLOTS

INCOMPATIBLE: tuple[tuple[tuple[str, str], tuple[str, str], str], ...] = (
    (("residual", "private"), ("management", "quota"), "an owner who gets the residual appoints managers for profit"),
    (("residual", "private"), ("management", "assembly"), "an assembly that elects managers would hold the owner's right"),
    (("residual", "state-office"), ("management", "owner"), "there is no private owner to manage or appoint"),
    (("residual", "commons"), ("management", "owner"), "there is no private owner to manage or appoint"),
    (("residual", "firm-workers"), ("management", "owner"), "there is no private owner to manage or appoint"),
    (("coordination", "command"), ("priorities", "profit"), "commands need someone who sets what is wanted"),
    (("coordination", "negotiated"), ("priorities", "profit"), "a negotiated plan needs priorities from outside enterprises"),
    (("association", "banned"), ("bargaining", "union"), "unions need the right to associate"),
    (("discipline", "mutual"), ("management", "owner"), "mutual control needs colleagues who can decide over colleagues"),
)
"""Pairs of options that cannot stand together, with the reason that the message names."""


@dataclass(frozen=True)
class Choice:
    """The options of one role and who moves between them inside a run.

    One option and no mover is the usual case. ``dated`` maps years of a scenario to indices into ``options``.
    """

    options: tuple[str, ...]
    mover: str = "fixed"

    @property
    def start(self) -> str:
        """The option in force at the start."""
        return self.options[0]


@dataclass(frozen=True)
class System:
    """One institution vector with its parameters.

    The name carries no meaning: two systems with equal ``vector`` and ``parameters`` run bitwise alike.
    """

    name: str
    institutions: Mapping[str, Choice]
    title: str = ""
    sources: tuple[str, ...] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)
    """Values by '<role>.<parameter>'; only parameters of chosen options."""
    contexts: Mapping[str, float] = field(default_factory=dict)
    """Numbers of the contexts that are quantities: 'coercion' and 'arms'."""

    @property
    def vector(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The institution vector, in the order of the roles."""
        return tuple((slot, self.institutions[slot].options) for slot in SLOTS)

    def with_option(self, role: str, option: str) -> System:
        """Returns the system with another option in one role."""
        return replace(self, institutions={**self.institutions, role: Choice((option,))})


def check_vector(system: System, known: Mapping[str, frozenset[str]], where: str = "") -> None:
    """Refuses a vector with a missing role, an unknown option or a pair that cannot stand together.

    Args:
        known: options that exist, by role.
        where: file that the system came from, for the message.

    Error: InputError that names the culprit and what would be right.
    """
    place = f"{where}: " if where else ""
    for slot in SLOTS:
        if slot not in system.institutions:
            raise InputError(f"{place}system '{system.name}' has no option for '{slot}'.{nearest('', known[slot])}")
    for slot, choice in system.institutions.items():
        if slot not in known:
            raise InputError(f"{place}unknown role '{slot}'.{nearest(slot, known)}")
        for option in choice.options:
            if option not in known[slot]:
                raise InputError(f"{place}unknown option '{option}' for '{slot}'.{nearest(option, known[slot])}")
    for (role_a, a), (role_b, b), reason in INCOMPATIBLE:
        if a in system.institutions[role_a].options and b in system.institutions[role_b].options:
            raise InputError(f"{place}'{role_a} = {a}' and '{role_b} = {b}' cannot stand together: {reason}.")


__all__ = ["CONTEXTS", "INCOMPATIBLE", "ROLES", "Choice", "System", "check_vector"]

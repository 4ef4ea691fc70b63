"""A system is a name and an option for each role and context, with parameters. Nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .errors import InputError, nearest
from .phases import CONTEXTS, MOVERS, ROLES, SLOTS

INCOMPATIBLE: tuple[tuple[tuple[str, str], tuple[str, str], str], ...] = (
    (("residual", "private"), ("management", "quota"), "an owner who gets the residual appoints managers for profit"),
    (("residual", "private"), ("management", "assembly"), "an assembly that elects managers would hold the owner's right"),
    (("residual", "state-office"), ("management", "owner"), "there is no private owner to manage or appoint"),
    (("residual", "commons"), ("management", "owner"), "there is no private owner to manage or appoint"),
    (("residual", "firm-workers"), ("management", "owner"), "there is no private owner to manage or appoint"),
    (("coordination", "command"), ("priorities", "profit"), "commands need someone who sets what is wanted"),
    (("coordination", "negotiated"), ("priorities", "profit"), "a negotiated plan needs priorities from outside enterprises"),
    (("coordination", "optimised"), ("priorities", "profit"), "an optimal plan needs an aim from outside enterprises"),
    (("coordination", "labour-time"), ("priorities", "profit"), "a plan in labour time needs common orders from outside enterprises"),
    (("coordination", "boards"), ("priorities", "profit"), "boards share out a fund for machines that somebody outside enterprises sets"),
    (("association", "banned"), ("bargaining", "union"), "unions need the right to associate"),
    (("discipline", "mutual"), ("management", "owner"), "mutual control needs colleagues who can decide over colleagues"),
)
"""Pairs of options that cannot stand together, with the reason that the message names."""


@dataclass(frozen=True)
class Choice:
    """The options of one role and who moves between them inside a run.

    One option and no mover is the usual case. Under ``dated`` a scenario's years say which option is in force; under
    ``ruler`` the options are those of each mode of policy, in order; under ``elite`` those of each mode and then of each other
    regime (the same option may stand in several).
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

    @property
    def movers(self) -> tuple[str, ...]:
        """Those who may change institutions inside a run, by what they find there."""
        return tuple(mover for mover in MOVERS if any(c.mover == mover for c in self.institutions.values()))

    @property
    def n_modes(self) -> int:
        """Modes of policy between which a ruler moves (1 where none does)."""
        return max((len(c.options) for c in self.institutions.values() if c.mover == "ruler"), default=1)

    def columns(self) -> dict[str, tuple[int, ...]]:
        """By role that politics moves: index of its option in each column, modes of policy first, then other regimes.

        A role that only the ruler moves has its first option in other regimes.
        """
        moved = {role: c for role, c in self.institutions.items() if c.mover in MOVERS}
        n = max((len(c.options) for c in moved.values()), default=1)
        return {role: (*range(len(c.options)), *[0] * (n - len(c.options))) for role, c in moved.items()}

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
    _check_columns(system, place)
    for together in _side_by_side(system):
        for (role_a, a), (role_b, b), reason in INCOMPATIBLE:
            if a in together[role_a] and b in together[role_b]:
                raise InputError(f"{place}'{role_a} = {a}' and '{role_b} = {b}' cannot stand together: {reason}.")


def _check_columns(system: System, place: str) -> None:
    """Refuses lists of options that politics moves and that do not fit each other."""
    for mover, what in (("ruler", "mode of policy"), ("elite", "mode of policy and then each other regime")):
        lists = {role: c.options for role, c in system.institutions.items() if c.mover == mover}
        lengths = {len(options) for options in lists.values()}
        if len(lengths) > 1:
            counted = ", ".join(f"{role} {len(options)}" for role, options in lists.items())
            raise InputError(f"{place}roles moved by '{mover}' list different numbers of options ({counted}); give one for each {what}.")
        if mover == "ruler" and lists and lengths != {2}:
            raise InputError(f"{place}roles moved by 'ruler' list two options, one for each mode of policy; these list {lengths.pop()}.")
        if mover == "elite" and lists and lengths.pop() <= system.n_modes:
            raise InputError(f"{place}roles moved by 'elite' list one option for each {what}: more than {system.n_modes}.")


def _side_by_side(system: System) -> list[dict[str, tuple[str, ...]]]:
    """Options of all roles that may be in force at one time, column by column (dated roles: any of theirs)."""
    columns = system.columns()
    n = max((len(places) for places in columns.values()), default=1)
    fixed = {role: c.options for role, c in system.institutions.items() if role not in columns}
    return [{**fixed, **{role: (system.institutions[role].options[p[k]],) for role, p in columns.items()}} for k in range(n)]


__all__ = ["CONTEXTS", "INCOMPATIBLE", "ROLES", "Choice", "System", "check_vector"]

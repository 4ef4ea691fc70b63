"""Reads system files: a name, an option for each role and context, and parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from counterplan.catalogue import GIVEN, Rules, find_rules, known_options, parameters_of_options
from counterplan.catalogue.source import PACKAGE
from counterplan.core.errors import InputError, nearest
from counterplan.core.parameters import ParameterInfo
from counterplan.core.phases import MOVERS, SLOTS
from counterplan.core.system import Choice, System, check_vector

from .bibliography import Entry, check_sources, load_bibliography
from .document import Document, Strict, read_toml, shown

FOLDER = PACKAGE / "systems"
NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$"

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Mover = Literal["ruler", "dated", "elite"]


class Contexts(Strict):
    """The two contexts that are numbers."""

    coercion: Share | None = None
    arms: Share | None = None


class SystemFile(Strict):
    """What a system file may hold."""

    name: str = Field(pattern=NAME, description='name = "my-system" (letters, digits, . _ -)')
    title: str = ""
    sources: list[str] = Field(default_factory=list)
    institutions: dict[str, Any] = Field(description="[institutions] with an option for each role")
    dynamics: dict[str, Mover] = Field(default_factory=dict)
    parameters: dict[str, float] = Field(default_factory=dict)
    contexts: Contexts = Contexts()
    bibliography: dict[str, Entry] = Field(default_factory=dict)


def built_in_systems() -> dict[str, Path]:
    """Files of the systems that come with the package, by name."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.toml"))}


def load_system(
    name_or_path: str | Path, rules: Rules | None = None, bibliography: Mapping[str, Entry] | None = None
) -> System:
    """Loads a built-in system by name, or a user's from a file.

    Args:
        rules: options that exist (default: the built-in ones).
        bibliography: known sources (default: those of the package).

    Error: InputError that names file, line and key.
    """
    path = find_file(name_or_path, built_in_systems(), "system")
    return system_of(read_toml(path, "system"), find_rules() if rules is None else rules, bibliography)


def find_file(name_or_path: str | Path, built_in: Mapping[str, Path], kind: str) -> Path:
    """Path of a built-in file by its name, or of a user's file.

    Error: InputError for a name that is neither, with the nearest built-in name.
    """
    text = str(name_or_path)
    if isinstance(name_or_path, str) and text in built_in:
        return built_in[text]
    path = Path(text)
    try:
        is_path = (
            isinstance(name_or_path, Path) or text.endswith(".toml") or path.name != text or path.exists()
        )
    except (OSError, ValueError):
        is_path = False
    if is_path:
        return path
    raise InputError(f"unknown {kind} {shown(text)}.{nearest(text, built_in)} Or give a .toml file.")


def system_of(document: Document, rules: Rules, bibliography: Mapping[str, Entry] | None = None) -> System:
    """Builds a system from a file that was read."""
    file = document.validated(SystemFile)
    if bibliography is None:
        bibliography = load_bibliography() if file.sources else {}
    used = [(("sources",), source) for source in file.sources]
    check_sources(document, used, {**bibliography, **file.bibliography})
    institutions = {
        role: _choice(document, file, role, value, rules) for role, value in file.institutions.items()
    }
    for role, option in GIVEN.items():
        institutions.setdefault(role, Choice((option,)))
    _check_dynamics(document, file, institutions, rules)
    contexts = {name: value for name, value in file.contexts.model_dump().items() if value is not None}
    system = System(
        name=file.name,
        title=file.title,
        sources=tuple(file.sources),
        institutions={slot: institutions[slot] for slot in SLOTS if slot in institutions},
        parameters=dict(file.parameters),
        contexts=contexts,
    )
    check_vector(system, known_options(rules), str(document.path))
    for name in file.parameters:
        check_parameter(document, system, name, rules)
    return system


def _choice(document: Document, file: SystemFile, role: str, value: Any, rules: Rules) -> Choice:
    keys = ("institutions", role)
    known = known_options(rules)
    if role not in known:
        raise document.error(keys, f"unknown role or context.{nearest(role, known)}")
    options: Sequence[Any] = value if isinstance(value, list) else [value]
    if not options or not all(isinstance(option, str) for option in options):
        raise document.error(keys, f"must be the name of an option or a list of names, not {shown(value)}.")
    for option in options:
        if option not in known[role]:
            raise document.error(keys, f"unknown option {shown(option)}.{nearest(option, known[role])}")
    if len(set(options)) < len(options) and file.dynamics.get(role) not in MOVERS:
        raise document.error(keys, f"names an option twice: {shown(value)}.")
    if len(options) > 1 and role not in file.dynamics:
        right = f'{role} = "ruler", "dated" or "elite"'
        raise document.error(
            keys, f"has {len(options)} options but nobody who switches them; add [dynamics] {right}."
        )
    return Choice(tuple(options), file.dynamics.get(role, "fixed") if len(options) > 1 else "fixed")


def _check_dynamics(document: Document, file: SystemFile, institutions: Mapping[str, Choice], rules: Rules) -> None:
    for role, mover in file.dynamics.items():
        if mover in MOVERS and not rules.get(mover):
            raise document.error(("dynamics", role), f"no rule says how '{mover}' decides; bring one with --with (role = \"{mover}\").")
        if role not in institutions:
            raise document.error(("dynamics", role), f"unknown role.{nearest(role, SLOTS)}")
        if len(institutions[role].options) == 1:
            raise document.error(
                ("dynamics", role),
                f'\'{role}\' has one option; write a list such as {role} = ["a", "b"] or drop this key.',
            )


def owned_parameters(system: System, rules: Rules) -> dict[str, ParameterInfo]:
    """Parameters, by name, of all options that a system may have in force, and of who moves them."""
    options = {role: choice.options for role, choice in system.institutions.items()} | {m: tuple(rules.get(m, {})) for m in system.movers}
    return {name: info for role, own in options.items() for name, info in parameters_of_options(rules, role, own).items()}


def check_parameter(document: Document, system: System, name: str, rules: Rules) -> None:
    """Refuses a parameter that belongs to none of the system's options."""
    owned = owned_parameters(system, rules)
    keys = ("parameters", name)
    if name in owned:
        return
    role = name.split(".")[0]
    elsewhere = [o for o, info in rules.get(role, {}).items() if name in info.parameters]
    if elsewhere and role in system.institutions:
        chosen = "' and '".join(system.institutions[role].options)
        raise document.error(
            keys, f"belongs to {role} = '{elsewhere[0]}'; system '{system.name}' has '{chosen}'."
        )
    raise document.error(keys, f"is no parameter of the chosen options.{nearest(name, owned)}")


OUTSIDE = "lies outside its prior range"
ALIKE = "are one system here, for the scenario's contexts and the settings take away what they differ in"


def outside(name: str, value: float, info: ParameterInfo) -> str:
    """Says that a value lies outside its prior range."""
    return f"{name} = {value:g} {OUTSIDE} [{info.low:g}, {info.high:g}]"


def notes_on(system: System, rules: Rules) -> list[str]:
    """Lists parameters that lie outside their prior range: accepted, and said."""
    owned = owned_parameters(system, rules)
    return [
        f"system '{system.name}': {outside(name, value, owned[name])}"
        for name, value in system.parameters.items()
        if name in owned and not owned[name].low <= value <= owned[name].high
    ]


def same(a: System, b: System) -> bool:
    """True where two systems run bit for bit alike, whatever they are called."""
    return (a.vector, dict(a.parameters), dict(a.contexts)) == (b.vector, dict(b.parameters), dict(b.contexts))


def twins(systems: Sequence[System]) -> list[str]:
    """Says which systems of a run are alike once its scenario's contexts and its settings hold."""
    return [f"'{a.name}' and '{b.name}' {ALIKE}" for place, a in enumerate(systems) for b in systems[place + 1 :] if same(a, b)]


def with_option(system: System, role: str, option: str, rules: Rules) -> System:
    """Another option in one role; parameters that no longer belong to any option are dropped."""
    changed = system.with_option(role, option)
    owned = owned_parameters(changed, rules)
    return replace(changed, parameters={k: v for k, v in changed.parameters.items() if k in owned})


def check_names(systems: Iterable[System]) -> None:
    """Refuses two systems of one name in one run."""
    seen: set[str] = set()
    for system in systems:
        if system.name in seen:
            raise InputError(f"two systems are called '{system.name}'; give each its own name.")
        seen.add(system.name)

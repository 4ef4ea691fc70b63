"""The catalogue of rules: what exists, found in the text of files and never by importing them.

Built-in rules and a user's are found the same way. A rule is loaded (`load_rule`) only when a system that
uses it is built.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import traceback
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from types import ModuleType
from typing import Any

from counterplan.core.errors import CounterplanError, InputError, nearest
from counterplan.core.parameters import ParameterInfo
from counterplan.core.phases import RULE_SLOTS, SLOTS, SPECIAL

from .rules import RuleInfo, rules_in
from .source import PACKAGE

FOLDERS = ("institutions", "politics")
"""Folders of the package in which built-in rules stand."""
GIVEN: dict[str, str] = {"coercion": "given", "arms": "given"}
"""Contexts that are a number; in a vector each is written as this one option."""

Rules = Mapping[str, Mapping[str, RuleInfo]]
"""Rules by role and option."""


def find_rules(extra_files: Iterable[str | Path] = ()) -> dict[str, dict[str, RuleInfo]]:
    """Finds all built-in rules and those of a user's files, by role and option.

    Error: InputError with file and line for a rule that cannot be read, and for two rules of one name.
    """
    found: dict[str, dict[str, RuleInfo]] = {slot: {} for slot in RULE_SLOTS}
    built_in = [path for folder in FOLDERS for path in sorted((PACKAGE / folder).rglob("*.py"))]
    for path in built_in:
        _add(found, rules_in(path, built_in=True))
    for given in extra_files:
        rules = rules_in(Path(given), built_in=False)
        if not rules:
            raise InputError(
                f"{given}: holds no rule: a class that extends Rule and sets 'role' and 'option'."
            )
        _add(found, rules)
    return {slot: dict(sorted(options.items())) for slot, options in found.items()}


def _add(found: dict[str, dict[str, RuleInfo]], rules: Sequence[RuleInfo]) -> None:
    for rule in rules:
        other = found[rule.role].get(rule.option)
        if other is not None and (other.path.resolve(), other.class_name) != (
            rule.path.resolve(),
            rule.class_name,
        ):
            raise InputError(
                f"{rule.path}:{rule.line}: option '{rule.option}' of '{rule.role}' exists already "
                f"({other.path}:{other.line}); give it another name."
            )
        found[rule.role][rule.option] = rule


def known_options(rules: Rules) -> dict[str, frozenset[str]]:
    """Options by role and context, as `core.system.check_vector` wants them."""
    known = {slot: frozenset(rules.get(slot, {})) for slot in SLOTS}
    return {slot: known[slot] | {GIVEN[slot]} if slot in GIVEN else known[slot] for slot in SLOTS}


def parameters_of_options(rules: Rules, role: str, options: Iterable[str]) -> dict[str, ParameterInfo]:
    """Parameters, by '<role>.<name>', that belong to any of the given options of a role."""
    found: dict[str, ParameterInfo] = {}
    for option in options:
        info = rules.get(role, {}).get(option)
        if info is not None:
            found.update(info.parameters)
    return found


def unknown_reads(rule: RuleInfo, rules: Rules) -> list[str]:
    """Lists what a rule reads that neither the variable table nor any rule offers."""
    from counterplan.core.table import VARIABLES

    brought = {name for options in rules.values() for other in options.values() for name in other.brings}
    known = {*VARIABLES, *SPECIAL, *brought, *rule.brings}
    place = f"{rule.path}:{rule.line}: '{rule.class_name}"
    return [
        f"{place}.{phase}' reads the unknown variable '{name}'.{_closest(name, known)}"
        for phase, names in rule.phases.items()
        for name in names
        if name not in known
    ]


def _closest(name: str, known: Iterable[str]) -> str:
    said = nearest(name, known)
    return said if said.startswith(" Did") else " No variable has a similar name."


def load_rule(info: RuleInfo) -> type[Any]:
    """Imports the class of a rule.

    Error: InputError that names file, line and what the file raised.
    """
    try:
        module = importlib.import_module(info.module) if info.built_in else _module_of(info.path)
        loaded: type[Any] = getattr(module, info.class_name)
    except CounterplanError:
        raise
    except (Exception, SystemExit) as error:
        own = [
            f.lineno
            for f in traceback.extract_tb(error.__traceback__)
            if Path(f.filename) == info.path.absolute()
        ]
        line = f":{own[-1]}" if own else ""
        raise InputError(
            f"{info.path}{line}: loading the rule raised {type(error).__name__}: {error}."
        ) from None
    return loaded


def _module_of(path: Path) -> ModuleType:
    """Imports a user's file under a name of its own; the same text is imported once."""
    name = f"counterplan_rule_{blake2b(bytes(path.resolve()) + path.read_bytes(), digest_size=8).hexdigest()}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise InputError(f"{path}: cannot be imported; give a .py file.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


__all__ = [
    "GIVEN",
    "SPECIAL",
    "RuleInfo",
    "Rules",
    "find_rules",
    "known_options",
    "load_rule",
    "parameters_of_options",
    "rules_in",
    "unknown_reads",
]

"""The catalogue of rules: what exists, found in the text of files and never by importing them.

Built-in rules and a user's are found the same way. A rule is loaded (`load_rule`) only when a system that uses it is
built.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import math
import sys
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from counterplan.core.errors import CounterplanError, InputError, nearest
from counterplan.core.parameters import ParameterInfo
from counterplan.core.phases import PHASES, SLOTS

from .source import PACKAGE, NotPlain, SourceFile, lineage, plain, read_source

FOLDERS = ("institutions", "politics")
"""Folders of the package in which built-in rules stand."""
GIVEN: dict[str, str] = {"coercion": "given", "arms": "given"}
"""Contexts that are a number; in a vector each is written as this one option."""


@dataclass(frozen=True)
class RuleInfo:
    """What the text of a rule says about it."""

    role: str
    option: str
    class_name: str
    module: str
    path: Path
    line: int
    summary: str
    doc: str
    parameters: Mapping[str, ParameterInfo]
    """By '<role>.<parameter>'."""
    phases: Mapping[str, tuple[str, ...]]
    """Phases in which it acts, in order, with the names that it reads in each."""
    brings: tuple[str, ...] = ()
    """Variables that it adds to the state."""
    built_in: bool = True


SPECIAL = frozenset({"draw", "physics", "quarter", "context", "sizes"})
"""Arguments of a phase method that are not variables (`core.rule.SPECIAL`, which cannot be read without JAX)."""

Rules = Mapping[str, Mapping[str, RuleInfo]]
"""Rules by role and option."""


def find_rules(extra_files: Iterable[str | Path] = ()) -> dict[str, dict[str, RuleInfo]]:
    """Finds all built-in rules and those of a user's files, by role and option.

    Error: InputError with file and line for a rule that cannot be read, and for two rules of one name.
    """
    found: dict[str, dict[str, RuleInfo]] = {slot: {} for slot in SLOTS}
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


def rules_in(path: Path, built_in: bool = False) -> list[RuleInfo]:
    """Lists the rules that one file defines.

    Error: InputError with file and line for what does not conform.
    """
    file = read_source(path)
    found = []
    for node in file.classes.values():
        chain = lineage(file, node)
        if chain is None:
            continue
        role, option = _attribute(chain, "role"), _attribute(chain, "option")
        if role and option:
            found.append(_rule(file, node, chain, role, option, built_in))
    return found


def _rule(
    file: SourceFile,
    node: ast.ClassDef,
    chain: list[tuple[SourceFile, ast.ClassDef]],
    role: str,
    option: str,
    built_in: bool,
) -> RuleInfo:
    if role not in SLOTS:
        raise file.error(node, f"'{node.name}' has the unknown role '{role}'.{nearest(role, SLOTS)}")
    doc = ast.get_docstring(node) or ""
    if not doc.strip():
        raise file.error(node, f"'{node.name}' has no docstring; say in one line what the rule does.")
    if "Source:" not in doc and "own construction" not in doc.lower():
        raise file.error(
            node, f"the docstring of '{node.name}' lacks a line 'Source: …' or 'Source: own construction'."
        )
    phases = _phases(chain)
    if not phases:
        raise file.error(node, f"'{node.name}' has no method named after a phase ({', '.join(PHASES)}).")
    return RuleInfo(
        role=role,
        option=option,
        class_name=node.name,
        module=file.module,
        path=file.path,
        line=node.lineno,
        summary=doc.strip().splitlines()[0].strip(),
        doc=doc,
        parameters=_parameters(chain, role),
        phases=phases,
        brings=_brings(chain),
        built_in=built_in,
    )


def _assigned(node: ast.ClassDef) -> dict[str, tuple[ast.expr, ast.stmt]]:
    found: dict[str, tuple[ast.expr, ast.stmt]] = {}
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and statement.value is not None:
            if isinstance(statement.target, ast.Name):
                found[statement.target.id] = (statement.value, statement)
        elif isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    found[target.id] = (statement.value, statement)
    return found


def _attribute(chain: list[tuple[SourceFile, ast.ClassDef]], name: str) -> str:
    for file, node in chain:
        assigned = _assigned(node)
        if name in assigned:
            value, statement = assigned[name]
            try:
                text = plain(value, file.constants)
            except NotPlain:
                text = None
            if not isinstance(text, str):
                raise file.error(statement, f"'{name}' of '{node.name}' must be written as a plain text.")
            return text
    return ""


def _parameters(chain: list[tuple[SourceFile, ast.ClassDef]], role: str) -> dict[str, ParameterInfo]:
    found: dict[str, ParameterInfo] = {}
    for file, node in reversed(chain):
        for name, (value, statement) in _assigned(node).items():
            found.pop(f"{role}.{name}", None)
            if isinstance(value, ast.Call) and _called(value) == "parameter":
                found[f"{role}.{name}"] = _parameter(file, statement, value, f"{role}.{name}")
    return found


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _parameter(file: SourceFile, statement: ast.stmt, call: ast.Call, name: str) -> ParameterInfo:
    given: dict[str, Any] = {}
    try:
        given.update({"value": plain(argument, file.constants) for argument in call.args[:1]})
        given.update({str(k.arg): plain(k.value, file.constants) for k in call.keywords})
    except NotPlain:
        raise file.error(
            statement, f"parameter '{name}' must be written with plain numbers and texts."
        ) from None
    wanted = ("value", "low", "high", "unit", "source", "meaning")
    for key in wanted:
        if key not in given:
            raise file.error(statement, f"parameter '{name}' lacks '{key}'.")
    for key in given:
        if key not in wanted:
            raise file.error(
                statement, f"parameter '{name}' has the unknown argument '{key}'.{nearest(key, wanted)}"
            )
    for key in wanted:
        if not isinstance(given[key], int | float if key in wanted[:3] else str) or isinstance(
            given[key], bool
        ):
            raise file.error(
                statement,
                f"'{key}' of parameter '{name}' must be a {'number' if key in wanted[:3] else 'text'}.",
            )
    low, value, high = float(given["low"]), float(given["value"]), float(given["high"])
    if not (low <= value <= high and math.isfinite(low) and math.isfinite(high)):
        raise file.error(statement, f"parameter '{name}' = {value} lies outside its prior [{low}, {high}].")
    return ParameterInfo(name, value, low, high, given["unit"], given["source"], given["meaning"])


def _phases(chain: list[tuple[SourceFile, ast.ClassDef]]) -> dict[str, tuple[str, ...]]:
    methods: dict[str, tuple[SourceFile, ast.FunctionDef]] = {}
    for file, node in reversed(chain):
        for statement in node.body:
            if isinstance(statement, ast.FunctionDef) and statement.name in PHASES:
                methods[statement.name] = (file, statement)
    return {phase: _reads(*methods[phase]) for phase in PHASES if phase in methods}


def _reads(file: SourceFile, method: ast.FunctionDef) -> tuple[str, ...]:
    arguments = method.args
    free = [*arguments.posonlyargs, *arguments.args][1:]
    free += [a for a in (arguments.vararg, arguments.kwarg) if a is not None]
    if free:
        raise file.error(
            method, f"argument '{free[0].arg}' of '{method.name}' must be keyword-only (after '*')."
        )
    return tuple(argument.arg for argument in arguments.kwonlyargs)


def _brings(chain: list[tuple[SourceFile, ast.ClassDef]]) -> tuple[str, ...]:
    names: list[str] = []
    for file, node in chain:
        value = _assigned(node).get("variables")
        for call in ast.walk(value[0]) if value else ():
            if isinstance(call, ast.Call) and _called(call) == "Variable":
                first = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "name")]
                try:
                    names += [str(plain(expression, file.constants)) for expression in first[:1]]
                except NotPlain:
                    raise file.error(
                        call, "the name of a variable must be written as a plain text."
                    ) from None
    return tuple(names)


def unknown_reads(rule: RuleInfo, rules: Rules) -> list[str]:
    """Lists what a rule reads that neither the variable table nor any rule offers, with the nearest known name."""
    from counterplan.core.table import VARIABLES

    brought = {name for options in rules.values() for other in options.values() for name in other.brings}
    known = {*VARIABLES, *SPECIAL, *brought, *rule.brings}
    return [
        f"{rule.path}:{rule.line}: '{rule.class_name}.{phase}' reads the unknown variable '{name}'.{_closest(name, known)}"
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
        if info.built_in:
            module = importlib.import_module(info.module)
        else:
            name = f"counterplan_rule_{blake2b(str(info.path.resolve()).encode(), digest_size=6).hexdigest()}"
            spec = importlib.util.spec_from_file_location(name, info.path)
            assert spec is not None and spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            sys.modules[name] = module
            spec.loader.exec_module(module)
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

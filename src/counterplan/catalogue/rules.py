"""Reads a rule from its text: role and option, parameters, phases and what it reads in each."""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counterplan.core.errors import nearest
from counterplan.core.parameters import ParameterInfo
from counterplan.core.phases import PHASES, RULE_SLOTS

from .source import NotPlain, SourceFile, lineage, plain, read_source

Lineage = list[tuple[SourceFile, ast.ClassDef]]
"""A class and its bases, nearest first, each with its file."""


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
    chain: Lineage,
    role: str,
    option: str,
    built_in: bool,
) -> RuleInfo:
    if role not in RULE_SLOTS:
        raise file.error(node, f"'{node.name}' has the unknown role '{role}'.{nearest(role, RULE_SLOTS)}")
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


def _attribute(chain: Lineage, name: str) -> str:
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


def _parameters(chain: Lineage, role: str) -> dict[str, ParameterInfo]:
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
        if call.args:
            given["value"] = plain(call.args[0], file.constants)
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


def _phases(chain: Lineage) -> dict[str, tuple[str, ...]]:
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


def _brings(chain: Lineage) -> tuple[str, ...]:
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

"""Reads rule classes from Python files without importing them.

Only what stands in the text is used: class attributes, `parameter(...)` fields written with plain numbers,
method names and their arguments. So lists of options answer at once, and errors are named by file and line.
"""

from __future__ import annotations

import ast
import operator
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from counterplan.core.errors import InputError

PACKAGE = Path(__file__).resolve().parent.parent
"""Folder of the package; names of modules are found from it."""
LARGEST_FILE = 2_000_000
"""Bytes; a larger file is not a rule, a system or a scenario."""
DEEPEST = 8
"""Steps of inheritance and of imports that are followed."""

_ARITHMETIC: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class NotPlain(Exception):
    """An expression that cannot be read without running it."""


@dataclass(frozen=True)
class SourceFile:
    """The classes of one file, the names it imports and its constants."""

    path: Path
    module: str
    classes: Mapping[str, ast.ClassDef]
    imports: Mapping[str, tuple[str, str]]
    constants: Mapping[str, Any]

    def error(self, node: ast.AST | None, what: str) -> InputError:
        """Builds the one line that names file, line and what is wrong."""
        line = getattr(node, "lineno", None)
        return InputError(f"{self.path}{f':{line}' if line else ''}: {what}")


def read_text(path: Path, kind: str) -> str:
    """Reads a text file of a user, or says in one line why that is not possible.

    Error: InputError for a missing file, a folder, a file that is not text or far too large.
    """
    try:
        if path.is_dir():
            raise InputError(f"{path}: is a folder; give a {kind} file.")
        if not path.exists():
            raise InputError(f"{path}: no such {kind} file.")
        if not path.is_file():
            raise InputError(f"{path}: is not a regular file; give a {kind} file.")
        if path.stat().st_size > LARGEST_FILE:
            raise InputError(f"{path}: larger than {LARGEST_FILE:,} bytes, which no {kind} file is.")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8 text.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path}: cannot be read: {reason}.") from None


@lru_cache(maxsize=512)
def _parsed(path: Path, text: str) -> SourceFile:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as error:
        raise InputError(f"{path}:{error.lineno or 1}: not valid Python: {error.msg}.") from None
    except (RecursionError, MemoryError):
        raise InputError(f"{path}: nested too deeply to be read as Python.") from None
    except ValueError as error:
        raise InputError(f"{path}: not valid Python: {error}.") from None
    module = module_name(path)
    classes: dict[str, ast.ClassDef] = {}
    imports: dict[str, tuple[str, str]] = {}
    constants: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            classes[node.name] = node
        elif isinstance(node, ast.ImportFrom):
            origin = _absolute(module, path, node)
            imports.update({(a.asname or a.name): (origin, a.name) for a in node.names})
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name):
                try:
                    constants[target.id] = plain(node.value, constants)
                except NotPlain:
                    continue
    return SourceFile(path, module, classes, imports, constants)


def read_source(path: Path) -> SourceFile:
    """Parses one file."""
    return _parsed(path, read_text(path, "rule"))


def module_name(path: Path) -> str:
    """Dotted name of a file inside the package; the stem of any other file."""
    resolved = path.resolve()
    if resolved.is_relative_to(PACKAGE):
        parts = resolved.relative_to(PACKAGE.parent).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return path.stem


def _absolute(module: str, path: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = module.split(".") if path.stem == "__init__" else module.split(".")[:-1]
    kept = package[: len(package) - node.level + 1]
    return ".".join([*kept, *([node.module] if node.module else [])])


def plain(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """Value of an expression of literals, arithmetic and constants of the same file.

    Error: NotPlain for anything else.
    """
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name) and node.id in names:
        return names[node.id]
    try:
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -plain(node.operand, names)
        if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
            left, right = plain(node.left, names), plain(node.right, names)
            if isinstance(left, int | float) and isinstance(right, int | float):
                return _ARITHMETIC[type(node.op)](left, right)
            if isinstance(left, str) and isinstance(right, str) and isinstance(node.op, ast.Add):
                return left + right
    except (TypeError, ArithmeticError, RecursionError):
        raise NotPlain from None
    raise NotPlain


def lineage(
    file: SourceFile, node: ast.ClassDef, depth: int = 0
) -> list[tuple[SourceFile, ast.ClassDef]] | None:
    """The class and its bases, nearest first; None where it does not descend from `Rule`."""
    if depth > DEEPEST:
        return None
    chain: list[tuple[SourceFile, ast.ClassDef]] = [(file, node)]
    descends = False
    for base in node.bases:
        name = base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")
        if name == "Rule":
            descends = True
            continue
        found = _find_class(file, name, depth) if name != node.name else None
        above = lineage(*found, depth + 1) if found else None
        if above is not None:
            chain += above
            descends = True
    return chain if descends else None


def _find_class(file: SourceFile, name: str, depth: int) -> tuple[SourceFile, ast.ClassDef] | None:
    if name in file.classes:
        return file, file.classes[name]
    if name not in file.imports or depth > DEEPEST:
        return None
    module, original = file.imports[name]
    parts = module.split(".")
    if parts[0] != PACKAGE.name:
        return None
    place = PACKAGE.joinpath(*parts[1:])
    for candidate in (place.with_suffix(".py"), place / "__init__.py"):
        if candidate.is_file():
            return _find_class(read_source(candidate), original, depth + 1)
    return None

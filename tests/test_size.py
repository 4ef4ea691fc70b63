"""Limits on size, with no list of exceptions. `python tests/test_size.py` prints the largest functions and files."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("src", "tests", "benchmarks", "docs")
INSTITUTIONS = ROOT / "src" / "counterplan" / "institutions"
FUNCTION, FILE, INSTITUTION = 60, 500, 150
"""Largest number of lines, blank ones, comments and docstrings included."""
SHOWN = 10

FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))

Sized = tuple[int, str]


def functions(path: Path) -> list[Sized]:
    """Lines of every function and method of a file, with where it stands."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [((node.end_lineno or 0) - node.lineno + 1, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}") for node in found]


def files(paths: list[Path]) -> list[Sized]:
    """Lines of files."""
    return [(len(path.read_text(encoding="utf-8").splitlines()), str(path.relative_to(ROOT))) for path in paths]


def measured() -> dict[str, tuple[list[Sized], int]]:
    """Everything that has a limit, the largest first, with its limit."""
    institutions = [path for path in FILES if path.is_relative_to(INSTITUTIONS)]
    found = {
        "function": ([size for path in FILES for size in functions(path)], FUNCTION),
        "file": (files(FILES), FILE),
        "institution": (files(institutions), INSTITUTION),
    }
    return {kind: (sorted(sizes, reverse=True), limit) for kind, (sizes, limit) in found.items()}


@pytest.mark.parametrize("kind", ["function", "file", "institution"])
def test_nothing_is_larger_than_its_limit(kind: str) -> None:
    sizes, limit = measured()[kind]
    print(table(kind, sizes, limit))
    assert len(sizes) > SHOWN
    assert [size for size in sizes if size[0] > limit] == []


def table(kind: str, sizes: list[Sized], limit: int) -> str:
    """The largest of a kind, as text."""
    return "\n".join([f"largest of kind {kind} (limit {limit} lines)", *(f"{lines:5d}  {name}" for lines, name in sizes[:SHOWN])])


if __name__ == "__main__":
    for each, (largest, most) in measured().items():
        print(table(each, largest, most))

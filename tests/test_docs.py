"""What the pages show is true of the code: a worked rule, the tutorial's rule, generated pages, command lines."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from counterplan import api
from counterplan.cli import build_app

ROOT = Path(__file__).parents[1]
RULES = ROOT / "src" / "counterplan" / "institutions"
PAGES = ("README.md", "docs/tutorial-rule.md", "docs/own-economy.md", "docs/interfaces.md", "docs/plans.md")


def shown(page: str, language: str = "python") -> list[str]:
    """Pieces of code on a page."""
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)


def outline(source: str) -> dict[str, list[str]]:
    """Methods of the first class of a piece of code with their arguments and types, and its fields with their numbers."""
    first = next(node for node in ast.parse(source).body if isinstance(node, ast.ClassDef))
    found = {"": [first.name]}
    for node in first.body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = [f"{a.arg}: {ast.unparse(a.annotation or ast.Constant(None))}" for a in node.args.kwonlyargs]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Call):
            given = [f"{k.arg}={ast.unparse(k.value)}" for k in node.value.keywords if k.arg != "meaning"]
            found[ast.unparse(node.target)] = [ast.unparse(a) for a in node.value.args] + given
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            found[ast.unparse(node.target)] = [ast.unparse(node.value)]
    return found


def test_the_worked_rule_is_the_one_in_the_package() -> None:
    worked = next(code for code in shown("docs/architecture.md") if "class PublicFloor" in code)
    assert outline(worked) == outline((RULES / "floor" / "public.py").read_text(encoding="utf-8"))


def test_the_rule_of_the_tutorial_is_valid_and_short(tmp_path: Path) -> None:
    code = next(code for code in shown("docs/tutorial-rule.md") if "class WageFloor" in code)
    (tmp_path / "my_rule.py").write_text(code, encoding="utf-8")
    checked = api.check(tmp_path / "my_rule.py")
    assert (checked["ok"], checked["kind"], checked["name"]) == (True, "rule", "floor=wage-share")
    assert len(code.splitlines()) <= 40


def test_generated_pages_are_those_of_the_code() -> None:
    done = subprocess.run([sys.executable, ROOT / "docs" / "generate.py", "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "all pages are up to date\n")


def commands() -> list[str]:
    """Command lines shown on the pages for users, without what is a placeholder or a comment."""
    found = []
    for page in PAGES:
        for code in shown(page, "(?:sh|bash|console|text)?"):
            lines = code.replace("\\\n", " ").splitlines()
            found += [line.split("#")[0].strip() for line in lines if line.startswith("counterplan ") and "…" not in line]
    return found


@pytest.mark.parametrize("line", commands())
def test_command_lines_of_the_pages_are_understood(line: str) -> None:
    build_app().parse_args(shlex.split(line)[1:], print_error=False, exit_on_error=False)

"""The commands on claims, attribution and sweeps: errors in one line, and answers that need no run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Command


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("claims C99", "unknown claim 'C99'."),
        ("claims --level fast", "unknown level 'fast'. Known: full, quick."),
        ("claims --file none.toml", "none.toml"),
        ("claims --seed -1", "seed must be a whole number"),
        ("attribute --from neoliberal-capitalism --to command-econom --outcome effort", "Did you mean 'command-economy'?"),
        ("attribute --from command-economy --to command-economy --outcome effort", "one vector, so there is nothing to attribute"),
        ("attribute --from command-economy --to democratic-planning --outcome efort", "Did you mean 'effort'?"),
        ("attribute --from command-economy --to democratic-planning --outcome effort --group a=exti", "Did you mean 'exit'?"),
        ("attribute --from command-economy --to democratic-planning --outcome effort --cells 5", "cells do not suffice"),
        ("sweep --method sobal", "Did you mean 'sobol'?"),
        ("sweep --parameter physics.arival", "Did you mean 'physics.arrival'?"),
        ("sweep --where effort>3", "'effort' is not looked at"),
        ("sweep --method sobol --n 100", "take 128 instead of 100"),
        ("sweep --map physics.arival physics.radius", "Did you mean 'physics.arrival'?"),
        ("sweep --map physics.radius physics.radius", "stands there twice"),
        ("sweep --workers -1", "workers must be a whole number"),
        ("attribute --from command-economy --to democratic-planning --outcome effort --group a=exit --group a=management", "a group 'a' already"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_in_one_line(words: str, said: str, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    answer = command(*words.split())
    assert answer.code == 2 and said in answer.message
    assert list(tmp_path.iterdir()) == [], "nothing is written for what cannot be run"


def test_claims_that_need_no_run_get_their_answer_at_once(command: Command, tmp_path: Path) -> None:
    answer = command("claims", "C02", "C36", "--json", "--out", tmp_path / "out")
    rows = {row["id"]: row for row in json.loads(answer.out)}
    assert answer.code == 0 and rows["C02"]["verdict"] == "not testable" and rows["C36"]["verdict"] == "not built"
    assert rows["C36"]["reason"].startswith("no mechanism decides who follows a party") and "did you mean" not in rows["C36"]["reason"]
    assert "experiment 'movements'" in rows["C36"]["reason"] and rows["C36"]["share_supporting"] is None
    assert (tmp_path / "out" / "report.html").exists()


def test_errors_in_names_load_no_jax() -> None:
    code = "import sys; from counterplan.cli import main; assert main(['claims', 'C99']) == 2; assert 'jax' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={"PYTHONPATH": ":".join(sys.path)})
    assert done.returncode == 0, done.stderr

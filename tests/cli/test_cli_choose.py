"""`counterplan choose`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Command

TOWN = "META\nkey; value\nbudget; 10\nPROJECTS\nproject_id; cost\na; 4\nb; 7\nVOTES\nvoter_id; vote\n1; a\n2; a,b\n3; b\n"
WISHES = "voter,hours\nx,30\ny,35\nz,48\n"


def test_projects_and_wishes(command: Command, tmp_path: Path) -> None:
    (tmp_path / "town.pb").write_text(TOWN)
    (tmp_path / "wishes.csv").write_text(WISHES)
    town = json.loads(command("choose", tmp_path / "town.pb", "--json").out)
    assert [row["project"] for row in town["projects"]] == ["a"]
    assert command("choose", tmp_path / "town.pb").out.count("\n") >= 5
    settled = json.loads(command("choose", tmp_path / "wishes.csv", "--rule", "median", "--json").out)
    assert settled == {"rule": "median", "voters": 3, "settled": {"hours": 35.0}}
    one = command("choose", tmp_path / "wishes.csv", "--rule", "dictator", "--set", "voter=2")
    assert (one.code, "48" in one.out) == (0, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("none.pb",), "no such file of ballots"),
        (("none.pb", "--rule", "equal"), "Did you mean 'equal-shares'"),
        (("none.pb", "--set", "by_cost=x"), "write NAME=NUMBER"),
        (("none.csv", "--rule", "lobby", "--set", "open=1"), "no option 'open'"),
    ],
)
def test_bad_usage_is_one_line(words: tuple[str, ...], said: str, command: Command) -> None:
    answer = command("choose", *words)
    assert answer.code == 2
    assert said in answer.message


def test_it_answers_without_jax(tmp_path: Path) -> None:
    (tmp_path / "wishes.csv").write_text(WISHES)
    words = [sys.executable, "-X", "importtime", "-m", "counterplan.cli", "choose", str(tmp_path / "wishes.csv"), "--rule", "median"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    assert "35" in done.stdout
    assert "| jax" not in done.stderr

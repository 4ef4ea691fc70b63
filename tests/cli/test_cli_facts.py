"""`counterplan show facts`: what it runs, reads, prints and refuses."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "report"))

from counterplan import api

from .conftest import Command

from test_facts import SYSTEM, made_up  # isort: skip


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a made-up run and its partner without search, as `show facts SYSTEM` leaves them."""
    inputs = {"scenario": {"name": "place-1950"}, "systems": [{"name": SYSTEM}], "years": 60, "replicates": 4, "persons": 9, "seed": 1}
    manifest = {"inputs": inputs, "versions": {"counterplan": "0"}}
    monkeypatch.setattr(api.Run, "manifest", property(lambda self: manifest))
    monkeypatch.setattr(api.Run, "dataset", property(lambda self: made_up(growth=0.005 if self.path.name == api.FROZEN else 0.02)))
    monkeypatch.setattr(api, "open_run", api.Run)
    for name in (api.SEARCHING, api.FROZEN):
        (tmp_path / "facts" / name).mkdir(parents=True)
    return tmp_path / "facts"


def test_facts_of_a_stored_pair_of_runs(command: Command, stored: Path) -> None:
    answer = command("show", "facts", stored, "--burn-in", 10, "--json")
    assert (answer.code, answer.err) == (0, "")
    found = json.loads(answer.out)
    assert (found["years"], found["burn_in"], found["replicates"]) == (50, 10, 4)
    rows = {row["id"]: row for row in found["systems"][SYSTEM]["facts"]}
    assert rows["okun"]["holds"] is True
    assert rows["investment-spikes"]["holds"] is False
    assert rows["growth-from-technique"]["figure"] == pytest.approx(0.75, abs=0.02)
    assert found["systems"][SYSTEM]["details"]["labour_share_by_decade"]


def test_a_single_run_leaves_growth_from_technique_unmeasured(command: Command, stored: Path) -> None:
    answer = command("show", "facts", stored / api.SEARCHING, "--burn-in", 10)
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert sum(" yes " in line for line in lines) >= 10
    assert any("not measured" in line for line in lines)
    assert "Recessions by their length" in answer.out


def test_a_system_is_run_twice_on_the_same_draws(command: Command, house: Path, recorded: list[dict[str, Any]]) -> None:
    """Nothing is computed here, so that reading the results must fail afterwards; what was asked for is looked at."""
    command("show", "facts", "one", "--scenario", "place-1950", "--replicates", 3, "--years", 20, "--burn-in", 5, "--persons", 300, "--out", "both")
    assert [call["folder"] for call in recorded] == [Path("both") / api.SEARCHING, Path("both") / api.FROZEN]
    assert [call["years"] for call in recorded] == [25, 25]
    assert [call["physics"].get("arrival") for call in recorded] == [None, 0.0]
    assert all(call["seed"] == 1 and call["replicates"] == 3 and [s.name for s in call["systems"]] == ["one"] for call in recorded)


def test_the_same_command_uses_the_same_folders(command: Command, house: Path, recorded: list[dict[str, Any]]) -> None:
    for _ in range(2):
        command("show", "facts", "one", "--scenario", "place-1950", "--replicates", 3)
    command("show", "facts", "one", "--scenario", "place-1950", "--replicates", 4)
    folders = [call["folder"] for call in recorded]
    assert folders[:2] == folders[2:4]
    assert folders[0] != folders[4]
    assert folders[0].parent.name.startswith("facts-one-")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("facts", "oen"), "Did you mean 'one'?"),
        (("facts", "one", "--years", 5), "at least 15 years"),
        (("facts", "one", "--burn-in", -1), "burn_in"),
        (("facts", "one", "--scenario", "place-1950", "--replicates", 0), "replicates"),
        (("systems", "one", "--replicates", 3), "--replicates is for stylised facts only"),
        (("facts", "stylised_facts", "--burn-in", 3), "--burn-in is for stylised facts only"),
        (("facts", ".", "--burn-in", 3), "no run"),
    ],
)
def test_bad_input_is_one_line(words: tuple[object, ...], said: str, command: Command, house: Path) -> None:
    answer = command("show", *words)
    assert answer.code == 2
    assert said in answer.message


def test_the_table_of_facts_has_published_figures_and_sources(command: Command) -> None:
    table = json.loads(command("show", "facts", "stylised_facts", "--json").out)["table"]
    assert all(row["published"] and row["source"] and row["band"] for row in table)


@pytest.mark.slow
def test_facts_of_a_system_and_their_reuse(tmp_path: Path, command: Command) -> None:
    words = ("show", "facts", "neoliberal-capitalism", "--persons", 300, "--replicates", 2, "--years", 15, "--burn-in", 1, "--out", tmp_path / "f")
    first = command(*words, "--json")
    assert first.code == 0, first.err
    rows = json.loads(first.out)["systems"]["neoliberal-capitalism"]["facts"]
    assert all(row["figure"] is not None for row in rows if row["id"] in ("okun", "labour-share", "wealth-and-income"))
    units = sorted((tmp_path / "f").rglob("*.unit"))
    made = {unit: unit.stat().st_mtime_ns for unit in units}
    assert len(units) == 2
    assert json.loads(command(*words, "--json").out)["systems"]["neoliberal-capitalism"]["facts"] == rows
    assert {unit: unit.stat().st_mtime_ns for unit in units} == made

"""The command line on a small catalogue, with a run that is recorded instead of computed."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from counterplan import api, catalogue, cli
from counterplan.catalogue import GIVEN
from counterplan.core.phases import SLOTS
from counterplan.loader import bibliography, claims, scenarios, systems
from loader.samples import OPTIONS, rule_text, scenario_text, system_text


@dataclass
class Answer:
    """What a command printed and its exit code."""

    code: int
    out: str
    err: str

    @property
    def message(self) -> str:
        """The one line of an error."""
        assert self.err.startswith("counterplan: error: "), self.err
        assert self.err.count("\n") == 1, self.err
        return self.err.removeprefix("counterplan: error: ").rstrip("\n")


Command = Callable[..., Answer]


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs one command line in this process."""

    def call(*words: object) -> Answer:
        capfd.readouterr()
        code = cli.main([str(word) for word in words])
        return Answer(code, *capfd.readouterr())

    return call


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which two systems, a scenario and a rule for each role are built in."""
    folder = tmp_path / "house"
    for name in ("institutions", "systems", "scenarios"):
        (folder / name).mkdir(parents=True)
    for slot in SLOTS:
        for option in () if slot in GIVEN else OPTIONS.get(slot, ("plain",)):
            (folder / "institutions" / f"{slot}_{option.replace('-', '_')}.py").write_text(
                rule_text(slot, option)
            )
    (folder / "systems" / "one.toml").write_text(system_text())
    (folder / "systems" / "two.toml").write_text(system_text("two", exit="soft"))
    (folder / "scenarios" / "place-1950.toml").write_text(scenario_text())
    (folder / "bibliography.toml").write_text(
        '[test-2000]\ntitle = "A test"\nauthor = "Someone"\nyear = 2000\nwhere = "here"\n'
    )
    monkeypatch.setattr(catalogue, "PACKAGE", folder)
    monkeypatch.setattr(systems, "FOLDER", folder / "systems")
    monkeypatch.setattr(scenarios, "FOLDER", folder / "scenarios")
    monkeypatch.setattr(claims, "FOLDER", folder / "claims")
    monkeypatch.setattr(bibliography, "BIBLIOGRAPHY", folder / "bibliography.toml")
    monkeypatch.setattr(api, "MAIN_SYSTEMS", ("one", "two"))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def recorded(house: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Puts a recorder in the place of the computation."""
    calls: list[dict[str, Any]] = []

    def run_scenario(scenario: Any, systems: Any, **rest: Any) -> None:
        print("something that a library prints")
        calls.append({"scenario": scenario, "systems": systems, **rest})

    module = types.ModuleType("counterplan.experiments.run")
    module.run_scenario = run_scenario  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "counterplan.experiments.run", module)
    monkeypatch.setattr(api, "report", lambda folder: Path(folder) / "report.html")
    level = {"start": 1.0, "end": 2.0, "growth": float("nan"), "low": 1.5, "high": 2.5}
    summary = {
        "run": "x",
        "scenario": "place-1950",
        "systems": {"one": {"effort": level}, "two": {"effort": level}},
    }
    monkeypatch.setattr(api.Run, "summary", lambda self: summary)
    monkeypatch.setattr(api.Run, "failures", lambda self: [])
    monkeypatch.setattr(api.Run, "notes", lambda self: calls[-1]["request"]["notes"])
    return calls

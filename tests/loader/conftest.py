"""A small catalogue of rules, a system and a scenario in files, so that tests need nothing built in."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterplan import catalogue
from counterplan.catalogue import GIVEN, Rules, find_rules
from counterplan.core.phases import SLOTS
from counterplan.loader.bibliography import Entry

from .samples import OPTIONS, rule_text, scenario_text, system_text


@pytest.fixture
def rule_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Replaces the built-in rules by one or two small ones for each role."""
    monkeypatch.setattr(catalogue, "FOLDERS", ())
    folder = tmp_path / "rules"
    folder.mkdir()
    files = []
    for slot in SLOTS:
        for option in () if slot in GIVEN else OPTIONS.get(slot, ("plain",)):
            files.append(folder / f"{slot}_{option.replace('-', '_')}.py")
            files[-1].write_text(rule_text(slot, option))
    return files


@pytest.fixture
def rules(rule_files: list[Path]) -> Rules:
    return find_rules(rule_files)


@pytest.fixture
def bibliography() -> dict[str, Entry]:
    return {"test-2000": Entry(title="A test", author="Someone", year=2000, where="here")}


@pytest.fixture
def system_file(tmp_path: Path) -> Path:
    path = tmp_path / "one.toml"
    path.write_text(system_text())
    return path


@pytest.fixture
def scenario_file(tmp_path: Path) -> Path:
    path = tmp_path / "place.toml"
    path.write_text(scenario_text())
    return path

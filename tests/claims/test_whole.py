"""From a claim file to a page, and from two systems to shares, on the real simulator in small."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from test_registry import GOOD

from counterplan import api
from counterplan.core.claim import Estimand
from counterplan.experiments.claims import levels, request
from counterplan.experiments.claims.levels import Level
from counterplan.experiments.claims.runs import Results

TINY = Level("quick", persons=300, draws=8, side_draws=8, decides=False)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A user's claim of eight years and a level that takes seconds."""
    for module in (levels, request):
        monkeypatch.setitem(module.LEVELS, "quick", TINY)
    file = tmp_path / "mine.toml"
    file.write_text(GOOD.replace("window = [5, 20]", "window = [1, 8]").replace("years = 20", 'years = 8\nmatch = ["population"]'))
    return file


@pytest.mark.slow
def test_a_users_claim_from_file_to_page(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    said: list[str] = []
    rows = api.claims(files=[small], out=out, progress=False, say=said.append)
    assert len(said) == 1 and "about" in said[0] and "GB" in said[0], "time and memory are told beforehand"
    (row,) = rows
    assert row["id"] == "mine" and row["verdict"] == ("indeterminate" if row["conditions"]["can fail"]["holds"] else "no verdict")
    assert {"statement", "effect", "low", "high", "share_supporting", "ablation", "rivals"} <= row.keys()
    assert len(row["margins"]) == TINY.draws and sum(name.startswith("closure: ") for name in row["conditions"]) == 6
    assert row["physics"]["contrast"] != row["physics"]["point of failure"], "another world is other physics"
    assert any(name.startswith("half: ") for name in row["conditions"])
    page = (out / "report.html").read_text()
    assert "Rescue slows productivity." in page and "<svg" in page and f"counterplan claims --file {small} --level quick --seed 1" in page
    units = {path.name: os.stat(path).st_mtime_ns for path in (out / "china-1952" / "units").iterdir()}
    again = api.claims(files=[small], out=out, progress=False)
    assert json.dumps(again) == json.dumps(rows)
    assert {path.name: os.stat(path).st_mtime_ns for path in (out / "china-1952" / "units").iterdir()} == units, "nothing is computed twice"
    small.write_text(small.read_text().replace("rope = 0.002", "rope = 0.0001"))
    (changed,) = api.claims(files=[small], out=out, progress=False)
    assert changed["verdict"] == "indeterminate" and changed["reason"].startswith("the claim's file was changed after the run")


@pytest.mark.slow
def test_shares_of_two_roles_add_to_the_difference_that_was_run(tmp_path: Path) -> None:
    from counterplan.catalogue import find_rules
    from counterplan.loader import load_scenario, load_system
    from counterplan.loader.claim_design import with_settings

    rules = find_rules()
    start = with_settings(load_system("neoliberal-capitalism", rules), load_scenario("china-1952", rules).contexts, rules)
    end = with_settings(start, {"exit": "soft", "floor": "public"}, rules)
    out = tmp_path / "out"
    found = api.attribute(start, end, "labour_productivity", replicates=4, years=4, persons=300, out=out, progress=False)
    assert set(found["shares"]) == {"exit", "floor"} and found["cells"] == 4
    results = Results(out, 4)
    ends = [results.value(cell, 4, Estimand("labour_productivity", "mean", (3.0, 4.0))) for cell in (0, 3)]
    assert found["difference"] == pytest.approx(float(np.mean(ends[1] - ends[0])), abs=1e-12)
    assert sum(share["value"] for share in found["shares"].values()) == pytest.approx(found["difference"], abs=1e-12)

"""The benchmark command: what it returns, skips and refuses. Nothing here looks at a clock."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest

from counterplan.core.errors import InputError, RunError
from counterplan.experiments import bench
from counterplan.experiments.workload import __main__ as one
from counterplan.experiments.workload import common, in_numpy

SMALL = {"persons": 2_000, "enterprises": 50, "steps": 4, "repeats": 1, "rounds": 1}


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    return bench.bench(**SMALL)


def test_every_version_is_timed_or_skipped_with_a_reason(result: dict[str, Any]) -> None:
    seen = {row["version"] for row in result["rows"]} | {row["version"] for row in result["skipped"]}
    assert seen == set(one.NAMES)
    assert all(row["reason"] for row in result["skipped"])
    assert {"rules", "numpy"} <= {row["version"] for row in result["rows"]}


def test_all_ended_in_one_state_with_all_money(result: dict[str, Any]) -> None:
    size = common.Size(SMALL["persons"], SMALL["enterprises"], SMALL["steps"])
    expected = common.state_hash(in_numpy.run(size, common.start(size)))
    assert {row["state"] for row in result["rows"]} == {expected}
    assert {row["money_error"] for row in result["rows"]} == {0}


def test_ratios_follow_from_the_times(result: dict[str, Any]) -> None:
    rules = next(row for row in result["rows"] if row["version"] == "rules")
    for target, (peer, bound) in zip(result["targets"], bench.TARGETS.values(), strict=True):
        times = [row["ns_per_person_step"] for row in result["rows"] if row["version"] == peer]
        if not times:
            assert target["met"] is None
            continue
        own = rules["ns_per_person_step"]
        ratio = min(times) / own if peer == "mesa" else own / min(times)
        assert target["ratio"] == pytest.approx(ratio)
        assert target["met"] == (ratio >= bound if peer == "mesa" else ratio <= bound)


def test_result_is_one_json_document(result: dict[str, Any]) -> None:
    assert json.loads(json.dumps(result, allow_nan=False)) == result


def test_table_shows_rows_skips_and_targets(result: dict[str, Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "150")
    bench.print_table({**result, "skipped": [{"version": "c", "reason": "no C compiler"}]})
    shown = capsys.readouterr().out
    assert "NumPy" in shown
    assert "skipped: no C compiler" in shown
    assert all(target["target"] in shown for target in result["targets"])


def test_without_compiler_and_mesa_they_are_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(bench.importlib.util, "find_spec", lambda name: None)
    assert "compiler" in (bench.missing("c") or "")
    assert "counterplan[bench]" in (bench.missing("mesa") or "")
    assert bench.missing("numpy") is None
    rows = [{"version": "rules", "ns_per_person_step": 1.0}]
    bench._add_ratios(rows)
    assert [target["met"] for target in bench.targets(rows)] == [None, None]


def test_another_end_state_or_lost_money_is_an_error() -> None:
    entry = bench.Entry("c", "C", 1, 10, 2, 1, 1)
    got = {"state": "1", "money_error": 0, "ns": [1.0]}
    with pytest.raises(RunError, match="ended in state 1, NumPy in 2"):
        bench._compare(entry, got, "2")
    with pytest.raises(RunError, match="made or lost 3 hundredths"):
        bench._compare(entry, {**got, "money_error": 3}, "1")


def test_running_out_of_money_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = common.start
    broke = {"deposits_enterprise": -(10**9)}
    monkeypatch.setattr(common, "start", lambda size: {k: v + broke.get(k, 0) for k, v in begun(size).items()})
    monkeypatch.setattr(one, "keep_to", lambda cores: None)
    with pytest.raises(RunError, match="ran out of money"):
        one.measure("numpy", repeats=0, cores=1, persons=500, enterprises=5, steps=2, seed=1)


@pytest.mark.parametrize("wrong", [{"persons": 0}, {"steps": -1}, {"repeats": 0}, {"enterprises": 2_000_000}])
def test_sizes_that_make_no_sense_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(InputError, match="bench: "):
        bench.bench(**wrong)

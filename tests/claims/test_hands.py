"""Who works an experiment's units off changes nothing: other processes build the same program from the manifest, or say that they cannot."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from counterplan import api
from counterplan.catalogue import find_rules
from counterplan.core.errors import InputError, RunError
from counterplan.experiments.ask import folder_of
from counterplan.experiments.claims.designs import Cell
from counterplan.experiments.claims.request import claims_request
from counterplan.experiments.claims.runs import Ensemble, Hands, rebuild
from counterplan.loader import load_scenario, load_system
from counterplan.loader.claim_design import with_settings
from counterplan.storage.manifest import canonical_json
from counterplan.storage.publish import read_arrays

RULE = '''
from dataclasses import dataclass
from typing import ClassVar

from counterplan.core.parameters import parameter
from counterplan.institutions.floor.public import PublicFloor


@dataclass(frozen=True)
class Mine(PublicFloor):
    """A floor of somebody's own. Source: own construction."""

    option: ClassVar[str] = "mine"
'''


def _ensemble(rules_from: tuple[Path, ...], **settings: str) -> Ensemble:
    rules = find_rules(rules_from)
    scenario = load_scenario("china-1952", rules)
    plain = with_settings(load_system("neoliberal-capitalism", rules), {**scenario.contexts, **settings}, rules)
    cells = [Cell(plain), Cell(plain, (("physics.arrival", 0.03),))]
    return Ensemble(
        scenario, cells, 300, 2, 3, Path("nowhere"), rules, width=4, recorded={"labour_productivity", "effort"}, draws=8, reach={0: 2, 1: 1}
    )


def _manifest(ensemble: Ensemble) -> dict[str, object]:
    found: dict[str, object] = json.loads(canonical_json(ensemble.inputs(ensemble.program())))
    return found


def test_a_program_is_built_again_from_its_manifest_or_refused(tmp_path: Path) -> None:
    inputs = _manifest(_ensemble(()))
    program = rebuild(inputs)
    assert program.batch_width == 4 and [dict(cell.world) for cell in program.cells] == inputs["worlds"]
    with pytest.raises(RunError, match="another program"):
        rebuild({**inputs, "slice_quarters": 99})


def test_what_a_users_rule_says_is_part_of_the_manifest_and_of_the_folders_name(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(RULE)
    ensemble = _ensemble((file,), floor="mine")
    inputs, before = _manifest(ensemble), folder_of("sweep", Hands(), ensemble.rules, None)
    own = claims_request(["C02"], (), "quick", 1, ensemble.rules, None, False, print)[1].folder
    rebuild(inputs)
    file.write_text(RULE.replace("somebody's own", "another's"))
    rules = find_rules([file])
    assert folder_of("sweep", Hands(), rules, None) != before and folder_of("sweep", Hands(), find_rules(), None) != before
    assert claims_request(["C02"], (), "quick", 1, rules, None, False, print)[1].folder != own
    with pytest.raises(RunError, match="the same rule files"):
        rebuild(inputs)


def test_the_command_on_the_page_repeats_the_test(tmp_path: Path) -> None:
    file = tmp_path / "my rule.py"
    file.write_text(RULE)
    about = claims_request(["C02"], (), "quick", 7, find_rules([file]), None, False, print)[2]
    assert about["command"] == about["again"]["C02"] == f"counterplan claims C02 --level quick --seed 7 --with '{file}'"


@pytest.mark.parametrize("asked", ["claims", "attribute", "sweep"])
def test_an_address_without_a_scheduler_gives_one_line(asked: str, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    where: dict[str, Any] = {"cluster": "tcp://127.0.0.1:1", "out": tmp_path / "out", "progress": False}
    small: dict[str, Any] = {"years": 2, "persons": 300}
    ask: dict[str, Callable[[], object]] = {
        "claims": lambda: api.claims(["C22"], **where),
        "attribute": lambda: api.attribute("neoliberal-capitalism", "welfare-state", "effort", replicates=2, **small, **where),
        "sweep": lambda: api.sweep(systems=["neoliberal-capitalism"], n=4, **small, **where),
    }
    with pytest.raises(InputError, match="no Dask scheduler answers") as caught:
        ask[asked]()
    assert "\n" not in str(caught.value)


@pytest.mark.slow
def test_processes_of_dask_give_the_bytes_that_threads_give(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    ask = {"systems": ["neoliberal-capitalism"], "n": 12, "years": 2, "persons": 300, "progress": False}
    found = [api.sweep(**ask, out=tmp_path / f"{workers}", workers=workers) for workers in (0, 2)]
    assert {**found[0], "run": ""} == {**found[1], "run": ""}
    units = [sorted((tmp_path / f"{workers}" / "units").iterdir()) for workers in (0, 2)]
    assert [path.name for path in units[0]] == [path.name for path in units[1]] and units[0]
    for here, there in zip(*units, strict=True):
        arrays, others = read_arrays(here)[0], read_arrays(there)[0]
        assert all(np.array_equal(arrays[name], others[name], equal_nan=True) for name in arrays)

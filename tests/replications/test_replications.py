"""Replications agree with their targets, and see a perturbed function in the module that they call."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from counterplan import api
from counterplan.core.errors import InputError
from counterplan.experiments.replications import above, below, between, missing, near, tables
from counterplan.experiments.replications.run import UNCONFIRMED, row
from counterplan.loader import load_bibliography, replications

ENTRIES = {entry["id"]: entry for entry in replications()}
CALLED = [one for one, entry in ENTRIES.items() if entry["calls"]]
"""Replications that compute something."""
WHOLE = [one for one in CALLED if ENTRIES[one]["calls"] == "experiments.replications.counterfactuals.ran"]
"""Those that run the simulation as a whole, which takes a minute each where nothing is compiled yet."""

Function = Callable[..., Any]


def tenth_more(function: Function) -> Function:
    """The same function with all numbers that it returns a tenth larger."""

    @functools.wraps(function)
    def perturbed(*args: Any, **named: Any) -> Any:
        return jax.tree.map(lambda x: x * 1.1, function(*args, **named))

    return perturbed


def shifted(step: float) -> Callable[[Function], Function]:
    """The same function with a constant added."""
    return lambda function: lambda *args, **named: function(*args, **named) + step


def with_argument(index: int, change: Callable[[Any], Any]) -> Callable[[Function], Function]:
    """The same function that reads one of its arguments wrongly."""

    def plant(function: Function) -> Function:
        return lambda *args, **named: function(*(change(a) if i == index else a for i, a in enumerate(args)), **named)

    return plant


def arms_exchanged(function: Function) -> Function:
    """The same runs under each other's names, in reverse order."""

    def perturbed(*args: Any) -> Any:
        runs = function(*args)
        return dict(zip(runs, reversed(runs.values()), strict=True))

    return perturbed


def seek_work_evenly(society: Any, who: int) -> None:
    """Finds an employer without regard to money, where the source draws by money."""
    able = [other for other, boss in enumerate(society.employer) if boss < 0 and other != who and society.money[other] >= 50]
    if able:
        boss = society.draw.choice(able)
        society.employer[who], society.employer[boss] = boss, -2
        society.staff.setdefault(boss, []).append(who)


PLANTS: dict[str, Callable[[Any], Any]] = {
    # A tenth more changes no sign; so dearer techniques are taken too.
    "R1": shifted(-0.02),
    "R2": tenth_more,
    "R3": with_argument(2, lambda a: a * 1.01),
    "R5": with_argument(6, lambda gamma: gamma * 1.1),
    "R9": with_argument(2, lambda cost: cost * 1.1),
    "R10": with_argument(1, lambda force: -force),
    "R12": with_argument(1, lambda before: 0.5 * before),
    "R17": arms_exchanged,
    "R18": arms_exchanged,
    "R21": with_argument(6, lambda valuation: "labour"),
    "n-year-plan": with_argument(0, lambda economy: replace(economy, labour=1.01 * economy.labour)),
    "R13": with_argument(2, lambda budget: budget * 1.1),
    "R14": lambda function: lambda capacity, active, steepness: 1.0 - jnp.exp(-steepness * capacity / active),
    "social-architecture": lambda society: type("HiresEvenly", (society,), {"_seek_work": seek_work_evenly}),
    "R22": with_argument(3, lambda outside: -outside),
}
"""Faults for replications to which a tenth more of everything would make no difference."""


@pytest.fixture(scope="module")
def computed() -> dict[str, dict[str, Any]]:
    return {result["id"]: result for result in api.replicate([one for one in ENTRIES if one not in WHOLE])}


def test_no_target_that_is_confirmed_is_missed(computed: dict[str, dict[str, Any]]) -> None:
    assert list(computed) == [one for one in ENTRIES if one not in WHOLE]
    assert {one: result for one, result in computed.items() if result["ok"] is False} == {}


def test_only_what_is_from_memory_or_not_computed_is_open(computed: dict[str, dict[str, Any]]) -> None:
    still_open = {one for one, result in computed.items() if result["ok"] is None}
    assert still_open == {one for one, entry in ENTRIES.items() if entry["evidence"] == UNCONFIRMED or not entry["calls"]}
    assert all(ENTRIES[one]["note"] for one in still_open), "an open target says why"


@pytest.mark.slow
def test_no_ordering_of_whole_runs_is_missed() -> None:
    assert {result["id"]: result["ok"] for result in api.replicate(WHOLE)} == dict.fromkeys(WHOLE, True)


@pytest.mark.parametrize("one", [pytest.param(one, marks=[pytest.mark.slow] if one in WHOLE else []) for one in CALLED])
def test_a_perturbed_function_is_seen(one: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module_name, _, function = ENTRIES[one]["calls"].rpartition(".")
    module = importlib.import_module(f"counterplan.{module_name}")
    replication = importlib.import_module(ENTRIES[one]["module"])
    plant = PLANTS.get(one, tenth_more)
    monkeypatch.setattr(module, function, plant(getattr(module, function)))
    assert row({**ENTRIES[one], "evidence": "computed"}, replication.replicate())["ok"] is False


def test_entries_are_complete_and_their_sources_known() -> None:
    known = load_bibliography()
    for one, entry in ENTRIES.items():
        assert entry["source"] in known, one
        assert entry["title"], one
        assert entry["computes"], one
        assert entry["evidence"] in ("verified", "computed", "derived", UNCONFIRMED), one


def test_a_row_has_the_promised_keys_and_says_unconfirmed() -> None:
    entry = {"id": "X", "source": "s", "evidence": "derived", "note": ""}
    one = row(entry, [near("a", 1.0, 1.05, 0.1)])
    assert {"id", "source", "target", "got", "tolerance", "ok"} <= set(one)
    assert (one["target"], one["got"], one["tolerance"], one["ok"]) == (1.05, 1.0, 0.1, True)
    two = row(entry, [near("a", 1.0, 1.05, 0.1), above("b", -1.0)])
    assert (two["got"], two["ok"]) == ({"a": 1.0, "b": -1.0}, False)
    assert row({**entry, "evidence": UNCONFIRMED}, [near("a", 1.0, 1.0, 0.1)])["ok"] is None
    assert row(entry, [])["ok"] is False, "an empty replication is no success"
    assert row(entry, [missing("a", 1.0)])["ok"] is None


@pytest.mark.parametrize(
    ("check", "agrees"),
    [(near("", np.nan, 1.0, 9.0), False), (above("", np.nan), False), (below("", -1.0), True), (between("", 2.0, 1.0, 2.0), True)],
)
def test_checks(check: Any, agrees: bool) -> None:
    assert check.agrees is agrees


def test_an_unknown_replication_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"no replication 'R155'\. Did you mean 'R15'"):
        api.replicate(["R155"])


def test_tables_come_from_the_folder_that_the_environment_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = {("A", "A"): 1, ("A", "B"): 2, ("B", "A"): 3, ("B", "B"): 1, ("A", "TOTAL_OUTPUT"): 10, ("B", "TOTAL_OUTPUT"): 20}
    cells |= {("A", "C_HH"): 7, ("B", "C_HH"): 16, ("VALUE_ADDED", "A"): 6, ("VALUE_ADDED", "B"): 17}
    cells |= {(sector, use): 0 for sector in "AB" for use in ("C_GOV", "GFCF")}
    labour = {("LABOUR_COMPENSATION", "A"): 4, ("LABOUR_COMPENSATION", "B"): 5}
    lines = [f"{name},{row},{column},{value}" for name, more in (("X", labour), ("Y", {})) for (row, column), value in {**cells, **more}.items()]
    (tmp_path / "io_tables.csv").write_text("table_id,row,col,value\n" + "\n".join(lines) + "\n")
    monkeypatch.setenv("COUNTERPLAN_FACTS", str(tmp_path))
    (table,) = tables.tables_with_labour()
    assert (table.name, table.flows.tolist(), table.output.tolist()) == ("X", [[1.0, 2.0], [3.0, 1.0]], [10.0, 20.0])
    assert table.labour["paid hours"].tolist() == [4.0, 5.0]
    monkeypatch.setenv("COUNTERPLAN_FACTS", str(tmp_path / "none"))
    with pytest.raises(InputError, match=r"holds no io_tables\.csv"):
        tables.facts_folder()


def test_labour_values_are_compared_without_any_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "facts_folder", lambda: None)
    (result,) = api.replicate(["labour-values"])
    assert result["ok"] is True
    assert {name.split(":")[0] for name in result["got"]} == {"hours in the net product over all hours, worst table", "figures of our own, hours"}

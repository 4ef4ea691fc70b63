"""Proves the promises on the user's own machine, in about a minute: one small program, and results with a closed form."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

SYSTEMS = ("neoliberal-capitalism", "command-economy", "democratic-planning")
SCENARIO = "china-1952"
PERSONS, YEARS, SEED = 400, 4, 7
REPLICATIONS = ("R6", "R11")
"""Published results that `verify` computes again; `replicate` does all."""
RESIDUALS = ("money_residual", "goods_residual", "person_residual")

Result = dict[str, Any]
Record = dict[str, np.ndarray]


class Runner(Protocol):
    """What is asked of a program (see `engine.program.Program`)."""

    batch_width: int
    n_quarters: int

    def start(self, cell: int, replicates: Sequence[int]) -> Any:
        """The state at quarter 0."""

    def advance(self, carry: Any) -> tuple[Any, Record]:
        """Runs a slice."""

    def save(self, carry: Any) -> Record:
        """A checkpoint."""

    def load(self, arrays: Mapping[str, np.ndarray]) -> Any:
        """Takes a checkpoint up."""

    def state_hash(self, carry: Any) -> list[str]:
        """One hash a replicate."""


def verify() -> list[Result]:
    """Checks conservation, bitwise repeat, resume, batching and naming on one small run, and four published results.

    Returns:
        one entry a check: ``name``, ``ok`` and ``detail`` (what was compared, or what differed).
    """
    results = []
    _say("building and compiling a small economy under three systems")
    program = small_program()
    for result in (*run_checks(program, twin=(0, len(SYSTEMS))), *closed_forms()):
        _say(f"{result['name']}: {'ok' if result['ok'] else 'FAILED'}")
        results.append(result)
    _say("")
    return results


def small_program() -> Runner:
    """Compiles the main systems, and the first of them once more under another name, on a few hundred persons."""
    from counterplan.catalogue import find_rules
    from counterplan.loader import load_scenario, load_system, prepare

    from .cells import build_program
    from .run import compilation_cache

    compilation_cache()
    rules = find_rules()
    systems = [load_system(name, rules) for name in SYSTEMS]
    ready = prepare(systems, load_scenario(SCENARIO, rules), {}, rules)
    twin = replace(ready.systems[0], name="another name", title="The first system under another name")
    return build_program([*ready.systems, twin], ready.scenario, ready.physics, PERSONS, YEARS, SEED, rules)


def run_checks(program: Runner, twin: tuple[int, int]) -> Iterator[Result]:
    """Runs the checks that need a run.

    Args:
        twin: two cells with the same institutions under different names.
    """
    first, second = twin
    whole = list(range(program.batch_width))
    runs = {cell: run_through(program, program.start(cell, whole)) for cell in range(second)}
    yield closed([record for _, record in runs.values()], program.n_quarters)
    hashes, record = runs[first]
    again = run_through(program, program.start(first, whole))
    yield same("repeat", "the same run twice", (hashes, record), again)
    yield same("resume", "a run that was stopped half way, saved and taken up again", (hashes, record), resumed(program, first, whole))
    one = len(whole) // 2
    alone = run_through(program, program.start(first, [one]))
    member = [hashes[one]], {name: values[one : one + 1] for name, values in record.items()}
    yield same("batch", "one replicate alone and among others", member, _leading(alone))
    named = run_through(program, program.start(second, whole))
    yield same("same vector", "two systems with the same institutions under different names", (hashes, record), named)
    yield different("different vectors", runs)


def run_through(program: Runner, carry: Any, until: int | None = None) -> tuple[list[str], Record]:
    """Runs to the end; returns the hash of each replicate's last state and everything recorded."""
    parts: list[Record] = []
    while carry.quarter < (until or program.n_quarters):
        carry, recorded = program.advance(carry)
        parts.append(recorded)
    return program.state_hash(carry), _joined(parts)


def resumed(program: Runner, cell: int, replicates: Sequence[int]) -> tuple[list[str], Record]:
    """Runs half way, writes a checkpoint as bytes, reads it again and runs the rest."""
    carry, parts = program.start(cell, replicates), []
    while carry.quarter < program.n_quarters // 2:
        carry, recorded = program.advance(carry)
        parts.append(recorded)
    file = io.BytesIO()
    np.savez(file, **program.save(carry))  # type: ignore[arg-type]
    file.seek(0)
    with np.load(file) as arrays:
        taken_up = program.load(dict(arrays))
    hashes, rest = run_through(program, taken_up)
    return hashes, _joined([*parts, rest])


def _joined(parts: Sequence[Record]) -> Record:
    return {name: np.concatenate([part[name] for part in parts], axis=1) for name in parts[0]}


def _leading(run: tuple[list[str], Record]) -> tuple[list[str], Record]:
    hashes, record = run
    return hashes[:1], {name: values[:1] for name, values in record.items()}


def closed(records: Sequence[Record], n_quarters: int) -> Result:
    """Money, goods and persons close in every quarter, and no replicate failed."""
    open_accounts = [f"{n} up to {np.abs(r[n]).max():g}" for r in records for n in RESIDUALS if np.any(r[n] != 0)]
    failed = sum(int(np.any(record["failed"] != 0, axis=1).sum()) for record in records)
    replicates = sum(record["failed"].shape[0] for record in records)
    detail = f"money, goods and persons differ by exactly 0 in {replicates} runs of {n_quarters} quarters"
    if open_accounts or failed:
        detail = "; ".join([*open_accounts, *([f"{failed} of {replicates} runs failed"] if failed else [])])
    return {"name": "accounts close", "ok": not open_accounts and not failed, "detail": detail}


def same(name: str, what: str, a: tuple[list[str], Record], b: tuple[list[str], Record]) -> Result:
    """Two runs agree in every bit of their last states and of everything recorded."""
    series = [n for n in a[1] if n not in b[1] or not np.array_equal(a[1][n], b[1][n], equal_nan=True)]
    states = sum(x != y for x, y in zip(a[0], b[0], strict=False)) + abs(len(a[0]) - len(b[0]))
    ok = not series and not states
    detail = f"{what}: equal in every bit (last states: {len(a[0])}, series: {len(a[1])})"
    if not ok:
        detail = f"{what}: {states} of {len(a[0])} states and {len(series)} series differ ({', '.join(series[:3])})"
    return {"name": name, "ok": ok, "detail": detail}


def different(name: str, runs: Mapping[int, tuple[list[str], Record]]) -> Result:
    """Systems with different institutions end in different states: the comparisons above can fail."""
    hashes = [tuple(run[0]) for run in runs.values()]
    ok = len(set(hashes)) == len(hashes)
    word = "end" if ok else "do not all end"
    return {"name": name, "ok": ok, "detail": f"{len(hashes)} systems with different institutions {word} in different states"}


def closed_forms() -> Iterator[Result]:
    """Checks results whose value is known exactly, on the code that the model runs."""
    import jax

    from counterplan.loader import replications

    from .replications import replicate

    jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]  # as the engine does
    checks: tuple[tuple[str, Callable[[], tuple[float, float, str]]], ...] = (("labour values", labour_values_gap), ("price step", price_step_gap))
    for name, check in checks:
        gap, tolerance, detail = check()
        yield {"name": name, "ok": bool(gap <= tolerance), "detail": f"{detail}; off by {gap:.1e}"}
    entries = replications(REPLICATIONS)
    for entry, row in zip(entries, replicate(entries), strict=True):
        yield {"name": f"replication {row['id']}", "ok": row["ok"] is True, "detail": f"{entry['title']} ({row['source']})"}


def labour_values_gap(seed: int = SEED) -> tuple[float, float, str]:
    """Values of the net product add up to all hours worked, in 100 random productive economies (morishima-1973)."""
    import jax.numpy as jnp

    from counterplan.core.goods import SIX
    from counterplan.physics.measures import labour_values

    draw, worst = np.random.default_rng(seed), 0.0
    for _ in range(100):
        output, hours = draw.uniform(1, 10, 6), draw.uniform(1, 10, 6)
        inputs = draw.uniform(0, 0.12, (6, 6)) * output[:, None]
        worn = draw.uniform(0, 0.05, 6) * output
        net = output - inputs.sum(axis=0)
        net[SIX.machine_place] -= worn.sum()
        h, x, used, wear = (jnp.asarray(a) for a in (hours, output, inputs, worn))
        values = np.asarray(labour_values(h, x, used, wear, h, used, wear))
        worst = max(worst, abs(float(values @ net) / hours.sum() - 1.0))
    return worst, 1e-9, "hours in the net product are all hours worked, 100 economies"


def price_step_gap() -> tuple[float, float, str]:
    """The indicative price moves by (1.05 − ½^z)·min(¼, z before), at least .001 (hahnel-2021)."""
    import jax.numpy as jnp

    from counterplan.planning.facilitation import imbalance, price_step

    z = imbalance(jnp.array([1.0, 3.0, 1.0]), jnp.array([3.0, 1.0, 1.0]))
    got = np.asarray(price_step(z, jnp.array([0.5, 0.2, 0.0])))
    return float(np.abs(got - [0.55 * 0.25, 0.55 * 0.2, 0.001]).max()), 1e-12, "imbalance 1 after ½, ⅕ and 0 moves prices by 13.75, 11 and 0.1 %"


def _say(text: str) -> None:
    """Shows on a terminal what is going on; nothing elsewhere."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[2K{text}")
        sys.stderr.flush()

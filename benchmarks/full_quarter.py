"""Times the full model: one quarter of the three main systems, by number of persons and step by step.

Each size runs in a process of its own, so that its peak of memory is its own. The record replaces the part of
`docs/performance.md` between the two marks.

    python benchmarks/full_quarter.py            # 10,000, 100,000 and 1,000,000 persons, and the profile
    python benchmarks/full_quarter.py 10000      # one size, printed only
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

START, END = "<!-- full quarter -->\n", "<!-- end of full quarter -->\n"
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
SIZES = {10_000: 20, 100_000: 6, 1_000_000: 2}
"""Persons, and quarters timed after the first slice."""
PROFILED, PROFILED_QUARTER = 100_000, 2
SYSTEMS = ("neoliberal-capitalism", "command-economy", "democratic-planning")


def program(persons: int, years: int = 1) -> Any:
    """Builds the program of the three main systems in the default scenario, for few years (few spare slots)."""
    from counterplan.catalogue import find_rules
    from counterplan.experiments.cells import build_program
    from counterplan.loader import load_scenario, load_system, prepare

    rules = find_rules()
    chosen = [load_system(name, rules) for name in SYSTEMS]
    ready = prepare(chosen, load_scenario("china-1952", rules), {}, rules)
    return build_program(ready.systems, ready.scenario, ready.physics, persons, years, 1, rules)


def measure(persons: int) -> dict[str, Any]:
    """Compiles, runs and weighs the model at one size (neoliberal-capitalism; the others take as long)."""
    import jax
    import numpy as np

    from counterplan.core.table import VARIABLES

    busy, quarters = os.getloadavg()[0], SIZES.get(persons, 4)
    running = program(persons, 1 + quarters // 4)
    idle, begun = peak(), time.perf_counter()
    running.compile()
    compiling = time.perf_counter() - begun
    carry = running.start(0, range(running.batch_width))
    width = running.batch_width
    arrays = {name: np.asarray(value) for name, value in carry.state.items()}
    by_person = sum(a.nbytes for n, a in arrays.items() if VARIABLES[n].axes[:1] == ("person",)) / width
    state = sum(a.nbytes for a in arrays.values()) / width
    living = float(arrays["alive"].sum()) / width
    del arrays
    carry, _ = running.advance(carry)
    seconds = []
    for _ in range(max(quarters // running.slice_quarters, 1)):
        begun = time.perf_counter()
        carry, record = running.advance(carry)
        seconds.append(time.perf_counter() - begun)
    each = min(seconds) / running.slice_quarters / width
    return {
        "persons": persons,
        "width": width,
        "ns": each / living * 1e9,
        "compile": compiling,
        "slot_bytes": by_person / running.endowment.sizes.person,
        "living_bytes": state / living,
        "peak_bytes": (peak() - idle) / living / width,
        "peak": peak(),
        "failed": bool(record["failed"].any()),
        "load": busy,
        "jax": jax.__version__,
    }


def peak() -> int:
    """Largest memory of this process so far, in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def profile(persons: int = PROFILED, repeats: int = 3) -> list[dict[str, Any]]:
    """Times each line of the quarter alone, compiled by itself, on the state that the lines before it left.

    Alone a line cannot be fused with its neighbours, so the sum is above the time of the whole; the order is what
    counts.
    """
    import jax
    import jax.numpy as jnp

    from counterplan.core.randomness import Draws
    from counterplan.engine.binding import Setting
    from counterplan.engine.quarter import Rules
    from counterplan.engine.step import carry_out
    from counterplan.physics import books, measures

    running = program(persons)
    carry = running.start(0, range(running.batch_width))
    batch, choice = running._batch(carry), {k: v[0] for k, v in running._choices(0, 0).items()}
    living = float(jnp.sum(carry.state["alive"]))
    sizes, now = running.endowment.sizes, jnp.int32(PROFILED_QUARTER)
    state = before = carry.state
    rows = []

    def timed(name: str, one: Any, *operands: Any) -> Any:
        axes = tuple(None if getattr(o, "ndim", 1) == 0 else 0 for o in operands)
        compiled = jax.jit(jax.vmap(one, in_axes=axes))
        out = jax.block_until_ready(compiled(*operands))
        seconds = []
        for _ in range(repeats):
            begun = time.perf_counter()
            jax.block_until_ready(compiled(*operands))
            seconds.append(time.perf_counter() - begun)
        rows.append({"step": name, "ns": min(seconds) / living * 1e9})
        return out

    timed("nothing", lambda s: s, state)
    nothing = rows.pop()["ns"]  # calling a compiled step at all, which the whole pays once in several quarters
    state = timed("books.open_books", books.open_books, state)
    for step in running.steps:

        def one(s: Any, b: Mapping[str, Any], now: Any, step: Any = step) -> Any:
            draw = Draws(b["key"], now, s["person_id"], s["enterprise_id"], sizes.region)
            setting = Setting(_physics(b["physics"]), b["parameters"], b["context"], choice, draw, now, sizes)
            return carry_out(step, s, setting, running.options)

        name = f"rules: {step.phase}" if isinstance(step, Rules) else step.name
        state = timed(name, one, state, batch, now)
    timed("measures.measure", lambda s, b, p: measures.measure(s, b, _physics(p)), state, before, batch["physics"])
    rows = [{"step": row["step"], "ns": max(row["ns"] - nothing, 0.0)} for row in rows]
    return sorted(rows, key=lambda row: -row["ns"])


def _physics(values: Mapping[str, Any]) -> Any:
    from counterplan.physics.parameters import Physics

    return Physics(**values)


def section(sizes: list[dict[str, Any]], steps: list[dict[str, Any]]) -> str:
    """Returns the record as Markdown."""
    from counterplan.experiments.bench import machine

    columns = (
        "persons", "replicates at once", "ns a living person and quarter", "compiling, s", "bytes a slot for a person",
        "state, bytes a living person", "memory at its peak, bytes a living person", "the same with the program from the cache",
        "GB in all", "load of the machine before",
    )  # fmt: skip
    lines = ["| " + " | ".join(columns) + " |", "|" + "---:|" * len(columns)]
    for r in sizes:
        lines.append(
            f"| {r['persons']:,} | {r['width']} | {r['ns']:.0f} | {r['compile']:.0f} | {r['slot_bytes']:.0f} "
            f"| {r['living_bytes']:.0f} | {r['peak_bytes']:.0f} | {r['again']['peak_bytes']:.0f} | {r['peak'] / 1e9:.2f} | {r['load']:.1f} |"
        )
    whole = sum(row["ns"] for row in steps)
    table = ["| step | ns a person and quarter | share |", "|---|---:|---:|"]
    table += [f"| {row['step']} | {row['ns']:.1f} | {row['ns'] / whole:.0%} |" for row in steps[:16]]
    rest = sum(row["ns"] for row in steps[16:])
    table += [f"| the other {len(steps) - 16} | {rest:.1f} | {rest / whole:.0%} |", f"| sum | {whole:.1f} | 100% |"]
    return (
        f"{date.today()}, {machine()}; jax {sizes[0]['jax']}. Scenario china-1952, a program of the three main systems, a "
        "horizon of few years.\n\n"
        + "\n".join(lines)
        + f"\n\nStep by step at {PROFILED:,} persons, each step compiled alone:\n\n"
        + "\n".join(table)
        + "\n"
    )


def alone(*arguments: str, cache: str = "") -> Any:
    """Runs one part of this file in a process of its own, with compiled programs kept in a folder, and reads its JSON."""
    keeps = {"JAX_COMPILATION_CACHE_DIR": cache, "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0"} if cache else {}
    command = [sys.executable, __file__, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env={**os.environ, **keeps})
    return json.loads(done.stdout.splitlines()[-1])


def main(arguments: list[str]) -> None:
    """Measures one part, or everything and writes the record."""
    if arguments:
        print(json.dumps(profile() if arguments[0] == "profile" else measure(int(arguments[0]))))
        return
    sizes = []
    for persons in SIZES:
        print(f"{persons:,} persons", file=sys.stderr)
        with tempfile.TemporaryDirectory() as cache:
            sizes.append({**alone(str(persons), cache=cache), "again": alone(str(persons), cache=cache)})
    print("step by step", file=sys.stderr)
    text = section(sizes, alone("profile"))
    before, rest = PAGE.read_text().split(START)
    PAGE.write_text(before + START + text + END + rest.split(END)[1])
    print(text)


if __name__ == "__main__":
    main(sys.argv[1:])

"""How planning engines and a market do by size, noise and returns to scale, in the economy of knowledge.py; councils with increasing returns.

    python benchmarks/engines.py [--draws 10] [--out docs/science]

Writes engines-*.svg and the tables of planning-engines.md between its marks. Half of costs are tacit and drift slowly, as in the middle of the
tables of knowledge.py; one constant of that economy is changed at a time, the same histories for all engines.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import knowledge
import numpy as np
from numpy.typing import NDArray

from counterplan.planning.councils import draw_councils
from counterplan.planning.participatory import facilitate_councils

Array = NDArray[np.float64]
MARKS = ("<!-- engines -->", "<!-- end of engines -->")
TACIT, KEPT = 0.5, 0.95
RETURNS = ((0.75, 0.85), (0.95, 1.05), (1.1, 1.2), (1.3, 1.4))
PLANTS = (1.5, 3.0, 10.0)


def of_returns(beta: float) -> dict[str, float]:
    """What hangs on the exponent of hours."""
    return {"BETA": beta, "POWER": 1.0 / (1.0 - beta), "LEARNING": 1.0 - beta}


CASES: dict[str, tuple[str, dict[float, dict[str, float]]]] = {
    "goods": ("number of goods", {x: {"GOODS": x} for x in (3, 10, 30, 100)}),
    "units": ("units a good", {x: {"UNITS": x} for x in (2, 5, 20, 80)}),
    "noise": ("error of what offices measure of a unit's output (of ln)", {x: {"NOISE": x} for x in (0.05, 0.2, 0.5, 1.0)}),
    "returns": ("returns to scale (exponent of hours)", {x: of_returns(x) for x in (0.5, 0.65, 0.8, 0.9)}),
}


@contextmanager
def changed(constants: dict[str, float]) -> Iterator[None]:
    """The economy of knowledge.py with some of its constants replaced."""
    before = {name: getattr(knowledge, name) for name in constants}
    try:
        for name, value in constants.items():
            setattr(knowledge, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(knowledge, name, value)


def measured(points: dict[float, dict[str, float]], draws: int) -> dict[str, Array]:
    """Waste by engine: mean over draws, its standard error, mean rounds, share of periods that settled; a column a point."""
    got: dict[str, list[list[tuple[float, float, float]]]] = {name: [] for name in knowledge.ENGINES}
    for constants in points.values():
        with changed(constants):
            for name, engine in knowledge.ENGINES.items():
                got[name].append([knowledge.run(engine, TACIT, KEPT, seed) for seed in range(draws)])
    return {name: knowledge.moments(np.swapaxes(np.array(rows), 0, 1)) for name, rows in got.items()}


def increasing(draws: int) -> str:
    """Rounds to 5 % of councils of the published set-up with larger exponents, and plants limited by the published economy's mean output."""
    rows = ["| exponents adding to | plant's limit over the published mean output | mean rounds | range | settled in 400 rounds |"]
    rows.append("|---|---:|---:|---:|---:|")
    for returns in RETURNS:
        for most in PLANTS:
            got = []
            for seed in range(draws):
                usual = draw_councils(np.random.default_rng(seed))
                mean = np.bincount(usual.product, facilitate_councils(usual, rounds=400).output) / np.bincount(usual.product)
                economy = replace(draw_councils(np.random.default_rng(seed), returns=returns), limit=most * mean[usual.product])
                got.append(facilitate_councils(economy, rounds=400).rounds_to(0.05))
            done = [one for one in got if one is not None]
            said = (f"{np.mean(done):.1f}", f"{min(done)}–{max(done)}") if done else ("–", "–")
            rows.append(f"| {returns[0]:g}–{returns[1]:g} | {most:g} | {said[0]} | {said[1]} | {len(done)} of {draws} |")
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=10)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs" / "science")
    asked = parser.parse_args()
    parts = []
    for name, (label, points) in CASES.items():
        at, rows = tuple(points), measured(points, asked.draws)
        parts.append(f"**By {label}**: waste in per cent, {asked.draws} draws\n")
        parts.append(knowledge.drawn(f"engines-{name}", f"Waste by {label}", at, rows, asked.out))
        parts.append(knowledge.table(label, at, rows))
    parts.append(f"**Councils with increasing returns within a plant's limit**, {asked.draws} economies each\n")
    text = "\n".join([*parts, increasing(asked.draws)])
    print(text)
    page = asked.out / "planning-engines.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(MARKS[0])
    page.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{rest.partition(MARKS[1])[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()

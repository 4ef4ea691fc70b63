"""The elite's choice: runs the map over two parameters, and writes the tables of `elite.md`.

    python docs/science/elite.py --replicates 8 --persons 300 --years 20 --out runs/elite

The map sets the chance that an office turns into property against what an office pays, all else alike, on the same draws. Nothing here
decides what comes out. A run that is already in the folder is not computed again.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from itertools import product
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import xarray as xr
from bureaucracy import table, write

import counterplan.api as cp
from counterplan.core.system import System
from counterplan.loader import load_system

HERE = Path(__file__).parent
PAGE = "elite.md"
REGIMES = ("as at the start", "office into property", "vote", "force", "property with a vote")
"""Columns of `elite-choice`, in order."""
CONVERSION = (0.05, 0.3, 0.6)
PERKS = (0.5, 1.5, 4.0)
SCENARIOS = ("ussr-1965", "china-1978")


def arms() -> list[System]:
    """The map's systems and the null."""
    base = load_system("elite-choice")
    cells = [
        replace(base, name=f"map-{k:g}-{p:g}", parameters={**base.parameters, "elite.conversion": k, "residual.perks": p})
        for k, p in product(CONVERSION, PERKS)
    ]
    return [*cells, load_system("elite-equal-regimes")]


def modes(data: xr.Dataset, system: str) -> np.ndarray:
    """Regime in force at the end of each year (int [replicate, year])."""
    return np.asarray(data["policy_mode"].sel(system=system).values[:, 3::4], int)


def shares(found: np.ndarray) -> list[float]:
    """Share of years in each regime."""
    return [float((found == k).mean()) for k in range(len(REGIMES))]


def described(found: np.ndarray) -> list[str]:
    """Shares of years, changes a replicate, those that go back to a regime left before, and replicates that end under owners."""
    changes = (np.diff(found, axis=1) != 0).sum(axis=1)
    left = [sum(row[i] in row[: i - 1] and row[i] != row[i - 1] for i in range(2, len(row))) for row in found]
    property_at_end = np.isin(found[:, -1], (1, 4)).mean()
    return [*(f"{s:.2f}" for s in shares(found)), f"{changes.mean():.1f}", f"{np.mean(left):.1f}", f"{property_at_end:.2f}"]


def drawn(data: xr.Dataset, scenario: str) -> str:
    """Regimes of every replicate by year, cell by cell, and the table that goes with them."""
    figure, axes = plt.subplots(len(CONVERSION), len(PERKS), figsize=(9, 7), sharex=True, sharey=True, layout="constrained")
    colours = mpl.colors.ListedColormap(["#d9d9d9", "#1f78b4", "#b2df8a", "#e31a1c", "#6a3d9a"])
    start, rows = int(scenario.rsplit("-", 1)[1]), []
    for (k, p), axis in zip(product(CONVERSION, PERKS), axes.flat, strict=True):
        found = modes(data, f"map-{k:g}-{p:g}")
        axis.imshow(found, aspect="auto", cmap=colours, vmin=-0.5, vmax=len(REGIMES) - 0.5, extent=(start, start + found.shape[1], 0, len(found)))
        axis.set_title(f"conversion {k:g}, office pays {p:g} more", fontsize=8)
        axis.set_yticks([])
        rows.append([f"{k:g}", f"{p:g}", *described(found)])
    handles = [mpl.patches.Patch(color=colours(i), label=name) for i, name in enumerate(REGIMES)]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, fontsize=8)
    figure.savefig(HERE / f"elite-{scenario}.png", dpi=120)
    plt.close(figure)
    rows.append(["null", "", *described(modes(data, "elite-equal-regimes"))])
    head = ["chance to convert", "pay of office over mean wage", *REGIMES, "changes a replicate", "of them back", "end under owners"]
    return table(head, rows)


def main() -> None:
    """Runs the map and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replicates", type=int, default=8)
    parser.add_argument("--persons", type=int, default=300)
    parser.add_argument("--years", type=int, default=20)
    parser.add_argument("--scenarios", nargs="+", choices=SCENARIOS, default=SCENARIOS)
    parser.add_argument("--out", type=Path, default=Path("runs/elite"))
    given = parser.parse_args()
    for name in given.scenarios:
        run = cp.run(name, systems=arms(), persons=given.persons, replicates=given.replicates, years=given.years, out=given.out / name)
        failed = int((run.dataset["failed"] != 0).any("quarter").sum())
        write({name: f"Replicates that failed: {failed}.\n\n{drawn(run.dataset, name)}\n\n![Regimes by year](elite-{name}.png)"}, PAGE)
    write({"size": f"{given.persons} persons, {given.replicates} replicates, seed 1, {given.years} years"}, PAGE)


if __name__ == "__main__":
    main()

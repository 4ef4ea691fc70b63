"""Growth by mode of policy and how it decays; swings of policy beside chance with memory: runs them and writes the tables of `modes.md`.

    python docs/science/modes.py --replicates 50 --persons 1000 --out runs/modes

Nothing here decides what comes out. A run that is already in the folder is not computed again.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import xarray as xr
from bureaucracy import BUREAUCRATIC, HALVES, HERE, OUTCOMES, Size, paired, ran, spread, table, write

from counterplan.report.spectrum import largest_peak

PAGE = "modes.md"
MODES = {
    "command-voluntarist": "mobilising",
    "command-normalised": "commands without campaigns",
    "bureaucratic-market-socialism": "market criteria",
    "nep": "market criteria, some owners",
}
"""Systems that stand for a mode each, all from one start."""
SWINGS = ("swing", "swing-equal-modes")
SERIES = {"policy": "policy_mode", "growth of product a head": "gdp_per_head"}
YEARS = 60
FURTHER = ("yugoslav-self-management", "pink-tide", "swing", "technocratic-optimal-plan")
"""Systems of the bureaucratic economies and beside them that the sixty-year tables of `bureaucracy.md` do not hold."""
PAIR_YEARS, BOUND = 20, 4.0
"""Length of the runs by which all pairs are compared, and standard errors above which an outcome differs; by chance one of 800 does."""
PARTS = ("growth", "spectrum", "pairs")


def by_decade(data: xr.Dataset, system: str, outcome: str) -> np.ndarray:
    """Log growth in each decade, per cent a year (float64 [replicate, decade]); a decade's end is its last year."""
    yearly = data[outcome].sel(system=system).values.reshape(data.sizes["replicate"], -1, 4).mean(axis=2)
    ends = yearly[:, [0, *range(9, yearly.shape[1], 10)]]
    years = np.diff([0, *range(9, yearly.shape[1], 10)])
    return np.asarray(100.0 * np.diff(np.log(np.maximum(ends, 1e-9)), axis=1) / years)


def draw_growth(data: xr.Dataset, scenario: str) -> str:
    """Growth of product a head and of labour productivity by decade."""
    rows = []
    figure, axis = plt.subplots(figsize=(6, 3.2), layout="constrained")
    for system, mode in MODES.items():
        for outcome in ("gdp_per_head", "labour_productivity"):
            decades = by_decade(data, system, outcome)
            rows.append([system, mode, outcome, *(f"{d:.2f}" for d in decades.mean(axis=0)), spread(decades[:, -1] - decades[:, 0])])
            if outcome == "gdp_per_head":
                axis.errorbar(np.arange(1, decades.shape[1] + 1), decades.mean(axis=0), decades.std(axis=0), label=mode, capsize=2)
    axis.set(xlabel="decade", ylabel="growth of product a head, % a year")
    axis.legend(fontsize=7)
    figure.savefig(HERE / f"modes-{scenario}.png", dpi=130)
    plt.close(figure)
    head = ["system", "mode", "outcome", *(f"decade {k}" for k in range(1, decades.shape[1] + 1)), "last less first"]
    return table(head, rows) + f"\n\n![Growth by decade](modes-{scenario}.png)"


def draw_spectrum(data: xr.Dataset, systems: Sequence[str] = SWINGS) -> str:
    """Moves of policy, and the largest peak of policy and of growth over an AR(1) null."""
    rows = []
    for system in systems:
        for label, outcome in SERIES.items():
            quarterly = data[outcome].sel(system=system).values
            yearly = quarterly[:, 3::4] if outcome == "policy_mode" else np.log(np.maximum(quarterly[:, 3::4], 1e-9))
            yearly = yearly if outcome == "policy_mode" else np.diff(yearly, axis=1)
            moves = np.abs(np.diff(quarterly[:, 3::4], axis=1)).sum(axis=1) if outcome == "policy_mode" else np.full(len(yearly), np.nan)
            found = largest_peak(np.asarray(yearly, np.float64))
            moving = np.isfinite(found.chance)
            below = f"{int(np.sum(found.chance[moving] < 0.05))} of {int(moving.sum())}"
            middle = f"{np.median(found.period[moving]):.3g}" if moving.any() else ""
            rows.append([system, label, "" if np.isnan(moves).all() else spread(moves), str(len(yearly) - int(moving.sum())), below, middle])
    head = ["system", "series", "moves in 60 years", "replicates that never move", "peak above the null at 5 %", "median period, years"]
    return table(head, rows)


def draw_pairs(size: Size) -> str:
    """The pairs of all systems whose outcomes differ least, on the same draws."""
    groups = {**HALVES, "c": FURTHER}
    data = xr.concat([ran(f"pairs-{name}", "china-1952", systems, size, PAIR_YEARS) for name, systems in groups.items()], "system")
    rows, alike = paired(data, (*BUREAUCRATIC, *FURTHER), BOUND)
    return rows + f"\n\nPairs in which none of {len(OUTCOMES)} differs: {'; '.join(alike) or 'none'}."


def main() -> None:
    """Runs what is asked for and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replicates", type=int, default=8)
    parser.add_argument("--persons", type=int, default=500)
    parser.add_argument("--out", type=Path, default=Path("runs/modes"))
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    given = parser.parse_args()
    size = Size(given.persons, given.replicates, YEARS, given.out)
    if "growth" in given.parts:
        write({"ussr-1928": draw_growth(ran("modes-ussr-1928", "ussr-1928", tuple(MODES), size, YEARS), "ussr-1928")}, PAGE)
    if "spectrum" in given.parts:
        write({"spectrum": draw_spectrum(ran("swings-china-1952", "china-1952", SWINGS, size, YEARS))}, PAGE)
    if "pairs" in given.parts:
        write({"pairs": draw_pairs(size)}, PAGE)
    write({"size": f"{size.persons} persons, {size.replicates} replicates, seed 1, {YEARS} years"}, PAGE)


if __name__ == "__main__":
    main()

"""Famine, cause by cause: runs the ablations, draws the plots and writes the tables of `famine.md`.

    python docs/science/famine.py --replicates 8 --persons 1000 --years 6 --out runs/famine

Four causes are switched off one at a time, and each alone is switched on, on the same draws and under the recorded weather; the same in normal
weather shows what weather does. Nothing here decides what comes out. A run that is already in the folder is not computed again.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import xarray as xr
from bureaucracy import HERE, spread, table, variant, write

import counterplan.api as cp
from counterplan.core.scenario import Scenario
from counterplan.core.system import System
from counterplan.loader import load_scenario

PAGE = "famine.md"
SYSTEMS = {"china-1958": "great-leap", "ussr-1932": "command-voluntarist"}
"""The system that stands for what was in force, by scenario."""
CAUSES = ("procurement", "information", "papers", "calls")
TITLES = {
    "procurement": "deliveries fixed on expected harvests (off: on the harvest that is reaped)",
    "information": "a closed press, and provinces with a career to make (off: an open press, no such stake)",
    "papers": "nobody leaves a village unless an office says so (off: whoever finds work may leave)",
    "calls": "villagers called to towns beyond those whom the gap in income draws (off: no calls; only with papers)",
}
DEATHS = {"famine": "hunger", "custody": "custody", "execution": "execution", "violence": "violence"}
"""Causes of death as outcomes name them, and as a reader does."""
SHADES = {"recorded": ("#8c2d19", "recorded weather"), "normal": ("#e5b3a5", "normal weather")}


def arm(base: str, name: str, on: frozenset[str]) -> System:
    """The system with only some of the causes."""
    options: dict[str, str] = {}
    parameters: dict[str, float] = {}
    if "procurement" not in on:
        options["levy"] = "flexible"
    if "information" not in on:
        options["information"], parameters["priorities.career"] = "open", 0.0
    if not on & {"papers", "calls"}:
        options["mobility"] = "free"
    elif "calls" not in on:
        parameters["mobility.call_up"] = 1.0
    return variant(base, name, options, parameters)


def arms(base: str) -> dict[str, System]:
    """All arms by what is said of them in the table."""
    whole = frozenset(CAUSES)
    sets: dict[str, frozenset[str]] = {"all four": whole, "none": frozenset()}
    sets |= {f"without {cause}": whole - {cause} for cause in CAUSES if cause != "papers"}
    sets["without papers and calls"] = whole - {"papers", "calls"}
    sets |= {f"{cause} alone": frozenset({cause}) for cause in CAUSES if cause != "calls"}
    sets["papers and calls alone"] = frozenset({"papers", "calls"})
    return {label: arm(base, label.replace(" ", "-"), on) for label, on in sets.items()}


def dead(data: xr.Dataset, system: System, cause: str) -> np.ndarray:
    """Deaths of a cause over the run, in millions, by replicate."""
    values: np.ndarray = data[f"deaths_{cause}"].sel(system=system.name).sum("quarter").values / 1e6
    return values


def drawn(found: Mapping[str, xr.Dataset], systems: Mapping[str, System]) -> str:
    """Deaths by cause and arm, and hunger's share of the arm with all four, replicate by replicate on the same draws."""
    rows = []
    for weather, data in found.items():
        whole = dead(data, systems["all four"], "famine")
        for label, system in systems.items():
            hunger = dead(data, system, "famine")
            rest = [f"{dead(data, system, cause).mean():.2g}" for cause in list(DEATHS)[1:]]
            share = hunger.sum() / whole.sum() if whole.sum() > 0 else float("nan")
            deficit = data["birth_deficit"].sel(system=system.name).sum("quarter").values / 1e6
            rows.append([weather, label, spread(hunger), f"{share:.2f}", *rest, spread(deficit)])
    head = ["weather", "causes in force", "dead of hunger, million", "over all four", *list(DEATHS)[1:], "births lost, million"]
    return table(head, rows)


def draw_deaths(found: Mapping[str, xr.Dataset], systems: Mapping[str, System], scenario: str) -> str:
    """Deaths by cause and arm as bars, means with the interval of nine tenths of the replicates; each cause has a scale of its own."""
    figure, axes = plt.subplots(1, len(DEATHS), figsize=(10, 4.4), sharey=True, layout="constrained", width_ratios=(3, 1.4, 1.4, 1.4))
    places = np.arange(len(systems))
    for axis, (cause, title) in zip(axes, DEATHS.items(), strict=True):
        for (weather, data), offset in zip(found.items(), (-0.2, 0.2), strict=True):
            colour, label = SHADES[weather]
            values = np.stack([dead(data, system, cause) for system in systems.values()])
            means, ends = values.mean(axis=1), np.quantile(values, (0.05, 0.95), axis=1)
            axis.barh(places + offset, means, 0.4, color=colour, label=label)
            axis.hlines(places + offset, *ends, color="black", linewidth=0.8)
        axis.set(title=title, xlabel="million dead")
        axis.locator_params(axis="x", nbins=4)
        if axis.dataLim.x1 <= 0:
            axis.set_xticks([])
            axis.text(0.5, 0.5, "none", transform=axis.transAxes, ha="center")
    axes[0].set_yticks(places, list(systems))
    axes[0].invert_yaxis()
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2, fontsize=8)
    figure.savefig(HERE / f"famine-{scenario}.png", dpi=110)
    plt.close(figure)
    legend = "Bars are means, lines the interval of nine tenths of the replicates; each cause has its own scale."
    return f"![Deaths by cause](famine-{scenario}.png)\n\n{legend}"


def normal(scenario: Scenario) -> Scenario:
    """The scenario without its recorded weather: every year's is drawn around the usual harvest."""
    return replace(scenario, name=f"{scenario.name}-normal", paths={n: path for n, path in scenario.paths.items() if n != "harvest_weather"})


def main() -> None:
    """Runs what is asked for and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replicates", type=int, default=8)
    parser.add_argument("--persons", type=int, default=1000)
    parser.add_argument("--years", type=int, default=6)
    parser.add_argument("--out", type=Path, default=Path("runs/famine"))
    parser.add_argument("--scenarios", nargs="+", choices=tuple(SYSTEMS), default=tuple(SYSTEMS))
    given = parser.parse_args()
    for name in given.scenarios:
        scenario, systems = load_scenario(name), arms(SYSTEMS[name])
        found = {
            weather: cp.run(
                start, systems=list(systems.values()), persons=given.persons, replicates=given.replicates, years=given.years,
                out=given.out / start.name,
            ).dataset
            for weather, start in (("recorded", scenario), ("normal", normal(scenario)))
        }  # fmt: skip
        write({name: f"{drawn(found, systems)}\n\n{draw_deaths(found, systems, name)}"}, PAGE)
        print(f"{name}: done")
    write({"size": f"{given.persons} persons, {given.replicates} replicates, seed 1, {given.years} years"}, PAGE)


if __name__ == "__main__":
    main()

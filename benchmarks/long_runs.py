"""Looks at long runs: whether an economy is the same at two sizes, what collapses, and whether anything grows by itself.

Runs stand in the folder given and are used again by the same command. Each part prints tables in Markdown and draws the series.

    python benchmarks/long_runs.py sizes --scenario ussr-1928 --persons 2000 50000 --replicates 16 4
    python benchmarks/long_runs.py still
    python benchmarks/long_runs.py systems --systems welfare-state yugoslav-self-management
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import xarray as xr

from counterplan import api
from counterplan.catalogue import find_rules
from counterplan.loader import load_scenario

Floats = np.ndarray

YEARS, LAST = 60, 20
"""Length of a run, and the last years over which means are taken."""
STILL_YEARS, SETTLED = 300, 240
MEANS = ("gdp_per_head", "consumption_per_head", "labour_productivity", "hours_per_worker", "calories_per_head", "effort", "skill")
CHECKS = ("money_residual", "goods_residual", "person_residual", "failed")
DRAWN = (
    "gdp_per_head", "consumption_per_head", "labour_productivity", "hours_per_worker", "calories_per_head", "effort", "shortage",
    "investment_share", "price_level", "wage_share", "unemployment_rate", "population",
)  # fmt: skip
STILL = {
    "arrival": 0.0, "fertility_income": 0.0, "fertility_food": 0.0, "famine_response": 0.0, "provision_health": 0.0,
    "health_progress": 0.0, "fertility_survival": 0.0, "protest_threshold": 9.0,
    "harvest_deviation": 0.0,
}  # fmt: skip
"""Without search, weather, what makes populations grow or shrink, and protest; births are set to deaths beside that."""
FALLEN_OUTPUT, FALLEN_PEOPLE = 1 / 3, 1 / 2
"""A replicate has collapsed where output a head or the number of people falls below this part of its start."""


def yearly(data: xr.Dataset, system: str, name: str) -> Floats:
    """Means of the years, [replicate, year]."""
    values = np.asarray(data[name].sel(system=system).transpose("replicate", "quarter"))
    return values.reshape(len(values), -1, 4).mean(axis=2)


def stored(data: xr.Dataset, system: str) -> dict[str, Floats]:
    """Goods in store and machines a head, over the first year's; money and debts over a year's product; at the ends of years, [replicate, year]."""
    own = data.sel(system=system).isel(quarter=slice(3, None, 4))
    people = own["population"] / data.attrs["persons_per_simulated"]
    heads = own["goods_closing"].sum("good") / 1e6 / people
    found = {f"{store} a head": np.asarray(heads.sel(store=store).transpose("replicate", "quarter")) for store in own["store"].values}
    value = own["gdp_per_head"] * own["price_level"] * people
    money = own["money_closing"] / 100 / value
    for stock in own["money_stock"].values:
        found[f"{stock} over product"] = np.asarray(money.sel(money_stock=stock).transpose("replicate", "quarter"))
    return {name: values / max(abs(float(values[:, 0].mean())), 1e-12) if " a head" in name else values for name, values in found.items()}


def wrong(data: xr.Dataset) -> list[str]:
    """What does not hold in every quarter: open accounts, failures, numbers that are none."""
    open_ = [name for name in CHECKS if float(np.abs(data[name]).max()) != 0.0]
    return open_ + [str(name) for name, values in data.data_vars.items() if values.dtype.kind == "f" and not np.isfinite(values).all()]


def collapses(data: xr.Dataset, system: str) -> list[str]:
    """Replicates that fell below the bounds, with the years in which they first did, and what moved before."""
    found = []
    output, people = yearly(data, system, "gdp_per_head"), yearly(data, system, "population")
    for replicate in range(len(output)):
        for name, path, bound in (("output", output[replicate], FALLEN_OUTPUT), ("people", people[replicate], FALLEN_PEOPLE)):
            below = np.flatnonzero(path < bound * path[0])
            if below.size:
                found.append(
                    f"replicate {replicate}: {name} below {bound:.2f} of the start from year {below[0]}, at the end {path[-1] / path[0]:.2f}"
                )
    return found


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)) + "\n"


def draw(runs: Mapping[str, xr.Dataset], systems: Sequence[str], path: Path, more: bool = False) -> None:
    """Each outcome by year: the median and the middle nine tenths of replicates, a colour a system, a dash a run."""
    names = list(DRAWN)
    if more:
        names += list(stored(next(iter(runs.values())), systems[0]))
    figure, axes = plt.subplots(-(-len(names) // 3), 3, figsize=(14, 3.2 * -(-len(names) // 3)), layout="constrained")
    for (label, data), dash in zip(runs.items(), ("-", "--"), strict=False):
        for system, colour in zip(systems, plt.get_cmap("tab10").colors, strict=False):  # type: ignore[attr-defined]
            extra = stored(data, system) if more else {}
            for name, axis in zip(names, axes.flat, strict=False):
                values = extra[name] if name in extra else yearly(data, system, name)
                low, middle, high = np.quantile(values, [0.05, 0.5, 0.95], axis=0)
                axis.plot(middle, dash, color=colour, label=f"{system}, {label}", linewidth=1)
                axis.fill_between(np.arange(middle.size), low, high, color=colour, alpha=0.1, linewidth=0)
                axis.set_title(name, fontsize=9)
                if name in ("gdp_per_head", "consumption_per_head", "labour_productivity", "price_level", "population") and low.min() > 0.0:
                    axis.set_yscale("log")
    axes.flat[0].legend(fontsize=6)
    figure.savefig(path, dpi=70)
    plt.close(figure)


def say_collapses(data: xr.Dataset, systems: Sequence[str]) -> None:
    print(f"does not hold: {', '.join(wrong(data)) or 'nothing'}")
    for system in systems:
        for line in collapses(data, system):
            print(f"collapse, {system}, {line}")


def sizes(asked: argparse.Namespace) -> None:
    """Means of the last years at two sizes, and their difference in standard errors."""
    runs = {}
    for persons, replicates in zip(asked.persons, asked.replicates, strict=True):
        folder = asked.out / f"{asked.scenario}-{persons}-{replicates}"
        run = api.run(asked.scenario, asked.systems, persons=persons, years=YEARS, replicates=replicates, out=folder, progress=False)
        runs[f"{persons} persons"] = run.dataset
        print(f"\n{asked.scenario}, {persons} persons, {replicates} replicates")
        say_collapses(run.dataset, asked.systems)
    draw(runs, asked.systems, asked.out / f"sizes-{asked.scenario}.png")
    rows = []
    for system in asked.systems:
        for name in MEANS:
            ends = [np.log(yearly(data, system, name)[:, -LAST:]).mean(axis=1) for data in runs.values()]
            apart = ends[-1].mean() - ends[0].mean()
            error = np.sqrt(sum(e.var(ddof=1) / e.size for e in ends))
            spread = [f"{np.exp(e.mean()):.4g} (deviation {100 * e.std(ddof=1):.1f} %)" for e in ends]
            rows.append([system, name, *spread, f"{100 * apart:+.2f} %", f"{apart / error:+.1f}"])
    print("\n" + table(["system", f"mean of the last {LAST} years", *runs, "larger less smaller", "in standard errors"], rows))


def still(asked: argparse.Namespace) -> None:
    """Trends of an economy in which nothing makes anything grow."""
    figures = load_scenario(asked.scenario, find_rules()).figures
    settings: dict[str, str | float] = {**STILL, "crude_birth_rate": figures["crude_death_rate"].value}
    persons, replicates = asked.persons[0], asked.replicates[0]
    folder = asked.out / f"still-{asked.scenario}-{persons}"
    data = api.run(
        asked.scenario, asked.systems, persons=persons, years=STILL_YEARS, replicates=replicates, settings=settings, out=folder, progress=False
    ).dataset
    say_collapses(data, asked.systems)
    draw({f"{persons} persons": data}, asked.systems, asked.out / f"still-{asked.scenario}.png", more=True)
    rows = []
    for system in asked.systems:
        series = {name: yearly(data, system, name) for name in DRAWN if name not in ("shortage", "unemployment_rate")} | stored(data, system)
        for name, values in series.items():
            if (values > 0.0).all():
                found = []
                for first, last in ((40, 100), (100, SETTLED), (SETTLED, STILL_YEARS)):
                    slopes = np.array([np.polyfit(np.arange(last - first), np.log(path[first:last]), 1)[0] for path in values])
                    found.append(f"{100 * slopes.mean():+.3f} ± {100 * slopes.std(ddof=1) / np.sqrt(slopes.size):.3f}")
                rows.append([system, name, *found])
    print("\n" + table(["system", "trend, % a year", "40 to 100", f"100 to {SETTLED}", f"{SETTLED} to {STILL_YEARS}"], rows))


def each(asked: argparse.Namespace) -> None:
    """Sixty years of any systems: what holds, how they end."""
    persons, replicates = asked.persons[0], asked.replicates[0]
    folder = asked.out / f"systems-{asked.scenario}-{persons}-{'-'.join(asked.systems)}"[:120]
    data = api.run(asked.scenario, asked.systems, persons=persons, years=YEARS, replicates=replicates, out=folder, progress=False).dataset
    say_collapses(data, asked.systems)
    draw({f"{persons} persons": data}, asked.systems, asked.out / f"{folder.name}.png", more=True)
    rows = []
    for system in asked.systems:
        ends = [yearly(data, system, name)[:, -LAST:].mean(axis=1) for name in DRAWN]
        output = yearly(data, system, "gdp_per_head")
        growth = 100 * np.log(output[:, -5:].mean(axis=1) / output[:, 0]) / (YEARS - 3)
        rows.append([system, *(f"{e.mean():.3g} ({e.min():.3g} to {e.max():.3g})" for e in (growth, *ends))])
    print("\n" + table(["system", "growth, % a year", *(f"{name}, last {LAST} years" for name in DRAWN)], rows))


def main() -> None:
    """Reads the command line and does one part."""
    parts = {"sizes": sizes, "still": still, "systems": each}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=parts)
    parser.add_argument("--scenario", default="china-1952")
    parser.add_argument("--systems", nargs="+", default=list(api.MAIN_SYSTEMS))
    parser.add_argument("--persons", type=int, nargs="+")
    parser.add_argument("--replicates", type=int, nargs="+")
    parser.add_argument("--out", type=Path, default=Path("runs") / "long-runs")
    asked = parser.parse_args()
    usual = {"sizes": ([2000, 50000], [16, 4]), "still": ([1000], [16]), "systems": ([1000], [8])}
    asked.persons = asked.persons or usual[asked.part][0]
    asked.replicates = asked.replicates or usual[asked.part][1]
    asked.out.mkdir(parents=True, exist_ok=True)
    parts[asked.part](asked)


if __name__ == "__main__":
    main()

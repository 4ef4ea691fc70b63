"""Demonstrations of the bureaucratic economies: runs them, draws the plots and writes the tables of `bureaucracy.md`.

    python docs/science/bureaucracy.py --replicates 50 --persons 2000 --out runs/bureaucracy

Nothing here decides what comes out: each demonstration is a set of systems that differ in one or two parameters, run on the same draws.
A run that is already in the folder is not computed again.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import xarray as xr

import counterplan.api as cp
from counterplan.core.system import System
from counterplan.loader import load_system

HERE = Path(__file__).parent
HALVES = {
    "a": (
        "command-voluntarist", "great-leap", "command-normalised", "command-open-press", "khrushchev-sovnarkhoz", "china-cultural-revolution",
        "cuba", "vietnam-dr",
    ),
    "b": (
        "bureaucratic-market-socialism", "nep", "china-dual-track", "syria-baath", "restored-capitalism", "command-bankruptcy",
        "china-readjustment", "mass-line",
    ),
}  # fmt: skip
"""Systems by program: two programs with fewer options each compile sooner than one with all of them."""
BUREAUCRATIC = (*HALVES["a"], *HALVES["b"])
OUTCOMES = (
    "gdp_per_head", "labour_productivity", "consumption_per_head", "calories_per_head", "hours_per_worker", "effort", "shortage",
    "investment_share", "consumption_gini", "unemployment_rate", "innovations", "protest", "repression", "life_expectancy", "population",
)  # fmt: skip
"""Outcomes in which two systems may differ."""
TAUTNESS = (0.9, 0.97, 1.03, 1.09, 1.15)
LAND = (0.1, 0.3, 0.5)
"""Elasticity of the harvest to land, over the range of its prior: the higher, the less is lost on the land when people leave it."""


@dataclass(frozen=True)
class Size:
    """How large runs are."""

    persons: int
    replicates: int
    years: int
    folder: Path


def variant(base: str, name: str, options: Mapping[str, str] | None = None, parameters: Mapping[str, float] | None = None) -> System:
    """A built-in system under another name, with some options and parameters changed."""
    system = load_system(base)
    for role, option in (options or {}).items():
        system = system.with_option(role, option)
    kept = {key: value for key, value in system.parameters.items() if key.split(".")[0] not in (options or {})}
    return replace(system, name=name, parameters={**kept, **(parameters or {})})


def arms() -> list[System]:
    """All arms of all demonstrations: one program serves them."""
    taut = [variant("command-economy", f"taut-{t:g}", parameters={"coordination.tautness": t}) for t in TAUTNESS]
    told = [
        variant("command-economy", f"told-{press}-{career:g}", {"information": press}, {"priorities.career": career})
        for press, career in product(("closed", "open"), (0.0, 1.0))
    ]
    paid = [
        variant("command-economy", f"paid-{kind}-{exit_}-{ratchet:g}", {"management": kind, "exit": exit_}, {"management.target_ratchet": ratchet})
        for kind, exit_, ratchet in product(("quota", "bonus"), ("soft", "hard"), (0.0, 0.5))
    ]
    return [*taut, *told, *paid]


def allen() -> list[System]:
    """Soft and hard budgets under plan commands, otherwise alike."""
    return [variant("command-economy", f"budgets-{exit_}", {"exit": exit_}) for exit_ in ("soft", "hard")]


def late(data: xr.Dataset, system: str, outcome: str, years: int = 5) -> np.ndarray:
    """Mean of an outcome over the last years, by replicate."""
    values: np.ndarray = data[outcome].sel(system=system).isel(quarter=slice(-4 * years, None)).mean("quarter").values
    return values


def growth(data: xr.Dataset, system: str, outcome: str = "gdp_per_head") -> np.ndarray:
    """Log growth a year from the first to the last five years, in per cent, by replicate."""
    whole = data[outcome].sel(system=system)
    first, last = whole.isel(quarter=slice(0, 20)).mean("quarter"), whole.isel(quarter=slice(-20, None)).mean("quarter")
    return np.asarray(100.0 * np.log(np.maximum(last, 1e-9) / np.maximum(first, 1e-9)) / (whole.sizes["quarter"] / 4 - 5))


def spread(values: np.ndarray) -> str:
    """Mean and the interval of nine tenths of the replicates."""
    low, high = np.quantile(values, [0.05, 0.95])
    return f"{values.mean():.3g} ({low:.3g} to {high:.3g})"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    return "\n".join(["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)])


def draw_tautness(data: xr.Dataset) -> str:
    """Shortage and output by tautness of the plan."""
    figure, axes = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
    rows = []
    for outcome, axis in zip(("shortage", "gdp_per_head"), axes, strict=True):
        ends = [late(data, f"taut-{t:g}", outcome) for t in TAUTNESS]
        axis.plot(TAUTNESS, [e.mean() for e in ends], color="black")
        axis.fill_between(TAUTNESS, *np.quantile(ends, [0.05, 0.95], axis=1), color="0.85")
        axis.set(xlabel="tautness (plan over what is reported as possible)", ylabel=outcome.replace("_", " "))
        rows.append([outcome, *map(spread, ends)])
    figure.savefig(HERE / "bureaucracy-tautness.png", dpi=130)
    plt.close(figure)
    return table(["last five years", *(f"{t:g}" for t in TAUTNESS)], rows)


def draw_reports(data: xr.Dataset) -> str:
    """Reported over actual output through the years."""
    figure, axis = plt.subplots(figsize=(6, 3.2), layout="constrained")
    rows = []
    for press, career in product(("closed", "open"), (0.0, 1.0)):
        name = f"told-{press}-{career:g}"
        said, made = (data[o].sel(system=name).coarsen(quarter=4).sum() for o in ("reported_output", "actual_output"))
        over = 100.0 * (said / made - 1.0)
        label = f"{press} press, {'provinces with a career to make' if career else 'provinces that pass on'}"
        axis.plot(over["year"] if "year" in over.coords else np.arange(over.sizes["quarter"]), over.mean("replicate"), label=label)
        rows.append([label, spread(late(data, name, "reported_output") / late(data, name, "actual_output")), spread(growth(data, name))])
    axis.set(ylabel="output reported over made, %")
    axis.legend(fontsize=7)
    figure.savefig(HERE / "bureaucracy-reports.png", dpi=130)
    plt.close(figure)
    return table(["arm", "reported over actual output", "growth of product a head, % a year"], rows)


def draw_bonus(data: xr.Dataset) -> str:
    """Bonus against quota, with and without bankruptcy and ratchet."""
    rows, effects = [], {}
    for exit_, ratchet in product(("soft", "hard"), (0.0, 0.5)):
        ends = [late(data, f"paid-{kind}-{exit_}-{ratchet:g}", "labour_productivity") for kind in ("quota", "bonus")]
        effect = 100.0 * np.log(np.maximum(ends[1], 1e-12) / np.maximum(ends[0], 1e-12))
        taken = [late(data, f"paid-{kind}-{exit_}-{ratchet:g}", "innovations", 20) for kind in ("quota", "bonus")]
        label = f"{exit_} budgets, {'ratchet' if ratchet else 'no ratchet'}"
        effects[label] = effect
        rows.append([label, spread(taken[0]), spread(taken[1]), spread(effect)])
    figure, axis = plt.subplots(figsize=(6, 3), layout="constrained")
    axis.boxplot(list(effects.values()), tick_labels=list(effects), whis=(5, 95))
    axis.axhline(0.0, color="0.7", lw=0.8)
    axis.set(ylabel="effect of a bonus on\nlabour productivity, log %")
    axis.tick_params(axis="x", labelsize=7)
    figure.savefig(HERE / "bureaucracy-bonus.png", dpi=130)
    plt.close(figure)
    return table(["arm", "techniques taken, quota", "techniques taken, bonus", "effect of a bonus on labour productivity, log %"], rows)


def draw_allen(runs: Mapping[float, xr.Dataset]) -> str:
    """What soft budgets do to growth, by how much labour the land can spare."""
    gains = {land: growth(data, "budgets-soft") - growth(data, "budgets-hard") for land, data in runs.items()}
    jobs = {land: [1.0 - late(data, f"budgets-{e}", "employment_by_good")[:, 0] for e in ("soft", "hard")] for land, data in runs.items()}
    figure, axis = plt.subplots(figsize=(5, 3), layout="constrained")
    errors = [g.std(ddof=1) / len(g) ** 0.5 for g in gains.values()]
    axis.errorbar(list(gains), [g.mean() for g in gains.values()], yerr=errors, fmt="o-", color="black")
    axis.axhline(0.0, color="0.7", lw=0.8)
    axis.set(xlabel="elasticity of the harvest to land", ylabel="soft less hard budgets,\ngrowth a head, points a year")
    figure.savefig(HERE / "bureaucracy-allen.png", dpi=130)
    plt.close(figure)
    rows = [[f"{land:g}", spread(gains[land]), spread(100.0 * (soft - hard))] for land, (soft, hard) in jobs.items()]
    return table(["elasticity to land", "growth, soft less hard (points a year)", "jobs in towns, soft less hard (points)"], rows)


def paired(data: xr.Dataset, systems: Sequence[str], bound: float = 3.0) -> tuple[str, list[str]]:
    """For each pair the outcomes that differ, replicate by replicate on the same draws, by more than ``bound`` standard errors.

    Returns:
        a table of how many outcomes differ, and the pairs in which none does.
    """
    ends = {s: {o: late(data, s, o) for o in OUTCOMES} for s in systems}
    differ: dict[tuple[str, str], list[str]] = {}
    for a, b in combinations(systems, 2):
        gaps = {o: ends[a][o] - ends[b][o] for o in OUTCOMES}
        differ[a, b] = [o for o, g in gaps.items() if abs(g.mean()) > bound * max(g.std(ddof=1) / len(g) ** 0.5, 1e-12)]
    few = sorted(differ, key=lambda pair: len(differ[pair]))[:12]
    rows = [[a, b, str(len(differ[a, b])), ", ".join(differ[a, b][:6])] for a, b in few]
    alike = [f"{a} and {b}" for a, b in few if not differ[a, b]]
    return table(["system", "system", f"outcomes of {len(OUTCOMES)} that differ", "which"], rows), alike


def draw_systems(data: xr.Dataset, scenario: str) -> str:
    """Product a head of all systems, and where they end."""
    figure, axes = plt.subplots(4, 4, figsize=(11, 8), sharex=True, sharey=True, layout="constrained")
    rows = []
    for system, axis in zip(BUREAUCRATIC, axes.flat, strict=True):
        values = data["gdp_per_head"].sel(system=system)
        axis.plot(values["year"], np.maximum(values.T, 1.0), lw=0.5, color="0.6")
        axis.plot(values["year"], np.maximum(values.median("replicate"), 1.0), color="black")
        axis.set(yscale="log", title=system)
        axis.title.set_fontsize(8)
        deaths = [data[f"deaths_{c}"].sel(system=system).sum("quarter").values / 1e6 for c in ("famine", "custody", "execution", "violence")]
        rows.append([system, spread(growth(data, system)), *(spread(late(data, system, o)) for o in ("shortage", "effort", "consumption_gini")),
                     *(f"{d.mean():.3g}" for d in deaths)])  # fmt: skip
    figure.suptitle(f"product a head, {scenario}: replicates and median")
    figure.savefig(HERE / f"bureaucracy-{scenario}.png", dpi=110)
    plt.close(figure)
    return table(["system", "growth, % a year", "shortage", "effort", "gini", "famine", "custody", "execution", "violence (million dead)"], rows)


def ran(
    name: str, scenario: str, systems: Sequence[str | System], size: Size, years: int, settings: Mapping[str, str | float] | None = None
) -> xr.Dataset:
    """Results of a run, computed where they are not there yet."""
    return cp.run(
        scenario, systems=systems, persons=size.persons, replicates=size.replicates, years=years, settings=settings, out=size.folder / name
    ).dataset


PARTS = ("arms", "allen", "china-1952", "ussr-1928")


def shown(part: str, size: Size) -> dict[str, str]:
    """Runs one part, draws its plots and returns its tables by their place in the page."""
    if part == "arms":
        data = ran("arms", "china-1952", arms(), size, size.years)
        return {"tautness": draw_tautness(data), "reports": draw_reports(data), "bonus": draw_bonus(data)}
    if part == "allen":
        runs = {land: ran(f"allen-{land:g}", "ussr-1928", allen(), size, size.years, {"land_elasticity": land}) for land in LAND}
        return {"allen": draw_allen(runs) + "\n\n![Soft less hard budgets](bureaucracy-allen.png)"}
    data = xr.concat([ran(f"{part}-{half}", part, systems, size, 60) for half, systems in HALVES.items()], "system")
    pairs, alike = paired(data, BUREAUCRATIC)
    drawn = draw_systems(data, part) + f"\n\n![Product a head of every system](bureaucracy-{part}.png)"
    return {part: drawn, f"{part}-pairs": pairs, f"{part}-alike": "; ".join(alike) or "none"}


def write(tables: Mapping[str, str], name: str = "bureaucracy.md") -> None:
    """Puts tables into a page, each between its marks."""
    page = HERE / name
    text = page.read_text(encoding="utf-8")
    for mark, content in tables.items():
        begin, end = f"<!-- {mark} -->\n", f"<!-- end {mark} -->"
        before, rest = text.split(begin, 1)
        text = before + begin + content + "\n" + end + rest.split(end, 1)[1]
    page.write_text(text, encoding="utf-8")


def main() -> None:
    """Runs what is asked for and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replicates", type=int, default=8)
    parser.add_argument("--persons", type=int, default=500)
    parser.add_argument("--years", type=int, default=40, help="length of the demonstrations; the systems always run sixty")
    parser.add_argument("--out", type=Path, default=Path("runs/bureaucracy"))
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    given = parser.parse_args()
    size = Size(given.persons, given.replicates, given.years, given.out)
    for part in given.parts:
        write(shown(part, size))
        print(f"{part}: done")
    write({"size": f"{size.persons} persons, {size.replicates} replicates, seed 1, {size.years} years (systems: 60)"})


if __name__ == "__main__":
    main()

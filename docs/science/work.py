"""Who decides about work: runs the demonstrations, draws the plots and writes the tables of `work.md`.

    python docs/science/work.py --replicates 50 --persons 500 --years 30 --out runs/work

Arms differ in one or two institutions or parameters and run on the same draws. Nothing here decides what comes out. A run that is
already in the folder is not computed again.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from inspect import signature
from itertools import product
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import xarray as xr
from bureaucracy import Size, growth, late, ran, spread, table, variant, write

from counterplan.core.rule import Rule
from counterplan.core.system import System
from counterplan.core.variables import GRAIN
from counterplan.institutions.discipline.dismissal import Dismissal
from counterplan.institutions.discipline.mutual import Mutual
from counterplan.institutions.discipline.norms import Norms
from counterplan.institutions.residual.commons import Commons
from counterplan.loader import load_system
from counterplan.physics.effort import work_gain
from counterplan.physics.parameters import Physics
from counterplan.planning.councils import draw_councils
from counterplan.planning.participatory import consumers_gain, facilitate_councils

HERE = Path(__file__).parent
PAGE = "work.md"
SCENARIO = "china-1952"
WINDOW = 10
"""Years at the end whose mean is shown, as in the claims."""
NAMED = {
    "neoliberal-capitalism": "owners", "worker-firms-market": "members, markets", "command-economy": "planners",
    "democratic-planning": "members, negotiated plan",
}  # fmt: skip
CHOOSERS = {
    "neoliberal-capitalism": ("owner", "bonus"), "worker-firms-market": ("assembly", "bonus", "quota"),
    "command-economy": ("quota", "bonus", "assembly"), "democratic-planning": ("assembly", "bonus", "quota"),
}  # fmt: skip
"""Managements that may stand in each system; the first is its own."""
SAY = (0.0, 0.1, 0.2, 0.35, 0.5)
"""Values of ψ, over the whole of its prior."""
MANUFACTURES, MACHINES = 1, 4
"""Goods by their place."""
STAKES = (-1.0, -0.5, 0.0, 0.5, 1.0)
"""Gain from overstating; below zero, from understating (assemblies; managers under a target have a prior of their own)."""
PLANS = {"democratic-planning": "negotiated", "democratic-planning-optimised": "optimised", "command-economy": "commands"}
SHARED_PAY = ("democratic-planning", "worker-firms-market")
TEAMS = {"discipline.pressure": (0.0, 0.4, 0.8), "discipline.close_group": (5.0, 30.0), "discipline.partnership": (1.0,)}
CENTRE = "discipline.pressure-0.4"
REAL_MEMBERS = (1.0, 4.0, 12.0, 30.0)
"""Real members behind a simulated one, over the whole of its prior; the second is its centre."""
STAKES_OF_EFFORT = (
    "pay_for_effort", "land_stake", "residual_stake", "detection", "loss_if_found", "fine_if_found", "peer_pressure", "coercion_pressure", "say",
)  # fmt: skip
SEEN = (
    ("labour_productivity", "growth of productivity, % a year"), ("hours_per_worker", "hours a week"), ("free_time", "free time, hours a week"),
    ("disamenity", "disamenity"), ("technique_skill", "skill needed"), ("technique_monitorability", "monitorability"), ("effort", "effort"),
)  # fmt: skip


def chosen(system: str, management: str) -> str:
    """Name of a system's arm under some management."""
    return system if management == CHOOSERS[system][0] else f"{system}-{management}"


def choice_arms() -> list[System]:
    """Every system under each management that may stand in it, and those that differ in who sets priorities."""
    arms = [
        variant(system, chosen(system, kind), {"management": kind} if kind != kinds[0] else None)
        for system, kinds in CHOOSERS.items() for kind in kinds
    ]  # fmt: skip
    plan = [
        variant("command-economy", "command-economy-direct", {"priorities": "direct"}),
        variant("command-economy", "command-economy-direct-assembly", {"priorities": "direct", "management": "assembly"}),
        variant("democratic-planning", "democratic-planning-ruler", {"priorities": "ruler"}),
        variant("democratic-planning", "democratic-planning-ruler-quota", {"priorities": "ruler", "management": "quota"}),
    ]
    return [*arms, *plan]


def stakes_of(system: str) -> tuple[float, ...]:
    """Stakes within the prior of a system's management."""
    return STAKES if load_system(system).institutions["management"].options == ("assembly",) else (0.5, 1.0, 1.5)


def stake_arms() -> list[System]:
    """Plans whose reporters have nothing, something or a whole report to gain, under a closed and an open press."""
    return [
        variant(system, f"{system}-{stake:g}-{press}", {"information": press}, {"management.stake": stake})
        for system, press in product(PLANS, ("open", "closed"))
        for stake in stakes_of(system)
    ]


def team_arms() -> list[System]:
    """Pressure of colleagues, the group whose work a person sees, teams that play for keeps, and hours spent on meetings."""
    arms = []
    for name, (key, values) in product(SHARED_PAY, TEAMS.items()):
        base = load_system(name)
        arms += [replace(base, name=f"{name}-{key}-{v:g}", parameters={**base.parameters, key: v}) for v in values]
    return [*arms, *(variant("democratic-planning", f"meetings-{h:g}", None, {"coordination.meeting_hours": h}) for h in (0.3, 1.0, 3.0))]


def level(data: xr.Dataset, system: str, outcome: str) -> np.ndarray:
    """Growth a year for productivity, the last years' mean for what is a level."""
    return growth(data, system, outcome) if outcome == "labour_productivity" else late(data, system, outcome, WINDOW)


def row(data: xr.Dataset, system: str) -> list[str]:
    """All that is shown of a system."""
    return [spread(level(data, system, outcome)) for outcome, _ in SEEN]


def gap(a: np.ndarray, b: np.ndarray) -> str:
    """Mean difference on the same draws, with its standard error."""
    found = a - b
    return f"{found.mean():+.3g} ± {found.std(ddof=1) / len(found) ** 0.5:.2g}"


def draw_choice(data: xr.Dataset) -> str:
    """Hours, productivity, disamenity and skill through the years in the four named systems."""
    figure, axes = plt.subplots(2, 3, figsize=(11, 6), layout="constrained")
    shown = ("labour_productivity", "hours_per_worker", "free_time", "disamenity", "technique_skill", "technique_monitorability")
    for outcome, axis in zip(shown, axes.flat, strict=True):
        for (system, label), colour in zip(NAMED.items(), ("C3", "C0", "0.4", "C2"), strict=True):
            values = data[outcome].sel(system=system).rolling(quarter=4).mean().isel(quarter=slice(3, None))
            low, high = np.nanquantile(values, [0.05, 0.95], axis=values.get_axis_num("replicate"))
            axis.plot(values["year"], values.mean("replicate"), color=colour, label=label)
            axis.fill_between(values["year"], low, high, color=colour, alpha=0.15, lw=0)
        axis.set_title(outcome.replace("_", " "), fontsize=9)
        if outcome == "labour_productivity":
            axis.set_yscale("log")
    axes[0, 0].legend(fontsize=7)
    figure.savefig(HERE / "work-choice.png", dpi=120)
    plt.close(figure)
    return table(["who chooses", *(label for _, label in SEEN)], [[label, *row(data, system)] for system, label in NAMED.items()])


def draw_managers(data: xr.Dataset) -> str:
    """The same system with another chooser of techniques: differences to its own."""
    rows = []
    for system, kinds in CHOOSERS.items():
        for kind in kinds[1:]:
            changes = [gap(level(data, chosen(system, kind), o), level(data, system, o)) for o, _ in SEEN]
            rows.append([f"{system}: {kind} less {kinds[0]}", *changes])
    return table(["only who chooses techniques differs", *(label for _, label in SEEN)], rows)


def crossing(at: Sequence[float], gaps: Sequence[float], wanted: float) -> str:
    """The smallest value of ψ at which a difference reaches what is asked for, by straight lines between those that were run."""
    signed = np.sign(wanted) * (np.asarray(gaps) - wanted)
    if signed[0] >= 0:
        return "0"
    for k in range(1, len(at)):
        if signed[k] >= 0:
            return f"{at[k - 1] + (at[k] - at[k - 1]) * -signed[k - 1] / (signed[k] - signed[k - 1]):.2g}"
    return f"none up to {at[-1]:g}"


def draw_say(choice: xr.Dataset, runs: dict[float, xr.Dataset]) -> str:
    """What ψ does to the three outcomes of claim C15, against owners on the same draws (in whom ψ has nothing to act on)."""
    figure, axes = plt.subplots(1, 3, figsize=(10, 3.2), layout="constrained")
    rows = []
    for (outcome, wanted), axis in zip((("labour_productivity", 0.2), ("hours_per_worker", -1.0), ("disamenity", -0.01)), axes, strict=True):
        owners = level(choice, "neoliberal-capitalism", outcome)
        for system, colour in zip(SHARED_PAY, ("C2", "C0"), strict=True):
            gaps = [level(runs[psi], system, outcome) - owners for psi in SAY]
            means = [float(g.mean()) for g in gaps]
            axis.errorbar(SAY, means, yerr=[g.std(ddof=1) / len(g) ** 0.5 for g in gaps], fmt="o-", color=colour, label=NAMED[system])
            rows.append([f"{outcome.replace('_', ' ')}, {NAMED[system]}", *(f"{m:+.3g}" for m in means), crossing(SAY, means, wanted)])
        axis.axhline(0.0, color="0.7", lw=0.8)
        axis.axhline(wanted, color="0.7", lw=0.8, ls=":")
        axis.set(xlabel="ψ", title=f"{outcome.replace('_', ' ')}, less owners'")
        axis.title.set_fontsize(9)
    for system, (outcome, unit) in product(SHARED_PAY, (("labour_productivity", 100.0), ("effort", 1.0))):
        ends = {psi: late(runs[psi], system, outcome, WINDOW) for psi in SAY}
        base = late(choice, "neoliberal-capitalism", outcome, WINDOW)
        gaps = [unit * (np.log(ends[psi] / base) if unit > 1 else ends[psi] - base).mean() for psi in SAY]
        label = "level of productivity, log %" if unit > 1 else "effort"
        rows.append([f"{label}, {NAMED[system]}", *(f"{g:+.3g}" for g in gaps), ""])
    axes[0].legend(fontsize=7)
    figure.savefig(HERE / "work-say.png", dpi=120)
    plt.close(figure)
    return table(["less owners', by ψ", *(f"{psi:g}" for psi in SAY), "ψ at which the claim's margin is reached"], rows)


def draw_plan_and_plant(data: xr.Dataset) -> str:
    """Claim C16: what priorities and what management do to productivity, alone and together, from either end."""
    labels, rows, effects = ("plan", "plant", "both"), [], {}
    ends = (
        ("command-economy", ("command-economy-direct", "command-economy-assembly", "command-economy-direct-assembly"), 1.0),
        ("democratic-planning", ("democratic-planning-ruler", "democratic-planning-quota", "democratic-planning-ruler-quota"), -1.0),
    )  # fmt: skip
    for base, arms, sign in ends:
        for label, arm in zip(labels, arms, strict=True):
            found = {o: sign * (level(data, arm, o) - level(data, base, o)) for o, _ in SEEN}
            effects[f"{label},\n{base}"] = found["labour_productivity"]
            rows.append([f"{label} under those who work, less not, rest {base}", *(gap(v, np.zeros_like(v)) for v in found.values())])
    wide = [gap(level(data, "democratic-planning", o), level(data, "worker-firms-market", o)) for o, _ in SEEN]
    rows.append(["democratic-planning less worker-firms-market", *wide])
    figure, axis = plt.subplots(figsize=(8, 3.2), layout="constrained")
    axis.boxplot(list(effects.values()), tick_labels=list(effects), whis=(5, 95))
    axis.axhline(0.0, color="0.7", lw=0.8)
    axis.tick_params(axis="x", labelsize=7)
    axis.set(ylabel="growth of productivity,\npoints a year")
    figure.savefig(HERE / "work-plan.png", dpi=120)
    plt.close(figure)
    return table(["difference", *(label for _, label in SEEN)], rows)


def draw_reports(data: xr.Dataset) -> str:
    """Overstatement, and what it does, by stake and press under three plans."""
    figure, axes = plt.subplots(1, 3, figsize=(10, 3.2), layout="constrained")
    rows = []
    for (system, label), colour in zip(PLANS.items(), ("C2", "C1", "0.4"), strict=True):
        for press, style in (("open", "-"), ("closed", "--")):
            stakes = stakes_of(system)
            names = [f"{system}-{stake:g}-{press}" for stake in stakes]
            plain = names[stakes.index(0.0) if 0.0 in stakes else 0]
            over = [100.0 * (late(data, n, "reported_output") / late(data, n, "actual_output") - 1.0) for n in names]
            lack = [late(data, n, "shortage", WINDOW) for n in names]
            grown = [growth(data, n) - growth(data, plain) for n in names]
            first = late(data, plain, "consumption_per_head", WINDOW)
            for axis, values in zip(axes, (over, lack, grown), strict=True):
                axis.plot(stakes, [v.mean() for v in values], style, marker="o", ms=3, color=colour, label=f"{label}, {press} press")
            for stake, name, o, s in zip(stakes, names, over, lack, strict=True):
                eaten = late(data, name, "consumption_per_head", WINDOW)
                change = "0" if name == plain else gap(growth(data, name), growth(data, plain))
                rows.append([f"{label}, {press} press", f"{stake:g}", spread(o), spread(s), change, f"{100 * (eaten / first - 1).mean():+.2g}"])
    for axis, title in zip(axes, ("output reported over made, %", "shortage", "growth a head, points"), strict=True):
        axis.set(xlabel="stake in overstating", title=title)
        axis.title.set_fontsize(9)
    axes[0].legend(fontsize=6)
    figure.savefig(HERE / "work-reports.png", dpi=120)
    plt.close(figure)
    head = ["plan", "stake", "reported over made, %", "shortage", "growth a head, points, against no stake (commands: .5)", "consumption, %, same"]
    return table(head, rows)


def draw_optimised(data: xr.Dataset) -> str:
    """The negotiated and the optimal plan through the years: what the closure of prices does (architecture.md)."""
    arms = {"negotiated": "democratic-planning-0.5-open", "optimised": "democratic-planning-optimised-0.5-open"}
    figure, axes = plt.subplots(1, 4, figsize=(12, 3), layout="constrained")
    rows = []
    for label, name in arms.items():
        chosen_arm = data.sel(system=name)
        prices = chosen_arm["price_by_good"]
        dear = prices.isel(good=MACHINES) / prices.isel(good=MANUFACTURES)
        series = {
            "machines' price over manufactures'": dear, "investment share": chosen_arm["investment_share"], "shortage": chosen_arm["shortage"],
            "consumption a head": chosen_arm["consumption_per_head"],
        }  # fmt: skip
        for (title, values), axis in zip(series.items(), axes, strict=True):
            axis.plot(values["year"], values.rolling(quarter=4).mean().mean("replicate"), label=label)
            axis.set_title(title, fontsize=8)
            decades = [values.isel(quarter=slice(k, k + 40)).mean("quarter").values for k in range(0, values.sizes["quarter"] - 39, 40)]
            rows.append([f"{title}, {label}", *map(spread, decades)])
    axes[0].legend(fontsize=7)
    figure.savefig(HERE / "work-optimised.png", dpi=120)
    plt.close(figure)
    return table(["mean of", *(f"years {10 * k + 1} to {10 * k + 10}" for k in range(len(rows[0]) - 1))], rows)


def shown_reports(size: Size) -> dict[str, str]:
    """Tables on misreporting and on the optimal plan, from one run."""
    data = ran("misreports", SCENARIO, stake_arms(), size, size.years)
    return {"reports": draw_reports(data), "optimised": draw_optimised(data)}


def draw_engine(economies: int = 10) -> str:
    """What councils of the iterative engine do to a plan when all keep part of their productivity to themselves, or bid for a price."""
    shares, makers = (0.0, 0.05, 0.1, 0.2, 0.3), (100, 10, 4)
    figure, axes = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
    rows = []
    for conduct, label in ((0.0, "prices taken as given"), (1.0, "own weight in the price known")):
        for n in makers if conduct else makers[:1]:
            found = np.array([[_planned(seed, n, conduct, hidden) for hidden in shares] for seed in range(economies)])
            honest = np.array([_planned(seed, n, 0.0, 0.0) for seed in range(economies)])
            lost = 100.0 * (1.0 - np.exp(found[..., 0] - honest[:, None, 0]))
            name = f"{label}, {n} makers"
            for axis, values in zip(axes, (lost, found[..., 1]), strict=True):
                axis.plot(shares, values.mean(0), marker="o", ms=3, label=name)
            rows += [[name, f"{h:g}", spread(lost[:, k]), spread(found[:, k, 1])] for k, h in enumerate(shares)]
    axes[0].set(xlabel="share of productivity kept back", ylabel="consumption lost, %")
    axes[1].set(xlabel="share of productivity kept back", ylabel="rounds to 5 %")
    axes[0].legend(fontsize=7, loc="lower right")
    figure.savefig(HERE / "work-councils.png", dpi=120)
    plt.close(figure)
    return table(["councils", "kept back", "consumption lost against councils that do neither, %", "rounds to 5 %"], rows)


def _planned(seed: int, makers: int, conduct: float, hidden: float) -> tuple[float, float]:
    """Consumers' gain (log) of a plan, and its rounds."""
    councils = replace(draw_councils(np.random.default_rng(seed), 10, makers, 30 * makers), conduct=conduct, hidden=hidden)
    plan = facilitate_councils(councils, rounds=400)
    return consumers_gain(councils, plan), float(plan.rounds_to(0.05) or 400)


def effort_by_team(members: np.ndarray) -> dict[str, np.ndarray]:
    """Effort of a person of mean taste and need by size of team, from the stakes that the rules publish for an enterprise of the start.

    A member makes a wage's worth of value added; work is seen by half; a job lost takes two quarters to find again.
    """
    one, none = jnp.ones(len(members)), jnp.zeros(len(members))
    given = {
        "sector": jnp.full(len(members), GRAIN + 1), "trait_monitorability": 0.5 * one, "trait_disamenity": one, "wage": one,
        "workers": jnp.asarray(members), "open": one > 0, "expected_sales": 2.0 * jnp.asarray(members), "price": one,
        "wage_level": jnp.ones(()), "outside_income": jnp.zeros(()), "finding_rate": jnp.asarray(0.5), "effort_scale": one,
        "price_level": jnp.ones(()), "reference_consumption": jnp.ones(()), "physics": Physics(real_members=1.0),
    }  # fmt: skip
    shared = act(Commons(), given)
    cases = {
        "one part in N of what is left": shared, "the same with colleagues' pressure": {**shared, **act(Mutual(), {**given, **shared})},
        "the same, teams that play for keeps": {**shared, **act(Mutual(partnership=1.0), {**given, **shared})},
        "norms paid by the piece": act(Norms(), given), "dismissal": act(Dismissal(), given),
    }  # fmt: skip
    found = {}
    for label, stakes in cases.items():
        known = {name: stakes.get(name, none) for name in STAKES_OF_EFFORT}
        real, inner = work_gain(Physics(), given["finding_rate"], **known, price_level=jnp.ones(()), reference_consumption=jnp.ones(()))
        physics = Physics()
        wished = np.maximum(real + inner, 1e-6) ** physics.effort_elasticity
        found[label] = np.asarray(np.clip(wished, physics.effort_floor, physics.effort_ceiling))
    return found


def act(rule: Rule, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a rule publishes when effort is chosen, given what it reads."""
    produce = rule.produce  # type: ignore[attr-defined]
    decided: dict[str, Any] = produce(**{name: given[name] for name in signature(produce).parameters}).decide
    return decided


def draw_sizes() -> str:
    """Effort by size of team, in closed form, and the burden of meetings."""
    members = np.array([2, 5, 10, 20, 50, 100, 200, 500])
    found = effort_by_team(members)
    figure, axis = plt.subplots(figsize=(6, 3.4), layout="constrained")
    for label, effort in found.items():
        axis.plot(members, effort, marker="o", ms=3, label=label)
    axis.set(xscale="log", xlabel="members of a team", ylabel="effort (1: the own product is one's own)")
    axis.legend(fontsize=7)
    figure.savefig(HERE / "work-teams.png", dpi=120)
    plt.close(figure)
    return table(["members", *map(str, members)], [[label, *(f"{e:.2f}" for e in effort)] for label, effort in found.items()])


def draw_teams(data: xr.Dataset) -> str:
    """What colleagues' pressure, the group that sees each other, teams that play for keeps and hours of meetings do."""
    pairs = [(f"{name}-{key}-{v:g}", f"{name}-{CENTRE}") for name in SHARED_PAY for key, values in TEAMS.items() for v in values]
    pairs += [(f"meetings-{hours:g}", "meetings-1") for hours in (0.3, 3.0)]
    rows = []
    for arm, own in pairs:
        if arm != own:
            sizes, label = spread(late(data, arm, "enterprise_size", WINDOW)), arm.replace("-discipline.", ", ").replace("_", " ")
            rows.append([label, sizes, *(gap(level(data, arm, o), level(data, own, o)) for o, _ in SEEN)])
    return table(["arm less the centre", "workers an enterprise", *(label for _, label in SEEN)], rows)


def draw_members(runs: Mapping[float, xr.Dataset]) -> str:
    """How many share: the same systems with more real members behind each simulated one, beside owners, who know no such number."""
    rows = []
    for name in SHARED_PAY:
        for real, data in runs.items():
            ends = {system: late(data, system, "labour_productivity", WINDOW) for system in (name, "neoliberal-capitalism")}
            workers = late(data, name, "enterprise_size", WINDOW)
            over = 100.0 * np.log(ends[name] / ends["neoliberal-capitalism"])
            rows.append([
                NAMED[name], f"{real:g}", f"{real * np.median(workers):.0f}", spread(late(data, name, "effort", WINDOW)),
                spread(growth(data, name, "labour_productivity")), f"{over.mean():+.1f} ± {over.std(ddof=1) / len(over) ** 0.5:.1f}",
            ])  # fmt: skip
    of_it = ("effort", "growth of productivity, % a year", "level of productivity over owners', log %")
    return table(["", "real members a simulated one", "members, median", *of_it], rows)


def shown_choice(size: Size) -> dict[str, str]:
    """Tables on who chooses, on plan and plant, and on ψ."""
    data = ran("choice", SCENARIO, choice_arms(), size, size.years)
    runs = {psi: ran(f"say-{psi:g}", SCENARIO, SHARED_PAY, size, size.years, {"say_gain": psi}) for psi in SAY}
    return {
        "choice": draw_choice(data), "managers": draw_managers(data), "say": draw_say(data, runs), "plan": draw_plan_and_plant(data),
        "failed": f"{int((data['failed'] != 0).any('quarter').sum())} of {data.sizes['system'] * data.sizes['replicate']}",
    }  # fmt: skip


PARTS: dict[str, Callable[[Size], dict[str, str]]] = {
    "choice": shown_choice,
    "reports": shown_reports,
    "teams": lambda size: {
        "teams": draw_teams(ran("teams", SCENARIO, team_arms(), size, size.years)), "sizes": draw_sizes(),
        "members": draw_members({
            n: ran(f"members-{n:g}", SCENARIO, (*SHARED_PAY, "neoliberal-capitalism"), size, size.years, {"real_members": n}) for n in REAL_MEMBERS
        }),
    },
    "engine": lambda _: {"engine": draw_engine()},
}


def main() -> None:
    """Runs what is asked for and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replicates", type=int, default=50)
    parser.add_argument("--persons", type=int, default=500)
    parser.add_argument("--years", type=int, default=30)
    parser.add_argument("--out", type=Path, default=Path("runs/work"))
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    given = parser.parse_args()
    size = Size(given.persons, given.replicates, given.years, given.out)
    for part in given.parts:
        write(PARTS[part](size), PAGE)
        print(f"{part}: done")
    write({"size": f"{size.persons} persons, {size.replicates} replicates, seed 1, {size.years} years, from {SCENARIO}"}, PAGE)


if __name__ == "__main__":
    main()

"""How planning engines and a market cope as costs become private, tacit and drifting; and how far councils' rounds carry.

    python benchmarks/knowledge.py [--draws 20] [--out docs/science]

Writes knowledge-*.svg and the tables of planning-engines.md between its marks. Sources: hayek-1945 (knowledge of time and place),
own construction of the economy.

The economy: goods with shares of spending w; units that make y = a·h^.8 from hours h, of which there is a fixed sum. The best use
of hours is a closed form: sectors get hours in the shares w, units of a sector in proportion to a^5. ln a of a unit has a public
part, which it can report, and a tacit part, which shows in what it makes and in nothing else; both drift, and so do tastes.
Everyone acts at the same date. Offices know the public parts and last period's outputs, hours and sales, with errors of
measurement in outputs; units know their own a, and consumers their own tastes. Where units are asked (by an office, a board or a
facilitator) they may understate ln a, each by its own stake; on a market they act on their own account and say nothing. Waste is
the part of all goods that could be burned in the best state to be as badly off.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from counterplan.planning.councils import draw_councils
from counterplan.planning.imbalance import FIRST_LIMIT, imbalance, price_step
from counterplan.planning.participatory import facilitate_councils
from counterplan.report.plan_figures import lines

Array = NDArray[np.float64]
GOODS, UNITS, BETA = 10, 20, 0.8
SPREAD, TASTE_SPREAD, NOISE = 0.4, 0.3, 0.2
PERIODS, WARM = 60, 20
SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
UNDERSTATED = (0.0, 0.05, 0.1, 0.2, 0.3)
"""Largest understatement of ln a; each unit has its own part of it, for good."""
LEARNING = 1.0 - BETA
"""Part of the way that units' expected prices move to the last price on a market. Larger steps than twice this make a cobweb that explodes, for
supply answers prices with an elasticity of 4; this one would reach a price that does not drift at once."""
DRIFTS = {"slow drift": 0.95, "fast drift": 0.6}
"""Persistence of everything that drifts, a period."""
ROUNDS = 12
POWER = 1.0 / (1.0 - BETA)
MARKS = ("<!-- measured -->", "<!-- end of measured -->")


@dataclass
class World:
    """What is true in a period and what offices have seen of the last."""

    a: Array
    """[good, unit]: productivity."""
    claimed: Array
    """[good, unit]: productivity as units claim it where they are asked."""
    public: Array
    """[good, unit]: the part of ln a that can be reported."""
    taste: Array
    hours: Array
    """[good, unit]: last period's."""
    seen: Array
    """[good, unit]: offices' estimate of the tacit part, from past outputs and hours."""
    old_taste: Array
    """Shares of spending in last period's sales."""
    old_price: Array
    """[good]: prices at which last period's goods were sold, for hours in all = 1."""
    expected: Array
    """[good]: what units on a market expect."""
    notes: dict[str, float] = field(default_factory=dict)


def within(power: Array) -> Array:
    """Shares of a sector's hours by unit."""
    return power / power.sum(axis=1, keepdims=True)


def best(a: Array, taste: Array) -> Array:
    """The best use of hours."""
    return taste[:, None] * within(a**POWER)


def made(a: Array, hours: Array) -> Array:
    """[good]: output of each sector."""
    found: Array = (a * hours**BETA).sum(axis=1)
    return found


def offered(productivity: Array, price: Array, wage: float = 1.0) -> Array:
    """[good, unit]: hours that are best at prices and a wage."""
    return (BETA * price[:, None] * productivity / wage) ** POWER


def market(world: World, days: int = 1) -> Array:
    """[day, good, unit]: units hire at expected prices and a wage that clears; expectations move part of the way to the last day's price.

    Goods are made and sold each day, at whatever prices then hold.
    """
    found = []
    for _ in range(days):
        world.expected = world.expected * (world.old_price / world.expected) ** LEARNING
        wanted = offered(world.a, world.expected)
        found.append(wanted / wanted.sum())
        world.old_price = world.taste / made(world.a, found[-1])
    return np.array(found)


def trading(world: World) -> Array:
    """A market with as many days of trade in a period as councils have rounds."""
    return market(world, ROUNDS)


def facilitation(world: World) -> Array:
    """Units and consumers propose at indicative prices, twelve rounds at most; hours are then handed out as proposed."""
    price, before = np.append(world.old_price, 1.0), np.full(GOODS + 1, FIRST_LIMIT)
    for rounds in range(1, ROUNDS + 1):
        world.notes["rounds"] = rounds
        wanted = offered(world.claimed, price[:-1], price[-1])
        supply = np.append(made(world.claimed, wanted), 1.0)
        demand = np.append(world.taste * price[-1] / price[:-1], wanted.sum())
        z = imbalance(supply, demand)
        if z.max() <= 0.05:
            break
        price = price * (1.0 + np.sign(demand - supply) * price_step(z, before))
        before = z
    world.notes["settled"] = float(z.max() <= 0.05)
    return wanted / wanted.sum()


def believed(world: World) -> Array:
    """[good, unit]: productivity as an office believes it."""
    return np.exp(world.public + world.seen)


def optimal(world: World) -> Array:
    """An office computes the best use of hours from what it believes and last period's sales."""
    return best(believed(world), world.old_taste)


def labour_time(world: World) -> Array:
    """Sectors' hours move by price over value; within sectors as believed."""
    sector = world.hours.sum(axis=1)
    # Spending over a sector's hours is its price over its labour value, for hours credited are one.
    moved = sector * (world.old_taste / sector) ** 0.5
    return (moved / moved.sum())[:, None] * within(believed(world) ** POWER)


def boards(world: World) -> Array:
    """A sector's units are at the table and move half the way to what they claim; its hours are the median of three parties."""
    sector = world.hours.sum(axis=1)
    parties = np.array([sector, world.taste, sector * (world.old_taste / sector) ** 0.5])
    size = np.median(parties, axis=0)
    return (size / size.sum())[:, None] * within(within(world.hours) ** 0.5 * within(world.claimed**POWER) ** 0.5)


def command(world: World) -> Array:
    """Quotas from the achieved level: a unit's hours follow its last hours, half corrected by what is believed of it; the mix is last period's,
    a quarter corrected by sales."""
    sector = world.hours.sum(axis=1)
    size = sector * (world.old_taste / sector) ** 0.25
    return (size / size.sum())[:, None] * within(within(world.hours) ** 0.75 * within(believed(world) ** POWER) ** 0.25)


ENGINES: dict[str, Callable[[World], Array]] = {
    "market, yearly": market, "market, 12 days": trading, "facilitation": facilitation, "optimal plan": optimal,
    "labour time": labour_time, "boards": boards, "command": command,
}  # fmt: skip


def run(engine: Callable[[World], Array], tacit: float, kept: float, seed: int, understated: float = 0.0) -> tuple[float, float, float]:
    """Mean waste, rounds and share of periods that settled, of one engine in one drawn history (the same for all engines)."""
    rng = np.random.default_rng(seed)
    shape = (GOODS, UNITS)
    parts, taste = rng.standard_normal((2, *shape)), rng.standard_normal(GOODS)
    even, stake = np.full(GOODS, 1.0 / GOODS), understated * rng.random(shape)
    same, none = np.ones(shape), np.zeros(shape)
    world = World(same, same, none, even, same / same.size, none, even, np.ones(GOODS), np.ones(GOODS))
    fresh, wastes, rounds, settled = (1.0 - kept**2) ** 0.5, [], [], []
    for period in range(PERIODS):
        parts = kept * parts + fresh * rng.standard_normal(parts.shape)
        taste = kept * taste + fresh * rng.standard_normal(GOODS)
        world.public, hidden = SPREAD * (1.0 - tacit) ** 0.5 * parts[0], SPREAD * tacit**0.5 * parts[1]
        world.a = np.exp(world.public + hidden)
        world.claimed, world.public = world.a * np.exp(-stake), world.public - stake
        world.taste = np.exp(TASTE_SPREAD * taste) / np.exp(TASTE_SPREAD * taste).sum()
        days = np.maximum(engine(world), 1e-9).reshape(-1, *shape)
        top = np.log(made(world.a, best(world.a, world.taste)))
        gain = np.mean([world.taste @ (np.log(made(world.a, hours / hours.sum())) - top) for hours in days])
        hours = days[-1] / days[-1].sum()
        if period >= WARM:
            wastes.append(1.0 - np.exp(gain))
            rounds.append(world.notes.get("rounds", 0.0))
            settled.append(world.notes.get("settled", 1.0))
        _look_back(world, hours, hidden, kept, tacit, rng)
    return float(np.mean(wastes)), float(np.mean(rounds)), float(np.mean(settled))


def _look_back(world: World, hours: Array, hidden: Array, kept: float, tacit: float, rng: np.random.Generator) -> None:
    """What the period leaves behind: sales, prices, and what outputs tell offices of tacit parts (a Kalman filter with the true constants)."""
    variance = SPREAD**2 * tacit
    state = variance
    for _ in range(50):  # the filter's steady state
        state = kept**2 * state * NOISE**2 / (state + NOISE**2) + (1.0 - kept**2) * variance
    weight = state / (state + NOISE**2) if variance > 0 else 0.0
    observed = hidden + NOISE * rng.standard_normal(hidden.shape)
    world.seen = kept * (world.seen + weight * (observed - world.seen))
    world.hours, world.old_taste = hours, world.taste
    world.old_price = world.taste / made(world.a, hours)


def measured(draws: int) -> dict[str, dict[str, Array]]:
    """Waste by drift, engine and share of tacit costs: mean over draws; and the standard error of the mean."""
    found: dict[str, dict[str, Array]] = {}
    for drift, kept in DRIFTS.items():
        for name, engine in ENGINES.items():
            got = np.array([[run(engine, tacit, kept, seed) for tacit in SHARES] for seed in range(draws)])
            found.setdefault(drift, {})[name] = moments(got)
    return found


def moments(got: Array) -> Array:
    """Mean waste, its standard error, mean rounds and share that settled, over draws."""
    return np.stack([got[..., 0].mean(0), got[..., 0].std(0) / len(got) ** 0.5, got[..., 1].mean(0), got[..., 2].mean(0)])


def misreported(draws: int) -> dict[str, Array]:
    """Waste by engine and largest understatement, half of costs tacit, slow drift."""
    kept = DRIFTS["slow drift"]
    return {
        name: moments(np.array([[run(engine, 0.5, kept, seed, most) for most in UNDERSTATED] for seed in range(draws)]))
        for name, engine in ENGINES.items()
    }


def rounds_of_councils(draws: int) -> list[list[str]]:
    """Rounds to 5 % against size, returns to scale and strategic bids; 400 rounds at most."""
    from dataclasses import replace

    usual = {"n_goods": 10, "makers": 100, "returns": (0.75, 0.85)}
    cases: list[tuple[str, dict, float]] = [("as published: 10 goods, 100 makers each", {}, 0.0)]
    cases += [(f"{goods} goods a category", {"n_goods": goods}, 0.0) for goods in (2, 5, 20)]
    cases += [(f"{makers} makers a good", {"makers": makers}, 0.0) for makers in (4, 20)]
    cases += [(f"exponents adding to {high - 0.1:.2f}–{high:g}", {"returns": (high - 0.1, high)}, 0.0) for high in (0.6, 0.75, 0.88, 0.9, 0.95)]
    cases += [(f"strategic bids, {makers} makers a good", {"makers": makers}, 1.0) for makers in (100, 10, 4)]
    rows = []
    for label, options, conduct in cases:
        got = []
        for seed in range(draws):
            chosen = usual | options
            councils = draw_councils(np.random.default_rng(seed), consumers=3 * chosen["n_goods"] * chosen["makers"], **chosen)
            councils = replace(councils, conduct=conduct, supply=10.0 * chosen["makers"])
            got.append(facilitate_councils(councils, rounds=400).rounds_to(0.05))
        done = [one for one in got if one is not None]
        rows.append([label, f"{np.mean(done):.1f}" if done else "–", f"{min(done)}–{max(done)}" if done else "–", f"{len(done)} of {draws}"])
    return rows


def drawn(name: str, title: str, at: tuple[float, ...], rows: dict[str, Array], folder: Path) -> str:
    """Draws waste by engine and returns the reference to the figure."""
    text = lines(name, title, "waste, per cent of all goods", [f"{x:g}" for x in at], {engine: 100 * row[0] for engine, row in rows.items()})
    (folder / f"{name}.svg").write_text(text + "\n", encoding="utf-8")
    return f"![{title}]({name}.svg)\n"


def table(first: str, at: tuple[float, ...], rows: dict[str, Array]) -> str:
    """Waste and its standard error, as Markdown."""
    found = [f"| {first} | " + " | ".join(rows) + " |", "|---:|" + "---:|" * len(rows)]
    found += [f"| {x:g} | " + " | ".join(f"{100 * r[0][i]:.1f} ({100 * r[1][i]:.1f})" for r in rows.values()) + " |" for i, x in enumerate(at)]
    return "\n".join(found) + "\n"


def write(found: dict[str, dict[str, Array]], lied: dict[str, Array], councils: list[list[str]], folder: Path, draws: int) -> str:
    """Draws the figures and returns the tables as Markdown."""
    parts = []
    for drift, rows in found.items():
        parts.append(f"**{drift.capitalize()}** (what is true keeps {DRIFTS[drift]:g} of itself a period): waste in per cent, {draws} draws\n")
        parts.append(drawn(f"knowledge-{drift.split()[0]}", f"Waste and the tacit share of costs, {drift}", SHARES, rows, folder))
        parts.append(table("tacit share of costs", SHARES, rows))
        asked = rows["facilitation"]
        parts.append(f"Facilitation was within 5 % after {ROUNDS} rounds in {100 * asked[3].mean():.0f} % of periods.\n")
    parts.append("**Understatement** (half of costs tacit, slow drift): waste in per cent\n")
    parts.append(drawn("knowledge-understated", "Waste and understatement", UNDERSTATED, lied, folder))
    parts.append(table("largest understatement of ln a", UNDERSTATED, lied))
    parts.append(f"**Rounds between councils to 5 %**, {draws} economies each, 400 rounds at most\n")
    head = ["| economy | mean rounds | range | settled |", "|---|---:|---:|---:|"]
    return "\n".join([*parts, *head, *("| " + " | ".join(row) + " |" for row in councils)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs" / "science")
    asked = parser.parse_args()
    text = write(measured(asked.draws), misreported(asked.draws), rounds_of_councils(asked.draws), asked.out, asked.draws)
    print(text)
    page = asked.out / "planning-engines.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(MARKS[0])
    page.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{rest.partition(MARKS[1])[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()

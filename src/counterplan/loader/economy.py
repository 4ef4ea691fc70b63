"""From an input-output table to the goods, links and sizes of a run. What each rule does stands in docs/own-economy.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from counterplan.core.economy import Economy
from counterplan.core.errors import InputError, nearest
from counterplan.core.goods import PARTS, Goods
from counterplan.core.scenario import Figure, Scenario

from .tables import OUTPUT, PAID, Table, load_table, table_names

KINDS = ("food", "processed-food", "goods", "services")
"""What `kind` in io_sectors.csv may say of a sector."""
KIND_OF: dict[str, str] = {
    **dict.fromkeys(("AGR", "A"), "food"), "FOO": "processed-food",
    **dict.fromkeys(("TRD", "TRA", "ICT", "FIN", "BUS", "SOC", "GI", "JN", "OT", *"GHIJKLMNOPQRSTU"), "services"),
}  # fmt: skip
"""Kinds by the codes of the 20- and 6-sector schemes and by the letters of ISIC; all other codes are goods."""
LEAST_PART = 0.02
"""Goods of which a machine would hold less than this part are left out of it (assumed): the scarcest part decides how many can be built."""
FEW_WORKERS = 5.0
"""Simulated workers below which a sector is noted: it jumps when one of them moves."""
JUMP = "such sectors jump when one of them moves"


class _Sizes(NamedTuple):
    """Labour and capital of a table, in the order of the model, and by which rules their gaps were filled."""

    singles: dict[str, float]
    workers: np.ndarray
    capital: np.ndarray
    notes: list[str]


class _Flows(NamedTuple):
    """A table in the order of the model; money is counted by the incomes at home that stand in it, at one wage and one rate of return."""

    sectors: tuple[str, ...]
    kinds: tuple[str, ...]
    content: np.ndarray
    """Incomes at home in a unit of the table's money, by good."""
    inputs: np.ndarray
    """Deliveries [from, to]."""
    consumption: np.ndarray
    public: np.ndarray
    investment: np.ndarray
    value_added: np.ndarray
    sizes: _Sizes

    @property
    def output(self) -> np.ndarray:
        """All uses by good."""
        uses: np.ndarray = self.inputs.sum(axis=1) + self.consumption + self.public + self.investment
        return uses


def with_economy(scenario: Scenario, table: Table) -> Scenario:
    """The scenario with goods, links and sizes from a table; people, food, growth and technique stay the scenario's.

    Error: InputError for a table that has no place for what the model needs.
    """
    flows = _flows(table, scenario.figures["labour_share"].value)
    economy = _economy(table, flows)
    product = flows.value_added.sum()
    arms = min(scenario.figures["arms_share"].value, 0.5 * flows.public.sum() / product)
    figures = {
        "consumption_share": flows.consumption.sum() / product, "investment_share": flows.investment.sum() / product,
        "provision_share": flows.public.sum() / product - arms, "arms_share": arms,
    }  # fmt: skip
    sizes = flows.sizes
    sectors = {
        "employment_share": sizes.workers, "capital_share": sizes.capital, "value_added_share": flows.value_added,
        "consumption_share": flows.consumption,
    }  # fmt: skip
    singles = {
        name: _figure(name, float(value), scenario.figures[name].unit, table.name) for name, value in {**figures, **sizes.singles}.items()
    }
    by_good = {
        label: {good: _figure(good, float(v), "1", table.name) for good, v in zip(flows.sectors, values / values.sum(), strict=True)}
        for label, values in sectors.items()
    }
    same = table.country == scenario.country
    return replace(
        scenario, figures={**scenario.figures, **singles}, sector_figures=by_good, record=scenario.record if same else {},
        economy=replace(economy, notes=(*_trade_notes(table), *sizes.notes)),
    )  # fmt: skip


def check_tables(folder: str | Path) -> list[str]:
    """Checks every table of a folder and returns their identities.

    Error: InputError for the first thing that is wrong.
    """
    names = table_names(folder)
    for name in names:
        table = load_table(folder, name)
        _economy(table, _flows(table))
    return names


def few_workers(scenario: Scenario, persons: int) -> list[str]:
    """Notes on sectors that a run of so many persons represents by very few workers."""
    if scenario.economy is None:
        return []
    workers = persons * scenario.figures["participation_rate"].value
    shares = {good: figure.value for good, figure in scenario.sector_figures["employment_share"].items()}
    small = [good for good, share in shares.items() if share * workers < FEW_WORKERS]
    if not small:
        return []
    need = int(np.ceil(FEW_WORKERS / min(shares.values()) / scenario.figures["participation_rate"].value / 1000.0) * 1000)
    return [
        f"economy: fewer than {FEW_WORKERS:g} simulated workers in {', '.join(small)}; {JUMP}. "
        f"With --persons {need} all have more."
    ]


def _kinds(table: Table) -> dict[str, str]:
    kinds = {sector: table.kinds.get(sector) or KIND_OF.get(sector, "goods") for sector in table.sectors}
    for sector, kind in kinds.items():
        if kind not in KINDS:
            raise InputError(f"{table.path.parent}: sector '{sector}': unknown kind '{kind}'.{nearest(kind, KINDS)}")
    food = [sector for sector, kind in kinds.items() if kind == "food"]
    if len(food) != 1:
        found = f"has the food sectors {', '.join(food)}" if food else "has no food sector"
        raise InputError(
            f"{table.path}: table '{table.name}' {found}; people have to eat: give one sector, agriculture, the code AGR or A, "
            "or kind = food in io_sectors.csv."
        )
    return kinds


def _order(table: Table, kinds: dict[str, str]) -> list[int]:
    """Places of the table's sectors in the order of the model: food, what people buy, the rest."""
    bought = [h + n > 0 for h, n in zip(table.column("C_HH"), table.column("C_NP"), strict=True)]
    rank = [0 if kinds[s] == "food" else 1 if buys else 2 for s, buys in zip(table.sectors, bought, strict=True)]
    return sorted(range(len(rank)), key=lambda place: (rank[place], place))


def _flows(table: Table, labour_share: float = 0.5) -> _Flows:
    """Orders the table, shares trade out, takes imported inputs and taxes out of all values, and counts incomes at one wage and one return.

    Args:
        labour_share: of value added outside agriculture, where the table has no pay of labour.

    Equation: r = v(I − A)^−1 with v the incomes that `one_wage` gives a unit of output; every flow of good i times r_i. Then costs are
    deliveries and incomes alone, and physical proportions are the table's.
    Source: leontief-1986 (content), sraffa-1960 (prices at one wage and one rate of return); own construction (as units of goods).
    """
    kinds = _kinds(table)
    order = _order(table, kinds)
    inputs = np.array([table.column(sector) for sector in table.sectors]).T[np.ix_(order, order)]
    value_added = np.array(table.row("VALUE_ADDED"))[order]
    uses = _final_uses(table, order)
    output = inputs.sum(axis=1) + sum(uses)
    sectors = tuple(table.sectors[place] for place in order)
    sizes = _sizes(table, sectors, value_added)
    value_added = one_wage(value_added, sizes.workers, sizes.capital, sizes.singles.get("labour_share", labour_share))
    content = np.linalg.solve((np.eye(len(order)) - inputs / output).T, value_added / output)
    private, public, built = (use * content for use in uses)
    return _Flows(sectors, tuple(kinds[s] for s in sectors), content, inputs * content[:, None], private, public, built, value_added, sizes)


def one_wage(value_added: np.ndarray, workers: np.ndarray, capital: np.ndarray, labour_share: float) -> np.ndarray:
    """Incomes by sector where town labour has one wage and town capital one rate of return; agriculture, the first, keeps its own.

    The model pays one wage for equal skill. At the table's own incomes a sector that pays less than that would make losses from the start.
    Equation: y_i = Y·[λ·L_i/ΣL + (1 − λ)·K_i/ΣK] over sectors outside agriculture, with their product Y.
    Source: sraffa-1960.
    """
    town = np.arange(len(value_added)) > 0
    labour, machines = (np.where(town, of, 0.0) / of[1:].sum() for of in (workers, capital))
    shared = value_added[1:].sum() * (labour_share * labour + (1.0 - labour_share) * machines)
    return np.where(town, shared, value_added)


def _final_uses(table: Table, order: Sequence[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Consumption, public use and investment by good, none of them negative; they hold all final uses of the table.

    Exports and what goes to stocks are shared out to consumption and investment in the proportion of their totals. Where both together,
    or investment, are negative, that is taken off the other final uses of the good.
    """
    def column(name: str) -> np.ndarray:
        return np.array(table.column(name))[list(order)]

    private, public, built = column("C_HH") + column("C_NP"), column("C_GOV"), column("GFCF")
    other = column("INV") + column("EXP") + np.minimum(built, 0.0)
    known = private + public + np.maximum(built, 0.0)
    for place, left in enumerate(known + other):
        if left < -1e-9 * known.max():
            raise table.error(table.sectors[order[place]], "INV", f"final uses of the sector add to {left:g}; they cannot be negative.")
    kept = np.where(other < 0, np.maximum(known + other, 0.0) / np.where(known > 0, known, 1.0), 1.0)
    private, public, built = private * kept, public * kept, np.maximum(built, 0.0) * kept
    for label, meaning, whole in (("C_HH", "household", private[0]), ("C_GOV", "public", public.sum()), ("GFCF", "investment", built.sum())):
        if whole <= 0:
            raise table.error(table.sectors[order[0]], label, f"{meaning} use adds to nothing, and the model needs some.")
    other, part = np.maximum(other, 0.0), built.sum() / (built.sum() + private.sum())
    private, built = private + (1.0 - part) * other, built + part * other
    left_out = (built < LEAST_PART * built.sum()) | (np.arange(len(built)) == 0)
    return private + np.where(left_out, built, 0.0), public, np.where(left_out, 0.0, built)


def _economy(table: Table, flows: _Flows) -> Economy:
    """Coefficients and parts of the goods."""
    output = flows.output
    sold = flows.inputs.sum(axis=1) / output
    part = {name: np.zeros(len(output)) for name in PARTS}
    service = np.array([kind == "services" for kind in flows.kinds])
    part["services"] = (np.where(service, flows.consumption, 0.0) + flows.public) / output
    part["manufactures"] = np.where(service, 0.0, flows.consumption) / output
    part["materials"], part["machines"] = sold, flows.investment / output
    parts = np.array([part[name] for name in PARTS]).T
    parts[0] = np.eye(len(PARTS))[0]
    coefficients = flows.inputs / output
    energy = np.where([kind == "processed-food" for kind in flows.kinds], coefficients[0], 0.0)
    energy[0] = 1.0
    provision = _shares(flows.public)
    goods = Goods(
        names=flows.sectors, parts=tuple(tuple(map(float, own)) for own in parts), machine=_shares(flows.investment), provision=provision,
        arms=provision, perishable=tuple(bool(s and m == 0) for s, m in zip(service, sold, strict=True)), energy=tuple(map(float, energy)),
        bought=int((flows.consumption > 0).sum()), milled=float(sold[0]),
    )  # fmt: skip
    return Economy(
        table.name, goods, tuple(tuple(map(float, row)) for row in coefficients), tuple(map(float, flows.content)),
        tuple(table.labels.get(sector, "") for sector in flows.sectors), table.source,
    )  # fmt: skip


def _shares(values: np.ndarray) -> tuple[float, ...]:
    return tuple(float(value) for value in values / values.sum())


def _sizes(table: Table, sectors: Sequence[str], added: np.ndarray) -> _Sizes:
    """Labour and capital by sector and on the whole; gaps are filled by the table's value added."""
    def row(name: str) -> np.ndarray:
        found = dict(zip(table.sectors, table.row(name), strict=True))
        return np.array([found[sector] for sector in sectors])

    notes, single = [], {}
    pay_row = next((name for name in ("LABOUR_COMPENSATION", "EMPLOYEE_COMPENSATION") if table.has_row(name)), "")
    pay = row(pay_row) if pay_row else None
    if pay is not None:
        single["labour_share"] = float(np.clip(pay[1:].sum() / added[1:].sum(), 0.05, 0.95))
    if table.has_row("EMPLOYMENT_THOUSANDS"):
        workers = row("EMPLOYMENT_THOUSANDS")
    else:
        workers = added if pay is None else np.maximum(pay, 0.01 * added)
        notes.append(f"economy: no persons engaged by sector; taken in proportion to {'value added' if pay is None else 'the pay of labour'}.")
    if table.has_row("CAPITAL_STOCK"):
        capital = row("CAPITAL_STOCK")
        single["capital_output_ratio"] = float(capital.sum() / added.sum())
    else:
        capital = added if pay is None else np.maximum(added - pay, 0.05 * added)
        notes.append(
            f"economy: no capital by sector; taken in proportion to {'value added' if pay is None else 'value added less the pay of labour'}, "
            "its total over the product from the scenario."
        )
    if pay is None:
        notes.append("economy: no pay of labour; its share of value added is the scenario's.")
    return _Sizes(single, workers, capital, notes)


def _trade_notes(table: Table) -> list[str]:
    """What became of trade and taxes, in numbers."""
    output = sum(table.column(OUTPUT))
    abroad, sold = sum(table.row("IMP_INTERMEDIATE")), sum(table.column("EXP"))
    taken = sum(sum(table.row(name)) for name in PAID if name not in ("VALUE_ADDED", "IMP_INTERMEDIATE"))
    return [
        f"economy: table {table.name}; imported inputs ({abroad / output:.1%} of output) and taxes and margins on inputs ({taken / output:.1%}) are "
        f"taken out of all values, exports ({sold / output:.1%} of output) and stock changes counted as consumption and investment."
    ]


def _figure(name: str, value: float, unit: str, table: str) -> Figure:
    return Figure(name, value, unit, f"table {table}", value, value)


__all__ = ["FEW_WORKERS", "JUMP", "KINDS", "KIND_OF", "check_tables", "few_workers", "one_wage", "with_economy"]

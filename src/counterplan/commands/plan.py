"""`counterplan plan`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from .options import WholeOrNone
from .output import print_json, print_rows, reserved, shown
from .run import Flag, Repeated

MOST_GOODS = 12
EXAMPLE = "example"


def plan(
    folder: str = EXAMPLE,
    /,
    *,
    table: str | None = None,
    years: WholeOrNone = None,
    cap: Repeated = (),
    at_least: float = 0.0,
    keep_stocks: Flag = False,
    growth: float = 0.0,
    labour_growth: float = 0.0,
    wear: float = 0.05,
    engine: str = "optimal",
    solver: str | None = None,
    time_limit: float = 600.0,
    force: Flag = False,
    out: str | None = None,
    json: Flag = False,
) -> int:
    """Make a plan in kind from tables, an optimal one over years or one by another engine, with its page.

    The plan maximises the sum over years of the multiple of the target basket that is delivered, with outputs,
    additions to stocks and valuations, and is proved feasible and best from the tables again. Other engines plan the
    same tables year by year: councils that answer indicative prices, labour time, sector boards.

    Args:
        folder: Folder with flows.csv (rows labour and output), cap.csv, dep.csv and labtarg.csv; the word example for
            the one that comes along.
        table: Take this table of the folder's io_tables.csv instead.
        years: Years of the plan; beyond the tables' last year its row is repeated.
        cap: NAME=VALUE, NAME=VALUE,VALUE,... or NAME=90% (of the table's own use): limit on a further row; repeatable.
        at_least: Fulfilment that every year must reach; 1 is the whole basket.
        keep_stocks: Ask for stocks after the last year as large as at the start.
        growth: With --table, growth of the basket a year.
        labour_growth: With --table, growth of the labour supply a year.
        wear: With --table, share of stocks that wears out in a year.
        engine: optimal, facilitation, labour-time or boards.
        solver: simplex, ipm, or pdlp (first-order, approximate); by default chosen by size.
        time_limit: Seconds for the solver.
        force: Go on where memory may not suffice.
        out: Folder for plan.html, plan.json and tables; by default one under plans/.
        json: Print one JSON document and nothing else; without --out nothing is written then.
    """
    from counterplan import api

    source = api.example_tables() if folder == EXAMPLE and not Path(folder).exists() else Path(folder)
    target = Path(out) if out is not None else None if json else Path("plans") / (table or Path(folder).resolve().name)
    with reserved(json):
        planned = api.plan(
            source, table, years, cap, at_least, keep_stocks, growth, labour_growth, wear, solver, time_limit, force, target,
            tell=lambda line: print(line, file=sys.stderr), engine=engine,
        )  # fmt: skip
        from counterplan.report.plan_summary import summary

        found = summary(planned)
    if json:
        print_json(found)
    else:
        _print_found(found, target)
    return 0


def _print_found(found: dict[str, Any], target: Path | None) -> None:
    """A plan for people, and where its files are."""
    if "engine" in found:
        _print_yearly(found)
        sys.stdout.write(f"\nPage    {target}/plan.html\nTables  {target}/goods.csv, plan.json\n")
    else:
        _print_plan(found)
        sys.stdout.write(f"\nPage    {target}/plan.html\nTables  {target}/goods.csv, years.csv, stocks.csv, plan.json\n")


def _print_yearly(found: dict[str, Any]) -> None:
    """Years and goods of a plan without a horizon, for people."""
    years = found["years"]
    sys.stdout.write(f"{found['engine']}, {found['status']}, sum of fulfilments {shown(found['objective'])}\n\n")
    _print_goods(years, (("rounds", "rounds"),), (("output", "output"), ("consumption", "consumption"), ("price", "price"), ("value", "value")))
    sys.stdout.writelines(f"Note: {note}\n" for note in found["notes"])


def _print_plan(found: dict[str, Any]) -> None:
    """Years, goods, what binds and the proof, for people."""
    years = found["years"]
    sys.stdout.write(f"{found['status']} plan, sum of fulfilments {shown(found['objective'])}\n\n")
    kinds = (("output", "output"), ("consumption", "consumption"), ("accumulation", "added"), ("capital", "held"), ("value", "value"))
    _print_goods(years, (), kinds)
    sys.stdout.write("\nWhat binds, with its share in the sum of fulfilments\n")
    binds = [{"given": f"{one['what']} {one['name']}", "where": one["where"], "share": f"{one['share']:.1%}"} for one in found["binds"]]
    print_rows(binds, "Nothing.")
    worst = max(found["residuals"], key=lambda name: found["residuals"][name])
    sys.stdout.write(
        f"\nProof from the tables: largest residual {found['residuals'][worst]:.1e} ({worst}), duality gap {found['residuals']['gap']:.1e}; "
        f"HiGHS {found['solver']}, {found['seconds']:.2f} s\n"
    )
    sys.stdout.writelines(f"Note: {note}\n" for note in found["notes"])


def _print_goods(years: list[dict[str, Any]], further: tuple[tuple[str, str], ...], kinds: tuple[tuple[str, str], ...]) -> None:
    """A table with a column a year: fulfilment, labour, resources, and amounts by kind of the goods that are worth most."""
    rows: list[dict[str, Any]] = []

    def add(label: str, values: list[Any]) -> None:
        rows.append({"": label, **{year["year"]: value for year, value in zip(years, values, strict=True)}})

    add("fulfilment", [year["fulfilment"] for year in years])
    add("labour used", [year["labour"] for year in years])
    add("labour supply", [year["labour_supply"] for year in years])
    for key, label in further:
        add(label, [year[key] for year in years])
    for name in years[0]["resources"]:
        limited = any(year["resources"][name]["limit"] < float("inf") for year in years)
        for what in ("used", "limit") if limited else ("used",):
            add(f"{name} {what}", [year["resources"][name][what] for year in years])
    goods = sorted(years[0]["output"], key=lambda good: -sum(year["output"][good] * year["value"][good] for year in years))
    for kind, label in kinds:
        for good in (one for one in goods[:MOST_GOODS] if any(year[kind][one] for year in years)):
            add(f"{label}: {good}", [year[kind][good] for year in years])
    print_rows(rows, "")
    if len(goods) > MOST_GOODS:
        sys.stdout.write(f"({len(goods) - MOST_GOODS} more goods stand in the files)\n")

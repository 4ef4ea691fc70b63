"""Measures the stylised facts at several sizes of the population and writes `docs/science/facts.md` down to its mark.

The runs stand under `runs/facts-by-size/` and are used again by the same command.

    python benchmarks/facts_by_size.py                                  # all of CASES
    python benchmarks/facts_by_size.py usa-1973:welfare-state china-1952:command-economy
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from counterplan import api

PAGE = Path(__file__).parents[1] / "docs" / "science" / "facts.md"
MARK = "<!-- By hand, from what benchmarks/facts_by_quarter.py prints; facts_by_size.py leaves what follows. -->\n"
RUNS = Path("runs") / "facts-by-size"
SIZES = {1000: 50, 4000: 16}
"""Persons, and replicates at that size."""
CASES = ("usa-1973:welfare-state", "usa-1973:neoliberal-capitalism", "china-1952:neoliberal-capitalism")
"""Scenario and system. Most published figures are of the United States after 1945; the poor start has a large share of farming."""
YEARS, BURN_IN = 60, 20


def measured(case: str, persons: int) -> dict[str, Any]:
    """The facts of a case at one size, from runs that are there or are made now."""
    scenario, system = case.split(":")
    folder = RUNS / f"{scenario}-{system}-{persons}"
    return api.facts(system, scenario, persons=persons, replicates=SIZES[persons], years=YEARS, burn_in=BURN_IN, out=folder)


def cell(row: dict[str, Any]) -> str:
    """One figure with its spread over replicates, and whether it is in the band."""
    if row["figure"] is None:
        return "not measured"
    spread = "" if row["low"] is None else f" ({row['low']:.3g} to {row['high']:.3g})"
    return f"{row['figure']:.3g}{spread}: {'yes' if row['holds'] else 'no'}"


def band(row: dict[str, Any]) -> str:
    """The band of a fact in words."""
    low, high = row["band_low"], row["band_high"]
    return f"from {low:.3g}" if high is None else f"up to {high:.3g}" if low is None else f"{low:.3g} to {high:.3g}"


def turned(rows: Iterable[dict[str, Any]]) -> bool:
    """Whether the answers on one fact differ."""
    return len({row["holds"] for row in rows}) > 1


def fact_cells(rows: Sequence[dict[str, Any]]) -> list[str]:
    """One fact: what it says, the published figure and band, and the figure of each column."""
    one = rows[0]
    return [one["statement"], f"{one['published']} ({one['source']})", f"{band(one)} ({one['band']})", *map(cell, rows)]


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a table in Markdown."""
    return ["| " + " | ".join(cells) + " |" for cells in (heads, ["---"] * len(heads), *rows)]


def behind(label: str, details: dict[str, Any], replicates: int) -> str:
    """What lies behind some of the facts: recessions by length, the labour share by decade, and how many replicates failed."""
    spells = ", ".join(f"{n} of {years}" for years, n in details["recessions_by_years"].items())
    shares = ", ".join(f"{share:.3f}" for share in details["labour_share_by_decade"])
    return f"- {label}: recessions by years {spells}; labour share by decade {shares}; {replicates - details['replicates']} replicates failed."


def section(case: str, found: dict[int, dict[str, Any]]) -> str:
    """Table of one case: a row a fact, a column a size; then what lies behind some of them."""
    scenario, system = case.split(":")
    results = {persons: f["systems"][system] for persons, f in found.items()}
    heads = ["fact", "published (source)", "band", *(f"{n:,} persons, {results[n]['details']['replicates']} replicates" for n in results)]
    facts = list(zip(*(r["facts"] for r in results.values()), strict=True))
    lines = [*table(heads, map(fact_cells, facts)), ""]
    lines += [behind(f"{n:,} persons", results[n]["details"], found[n]["replicates"]) for n in results]
    differ = [rows[0]["statement"] for rows in facts if turned(rows)]
    lines.append(f"- Answers that differ between the sizes: {'; '.join(differ) or 'none'}.")
    return f"\n## {system}, {scenario}\n\n" + "\n".join(lines) + "\n"


def main(cases: Sequence[str]) -> None:
    """Measures and writes the page."""
    found = {case: {persons: measured(case, persons) for persons in SIZES} for case in cases}
    first = next(iter(next(iter(found.values())).values()))
    text = (
        "<!-- Written by benchmarks/facts_by_size.py down to its mark; do not edit. -->\n"
        "# Stylised facts, and how they depend on the number of persons\n\n"
        f"`python benchmarks/facts_by_size.py {' '.join(cases)}`, counterplan {first['version']}, {date.today()}. {YEARS} years measured after "
        f"{BURN_IN}, seed {first['seed']}; `counterplan show facts SYSTEM` prints the same for any system. Median over "
        "replicates, in brackets the 5th to 95th hundredths. Yes: the median and three quarters of the replicates lie in the band. Cycles are what "
        "lies between 6 quarters and 8 years (Baxter and King's filter) in four-quarter means; what each measure is stands in `report/facts.py`, "
        "which sources were read and which are from memory in `evidence/bibliography.toml`. Most published figures are of the United States "
        "after 1945.\n"
    )
    text += "".join(section(case, by_size) for case, by_size in found.items())
    _, mark, by_hand = PAGE.read_text(encoding="utf-8").partition(MARK) if PAGE.exists() else ("", "", "")
    PAGE.write_text(text + (f"\n{mark}{by_hand}" if mark else ""), encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main(sys.argv[1:] or CASES)

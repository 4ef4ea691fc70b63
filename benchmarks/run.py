"""Runs the common workload in all versions and records the result in `results.md` beside this file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from counterplan.experiments.bench import HEADINGS, bench, cells, print_table, target_line

START, END = "<!-- workload -->\n", "<!-- end of workload -->\n"


def section(result: dict[str, Any]) -> str:
    """Returns the record as Markdown."""
    rows = [HEADINGS, ("---", *["---:"] * 4, "---"), *cells(result)]
    rows += [(row["version"], *["–"] * 4, f"skipped: {row['reason']}") for row in result["skipped"]]
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    used = ", ".join(f"{name} {number}" for name, number in result["versions"].items())
    lines = "\n".join(f"- {target_line(target)}" for target in result["targets"])
    return f"{date.today()}, {result['machine']}; {used}.\n\n{table}\n\n{lines}\n"


def main() -> None:
    """Runs, prints, and replaces the record between the two marks."""
    result = bench(progress=print)
    print_table(result)
    target = Path(__file__).with_name("results.md")
    before, rest = target.read_text().split(START)
    target.write_text(before + START + section(result) + END + rest.split(END)[1])


if __name__ == "__main__":
    main()

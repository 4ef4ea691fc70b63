"""Writes `docs/science/claims.md` from the results of a test of claims.

    counterplan claims --level full --out runs/claims-full
    python docs/claims.py runs/claims-full
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent / "science" / "claims.md"


def line(row: dict[str, Any]) -> str:
    """One row of the table."""
    share = "" if row["share_supporting"] is None else f"{row['share_supporting']:.2f} ({row['share_low']:.2f} to {row['share_high']:.2f})"
    interval = "no interval" if row["low"] is None else f"{row['low']:.3g} to {row['high']:.3g}"
    effect = "" if row["effect"] is None else f"{row['effect']:.3g} ({interval}) {row['unit']}"
    without = f"; {row['no_value']} of {row['draws']} draws have no value" if row.get("no_value") else ""
    cells = [row["id"], row["statement"], row["verdict"], row["reason"] + without, share, effect]
    return "| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |"


def text(rows: list[dict[str, Any]], manifest: dict[str, Any], day: str = "") -> str:
    """The page.

    Args:
        rows: the results' file of the test.
        manifest: of one of its runs.
        day: on which the results were written.
    """
    tested = [row for row in rows if "level" in row]
    level, draws = (tested[0]["level"], tested[0]["draws"]) if tested else ("", 0)
    counts = {verdict: sum(row["verdict"] == verdict for row in rows) for verdict in dict.fromkeys(row["verdict"] for row in rows)}
    listed = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    source, inputs, when = manifest["hashes"]["source"][:12], manifest["inputs"], f", {day}" if day else ""
    lines = [
        "<!-- Written by docs/claims.py; do not edit. -->", "# Claims and verdicts", "",
        f"`counterplan claims --level {level} --seed {inputs['seed']}`: {draws} draws of the priors, {inputs['persons']} persons, "
        f"version {manifest['versions']['counterplan']}, source {source}{when}.", "",
        f"{listed}. Shares have one-sided 95 % bounds, effects (medians) 90 % intervals.", "",
        "| id | statement | verdict | why | share of draws | effect |", "|---|---|---|---|---|---|", *(line(row) for row in rows), "",
    ]  # fmt: skip
    return "\n".join(lines)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    found = json.loads((folder / "claims.json").read_text(encoding="utf-8"))
    first = json.loads(next(folder.glob("*/manifest.json")).read_text(encoding="utf-8"))
    written = datetime.fromtimestamp((folder / "claims.json").stat().st_mtime, UTC).date().isoformat()
    PAGE.write_text(text(found, first, written), encoding="utf-8")
    print(PAGE)

"""Runs replications, one after the other."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from .check import Check

UNCONFIRMED = "memory"
"""Evidence of a target that was not read in a source."""

Entry = Mapping[str, Any]
Row = dict[str, Any]


def replicate(entries: Iterable[Entry], progress: Callable[[str], None] | None = None) -> Iterator[Row]:
    """Computes replications and sets them beside their targets.

    Args:
        entries: what `counterplan.loader.replications` lists.
        progress: told what is computed next.

    Yields:
        ``id, source, target, got, tolerance, ok``, then ``evidence`` and ``note``. Target, got and tolerance are single values, or
        values by name where a replication has several; ``ok`` is None while the target is unconfirmed or nothing is computed beside it.
    """
    import jax

    jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]  # as the engine does
    for entry in entries:
        if progress is not None:
            progress(f"{entry['id']}: {entry['title']}")
        module = importlib.import_module(entry["module"])
        yield row(entry, module.replicate())


def row(entry: Entry, checks: list[Check]) -> Row:
    """One replication as `counterplan replicate --json` prints it."""
    agrees = bool(checks) and all(check.agrees for check in checks)
    open_ = entry["evidence"] == UNCONFIRMED or any(check.got is None for check in checks)
    return {
        "id": entry["id"],
        "source": entry["source"],
        "target": _shown({check.name: check.target for check in checks}),
        "got": _shown({check.name: check.got for check in checks}),
        "tolerance": _shown({check.name: check.tolerance for check in checks}),
        "ok": None if open_ else agrees,
        "evidence": entry["evidence"],
        "note": entry["note"],
    }


def _shown(values: dict[str, Any]) -> Any:
    return next(iter(values.values())) if len(values) == 1 else values

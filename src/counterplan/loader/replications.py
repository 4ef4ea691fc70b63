"""Lists replications from the constants of their files, without importing one."""

from __future__ import annotations

import ast
from typing import Any

from counterplan.catalogue.source import PACKAGE, module_name, read_source
from counterplan.core.errors import InputError, nearest

FOLDER = PACKAGE / "experiments" / "replications"

Entry = dict[str, Any]


def replications(ids: tuple[str, ...] = ()) -> list[Entry]:
    """All replications, numbered ones first, or the ones named.

    Error: InputError for an id that no file has, with the nearest one.
    """
    found: dict[str, Entry] = {}
    for path in sorted(FOLDER.glob("*.py")):
        source = read_source(path)
        if "ID" not in source.constants:
            continue
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        constants = {name.lower(): source.constants.get(name, "") for name in ("ID", "SOURCE", "COMPUTES", "CALLS", "EVIDENCE", "NOTE")}
        found[constants["id"]] = {**constants, "title": said.split("\n")[0].rstrip("."), "module": module_name(path)}
    found = dict(sorted(found.items(), key=lambda item: _rank(item[0])))
    for one in ids:
        if one not in found:
            raise InputError(f"no replication '{one}'.{nearest(one, found)}")
    return [found[one] for one in dict.fromkeys(ids)] if ids else list(found.values())


def _rank(one: str) -> tuple[bool, int, str]:
    number = one.removeprefix("R")
    return (not number.isdigit(), int(number) if number.isdigit() else 0, one)

"""Lists replications from the constants of their files, without importing one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from counterplan.catalogue.source import PACKAGE, module_name, read_source, read_text
from counterplan.core.errors import InputError, nearest

FOLDER = PACKAGE / "experiments" / "replications"
KEYS = ("ID", "SOURCE", "COMPUTES", "CALLS", "EVIDENCE", "NOTE")
TITLE = re.compile(r'"""(.*?)(?:\n|""")')
"""First line of a file's docstring."""
NAMED = re.compile(r'^ID = "(.+)"$', re.MULTILINE)

Entry = dict[str, Any]


def replications(ids: tuple[str, ...] = ()) -> list[Entry]:
    """All replications, numbered ones first, or the ones named.

    Error: InputError for an id that no file has, with the nearest one.
    """
    texts = {path: read_text(path, "replication") for path in sorted(FOLDER.glob("*.py"))}
    found = {named.group(1): path for path, text in texts.items() if (named := NAMED.search(text))}
    for one in ids:
        if one not in found:
            raise InputError(f"no replication '{one}'.{nearest(one, found)}")
    return [_entry(found[one], texts[found[one]]) for one in (dict.fromkeys(ids) if ids else sorted(found, key=_rank))]


def _entry(path: Path, text: str) -> Entry:
    constants = read_source(path).constants
    title = TITLE.match(text)
    return {
        **{key.lower(): constants.get(key, "") for key in KEYS},
        "title": title.group(1).rstrip(".") if title else "",
        "module": module_name(path),
    }


def _rank(one: str) -> tuple[bool, int, str]:
    number = one.removeprefix("R")
    return (not number.isdigit(), int(number) if number.isdigit() else 0, one)

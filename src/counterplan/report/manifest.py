"""Reading a run's manifest, in which any part may be missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def mapping(start: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    """Follows a path of keys; an empty mapping where it breaks off."""
    here: Any = start
    for key in path:
        here = here.get(key, {}) if isinstance(here, Mapping) else {}
    return here if isinstance(here, Mapping) else {}


def starting_figures(manifest: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yields the scenario's figures by name, then those by good ('employment_share: grain')."""
    for name, entry in mapping(manifest, "scenario", "figures").items():
        if isinstance(entry, Mapping):
            yield str(name), entry
    for name, goods in mapping(manifest, "scenario", "sector_figures").items():
        for good, entry in goods.items() if isinstance(goods, Mapping) else ():
            if isinstance(entry, Mapping):
                yield f"{name}: {good}", entry

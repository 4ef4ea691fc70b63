"""The bibliography: every source key used in a file resolves to one entry here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from counterplan.catalogue.source import PACKAGE
from counterplan.core.errors import nearest

from .document import Document, Strict, read_toml

BIBLIOGRAPHY = PACKAGE / "evidence" / "bibliography.toml"
ASSUMED = "assumed"
"""Source of a figure that no text gives; its range is swept."""


class Entry(Strict):
    """One source, as files of systems, scenarios and the bibliography write it."""

    title: str
    author: str = ""
    year: int | str = ""
    where: str = ""
    licence: str = ""
    read: str = ""
    """How the text was seen: whole data file, page, abstract or memory."""
    note: str = ""


def load_bibliography(path: Path | None = None) -> dict[str, Entry]:
    """Reads the bibliography of the package, or another file of the same form.

    Error: InputError for a file that is missing or has unknown keys.
    """
    file = path or BIBLIOGRAPHY
    return dict(_entries(file, file.stat().st_mtime_ns if file.exists() else 0))


@lru_cache(maxsize=4)
def _entries(path: Path, changed: int) -> Mapping[str, Entry]:
    """Entries of a file; read again where it was changed."""
    document = read_toml(path, "bibliography")
    return {key: document.validated_at((key,), Entry) for key in document.data}


def check_sources(
    document: Document, used: Iterable[tuple[tuple[str, ...], str]], known: Mapping[str, Entry]
) -> None:
    """Refuses source keys that no bibliography has.

    Args:
        used: pairs of the place in the file and the source key written there.
    """
    for keys, source in used:
        if source != ASSUMED and source not in known:
            raise document.error(
                keys,
                f"source '{source}' is not in the bibliography.{_hint(source, known)} "
                f'Add it as [bibliography.{source}] in this file, or write "assumed" with low and high.',
            )


def _hint(source: str, known: Mapping[str, Entry]) -> str:
    said = nearest(source, known)
    return said if said.startswith(" Did") else ""

"""The report of a run: one HTML file that opens offline and asks nothing of the network."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import tables
from .figures import DASHES, figure
from .notes import contrasts, reading_notes
from .page import fill_page, write_page
from .priors import association_note, association_rows, associations, bands_show, drawn_rows, is_drawn
from .series import AS_IT_STANDS, MAIN, has, heading, outcome_names, read, systems_of
from .svg import plain, themed
from .wording import counted, listed, number

if TYPE_CHECKING:
    import xarray as xr


def write_report(dataset: xr.Dataset, manifest: Mapping[str, Any], out: Path) -> Path:
    """Writes the report of a run and returns where it stands.

    Args:
        dataset: the stored results, dimensions system, replicate and quarter.
        manifest: what was run. Read: ``scenario`` (name, title, start, figures, sector_figures, contexts,
            record, sources), ``systems`` (by name: title, institutions, contexts, parameters, sources),
            ``seed``, ``versions``, ``hashes`` and ``command``.
            What is missing is left out or said to be missing.
        out: the file, or a folder that gets ``report.html``.

    Error: RunError where the file cannot be written; an older report then stays whole.
    """
    path = out / "report.html" if out.is_dir() else out
    write_page(path, render(dataset, manifest))
    return path


def render(dataset: xr.Dataset, manifest: Mapping[str, Any]) -> str:
    """Returns the page as text; equal results give equal text."""
    return fill_page("report.html.j2", _content(dataset, manifest))


def _content(dataset: xr.Dataset, manifest: Mapping[str, Any]) -> dict[str, Any]:
    from .account_tables import account_tables, check_rows

    scenario = manifest.get("scenario", {})
    systems = systems_of(dataset)
    notes = reading_notes(dataset, manifest)
    name = str(scenario.get("name") or dataset.attrs.get("scenario", "scenario"))
    moved = associations(dataset)
    return {
        "title": plain(str(scenario.get("title") or name)),
        "scenario": plain(name),
        "sentence": plain(run_sentence(dataset, manifest)),
        "systems": legend(systems, manifest),
        "headline": tables.headline_rows(dataset),
        "notes": {
            kind: [n for n in notes if n.kind == kind] for kind in ("contrast", "same", "event", "caveat")
        },
        "panels": panels(dataset, manifest),
        "levels": tables.level_rows(dataset),
        "contrasts": tables.contrast_rows(contrasts(dataset)),
        "institutions": tables.institution_rows(manifest, systems),
        "parameters": tables.parameter_rows(manifest, systems),
        "bands": bands_show(dataset),
        "drawn": drawn_rows(dataset),
        "moved": association_rows(moved),
        "moved_note": association_note(dataset, moved),
        "accounts": [*tables.account_rows(dataset), *check_rows(dataset)],
        "books": account_tables(dataset),
        "failures": tables.failure_rows(dataset),
        "collapses": tables.collapse_rows(dataset),
        "provenance": tables.provenance_rows(dataset, manifest),
        "command": tables.repeat_command(manifest),
        "figures": tables.figure_rows(manifest),
        "sources": tables.source_rows(manifest),
        "citation": citation(dataset, manifest),
    }


def run_sentence(dataset: xr.Dataset, manifest: Mapping[str, Any]) -> str:
    """Says in a sentence or two what was run."""
    systems = systems_of(dataset)
    quarters, replicates = dataset.sizes["quarter"], dataset.sizes["replicate"]
    start = manifest.get("scenario", {}).get("start")
    if start is None and "year" in dataset.coords and quarters:
        start = int(float(dataset["year"].values[0]))
    begin = f"One economy, from {start} on," if start is not None else "One economy"
    length = counted(quarters, "quarter") if quarters % 4 else counted(quarters // 4, "year")
    text = f"{begin} was run for {length} under {counted(len(systems), 'system')}: {listed(list(systems))}."
    draws = f"{counted(replicates, 'replicate')} each"
    if len(systems) > 1:
        draws += ", on the same random draws in all systems"
    if is_drawn(dataset):
        draws += f", each at its own values of {counted(dataset.sizes['parameter'], 'drawn parameter')} and starting figures"
    persons = dataset.attrs.get("n_persons")
    people = f"; {int(persons):,} persons" if persons is not None else ""
    weight = dataset.attrs.get("persons_per_simulated")
    if people and weight is not None:
        about = "about " if is_drawn(dataset) else ""
        people += f", each standing for {about}{number(float(weight))}"
    seed = manifest.get("seed", dataset.attrs.get("seed"))
    return f"{text} {draws[:1].upper()}{draws[1:]}{people}" + (f"; seed {seed}." if seed is not None else ".")


def legend(systems: tuple[str, ...], manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Name, title, colour and dash of each system, as the figures use them."""
    found = []
    for i, name in enumerate(systems):
        entry = manifest.get("systems", {}).get(name, {})
        dash = DASHES[i % len(DASHES)]
        found.append(
            {
                "name": plain(name),
                "title": plain(str(entry.get("title") or "")) if isinstance(entry, Mapping) else "",
                "colour": i % 8,
                # Matplotlib counts dashes in line widths, SVG in units; lines are 2 units wide here.
                "dash": "" if dash == "-" else " ".join(f"{2 * d:g}" for d in dash[1]),
            }
        )
    return found


def panels(dataset: xr.Dataset, manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The small multiples: the main outcomes, then any other that the record speaks of."""
    from markupsafe import Markup

    record = manifest.get("scenario", {}).get("record", {}) or {}
    also = [n for n in outcome_names(dataset) if n in record and n not in MAIN]
    found = []
    for name in (*MAIN, *also):
        if not has(dataset, name):
            continue
        series = read(dataset, name).shown()
        picture = figure(dataset, name, record=record.get(name), title=False)
        found.append(
            {
                "label": heading(series),
                "meaning": series.meaning,
                "smoothed": name not in AS_IT_STANDS,
                "record": bool(record.get(name)),
                "svg": Markup(themed(picture)),
            }
        )
    return found


def citation(dataset: xr.Dataset, manifest: Mapping[str, Any]) -> str:
    """How to cite the run."""
    versions = manifest.get("versions", {})
    version = versions.get("counterplan") or dataset.attrs.get("version")
    scenario = manifest.get("scenario", {}).get("name") or dataset.attrs.get("scenario")
    parts = ["counterplan" + (f", version {version}" if version else "")]
    parts.append(f"scenario {scenario}, systems {listed(list(systems_of(dataset)))}")
    seed = manifest.get("seed", dataset.attrs.get("seed"))
    parts.append(
        f"{counted(dataset.sizes['replicate'], 'replicate')}" + (f", seed {seed}" if seed is not None else "")
    )
    if "manifest_hash" in dataset.attrs:
        parts.append(f"manifest {str(dataset.attrs['manifest_hash'])[:16]}")
    return plain("; ".join(parts) + ".")

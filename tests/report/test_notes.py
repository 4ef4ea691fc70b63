"""Reading notes follow the data and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import xarray as xr

from counterplan.report.notes import contrasts, reading_notes


def _texts(dataset: xr.Dataset, manifest: dict[str, Any] | None = None, kind: str = "") -> list[str]:
    return [f"{n.label}: {n.text}" for n in reading_notes(dataset, manifest) if kind in ("", n.kind)]


def test_largest_contrast_first_and_higher_named_first(small: xr.Dataset) -> None:
    for contrast in contrasts(small):
        difference = contrast.effect["difference"]
        assert difference is not None
        assert difference >= 0
    clear = [c.size for c in contrasts(small) if c.distinguishable]
    assert clear == sorted(clear, reverse=True)


def test_notes_follow_the_data(small: xr.Dataset) -> None:
    small["effort"][0] = 1.0 + 0.001 * np.arange(6)[:, None]
    small["effort"][1] = small["effort"][0] + 0.5
    before = next(t for t in _texts(small, kind="contrast") if t.startswith("Effort"))
    assert "higher in command-economy than in neoliberal-capitalism by 0.500 (0.500 to 0.500, 50 %)" in before
    small["effort"][1] = small["effort"][0] - 0.5
    after = next(t for t in _texts(small, kind="contrast") if t.startswith("Effort"))
    assert "higher in neoliberal-capitalism than in command-economy by 0.500" in after


def test_equal_runs_give_no_contrast(small: xr.Dataset) -> None:
    for name in small.data_vars:
        small[name][1:] = small[name].values[:1]
    assert _texts(small, kind="contrast") == []
    same = _texts(small, kind="same")
    assert len(same) == 1
    assert "No difference distinguishable from zero" in same[0]


def test_swapping_names_swaps_names_and_nothing_else(small: xr.Dataset) -> None:
    small["gdp_per_head"][1, [1, 4], 30:] *= 0.1
    small["failed"][2, 0, 40:] = 2
    a, b, c = (str(s) for s in small["system"].values)
    swapped = small.assign_coords(system=[b, a, c])
    placed = [t.replace(a, "\0").replace(b, a).replace("\0", b) for t in _texts(swapped)]
    assert placed == _texts(small)


def test_order_of_systems_changes_no_sentence_about_differences(small: xr.Dataset) -> None:
    turned = small.isel(system=[2, 0, 1])
    first = {(c.label, c.higher, c.lower, round(c.effect["difference"] or 0, 9)) for c in contrasts(small)}
    assert first == {
        (c.label, c.higher, c.lower, round(c.effect["difference"] or 0, 9)) for c in contrasts(turned)
    }


def test_every_system_is_named_in_every_event(small: xr.Dataset) -> None:
    small["gdp_per_head"][1, 1, 30:] *= 0.1
    small["failed"][0, 2, 30:] = 2
    for text in _texts(small, kind="event"):
        assert all(str(system) in text for system in small["system"].values)


def test_events_are_counted(small: xr.Dataset) -> None:
    small["failed"][0, 2, 30:] = 2
    small["failed"][0, 3, 30:] = 1
    text = " ".join(_texts(small, kind="event"))
    assert "1 (a table of persons or enterprises was full) and 1 (a number was not finite)" in text
    assert "in no replicate of any system" in text


def test_caveats_name_the_assumed_figures(small: xr.Dataset, manifest: dict[str, Any]) -> None:
    text = " ".join(_texts(small, manifest, "caveat"))
    assert "3 starting figures" in text
    assert "were not swept" in text


def test_values_outside_their_priors_are_said(small: xr.Dataset, manifest: dict[str, Any]) -> None:
    notes = ["physics: radius = 1 lies outside its prior range [0.05, 0.15]", "scenario 'here': 1 figure is assumed: x"]
    assert "outside" not in " ".join(_texts(small, manifest, "caveat"))
    (text,) = (t for t in _texts(small, {**manifest, "request": {"notes": notes}}, "caveat") if "outside" in t)
    assert text.endswith("physics: radius = 1 lies outside its prior range [0.05, 0.15].")


def test_one_replicate_or_one_system(make: Callable[..., xr.Dataset]) -> None:
    assert _texts(make(years=8, replicates=1), kind="contrast") == []
    assert "Fewer than two common replicates" in _texts(make(years=8, replicates=1), kind="same")[0]
    alone = make(systems=("only",), years=8, replicates=3)
    assert _texts(alone, kind="contrast") == []
    assert _texts(alone, kind="same") == []


def test_words_carry_no_judgement(dataset: xr.Dataset, manifest: dict[str, Any]) -> None:
    words = set(" ".join(_texts(dataset, manifest)).lower().replace(".", " ").split())
    assert not words & {
        "better",
        "worse",
        "best",
        "worst-performing",
        "superior",
        "fails",
        "success",
        "unfortunately",
    }

"""The page: one file, offline, escaped, complete."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from counterplan.core.errors import InputError, RunError
from counterplan.report.build import render, write_report
from counterplan.report.figures import figure, record_points
from counterplan.report.scales import short_names, spread
from counterplan.report.series import MAIN, has, read

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)> $x$ & \x07'


class Page(HTMLParser):
    """Collects tags, attributes and ids."""

    void = {"meta", "br", "img", "link", "hr", "input"}

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()


def test_page_is_whole_and_small(dataset: xr.Dataset, manifest: dict[str, Any], tmp_path: Path) -> None:
    path = write_report(dataset, manifest, tmp_path)
    assert path == tmp_path / "report.html"
    assert path.stat().st_size < 3_000_000
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]
    page = Page(path.read_text(encoding="utf-8"))
    assert page.open == []
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert sum(tag == "figure" for tag, _ in page.tags) == len(MAIN)


def test_page_asks_nothing_of_the_network(dataset: xr.Dataset, manifest: dict[str, Any]) -> None:
    text = render(dataset, manifest)
    assert "@import" not in text
    assert "default-src 'none'" in text
    assert not re.search(r"url\((?!#)", text)
    for tag, attrs in Page(text).tags:
        assert tag not in {"script", "link", "iframe", "object", "embed", "img", "base", "form"}
        assert "src" not in attrs
        assert "srcset" not in attrs
        for name in ("href", "xlink:href"):
            target = attrs.get(name) or "#"
            assert target.startswith("#") or (tag == "a" and target.startswith("https://example.org/"))


def test_hostile_names_stay_text(
    make: Callable[..., xr.Dataset], describe: Callable[..., dict[str, Any]]
) -> None:
    run = make(systems=(HOSTILE, "b"), years=8, replicates=3)
    manifest = describe((HOSTILE, "b"))
    manifest["systems"][HOSTILE]["title"] = HOSTILE
    manifest["systems"][HOSTILE]["institutions"]["land"] = [HOSTILE]
    manifest["scenario"] |= {
        "title": HOSTILE,
        "name": HOSTILE,
        "sources": ["javascript:alert(3)", "https://x y"],
    }
    manifest["scenario"]["figures"] = {
        HOSTILE: {"value": HOSTILE, "unit": HOSTILE, "source": " javascript:alert(4)", "low": 1, "high": 2}
    }
    manifest |= {"command": ["counterplan", HOSTILE], "versions": {HOSTILE: HOSTILE}}
    run["effort"].attrs |= {"long_name": HOSTILE, "unit": HOSTILE, "meaning": HOSTILE}
    text = render(run, manifest)
    page = Page(text)
    assert "<script" not in text
    assert "<img" not in text
    assert "\x07" not in text
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)
    assert not any(
        (attrs.get("href") or "").strip().lower().startswith("javascript") for _, attrs in page.tags
    )


def test_equal_results_give_an_equal_page(small: xr.Dataset, manifest: dict[str, Any]) -> None:
    assert render(small, manifest) == render(small.copy(deep=True), manifest)


def test_page_says_when_accounts_are_open(small: xr.Dataset, manifest: dict[str, Any]) -> None:
    assert ">OPEN<" not in render(small, manifest)
    small["person_residual"][0, 0, 3] = 2
    assert render(small, manifest).count(">OPEN<") == 1


def test_equal_rows_are_dimmed_and_held_ones_marked(small: xr.Dataset, manifest: dict[str, Any]) -> None:
    text = render(small, manifest)
    assert text.count("held equal by the scenario") == 2
    rows = re.findall(r"<tr( class=\"dim\")?><th scope=\"row\">(\w+) <span", text)
    dimmed = {slot for dim, slot in rows if dim}
    assert "openness" in dimmed
    assert "coordination" not in dimmed
    assert "command; may move to dual" in text


def test_bare_manifest_and_missing_outcomes(make: Callable[..., xr.Dataset]) -> None:
    run = make(systems=("only",), years=2, replicates=1)[["effort", "population"]]
    text = render(run, {})
    assert text.count("<figure") == 2
    assert "not recorded" in text


def test_all_failed_or_not_finite(small: xr.Dataset, manifest: dict[str, Any]) -> None:
    small["effort"][:] = np.nan
    small["gdp_per_head"][0, 1, 5:] = np.inf
    small["failed"][1] = 2
    text = render(small, manifest)
    assert "no values" in text
    assert not re.search(r">\s*(nan|inf)\b", text)


def test_old_report_survives_a_failed_write(
    small: xr.Dataset, manifest: dict[str, Any], tmp_path: Path
) -> None:
    with pytest.raises(RunError, match="cannot be written"):
        write_report(small, manifest, tmp_path / "nowhere" / "report.html")


def test_figure_alone_is_a_described_document(small: xr.Dataset) -> None:
    text = figure(small, "gdp_per_head", record={1953: 850.0, "1955": 900.0, 1900: 1.0})
    root = ET.fromstring(text)
    assert root.attrib["role"] == "img"
    space = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{space}title").text == "Output per head"  # type: ignore[union-attr]
    assert "drawn at 2 points" in (root.find(f"{space}desc").text or "")  # type: ignore[union-attr]
    words = [node.text for node in root.iter(f"{space}text")]
    assert {"neoliberal", "command", "democratic", "Output per head"} <= set(words)
    assert "2011 international $ a year · four-quarter mean" in words


@pytest.mark.parametrize("name", MAIN)
def test_every_main_outcome_has_a_figure(small: xr.Dataset, name: str) -> None:
    assert has(small, name)
    ET.fromstring(figure(small, name))


def test_unknown_outcome_is_named(small: xr.Dataset) -> None:
    with pytest.raises(InputError, match="Did you mean 'effort'"):
        figure(small, "efort")


def test_record_is_scaled_like_the_series(small: xr.Dataset) -> None:
    series = read(small, "unemployment_rate").shown()
    assert record_points(series, {"1953": 0.05, 1954: float("nan")}, 100) == [(1953.5, 5.0)]


def test_many_systems_share_the_legend(make: Callable[..., xr.Dataset]) -> None:
    names = tuple(f"system-{i}" for i in range(10))
    ET.fromstring(figure(make(systems=names, years=6, replicates=2), "effort"))


def test_labels_move_apart_and_names_stay_distinct() -> None:
    placed = spread([(0.5, 0), (0.5, 1), (0.51, 2), (1.4, 3)], 0.1)
    heights = [y for y, _ in placed]
    assert all(b - a >= 0.1 - 1e-6 for a, b in itertools.pairwise(heights))
    assert heights[0] >= 0
    assert heights[-1] <= 1 + 1e-9
    assert short_names(["soviet-nep", "soviet-plan", "other"]) == ["soviet-nep", "soviet-plan", "other"]


def test_importing_is_light() -> None:
    code = (
        "import sys, counterplan.report.build, counterplan.report.compare, counterplan.report.summary;"
        "heavy = {'jax', 'xarray', 'zarr', 'matplotlib', 'pandas', 'numpy', 'jinja2'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr

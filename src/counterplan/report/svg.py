"""From a matplotlib canvas to an SVG that stands alone or inside a page that sets its colours."""

from __future__ import annotations

import io
import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.backends.backend_svg import FigureCanvasSVG

INK, MUTED, RULE, PAPER = "#22262b", "#5d636b", "#e4e1d9", "#fefefe"
LINES = ("#1f5a99", "#c98a00", "#b5527a", "#3f9a9a", "#6b4ea0", "#7a7d83", "#8a6a3f", "#4f9fd6")
"""Line colours by position: they differ in lightness as well as hue, for readers who do not see all hues."""
LABELS = ("#1f5a98", "#875c00", "#9a3c63", "#23706f", "#5b3f90", "#5a5d63", "#6e522d", "#23709f")
"""The same hues, dark enough for text."""

_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_GEOMETRY = re.compile(r'(?<= )(d|points|x|y|width|height|x1|x2|y1|y2|transform)="([^"]*)"')
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def plain(text: str) -> str:
    """Drops characters that no document may hold, and line breaks."""
    return _CONTROL.sub("", text).replace("\n", " ")


def finish(canvas: FigureCanvasSVG, name: str, title: str, description: str) -> str:
    """Writes the SVG: own ids, short coordinates, a title and a description for screen readers."""
    buffer = io.StringIO()
    canvas.print_svg(  # type: ignore[no-untyped-call]
        buffer, metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
    )
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.S)
    text = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", text, flags=re.S)
    text = re.sub(r"<!--.*?-->", "", text, flags=re.S)
    text = _GEOMETRY.sub(lambda m: f'{m[1]}="{_NUMBER.sub(_short, m[2])}"', text)
    text = re.sub(r"\n\s*(?=[LMQCz ])", " ", text)
    text = re.sub(r"\n\s*", "\n", text)
    text = re.sub(r"font-family: [^;\"]*", "font-family: sans-serif", text)
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    text = re.sub(r'\bid="([^"]+)"', rf'id="{slug}-\1"', text)
    text = re.sub(r'(href="#|url\(#)', rf"\g<1>{slug}-", text)
    return _root(text, slug, title, description)


def _short(match: re.Match[str]) -> str:
    text = f"{float(match[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _root(text: str, slug: str, title: str, description: str) -> str:
    view = re.search(r'viewBox="([^"]+)"', text)
    assert view is not None
    _, _, width, height = view[1].split()
    root = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{float(width):g}" height="{float(height):g}" viewBox="{view[1]}" role="img" '
        f'aria-labelledby="{slug}-title {slug}-desc" style="stroke-linejoin:round;stroke-linecap:butt">'
        f'<title id="{slug}-title">{escape(plain(title))}</title>'
        f'<desc id="{slug}-desc">{escape(plain(description))}</desc>'
    )
    return root + text[text.index(">") + 1 :]


def themed(svg: str) -> str:
    """Puts the page's colours in place of fixed ones, so that a figure follows light and dark."""
    names = {INK: "ink", MUTED: "muted", RULE: "rule", PAPER: "card"}
    names.update({colour: f"line-{i}" for i, colour in enumerate(LINES)})
    names.update({colour: f"label-{i}" for i, colour in enumerate(LABELS)})
    for colour, name in names.items():
        svg = re.sub(rf"(fill|stroke): {colour}", rf"\1: var(--{name})", svg)
    return svg

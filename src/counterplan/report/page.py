"""Pages from templates: one file that opens offline, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from counterplan.core.errors import RunError

from .svg import plain

TEMPLATES = Path(__file__).parent / "templates"


def fill_page(template: str, content: Mapping[str, Any]) -> str:
    """Fills a template of this folder; the page's style stands in it, and text is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: plain(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = Markup((TEMPLATES / "report.css").read_text(encoding="utf-8"))
    return environment.get_template(template).render(style=style, **content)


def write_page(path: Path, text: str) -> None:
    """Writes a page through a temporary file.

    Error: RunError where the file cannot be written; an older one then stays whole.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".report-", suffix=".html")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            os.chmod(name, 0o644)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise RunError(f"{path}: the page cannot be written: {error.strerror or error}.") from error

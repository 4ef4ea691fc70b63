"""One economy under different systems of institutions, and tests of what is claimed about them.

The public names stand in `counterplan.api`. Nothing is imported here, so that help and errors answer at once.
"""

from __future__ import annotations

__all__ = ["__version__"]


def __getattr__(name: str) -> str:
    """Looks the installed version up when somebody asks for it."""
    if name != "__version__":
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    from importlib import metadata

    try:
        return metadata.version("counterplan")
    except metadata.PackageNotFoundError:
        return "not installed"

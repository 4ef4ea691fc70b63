"""The stylised facts: statements with published figures and the band in which a figure of ours counts as a yes."""

from __future__ import annotations

from pathlib import Path

from counterplan.catalogue.source import PACKAGE

from .document import Strict, read_toml

STYLISED = PACKAGE / "evidence" / "stylised_facts.toml"


class StylisedFact(Strict):
    """One regularity, as its file states it; a bound that is left out does not bind."""

    statement: str
    measure: str
    """Name of the measure in `report.facts`."""
    published: str
    band: str
    """Where the bounds come from."""
    source: str
    low: float | None = None
    high: float | None = None

    def holds(self, figure: float) -> bool:
        """Whether a figure lies in the band; what is not a number does not."""
        return (figure >= self.low if self.low is not None else figure == figure) and (self.high is None or figure <= self.high)


def load_stylised_facts(path: Path | None = None) -> dict[str, StylisedFact]:
    """Reads the facts of the package, or another file of the same form.

    Error: InputError for unknown keys, or a band that is empty.
    """
    document = read_toml(path or STYLISED, "stylised facts")
    facts = {key: document.validated_at((key,), StylisedFact) for key in document.data}
    for key, fact in facts.items():
        if fact.low is not None and fact.high is not None and fact.low > fact.high:
            raise document.error((key, "low"), f"low {fact.low} is above high {fact.high}.")
    return facts

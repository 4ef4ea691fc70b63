"""Published results, computed again by the modules that the simulation uses.

One file is one replication, found by its constants (read without importing it):

    ID        what `counterplan replicate ID` is called with
    SOURCE    key of the bibliography
    COMPUTES  one line: what is computed, with the values that were chosen
    CALLS     module.function of the simulation that the result rests on
    EVIDENCE  where the target comes from: "verified" (read in a source), "computed" (from a data file or a closed form),
              "derived" (from the source's equations), or "memory"; the last is unconfirmed, and then `ok` is null
    NOTE      what one has to know to read the result (may be empty)

and by a function ``replicate() -> list[Check]``, which calls the modules named by attribute (``search.cost_change(…)``, not a name
imported from there), so that a perturbed function is seen.
"""

from .check import Check, above, below, between, missing, near, recorded
from .run import replicate

__all__ = ["Check", "above", "below", "between", "missing", "near", "recorded", "replicate"]

"""Members who will leave ask a higher return of what their enterprise invests than a lender does."""

from __future__ import annotations

from counterplan.institutions.management import appraisal

from .check import Check, near

ID = "R4"
SOURCE = "furubotn-pejovich-1970"
COMPUTES = "return a year that pays back an outlay within H years at 5 %, per cent: the inverse of the annuity that assemblies weigh techniques with"
CALLS = "institutions.management.appraisal.annuity"
EVIDENCE = "computed"
NOTE = ""

RATE = 0.05
PER_CENT = {5: 23.10, 10: 12.95, 20: 8.02, 40: 5.83}


def replicate() -> list[Check]:
    """Inverts the annuity at four horizons."""
    return [near(f"H = {years}", 100.0 / float(appraisal.annuity(RATE, years)), target, 0.005) for years, target in PER_CENT.items()]

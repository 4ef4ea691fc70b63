"""Reads what users and the package write in files: systems, scenarios, the bibliography, settings.

Built-in files go through the same functions as a user's. Every error is one line that names the file, the
line or key, what is wrong and what would be right.
"""

from .bibliography import load_bibliography
from .check import Checked, check_file, examine
from .claim_design import missing, missing_rivals
from .claims import built_in_claims, load_claim
from .compare import differences, flat_inputs, flat_scenario, flat_system
from .describe import described, fact_tables, listed, schedule
from .priors import priors_from, priors_of
from .replications import replications
from .scenarios import built_in_scenarios, load_scenario
from .settings import Prepared, parse_settings, physics_parameters, prepare
from .stylised import load_stylised_facts
from .systems import built_in_systems, load_system

__all__ = [
    "Checked",
    "Prepared",
    "built_in_claims",
    "built_in_scenarios",
    "built_in_systems",
    "check_file",
    "described",
    "differences",
    "examine",
    "fact_tables",
    "flat_inputs",
    "flat_scenario",
    "flat_system",
    "listed",
    "load_bibliography",
    "load_claim",
    "load_scenario",
    "load_stylised_facts",
    "load_system",
    "missing",
    "missing_rivals",
    "parse_settings",
    "physics_parameters",
    "prepare",
    "priors_from",
    "priors_of",
    "replications",
    "schedule",
]

"""One run: systems, a scenario, replicates; from inputs to a run folder with results."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counterplan.core.errors import InputError
from counterplan.core.priors import Prior
from counterplan.core.scenario import Scenario
from counterplan.core.system import System
from counterplan.loader import priors_from
from counterplan.storage.folder import RunFolder
from counterplan.storage.manifest import describe_inputs, scenario_of, systems_of

from .cells import build_program

if TYPE_CHECKING:
    from counterplan.catalogue import Rules
    from counterplan.engine.program import Program


def run_scenario(
    scenario: Scenario,
    systems: Sequence[System],
    *,
    physics: Mapping[str, float],
    persons: int,
    years: int,
    replicates: int,
    seed: int,
    rules: Rules,
    workers: int = 0,
    cluster: str | None = None,
    folder: Path,
    progress: bool = True,
    request: Mapping[str, Any] | None = None,
    priors: Sequence[Prior] = (),
) -> Path:
    """Runs every system on the same draws and leaves a complete run folder; takes an interrupted run up again.

    Args:
        physics: parameters of the physics that differ from their prior centres.
        request: what the user wrote, kept in the manifest.
        priors: what each replicate draws for itself (none: all replicates stand at one point).

    Error: InputError for inputs that cannot be run, ranges without a possible start included; RunError where the folder cannot be written.
    """
    from counterplan.storage.dataset import compact

    compilation_cache()
    program = build_program(systems, scenario, physics, persons, years, seed, rules, priors)
    names = [system.name for system in systems]
    if len(set(names)) < len(names):
        raise InputError(f"two systems have one name: {', '.join(sorted(names))}.")
    inputs = describe_inputs(
        systems=systems, scenario=scenario, physics=vars(program.physics), sizes=program.endowment.sizes, persons=persons,
        seed=seed, replicates=replicates, years=years, batch_width=program.batch_width,
        more={"request": dict(request or {}), **({"draw_priors": True, "priors": list(priors)} if priors else {})},
    )  # fmt: skip
    if program.points is not None:
        program.points.endowment(0)  # ranges without a possible start are refused before a folder is made
    with RunFolder.begin(folder, inputs) as run_folder:
        _run_units(program, len(systems), replicates, run_folder, workers, cluster, progress)
        compact(run_folder, names)
    return folder


def _run_units(
    program: Program, n_cells: int, replicates: int, folder: RunFolder, workers: int, cluster: str | None, progress: bool
) -> None:
    shown = None if progress else False
    if workers or cluster:
        from .dask_units import run_units_dask

        run_units_dask(
            "counterplan.experiments.run:rebuild", range(n_cells), replicates, folder, shown, batch_width=program.batch_width,
            n_quarters=program.n_quarters, workers=workers, address=cluster,
        )  # fmt: skip
        return
    from .ensemble import run_units

    run_units(program, range(n_cells), replicates, folder, shown)


def rebuild(inputs: Mapping[str, Any]) -> Program:
    """Builds a run's program again from its manifest, in another process."""
    from counterplan.catalogue import find_rules

    compilation_cache()
    files = list(inputs.get("request", {}).get("rules", {}))
    return build_program(
        systems_of(inputs), scenario_of(inputs), inputs["physics"], inputs["persons"], inputs["years"], inputs["seed"], find_rules(files),
        priors_from(inputs.get("priors", [])),
    )  # fmt: skip


def compilation_cache() -> None:
    """Keeps compiled programs on disk, so that the next run starts at once."""
    import jax

    default = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "counterplan" / "programs"
    place = os.environ.get("COUNTERPLAN_CACHE", str(default))
    try:
        Path(place).mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    jax.config.update("jax_compilation_cache_dir", place)
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.5)

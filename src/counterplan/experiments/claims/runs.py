"""Runs the cells of a design once: one compiled program a scenario, one unit a cell and batch, batches of all cells before the next."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from counterplan.core.claim import Estimand
from counterplan.core.errors import RunError
from counterplan.loader import priors_of
from counterplan.loader.priors import priors_from
from counterplan.loader.request import own_rules
from counterplan.storage.folder import RunFolder
from counterplan.storage.manifest import PACKAGE, describe_inputs, hash_of, scenario_of, source_hash, systems_of
from counterplan.storage.publish import read_arrays

from ..cells import build_program
from ..cells import make_cell as engine_cell
from ..statistics import statistic
from ..unit import Unit, units_of

if TYPE_CHECKING:
    from counterplan.catalogue import Rules
    from counterplan.core.priors import Prior
    from counterplan.core.scenario import Scenario
    from counterplan.engine.program import Program

    from ..progress import UnitProgress
    from .designs import Cell

SLICES = (20, 16, 12, 8, 4)
"""Quarters a call of the compiled program may take in small economies: with many, little is spent between calls."""
SMALL = 3000
"""Persons up to which that holds."""
SLICE_WORK = 2_000_000
"""Slots for persons, times replicates and quarters, that a call works off in about a second."""


@dataclass
class Ensemble:
    """The cells of one scenario as a program, and where their units are kept."""

    scenario: Scenario
    cells: Sequence[Cell]
    persons: int
    years: int
    seed: int
    folder: Path
    rules: Rules
    draw: bool = True
    replicates: int = 0
    """Replicates of every cell, where all have the same (0: each cell has its own number)."""
    width: int = 0
    """Replicates in a batch (0: what the engine takes)."""
    shares: NDArray[np.float64] | None = None
    lucks: int = 1
    """Replicates at each point of a design."""
    priors: tuple[Prior, ...] | None = None
    """What is drawn (None: everything with a range that no system sets)."""
    more: Mapping[str, Any] = field(default_factory=dict)
    recorded: Collection[str] = ()
    """Outcomes that are recorded (none named: all)."""
    draws: int = 0
    """Draws for whose growth of population slots are kept (0: for that of all draws of the ranges)."""
    reach: Mapping[int, int] = field(default_factory=dict)
    """Years that a cell runs, where not all of them are read."""

    def program(self) -> Program:
        """Builds the program of all cells."""
        systems = [cell.system for cell in self.cells]
        if self.priors is None:
            self.priors = priors_of(systems, self.scenario, {}, self.rules) if self.draw else ()
        program = build_program(systems, self.scenario, {}, self.persons, self.years, self.seed, self.rules, self.priors, self.recorded)
        program.cells = [
            replace(engine_cell(cell.system, self.scenario, self.rules), world=dict(cell.world)) for cell in self.cells
        ]
        if self.shares is not None:
            program.points = _designed(program, self.shares, self.lucks)
        if self.width:
            program.batch_width = self.width
        if self.draws and program.points is not None:
            from counterplan.engine.points import within

            frame = program.points.keep_slots(self.draws, self.years, [dict(world) for world in {cell.world for cell in self.cells}])
            program.endowment = within(program.endowment, frame)
        if self.persons <= SMALL:
            a_quarter = program.endowment.sizes.person * program.batch_width
            program.slice_quarters = next(n for n in SLICES if n == SLICES[-1] or (program.n_quarters % n == 0 and n * a_quarter <= SLICE_WORK))
        return program

    def inputs(self, program: Program) -> dict[str, Any]:
        """What decides the numbers: the manifest of the ensemble's folder."""
        shares = [] if self.shares is None else self.shares.tolist()
        return describe_inputs(
            systems=[cell.system for cell in self.cells], scenario=self.scenario, physics=vars(program.physics),
            sizes=program.endowment.sizes, persons=self.persons, seed=self.seed, replicates=self.replicates, years=self.years,
            batch_width=program.batch_width,
            more={
                "worlds": [dict(cell.world) for cell in self.cells], "priors": list(self.priors or ()), "shares": shares, "lucks": self.lucks,
                "slice_quarters": program.slice_quarters, "request": {**self.more, "rules": own_rules(self.rules)},
                "recorded": sorted(self.recorded), "draws": self.draws,
                "reach": {str(cell): years for cell, years in sorted(self.reach.items())},
            },
        )  # fmt: skip

    def units(self, draws: Mapping[int, int], program: Program) -> list[Unit]:
        """Units that give each cell its draws: the first batch of all cells, then the second, and so on.

        Draws from the priors come in whole batches; a design has no points beyond its last.
        """
        width, step = program.batch_width, program.slice_quarters
        quarters = {cell: min(-(-4 * years // step) * step, program.n_quarters) for cell, years in self.reach.items()}
        found = [
            replace(unit, quarters=quarters.get(cell, program.n_quarters))
            for cell, count in draws.items() for unit in units_of([cell], _padded(count, width) if self.shares is None else count, width)
        ]  # fmt: skip
        return sorted(found, key=lambda unit: (unit.batch, unit.cell))

    def run(self, program: Program, draws: Mapping[int, int], bar: UnitProgress, hands: Hands | None = None) -> None:
        """Runs what is not published yet."""
        with RunFolder.begin(self.folder, self.inputs(program)) as folder:
            (hands or HERE).run(program, self.units(draws, program), folder, bar)


@dataclass(frozen=True)
class Hands:
    """Who works units off: threads of this process, or processes and clusters of Dask."""

    threads: int = 2
    workers: int = 0
    cluster: str | None = None

    @property
    def elsewhere(self) -> bool:
        """True where other processes do."""
        return bool(self.workers or self.cluster)

    def run(self, program: Program, units: list[Unit], folder: RunFolder, bar: UnitProgress) -> None:
        """Runs those of the units that are not published yet."""
        if self.elsewhere:
            from ..dask_units import run_listed_dask

            run_listed_dask(f"{__name__}:rebuild", units, folder, bar, program.n_quarters, self.workers, self.cluster)
            return
        from ..ensemble import run_listed

        run_listed(program, units, folder, bar, self.threads)


HERE = Hands()
"""Threads of this process."""


def rebuild(inputs: Mapping[str, Any]) -> Program:
    """Builds an ensemble's program again from its manifest, in another process.

    Error: RunError where another one comes out: the process has another version, or the user's rules say something else there.
    """
    from counterplan.catalogue import find_rules

    from ..run import compilation_cache
    from .designs import Cell

    compilation_cache()
    cells = [Cell(system, tuple(sorted(world.items()))) for system, world in zip(systems_of(inputs), inputs["worlds"], strict=True)]
    ensemble = Ensemble(
        scenario_of(inputs), cells, inputs["persons"], inputs["years"], inputs["seed"], Path(), find_rules(inputs["request"]["rules"]),
        replicates=inputs["replicates"], width=inputs["batch_width"], shares=np.array(inputs["shares"]) if inputs["shares"] else None,
        lucks=inputs["lucks"], priors=priors_from(inputs["priors"]), more={k: v for k, v in inputs["request"].items() if k != "rules"},
        recorded=inputs["recorded"], draws=inputs["draws"], reach={int(cell): years for cell, years in inputs["reach"].items()},
    )  # fmt: skip
    program = ensemble.program()
    if hash_of(ensemble.inputs(program)) != hash_of(inputs):
        raise RunError("a worker builds another program than the run's manifest describes; give it the same version and the same rule files")
    return program


def run_all(
    ensembles: Mapping[str, Ensemble],
    programs: Mapping[str, Program],
    units: Mapping[str, list[Unit]],
    bar: UnitProgress,
    hands: Hands | None = None,
) -> None:
    """Runs what is not published yet of several ensembles, that with most work first; meanwhile the programs of the next ones are compiled.

    Compiling takes one core and a minute a program; done one after the other with the runs it left the other cores idle for that long.
    """
    from ..ensemble import pending

    hands = hands or HERE
    order = sorted(ensembles, key=lambda name: -sum(unit.quarters for unit in units[name]) * programs[name].endowment.sizes.person)
    with ExitStack() as stack:
        folders = {name: stack.enter_context(RunFolder.begin(ensembles[name].folder, ensembles[name].inputs(programs[name]))) for name in order}
        here = [name for name in order if not hands.elsewhere and pending(units[name], folders[name])]
        ahead = stack.enter_context(Ahead({name: programs[name].compile for name in here}))
        for name in order:
            bar.compiling()
            ahead.wait(name)
            hands.run(programs[name], units[name], folders[name], bar)


class Ahead:
    """Does things in the order given on a thread of its own, until it is left; whoever needs one waits for it.

    The thread is a daemon, and waiting ends with Ctrl-C: a compilation that does not return must not keep the process alive.
    """

    def __init__(self, work: Mapping[str, Callable[[], object]]) -> None:
        self._work, self._left = dict(work), threading.Event()
        self._done = {name: threading.Event() for name in work}
        self._errors: dict[str, BaseException] = {}

    def __enter__(self) -> Ahead:
        threading.Thread(target=self._run, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._left.set()

    def wait(self, name: str) -> None:
        """Returns once the work of this name is done, at once where there is none; raises what went wrong in it."""
        done = self._done.get(name)
        while done is not None and not done.wait(0.1):
            pass
        if name in self._errors:
            raise self._errors[name]

    def _run(self) -> None:
        for name, work in self._work.items():
            if self._left.is_set():
                return
            try:
                work()
            except BaseException as error:
                self._errors[name] = error
            finally:
                self._done[name].set()


def _padded(count: int, width: int) -> int:
    """Draws are computed in whole batches, so that a cell that needs more draws elsewhere shares its units."""
    return -(-count // width) * width


def _designed(program: Program, shares: NDArray[np.float64], lucks: int) -> Any:
    """Points of a design in the place of draws."""
    from counterplan.engine.points import Points

    assert program.points is not None
    return Points(program.points.priors, program.points.starts, program.seed, shares, lucks)


class Results:
    """What an ensemble's units hold, read when it is asked for."""

    def __init__(self, folder: Path, width: int, wanted: Collection[str] = ()) -> None:
        """Opens a folder of units.

        Args:
            wanted: outcomes that are kept in memory (none named: all).
        """
        self._folder, self._width, self._wanted = RunFolder.open(folder), width, frozenset(wanted)
        self._kept: dict[tuple[int, int], tuple[dict[str, np.ndarray], dict[str, Any]]] = {}

    def series(self, cell: int, n: int) -> dict[str, np.ndarray]:
        """Series of a cell, [replicate, quarter, …], for its first ``n`` replicates; NaN from the quarter on in which a replicate failed.

        Error: RunError where a unit is missing.
        """
        batches = [self._unit(cell, batch) for batch in range(-(-n // self._width))]
        found = {name: np.concatenate([arrays[name] for arrays, _ in batches])[:n].astype(np.float64) for name in batches[0][0]}
        for batch in range(-(-n // self._width)):
            for replicate, (_, quarter) in self._unit(cell, batch)[1]["failed"].items():
                for name, values in found.items():
                    if name not in ("drawn", "redraws") and int(replicate) < n:
                        values[int(replicate), quarter:] = np.nan
        return found

    def failed(self, cell: int, n: int) -> NDArray[np.bool_]:
        """True for replicates that failed."""
        failed = np.zeros(n, bool)
        for batch in range(-(-n // self._width)):
            for replicate in self._unit(cell, batch)[1]["failed"]:
                if int(replicate) < n:
                    failed[int(replicate)] = True
        return failed

    def value(self, cell: int, n: int, estimand: Estimand) -> NDArray[np.float64]:
        """A statistic of a cell, [replicate]."""
        return statistic(self.series(cell, n), estimand)

    def _unit(self, cell: int, batch: int) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        if (cell, batch) not in self._kept:
            path = self._folder.unit(cell, batch)
            if not path.exists():
                raise RunError(f"{path}: is missing; give the same command again")
            arrays, meta = read_arrays(path)
            kept = {k: v for k, v in arrays.items() if v.ndim <= 2 and (not self._wanted or k in self._wanted or k == "drawn")}
            self._kept[cell, batch] = kept, meta
        return self._kept[cell, batch]


def physics_hash(program: Program, cell: int, n: int) -> str:
    """Hash of everything physical in a cell's runs: the code of the physics, its values by replicate, seed, length and axes.

    Invariant: the same in all arms of a contrast.
    """
    values = {name: array.tobytes().hex() for name, array in program.physics_of(cell, range(n)).items()}
    world = {k: v for k, v in program.cells[cell].world.items() if k.startswith("figures.")}
    code = [source_hash(PACKAGE / part) for part in ("physics", "core", "engine")]
    return hash_of([code, values, world, program.seed, program.n_quarters, vars(program.endowment.sizes)])[:16]

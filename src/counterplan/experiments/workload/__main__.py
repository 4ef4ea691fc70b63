"""Times one version of the workload in this process and prints one JSON document."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from counterplan.core.errors import CounterplanError, RunError

NAMES = ("numpy", "c", "mesa", "mesa-fused", "rules")


def main() -> int:
    """Reads the options, times one version, prints the result."""
    parser = argparse.ArgumentParser(prog="workload", description=__doc__)
    parser.add_argument("name", choices=NAMES)
    for option in ("persons", "enterprises", "steps", "seed", "repeats", "cores"):
        parser.add_argument(f"--{option}", type=int, required=True)
    options = vars(parser.parse_args())
    try:
        print(json.dumps(measure(**options)))
    except CounterplanError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


def measure(name: str, repeats: int, cores: int, **numbers: int) -> dict[str, Any]:
    """Runs one version once to warm up and then several times from the same start.

    Returns:
        Nanoseconds per person and step of each repetition, hash of the last state, what became of its money.
    """
    keep_to(cores)
    from . import common  # NumPy starts its threads when it is imported: after the cores are set

    size = common.Size(**numbers)
    build, run, read = versions(name, size, cores)
    times: list[float] = []
    # Short repetitions go on for half a second: medians of a few milliseconds are worth little.
    while len(times) <= repeats or (repeats and len(times) < 50 and sum(times) * size.person_steps < 5e8):
        ready = build(common.start(size))
        began = time.perf_counter()
        ready = run(ready)
        times.append((time.perf_counter() - began) / size.person_steps * 1e9)
    after = read(ready)
    if common.shortest(after) < 0:
        raise RunError(f"workload '{name}': an enterprise ran out of money; take fewer steps than {size.steps}")
    return {
        "version": name,
        "ns": times[1:],
        "first_ns": times[0],
        "state": common.state_hash(after),
        "money_error": common.money(after) - common.money(common.start(size)),
    }


def keep_to(cores: int) -> None:
    """Lets this process use only some cores, where the system can do that."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])


Version = tuple[Callable[[Any], Any], Callable[[Any], Any], Callable[[Any], Any]]


def versions(name: str, size: Any, cores: int) -> Version:
    """Returns three functions: from start arrays to a state, over all steps, and back to arrays."""
    if name == "numpy":
        from . import in_numpy

        return _same, lambda arrays: in_numpy.run(size, arrays), _same
    if name == "c":
        from . import in_c

        return _same, lambda arrays: in_c.run(size, arrays, cores), _same
    if name == "rules":
        return _rules(size, cores)
    from . import in_mesa

    fused = name == "mesa-fused"
    return lambda arrays: in_mesa.Economy(size, arrays, fused), in_mesa.run, lambda economy: economy.arrays()


def _same(arrays: Any) -> Any:
    return arrays


def _rules(size: Any, cores: int) -> Version:
    # Sums by index use one core a device: with persons in equal parts on one device a core they use all. Each
    # device then does best with one thread; more only get in one another's way.
    devices = cores if size.persons % cores == 0 else 1
    if devices > 1:
        flags = os.environ.get("XLA_FLAGS", "")
        os.environ["XLA_FLAGS"] = f"{flags} --xla_cpu_multi_thread_eigen=false".strip()
    import jax

    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_platforms", "cpu")
    jax.config.update("jax_num_cpu_devices", devices)
    from . import in_rules

    def build(arrays: Any) -> Any:
        return jax.block_until_ready(in_rules.initial(size, arrays, devices))

    return build, lambda state: in_rules.run(size, state), in_rules.arrays


if __name__ == "__main__":
    sys.exit(main())

"""The workload in C: compiles `workload.c` on the spot and calls it."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np

from counterplan.core.errors import RunError

from .common import EFFORT_SHIFT, GAMMA, LOOK_BELOW, MIX_1, MIX_2, UNIFORM_SHIFT, Arrays, Size, keys

FLAGS = ("-O3", "-march=native", "-shared", "-fPIC", "-pthread")
_POINTERS = ("employer", "deposits_person", "deposits_enterprise", "inventory", "wage", "productivity")


class _Economy(ctypes.Structure):
    """The C struct `Economy`."""

    _fields_ = (
        [(name, ctypes.c_int64) for name in ("persons", "enterprises", "steps", "look_below")]
        + [(name, ctypes.c_int64) for name in ("uniform_shift", "effort_shift")]
        + [(name, ctypes.c_uint64) for name in ("gamma", "mix_1", "mix_2")]
        + [(name, ctypes.c_void_p) for name in ("keys", *_POINTERS)]
    )


def compiler() -> str | None:
    """Returns the path of a C compiler, or None."""
    return next((path for name in ("cc", "gcc", "clang") if (path := shutil.which(name))), None)


@cache
def library() -> ctypes.CDLL:
    """Compiles and loads the C version.

    Error: RunError where there is no compiler or it refuses the file.
    """
    found = compiler()
    if found is None:
        raise RunError("no C compiler: none of cc, gcc, clang is on the path")
    with tempfile.TemporaryDirectory() as folder, as_file(files(__package__) / "workload.c") as source:
        target = Path(folder) / "workload.so"
        done = subprocess.run([found, *FLAGS, str(source), "-o", str(target)], capture_output=True, text=True)
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["no message"])[0]
            raise RunError(f"the C compiler {found} refused workload.c: {reason}")
        # The loaded library stays usable after its file is gone.
        return ctypes.CDLL(str(target))


def run(size: Size, state: Arrays, threads: int = 1) -> Arrays:
    """Runs all steps on a state, in place."""
    table = keys(size)
    arrays = [np.ascontiguousarray(state[name]) for name in _POINTERS]
    economy = _Economy(
        size.persons, size.enterprises, size.steps, LOOK_BELOW,
        UNIFORM_SHIFT, EFFORT_SHIFT, GAMMA, MIX_1, MIX_2,
        table.ctypes.data, *(array.ctypes.data for array in arrays),
    )  # fmt: skip
    if library().run_workload(ctypes.byref(economy), threads):
        raise RunError(f"the C version could not get memory or {threads} threads")
    return {**state, **dict(zip(_POINTERS, arrays, strict=True))}

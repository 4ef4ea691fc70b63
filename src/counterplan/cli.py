"""The command line. Exit code 0: done; 1: the run failed; 2: bad usage or bad input. Errors are one line.

Only what a command needs is imported when it is called, so that help and errors answer at once. Nothing but the standard library and the
errors is imported here, so that whoever interrupts the start gets one line too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from counterplan.core.errors import CounterplanError, InputError, one_line

if TYPE_CHECKING:
    import cyclopts

RESUMABLE = ("run", "claims", "attribute", "sweep")
"""Commands that go on where they stopped."""
TRACEBACK = "COUNTERPLAN_TRACEBACK"
"""Environment variable: anything but empty shows where an unexpected error came from."""


def version() -> str:
    """Version of the installed package."""
    from importlib import metadata

    try:
        return metadata.version("counterplan")
    except metadata.PackageNotFoundError:
        return "not installed"


def build_app() -> cyclopts.App:
    """Puts the commands together."""
    import cyclopts

    from counterplan.commands.attribute import attribute
    from counterplan.commands.choose import choose
    from counterplan.commands.claims import claims
    from counterplan.commands.plan import plan
    from counterplan.commands.prove import bench, replicate, verify
    from counterplan.commands.run import report, run
    from counterplan.commands.show import check, diff, show
    from counterplan.commands.sweep import sweep

    app = cyclopts.App(
        name="counterplan",
        help="Run one economy under different systems of institutions, and compare what happens.",
        version=version,
        help_format="plaintext",
        suppress_keyboard_interrupt=False,
    )
    for command in (run, report, show, check, diff, claims, attribute, sweep, plan, choose, replicate, verify, bench):
        app.command(command)
    return app


def main(tokens: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    words = list(sys.argv[1:] if tokens is None else tokens)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = _call(words)
        sys.stdout.flush()
        return code
    except CounterplanError as error:
        return _fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _fail(
            "interrupted; the same command goes on where it stopped."
            if words[:1] and words[0] in RESUMABLE
            else "interrupted.",
            1,
        )
    except BrokenPipeError:
        # The reader of the pipe has gone (as `head` does); nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        return _fail("not enough memory; take fewer --persons or --replicates.", 1)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _fail(f"{where}{error.strerror or error}.", 1)
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        return _fail(f"unexpected {type(error).__name__}: {error} (set {TRACEBACK}=1 to see where).", 1)


def _call(words: list[str]) -> int:
    import cyclopts

    try:
        code = build_app()(
            words or ["--help"],
            exit_on_error=False,
            print_error=False,
            help_on_error=False,
            result_action="return_value",
        )
    except cyclopts.UnusedCliTokensError as error:
        unused = ", ".join(repr(token) for token in error.unused_tokens or [])
        raise InputError(f"unexpected argument {unused}; see counterplan {words[0]} --help.") from None
    except cyclopts.CycloptsError as error:
        raise InputError(str(error)) from None
    except SystemExit as error:
        code = error.code
    return code if isinstance(code, int) else 0


def _fail(message: str, code: int) -> int:
    sys.stderr.write(f"counterplan: error: {one_line(message)}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())

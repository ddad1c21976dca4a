"""The command line from its first moment to its last: whatever comes, it ends with a code."""

import os
import signal
import sys
from types import FrameType
from typing import Any

_INTERRUPTED = 130


def main() -> None:
    """Run the command line. Ctrl-C ends it at any moment, also while it is being loaded."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not where it is ignored
        signal.signal(signal.SIGINT, _wind_up)
    sys.unraisablehook = _unraisable
    code: Any
    try:
        from cleaner.commands.root import run  # loads most of the program

        code = run()
        if signal.getsignal(signal.SIGINT) is _leave:  # pressed, and lost on the way
            code = _INTERRUPTED
        _leave_at_ctrl_c()
    except KeyboardInterrupt:
        code = _INTERRUPTED
    except SystemExit as end:
        code = end.code
        _leave_at_ctrl_c()
    try:
        sys.stdout.flush()
    except OSError:  # it was told; Python would tell it again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _wind_up(number: int, frame: FrameType | None) -> None:
    """Ctrl-C: what is open is closed. Who presses it again does not want to wait for that."""
    signal.signal(signal.SIGINT, _leave)
    raise KeyboardInterrupt


def _leave_at_ctrl_c() -> None:
    """All is done: nothing is left to close, and Python would tell of an interrupt now."""
    if signal.getsignal(signal.SIGINT) is _wind_up:
        signal.signal(signal.SIGINT, _leave)


def _leave(number: int, frame: FrameType | None) -> None:
    os._exit(_INTERRUPTED)  # what a run has written is whole whatever ends it


def _unraisable(told: "sys.UnraisableHookArgs") -> None:
    """An interrupt in a place that lets no error out would be shown, and lost."""
    if isinstance(told.exc_value, KeyboardInterrupt):
        os._exit(_INTERRUPTED)
    sys.__unraisablehook__(told)


if __name__ == "__main__":  # `python -m cleaner.cli` would do nothing and look like success
    main()

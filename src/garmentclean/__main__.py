"""The program: `garmentclean`, or `python -m garmentclean`."""

from __future__ import annotations

import gc
import os
import signal
import sys


def run() -> None:
    """Run the command line, without a look for garbage before there can be any, nor at the end.

    What a start makes stays, and what is there at the end goes with the process: a tenth of the
    time of a run over one page was spent on looking through it. The commands turn the collector on.
    """
    gc.disable()
    hold_streams()
    try:
        from garmentclean.cli import main  # what it imports is no garbage either

        main()
    except KeyboardInterrupt:  # before there was anything to clean up
        sys.exit(130)
    finally:
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # nothing is left to do, nor to tell
        gc.freeze()


def hold_streams() -> None:
    """Open stdin, stdout and stderr where they are closed, so that no file gets their numbers.

    Else what a library writes to stderr would go into a ledger. Nothing can be read from there, or
    written; `sys.stdout` and the others stay None.
    """
    for number, flag in enumerate((os.O_WRONLY, os.O_RDONLY, os.O_RDONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, flag), True)  # noqa: FBT003 - its only way


if __name__ == "__main__":
    run()

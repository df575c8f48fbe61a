"""The program: `garmentclean`, or `python -m garmentclean`."""

from __future__ import annotations

import gc
import os
import signal
import sys

INTERRUPTED = 130
"""The exit code after Ctrl-C."""


def run() -> None:
    """Run the command line, with the garbage collector off while it starts and while it ends.

    The objects that imports create stay alive anyway, and the end of the process frees all memory:
    collecting took a tenth of the time of a run over one page. The commands turn the collector on.
    """
    gc.disable()
    hold_streams()
    at_end = signal.SIG_DFL  # nothing is left to clean up
    try:
        from garmentclean.cli import main  # with the collector off

        main()
    except KeyboardInterrupt:  # before there was anything to clean up
        at_end = signal.SIG_IGN
        sys.exit(INTERRUPTED)
    except SystemExit as end:
        if end.code == INTERRUPTED:  # another Ctrl-C must not change the exit code
            at_end = signal.SIG_IGN
        raise
    finally:
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, at_end)
        gc.freeze()


def hold_streams() -> None:
    """Open stdin, stdout and stderr if they are closed, so that no file gets their descriptors.

    Otherwise a library that writes to stderr could write into a ledger. `sys.stdout` and the others
    stay None, so nothing is read from them or written to them.
    """
    for number, flag in enumerate((os.O_WRONLY, os.O_RDONLY, os.O_RDONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, flag), True)  # noqa: FBT003 - its only way


if __name__ == "__main__":
    run()

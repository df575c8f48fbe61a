"""The program: `garmentclean`, or `python -m garmentclean`."""

from __future__ import annotations

import gc


def run() -> None:
    """Run the command line, without a look for garbage before there can be any, nor at the end.

    What a start makes stays, and what is there at the end goes with the process: a tenth of the
    time of a run over one page was spent on looking through it. The commands turn the collector on.
    """
    gc.disable()
    from garmentclean.cli import main  # noqa: PLC0415 - what it imports is no garbage either

    try:
        main()
    finally:
        gc.freeze()


if __name__ == "__main__":
    run()

"""python -m garmentclean: the command line."""

from garmentclean.cli import main

main()

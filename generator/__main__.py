"""`python -m generator` is the command `delegatie`."""

from generator.cli import main

main(prog_name="delegatie")

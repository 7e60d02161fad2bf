"""Commands from the shell."""

from __future__ import annotations

from pathlib import Path

from tests.bench.crew import race
from tests.bench.measure import Target
from tests.bench.stand import Section, Stand, job, row

_HELP = Target(limit=150, kind="most", of="value", unit="ms")


def commands(at: Stand) -> Section:
    """Start commands from the shell."""
    example = str(Path("examples", "in-dienst.yaml").resolve())
    runs = race(
        {
            "empty": job("shell:run", words=["-c", "pass"]),
            "help": job("shell:run", words=["-m", "generator", "--help"]),
            "check": job("shell:run", words=["-m", "generator", "controleer", example]),
            "status": job("shell:run", words=["-m", "generator", "status", at.dossiers[0]]),
        },
        at.length.rounds,
    )
    empty = row("start.empty", "Python zonder programma", runs["empty"])
    return Section(
        title="Opdrachten vanaf de opdrachtregel",
        says="Van het begin van het proces tot het eind.",
        measures=(
            empty,
            row("start.help", "delegatie --help", runs["help"], against=empty, target=_HELP),
            row("start.check", "delegatie controleer, één bestand", runs["check"], against=empty),
            row("start.status", "delegatie status, één dossier", runs["status"], against=empty),
        ),
    )

"""The whole life of a dossier, step by step."""

from __future__ import annotations

from tests.bench.measure import measured
from tests.bench.stand import Section, Stand


def lives(at: Stand) -> Section:
    """Tell what each step of a whole life takes."""
    return Section(
        title="Een heel leven",
        says="Rekentijd voor één dossier van twaalf documenten, van delegatiebestand tot archiefpakket; elke stap door een "
        "eigen proces, dat deze papieren nog niet kent. Drie personen tekenen samen twaalf keer. Wachten op diensten telt "
        "niet mee.",
        measures=tuple(
            measured(f"life.{name}", name, "ms", run.cpu(), peak=run.peak) for name, run in at.life.items()
        ),
    )

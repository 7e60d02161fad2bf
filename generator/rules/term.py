"""The term of the delegation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rules.rule import breach, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules.rule import Breach, Case


@rule(
    "V-17",
    "error",
    source="Werkwijzer Taakdelegatie 2019 («niet structureel»); NVAB-FAQ overeenkomst taakdelegatie",
)
def ends_after_it_begins(case: Case) -> Iterator[Breach]:
    """Require that the delegation ends, and does so after it begins."""
    term = case.delegation.looptijd
    if term.einde <= term.ingang:
        yield breach(
            "looptijd",
            "einde",
            says=f"De einddatum {term.einde} ligt niet na de ingangsdatum {term.ingang}. Taakdelegatie is niet "
            "structureel en geldt voor een bepaalde tijd. Verbeter een van beide datums.",
        )

"""What the rules ask of a dossier once it is there: the measures before the assignment, and everything in time.

The file alone cannot show it: which documents lie beside the agreement (V-25), when they are signed
(V-19), and whose dossier it was before (V-33).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.delegation import Delegation, parse
from generator.dossier import SOURCE, Dossier
from generator.errors import GeneratorError, InputRefused
from generator.files import read_file
from generator.rules.words import folded

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_AGREEMENT, _GIVES_IT = "D1", "bedrijfsarts"
_MEASURES = ("D2", "D3", "D4", "D5")


def lacking(dossier: Dossier, document_id: str, role: str) -> tuple[str, ...]:
    """Give the measures that must be there before this signature, and are not in the dossier at all (V-25).

    With a delegate in the service of the werkgever, the assignment needs all four.
    """
    if (document_id, role) != (_AGREEMENT, _GIVES_IT):
        return ()
    missing = tuple(id_ for id_ in _MEASURES if dossier.document(id_) is None)
    if not missing:
        return ()
    delegation = _delegation(dossier)
    return missing if delegation is not None and delegation.dienstverband else ()


def why_lacking(missing: Iterable[str]) -> str:
    """Say in Dutch why the bedrijfsarts cannot sign yet."""
    return (
        f"V-25: {', '.join(missing)} zit niet in dit dossier. De taakgedelegeerde is in dienst van de werkgever; de opdracht kan "
        "dan pas worden gegeven als de vier aanvullende maatregelen zijn ondertekend. Maak het dossier opnieuw, zonder --alleen."
    )


def late(dossier: Dossier, moments: Iterable[datetime]) -> str:
    """Say in Dutch that something was signed after the delegation began (V-19), or nothing.

    A day is counted in UTC, which gives the signer up to two hours more. A trial is never late.
    """
    if dossier.manifest.test or dossier.manifest.series != "dossier":
        return ""
    last = max(moments, default=None)
    delegation = None if last is None else _delegation(dossier)
    if last is None or delegation is None or last.date() <= delegation.looptijd.ingang:
        return ""
    return (
        f"V-19: er is getekend op {last.date()}, na de ingang van de delegatie ({delegation.looptijd.ingang}). Wat aan de "
        "delegatie "
        "voorafgaat, moet op die dag zijn ondertekend; vóór de opdracht van de bedrijfsarts mag de taakgedelegeerde niets doen. "
        "Maak de documenten opnieuw met een latere ingang, of verklaar wat er tot die dag is gebeurd."
    )


def require_same_bedrijfsarts(dossier: Dossier, data: bytes) -> None:
    """Refuse to put a delegation by another bedrijfsarts in the place of this dossier (V-33). Raises `InputRefused`."""
    before, after = _delegation(dossier), parse(data).delegation
    if before is None or after is None:
        return
    then, now = before.bedrijfsarts, after.bedrijfsarts
    if then.big_nummer != now.big_nummer and folded(then.naam) != folded(now.naam):
        raise InputRefused(
            f"V-33: {dossier.folder} is van een andere bedrijfsarts ({then.naam}). De opdracht en het oordeel over de "
            "bekwaamheid zijn "
            "persoonlijk: een andere bedrijfsarts wijzigt een delegatie niet, maar geeft een nieuwe.",
            hint="Geef het bestand een nieuw kenmerk: dan komen er een nieuwe overeenkomst (D1) en een nieuwe beoordeling (D8).",
        )


def _delegation(dossier: Dossier) -> Delegation | None:
    try:
        return parse(read_file(dossier.folder / SOURCE)).delegation
    except GeneratorError:
        return None  # that it is gone or damaged is told where the dossier is examined

"""What the rules ask of a dossier once it is there: the measures before the assignment, and everything in time.

The file alone cannot show it: which documents lie beside the agreement (V-25), when they are signed
(V-19), and whose dossier it was before (V-33).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import catalogue
from generator.delegation import Delegation, delegation_in
from generator.dossier import SOURCE, Dossier
from generator.errors import GeneratorError, InputRefused
from generator.files import read_file
from generator.rules.words import folded
from generator.wording.earlier import kinds_then

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_MEASURES = frozenset({"D2", "D3", "D4", "D5"})


def lacking(dossier: Dossier, document_id: str, role: str) -> tuple[str, ...]:
    """Give what must be complete before this signature and is not in the dossier at all (V-14, V-25).

    What this delegation does not ask for is not lacking: the measures, without an employment.
    """
    document = dossier.document(document_id)
    absent = [] if document is None else [i for i in document.after.get(role, ()) if not dossier.document(i)]
    delegation = _delegation(dossier) if absent else None
    if delegation is None:
        return ()
    kinds = {kind.id: kind for kind in kinds_then(dossier.manifest) or catalogue.documents()}
    return tuple(i for i in absent if i in kinds and kinds[i].applies(delegation))


def why_lacking(missing: Iterable[str]) -> str:
    """Say in Dutch why the bedrijfsarts cannot sign yet."""
    missing = tuple(missing)
    if not set(missing) <= _MEASURES:
        return (
            f"{', '.join(missing)} zit niet in dit dossier. De opdracht kan pas worden gegeven als wat eraan voorafgaat is "
            "ondertekend: de bekwaamheidsbeoordeling (D8) altijd. Maak het dossier opnieuw, zonder --alleen."
        )
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
    before, after = _delegation(dossier), delegation_in(data)
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
        return delegation_in(read_file(dossier.folder / SOURCE))
    except GeneratorError:
        return None  # that it is gone or damaged is told where the dossier is examined

"""The names that a feedback gives to its two templates: the envelopes, and the one body."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from generator.context import printable

if TYPE_CHECKING:
    from generator.feedback.model import Terugkoppeling

_GREETING = "Geachte heer, mevrouw"
_KIND = {
    "telefonisch": "telefonisch",
    "spreekuur": "op het spreekuur",
    "beeldbellen": "via beeldbellen",
    "werkplekbezoek": "bij een werkplekbezoek",
    "huisbezoek": "bij een huisbezoek",
}
_LISTS = {
    "": ("aanpassingen", "interventies"),
    "werkzaamheden": ("wel", "niet", "beperkingen", "mogelijkheden"),
    "werk": ("factoren", "adviezen"),
}


def values(file: Terugkoppeling) -> dict[str, object]:
    """Give the names; what the author left out is "" as in every context, a list that is not there [].

    `sha256` is the digest of the body's content, one for both letters.
    """
    body: dict[str, Any] = printable("", file.inhoud.model_dump())
    body["contact"]["wijze"] = _KIND[file.inhoud.contact.wijze]
    for block, keys in _LISTS.items():
        owner = body[block] if block else body
        for key in keys if owner else ():
            owner[key] = owner[key] or []
    if file.inhoud.vervolg and (appointment := file.inhoud.vervolg.afspraak):
        body["vervolg"]["afspraak"]["wijze"] = _KIND.get(appointment.wijze or "", "")
    if file.inhoud.medisch:
        body["medisch"]["toestemming"]["wijze"] = file.inhoud.medisch.toestemming.wijze.strip()
    employee = printable("", file.werknemer.model_dump())
    employee["briefaanhef"] = (employee["briefaanhef"] or _GREETING).rstrip(",")
    return {
        **body,
        "opgesteld_door": file.opgesteld_door,
        "vastgesteld": printable("", file.vastgesteld.model_dump()),
        "werknemer": employee,
        "ter_attentie_van": file.ter_attentie_van or "",
        "sha256": digest(file),
    }


def digest(file: Terugkoppeling) -> str:
    """Give the SHA-256 of what both letters say: the body's content and when it was established."""
    told = file.model_dump(mode="json", include={"inhoud", "vastgesteld", "opgesteld_door"})
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

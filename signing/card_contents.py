"""Which certificate on a card is meant, and which key belongs to it.

A card shows certificates to everyone, and its keys mostly after the PIN. So the choice is made twice: before,
as far as it goes, and after (`final`), when a certificate without a key no longer counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from asn1crypto import x509

from signing.algorithms import strength
from signing.card import CardKey, OnCard
from signing.errors import KeyFailed
from signing.identity import holder

_SIGNS = ("non_repudiation", "digital_signature")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How the certificate was named: by label, by id, or not at all."""

    label: str = ""
    id: bytes = b""

    def __bool__(self) -> bool:
        return bool(self.label or self.id)

    def fits(self, one: OnCard) -> bool:
        """Whether this is what was named."""
        return (not self.label or one.label == self.label) and (not self.id or one.id == self.id)


def chosen(
    where: str, there: Sequence[OnCard], ids: set[bytes], wanted: Wanted, *, final: bool
) -> OnCard | None:
    """Choose among the certificates on the card `where`, which shows keys with these `ids`.

    None means that only a login can tell, or, where this is `final`, that nothing on the card signs.
    Raises `KeyFailed`, with what there is to choose from.
    """
    meant = _named(there, wanted) if wanted else _able(there, ids, final=final)
    if not meant and not (wanted and final):
        return None
    if len(meant) > 1 and not wanted and not final and not ids:
        return None
    if len(meant) == 1:
        _require_strong(where, meant[0].certificate)
        return meant[0]
    if wanted:
        why = "is er meer dan eens" if meant else "is er niet"
        problem = f"{where}: het certificaat «{wanted.label or wanted.id.hex()}» {why}"
    else:
        problem = f"{where}: er is meer dan één certificaat om mee te ondertekenen"
    raise KeyFailed(
        f"{problem}. Op de kaart staat:{''.join(map(_listed, meant or there)) or ' niets'}",
        hint='Noem er een in de configuratie: certificaat = "…", of certificaat_id = "…".',
    )


def key_of(where: str, known: OnCard, keys: Sequence[CardKey]) -> CardKey:
    """Give the key of a certificate: that with its id, else its label, else the only one. Raises `KeyFailed`."""
    own = [key for key in keys if key.id == known.id]
    own = own or [key for key in keys if key.label and key.label == known.label] or list(keys)
    if len(own) == 1:
        return own[0]
    raise KeyFailed(
        f"{where}: bij het certificaat van {holder(known.certificate)} "
        + ("is niet te zien welke sleutel hoort." if own else "staat geen sleutel op de kaart."),
        hint="Noem een ander certificaat, of vraag de uitgever om hulp.",
    )


def _named(there: Sequence[OnCard], wanted: Wanted) -> list[OnCard]:
    return [one for one in there if wanted.fits(one)]


def _able(there: Sequence[OnCard], ids: set[bytes], *, final: bool) -> list[OnCard]:
    """Give those that may sign; of one to sign and one to log in, as on a UZI card, the one to sign."""
    able = [one for one in there if not one.certificate.ca and _usage(one.certificate) & set(_SIGNS)]
    able = [one for one in able if one.id in ids] or ([] if final else able)
    personal = [one for one in able if _SIGNS[0] in _usage(one.certificate)]
    return personal if len(personal) == 1 else able


def _usage(certificate: x509.Certificate) -> set[str]:
    usage = certificate.key_usage_value
    return usage.native if usage else set()


def _listed(one: OnCard) -> str:
    until = one.certificate.not_valid_after.date().isoformat()
    return (
        f"\n  «{one.label}», id {one.id.hex() or '–'}: {holder(one.certificate)}, geldig tot en met {until}"
    )


def _require_strong(where: str, certificate: x509.Certificate) -> None:
    key = strength(certificate)
    if key.refusal:
        raise KeyFailed(
            f"{where}: met deze sleutel kan niet worden ondertekend: {key.refusal}.", hint=key.next_step
        )

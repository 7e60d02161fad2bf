"""What a person must know of a certificate before signing with it, and when it must not be used at all.

Looked at before any PIN is asked: a certificate that is expired, revoked, meant for something else or of
another person is refused then, and not after the card has done its work.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from asn1crypto import x509

from signing import statements
from signing.algorithms import KeyStrength, strength
from signing.errors import KeyFailed, SealingError, WrongTurn
from signing.identity import holder, mismatch
from signing.listed import Listing
from signing.plan import Slot
from signing.report import sentence
from signing.revoked import Revocation
from signing.statements import Statements

_SOON = timedelta(days=30)
_ANY = "any_extended_key_usage"
# Purposes that go with signing documents: RFC 9336, Microsoft's and Adobe's, mail, and any.
_FITTING = frozenset(
    {_ANY, "email_protection", "1.3.6.1.5.5.7.3.36", "1.3.6.1.4.1.311.10.3.12", "1.2.840.113583.1.1.5"}
    | {"microsoft_document_signing", "adobe_authentic_documents_trust"}
)
_NOT_ASKED = Revocation(answer="onbekend", why="dat is nog niet gevraagd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One certificate, looked at for one signature. `refusal` is None when it may be used.

    `listing` is what EU trusted lists say, None when none were given; `warnings` are whole Dutch sentences.
    """

    holder: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime
    key: KeyStrength
    stated: Statements
    revocation: Revocation
    listing: Listing | None
    warnings: tuple[str, ...]
    refusal: SealingError | None

    def require(self) -> None:
        """Raise what stands in the way, `WrongTurn` for another person's certificate, else `KeyFailed`."""
        if self.refusal is not None:
            raise self.refusal

    @property
    def lines(self) -> tuple[str, ...]:
        """Say in Dutch what the certificate is: a few lines to read before a PIN is given."""
        return (
            f"Certificaat: {self.holder}, uitgegeven door {self.issuer}, geldig tot {_day(self.not_after)}.",
            f"  Serienummer: {self.serial}.",
            f"  Sleutel: {sentence(self.key.told)}",
            f"  {self._qualified}",
            f"  {self._revoked}",
            *(f"  Let op: {warning}" for warning in self.warnings),
        )

    def as_json(self) -> dict[str, str]:
        """Give what the ledger keeps of the certificate."""
        listed = self.listing is not None and self.listing.qualified is not None
        return {
            "houder": self.holder,
            "uitgever": self.issuer,
            "serienummer": self.serial,
            "geldig_tot": self.not_after.isoformat(timespec="seconds"),
            "gekwalificeerd": self._kinds or "nee",
            "herkomst": "vertrouwenslijst" if listed else "certificaat",
        }

    @property
    def _kinds(self) -> str:
        if self.listing is not None and self.listing.qualified is not None:
            return self.listing.purpose if self.listing.qualified else ""
        return self.stated.purposes if self.stated.compliant else ""

    @property
    def _qualified(self) -> str:
        if self.listing is not None and self.listing.qualified is not None:
            return self.listing.told
        if self.stated.compliant:
            device = ", met de sleutel in een veilig middel" if self.stated.device else ""
            told = f"Gekwalificeerd voor {self._kinds}{device}, volgens het certificaat zelf"
        else:
            told = "Niet gekwalificeerd, volgens het certificaat zelf"
        return f"{told}; {self.listing.told if self.listing else 'geen vertrouwenslijst geraadpleegd.'}"

    @property
    def _revoked(self) -> str:
        by = f" ({self.revocation.service})" if self.revocation.service else ""
        if self.revocation.answer == "goed":
            return f"Niet ingetrokken, volgens de uitgever{by}."
        if self.revocation.answer == "ingetrokken":
            return f"Ingetrokken, volgens de uitgever{by}."
        return f"Of het is ingetrokken, is onbekend: {sentence(self.revocation.why)}"


def examine(
    certificate: x509.Certificate,
    slot: Slot,
    *,
    at: datetime,
    revocation: Revocation | None = None,
    listing: Listing | None = None,
    pss: bool = False,
) -> Examined:
    """Look at `certificate` for the signature of `slot`, as of `at`; asks nothing and nobody itself.

    `revocation` is the issuer's answer (`revoked.ask`), `listing` that of trusted lists, where asked for.
    """
    stated = statements.read(certificate)
    key = strength(certificate, pss=pss)
    revocation = revocation or _NOT_ASKED
    return Examined(
        holder=holder(certificate),
        issuer=_issuer(certificate),
        serial=f"{certificate.serial_number:X}",
        not_before=certificate.not_valid_before,
        not_after=certificate.not_valid_after,
        key=key,
        stated=stated,
        revocation=revocation,
        listing=listing,
        warnings=tuple(_warnings(certificate, slot, stated, listing, at)),
        refusal=next(
            _refusals(certificate, slot, key=key, revocation=revocation, at=at), _not_listed(slot, listing)
        ),
    )


def _refusals(
    certificate: x509.Certificate, slot: Slot, *, key: KeyStrength, revocation: Revocation, at: datetime
) -> Iterator[SealingError]:
    if other := stranger(certificate, slot):
        yield other
    if at > certificate.not_valid_after:
        yield KeyFailed(
            f"Het certificaat is verlopen op {_day(certificate.not_valid_after)}.",
            hint="Vraag een nieuw certificaat aan; er is niets ondertekend.",
        )
    if at < certificate.not_valid_before:
        yield KeyFailed(
            f"Het certificaat is pas geldig vanaf {_day(certificate.not_valid_before)}.",
            hint="Klopt de klok van deze computer? Wacht anders tot die dag; er is niets ondertekend.",
        )
    if not _usage(certificate) & {"non_repudiation", "digital_signature"}:
        yield KeyFailed(
            "Dit certificaat is niet om mee te ondertekenen: het sleutelgebruik (key usage) noemt geen "
            "onweerlegbaarheid en geen digitale handtekening.",
            hint="Op een pas staan vaak meer certificaten; kies dat voor de handtekening.",
        )
    if certificate.ca:
        yield KeyFailed(
            "Dit is het certificaat van een uitgever, niet van een ondertekenaar.",
            hint="Het certificaat van de ondertekenaar staat vooraan in zijn bestand, de keten erna.",
        )
    if key.refusal:
        yield KeyFailed(f"Met deze sleutel kan niet worden ondertekend: {key.refusal}.", hint=key.next_step)
    elif key.until is not None and at.astimezone(UTC).date() > key.until:
        yield KeyFailed(
            f"Met deze sleutel kan niet meer worden ondertekend: {key.told}.",
            hint=f"{key.next_step} Er is niets ondertekend.",
        )
    if revocation.answer == "ingetrokken":
        since = f" sinds {_day(revocation.since)}" if revocation.since else ""
        why = f" ({revocation.why})" if revocation.why else ""
        yield KeyFailed(
            f"Het certificaat is ingetrokken{since}{why}; ermee ondertekenen heeft geen waarde.",
            hint="Vraag een nieuw certificaat aan bij de uitgever; er is niets ondertekend.",
        )


def _not_listed(slot: Slot, listing: Listing | None) -> SealingError | None:
    if slot.pin.level != "qes" or listing is None or listing.qualified is None or listing.signs:
        return None
    return KeyFailed(
        f"De delegatie vraagt een gekwalificeerde handtekening (QES). {listing.told}",
        hint="Gebruik een gekwalificeerd certificaat voor handtekeningen; er is niets ondertekend.",
    )


def stranger(certificate: x509.Certificate, slot: Slot) -> WrongTurn | None:
    """Say why the certificate is not that of the slot's person or organisation; None when it is."""
    why = mismatch(certificate, slot)
    if not why:
        return None
    hint = "Gebruik het certificaat dat de delegatie onder `ondertekening` noemt."
    if slot.kind != "persoon":
        hint = sentence(f"Gebruik het zegelcertificaat van {slot.name}")
    elif not slot.pin:
        hint = (
            "Schrijft het certificaat de naam anders, leg het dan vast onder `ondertekening` in de delegatie."
        )
    return WrongTurn(sentence(f"Dit is niet het certificaat van {slot.name}: {why}"), hint=hint)


def _warnings(
    certificate: x509.Certificate, slot: Slot, stated: Statements, listing: Listing | None, at: datetime
) -> Iterator[str]:
    left = certificate.not_valid_after - at
    if timedelta() <= left <= _SOON:
        yield f"het verloopt over {left.days} dagen; vraag nu een nieuw aan."
    if slot.kind == "persoon" and "non_repudiation" not in _usage(certificate):
        yield (
            "het sleutelgebruik noemt geen onweerlegbaarheid (non-repudiation); "
            "het is misschien uw certificaat om mee in te loggen."
        )
    if slot.kind == "persoon" and stated.compliant and "qct_esign" not in stated.kinds:
        yield f"het is gekwalificeerd voor {stated.purposes}, niet voor handtekeningen van een persoon."
    if stated.laws:
        yield f"het is gekwalificeerd naar het recht van {', '.join(stated.laws)}, niet van de Europese Unie."
    purposes = certificate.extended_key_usage_value
    if purposes is not None and not _FITTING & set(purposes.native):
        yield "het uitgebreide sleutelgebruik noemt geen doel dat bij documenten hoort; Acrobat kan het weigeren."
    if listing is not None and listing.warning:
        yield listing.warning


def _usage(certificate: x509.Certificate) -> set[str]:
    usage = certificate.key_usage_value
    return set(usage.native) if usage is not None else set()


def _issuer(certificate: x509.Certificate) -> str:
    names = certificate.issuer.native
    name = names.get("common_name") or names.get("organization_name") or certificate.issuer.human_friendly
    return str(name)


def _day(moment: datetime) -> str:
    return f"{moment:%d-%m-%Y}"

"""What the sub-indications of the standard mean for a lawyer (EN 319 102-1, 5.1.3, table 6)."""

from __future__ import annotations

from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESPassed, AdESSubIndic

from signing.report import Problem

CHANGED = Problem(
    code="gewijzigd",
    message="De ondertekende inhoud is na het ondertekenen gewijzigd, of de handtekening is beschadigd.",
)
_LAPSED = Problem(
    code="verlopen",
    message="Het certificaat is verlopen en niets bewijst dat het bij ondertekening nog gold.",
)
_STAMP_LAPSED = Problem(
    code="verlopen",
    message="Het certificaat van de tijdstempeldienst is verlopen, en geen later tijdstempel bewijst dat dit er toen al "
    "was: niet op tijd vernieuwd.",
)
AGED = Problem(
    code="verouderd",
    message="Het gebruikte algoritme geldt niet meer als betrouwbaar, en niets bewijst dat dit er al was toen het nog gold.",
)
# The engine's word when revocation data lack altogether, but not only then.
UNSAID = AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE
_TOO_EARLY = Problem(
    code="nog-niet-geldig", message="Het certificaat was nog niet geldig toen ermee werd ondertekend."
)
_WORDS: dict[AdESSubIndic, Problem] = {
    AdESFailure.HASH_FAILURE: CHANGED,
    AdESFailure.SIG_CRYPTO_FAILURE: CHANGED,
    AdESFailure.FORMAT_FAILURE: Problem(
        code="vorm", message="De handtekening heeft niet de vorm die de standaard voorschrijft."
    ),
    AdESFailure.REVOKED: Problem(
        code="ingetrokken", message="Het certificaat was al ingetrokken toen ermee werd ondertekend."
    ),
    AdESFailure.NOT_YET_VALID: _TOO_EARLY,
    AdESIndeterminate.NOT_YET_VALID: _TOO_EARLY,
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: Problem(
        code="wortel-onbekend",
        message="Het certificaat valt niet onder een wortelcertificaat dat u vertrouwt.",
    ),
    AdESIndeterminate.EXPIRED: _LAPSED,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: _LAPSED,
    AdESIndeterminate.NO_POE: Problem(
        code="verlopen",
        message="Niets bewijst meer dat de handtekening bestond toen het certificaat nog gold.",
    ),
    AdESIndeterminate.REVOKED_NO_POE: Problem(
        code="ingetrokken-later",
        message="Het certificaat is ingetrokken en niets bewijst dat eerder is ondertekend.",
    ),
    AdESIndeterminate.REVOKED_CA_NO_POE: Problem(
        code="ingetrokken-later",
        message="Het certificaat van de uitgever is ingetrokken en niets bewijst dat eerder is ondertekend.",
    ),
    AdESIndeterminate.TRY_LATER: Problem(
        code="status-onbekend",
        message="In het document ontbreken gegevens over intrekking van het certificaat.",
    ),
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: AGED,
}


def unsaid(unchecked: AdESSubIndic) -> AdESSubIndic:
    """Say what `UNSAID` was, from the outcome `unchecked` without revocation data: good then, so only these lack."""
    return AdESIndeterminate.TRY_LATER if unchecked == AdESPassed.OK else unchecked


def told(indication: AdESSubIndic) -> list[Problem]:
    """Say what is wrong with a signature or seal, if anything is."""
    if indication == AdESPassed.OK:
        return []
    unknown = Problem(
        code="niet-getoetst" if isinstance(indication, AdESIndeterminate) else "ongeldig",
        message=f"De handtekening is niet als geldig vastgesteld ({indication.standard_name}).",
    )
    return [_WORDS.get(indication, unknown)]


def told_of_timestamp(indication: AdESSubIndic) -> list[Problem]:
    """Say what is wrong with an archive time-stamp, if anything is: only a later one could have kept it."""
    return [_STAMP_LAPSED if one.code == _STAMP_LAPSED.code else one for one in told(indication)]

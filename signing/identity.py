"""Whether a certificate is that of the person, or the organisation, whom the plan expects.

A name is compared exactly but for letter case, spacing, Unicode form and the kind of apostrophe
or dash: people's names are not guessed at. Where a certificate writes a name differently, the
delegation file pins the certificate (block `ondertekening`). Certificates of the UZI register carry
no e-mail address, so mail never counts (UZI-register, certificeringsbeleid).
"""

from __future__ import annotations

import hashlib
import unicodedata

from asn1crypto import x509

from signing import statements
from signing.plan import Slot

_ALIKE = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-"})

_OF_A_PERSON = frozenset({"given_name", "surname", "pseudonym"})


def subject(certificate: x509.Certificate) -> dict[str, str]:
    """Give the subject's attributes by their usual names; of a repeated one the last."""
    return {
        attribute["type"].native: str(attribute["value"].native)
        for name in certificate.subject.chosen
        for attribute in name
    }


def holder(certificate: x509.Certificate) -> str:
    """Name the holder for people: the common name, else given name and surname, else all."""
    names = subject(certificate)
    whole = " ".join(part for key in ("given_name", "surname") if (part := names.get(key)))
    return names.get("common_name") or whole or certificate.subject.human_friendly


def fingerprint(certificate: x509.Certificate) -> str:
    """Give the SHA-256 of the certificate, in lower-case hexadecimals."""
    return hashlib.sha256(certificate.dump()).hexdigest()


def claims_qualified(certificate: x509.Certificate) -> bool:
    """Whether the certificate says that it is qualified, for signing, with its key in a secure device.

    The statements are the issuer's own; `trusted_list` can confirm them.
    """
    return statements.read(certificate).signs_qualified


def mismatch(certificate: x509.Certificate, slot: Slot) -> str:
    """Say in Dutch why `certificate` is not the one for `slot`; empty when it is."""
    pin = slot.pin
    names = subject(certificate)
    if pin.sha256 and pin.sha256.replace(":", "").lower() != fingerprint(certificate):
        return "het certificaat heeft een andere SHA-256 dan de delegatie voorschrijft"
    serials = {
        names.get("serial_number", ""),
        str(certificate.serial_number),
        f"{certificate.serial_number:x}",
    }
    if pin.serial and pin.serial.lower() not in {serial.lower() for serial in serials}:
        return "het certificaat heeft een ander serienummer dan de delegatie voorschrijft"
    if pin.level == "qes" and not claims_qualified(certificate):
        return "het certificaat noemt zich niet gekwalificeerd (QES), en dat schrijft de delegatie voor"
    if (pin.sha256 or pin.serial) and not pin.name:
        return ""
    expected = pin.name or slot.name
    whole = " ".join(part for key in ("given_name", "surname") if (part := names.get(key)))
    candidates = [names.get("common_name", ""), whole]
    # An employee's own certificate names the employer as well, and seals nothing (EN 319 412-2, 4.2.4).
    if slot.kind != "persoon" and not _OF_A_PERSON & names.keys():
        candidates.append(names.get("organization_name", ""))
    if _normal(expected) in {_normal(candidate) for candidate in candidates if candidate}:
        return ""
    return f"het certificaat staat op naam van {holder(certificate)}, verwacht wordt {expected}"


def _normal(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).translate(_ALIKE).casefold().split())

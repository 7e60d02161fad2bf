"""What the trusted lists of the European Union say of a certificate (ETSI TS 119 612; eIDAS, article 22).

Lists are files that the user gives; none is fetched. A list counts only if its signature holds: the list of
lists, or a national list given alone, by a certificate that the user trusts (pinned, not a chain), a national
list by one that the list of lists names for its country. Then all is read from what was signed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from asn1crypto import x509
from lxml import etree

from signing import regular
from signing.errors import SealingError

if TYPE_CHECKING:
    from pyhanko.sign.validation.qualified.tsp import TSPRegistry

_TSL = "http://uri.etsi.org/02231/v2#"
_ROOT = f"{{{_TSL}}}TrustServiceStatusList"
_LIST_OF_LISTS = "EUlistofthelists"
_MOST_BYTES = 20_000_000  # the largest national list takes some 5 MB
_MOST_LISTS = 60
_PURPOSES = {"qct_esign": "handtekeningen", "qct_eseal": "zegels", "qct_web": "websites"}


class ListRefused(SealingError):
    """A trusted list cannot be read, or nobody whom the user trusts has signed it."""


class ListsMissing(SealingError):
    """What reads trusted lists is not installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What the lists say: qualified, not, or None where they leave it open; `told` is a Dutch sentence."""

    qualified: bool | None
    told: str
    purpose: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _National:
    """One list of which the signature holds."""

    territory: str
    until: datetime | None
    registry: TSPRegistry = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedLists:
    """The national lists that count; `until` is when the list of lists itself runs out, if one was given."""

    national: tuple[_National, ...]
    until: datetime | None = None

    def listing(
        self, certificate: x509.Certificate, chain: Iterable[x509.Certificate], *, at: datetime
    ) -> Listing:
        """Look `certificate` up by way of `chain`. Lists that ran out, or of other countries, leave it open."""
        names = ", ".join(sorted({one.territory for one in self.national}))
        if self.until is not None and self.until < at:
            return _open(f"De lijst van lijsten van de EU is verlopen op {self.until:%d-%m-%Y}.")
        country = str(certificate.issuer.native.get("country_name", "")).upper()
        known = tuple(chain)
        for one in self.national:
            found = _assessed(one, certificate, known, at=at)
            if found is None:
                continue
            if one.until is None or one.until < at:
                ended = f" op {one.until:%d-%m-%Y}" if one.until else ""
                return _open(f"De vertrouwenslijst van {one.territory} is verlopen{ended}.")
            return found
        home = next((one for one in self.national if one.territory == country), None)
        if home is None:
            return _open(f"De uitgever staat niet op de gegeven vertrouwenslijsten ({names}).")
        if home.until is None or home.until < at:
            return _open(f"De vertrouwenslijst van {home.territory} is verlopen.")
        return Listing(
            qualified=False,
            told=f"Niet gekwalificeerd: de uitgever staat niet als verleend op de vertrouwenslijst van {country}.",
        )


def load(paths: Sequence[Path], *, signers: Sequence[x509.Certificate], at: datetime) -> TrustedLists:
    """Read lists and check their signatures as of `at`; `signers` are trusted to have signed them.

    Raises `ListRefused`, `ListsMissing`.
    """
    try:
        from pyhanko.sign.validation.qualified import eutl_parse  # 1,2 s: only when asked for
    except ImportError as err:
        raise ListsMissing(
            "Wat vertrouwenslijsten leest, is niet meegeïnstalleerd.",
            hint='Installeer opnieuw, in de map van het programma: pipx install --force ".[vertrouwenslijst]".',
        ) from err
    if len(paths) > _MOST_LISTS:
        raise ListRefused(f"Er zijn {len(paths)} vertrouwenslijsten genoemd; {_MOST_LISTS} is het meeste.")
    named: dict[str, list[x509.Certificate]] = {}
    until: datetime | None = None
    national = []
    claims = [_Claim.of(path) for path in paths]
    for claim in sorted(claims, key=lambda one: not one.names_lists):  # it says who signs the others
        signed = _Claim.in_root(claim.path, _signed(claim, [*signers, *named.get(claim.territory, ())], at))
        if (signed.territory, signed.names_lists) != (claim.territory, claim.names_lists):
            raise _unreadable(claim.path)
        text = signed.data.decode()
        try:
            if signed.names_lists:
                for reference in eutl_parse.parse_lotl_unsafe(text).references:
                    named.setdefault(reference.territory.upper(), []).extend(reference.tlso_certs)
                until = signed.until or datetime.min.replace(tzinfo=UTC)
                continue
            registry, _ = eutl_parse.trust_list_to_registry_unsafe(text)
        except (
            Exception
        ) as err:  # a stranger's file in a generated parser: whatever breaks, it does not count
            raise _unreadable(claim.path) from err
        national.append(_National(territory=signed.territory, until=signed.until, registry=registry))
    return TrustedLists(national=tuple(national), until=until)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """What a list says it is: of which country, naming other lists or not, and good until when."""

    path: Path
    data: bytes = field(repr=False)
    territory: str
    names_lists: bool
    until: datetime | None

    @classmethod
    def of(cls, path: Path) -> _Claim:
        return cls.in_root(path, _read(path))

    @classmethod
    def in_root(cls, path: Path, data: bytes) -> _Claim:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as err:
            raise _unreadable(path) from err
        scheme = root.find(f"{{{_TSL}}}SchemeInformation")
        if root.tag != _ROOT or scheme is None:
            raise _unreadable(path)
        return cls(
            path=path,
            data=data,
            territory=(scheme.findtext(f"{{{_TSL}}}SchemeTerritory") or "").strip().upper(),
            names_lists=(scheme.findtext(f"{{{_TSL}}}TSLType") or "").strip().endswith(_LIST_OF_LISTS),
            until=_next_update(scheme),
        )


def _read(path: Path) -> bytes:
    try:
        data = regular.read(path, limit=_MOST_BYTES)
    except (OSError, ValueError) as err:
        raise ListRefused(
            f"{path}: de vertrouwenslijst kan niet worden gelezen.",
            hint="Controleer de naam van het bestand (`[vertrouwen] lijsten`) en uw toegang ertoe.",
        ) from err
    if len(data) > _MOST_BYTES:
        raise ListRefused(f"{path}: te groot voor een vertrouwenslijst.")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ListRefused(
            f"{path}: dit bestand verwijst naar iets anders (DOCTYPE); een vertrouwenslijst doet dat niet."
        )
    return data


def _signed(claim: _Claim, signers: Sequence[x509.Certificate], at: datetime) -> bytes:
    """Give what of the list one of `signers` has signed, which must be the whole of it."""
    from cryptography.x509 import load_der_x509_certificate
    from signxml.exceptions import SignXMLException
    from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier

    for signer in signers:
        try:
            results = XAdESVerifier().verify(
                claim.data,
                x509_cert=load_der_x509_certificate(signer.dump()),
                expect_config=XAdESSignatureConfiguration(
                    require_x509=True, expect_references=True, verification_time=at
                ),
            )
        except (SignXMLException, ValueError, TypeError, KeyError, AttributeError, etree.LxmlError):
            continue
        for result in results:
            if result.signed_xml is not None and result.signed_xml.tag == _ROOT:
                return result.signed_data
    raise ListRefused(
        f"{claim.path}: deze vertrouwenslijst is niet ondertekend door iemand die u vertrouwt, of is gewijzigd; "
        "zij telt niet mee.",
        hint="Noem het certificaat waarmee de lijst (van lijsten) is ondertekend bij [vertrouwen] wortels "
        "of --vertrouw, en haal de lijst zo nodig opnieuw op.",
    )


def _next_update(scheme: etree._Element) -> datetime | None:
    written = (scheme.findtext(f"{{{_TSL}}}NextUpdate/{{{_TSL}}}dateTime") or "").strip()
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None  # a list that is closed, or says nothing that can be read: it ran out
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _assessed(
    one: _National, certificate: x509.Certificate, chain: Sequence[x509.Certificate], *, at: datetime
) -> Listing | None:
    """Give what this list says, None when the certificate does not come from a service on it."""
    from pyhanko.sign.validation.qualified.assess import QualificationAssessor
    from pyhanko.sign.validation.qualified.tsp import TSPTrustManager
    from pyhanko_certvalidator import CertificateValidator, ValidationContext
    from pyhanko_certvalidator.errors import PathError, ValidationError

    context = ValidationContext(
        trust_manager=TSPTrustManager(one.registry),
        other_certs=list(chain),
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    try:
        path = asyncio.run(
            CertificateValidator(certificate, validation_context=context).async_validate_path()
        )
        result = QualificationAssessor(one.registry).check_entity_cert_qualified(path, at)
    except (PathError, ValidationError, NotImplementedError, ValueError):
        return None
    if result.service_definition is None:
        return None
    status, service = result.status, result.service_definition.base_info.service_name
    on = f"volgens de vertrouwenslijst van {one.territory} (dienst: {service})"
    if not status.qualified:
        return Listing(qualified=False, told=f"Niet gekwalificeerd, {on}.")
    purpose = _PURPOSES[status.qc_type.value]
    device = ", met de sleutel in een veilig middel" if status.qc_key_security.is_qscd else ""
    return Listing(qualified=True, purpose=purpose, told=f"Gekwalificeerd voor {purpose}{device}, {on}.")


def _open(why: str) -> Listing:
    return Listing(qualified=None, told=why, warning=f"of het gekwalificeerd is, blijft open. {why}")


def _unreadable(path: Path) -> ListRefused:
    return ListRefused(
        f"{path}: dit is geen leesbare vertrouwenslijst.",
        hint="Haal de lijst opnieuw op als XML, bij de Europese Commissie of de toezichthouder.",
    )

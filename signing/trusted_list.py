"""Trusted lists of the European Union, read from files (ETSI TS 119 612; eIDAS, article 22).

Lists are files that the user gives; none is fetched. A list counts only if its signature holds: the list of
lists, or a national list given alone, by a certificate that the user trusts (pinned, not a chain), a national
list by one that the list of lists names for its country. Then all is read from what was signed. What it means
for a certificate, `signing.listed` knows.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import x509
from lxml import etree

from signing import folders
from signing.errors import SealingError
from signing.listed import National, Service, TrustedLists

_TSL = "http://uri.etsi.org/02231/v2#"
_ROOT = f"{{{_TSL}}}TrustServiceStatusList"
_LIST_OF_LISTS = "EUlistofthelists"
_MOST_BYTES = 20_000_000  # the largest national list takes some 5 MB
_MOST_LISTS = 60
_QUALIFIED = ("/Svctype/CA/QC", "/Svctype/TSA/QTST")


class ListRefused(SealingError):
    """A trusted list cannot be read, or nobody whom the user trusts has signed it."""


class ListsMissing(SealingError):
    """What reads trusted lists is not installed."""


def load(
    paths: Sequence[Path], *, signers: Sequence[x509.Certificate], at: datetime, lenient: bool = False
) -> TrustedLists:
    """Read lists, or folders with lists (.xml), and check their signatures as of `at`; `signers` may have signed them.

    `lenient`: a list that does not hold counts for nothing and is told of in the result, where it would stop a
    command otherwise. Raises `ListRefused`, for a path without a list in any case, and `ListsMissing`.
    """
    try:
        import pyhanko.sign.validation.qualified.eutl_parse  # noqa: F401 - 1,2 s: only when asked for
    except ImportError as err:
        raise ListsMissing(
            "Wat vertrouwenslijsten leest, is niet meegeïnstalleerd.",
            hint='Installeer opnieuw, in de map van het programma: pipx install --force ".[vertrouwenslijst]".',
        ) from err
    files = folders.files(paths, {".xml"}, "vertrouwenslijst", ListRefused)
    if len(files) > _MOST_LISTS:
        raise ListRefused(f"Er zijn {len(files)} vertrouwenslijsten genoemd; {_MOST_LISTS} is het meeste.")
    reader = _Reader(signers=signers, at=at, lenient=lenient)
    claims = [claim for path in files if (claim := reader.claim(path)) is not None]
    for claim in sorted(claims, key=lambda one: not one.names_lists):  # it says who signs the others
        reader.take(claim)
    return reader.lists


class _Reader:
    """Takes lists in, one after the other."""

    def __init__(self, *, signers: Sequence[x509.Certificate], at: datetime, lenient: bool) -> None:
        self._signers, self._at, self._lenient = signers, at, lenient
        self._named: dict[str, list[x509.Certificate]] = {}
        self._until: datetime | None = None
        self._national: list[National] = []
        self._services: dict[str, list[Service]] = defaultdict(list)
        self._refused: list[str] = []

    @property
    def lists(self) -> TrustedLists:
        """Give what was taken in."""
        return TrustedLists(
            national=tuple(self._national),
            services={name: tuple(found) for name, found in self._services.items()},
            until=self._until,
            refused=tuple(self._refused),
        )

    def claim(self, path: Path) -> _Claim | None:
        """Read what a list says it is, None for one that is passed over. Raises `ListRefused`."""
        try:
            return _Claim.of(path)
        except ListRefused as err:
            self._refuse(err)
            return None

    def take(self, claim: _Claim) -> None:
        """Check who signed it, and take in what was signed. Raises `ListRefused`."""
        try:
            signers = [*self._signers, *self._named.get(claim.territory, ())]
            signed = _Claim.in_root(claim.path, _signed(claim, signers, self._at))
            if (signed.territory, signed.names_lists) != (claim.territory, claim.names_lists):
                raise _unreadable(claim.path)
            try:
                self._read(signed)
            except (
                Exception
            ) as err:  # a stranger's file in a generated parser: whatever breaks, it does not count
                raise _unreadable(claim.path) from err
        except ListRefused as err:
            self._refuse(err)

    def _refuse(self, err: ListRefused) -> None:
        if not self._lenient:
            raise err
        self._refused.append(err.message)

    def _read(self, signed: _Claim) -> None:
        from pyhanko.sign.validation.qualified.eutl_parse import parse_lotl_unsafe

        if signed.names_lists:
            for reference in parse_lotl_unsafe(signed.data.decode()).references:
                self._named.setdefault(reference.territory.upper(), []).extend(reference.tlso_certs)
            until = signed.until or datetime.min.replace(tzinfo=UTC)
            self._until = until if self._until is None else min(until, self._until)
            return
        found, complete = _services(signed)
        for name, service in found:
            self._services[name].append(service)
        self._national.append(National(territory=signed.territory, until=signed.until, complete=complete))


def _services(signed: _Claim) -> tuple[list[tuple[str, Service]], bool]:
    """Give the qualified services of a national list by their subjects' names, and whether all were understood."""
    from pyhanko.sign.validation.qualified.eutl_parse import read_qualified_service_definitions
    from pyhanko.sign.validation.qualified.tsp import CAServiceInformation

    found: list[tuple[str, Service]] = []
    definitions = read_qualified_service_definitions(_prepared(signed.data))
    while True:
        try:
            one = next(definitions)
        except StopIteration as end:
            return found, not end.value
        bare = replace(one, base_info=replace(one.base_info, provider_certs=()))
        for certificate in one.base_info.provider_certs:
            service = Service(
                territory=signed.territory,
                kind="uitgever" if isinstance(one, CAServiceInformation) else "tijdstempeldienst",
                certificate=certificate.dump(),
                definition=bare,
            )
            found.append((certificate.subject.hashable, service))


def _prepared(data: bytes) -> str:
    """Give what the parser needs of a list: it takes milliseconds for each service, and most are of another kind.

    Each time in a service's history gets the certificate that the service has now, if it is of the same key: history
    names the key by its identifier only (TS 119 612, 5.6.3), and the parser would forget what was granted once.
    """
    root = etree.fromstring(data, _parser())
    for service in list(root.iter(f"{{{_TSL}}}TSPService")):
        now = service.find(f"{{{_TSL}}}ServiceInformation")
        kind = "" if now is None else (now.findtext(f"{{{_TSL}}}ServiceTypeIdentifier") or "").strip()
        if now is None or not kind.endswith(_QUALIFIED):
            service.getparent().remove(service)
            continue
        certificates = [
            x509.Certificate.load(_bytes_of(one)) for one in now.iter(f"{{{_TSL}}}X509Certificate")
        ]
        by_key = {id_: one for one in certificates for id_ in _key_identifiers(one)}
        for then in service.iterfind(f".//{{{_TSL}}}ServiceHistoryInstance/{{{_TSL}}}ServiceDigitalIdentity"):
            if then.find(f".//{{{_TSL}}}X509Certificate") is not None:
                continue
            keys = {_bytes_of(one) for one in then.iter(f"{{{_TSL}}}X509SKI")}
            for certificate in {id(by_key[key]): by_key[key] for key in keys & by_key.keys()}.values():
                digital = etree.SubElement(then, f"{{{_TSL}}}DigitalId")
                der = b64encode(certificate.dump())
                etree.SubElement(digital, f"{{{_TSL}}}X509Certificate").text = der.decode()
    return etree.tostring(root, encoding="unicode")


def _bytes_of(element: etree._Element) -> bytes:
    return b64decode("".join((element.text or "").split()))


def _key_identifiers(certificate: x509.Certificate) -> Iterator[bytes]:
    yield certificate.public_key.sha1
    if certificate.key_identifier:
        yield certificate.key_identifier


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


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
        try:
            root = etree.fromstring(data, _parser())
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
    data = folders.read(path, limit=_MOST_BYTES, noun="een vertrouwenslijst", error=ListRefused)
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


def _unreadable(path: Path) -> ListRefused:
    return ListRefused(
        f"{path}: dit is geen leesbare vertrouwenslijst.",
        hint="Haal de lijst opnieuw op als XML, bij de Europese Commissie of de toezichthouder.",
    )

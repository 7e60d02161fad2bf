"""What trusted lists said when they were read, and what that means for a certificate (TS 119 612, TS 119 615).

Flat and of plain values, so that it can be handed to another process; `trusted_list` reads the files. A service counts
at a moment if it was granted then, also when that is history by now. A list that has run out says nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from asn1crypto import x509

if TYPE_CHECKING:
    from pyhanko.sign.validation.qualified.tsp import QualifiedServiceInformation, TSPRegistry
    from pyhanko_certvalidator import ValidationContext
    from pyhanko_certvalidator.registry import TrustManager

Kind = Literal["uitgever", "tijdstempeldienst"]
_PURPOSES = {"qct_esign": "handtekeningen", "qct_eseal": "zegels", "qct_web": "websites"}
_COUNTRIES = {"GR": "EL", "GB": "UK"}  # as lists write two of them (TS 119 612, 5.3.10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What the lists say: qualified, not, or None where they leave it open; `told` is a Dutch sentence.

    `device`: the key is in a secure device, by the list or, where that is silent, by the certificate.
    """

    qualified: bool | None
    told: str
    purpose: str = ""
    warning: str = ""
    device: bool = False

    @property
    def signs(self) -> bool:
        """Whether it makes qualified signatures: it is for signatures, with the key in a secure device."""
        return self.qualified is True and self.purpose == _PURPOSES["qct_esign"] and self.device


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One time in the life of a service in which it was granted; `definition` is without its certificates."""

    territory: str
    kind: Kind
    certificate: bytes = field(repr=False)
    definition: QualifiedServiceInformation = field(repr=False)

    def granted(self, at: datetime) -> bool:
        """Whether it was granted at that moment."""
        info = self.definition.base_info
        return info.valid_from <= at and (info.valid_until is None or at <= info.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class National:
    """One list of which the signature holds; `complete` if all that it says of qualified services was understood."""

    territory: str
    until: datetime | None
    complete: bool = True

    def lapsed(self, asked: datetime) -> bool:
        """Whether it had run out, or names no end at all: such a list is closed (TS 119 612, 5.3.15)."""
        return self.until is None or self.until < asked


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedLists:
    """The national lists that count, and their services by the subject's name.

    `until` is when the list of lists itself runs out, if one was given; `refused` says in Dutch which files do not count.
    """

    national: tuple[National, ...]
    services: Mapping[str, tuple[Service, ...]] = field(default_factory=dict, repr=False)
    until: datetime | None = None
    refused: tuple[str, ...] = ()

    def named(self, name: str, kind: Kind, *, used: datetime, asked: datetime) -> Iterator[x509.Certificate]:
        """Give the certificates of the services with that subject that were granted at `used`.

        What is asked is asked as of `asked`: lists that had run out by then give none.
        """
        if self.until is not None and self.until < asked:
            return
        out = {one.territory for one in self.national if one.lapsed(asked)}
        for one in self.services.get(name, ()):
            if one.kind == kind and one.territory not in out and one.granted(used):
                yield x509.Certificate.load(one.certificate)

    def listing(
        self,
        certificate: x509.Certificate,
        chain: Iterable[x509.Certificate],
        *,
        at: datetime,
        asked: datetime | None = None,
    ) -> Listing:
        """Look a signer's `certificate` up by way of `chain`, as it was at `at`; asked as of then, or of `asked`.

        Lists that ran out, or of other countries, leave it open.
        """
        known = tuple(chain)
        if out := self._out(asked or at):
            return out
        for national, services in self._concerned((certificate, *known), "uitgever"):
            found = _assessed(national.territory, services, certificate, known, at=at)
            if found is not None:
                return _lapsed(national) if national.lapsed(asked or at) else found
        return self._elsewhere(certificate, asked or at)

    def stamp_listing(
        self,
        certificate: x509.Certificate,
        chain: Iterable[x509.Certificate],
        *,
        at: datetime,
        asked: datetime,
    ) -> Listing:
        """Look a time-stamp service's `certificate` up: it is on a list itself, or its issuer is, for time-stamps."""
        known = tuple(chain)
        if out := self._out(asked):
            return out
        for national, services in self._concerned((certificate, *known), "tijdstempeldienst"):
            granted = [one for one in services if one.granted(at)]
            if granted and _leads(certificate, known, granted, at=at):
                if national.lapsed(asked):
                    return _lapsed(national)
                name = granted[0].definition.base_info.service_name
                return Listing(
                    qualified=True,
                    purpose="tijdstempels",
                    told=f"Gekwalificeerd tijdstempel, volgens de vertrouwenslijst van {national.territory} (dienst: {name}).",
                )
        return self._elsewhere(certificate, asked)

    def _out(self, asked: datetime) -> Listing | None:
        if not self.national:
            return _open("Geen van de gegeven vertrouwenslijsten telt mee.")
        if self.until is not None and self.until < asked:
            return _open(f"De lijst van lijsten van de EU is verlopen op {self.until:%d-%m-%Y}.")
        return None

    def _concerned(
        self, certificates: Iterable[x509.Certificate], kind: Kind
    ) -> Iterator[tuple[National, list[Service]]]:
        """Give, by country, the services that bear a name in the chain."""
        names = {name.hashable for one in certificates for name in (one.subject, one.issuer)}
        services = [one for name in sorted(names) for one in self.services.get(name, ()) if one.kind == kind]
        nations = {one.territory: one for one in self.national}
        services.sort(key=lambda one: one.territory)
        for territory, found in groupby(services, key=lambda one: one.territory):
            yield nations[territory], list(found)

    def _elsewhere(self, certificate: x509.Certificate, asked: datetime) -> Listing:
        """Say what it means that no list led anywhere: only the list of the issuer's own country can say no."""
        names = ", ".join(sorted({one.territory for one in self.national}))
        country = str(certificate.issuer.native.get("country_name", "")).upper()
        country = _COUNTRIES.get(country, country)
        home = next((one for one in self.national if one.territory == country), None)
        if home is None:
            return _open(f"De uitgever staat niet op de gegeven vertrouwenslijsten ({names}).")
        if home.lapsed(asked):
            return _lapsed(home)
        if not home.complete:
            return _open(f"De vertrouwenslijst van {country} kon niet geheel worden gelezen.")
        return Listing(
            qualified=False,
            told=f"Niet gekwalificeerd: de uitgever staat niet als verleend op de vertrouwenslijst van {country}.",
        )


def _assessed(
    territory: str,
    services: Sequence[Service],
    certificate: x509.Certificate,
    chain: Sequence[x509.Certificate],
    *,
    at: datetime,
) -> Listing | None:
    """Give what one list says, None when the certificate does not come from a service that it granted then."""
    from pyhanko.sign.validation.qualified.assess import QualificationAssessor
    from pyhanko.sign.validation.qualified.tsp import TSPTrustManager
    from pyhanko_certvalidator import CertificateValidator
    from pyhanko_certvalidator.errors import PathError, ValidationError

    registry = _registry(services)
    context = _context(TSPTrustManager(registry), chain, at=at)
    try:
        path = asyncio.run(
            CertificateValidator(certificate, validation_context=context).async_validate_path()
        )
        result = QualificationAssessor(registry).check_entity_cert_qualified(path, at)
    except (PathError, ValidationError, NotImplementedError, ValueError):
        return None
    if result.service_definition is None:
        return None
    status, service = result.status, result.service_definition.base_info.service_name
    on = f"volgens de vertrouwenslijst van {territory} (dienst: {service})"
    if not status.qualified:
        return Listing(qualified=False, told=f"Niet gekwalificeerd, {on}.")
    purpose, device = _PURPOSES[status.qc_type.value], status.qc_key_security.is_qscd
    where = f", {'met' if device else 'zonder'} de sleutel in een veilig middel"
    return Listing(
        qualified=True,
        purpose=purpose,
        device=device,
        told=f"Gekwalificeerd voor {purpose}{where}, {on}.",
    )


def _registry(services: Iterable[Service]) -> TSPRegistry:
    from pyhanko.sign.validation.qualified.tsp import CAServiceInformation, TSPRegistry

    registry = TSPRegistry()
    for one in services:
        own = (x509.Certificate.load(one.certificate),)
        info = replace(one.definition, base_info=replace(one.definition.base_info, provider_certs=own))
        if isinstance(info, CAServiceInformation):
            registry.register_ca(info)
    return registry


def _leads(
    certificate: x509.Certificate,
    chain: Sequence[x509.Certificate],
    services: Iterable[Service],
    *,
    at: datetime,
) -> bool:
    """Whether a sound chain leads from `certificate` to one of `services`."""
    from pyhanko_certvalidator import CertificateValidator
    from pyhanko_certvalidator.errors import PathError, ValidationError

    from signing.anchors import ends

    context = _context(ends([x509.Certificate.load(one.certificate) for one in services]), chain, at=at)
    try:
        asyncio.run(CertificateValidator(certificate, validation_context=context).async_validate_path())
    except (PathError, ValidationError, NotImplementedError, ValueError):
        return False
    return True


def _context(anchors: TrustManager, chain: Sequence[x509.Certificate], *, at: datetime) -> ValidationContext:
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(
        trust_manager=anchors,
        other_certs=list(chain),
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )


def _lapsed(national: National) -> Listing:
    ended = f" op {national.until:%d-%m-%Y}" if national.until else ""
    return _open(f"De vertrouwenslijst van {national.territory} is verlopen{ended}.")


def _open(why: str) -> Listing:
    return Listing(qualified=None, told=why, warning=f"of het gekwalificeerd is, blijft open. {why}")

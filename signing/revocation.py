"""What services say of certificates (OCSP, CRL, issuers' certificates), asked once for all documents of a run.

pyHanko's own fetchers keep what they fetched for one validation context. Here the contexts of a run share one
memory, by address and question; each still sees only the answers that it asked for, as those go in the document.
"""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Hashable, Iterable
from typing import Any, TypeAlias, TypeVar

from asn1crypto import cms, crl, ocsp, pem, x509
from pyhanko_certvalidator.authority import Authority
from pyhanko_certvalidator.errors import CertificateFetchError, CRLFetchError, OCSPFetchError
from pyhanko_certvalidator.fetchers import (
    CertificateFetcher,
    CRLFetcher,
    FetcherBackend,
    Fetchers,
    OCSPFetcher,
)
from pyhanko_certvalidator.fetchers.common_utils import (
    complete_certificate_fetch_jobs,
    crl_job_results_as_completed,
    enumerate_delivery_point_urls,
    format_ocsp_request,
    gather_aia_issuer_urls,
    get_certid,
    ocsp_job_get_earliest,
    process_ocsp_response_data,
    unpack_cert_content,
)
from pyhanko_certvalidator.util import get_ocsp_urls, get_relevant_crl_dps, issuer_serial

from signing.network import Network, NoAnswer, Once, host

logger = logging.getLogger(__name__)
T = TypeVar("T")
_Certificate: TypeAlias = x509.Certificate | cms.AttributeCertificateV2

_OCSP_REPLY, _OCSP_QUERY = "application/ocsp-response", "application/ocsp-request"
_FRESH = 600.0  # seconds that an answer is used for other documents
# Who had to wait for nothing is not made to wait again for each document of a run: for this many times as long.
_REST, _LONGEST_REST = 10.0, 300.0
_MOST_ADDRESSES = 5  # of a certificate; a hostile one could send us anywhere


class Revocations(FetcherBackend):
    """The memory of one run: what was asked over `network`, and what came back."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._once = Once()
        self._known: dict[Hashable, tuple[float, Any]] = {}

    def get_fetchers(self) -> Fetchers:
        """Give the fetchers for one validation context."""
        return Fetchers(ocsp_fetcher=_Ocsp(self), crl_fetcher=_Crls(self), cert_fetcher=_Certificates(self))

    async def asked(self, key: Hashable, ask: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Give the answer to the question `key`: the one that is known, or that of `ask`. Raises what it does."""
        until, known = self._known.get(key, (0.0, None))
        if time.monotonic() >= until:
            known = await self._once.do(key, lambda: self._remembered(key, ask))
        if isinstance(known, Exception):
            raise known
        found: T = known
        return found

    async def _remembered(self, key: Hashable, ask: Callable[[], Coroutine[Any, Any, T]]) -> T | Exception:
        began = time.monotonic()
        try:
            answer: T | Exception = await ask()
            rest = _FRESH
        except (OCSPFetchError, CRLFetchError, CertificateFetchError) as err:
            answer = err
            rest = min((time.monotonic() - began) * _REST, _LONGEST_REST)
        self._known[key] = (time.monotonic() + rest, answer)
        return answer


class _Ocsp(OCSPFetcher):
    def __init__(self, run: Revocations) -> None:
        self._run = run
        self._found: dict[Hashable, ocsp.OCSPResponse] = {}

    async def fetch(self, cert: _Certificate, authority: Authority) -> ocsp.OCSPResponse:
        """Ask the services that the certificate names, all at once; the first good answer counts."""
        urls = get_ocsp_urls(cert)[:_MOST_ADDRESSES]
        if not urls:
            raise OCSPFetchError("No URLs to fetch OCSP responses from")
        found = await ocsp_job_get_earliest(self._one(url, cert, authority) for url in urls)
        self._found[issuer_serial(cert)] = found
        return found

    async def _one(self, url: str, cert: _Certificate, authority: Authority) -> ocsp.OCSPResponse:
        # sha1 names the issuer in the question, it proves nothing; many services know no other (RFC 5019)
        certid = get_certid(cert, authority, certid_hash_algo="sha1").dump()

        async def ask() -> ocsp.OCSPResponse:
            request = format_ocsp_request(cert, authority, certid_hash_algo="sha1", request_nonces=True)
            answer = await self._run.network.post(
                url, request.dump(), content_type=_OCSP_QUERY, accept=_OCSP_REPLY
            )
            found: ocsp.OCSPResponse = process_ocsp_response_data(
                answer.body, ocsp_request=request, ocsp_url=url
            )
            found.basic_ocsp_response.native  # noqa: B018 - asn1crypto parses when asked; ask now, fail here
            return found

        return await self._run.asked((url, certid), lambda: _answered(ask(), OCSPFetchError, url))

    def fetched_responses(self) -> Iterable[ocsp.OCSPResponse]:
        """Give what this context asked for."""
        return list(self._found.values())

    def fetched_responses_for_cert(self, cert: _Certificate) -> Iterable[ocsp.OCSPResponse]:
        """Give what this context asked for `cert`."""
        found = self._found.get(issuer_serial(cert))
        return [] if found is None else [found]


class _Crls(CRLFetcher):
    def __init__(self, run: Revocations) -> None:
        self._run = run
        self._found: dict[Hashable, list[crl.CertificateList]] = {}

    async def fetch(self, cert: _Certificate, *, use_deltas: bool | None = True) -> list[crl.CertificateList]:
        """Fetch the lists that the certificate names; one that comes is enough."""
        key = issuer_serial(cert)
        if key not in self._found:
            points = get_relevant_crl_dps(cert, use_deltas=use_deltas)
            urls = [url for point in points for url in enumerate_delivery_point_urls(point)]
            jobs = [self._one(url) for url in urls[:_MOST_ADDRESSES]]
            self._found[key] = [found async for found in crl_job_results_as_completed(jobs)]
        return self._found[key]

    async def _one(self, url: str) -> crl.CertificateList:
        async def ask() -> crl.CertificateList:
            data = (await self._run.network.get(url, accept="application/pkix-crl")).body
            if pem.detect(data):
                _, _, data = pem.unarmor(data)
            found = crl.CertificateList.load(data, strict=True)
            for part in ("signature", "issuer", "this_update", "next_update", "crl_extensions"):
                found["tbs_cert_list"][part].native  # noqa: B018 - asn1crypto parses when asked
            return found

        return await self._run.asked(url, lambda: _answered(ask(), CRLFetchError, url))

    def fetched_crls(self) -> Iterable[crl.CertificateList]:
        """Give what this context asked for, each list once."""
        return list({id(one): one for found in self._found.values() for one in found}.values())

    def fetched_crls_for_cert(self, cert: _Certificate) -> Iterable[crl.CertificateList]:
        """Give the lists for `cert`. Raises `KeyError` if they were not asked for."""
        return self._found[issuer_serial(cert)]


class _Certificates(CertificateFetcher):
    def __init__(self, run: Revocations) -> None:
        self._run = run
        self._found: dict[bytes, x509.Certificate] = {}

    def fetch_cert_issuers(self, cert: _Certificate) -> AsyncGenerator[x509.Certificate, None]:
        """Fetch the certificates of the issuer that `cert` names."""
        return self._all(gather_aia_issuer_urls(cert))

    def fetch_crl_issuers(
        self, certificate_list: crl.CertificateList
    ) -> AsyncGenerator[x509.Certificate, None]:
        """Fetch the certificates of the issuer that a list names."""
        return self._all(certificate_list.issuer_cert_urls)

    def fetched_certs(self) -> Iterable[x509.Certificate]:
        """Give what this context asked for."""
        return list(self._found.values())

    def _all(self, urls: Iterable[str]) -> AsyncGenerator[x509.Certificate, None]:
        found: AsyncGenerator[x509.Certificate, None] = complete_certificate_fetch_jobs(
            [self._one(url) for url in list(urls)[:_MOST_ADDRESSES]]
        )
        return found

    async def _one(self, url: str) -> list[x509.Certificate]:
        async def ask() -> list[x509.Certificate]:
            answer = await self._run.network.get(url, accept="application/pkix-cert, */*;q=0.5")
            found = list(unpack_cert_content(answer.body, answer.content_type, url, permit_pem=True))
            for one in found:
                one.native  # noqa: B018 - asn1crypto parses when asked; ask now, fail here
            return found

        found = await self._run.asked(("issuer", url), lambda: _answered(ask(), CertificateFetchError, url))
        self._found |= {one.dump(): one for one in found}
        return found


async def _answered(asked: Coroutine[Any, Any, T], error: type[Exception], url: str) -> T:
    """Give what the service at `url` said; raises `error`, which pyHanko expects, for whatever went wrong."""
    try:
        return await asked
    except Exception as err:
        logger.info("%s: %s", host(url), err.reason if isinstance(err, NoAnswer) else type(err).__name__)
        raise error(f"{url} gave no answer that can be used") from err

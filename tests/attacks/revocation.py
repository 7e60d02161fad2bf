"""Revoked keys, and what an attacker puts in the store of validation data (DSS) to hide that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from asn1crypto import ocsp as asn1_ocsp
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from tests.attacks.forge import finished, resigned
from tests.attacks.hands import Harm
from tests.attacks.holders import Hand, hand, impostor, issuer, minted, root
from tests.attacks.model import Attack
from tests.attacks.said import Listed, with_evidence
from tests.attacks.scene import ATTACKER, Scene

NAME = "B. Jansen"
# A certificate says where to ask; of one that does not, the engine takes no answer, good or bad.
_ASKED = pyca.AuthorityInformationAccess(
    [
        pyca.AccessDescription(
            AuthorityInformationAccessOID.OCSP, pyca.UniformResourceIdentifier("http://127.0.0.1:9/")
        )
    ]
)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def revoked(ago: timedelta, **how: object) -> Callable[[Hand], Listed]:
    """Make a list that names the signer, as revoked so long `ago`."""
    return lambda by: Listed(
        revoked=((by.certificate.serial_number, datetime.now(UTC) - ago),),
        **how,  # type: ignore[arg-type]
    )


def clean(**how: object) -> Callable[[Hand], Listed]:
    return lambda _: Listed(**how)  # type: ignore[arg-type]


def issuer_revoked(by: Hand) -> Listed:
    """Make the root's list, in which the issuer is named since yesterday."""
    return Listed(by=root, revoked=((by.chain[0].serial_number, datetime.now(UTC) - _DAY),))


_SCOPE = {
    "full_name": None, "relative_name": None, "only_contains_user_certs": False, "only_contains_ca_certs": False,
    "only_some_reasons": None, "indirect_crl": False, "only_contains_attribute_certs": False,
}  # fmt: skip
FOR_ISSUERS = pyca.IssuingDistributionPoint(**(_SCOPE | {"only_contains_ca_certs": True}))
FOR_SOME = pyca.IssuingDistributionPoint(
    **(_SCOPE | {"only_some_reasons": frozenset({pyca.ReasonFlags.affiliation_changed})})
)


def with_lists(*lists: Callable[[Hand], Listed]) -> Harm:
    """Sign with a certificate of the trusted issuer, and bring these lists along."""

    def harm(scene: Scene) -> bytes:
        by = minted(scene, NAME)
        return finished(scene, with_evidence(scene, resigned(scene, by), *(one(by) for one in lists)))

    return harm


def answered(
    responder: Callable[[Scene], Hand], *, about: int | None = None, ago: timedelta = timedelta()
) -> Harm:
    """Bring along an answer (OCSP) of a service of one's own: nothing is the matter with this certificate."""

    def harm(scene: Scene) -> bytes:
        by, above = minted(scene, NAME, more=(_ASKED,)), issuer(scene)
        service = responder(scene)
        said = datetime.now(UTC) - ago - timedelta(minutes=1)
        answer = (
            ocsp.OCSPResponseBuilder()
            .add_response_by_hash(
                issuer_name_hash=_hash(above.pyca.subject.public_bytes()),
                issuer_key_hash=_hash(_bits(above.pyca)),
                serial_number=about or by.certificate.serial_number,
                algorithm=hashes.SHA256(),
                cert_status=ocsp.OCSPCertStatus.GOOD,
                this_update=said,
                next_update=said + _DAY,
                revocation_time=None,
                revocation_reason=None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, _pyca(service))
            .certificates([_pyca(service)])
            .sign(service.key, hashes.SHA256())
        )
        loaded = asn1_ocsp.OCSPResponse.load(answer.public_bytes(serialization.Encoding.DER))
        made = with_evidence(
            scene, resigned(scene, by), certificates=[service.certificate, *service.chain], answers=[loaded]
        )
        return finished(scene, made)

    return harm


def _hash(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(data)
    return digest.finalize()


def _bits(certificate: pyca.Certificate) -> bytes:
    return certificate.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)


def _pyca(by: Hand) -> pyca.Certificate:
    return pyca.load_der_x509_certificate(by.certificate.dump())


def service_of(issued_by: Callable[[Scene], object], *, purposes: tuple[str, ...]) -> Callable[[Scene], Hand]:
    return lambda scene: minted(
        scene,
        "Statusdienst",
        by=issued_by(scene),
        purposes=purposes,
        serial=0x5E41CE,
        more=(pyca.OCSPNoCheck(),),  # type: ignore[arg-type]
    )


_FOR_OCSP = ("1.3.6.1.5.5.7.3.9",)
_UNKNOWN = frozenset({"status-onbekend"})
_OPEN = "indeterminate"
ATTACKS = (
    Attack(
        name="revoked before it was used",
        harm=with_lists(revoked(_DAY)),
        codes=frozenset({"ingetrokken-later"}),
        verdict=_OPEN,
    ),
    Attack(
        name="revoked, with an older clean list beside it",
        codes=frozenset({"ingetrokken-later"}),
        verdict=_OPEN,
        harm=with_lists(clean(since=2 * _DAY), revoked(_DAY)),
    ),
    Attack(
        name="the issuer revoked before the key was used",
        harm=with_lists(clean(), issuer_revoked),
        codes=frozenset({"ingetrokken"}),
    ),
    *(
        Attack(name=f"nothing known of revocation: {name}", harm=harm, codes=_UNKNOWN, verdict=_OPEN)
        for name, harm in (
            ("no list", with_lists()),
            ("a list that had ended", with_lists(clean(since=60 * _DAY))),
            ("a list of an issuer of the same name", with_lists(clean(by=impostor))),
            ("a list for issuers only", with_lists(clean(scope=FOR_ISSUERS))),
            ("a list for some reasons only", with_lists(clean(scope=FOR_SOME))),
            ("a list of the future", with_lists(clean(since=-3 * _DAY))),
            ("an answer of a person", answered(lambda scene: hand(scene, ATTACKER))),
            ("an answer of an issuer of the same name", answered(service_of(impostor, purposes=_FOR_OCSP))),
            ("an answer of a certificate that may not", answered(service_of(issuer, purposes=()))),
            (
                "an answer about another certificate",
                answered(service_of(issuer, purposes=_FOR_OCSP), about=99),
            ),
            ("an answer that had ended", answered(service_of(issuer, purposes=_FOR_OCSP), ago=9 * _DAY)),
        )
    ),
)
CONTROLS = {
    "a list": with_lists(clean()),
    "an answer": answered(service_of(issuer, purposes=_FOR_OCSP)),
    "revoked after it was used": with_lists(revoked(-_HOUR)),
}

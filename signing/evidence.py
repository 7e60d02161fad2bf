"""What a signed PDF itself tells of the steps that made it: who signed where, which services helped, how far.

No judgement: whether it is true, `verify` says. The ledger is written from this, and held against it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO

from asn1crypto import cms, crl, ocsp, x509
from pikepdf import Array, Dictionary, Name, Object, Pdf

from signing.errors import DocumentRefused
from signing.identity import fingerprint, holder
from signing.plan import CLOSING_FIELD
from signing.remembered import Remembered, mark
from signing.report import Level

_UNKNOWN = "onbekend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """One filled field; an archive time-stamp is one as well. `stamped_by` names the time-stamp service.

    `certificate` is the SHA-256 of the signer's; `asked` are the ways in which an answer on its revocation
    would name it; `end` is where in the file the signed bytes end.
    """

    field: str
    signer: str
    certificate: str
    stamped_by: str
    archive: bool
    asked: frozenset[bytes]
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All of one PDF, in the order of the file; answers on revocation by their digest, with who gave them.

    `answered` is what these answers are about.
    """

    signed: tuple[Signed, ...] = ()
    ocsp: Mapping[str, str] = field(default_factory=dict)
    crl: Mapping[str, str] = field(default_factory=dict)
    answered: frozenset[bytes] = frozenset()

    @property
    def sealed(self) -> bool:
        """Claim that the closing seal is there."""
        return any(one.field == CLOSING_FIELD for one in self.signed)

    @property
    def level(self) -> Level:
        """Name the baseline level of the last signature, by what there is (EN 319 142-1)."""
        own = [index for index, one in enumerate(self.signed) if not one.archive]
        if not own:
            return ""
        last = self.signed[own[-1]]
        # A time-stamp over the whole document also proves when the signature was there.
        archived = len(self.signed) > own[-1] + 1
        if not (archived or last.stamped_by):
            return "B-B"
        if not last.asked & self.answered:
            return "B-T"
        return "B-LTA" if archived else "B-LT"

    def since(self, earlier: Evidence) -> Evidence:
        """Give what is here and was not in an `earlier` state of the same document."""
        return Evidence(
            signed=self.signed[len(earlier.signed) :],
            ocsp={key: name for key, name in self.ocsp.items() if key not in earlier.ocsp},
            crl={key: name for key, name in self.crl.items() if key not in earlier.crl},
            answered=self.answered,
        )

    @property
    def services(self) -> dict[str, list[str]]:
        """Name the services that gave something: time-stamps, OCSP, CRLs."""
        return {
            "tijdstempel": sorted({one.stamped_by for one in self.signed if one.stamped_by}),
            "ocsp": sorted(set(self.ocsp.values())),
            "crl": sorted(set(self.crl.values())),
        }


# Of one dossier: a paper has some four states, and each is asked for by the step and by whoever judges its ledger.
_KNOWN: Remembered[Evidence] = Remembered(100)


def evidence(pdf: bytes) -> Evidence:
    """Read the evidence in `pdf`, of the same bytes once. Raises `DocumentRefused` for what cannot be read."""
    return _KNOWN.of(mark(pdf), lambda: _read(pdf))


def _read(pdf: bytes) -> Evidence:
    try:
        with Pdf.open(BytesIO(pdf), suppress_warnings=True, attempt_recovery=False) as doc:
            form = doc.Root.get(Name.AcroForm, Dictionary())
            fields = [
                one
                for one in form.get(Name.Fields, Array())
                if Name.V in one and one.get(Name.FT) == Name.Sig
            ]
            store = doc.Root.get(Name.DSS, Dictionary())
            answers = [ocsp.OCSPResponse.load(one.read_bytes()) for one in store.get(Name.OCSPs, Array())]
            lists = [crl.CertificateList.load(one.read_bytes()) for one in store.get(Name.CRLs, Array())]
            return Evidence(
                signed=tuple(sorted(map(_signed, fields), key=lambda one: one.end)),
                ocsp={_digest(one): _responder(one) for one in answers},
                crl={_digest(one): _common(one.issuer) for one in lists},
                answered=frozenset((*map(_about, answers), *(one.issuer.dump() for one in lists))),
            )
    except Exception as err:  # a stranger's bytes: whatever breaks, it cannot be read
        raise DocumentRefused("Dit bestand is geen leesbare, ondertekende PDF.") from err


def _signed(filled: Object) -> Signed:
    archive = filled.V.get(Name.Type) == Name.DocTimeStamp
    content = cms.ContentInfo.load(bytes(filled.V.Contents))["content"]
    certificate = signer_certificate(content)
    stamper = _named(certificate) if archive else _stamper(content)
    return Signed(
        field=str(filled.T),
        signer=_named(certificate),
        certificate=fingerprint(certificate) if certificate else "",
        stamped_by=stamper,
        archive=archive,
        asked=frozenset((_number(certificate.serial_number), certificate.issuer.dump()))
        if certificate
        else frozenset(),
        end=int(filled.V.ByteRange[2]) + int(filled.V.ByteRange[3]),
    )


def _stamper(content: cms.SignedData) -> str:
    """Name who made the time-stamp on a signature; empty if it has none."""
    for attribute in content["signer_infos"][0]["unsigned_attrs"] or ():
        if attribute["type"].native == "signature_time_stamp_token":
            return _named(signer_certificate(attribute["values"][0]["content"]))
    return ""


def signer_certificate(content: cms.SignedData) -> x509.Certificate | None:
    """Find the signer's certificate among those that the signature carries."""
    signer = content["signer_infos"][0]["sid"]
    for choice in content["certificates"] or ():
        certificate = choice.chosen
        if not isinstance(certificate, x509.Certificate):
            continue
        if signer.name == "subject_key_identifier":
            if signer.chosen.native == certificate.key_identifier:
                return certificate
        elif (
            signer.chosen["serial_number"].native == certificate.serial_number
            and signer.chosen["issuer"].dump() == certificate.issuer.dump()
        ):
            return certificate
    return None


def _named(certificate: x509.Certificate | None) -> str:
    return holder(certificate) if certificate else _UNKNOWN


def _responder(answer: ocsp.OCSPResponse) -> str:
    basic = answer.basic_ocsp_response
    for certificate in basic["certs"] or ():
        return holder(certificate)  # the responder's own comes first
    chosen = basic["tbs_response_data"]["responder_id"]
    return _common(chosen.chosen) if chosen.name == "by_name" else str(chosen.native.hex())


def _about(answer: ocsp.OCSPResponse) -> bytes:
    return _number(answer.response_data["responses"][0]["cert_id"]["serial_number"].native)


def _number(serial: int) -> bytes:
    return b"%d" % serial


def _common(name: x509.Name) -> str:
    said: str = name.native.get("common_name") or name.human_friendly
    return said


def _digest(answer: ocsp.OCSPResponse | crl.CertificateList) -> str:
    return hashlib.sha256(answer.dump()).hexdigest()

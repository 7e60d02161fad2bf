"""What a certificate's issuer states about being qualified (EN 319 412-5), read with suspicion."""

from __future__ import annotations

from dataclasses import dataclass

from asn1crypto import x509

_QC_STATEMENTS = "1.3.6.1.5.5.7.1.3"
_FOR = {"qct_esign": "handtekeningen", "qct_eseal": "zegels", "qct_web": "websites"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """The issuer's own words: qualified, for what, with the key in a secure device, under whose law.

    `kinds` are `qct_esign`, `qct_eseal`, `qct_web`; `laws` country codes outside the Union; `terms` addresses.
    """

    compliant: bool = False
    kinds: tuple[str, ...] = ()
    device: bool = False
    laws: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()

    @property
    def purposes(self) -> str:
        """Say in Dutch what the certificate is qualified for."""
        return " en ".join(_FOR.get(kind, kind) for kind in self.kinds)

    @property
    def signs_qualified(self) -> bool:
        """Claim a qualified certificate for signatures, of the Union, with its key in a secure device."""
        return self.compliant and self.device and "qct_esign" in self.kinds and not self.laws


def read(certificate: x509.Certificate) -> Statements:
    """Read the statements; what cannot be read states nothing."""
    try:
        return _read(certificate)
    except (ValueError, TypeError, KeyError):
        return Statements()


def _read(certificate: x509.Certificate) -> Statements:
    for extension in certificate["tbs_certificate"]["extensions"]:
        if extension["extn_id"].dotted != _QC_STATEMENTS:
            continue
        # all of pyHanko comes with it, half a second, and few certificates state anything
        from pyhanko.sign.ades.qualified_asn1 import QcStatements

        said = {
            statement["statement_id"].native: statement["statement_info"]
            for statement in QcStatements.load(extension["extn_value"].contents)
        }
        # Without a type the statement is of before eIDAS, and means signing (EN 319 412-5, 4.2.3).
        kinds = said["qc_type"].native if "qc_type" in said else ["qct_esign"]
        laws = said["qc_cc_legislation"].native if "qc_cc_legislation" in said else []
        terms = said["qc_pki_disclosure_statements"].native if "qc_pki_disclosure_statements" in said else []
        return Statements(
            compliant="qc_compliance" in said,
            kinds=tuple(str(kind) for kind in kinds),
            device="qc_sscd" in said,
            laws=tuple(str(law) for law in laws),
            terms=tuple(str(term["url"]) for term in terms),
        )
    return Statements()

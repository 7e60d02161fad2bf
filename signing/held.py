"""Signers of ours, for pyHanko: a certificate with its chain, and a CMS that is encoded once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from asn1crypto import cms, core, x509
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore


class HeldSigner(Signer):
    """A pyHanko signer with its certificate and chain; what holds the key decides how it signs."""

    def __init__(
        self, certificate: x509.Certificate, chain: Iterable[x509.Certificate], *, pss: bool = False
    ) -> None:
        registry = SimpleCertificateStore()
        registry.register_multiple(chain)
        super().__init__(signing_cert=certificate, cert_registry=registry, embed_roots=False, prefer_pss=pss)

    async def signed_attrs(self, *given: Any, **named: Any) -> cms.CMSAttributes:  # noqa: ANN401 - pyHanko's
        """Give what is signed beside the document, encoded."""
        return settled(await super().signed_attrs(*given, **named))

    async def unsigned_attrs(self, *given: Any, **named: Any) -> cms.CMSAttributes | None:  # noqa: ANN401 - pyHanko's
        """Give what is added to the signature, encoded: its time-stamp."""
        found = await super().unsigned_attrs(*given, **named)
        return None if found is None else settled(found)

    async def async_sign_prescribed_attributes(self, *given: Any, **named: Any) -> cms.ContentInfo:  # noqa: ANN401 - pyHanko's
        """Give the whole signature, encoded."""
        return settled(await super().async_sign_prescribed_attributes(*given, **named))


def settled(value: Any) -> Any:  # noqa: ANN401 - any value of asn1crypto
    """Encode what was put together, from the inside out, and give the same value.

    asn1crypto goes on taking for changed what it has encoded, and encodes it again for each look at it: twice at
    each level, and so a hundred times what lies deep. What is changed afterwards counts as changed as ever.
    """
    if isinstance(value, core.Choice):
        settled(value.chosen)
    elif isinstance(value, core.Sequence | core.SequenceOf) and value.children is not None:
        for child in value.children:
            settled(child)
        if value._mutated:  # noqa: SLF001 - asn1crypto has no other way to say that it is done
            value._set_contents()  # noqa: SLF001
            value._mutated = False  # noqa: SLF001
    return value

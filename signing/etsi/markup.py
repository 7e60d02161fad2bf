"""XML that is written piece by piece: names, text that any certificate may hold, and moments."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

DS = "http://www.w3.org/2000/09/xmldsig#"
TSL = "http://uri.etsi.org/02231/v2#"
REPORT = "http://uri.etsi.org/19102/v1.4.1#"
_PREFIXES = {"ds": DS, "tsl": TSL}
# The report's own vocabulary goes without a prefix; the stubs of lxml know no such thing.
_NAMES = cast("dict[str, str]", {None: REPORT, **_PREFIXES})
# XML 1.0, 2.2: these characters cannot be written at all, not even escaped.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Of a digest by its name in asn1crypto (RFC 6931, XML Encryption).
_DIGESTS = {
    "sha1": f"{DS}sha1",
    "sha224": "http://www.w3.org/2001/04/xmldsig-more#sha224",
    "sha256": "http://www.w3.org/2001/04/xmlenc#sha256",
    "sha384": "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "sha512": "http://www.w3.org/2001/04/xmlenc#sha512",
    "sha3_256": "http://www.w3.org/2007/05/xmldsig-more#sha3-256",
    "sha3_384": "http://www.w3.org/2007/05/xmldsig-more#sha3-384",
    "sha3_512": "http://www.w3.org/2007/05/xmldsig-more#sha3-512",
}


def written(text: str) -> str:
    """Give `text` as XML can hold it: what cannot be written becomes the replacement character."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def moment(at: datetime) -> str:
    """Write a moment as xs:dateTime, in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def base64(data: bytes) -> str:
    """Write bytes as xs:base64Binary."""
    return b64encode(data).decode("ascii")


def element(name: str, *inside: _Element | str | bytes | None, **attributes: str) -> _Element:
    """Make an element of the report, or `prefix:name` of another vocabulary; None inside is left out.

    Bytes become base64.
    """
    prefix, _, local = name.rpartition(":")
    made = etree.Element(etree.QName(_PREFIXES[prefix] if prefix else REPORT, local), nsmap=_NAMES)
    for key, value in attributes.items():
        made.set(key, written(value))
    for one in inside:
        if isinstance(one, str | bytes):
            made.text = written(one) if isinstance(one, str) else base64(one)
        elif one is not None:
            made.append(one)
    return made


def known_digest(algorithm: str) -> bool:
    """Claim that a digest by this name can be written in XML."""
    return algorithm in _DIGESTS


def digest(name: str, algorithm: str, value: bytes) -> _Element:
    """Write a digest and its algorithm under an element called `name`."""
    return element(
        name,
        element("ds:DigestMethod", Algorithm=_DIGESTS[algorithm]),
        element("ds:DigestValue", value),
    )


def reference(name: str, *ids: str) -> _Element | None:
    """Refer to validation objects; to none at all is nothing."""
    return element(name, VOReference=" ".join(ids)) if ids else None

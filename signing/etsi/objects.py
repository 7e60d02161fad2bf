"""The things that the judgement rests on, and since when each is proven to exist (TS 119 102-2, 4.4)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from signing.etsi.contents import Contents, Held
from signing.etsi.markup import digest, element, moment, reference

if TYPE_CHECKING:
    from lxml.etree import _Element

_OBJECT = "urn:etsi:019102:validationObject"
_BY_VALIDATION = "urn:etsi:019102:poetype:validation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """An archive time-stamp that was found good: at which position it stands, and the time it proves."""

    position: int
    time: datetime
    token: Held


@dataclass(frozen=True, slots=True, kw_only=True)
class Proofs:
    """Since when things are proven to exist: by the first good archive time-stamp over them, else `at`."""

    at: datetime
    stamps: tuple[Stamp, ...]

    def over(self, position: int) -> Stamp | None:
        """Give the first archive time-stamp at `position` or later."""
        return next((stamp for stamp in self.stamps if stamp.position >= position), None)

    def written(self, position: int) -> _Element:
        """Write the proof for what an archive time-stamp covers from `position` on."""
        stamp = self.over(position)
        return proof(stamp.time, stamp.token.id) if stamp else proof(self.at)


def proof(time: datetime, *by: str, name: str = "POE") -> _Element:
    """Write that something existed at `time`, and the time-stamp `by` which that was found."""
    return element(
        name,
        element("POETime", moment(time)),
        element("TypeOfProof", _BY_VALIDATION),
        reference("POEObject", *by),
    )


def file_id(pdf: bytes) -> str:
    """Name the whole file in the report."""
    return f"F-{hashlib.sha256(pdf).hexdigest()}"


def whole_file(pdf: bytes, document_name: str, at: datetime) -> _Element:
    """Write which file was judged, by digest."""
    return element(
        "ValidationObject",
        element("ObjectType", f"{_OBJECT}:other"),
        element(
            "ValidationObjectRepresentation",
            digest("DigestAlgAndValue", "sha256", hashlib.sha256(pdf).digest()),
            element("URI", quote(document_name, errors="replace")),
        ),
        proof(at),
        id=file_id(pdf),
    )


def signed_data(algorithm: str, value: bytes, position: int, proofs: Proofs) -> _Element:
    """Write the bytes that a signature at `position` signs, by their digest."""
    return element(
        "ValidationObject",
        element("ObjectType", f"{_OBJECT}:signedData"),
        element("ValidationObjectRepresentation", digest("DigestAlgAndValue", algorithm, value)),
        proofs.written(position),
        id=signed_data_id(algorithm, value),
    )


def signed_data_id(algorithm: str, value: bytes) -> str:
    """Name what was signed in the report."""
    return f"D-{algorithm}-{value.hex()}"


def held(
    contents: Contents,
    proofs: Proofs,
    fields: Sequence[str],
    reports: Mapping[str, _Element],
) -> Iterator[_Element]:
    """Write what the file holds; `reports` are those on archive time-stamps, `fields` the names by position.

    Certificates stand in the report whole, so that it can be read alone; the rest by digest: it is in the PDF.
    """
    stamps = {stamp.token.id: stamp for stamp in proofs.stamps}
    for one in contents.held:
        stamp = stamps.get(one.id)
        yield element(
            "ValidationObject",
            element("ObjectType", f"{_OBJECT}:{one.kind}"),
            element(
                "ValidationObjectRepresentation",
                element("base64", one.data) if one.kind == "certificate" else None,
                digest("DigestAlgAndValue", "sha256", one.sha256),
            ),
            proofs.written(one.covered_from),
            _proves(stamp, contents, fields) if stamp else None,
            reports.get(one.id),
            id=one.id,
        )


def _proves(stamp: Stamp, contents: Contents, fields: Sequence[str]) -> _Element:
    """Write what an archive time-stamp proves to have existed."""
    return element(
        "POEProvisioning",
        element("POETime", moment(stamp.time)),
        reference(
            "ValidationObject",
            *(one.id for one in contents.held if one.covered_from <= stamp.position),
        ),
        *(
            element("SignatureReference", element("PAdESFieldName", field))
            for field in fields[: stamp.position]
        ),
    )

"""Signature wrapping: signed bytes moved aside, and others put where a reader looks (Mladenov et al., CCS 2019)."""

from __future__ import annotations

from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader

from tests.attacks.byteranges import text
from tests.attacks.forge import STAMP, archived, dictionary, gap, signature
from tests.attacks.hands import Harm
from tests.attacks.model import Attack
from tests.attacks.scene import Scene


def _moved(pdf: bytes, field_name: str, *, by_sum: bool) -> bytes:
    """Move what is signed behind the signature to the end, and write a revision of one's own before it.

    That revision stands where the last bytes say that the cross-reference table is, and its signature says
    where the signed bytes now are. `by_sum`: that signature is padded, so that the lengths come out.
    """
    length, start = gap(pdf, field_name)
    reader = PdfFileReader(BytesIO(pdf))
    emb = signature(pdf, field_name)
    own = emb.sig_field.raw_get("/V").reference
    last = reader.xrefs.total_revisions - 1
    section = reader.xrefs.get_xref_container_info(last)
    named = dict(reader.xrefs.get_xref_data(last).standard_xrefs.items())
    begins, ends = dictionary(pdf, field_name)
    trailer = pdf[
        pdf.index(b"trailer", section.declared_startxref) : pdf.index(
            b"startxref", section.declared_startxref
        )
    ]
    rest, size = pdf[start:], 0
    while True:  # until what is written says how long it is
        contents = text(emb.pkcs7_content.rstrip(b"\0").ljust((size - 2) // 2, b"A")) if by_sum else b"<00>"
        body = pdf[begins:length] + contents + pdf[start:ends]
        numbers = b"/ByteRange [0 %10d %10d %10d]" % (length, length + size, len(rest))
        body = body.replace(_range_in(body), numbers, 1)
        shift = size - (start - length)
        entries = {n: place + (shift if place > start else 0) for n, (_, place) in named.items()}
        head = (
            b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % one for one in sorted(entries.items())) + trailer
        )
        entries[own.idnum] = section.declared_startxref + len(head)
        head = (
            b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % one for one in sorted(entries.items())) + trailer
        )
        made = pdf[:start].ljust(section.declared_startxref) + head
        made += b"%d 0 obj%sendobj\n" % (own.idnum, body)
        made += b"\n" * ((len(made) - length) % 2)
        if len(made) - length == size:
            return made + rest
        size = len(made) - length


def _range_in(body: bytes) -> bytes:
    start = body.index(b"/ByteRange")
    return body[start : body.index(b"]", start) + 1]


def wrapped_stamp(*, by_sum: bool) -> Harm:
    return lambda scene: _moved(scene.sealed, STAMP, by_sum=by_sum)


def transplanted(scene: Scene) -> bytes:
    """Cut the paper back to where it was issued, let it grow by a time-stamp, and put the signature behind that."""
    revision = scene.half[len(scene.issued) :]
    grown = archived(scene, scene.issued)
    return grown + revision


def again(scene: Scene) -> bytes:
    """Put the same signed revision behind it twice."""
    return scene.half + scene.half[len(scene.issued) :]


_NOT_COVERED = frozenset({"niet-gedekt"})
ATTACKS = (
    Attack(
        name="signature wrapping: the signed end moved", harm=wrapped_stamp(by_sum=False), codes=_NOT_COVERED
    ),
    Attack(
        name="signature wrapping: and the lengths come out",
        harm=wrapped_stamp(by_sum=True),
        codes=frozenset({"dubbelzinnig", "ondertekend-bereik"}),
    ),
    Attack(name="a signed revision on another trunk", harm=transplanted, codes=_NOT_COVERED),
    Attack(
        name="a signed revision twice",
        harm=again,
        codes=frozenset({"dubbelzinnig", "niet-gedekt", "onvolledig"}),
    ),
)

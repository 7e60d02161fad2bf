"""Mutants of what a paper says of itself: its XMP packet and its document information, in a revision behind it."""

from __future__ import annotations

import re
from io import BytesIO
from random import Random

from pikepdf import Name, Pdf, String

from tests.fuzz.appended import grown, stamp, written
from tests.fuzz.model import Kind, Mutant, NothingToDo, Samples, of_sealed

_WORDS = (
    b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>", b"<!ENTITY a 'b'>", b"&e;", b"&#0;", b"<![CDATA[x]]>",
    b"<!-- x -->", b"<?x y?>", b"<rdf:li>x</rdf:li>", b" rdf:resource='x'", b" xml:lang='en'", b"xmlns:dc='x'",
    b"\xff", b"\0", b"<a>" * 5000,
    b"D. Vervalser", b"3", b"A", b"</rdf:RDF>", b"<?xpacket end='w'?>", b"\xef\xbb\xbf",
)  # fmt: skip
_TAG = re.compile(rb"<[^<>]{1,200}>")
_TEXT = re.compile(rb"(?<=>)[^<>]{1,80}(?=<)")
_INFO = ("/Title", "/Author", "/ModDate", "/Producer", "/CreationDate", "/Trapped", "/Kenmerk")


def packet(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Change the XMP packet by a word, a tag or a text."""
    with Pdf.open(BytesIO(pdf), suppress_warnings=True) as doc:
        target = doc.Root.Metadata
        xmp = target.read_bytes()
        places = list(dice.choice((_TAG, _TEXT)).finditer(xmp))
        one, other = dice.choice(places), dice.choice(places)
        match dice.randrange(6):
            case 0:
                made = xmp[: one.start()] + dice.choice(_WORDS) + xmp[one.start() :]
            case 1:
                made = xmp[: one.start()] + dice.choice(_WORDS) + xmp[one.end() :]
            case 2:
                made = xmp[: one.start()] + xmp[one.end() :]
            case 3:
                made = xmp[: one.start()] + other[0] + xmp[one.end() :]
            case 4:
                made = xmp.decode("utf-8").encode(dice.choice(("utf-16", "utf-16-le", "utf-32", "utf-7")))
            case _:
                place = dice.randrange(len(xmp))
                made = xmp[:place] + dice.randbytes(1) + xmp[place + 1 :]
        target.write(made)
        return grown(pdf, {target.objgen[0]: written(target)}), f"XMP at {one.start()} ({one[0][:30]!r})"


def information(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Change an entry of the document information."""
    with Pdf.open(BytesIO(pdf), suppress_warnings=True) as doc:
        target = doc.trailer["/Info"]
        key = dice.choice((*_INFO, *sorted(target.keys())))
        target[key] = dice.choice(
            (
                String(""),
                String("x" * 2000),
                String("\x1b[2J"),
                Name("/Waar"),
                String("D:20300101000000Z"),
                doc.Root,
                5,
            )
        )
        return grown(pdf, {target.objgen[0]: written(target)}), f"{key} is {str(target[key])[:20]!r}"


def stamped(dice: Random, samples: Samples) -> Mutant:
    """Do one of these, and have a genuine time-stamp cover it."""
    victim = dice.choice(samples.victims)
    pdf, note = dice.choice((packet, information))(dice, victim.pdf)
    try:
        return Mutant(note=f"{note}; stamped", victim=victim, pdf=stamp(pdf, samples.pki.tsa_url))
    except Exception as err:
        raise NothingToDo from err


KINDS = (
    Kind(name="metadata: packet", make=of_sealed(packet), weight=2),
    Kind(name="metadata: information", make=of_sealed(information)),
    Kind(name="metadata: under a genuine time-stamp", make=stamped, weight=2),
)

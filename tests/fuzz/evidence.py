"""Mutants of the evidence that a paper carries (DSS): its certificates, OCSP answers and CRLs, in a revision behind it."""

from __future__ import annotations

from io import BytesIO
from random import Random
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf

from tests.fuzz import asn1
from tests.fuzz.appended import grown, stamp, written
from tests.fuzz.model import Kind, Mutant, NothingToDo, Samples, of_sealed

_KINDS = ("/Certs", "/OCSPs", "/CRLs")


def _stores(doc: Pdf) -> list[Any]:
    if "/DSS" not in doc.Root:
        raise NothingToDo
    return [one for kind in _KINDS for one in doc.Root.DSS.get(kind, Array())]


def overridden(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Give a stream of the store other DER, under its own number."""
    with Pdf.open(BytesIO(pdf), suppress_warnings=True) as doc:
        stores = _stores(doc)
        changed, notes = dict[int, bytes](), []
        donors = [one.read_bytes() for one in stores]
        for target in dice.sample(stores, min(len(stores), dice.choice((1, 1, 2, 20)))):
            content, note = _content(dice, target.read_bytes(), donors)
            target.write(content)
            changed[target.objgen[0]] = written(target)
            notes.append(note)
    return grown(pdf, changed), f"{notes} for {sorted(changed)}"


def added(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Add mutants to the store, and leave what was there: as the standard allows to whoever prolongs a file."""
    with Pdf.open(BytesIO(pdf), suppress_warnings=True) as doc:
        stores = _stores(doc)
        store = doc.Root.DSS
        if not store.is_indirect:
            raise NothingToDo
        changed, notes = dict[int, bytes](), []
        donors = [one.read_bytes() for one in stores]
        for _ in range(dice.choice((1, 3, 40))):
            kind = dice.choice(_KINDS)
            content, note = _content(dice, dice.choice(donors), donors)
            if kind not in store:
                store[kind] = Array()
            store[kind].append(made := doc.make_stream(content))
            changed[made.objgen[0]] = written(made)
            notes.append(f"{kind} {note}")
        lists = [one for kind in _KINDS if (one := store.get(kind)) is not None and one.is_indirect]
        changed |= {one.objgen[0]: written(one) for one in (store, *lists)}
    return grown(pdf, changed), ", ".join(notes[:4])


def odd(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Drop, exchange or misuse entries of the store."""
    with Pdf.open(BytesIO(pdf), suppress_warnings=True) as doc:
        _stores(doc)
        store = doc.Root.DSS
        one, other = dice.choice(_KINDS), dice.choice((*_KINDS, "/VRI"))
        if one not in store or other not in store or not store.is_indirect:
            raise NothingToDo
        match dice.randrange(5):
            case 0:
                del store[one]
                note = f"without {one}"
            case 1:
                store[one], store[other] = store[other], store[one]
                note = f"{one} and {other} exchanged"
            case 2:
                store[one] = Array([*list(store[one])] * dice.choice((2, 40)))
                note = f"{one} repeated"
            case 3:
                store[one] = dice.choice((Name("/Geen"), Array([1, 2]), Dictionary(), store, doc.Root))
                note = f"{one} is odd"
            case _:
                store["/VRI"] = Dictionary(
                    {"/" + "A" * 40: dice.choice((Dictionary(Cert=Array([1])), Array(), 5, doc.Root))}
                )
                note = "/VRI is odd"
        body = written(store)
    return grown(pdf, {store.objgen[0]: body}), note


def _content(dice: Random, data: bytes, donors: list[bytes]) -> tuple[bytes, str]:
    if dice.random() < 0.15:
        return dice.choice(
            (b"", b"\x30\x80", dice.randbytes(100), dice.choice(donors), data + data)
        ), "other bytes"
    return asn1.mutated(dice, data, donors)


def stamped(dice: Random, samples: Samples) -> Mutant:
    """Do one of these, and have a genuine time-stamp cover it."""
    victim = dice.choice(samples.victims)
    pdf, note = dice.choice((overridden, added, added, odd))(dice, victim.pdf)
    try:
        return Mutant(note=f"{note}; stamped", victim=victim, pdf=stamp(pdf, samples.pki.tsa_url))
    except Exception as err:
        raise NothingToDo from err


KINDS = (
    Kind(name="evidence: overridden", make=of_sealed(overridden), weight=3),
    Kind(name="evidence: added", make=of_sealed(added), weight=3),
    Kind(name="evidence: odd store", make=of_sealed(odd)),
    Kind(name="evidence: under a genuine time-stamp", make=stamped, weight=2),
)

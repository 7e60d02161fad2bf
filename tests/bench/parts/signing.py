"""Signing, beside pyHanko, and beside what nobody can do without."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.bench.crew import Job, Run, alone, race
from tests.bench.measure import Measure, Target, measured
from tests.bench.services import KINDS
from tests.bench.stand import DOCUMENTS, Section, Stand, job, peer, row

_TEN = 10
_RSA = KINDS[0]
_OPENED = "sleutel open"
_CALLS = Target(limit=10, kind="least")
_FLOOR = Target(limit=1.5, kind="most")


def signing(at: Stand) -> Section:
    """Sign ten documents with each kind of key and beside each peer, then other numbers, then whole steps."""
    length = at.length
    # so many that no document is signed twice by one process
    most = max(_TEN * (length.rounds + 1), max((0, *length.signed)) * (length.few + 1))
    enough = -(-most // DOCUMENTS)
    base: dict[str, Any] = {"dossiers": at.lay("dossiers", "papieren", number=enough), "pki": at.pki}
    rows: list[Measure] = []
    for kind in KINDS:
        given: dict[str, Any] = {**base, "kind": kind, "number": _TEN}
        peers = _peers(given, length.few) if kind in length.kinds else {}
        rows += _rows(kind, race({**_ours(given), **peers}, length.rounds), _TEN)
    ours = rows[2]
    for count in length.signed:
        given = {**base, "kind": _RSA, "number": count}
        rows += _rows(_RSA, race(_ours(given), length.rounds if count <= _TEN else length.few), count)
    card = alone(peer("sealing:by_card", number=_TEN, **base), length.rounds)
    step = alone(job("sealing:step", number=_TEN, **base), length.rounds)
    command = alone(job("sealing:command", **base), length.few)
    rows += [
        row("sign.card", "delegatie: 10 documenten, RSA-2048 op een kaart (SoftHSM)", card, against=ours),
        row("sign.step", "delegatie: 10 documenten, met alle controles voor en na", step, against=ours),
        row("sign.command", "delegatie geef-uit: 12 documenten, hele opdracht", command, against=ours),
    ]
    return Section(
        title="Ondertekenen",
        says="PAdES B-LT: handtekening, tijdstempel en intrekkingsgegevens. De diensten draaien op deze machine, in een "
        "eigen proces, en zijn voor allen dezelfde. «Ondergrens» is wat niemand kan missen: per document een kale "
        "handtekening met een sleutel die al open is en een tijdstempel, en één OCSP-vraag voor alle samen. Tijd voor alle "
        "documenten samen. Waar niets over de sleutel staat, wordt zij elke keer opnieuw geopend.",
        measures=tuple(rows),
    )


def _ours(given: dict[str, Any]) -> dict[str, Job]:
    return {"floor": job("peers:floor", **given), "ours": job("sealing:signatures", **given)}


def _peers(given: dict[str, Any], rounds: int) -> dict[str, Job]:
    return {
        "library": peer("peers:library", rounds=rounds, **given),
        "command": peer("peers:command", rounds=rounds, **given),
    }


def _rows(kind: str, runs: dict[str, Run], count: int) -> Iterator[Measure]:
    key = kind if count == _TEN else f"{kind}.{count}"
    what = f"{count} document{'en' if count > 1 else ''}, {kind.upper()}"
    floor = row(f"sign.floor.{key}", f"ondergrens: {what}", runs["floor"])
    opened = measured(
        f"sign.opened.{key}", f"delegatie, sleutel al open: {what}", "ms", runs["ours"].wall(part=_OPENED),
        against=floor, target=_FLOOR if count == _TEN else None,
    )  # fmt: skip
    ours = row(f"sign.{key}", f"delegatie: {what}", runs["ours"])
    yield from (floor, opened, ours)
    if "library" in runs:
        name, far = f"pyHanko, bibliotheek: {what}", _CALLS if kind == _RSA else None
        yield row(f"sign.library.{key}", name, runs["library"], against=ours)
        name = f"pyhanko, opdracht, {count} keer: {what}"
        yield row(f"sign.pyhanko.{key}", name, runs["command"], against=ours, target=far)

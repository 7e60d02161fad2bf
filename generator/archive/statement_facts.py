"""What an archive statement (D17) says of a package, as data: what it holds, who answers for it, what went before.

It is a mark in the sealed PDF, so that whoever renews the package, or judges it, can read what was said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast, get_args

from generator.dossier import sha256
from signing import state
from signing.errors import DocumentRefused
from signing.report import Verdict

MARK = "Archiefverklaring"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One PDF of the dossier as it was archived: its SHA-256, and the verdict on it then."""

    document: str
    title: str
    sha256: str
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An archive statement that was succeeded: made when, its SHA-256, which custodian sealed it (empty: none).

    `why` is a Dutch sentence: the reason for which the package was renewed.
    """

    at: datetime
    sha256: str
    sealer: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the statement says of the package, beside the manifests that it carries.

    `at` is when the papers were judged, `files` and `size` are those of the payload, `earlier` has the oldest
    first. `custodian` is who keeps the package and seals it; empty, it is the arbodienst of the delegation.
    """

    reference: str
    title: str
    at: datetime
    program: str
    officer: str
    creator: str
    keep_until: date
    files: int
    size: int
    papers: tuple[Paper, ...]
    earlier: tuple[Earlier, ...] = ()
    custodian: str = ""

    def dumps(self) -> str:
        """Write it as the mark of the PDF; the same facts give the same text."""
        data = {
            "kenmerk": self.reference,
            "titel": self.title,
            "gemaakt_op": self.at.isoformat(),
            "programma": self.program,
            "functionaris": self.officer,
            "archiefvormer": self.creator,
            "bewaren_tot": self.keep_until.isoformat(),
            "bestanden": self.files,
            "bytes": self.size,
            "documenten": [
                {"id": one.document, "titel": one.title, "sha256": one.sha256, "oordeel": one.verdict}
                for one in self.papers
            ],
            "eerder": [
                {
                    "gemaakt_op": one.at.isoformat(),
                    "sha256": one.sha256,
                    "zegelaar": one.sealer,
                    "reden": one.why,
                }
                for one in self.earlier
            ],
            "beheerder": self.custodian,
        }
        return json.dumps(data, ensure_ascii=True, sort_keys=True, separators=(",", ":"))

    @classmethod
    def loads(cls, text: str) -> Facts:
        """Read the mark; raises `ValueError` for any other shape."""
        try:
            found = json.loads(text)
            return cls(
                reference=_text(found["kenmerk"]),
                title=_text(found["titel"]),
                at=_aware(found["gemaakt_op"]),
                program=_text(found["programma"]),
                officer=_text(found["functionaris"]),
                creator=_text(found["archiefvormer"]),
                keep_until=date.fromisoformat(_text(found["bewaren_tot"])),
                files=_count(found["bestanden"]),
                size=_count(found["bytes"]),
                papers=tuple(map(_paper, found["documenten"])),
                earlier=tuple(map(_earlier, found["eerder"])),
                custodian=_text(found["beheerder"]),
            )
        except (KeyError, TypeError, AttributeError, RecursionError) as err:
            raise ValueError(f"{type(err).__name__}: {err}") from err


def facts_of(pdf: bytes) -> Facts:
    """Read what a statement says of its package; whether that is true, only `statement.judge` says.

    Raises `DocumentRefused` for anything that is no such statement.
    """
    try:
        return Facts.loads(state.marks(pdf).get(MARK, ""))
    except ValueError as err:
        raise DocumentRefused("Dit is geen archiefverklaring.") from err


def earlier_of(pdf: bytes, *, why: str) -> tuple[Earlier, ...]:
    """Give what the successor of `pdf` says of the statements before it. Raises `DocumentRefused`."""
    facts = facts_of(pdf)
    return (*facts.earlier, Earlier(at=facts.at, sha256=sha256(pdf), sealer=facts.custodian, why=why))


def _paper(one: Mapping[str, object]) -> Paper:
    return Paper(
        document=_text(one["id"]),
        title=_text(one["titel"]),
        sha256=_text(one["sha256"]),
        verdict=_verdict(one["oordeel"]),
    )


def _earlier(one: Mapping[str, object]) -> Earlier:
    return Earlier(
        at=_aware(one["gemaakt_op"]),
        sha256=_text(one["sha256"]),
        sealer=_text(one["zegelaar"]),
        why=_text(one["reden"]),
    )


def _verdict(value: object) -> Verdict:
    for verdict in get_args(Verdict):
        if verdict == value:
            return cast("Verdict", verdict)
    raise TypeError("oordeel verwacht")


def _aware(value: object) -> datetime:
    at = datetime.fromisoformat(_text(value))
    if at.tzinfo is None:
        raise ValueError("moment zonder tijdzone")
    return at


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("tekst verwacht")
    return value


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise TypeError("aantal verwacht")
    return value

"""What a statement of refusal or withdrawal says, as data: who, when, why, and how the papers stood.

It is a mark in the sealed PDF, so that the paper can be read by a program; its short form is in the ledger.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["weigering", "intrekking"]
KINDS: tuple[Kind, ...] = ("weigering", "intrekking")
MARK = "Verklaring"


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """One paper as it was at that moment: its bytes, and which of its fields were filled."""

    size: int
    sha256: str
    signed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Who declined or withdrew, in which role, and the rest of it.

    `documents` are those that the person does not sign, none at a withdrawal; `papers` is every document
    with how it was then; `recorded_by` is whoever wrote it down.
    """

    kind: Kind
    name: str
    role: str
    documents: tuple[str, ...]
    reason: str
    at: datetime
    recorded_by: str
    manifest_sha256: str
    papers: Mapping[str, Then]

    def line(self) -> dict[str, str]:
        """Give what of it the ledger holds."""
        return {
            "verklaring": self.kind,
            "wie": self.name,
            "hoedanigheid": self.role,
            "betreft": " ".join(self.documents),
            "reden": self.reason,
            "vastgelegd_op": self.at.isoformat(timespec="seconds"),
            "vastgelegd_door": self.recorded_by,
            "inhoudsopgave": self.manifest_sha256,
        }

    def dumps(self) -> str:
        """Write it as the mark of the PDF; the same facts give the same text."""
        papers = {
            name: {"bytes": then.size, "sha256": then.sha256, "gevuld": list(then.signed)}
            for name, then in self.papers.items()
        }
        return json.dumps(
            {**self.line(), "stand": papers}, ensure_ascii=True, sort_keys=True, separators=(",", ":")
        )

    @classmethod
    def loads(cls, text: str) -> Facts:
        """Read the mark; raises `ValueError` for any other shape."""
        try:
            found = json.loads(text)
            at = datetime.fromisoformat(_text(found["vastgelegd_op"]))
            facts = cls(
                kind=next(kind for kind in KINDS if kind == found["verklaring"]),
                name=_text(found["wie"]),
                role=_text(found["hoedanigheid"]),
                documents=tuple(_text(found["betreft"]).split()),
                reason=_text(found["reden"]),
                at=at,
                recorded_by=_text(found["vastgelegd_door"]),
                manifest_sha256=_text(found["inhoudsopgave"]),
                papers={str(name): _then(one) for name, one in found["stand"].items()},
            )
        except (KeyError, TypeError, AttributeError, StopIteration, RecursionError) as err:
            raise ValueError(f"{type(err).__name__}: {err}") from err
        if at.tzinfo is None:
            raise ValueError("moment zonder tijdzone")
        return facts

    def told(self) -> str:
        """Say it in Dutch, in whole sentences."""
        from signing.appearance import dutch_moment
        from signing.report import sentence

        when, why = dutch_moment(self.at), self.reason.removesuffix(".")
        if self.kind == "weigering":
            said = (
                f"{self.name} heeft als {self.role} geweigerd te ondertekenen: {', '.join(self.documents)}."
            )
            return f"{said} Dat is op {when} vastgelegd door {sentence(self.recorded_by)} Reden: «{why}»."
        return f"Ingetrokken op {when} door {sentence(f'{self.name}, {self.role}')} Reden: «{why}»."

    def as_json(self) -> dict[str, object]:
        """Give it as in `status --json`."""
        return {
            "by": self.name,
            "role": self.role,
            "documents": list(self.documents),
            "at": self.at.isoformat(timespec="seconds"),
            "reason": self.reason,
            "recorded_by": self.recorded_by,
        }


def _then(one: object) -> Then:
    if not isinstance(one, Mapping) or type(one["bytes"]) is not int:
        raise TypeError("stand verwacht")
    return Then(size=one["bytes"], sha256=_text(one["sha256"]), signed=tuple(map(_text, one["gevuld"])))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("tekst verwacht")
    return value

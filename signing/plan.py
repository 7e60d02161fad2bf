"""The signing plan of one document: which fields it has, who fills them, in which order.

A plan is data: it is written in the dossier's manifest when the document is made, read again
at each step, and held against the signatures found when the document is verified.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

SlotKind = Literal["uitgifte", "persoon", "sluiting"]

ISSUE_FIELD = "zegel_uitgifte"
CLOSING_FIELD = "zegel_sluiting"
# Three moments of archive time-stamping exist before the first signature: a field that is added
# after certification is a change that some viewers, and PDF/UA, do not forgive.
RESERVE_FIELDS = ("archieftijdstempel_1", "archieftijdstempel_2", "archieftijdstempel_3")

TEST_MARK = "TEST – zonder rechtsgevolg"

ROLE_WORDS: Mapping[str, str] = {
    "bedrijfsarts": "bedrijfsarts",
    "taakgedelegeerde": "taakgedelegeerde",
    "werkgever": "werkgever",
    "organisatie": "organisatie",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """What the delegation file says of the certificate that may be used; empty: not said."""

    name: str = ""
    serial: str = ""
    sha256: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.serial or self.sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One signature that the document needs.

    `role` is the word of `--als`; `name` is the person's, or the organisation's for a seal.
    """

    field: str
    kind: SlotKind
    role: str
    name: str
    pin: Pin = field(default_factory=Pin)

    @property
    def label(self) -> str:
        """Say in Dutch what this field is for; screen readers speak it (/TU)."""
        match self.kind:
            case "uitgifte":
                return f"Zegel bij uitgifte van {self.name}"
            case "sluiting":
                return f"Zegel bij sluiting van {self.name}"
            case "persoon":
                return f"Handtekening van {self.name} ({ROLE_WORDS.get(self.role, self.role)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The signatures of one document, in the order in which they must be set.

    `test` marks papers made with a test PKI; `title` is the document's, for messages.
    """

    document: str
    title: str
    slots: tuple[Slot, ...]
    test: bool = False

    @property
    def persons(self) -> tuple[Slot, ...]:
        """Give the slots that people fill, in order."""
        return tuple(slot for slot in self.slots if slot.kind == "persoon")

    def slot_of(self, role: str) -> Slot | None:
        """Give the slot that the person in `role` fills, if the document has one."""
        return next((slot for slot in self.persons if slot.role == role), None)

    def as_json(self) -> dict[str, object]:
        """Give the plan as the manifest holds it."""
        return {
            "document": self.document,
            "titel": self.title,
            "test": self.test,
            "velden": [
                {
                    "veld": slot.field,
                    "soort": slot.kind,
                    "rol": slot.role,
                    "naam": slot.name,
                    **({"certificaat": _pin_json(slot.pin)} if slot.pin else {}),
                }
                for slot in self.slots
            ],
        }

    @classmethod
    def from_json(cls, data: object) -> Plan:
        """Read a plan back from the manifest; raises `ValueError` on any other shape."""
        try:
            return _read(data)
        except (KeyError, TypeError, AttributeError) as err:
            raise ValueError("geen ondertekenplan") from err


def make(
    *,
    document: str,
    title: str,
    organisation: str,
    persons: tuple[tuple[str, str, Pin], ...],
    test: bool,
) -> Plan:
    """Make the plan: issue seal, then `persons` as (role, name, pin) in order, then closing seal."""
    return Plan(
        document=document,
        title=title,
        test=test,
        slots=(
            Slot(field=ISSUE_FIELD, kind="uitgifte", role="organisatie", name=organisation),
            *(Slot(field=role, kind="persoon", role=role, name=name, pin=pin) for role, name, pin in persons),
            Slot(field=CLOSING_FIELD, kind="sluiting", role="organisatie", name=organisation),
        ),
    )


def _pin_json(pin: Pin) -> dict[str, str]:
    named = {"naam": pin.name, "serienummer": pin.serial, "sha256": pin.sha256}
    return {key: value for key, value in named.items() if value}


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError
    return value


def _read(data: object) -> Plan:
    if not isinstance(data, Mapping):
        raise TypeError
    slots = []
    for entry in data["velden"]:
        kind = entry["soort"]
        if kind not in ("uitgifte", "persoon", "sluiting"):
            raise TypeError
        pin = entry.get("certificaat", {})
        slots.append(
            Slot(
                field=_text(entry["veld"]),
                kind=kind,
                role=_text(entry["rol"]),
                name=_text(entry["naam"]),
                pin=Pin(
                    name=str(pin.get("naam", "")),
                    serial=str(pin.get("serienummer", "")),
                    sha256=str(pin.get("sha256", "")),
                ),
            )
        )
    plan = Plan(
        document=_text(data["document"]),
        title=_text(data["titel"]),
        test=data["test"] is True,
        slots=tuple(slots),
    )
    kinds = [slot.kind for slot in plan.slots]
    # A plan that asks for nothing would make everything complete.
    if kinds[:1] != ["uitgifte"] or kinds[-1:] != ["sluiting"] or "persoon" in kinds[:1] + kinds[-1:]:
        raise TypeError
    if len({slot.field for slot in plan.slots}) != len(plan.slots):
        raise TypeError
    return plan

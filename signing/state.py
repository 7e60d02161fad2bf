"""Which fields of a PDF are filled, read from the PDF itself; no verdict on what fills them."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from pikepdf import Array, Dictionary, Name, Pdf, PdfError

from signing.errors import DocumentRefused, WrongTurn
from signing.plan import RESERVE_FIELDS, Plan, Slot
from signing.remembered import Remembered, mark
from signing.resources import size_of

_KNOWN: Remembered[dict[str, bool]] = Remembered()
_MOST_ATTACHED = 64 << 20  # bytes of all attachments; the books of a dossier are no megabyte

Stage = Literal["gereed", "uitgegeven", "ondertekend", "verzegeld"]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How far a document is: the slots filled and, in the plan's order, those still open."""

    signed: tuple[Slot, ...]
    open: tuple[Slot, ...]
    stamps: int

    @property
    def next(self) -> Slot | None:
        """Give the slot whose turn it is, None when all are filled."""
        return self.open[0] if self.open else None

    @property
    def complete(self) -> bool:
        """Claim that every person has signed; the closing seal may still be due."""
        return all(slot.kind == "sluiting" for slot in self.open)

    @property
    def stage(self) -> Stage:
        """Name the stage of the document."""
        if not self.open:
            return "verzegeld"
        if not self.signed:
            return "gereed"
        persons = any(slot.kind == "persoon" for slot in self.signed)
        return "ondertekend" if self.complete and persons else "uitgegeven"


def state(pdf: bytes, plan: Plan) -> State:
    """Read which of the plan's fields are filled. Raises `DocumentRefused` for anything else."""
    filled = filled_fields(pdf)
    missing = [slot.field for slot in plan.slots if slot.field not in filled]
    if missing:
        raise DocumentRefused(
            f"«{plan.title}»: in de PDF ontbreekt het ondertekenveld {', '.join(missing)}.",
            hint="Is dit het bestand dat bij dit dossier hoort?",
        )
    return State(
        signed=tuple(slot for slot in plan.slots if filled[slot.field]),
        open=tuple(slot for slot in plan.slots if not filled[slot.field]),
        stamps=sum(filled.get(name, False) for name in RESERVE_FIELDS),
    )


def filled_fields(pdf: bytes) -> dict[str, bool]:
    """Map each signature field to whether it holds a signature. Raises `DocumentRefused`."""
    return dict(_KNOWN.of(mark(pdf), lambda: _filled_fields(pdf)))


def _filled_fields(pdf: bytes) -> dict[str, bool]:
    try:
        with Pdf.open(BytesIO(pdf), suppress_warnings=True, attempt_recovery=False) as doc:
            form = doc.Root.get(Name.AcroForm, Dictionary())
            return {
                str(entry.get(Name.T, "")): Name.V in entry
                for entry in form.get(Name.Fields, Array())
                if entry.get(Name.FT) == Name.Sig
            }
    except (PdfError, ValueError, TypeError, AttributeError, KeyError) as err:
        raise DocumentRefused("Dit bestand is geen leesbare PDF.") from err


def free_reserves(pdf: bytes) -> tuple[str, ...]:
    """Give the reserve fields that hold no time-stamp yet, in order. Raises `DocumentRefused`."""
    filled = filled_fields(pdf)
    return tuple(name for name in RESERVE_FIELDS if not filled.get(name, True))


def marks(pdf: bytes) -> dict[str, str]:
    """Read the document information. Raises `DocumentRefused`."""
    try:
        with Pdf.open(BytesIO(pdf), suppress_warnings=True, attempt_recovery=False) as doc:
            return {str(key).removeprefix("/"): str(value) for key, value in doc.docinfo.items()}
    except (PdfError, ValueError, TypeError, AttributeError, KeyError) as err:
        raise DocumentRefused("Dit bestand is geen leesbare PDF.") from err


def attachments(pdf: bytes) -> dict[str, bytes]:
    """Read the files that a PDF carries, by name. Raises `DocumentRefused`, also for more than any of ours carries."""
    try:
        with Pdf.open(BytesIO(pdf), suppress_warnings=True, attempt_recovery=False) as doc:
            found, room = {}, _MOST_ATTACHED
            for name, spec in doc.attachments.items():
                carried = spec.get_file()
                room -= size_of(carried.obj, room)  # before it unfolds: a small file can hold a gigabyte
                found[name] = carried.read_bytes()
            return found
    except (PdfError, ValueError, TypeError, AttributeError, KeyError, RuntimeError) as err:
        raise DocumentRefused("De bijlagen van deze PDF zijn niet te lezen.") from err


def require_turn(current: State, plan: Plan, role: str) -> Slot:
    """Give the slot that `role` fills now; raises `WrongTurn` when it is not their turn."""
    mine = plan.slot_of(role)
    if mine is None:
        raise WrongTurn(f"«{plan.title}» wordt niet ondertekend door de {role}.")
    if mine in current.signed:
        raise WrongTurn(f"«{plan.title}» is al ondertekend door {mine.name}.")
    if current.next != mine:
        waiting = current.next.label if current.next else ""
        raise WrongTurn(
            f"«{plan.title}»: de {role} is nog niet aan de beurt.",
            hint=f"Eerst: {waiting}.",
        )
    return mine

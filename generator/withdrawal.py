"""The withdrawal of tasks (D12, and the notice to the werkgever): its file, and what it gives to print.

A withdrawal states which tasks, how far, from when and for how long; never why. What remains delegated is
reckoned from the delegation file and from the earlier withdrawals that the file names.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

from pydantic import BeforeValidator, Field

from generator import catalogue
from generator.addition import Aanvulling, Addition
from generator.addition_rules import check
from generator.context import printable
from generator.fields import Datum, Facultatief, Lijst, Part, Regel, Tekst, refusal
from generator.reading import read_as
from generator.withdrawal_rules import REASONS, RULES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.catalogue import Task
    from generator.delegation import Delegation
    from generator.findings import Finding

T = TypeVar("T")

_ALL = "alle"
_phrase = partial(printable, "omschrijving")  # within a sentence of the template


def _all_or_some(value: object) -> object:
    if value == _ALL:
        return ()
    if isinstance(value, str) or (isinstance(value, list) and not value):
        raise refusal(f"Schrijf «{_ALL}», of een lijst met ten minste één taak.")
    return value


_AlleOf = Annotated[tuple[T, ...], BeforeValidator(_all_or_some), Field(strict=False)]


class TeruggenomenTaak(Part):
    """A task that is taken back, or the part of it."""

    taak: Regel
    omvang: Literal["geheel", "gedeeltelijk"]
    deel: Facultatief[Regel] = None


class EerderTeruggenomen(Part):
    """A task that an earlier withdrawal took back, wholly and for good."""

    taak: Regel
    kenmerk: Regel


class Overdracht(Part):
    """When, how and to whom what is going on is handed over."""

    datum: Datum
    wijze: Tekst
    aan: Regel


class Terugname(Aanvulling):
    """One withdrawal as its author wrote it; no `taken` means all of them, written «alle»."""

    soort: Literal["terugname"]
    ingang: Datum
    duur: Literal["tijdelijk", "permanent"]
    tot: Facultatief[Datum] = None
    taken: _AlleOf[TeruggenomenTaak]
    eerder_teruggenomen: Lijst[EerderTeruggenomen] = ()
    overdracht: Overdracht


def read(
    data: bytes, *, delegation: Delegation, templates: Path | None
) -> tuple[Addition | None, tuple[Finding, ...]]:
    """Read the file of a withdrawal; give it if it has no errors, and everything found."""
    tasks = catalogue.tasks(templates)
    found = read_as(data, Terugname)
    findings = check(found, RULES, delegation=delegation, tasks=tasks, keys=(REASONS,))
    if found.value is None or any(finding.severity == "error" for finding in findings):
        return None, findings
    values = {"terugname": _values(found.value, delegation, tasks)}
    return Addition.of(found.value, data, series="terugname", values=values, findings=findings), findings


def _values(file: Terugname, delegation: Delegation, tasks: Mapping[str, Task]) -> dict[str, object]:
    """Give what the templates may print; `blijft` is what stays delegated, `eindigt` that nothing does."""
    gone = {entry.taak: entry.kenmerk for entry in file.eerder_teruggenomen}
    delegated = [entry.taak for entry in delegation.taken if entry.taak not in gone]
    parts = {entry.taak: entry.deel or "" for entry in file.taken} or dict.fromkeys(delegated, "")
    remain = [task for task in delegated if task not in parts or parts[task]]
    return {
        "ingang": printable("", file.ingang),
        "tijdelijk": file.duur == "tijdelijk",
        "tot": printable("", file.tot),
        "alle": not remain,
        "taken": [
            _task(task, tasks) | {"omvang": "gedeeltelijk" if part else "geheel", "deel": _phrase(part)}
            for task, part in parts.items()
        ],
        "blijft": [_task(task, tasks) | {"deel": _phrase(parts.get(task, ""))} for task in remain],
        "eindigt": not remain and file.duur == "permanent",
        "eerder": [_task(task, tasks) | {"kenmerk": kenmerk} for task, kenmerk in gone.items()],
        "overdracht": printable("", file.overdracht.model_dump()) | {"aan": _phrase(file.overdracht.aan)},
    }


def _task(task: str, tasks: Mapping[str, Task]) -> dict[str, object]:
    return {"taak": task, "nummer": tasks[task].nummer, "tekst": tasks[task].tekst}

"""The report of supervision and evaluation (D13): its file, and what it gives to print.

Supervision has to be demonstrable; an agreement that promises it is not enough. The report is about the
delegate's work, never about an employee.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator

from generator import catalogue
from generator.addition import Aanvulling, Addition
from generator.addition_rules import check
from generator.context import printable
from generator.fields import Datum, Facultatief, Gevuld, Lijst, Part, Regel, Tekst, refusal
from generator.reading import read_as
from generator.supervision_rules import RULES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.catalogue import Task
    from generator.delegation import Delegation
    from generator.findings import Finding

_sentence = partial(printable, "toezicht")  # with its full stop

_MOST = 100_000


def _count(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST:
        raise refusal(f"Hier hoort een geheel getal van 0 tot en met {_MOST}, zoals 12.")
    return value


Aantal = Annotated[int, BeforeValidator(_count)]

_READS = {
    "voldoende-onder-voorwaarden": "voldoende onder voorwaarden",
    "bekwaam-onder-voorwaarden": "bekwaam onder voorwaarden",
    "niet-bekwaam": "niet bekwaam",
    "beiden": "bedrijfsarts en taakgedelegeerde",
}


class Periode(Part):
    """From which day to which day the report looks, both included."""

    van: Datum
    tot: Datum


class TaakVerslag(Part):
    """What was supervised of one task, what was found, and whether the delegate is still competent for it."""

    taak: Regel
    wijze: Tekst
    aantal: Aantal
    bevinding: Literal["voldoende", "voldoende-onder-voorwaarden", "onvoldoende"]
    bekwaamheid: Literal["bekwaam", "bekwaam-onder-voorwaarden", "niet-bekwaam"]
    toelichting: Facultatief[Tekst] = None
    afspraak: Facultatief[Tekst] = None
    terugname: Facultatief[Regel] = None


class Scholing(Part):
    """Training that the delegate followed."""

    omschrijving: Regel
    datum: Datum


class Keren(Part):
    """How often something happened: meetings, or calling in the bedrijfsarts."""

    aantal: Aantal
    toelichting: Facultatief[Tekst] = None


class Evaluatie(Part):
    """An evaluation of the delegation: with whom, on what, with what outcome."""

    datum: Datum
    met: Gevuld[Literal["opdrachtgever", "werknemers", "or", "pvt", "taakgedelegeerde"]]
    uitkomst: Tekst
    onafhankelijkheid: Facultatief[Tekst] = None
    gegevens: Facultatief[Tekst] = None
    incidenten: Facultatief[Tekst] = None


class Afspraak(Part):
    """What is agreed: by whom, and when it is done at the latest."""

    afspraak: Regel
    wie: Literal["bedrijfsarts", "taakgedelegeerde", "beiden"]
    uiterlijk: Datum


class Toezichtverslag(Aanvulling):
    """One report as its author wrote it."""

    soort: Literal["toezicht"]
    periode: Periode
    taken: Gevuld[TaakVerslag]
    scholing: Lijst[Scholing]
    overleg: Keren
    escalaties: Keren
    evaluatie: Facultatief[Evaluatie] = None
    conclusie: Tekst
    afspraken: Lijst[Afspraak]
    volgende_evaluatie: Facultatief[Datum] = None


def read(
    data: bytes, *, delegation: Delegation, templates: Path | None
) -> tuple[Addition | None, tuple[Finding, ...]]:
    """Read the file of a report; give it if it has no errors, and everything found."""
    tasks = catalogue.tasks(templates)
    found = read_as(data, Toezichtverslag)
    findings = check(found, RULES, delegation=delegation, tasks=tasks)
    if found.value is None or any(finding.severity == "error" for finding in findings):
        return None, findings
    values = {"toezichtverslag": _values(found.value, delegation, tasks)}
    return Addition.of(found.value, data, series="toezicht", values=values, findings=findings), findings


def _values(file: Toezichtverslag, delegation: Delegation, tasks: Mapping[str, Task]) -> dict[str, object]:
    agreed_on = {entry.taak: entry.toezicht for entry in delegation.taken}
    values: dict[str, Any] = printable("", file.model_dump(exclude=set(Aanvulling.model_fields)))
    for task, entry in zip(values["taken"], file.taken, strict=True):
        task |= {"nummer": tasks[entry.taak].nummer, "tekst": tasks[entry.taak].tekst}
        task["afgesproken"] = _sentence(agreed_on[entry.taak])
        task |= {"bevinding": _reads(entry.bevinding), "bekwaamheid": _reads(entry.bekwaamheid)}
        task |= {"toelichting": _sentence(entry.toelichting), "afspraak": _sentence(entry.afspraak)}
    for key, times in (("overleg", file.overleg), ("escalaties", file.escalaties)):
        values[key]["toelichting"] = _sentence(times.toelichting)
    values["conclusie"] = _sentence(file.conclusie)
    for said, agreed in zip(values["afspraken"], file.afspraken, strict=True):
        said |= {"afspraak": _sentence(agreed.afspraak), "wie": _reads(agreed.wie)}
    if file.evaluatie:
        values["evaluatie"] |= {
            key: _sentence(getattr(file.evaluatie, key))
            for key in ("uitkomst", "onafhankelijkheid", "gegevens", "incidenten")
        }
        values["evaluatie"]["met"] = [_reads_party(party) for party in file.evaluatie.met]
    return values


def _reads(choice: str) -> str:
    return _READS.get(choice, choice)


def _reads_party(party: str) -> str:
    return {"or": "ondernemingsraad", "pvt": "personeelsvertegenwoordiging"}.get(party, party)

"""What must hold in the file of a withdrawal."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from generator.addition_rules import ForbiddenKeys, rule
from generator.nodes import shortened
from generator.rules.rule import breach
from generator.rules.words import folded
from generator.shape import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.addition_rules import Case, Rule
    from generator.nodes import Path
    from generator.rules.rule import Breach
    from generator.withdrawal import Terugname

WITHDRAWAL = "RSC-document, I en III.1 (tweede van de vier elementen)"
AGREEMENT = "Delegatieovereenkomst (D1), artikel Terugname"

REASONS = ForbiddenKeys(
    id="T-08",
    names=frozenset(
        {"reden", "redenen", "oorzaak", "motivering", "motivatie", "aanleiding", "toelichting", "waarom"}
    ),
    says="een terugname vermeldt geen redenen. Alleen de bedrijfsarts oordeelt over het functioneren, en de werkgever "
    "krijgt van de terugname bericht zonder reden.",
    source=f"{WITHDRAWAL}; eigen regel",
)
_REASON_WORDS = re.compile(
    r"\b(omdat|doordat|wegens|vanwege|in verband met|naar aanleiding van|disfunction\w*|functioneert|reden(en)?)\b",
    re.IGNORECASE,
)
_SOON = timedelta(days=7)  # five working days, as the agreement asks at its end


@rule("T-01", "error", source=f"{WITHDRAWAL}; {AGREEMENT}")
def tasks_are_delegated(case: Case[Terugname]) -> Iterator[Breach]:
    """Require that every task is one of the delegation, and not taken back before."""
    delegated = [entry.taak for entry in case.delegation.taken]
    earlier = {entry.taak: entry.kenmerk for entry in case.file.eerder_teruggenomen}
    for path, task in _named(case):
        if task not in delegated:
            yield breach(
                *path,
                says=f"De taak «{shortened(task)}» is in {case.delegation.kenmerk} niet gedelegeerd; wat niet is "
                f"gedelegeerd, kan niet worden teruggenomen.{nearest(task, delegated)} Gedelegeerd zijn: "
                f"{', '.join(delegated)}.",
            )
        elif path[0] == "taken" and task in earlier:
            yield breach(
                *path,
                says=f"De taak «{task}» is volgens dit bestand al teruggenomen (kenmerk {earlier[task]}). Verwijder haar "
                "hier of bij «eerder_teruggenomen».",
            )
    if not case.file.taken and delegated and set(delegated) <= set(earlier):
        yield breach(
            "taken",
            says="Volgens «eerder_teruggenomen» is al iedere taak teruggenomen; er blijft niets over om terug te nemen. "
            "Verbeter een van beide.",
        )


@rule("T-02", "error", source="Eigen regel")
def tasks_stand_once(case: Case[Terugname]) -> Iterator[Breach]:
    """Refuse a task that is named twice."""
    seen: set[tuple[str | int, str]] = set()
    for path, task in _named(case):
        if (path[0], task) in seen:
            yield breach(
                *path,
                says=f"De taak «{shortened(task)}» staat er twee keer. Onduidelijk is wat geldt. Voeg de twee samen.",
            )
        seen.add((path[0], task))


@rule("T-03", "error", source=f"{WITHDRAWAL}; eigen regel")
def parts_are_written_out(case: Case[Terugname]) -> Iterator[Breach]:
    """Require the part where a task is taken back in part, and only there."""
    for index, entry in enumerate(case.file.taken):
        if entry.omvang == "gedeeltelijk" and entry.deel is None:
            yield breach(
                "taken",
                index,
                "omvang",
                says=f"De taak «{shortened(entry.taak)}» wordt gedeeltelijk teruggenomen, maar er staat niet welk deel. De "
                "taakgedelegeerde moet weten wat nog wel en niet mag. Schrijf dat bij «deel».",
            )
        if entry.omvang == "geheel" and entry.deel is not None:
            yield breach(
                "taken",
                index,
                "deel",
                says=f"De taak «{shortened(entry.taak)}» wordt geheel teruggenomen, maar er staat een deel bij. Schrijf "
                "«omvang: gedeeltelijk», of verwijder «deel».",
            )


@rule("T-04", "error", source="Delegatieovereenkomst (D1), artikel Duur en einde; eigen regel")
def begins_within_the_term(case: Case[Terugname]) -> Iterator[Breach]:
    """Require that the withdrawal begins while the delegation runs; a day before its date is looked at."""
    term, begins = case.delegation.looptijd, case.file.ingang
    if not term.ingang <= begins <= term.einde:
        yield breach(
            "ingang",
            says=f"De terugname gaat in op {begins}, maar de delegatie loopt van {term.ingang} tot en met {term.einde}. "
            "Daarbuiten is er niets terug te nemen. Verbeter de datum.",
        )
    elif begins < case.file.datum_opmaak:
        yield breach(
            "ingang",
            says=f"De terugname gaat in op {begins}, vóór de dag waarop dit stuk wordt opgemaakt ({case.file.datum_opmaak}). "
            "Dat klopt alleen als zij toen al mondeling is gegeven; het stuk bevestigt haar dan. Kijk de datum na.",
            severity="warning",
        )


@rule("T-05", "error", source=f"{AGREEMENT}; eigen regel")
def end_fits_the_duration(case: Case[Terugname]) -> Iterator[Breach]:
    """Require a last day within the term for a temporary withdrawal, and none for a permanent one."""
    file, term = case.file, case.delegation.looptijd
    if file.duur == "permanent" and file.tot is not None:
        yield breach(
            "tot",
            says="Een permanente terugname heeft geen einddatum. Verwijder «tot», of schrijf «duur: tijdelijk».",
        )
    elif file.duur == "tijdelijk" and file.tot is None:
        yield breach(
            "duur",
            says="Een tijdelijke terugname heeft een laatste dag, anders is niet te zeggen wanneer de taken weer zijn "
            "gedelegeerd. Voeg «tot» toe, of schrijf «duur: permanent».",
        )
    elif file.tot is not None and file.tot <= file.ingang:
        yield breach(
            "tot",
            says=f"De laatste dag {file.tot} ligt niet na de ingang {file.ingang}. Verbeter een van beide datums.",
        )
    elif file.tot is not None and file.tot >= term.einde:
        yield breach(
            "tot",
            says=f"De terugname duurt tot en met {file.tot}, en de delegatie eindigt op {term.einde}: de taken komen niet "
            "terug. Schrijf «duur: permanent», zonder «tot».",
        )


@rule("T-06", "error", source="Geheimhoudingsverklaring (D5); BW 7:457 lid 2")
def handed_over_to_the_right_person(case: Case[Terugname]) -> Iterator[Breach]:
    """Refuse handing over to the delegate or to the side of the werkgever; look at who is no bedrijfsarts."""
    to, delegation = case.file.overdracht.aan.casefold(), case.delegation
    if delegation.taakgedelegeerde.naam.casefold() in to or "taakgedelegeerde" in to:
        yield breach(
            "overdracht",
            "aan",
            says="De taakgedelegeerde kan niet aan zichzelf overdragen. Noem de bedrijfsarts, of wie de bedrijfsarts "
            "aanwijst.",
        )
        return
    employer = delegation.werkgever
    names = (employer.naam, employer.vertegenwoordiger.naam, "werkgever", "leidinggevende")
    if employer.naam != delegation.arbodienst.naam and any(name.casefold() in to for name in names):
        yield breach(
            "overdracht",
            "aan",
            says="Stukken uit de gedelegeerde taken vallen onder het beroepsgeheim en gaan niet naar de werkgever. Noem de "
            "bedrijfsarts, of wie de bedrijfsarts aanwijst.",
        )
        return
    arts = delegation.bedrijfsarts
    doctors = [arts.naam, *([arts.waarnemer.naam] if arts.waarnemer else [])]
    if not any(folded(name) in folded(to) for name in doctors):
        yield breach(
            "overdracht",
            "aan",
            says=f"Hier staat niet {' of '.join(doctors)}. Stukken uit de gedelegeerde taken vallen onder het beroepsgeheim. "
            "Noem de bedrijfsarts of de waarnemer bij naam, of ga na dat de bedrijfsarts deze persoon heeft aangewezen.",
            severity="warning",
        )


@rule("T-07", "warning", source=AGREEMENT)
def handed_over_soon(case: Case[Terugname]) -> Iterator[Breach]:
    """Ask for a hand-over that does not wait: the delegate stops at once."""
    moment, begins = case.file.overdracht.datum, case.file.ingang
    if moment > begins + _SOON:
        yield breach(
            "overdracht",
            "datum",
            says=f"De overdracht is op {moment}, meer dan een week na de ingang op {begins}. De taakgedelegeerde stopt "
            "onmiddellijk; tot de overdracht doet niemand het werk. Kijk de datum na.",
        )


@rule("T-08", "warning", source=REASONS.source)
def text_gives_no_reasons(case: Case[Terugname]) -> Iterator[Breach]:
    """Point at words in free text that lead in a reason: they are printed."""
    texts = [
        (("taken", index, "deel"), entry.deel) for index, entry in enumerate(case.file.taken) if entry.deel
    ]
    for path, text in (*texts, (("overdracht", "wijze"), case.file.overdracht.wijze)):
        if found := _REASON_WORDS.search(text):
            yield breach(
                *path,
                says=f"Door het woord «{found.group()}» lijkt hier een reden te staan. Een terugname vermeldt geen redenen. "
                "Lees de tekst na.",
            )


def _named(case: Case[Terugname]) -> Iterator[tuple[Path, str]]:
    """Give every task that the file names, with its place."""
    for index, entry in enumerate(case.file.taken):
        yield ("taken", index, "taak"), entry.taak
    for index, earlier in enumerate(case.file.eerder_teruggenomen):
        yield ("eerder_teruggenomen", index, "taak"), earlier.taak


RULES: Sequence[Rule[Terugname]] = (
    tasks_are_delegated,
    tasks_stand_once,
    parts_are_written_out,
    begins_within_the_term,
    end_fits_the_duration,
    handed_over_to_the_right_person,
    handed_over_soon,
    text_gives_no_reasons,
)

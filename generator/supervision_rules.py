"""What must hold in the file of a report of supervision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.addition_rules import rule
from generator.context import in_words
from generator.nodes import shortened
from generator.rules.rule import breach
from generator.shape import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.addition_rules import Case, Rule
    from generator.rules.rule import Breach
    from generator.supervision import Toezichtverslag

DEMONSTRABLE = "ECLI:NL:TGZRAMS:2023:187 (toezicht op een arts, hier naar analogie)"
EVALUATION = "NVAB-FAQ evalueren van taakdelegatie; Delegatieovereenkomst (D1), artikel Evaluatie"
COMPETENCE = "RSC-document, III.2; Werkwijzer Taakdelegatie 2019 (kernvoorwaarde 3)"
_TOPICS = {
    "onafhankelijkheid": "de onafhankelijkheid",
    "gegevens": "de omgang met gegevens",
    "incidenten": "klachten en incidenten",
}


@rule("TV-01", "error", source=f"{DEMONSTRABLE}; eigen regel")
def tasks_are_those_delegated(case: Case[Toezichtverslag]) -> Iterator[Breach]:
    """Require that every task is delegated and stands once; miss those that are left out."""
    delegated = [entry.taak for entry in case.delegation.taken]
    seen: set[str] = set()
    for index, entry in enumerate(case.file.taken):
        if entry.taak not in delegated:
            yield breach(
                "taken",
                index,
                "taak",
                says=f"De taak «{shortened(entry.taak)}» is in {case.delegation.kenmerk} niet gedelegeerd."
                f"{nearest(entry.taak, delegated)} Is zij toch uitgevoerd, dan ontbrak de opdracht: leg dat vast bij "
                "«conclusie».",
            )
        elif entry.taak in seen:
            yield breach(
                "taken",
                index,
                "taak",
                says=f"De taak «{entry.taak}» staat er twee keer. Onduidelijk is wat geldt. Voeg de twee samen.",
            )
        seen.add(entry.taak)
    if missing := [task for task in delegated if task not in seen]:
        yield breach(
            "taken",
            says=f"Over deze gedelegeerde taken zegt het verslag niets: {', '.join(missing)}. Toezicht moet voor iedere taak "
            "aantoonbaar zijn. Voeg ze toe, tenzij ze al waren teruggenomen.",
            severity="warning",
        )


@rule("TV-02", "error", source=f"Delegatieovereenkomst (D1), artikel Duur en einde; {DEMONSTRABLE}")
def period_is_past_and_within_the_term(case: Case[Toezichtverslag]) -> Iterator[Breach]:
    """Require a period that has ended, within the term of the delegation."""
    period, term = case.file.periode, case.delegation.looptijd
    if period.tot < period.van:
        yield breach(
            "periode", "tot", says=f"De periode eindigt ({period.tot}) voordat zij begint ({period.van})."
        )
    elif period.van < term.ingang or period.tot > term.einde:
        yield breach(
            "periode",
            says=f"De periode loopt van {period.van} tot en met {period.tot}, de delegatie van {term.ingang} tot en met "
            f"{term.einde}. Buiten de looptijd is er niets om toezicht op te houden. Verbeter de periode.",
        )
    if period.tot > case.file.datum_opmaak:
        yield breach(
            "periode",
            "tot",
            says=f"De periode loopt tot en met {period.tot}, na de dag waarop het verslag wordt opgemaakt "
            f"({case.file.datum_opmaak}). Over wat nog komt, kan geen verslag worden gedaan. Verbeter een van beide datums.",
        )


@rule("TV-03", "error", source=f"{DEMONSTRABLE}; RSC-document, III.2")
def insufficient_has_a_consequence(case: Case[Toezichtverslag]) -> Iterator[Breach]:
    """Require an agreement or a withdrawal where a task was done insufficiently."""
    for index, entry in enumerate(case.file.taken):
        if entry.bevinding == "onvoldoende" and not (entry.afspraak or entry.terugname):
            yield breach(
                "taken",
                index,
                "bevinding",
                says=f"De taak «{shortened(entry.taak)}» is onvoldoende uitgevoerd, en daar volgt niets op. De bedrijfsarts "
                "blijft eindverantwoordelijk. Schrijf bij «afspraak» wat er verandert, of bij «terugname» het kenmerk "
                "waarmee de taak is teruggenomen.",
            )
        conditional = "onder-voorwaarden" in entry.bevinding or "onder-voorwaarden" in entry.bekwaamheid
        if conditional and not (entry.afspraak or entry.toelichting):
            yield breach(
                "taken",
                index,
                "bevinding" if "onder-voorwaarden" in entry.bevinding else "bekwaamheid",
                says=f"Bij de taak «{shortened(entry.taak)}» staat «onder voorwaarden», maar niet welke. Schrijf ze bij "
                "«afspraak» of «toelichting».",
            )


@rule("TV-04", "error", source=COMPETENCE)
def incompetent_means_withdrawn(case: Case[Toezichtverslag]) -> Iterator[Breach]:
    """Require that a task is taken back for which the delegate is no longer competent."""
    for index, entry in enumerate(case.file.taken):
        if entry.bekwaamheid == "niet-bekwaam" and entry.terugname is None:
            yield breach(
                "taken",
                index,
                "bekwaamheid",
                says=f"De taakgedelegeerde is niet (meer) bekwaam voor «{shortened(entry.taak)}», maar de taak is niet "
                "teruggenomen. Bekwaamheid is een voorwaarde. Neem de taak terug (`delegatie neem-terug`) en noem het kenmerk "
                "bij «terugname».",
            )


@rule("TV-05", "error", source=DEMONSTRABLE)
def supervision_took_place(case: Case[Toezichtverslag]) -> Iterator[Breach]:
    """Refuse a judgement without supervision, unless the report explains that there was none."""
    for index, entry in enumerate(case.file.taken):
        if entry.aantal:
            continue
        if entry.toelichting is None:
            yield breach(
                "taken",
                index,
                "aantal",
                says=f"Op de taak «{shortened(entry.taak)}» is in de periode geen toezicht gehouden. Een bevinding zonder "
                "toezicht bewijst niets. Leg bij «toelichting» uit waarom, bijvoorbeeld dat de taak niet is uitgevoerd.",
            )
        else:
            yield breach(
                "taken",
                index,
                "aantal",
                says=f"Op de taak «{shortened(entry.taak)}» is in de periode geen toezicht gehouden. Laat de bedrijfsarts de "
                "toelichting beoordelen.",
                severity="warning",
            )


@rule("TV-06", "error", source=EVALUATION)
def evaluation_is_with_those_who_are_there(case: Case[Toezichtverslag]) -> Iterator[Breach]:
    """Look at the evaluation: parties that exist, once each, with the delegate, on the fixed topics."""
    evaluation, form = case.file.evaluatie, case.delegation.werkgever.medezeggenschap.vorm
    if evaluation is None:
        due = [
            day
            for day in case.delegation.looptijd.evaluaties
            if case.file.periode.van <= day <= case.file.periode.tot
        ]
        if due:
            yield breach(
                "evaluatie",
                says=f"In de periode was een evaluatie gepland, op {in_words(due[0])}, maar het verslag noemt er geen. Voeg "
                "«evaluatie» toe, of zeg bij «conclusie» waarom zij niet is gehouden.",
                severity="warning",
            )
        return
    if evaluation.datum > case.file.datum_opmaak:
        yield breach(
            "evaluatie",
            "datum",
            says=f"De evaluatie is op {evaluation.datum}, na de dag waarop het verslag wordt opgemaakt. Verbeter de datum, of "
            "schrijf haar bij «volgende_evaluatie».",
        )
    for index, party in enumerate(evaluation.met):
        if party in evaluation.met[:index]:
            yield breach("evaluatie", "met", index, says=f"«{party}» staat er twee keer. Verwijder er een.")
        elif party in {"or", "pvt"} and party != form:
            yield breach(
                "evaluatie",
                "met",
                index,
                says=f"Volgens de delegatie is de medezeggenschap «{form}»; met «{party}» kan niet zijn geëvalueerd. Verbeter "
                "een van beide.",
            )
    if "taakgedelegeerde" not in evaluation.met:
        yield breach(
            "evaluatie",
            "met",
            says="De taakgedelegeerde ontbreekt bij de evaluatie. Zonder diens ervaring is zij niet compleet; laat de "
            "bedrijfsarts hiernaar kijken.",
            severity="warning",
        )
    if silent := [says for key, says in _TOPICS.items() if getattr(evaluation, key) is None]:
        yield breach(
            "evaluatie",
            says=f"De delegatieovereenkomst noemt ook als onderwerp: {' en '.join(silent)}. Het verslag zegt daarover niets. "
            f"Vul aan: {', '.join(key for key in _TOPICS if getattr(evaluation, key) is None)}.",
            severity="warning",
        )


@rule("TV-07", "error", source=EVALUATION)
def next_evaluation_is_planned(case: Case[Toezichtverslag]) -> Iterator[Breach]:
    """Require a next evaluation within the term, as long as the delegation runs on."""
    following, end = case.file.volgende_evaluatie, case.delegation.looptijd.einde
    ends = case.file.datum_opmaak >= end or case.file.periode.tot >= end
    if following is None:
        if not ends:
            yield breach(
                "volgende_evaluatie",
                says=f"De delegatie loopt door tot en met {end}, maar er is geen volgende evaluatie gepland. Voeg "
                "«volgende_evaluatie» toe.",
            )
    elif following <= case.file.datum_opmaak or following > end:
        yield breach(
            "volgende_evaluatie",
            says=f"De volgende evaluatie ({following}) ligt niet tussen de dag van dit verslag ({case.file.datum_opmaak}) en "
            f"het einde van de delegatie ({end}). Verbeter de datum.",
        )


@rule("TV-08", "warning", source="Delegatieovereenkomst (D1), artikel Scholing; eigen regel")
def dates_fit_the_period(case: Case[Toezichtverslag]) -> Iterator[Breach]:
    """Point at training outside the period and at agreements whose time has passed."""
    period = case.file.periode
    for index, course in enumerate(case.file.scholing):
        if not period.van <= course.datum <= period.tot:
            yield breach(
                "scholing",
                index,
                "datum",
                says=f"Deze scholing ({course.datum}) valt buiten de periode van het verslag. Kijk de datum na.",
            )
    for index, agreed in enumerate(case.file.afspraken):
        if agreed.uiterlijk < case.file.datum_opmaak:
            yield breach(
                "afspraken",
                index,
                "uiterlijk",
                says=f"De uiterste dag van deze afspraak ({agreed.uiterlijk}) is al voorbij als het verslag wordt opgemaakt. "
                "Kijk de datum na.",
            )


RULES: Sequence[Rule[Toezichtverslag]] = (
    tasks_are_those_delegated,
    period_is_past_and_within_the_term,
    insufficient_has_a_consequence,
    incompetent_means_withdrawn,
    supervision_took_place,
    evaluation_is_with_those_who_are_there,
    next_evaluation_is_planned,
    dates_fit_the_period,
)

"""What must hold in a feedback file between its values, and against its delegation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.addition_rules import Rule, rule
from generator.context import in_words
from generator.feedback.folding import fold
from generator.feedback.identity import is_bsn, names_in
from generator.feedback.model import Terugkoppeling
from generator.rules.rule import breach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.addition_rules import Case
    from generator.rules.rule import Breach

TASK = "terugkoppeling-opstellen"
_CODE = "Code Gegevensverkeer (KNMG)"
_RSC = "RSC-document, II.2 en II.3"
_SECTIONS = ("werkzaamheden", "duur", "mate", "aanpassingen", "interventies", "werk", "vervolg", "medisch")


@rule("F-A7", "error", source=f"{_RSC}; lijst van taken, 7")
def drafting_is_delegated(case: Case[Terugkoppeling]) -> Iterator[Breach]:
    """Require that the task of drafting feedback is delegated, and to whoever drafted this one."""
    task = next((one for one in case.delegation.taken if one.taak == TASK), None)
    if task is None:
        yield breach(
            "delegatie",
            says=f"In deze delegatie is de taak «{TASK}» niet gedelegeerd; de taakgedelegeerde kan dan geen terugkoppeling "
            "opstellen. De bedrijfsarts doet dat zelf, of neemt de taak in een nieuwe delegatie op.",
        )
    elif task.omvang == "gedeeltelijk":
        yield breach(
            "delegatie",
            severity="warning",
            says=f"De taak «{TASK}» is gedeeltelijk gedelegeerd. Ga na of deze terugkoppeling niet valt onder wat is "
            "uitgezonderd: dat staat in het delegatiebestand.",
        )
    delegate = case.delegation.taakgedelegeerde.naam
    if _bare(case.file.opgesteld_door) != _bare(delegate):
        yield breach(
            "opgesteld_door",
            says=f"De taken zijn gedelegeerd aan {delegate}, en die opdracht is persoonlijk. Wie de terugkoppeling heeft "
            "opgesteld, moet dezelfde zijn; anders stelt de bedrijfsarts haar op zonder dit programma.",
        )


@rule(
    "F-A7",
    "error",
    source="NVAB-FAQ overeenkomst taakdelegatie (duur); Werkwijzer Taakdelegatie 2019 («niet structureel»)",
)
def within_the_term(case: Case[Terugkoppeling]) -> Iterator[Breach]:
    """Require that contact and feedback lie within the term of the delegation."""
    term = case.delegation.looptijd
    said = f"({in_words(term.ingang)} tot en met {in_words(term.einde)})"
    for path, day, what in (
        (("inhoud", "contact", "datum"), case.file.inhoud.contact.datum, "het contact"),
        (("vastgesteld", "datum"), case.file.vastgesteld.datum, "de vaststelling"),
    ):
        if not term.ingang <= day <= term.einde:
            yield breach(
                *path,
                says=f"De datum van {what} ligt buiten de looptijd van de delegatie {said}. Toen was er geen opdracht. Verbeter "
                "de datum, of laat de bedrijfsarts dit zelf doen.",
            )


@rule("F-A6", "error", source="RSC-document, lijst van taken, 10; eigen regel")
def dates_follow_each_other(case: Case[Terugkoppeling]) -> Iterator[Breach]:
    """Require contact, then establishing, then the date of the letters; and what is to come, after the contact."""
    file, contact = case.file, case.file.inhoud.contact.datum
    if contact > file.vastgesteld.datum:
        yield breach(
            "vastgesteld",
            "datum",
            says="De tekst is vastgesteld vóór het contact waarover zij gaat. Verbeter een van beide datums.",
        )
    if file.vastgesteld.datum > file.datum_opmaak:
        yield breach(
            "datum_opmaak",
            says="De brieven zijn opgemaakt voordat de bedrijfsarts de tekst heeft vastgesteld. Stel eerst vast; de dag van "
            "opmaken is dezelfde of later.",
        )
    follow_up = file.inhoud.vervolg
    if follow_up and follow_up.afspraak and follow_up.afspraak.datum < contact:
        yield breach(
            "inhoud",
            "vervolg",
            "afspraak",
            "datum",
            severity="warning",
            says="De vervolgafspraak ligt vóór het contact. Klopt de datum?",
        )


@rule("F-A1", "error", source=_CODE)
def something_is_told(case: Case[Terugkoppeling]) -> Iterator[Breach]:
    """Require that there is more than a contact, and that the degree rests on what can be done."""
    body = case.file.inhoud
    if all(getattr(body, section) is None for section in _SECTIONS):
        yield breach(
            "inhoud",
            says="Er staat alleen dat er contact is geweest. Vul ten minste één ander deel in; is er niets te melden, dan is er "
            "geen terugkoppeling.",
        )
    if body.mate is not None and body.werkzaamheden is None:
        yield breach(
            "inhoud",
            "mate",
            severity="warning",
            says="De mate van arbeidsongeschiktheid berust op wat de werknemer kan; dat staat er niet. Vul «werkzaamheden» in.",
        )


@rule("F-A5", "error", source="NVAB-FAQ vakinhoudelijk")
def work_factors_fit_the_answer(case: Case[Terugkoppeling]) -> Iterator[Breach]:
    """Refuse work factors where the absence is said to have nothing to do with work."""
    work = case.file.inhoud.werk
    if work is None:
        return
    if work.gerelateerd == "nee" and work.factoren:
        yield breach(
            "inhoud",
            "werk",
            "factoren",
            says="Er staat dat het verzuim niet werkgerelateerd is, maar er zijn werkfactoren genoemd. Verbeter een van beide.",
        )
    if work.gerelateerd == "ja" and not work.factoren:
        yield breach(
            "inhoud",
            "werk",
            "gerelateerd",
            severity="warning",
            says="Het verzuim is werkgerelateerd, maar er zijn geen werkfactoren genoemd; de werkgever kan er zo niets mee. Noem "
            "ze bij «factoren».",
        )


@rule("F-A8", "error", source="AVG 9; praktijk op de Beleidsregels De zieke werknemer")
def medical_data_have_consent(case: Case[Terugkoppeling]) -> Iterator[Breach]:
    """Mark medical data as the exception, and require that consent came first."""
    medical = case.file.inhoud.medisch
    if medical is None:
        return
    yield breach(
        "inhoud",
        "medisch",
        severity="warning",
        says="Hier krijgt de werkgever medische gegevens. Dat is een uitzondering: alleen als het niet anders kan, zoals bij "
        "gevaar op de werkplek, en alleen met uitdrukkelijke toestemming. Binnen dit deel zoekt de controle niet naar "
        "medische woorden. Laat de bedrijfsarts dit deel woord voor woord lezen.",
    )
    if medical.toestemming.datum > case.file.vastgesteld.datum:
        yield breach(
            "inhoud",
            "medisch",
            "toestemming",
            "datum",
            says="De toestemming is van later dan de vaststelling. Zonder toestemming vooraf mogen deze gegevens er niet in: "
            "verwijder het deel, of stel de tekst na de toestemming opnieuw vast.",
        )


@rule("F-V9", "error", source="UAVG 46; AVG 5; eigen regel")
def the_reference_names_nobody(case: Case[Terugkoppeling]) -> Iterator[Breach]:
    """Refuse a reference that holds the employee's name or number: it is in the names of files and in logs."""
    reference = case.file.kenmerk
    digits = "".join(character for character in reference if character.isdigit())
    if names_in(reference, case.file.werknemer.naam) or (len(digits) == _BSN_LENGTH and is_bsn(digits)):
        yield breach(
            "kenmerk",
            says="In het kenmerk staat een naam of nummer van de werknemer. Het kenmerk wordt de naam van de map en komt in "
            "logboek en bestanden. Kies een kenmerk zonder persoonsgegevens, bijvoorbeeld TK-2027-0001.",
        )


_BSN_LENGTH = 9


def _bare(name: str) -> str:
    return " ".join(fold(name).text.split())


RULES: tuple[Rule[Terugkoppeling], ...] = (
    drafting_is_delegated,
    within_the_term,
    dates_follow_each_other,
    something_is_told,
    work_factors_fit_the_answer,
    medical_data_have_consent,
    the_reference_names_nobody,
)

"""How a construct is refused: in plain Dutch, with its XML name and its place in the document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.errors import TemplateRefused
from generator.typeset.package import W, local

if TYPE_CHECKING:
    from collections.abc import Collection

    from lxml.etree import _Element

_ACCEPT = "Kies in Word Controleren > Alle wijzigingen accepteren."
_PLAIN = {
    "w:ins": ("bijgehouden wijzigingen (ingevoegde tekst)", _ACCEPT),
    "w:del": ("bijgehouden wijzigingen (verwijderde tekst)", _ACCEPT),
    "w:delText": ("bijgehouden wijzigingen (verwijderde tekst)", _ACCEPT),
    "w:moveFrom": ("bijgehouden wijzigingen (verplaatste tekst)", _ACCEPT),
    "w:moveTo": ("bijgehouden wijzigingen (verplaatste tekst)", _ACCEPT),
    "w:moveFromRangeStart": ("bijgehouden wijzigingen (verplaatste tekst)", _ACCEPT),
    "w:moveToRangeStart": ("bijgehouden wijzigingen (verplaatste tekst)", _ACCEPT),
    "w:rPrChange": ("bijgehouden wijzigingen (opmaak)", _ACCEPT),
    "w:pPrChange": ("bijgehouden wijzigingen (opmaak)", _ACCEPT),
    "w:tblPrChange": ("bijgehouden wijzigingen (tabel)", _ACCEPT),
    "w:tcPrChange": ("bijgehouden wijzigingen (tabel)", _ACCEPT),
    "w:trPrChange": ("bijgehouden wijzigingen (tabel)", _ACCEPT),
    "w:sectPrChange": ("bijgehouden wijzigingen (sectie)", _ACCEPT),
    "w:cellIns": ("bijgehouden wijzigingen (tabel)", _ACCEPT),
    "w:cellDel": ("bijgehouden wijzigingen (tabel)", _ACCEPT),
    "w:commentRangeStart": ("een opmerking in de kantlijn", "Verwijder de opmerkingen (Controleren > Verwijderen)."),
    "w:commentRangeEnd": ("een opmerking in de kantlijn", "Verwijder de opmerkingen (Controleren > Verwijderen)."),
    "w:commentReference": ("een opmerking in de kantlijn", "Verwijder de opmerkingen (Controleren > Verwijderen)."),
    "w:footnoteReference": ("een voetnoot op deze plaats", "Zet de tekst van de noot in de alinea zelf."),
    "w:endnoteReference": ("een eindnoot", "Zet de eindnoot in Word om in een voetnoot (Eindnoten omzetten)."),
    "w:drawing": ("een tekenobject", "Voeg het in als afbeelding (PNG) in de tekstregel, met alternatieve tekst."),
    "w:dataBinding": ("een besturingselement dat aan gegevens is gekoppeld", "Verwijder de koppeling aan gegevens."),
    "w:control": ("een ActiveX-besturingselement", "Verwijder het besturingselement."),
    "w:endnote": ("een eindnoot", "Zet de eindnoot in Word om in een voetnoot (Eindnoten omzetten)."),
    "w:pgNum": ("een paginanummer in oude vorm", "Voeg het paginanummer in met Invoegen > Paginanummer."),
    "w:contentPart": ("handschrift (inkt)", "Verwijder de inkt."),
    "w:pict": ("een tekenobject of tekstvak in oude vorm (VML)", "Verwijder het object."),
    "w:object": ("een ingesloten object (OLE)", "Verwijder het object."),
    "w:txbxContent": ("een tekstvak", "Zet de tekst in een gewone alinea of tabel."),
    "mc:AlternateContent": ("een tekstvak, vorm of ander tekenobject", "Zet de tekst in een gewone alinea of tabel."),
    "m:oMath": ("een formule", "Schrijf de formule als gewone tekst."),
    "m:oMathPara": ("een formule", "Schrijf de formule als gewone tekst."),
    "w:framePr": ("een kader met zwevende tekst", "Zet de tekst in een gewone alinea of tabel."),
    "w:vanish": ("verborgen tekst", "Verwijder de tekst of maak die zichtbaar (Lettertype > Verborgen)."),
    "w:highlight": ("een markering met de markeerstift", "Verwijder de markering."),
    "w:altChunk": ("een ingevoegd ander document", "Plak de tekst zelf in het sjabloon."),
    "w:subDoc": ("een subdocument", "Plak de tekst zelf in het sjabloon."),
    "w:smartTag": ("een infolabel (smart tag)", "Sla het document opnieuw op in een recente Word."),
    "w:customXml": ("aangepaste XML-markering", "Verwijder de markering."),
    "w:ptab": ("een uitlijningstab", "Gebruik een gewone tab met een tabstop."),
    "w:tblpPr": ("een zwevende tabel", "Zet tekstterugloop van de tabel op «Geen»."),
    "w:textDirection": ("gedraaide tekst", "Zet de tekstrichting terug op horizontaal."),
    "w:bidi": ("tekst van rechts naar links", "Zet de tekstrichting op links-naar-rechts."),
    "w:rtl": ("tekst van rechts naar links", "Zet de tekstrichting op links-naar-rechts."),
    "w:pgBorders": ("een paginarand", "Verwijder de paginarand."),
    "w:lnNumType": ("regelnummers", "Zet regelnummering uit."),
    "w:permStart": ("een bewerkingsuitzondering", "Hef de documentbeveiliging op."),
    "w:ruby": ("ruby-tekst", "Schrijf de tekst gewoon uit."),
}  # fmt: skip
_FIRST_WORDS = 60


class RefusedHere(TemplateRefused):
    """A refusal that knows its place, for those who go on reading behind it."""

    def __init__(self, message: str, *, hint: str, where: Where) -> None:
        super().__init__(message, hint=hint)
        self.where = where


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A place in a document, told only when something is refused there."""

    document: str
    part: str = ""  # "koptekst", "voettekst", "stijl «…»", or empty for the body
    number: int = 0
    paragraph: _Element | None = None

    def __str__(self) -> str:
        place = f"{self.document}, {self.part}" if self.part else self.document
        if not self.number:
            return place
        words = ""
        if self.paragraph is not None:
            words = "".join(t.text or "" for t in self.paragraph.iter(f"{W}t")).strip()
        quoted = f" («{words[:_FIRST_WORDS]}{'…' if len(words) > _FIRST_WORDS else ''}»)" if words else ""
        return f"{place}, alinea {self.number}{quoted}"

    def refusal(self, what: str, *, hint: str) -> TemplateRefused:
        """Make the error: what stands here that cannot be set, and what to do."""
        return RefusedHere(f"{self}: {what}.", hint=hint, where=self)

    def unknown(self, element: _Element) -> TemplateRefused:
        """Make the error for an element that is not reproduced."""
        name = local(element)
        what, hint = _PLAIN.get(name, ("een onderdeel dat dit programma niet kent", ""))
        return self.refusal(
            f"{what} (<{name}>) kan niet zonder verlies worden omgezet",
            hint=hint or "Verwijder dit uit het sjabloon; templates/README.md noemt wat er wel in kan.",
        )

    def unknown_value(self, element: _Element, attribute: str) -> TemplateRefused:
        """Make the error for an attribute, or the value of one, that is not reproduced."""
        value = (element.get(W + attribute) or element.get(attribute) or "")[:_FIRST_WORDS]
        return self.refusal(
            f"de instelling {attribute}=«{value}» van <{local(element)}> wordt niet ondersteund",
            hint="Kies in Word een andere instelling, of verwijder deze opmaak.",
        )


def attributes(element: _Element, known: Collection[str], where: Where) -> None:
    """Refuse an attribute of Word's own that is not in `known`; other namespaces are hints only."""
    for key in element.attrib:
        name = str(key)
        if name.startswith(W) and name[len(W) :] not in known:
            if name.startswith(W + "rsid"):
                continue
            raise where.unknown_value(element, name[len(W) :])


def val(element: _Element) -> str:
    """Give w:val, empty when it is not there."""
    return element.get(f"{W}val") or ""


def switched_on(element: _Element, where: Where) -> bool:
    """Read an on/off element: its presence means on unless w:val says otherwise."""
    value = element.get(f"{W}val", "true")
    if value in {"true", "1", "on"}:
        return True
    if value in {"false", "0", "off"}:
        return False
    raise where.unknown_value(element, "val")


def number(element: _Element, attribute: str, where: Where) -> float:
    """Read a whole or decimal number from an attribute."""
    value = element.get(W + attribute, "")
    try:
        result = float(value)
    except ValueError:
        raise where.unknown_value(element, attribute) from None
    if not abs(result) < 1e6:  # noqa: PLR2004  # also refuses nan; no length in Word comes near
        raise where.unknown_value(element, attribute)
    return result


def points(element: _Element, attribute: str, where: Where) -> float:
    """Read a length in twentieths of a point."""
    return number(element, attribute, where) / 20

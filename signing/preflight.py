"""What would go wrong if this PDF were signed: looked at before a PIN is asked, said in Dutch with the reason.

PDF/A-2a and PDF/UA-1 stand or fall with what is in the file when it is signed: no later update can mend it
without breaking the signature. The same look is given to a PDF that comes back from another program.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from asn1crypto import x509
from pikepdf import Array, Dictionary, Name, Object, PasswordError, Pdf, PdfError

from signing.algorithms import strength
from signing.errors import DocumentRefused
from signing.plan import RESERVE_FIELDS, Slot
from signing.remembered import Remembered, mark
from signing.report import Problem
from signing.resources import Inks, looks, size_of
from signing.structure import UNREADABLE, shape

_KNOWN: Remembered[tuple[Problem, ...]] = Remembered()
_HIDDEN = 1 | 2 | 32  # annotation flags Invisible, Hidden, NoView (ISO 32000-1, table 165)
_PRINT = 4
_TOP = (1, 7)
_NO_CHANGES = 1
_PADES = Name("/ETSI.CAdES.detached")
_MOST_NODES = 10_000
_MOST_METADATA = 1_000_000
_SUB_FILTER = 1 << 1
# What a CMS holds besides certificates and time-stamp: digests, attributes, names (measured: 0,9 kB).
_CMS = 2_000
_STAMP = 8_000  # a time-stamp with its chain takes 4 to 7 kB

_READING = (PdfError, ValueError, TypeError, AttributeError, KeyError, RuntimeError, IndexError)


def problems(pdf: bytes, slot: Slot, certificate: x509.Certificate | None = None) -> Iterator[Problem]:
    """Give every reason not to sign `pdf` in the field of `slot`; none means that it can be signed.

    Without a certificate, what concerns the key is left out. Never raises for a bad document.
    """
    if certificate is not None and (refusal := strength(certificate).refusal):
        yield Problem(code="algoritme", message=f"Met deze sleutel kan niet worden ondertekend: {refusal}.")
    if broken := shape(pdf):
        yield broken
        return
    yield from _KNOWN.of((mark(pdf), slot), lambda: tuple(_found(pdf, slot)))


def _found(pdf: bytes, slot: Slot) -> Iterator[Problem]:
    try:
        with Pdf.open(BytesIO(pdf), suppress_warnings=True, attempt_recovery=False) as doc:
            yield from _in_file(doc, slot)
    except PasswordError:
        yield _LOCKED
    except _READING:
        yield UNREADABLE


def require(pdf: bytes, slot: Slot, certificate: x509.Certificate | None = None, *, title: str) -> None:
    """Raise `DocumentRefused` with every reason not to sign this document."""
    if told := [problem.message for problem in problems(pdf, slot, certificate)]:
        raise DocumentRefused(
            f"«{title}» wordt niet ondertekend. {' '.join(dict.fromkeys(told))}",
            hint="Het document is niet gewijzigd. Maak het dossier opnieuw, of zet dit bestand terug uit een kopie.",
        )


def room(
    certificate: x509.Certificate, chain: tuple[x509.Certificate, ...] = (), *, stamp: int = _STAMP
) -> int:
    """Estimate how many bytes the signature needs, with its chain and a time-stamp of `stamp` bytes."""
    signature = int(certificate.public_key.bit_size) // 4
    return _CMS + stamp + signature + sum(len(one.dump()) for one in (certificate, *chain))


def too_small(reserved: int, needed: int) -> Problem | None:
    """Say that the room which was left in the file for a signature is too little; None when it is enough."""
    if reserved >= needed:
        return None
    return Problem(
        code="plaatshouder",
        message=f"Voor de handtekening zijn {reserved} bytes vrijgehouden, en met keten en tijdstempel zijn er "
        f"{needed} nodig: zij past er niet in, en achteraf ruimte maken kan niet.",
    )


_LOCKED = Problem(
    code="versleuteld",
    message="De PDF is versleuteld; PDF/A staat dat niet toe, en niemand kan haar straks nog controleren.",
)


def _in_file(doc: Pdf, slot: Slot) -> Iterator[Problem]:
    if doc.is_encrypted:
        yield _LOCKED
    yield from _version(doc)
    yield from _certified(doc)
    yield from _form(doc)
    yield from _actions(doc)
    yield from _claims(doc)
    yield from _fields(doc, slot)
    yield from _printed(doc)


def _version(doc: Pdf) -> Iterator[Problem]:
    """PDF/A-2 and PDF/UA-1 stand on PDF 1.7 (ISO 19005-2, 5; ISO 14289-1, 5)."""
    written = [doc.pdf_version, str(doc.Root.get(Name.Version, "")).lstrip("/")]
    written += [
        str(extension.get(Name.BaseVersion, "")).lstrip("/")
        for named in dict(doc.Root.get(Name.Extensions, Dictionary())).values()
        for extension in (named if isinstance(named, Array) else (named,))  # PDF 2.0 allows several of a name
        if isinstance(extension, Dictionary)
    ]
    if any(_number(version) > _TOP for version in written):
        yield Problem(
            code="pdf-2",
            message="De PDF is op PDF 2.0 gebracht; PDF/A-2 en PDF/UA-1 rusten op PDF 1.7.",
        )


def _number(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()


def _certified(doc: Pdf) -> Iterator[Problem]:
    """P=1 ends every later signature, and the archive's time-stamps, in Acrobat and in pyHanko."""
    certified = doc.Root.get(Name.Perms, Dictionary()).get(Name.DocMDP)
    values = [field.V for field in _form_fields(doc) if Name.V in field]
    for value in [*([certified] if certified is not None else []), *values]:
        for reference in value.get(Name.Reference, Array()):
            parameters = reference.get(Name.TransformParams, Dictionary())
            if parameters.get(Name.P) == _NO_CHANGES:
                yield Problem(
                    code="certificering-p1",
                    message="De PDF is gecertificeerd met P=1, «geen wijzigingen toegestaan»: elke volgende "
                    "handtekening zou haar ongeldig maken.",
                )
                return


def _form(doc: Pdf) -> Iterator[Problem]:
    form = doc.Root.get(Name.AcroForm, Dictionary())
    if Name.XFA in form:
        yield Problem(
            code="xfa",
            message="De PDF bevat een XFA-formulier; dat kan naast de tekst iets anders tonen, en PDF/A verbiedt het.",
        )
    if form.get(Name.NeedAppearances, False):
        yield Problem(
            code="need-appearances",
            message="De PDF laat lezers zelf het uiterlijk van velden maken (NeedAppearances); na ondertekening geldt "
            "dat als een wijziging, en PDF/A verbiedt het.",
        )
    there = {str(field.get(Name.T, "")) for field in _form_fields(doc)}
    if missing := [name for name in RESERVE_FIELDS if name not in there]:
        yield Problem(
            code="reservevelden",
            message=f"Velden voor archieftijdstempels ontbreken ({', '.join(missing)}); later toevoegen breekt het "
            "zegel bij uitgifte en PDF/UA.",
        )


def _form_fields(doc: Pdf) -> list[Object]:
    return list(doc.Root.get(Name.AcroForm, Dictionary()).get(Name.Fields, Array()))


def _actions(doc: Pdf) -> Iterator[Problem]:
    """Nothing in the file may act of itself (ISO 19005-2, 6.5.1): what is signed would not be what is seen."""
    opening = doc.Root.get(Name.OpenAction)
    acts = isinstance(opening, Dictionary) and opening.get(Name.S) != Name.GoTo
    holders = [doc.Root, *(page.obj for page in doc.pages), *_form_fields(doc)]
    acts = acts or any(Name.AA in holder for holder in holders)
    acts = acts or any(Name.A in field for field in _form_fields(doc))
    if acts or Name.JavaScript in doc.Root.get(Name.Names, Dictionary()):
        yield Problem(
            code="actie",
            message="De PDF doet iets uit zichzelf (JavaScript of een actie bij openen of invullen); PDF/A verbiedt "
            "dat, en Acrobat waarschuwt ervoor.",
        )


def _claims(doc: Pdf) -> Iterator[Problem]:
    """Look whether the file still says what it is; whether it is so, only a validator can tell."""
    metadata = doc.Root.get(Name.Metadata)
    packet = b""
    if metadata is not None and size_of(metadata, _MOST_METADATA):
        packet = metadata.read_bytes()
    if b"pdfaid" not in packet or b"pdfuaid" not in packet:
        yield Problem(
            code="geen-pdfa",
            message="De PDF noemt zich geen PDF/A en PDF/UA (meer): dat stond in de metagegevens.",
        )
    marked = doc.Root.get(Name.MarkInfo, Dictionary()).get(Name.Marked, False)
    if not marked or Name.StructTreeRoot not in doc.Root:
        yield Problem(
            code="niet-getagd",
            message="De PDF is niet (meer) getagd; een schermlezer kan haar dan niet voorlezen.",
        )


def _fields(doc: Pdf, slot: Slot) -> Iterator[Problem]:
    tagged = _tagged(doc)
    for page in doc.pages:
        widgets = [one for one in page.obj.get(Name.Annots, Array()) if one.get(Name.Subtype) == Name.Widget]
        if widgets and page.obj.get(Name.Tabs) != Name.S:
            yield Problem(
                code="tabvolgorde",
                message="Op een pagina met velden ontbreekt de tabvolgorde van de structuur (/Tabs /S); PDF/UA eist die.",
            )
        for widget in widgets:
            yield from _widget(widget, tagged)
    mine = next((field for field in _form_fields(doc) if str(field.get(Name.T, "")) == slot.field), None)
    if mine is None or mine.get(Name.FT) != Name.Sig:
        yield Problem(code="veld-ontbreekt", message=f"Het veld voor «{slot.label}» ontbreekt in de PDF.")
        return
    seed = mine.get(Name.SV, Dictionary())
    forms = list(seed.get(Name.SubFilter, Array()))
    if int(seed.get(Name.Ff, 0)) & _SUB_FILTER and forms and forms[0] != _PADES:
        yield Problem(
            code="veld-eist-anders",
            message=f"Het veld voor «{slot.label}» eist een andere vorm van handtekening dan PAdES.",
        )


def _widget(widget: Object, tagged: frozenset[int]) -> Iterator[Problem]:
    name = str(widget.get(Name.T, "zonder naam"))
    if not str(widget.get(Name.TU, "")):
        yield Problem(
            code="veld-zonder-label",
            message=f"Het veld «{name}» heeft geen omschrijving (/TU) voor schermlezers.",
        )
    if int(widget.get(Name.StructParent, -1)) not in tagged:
        yield Problem(
            code="veld-niet-getagd",
            message=f"Het veld «{name}» hangt niet in de structuur van het document; PDF/UA eist dat.",
        )
    flags = int(widget.get(Name.F, 0))
    if flags & _HIDDEN or not flags & _PRINT:
        yield Problem(
            code="veld-verborgen",
            message=f"Het veld «{name}» is verborgen of wordt niet afgedrukt; PDF/A verbiedt dat.",
        )
    left, bottom, right, top = (float(edge) for edge in widget.Rect)
    if right > left and top > bottom and Name.N not in widget.get(Name.AP, Dictionary()):
        yield Problem(
            code="veld-zonder-uiterlijk", message=f"Het veld «{name}» heeft geen uiterlijk; PDF/A eist dat."
        )


def _tagged(doc: Pdf) -> frozenset[int]:
    """Give the keys of the parent tree: what a widget's /StructParent must be one of."""
    root = doc.Root.get(Name.StructTreeRoot, Dictionary())
    found: set[int] = set()
    nodes = [root.get(Name.ParentTree, Dictionary())]
    for _ in range(_MOST_NODES):  # a tree that bites its own tail ends too
        if not nodes:
            break
        node = nodes.pop()
        nodes += list(node.get(Name.Kids, Array()))
        found |= {int(key) for key in list(node.get(Name.Nums, Array()))[::2]}
    return frozenset(found)


def _printed(doc: Pdf) -> Iterator[Problem]:
    """Look at what pages and fields are drawn with: every letter in the file, every colour defined."""
    allowed = _intended(doc)
    fonts: set[str] = set()
    inks = Inks(0)
    for look in looks(doc):
        fonts |= look.loose_fonts
        inks |= look.inks
    if fonts:
        yield Problem(
            code="lettertype",
            message=f"Lettertype niet ingesloten: {', '.join(sorted(fonts))}. Elke lezer zou iets anders tonen, "
            "en PDF/A verbiedt het.",
        )
    for ink in Inks:
        if ink in inks and ink not in allowed:
            yield Problem(
                code="kleur",
                message=f"De PDF gebruikt {ink.name} zonder kleurprofiel dat zegt welke kleur dat is (OutputIntent); "
                "PDF/A verbiedt dat.",
            )


def _intended(doc: Pdf) -> Inks:
    """Give the device colours that the output intent defines, by the components of its profile."""
    found = Inks(0)
    for intent in doc.Root.get(Name.OutputIntents, Array()):
        profile = intent.get(Name.DestOutputProfile)
        components = int(profile.get(Name.N, 0)) if profile is not None else 0
        found |= {3: Inks.DeviceRGB, 4: Inks.DeviceCMYK}.get(components, Inks(0))
    return found

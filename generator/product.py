"""Is the PDF what was asked for: its claims, its fonts, its fields, and above all its words.

An engine that exits well has proved nothing. The words of the PDF, read back in the order of its
structure, must be the words of the paper; on every page the header and footer must be the paper's.
"""

from __future__ import annotations

from io import BytesIO
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import pikepdf
from lxml import etree

from generator.errors import ProductRefused
from generator.pdf_text import PageText, Unreadable, page_texts, structure_words
from generator.typeset.paper import ANCHOR_SCHEME, RESERVE, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.typeset.paper import Paper

_HINT = "Het document is niet uitgegeven. Meld dit met het sjabloon bij de makers van dit programma."
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
_PDFUA = "{http://www.aiim.org/pdfua/ns/id/}"
_CLAIMS = {_PDFA + "conformance": "A", _PDFUA + "part": "1"}
_CONTEXT = 30
_TOLERANCE = 1.0  # points


def check(pdf: bytes, paper: Paper) -> None:
    """Raise ProductRefused, naming the first thing that is not as `paper` asks."""
    checked(pdf, paper).close()


def checked(pdf: bytes, paper: Paper) -> pikepdf.Pdf:
    """Open a PDF that is as `paper` asks; the caller closes it. Raises what `check` raises."""
    opened: pikepdf.Pdf | None = None
    try:
        opened = pikepdf.open(BytesIO(pdf))
        _check_claims(opened, paper)
        _check_fonts(opened, paper)
        _check_anchors(opened, paper)
        _check_words(opened, paper)
        _check_attachments(opened, paper)
        result, opened = opened, None
    except Unreadable as err:
        raise _refused(paper, f"de PDF bevat {err}") from err
    except (pikepdf.PdfError, etree.XMLSyntaxError, AttributeError, KeyError, TypeError, ValueError) as err:
        # the parser's way of saying that an object is missing or is not what it should be
        raise _refused(paper, f"de PDF is niet leesbaar ({err})") from err
    finally:
        if opened is not None:
            opened.close()
    return result


def _check_attachments(pdf: pikepdf.Pdf, paper: Paper) -> None:
    found = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
    if found != {one.name: one.data for one in paper.attachments}:
        raise _refused(paper, "de bijlagen van de PDF zijn niet de opgegeven bestanden")


def _refused(paper: Paper, why: str) -> ProductRefused:
    return ProductRefused(f"{paper.name}: {why}.", hint=_HINT)


def _check_claims(pdf: pikepdf.Pdf, paper: Paper) -> None:
    if not pdf.pages:
        raise _refused(paper, "de PDF heeft geen pagina’s")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    xmp = etree.fromstring(pdf.Root.Metadata.read_bytes(), parser)
    found: dict[str, str] = {}
    for description in xmp.iter(f"{_RDF}Description"):
        found |= {str(key): str(value) for key, value in description.attrib.items()}
        found |= {str(child.tag): child.text or "" for child in description}
    part = "3" if paper.attachments else "2"
    for claim, value in {**_CLAIMS, _PDFA + "part": part}.items():
        if found.get(claim) != value:
            raise _refused(paper, f"de PDF noemt zich geen PDF/A-{part}a en PDF/UA-1")
    if str(pdf.Root.get("/Lang", "")).split("-")[0].lower() != "nl":
        raise _refused(paper, "de PDF heeft niet Nederlands als taal")
    if "".join(str(pdf.docinfo.get("/Title", "")).split()) != "".join(paper.title.split()):
        raise _refused(paper, f"de PDF heeft niet de titel «{paper.title}»")
    if (
        not bool(pdf.Root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False))
        or "/StructTreeRoot" not in pdf.Root
    ):
        raise _refused(paper, "de PDF heeft geen structuur (tags)")


def _check_fonts(pdf: pikepdf.Pdf, paper: Paper) -> None:
    for page in pdf.pages:
        for font in _fonts(page.obj.get("/Resources", pikepdf.Dictionary()), 0):
            inner = font.DescendantFonts[0] if font.get("/Subtype") == "/Type0" else font
            descriptor = inner.get("/FontDescriptor", pikepdf.Dictionary())
            embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            if not embedded and font.get("/Subtype") != "/Type3":
                raise _refused(paper, f"lettertype {font.get('/BaseFont')} is niet ingesloten")


def _fonts(resources: Any, depth: int) -> Iterator[Any]:  # noqa: ANN401  # pikepdf’s objects take any shape
    yield from resources.get("/Font", pikepdf.Dictionary()).values()
    for form in resources.get("/XObject", pikepdf.Dictionary()).values():
        if "/Resources" in form and depth < 10:  # noqa: PLR2004  # no engine nests so deep
            yield from _fonts(form.Resources, depth + 1)


def _check_anchors(pdf: pikepdf.Pdf, paper: Paper) -> None:
    found: dict[str, tuple[float, float]] = {}
    for page in pdf.pages:
        left, bottom, right, top = (float(value) for value in page.mediabox)
        for annotation in page.obj.get("/Annots", ()):
            target = str(annotation.get("/A", pikepdf.Dictionary()).get("/URI", ""))
            if not target.startswith(ANCHOR_SCHEME):
                continue
            name = target.removeprefix(ANCHOR_SCHEME)
            if name in found:
                raise _refused(paper, f"het veld «{name}» staat tweemaal in de PDF")
            x1, y1, x2, y2 = (float(value) for value in annotation.Rect)
            if min(x1, x2) < left or max(x1, x2) > right or min(y1, y2) < bottom or max(y1, y2) > top:
                raise _refused(paper, f"het veld «{name}» valt buiten het papier")
            found[name] = abs(x2 - x1), abs(y2 - y1)
    wanted = {anchor.name: (anchor.width, anchor.height) for anchor in paper.anchors}
    wanted |= dict.fromkeys(RESERVE, (0.0, 0.0))
    if missing := sorted(wanted.keys() ^ found.keys()):
        raise _refused(paper, f"de velden in de PDF zijn niet die van het sjabloon: {', '.join(missing)}")
    for name, (width, height) in wanted.items():
        if abs(found[name][0] - width) > _TOLERANCE or abs(found[name][1] - height) > _TOLERANCE:
            raise _refused(paper, f"het veld «{name}» heeft niet de gevraagde grootte")


def _check_words(pdf: pikepdf.Pdf, paper: Paper) -> None:
    pages = page_texts(pdf)
    found = structure_words(pdf, pages)
    _compare(paper, "de tekst", _bare(paper.text), "".join(text for _, text in found))
    repeats = [bare for text in paper.table_headers() if (bare := _bare(text))]
    sheets = paper.sheets(_starts(paper, found), len(pages))
    for number, (page, sheet) in enumerate(zip(pages, sheets, strict=True), 1):
        header, footer = (_bare(text) for text in paper.running_text(sheet, len(pages)))
        above, between, below = _artifacts(page, header, footer)
        _compare(paper, f"de koptekst van pagina {number}", header, above)
        _compare(paper, f"de voettekst van pagina {number}", footer, below)
        if page.loose or not _made_of(between, repeats):
            raise _refused(paper, f"pagina {number} bevat tekst die er niet hoort: «{page.loose or between}»")


def _starts(paper: Paper, found: list[tuple[int, str]]) -> list[int]:
    """Give the page (from 1) on which each section's first word stands."""
    starts = [1]
    wanted = passed = page = 0
    pieces = iter(found)
    for section in paper.sections[:-1]:
        wanted += len(_bare("\n".join(words(section.blocks))))
        while passed <= wanted and (piece := next(pieces, None)) is not None:
            page, text = piece
            passed += len(text)
        if passed > wanted:
            starts.append(page + 1)
    if sorted(set(starts)) != starts or len(starts) != len(paper.sections):
        raise _refused(paper, "niet elke sectie begint op een nieuwe pagina")
    return starts


def _artifacts(page: PageText, header: str, footer: str) -> tuple[str, str, str]:
    """Divide what stands outside the structure: header, repeated table headers, footer."""
    above = "".join(text for kind, text in page.artifacts if kind == "/Header")
    below = "".join(text for kind, text in page.artifacts if kind == "/Footer")
    between = "".join(text for kind, text in page.artifacts if kind not in {"/Header", "/Footer"})
    if not above and not below and between.startswith(header) and between[len(header) :].endswith(footer):
        # an engine that does not name its artifacts
        return header, between[len(header) : len(between) - len(footer)], footer
    return above, between, below


def _made_of(text: str, parts: list[str]) -> bool:
    while text:
        part = next((part for part in parts if text.startswith(part)), None)
        if part is None:
            return False
        text = text[len(part) :]
    return True


def _compare(paper: Paper, what: str, wanted: str, found: str) -> None:
    if wanted == found:
        return
    place = next(i for i, (a, b) in enumerate(zip_longest(wanted, found)) if a != b)
    start = max(place - _CONTEXT, 0)
    raise _refused(
        paper,
        f"{what} van de PDF wijkt af van het sjabloon: verwacht «…{wanted[start : place + _CONTEXT]}…», "
        f"gevonden «…{found[start : place + _CONTEXT]}…»",
    )


def _bare(text: str) -> str:
    return "".join(text.split())

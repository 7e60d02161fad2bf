"""The Typst engine: a paper to a tagged PDF/A-2a and PDF/UA-1, byte for byte reproducible.

The only module that knows typst. Fonts come from the program's own packages, the moment from the
caller, nothing from the machine.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import threading
from collections import deque
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import font_source_sans_pro
import typst

from generator.errors import ProductRefused, TemplateRefused
from generator.typeset.fonts import unsettable
from generator.typeset.paper import RESERVE, Paragraph, flat
from generator.typeset.pieces import Image
from generator.typeset.plan import plan
from generator.typeset.refuse import Where

__all__ = ["RESERVE", "typeset", "typeset_all"]

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.typeset.paper import Paper

_PROGRAM = Path(__file__).with_name("paper.typ")
_STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
_WITH_ATTACHMENTS: list[typst.PDFStandard] = ["a-3a", "ua-1"]
_FONT_FILES = tuple(f"SourceSansPro-{style}.otf" for style in ("Regular", "It", "Bold", "BoldIt"))
_MAIN = "main.typ"
_GLYPH = re.compile(r'the text `"(.+)"` could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
_REMEMBERED = 10  # papers further back typst-py lets Typst forget (comemo::evict(10) after each)
_SET: deque[str] = deque(maxlen=_REMEMBERED)  # the names of the last papers, the last one at the end
_LOCK = threading.Lock()  # a Typst compiler serves one thread at a time


def typeset(paper: Paper, *, at: datetime) -> bytes:
    """Set `paper`; the same paper and moment give the same bytes. With attachments it is PDF/A-3a.

    `at` is aware UTC to the second. Raises TemplateRefused when the paper asks for what cannot be
    set (a character that no font has, headings that skip a level), ProductRefused when the engine
    fails for another reason.
    """
    if at.tzinfo is None or at.utcoffset() != UTC.utcoffset(None) or at.microsecond:
        raise ValueError(f"at must be aware UTC without microseconds, got {at!r}")
    _check_headings(paper)
    words, files = _files(paper)
    try:
        with _LOCK, _folder(files) as root:
            compiler, program = _compiler()
            _SET.append(paper.name)
            pdf = compiler.compile(
                {_MAIN: program, **words},  # type: ignore[type-var]  # documented, not in its stub
                format="pdf", timestamp=at, root=root,
                pdf_standards=_WITH_ATTACHMENTS if paper.attachments else _STANDARDS,
            )  # fmt: skip
    except typst.TypstError as err:
        raise _refusal(paper, err) from err
    if not isinstance(pdf, bytes):
        raise ProductRefused(f"{paper.name}: de zetter (Typst) gaf geen PDF.")
    return pdf


def typeset_all(papers: Sequence[Paper], *, at: datetime) -> list[bytes]:
    """Set papers, first those whose likes Typst remembers, and of these the one that it would forget first.

    That shows in the time alone: each result, and the refusal raised, is what setting them one after the
    other gives.
    """
    with _LOCK:
        places = {name: place for place, name in enumerate(_SET)}
    done: dict[int, bytes] = {}
    refused: dict[int, TemplateRefused | ProductRefused] = {}
    for number in sorted(range(len(papers)), key=lambda one: places.get(papers[one].name, _REMEMBERED)):
        if refused and number > min(refused):
            continue
        try:
            done[number] = typeset(papers[number], at=at)
        except (TemplateRefused, ProductRefused) as err:
            refused[number] = err
    if refused:
        raise refused[min(refused)]
    return [done[number] for number in range(len(papers))]


def _files(paper: Paper) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Give what Typst reads: the words, those of headers and footers apart, and the images and attachments."""
    data, files = plan(paper, RESERVE)
    running = [{part: section.pop(part) for part in ("header", "footer")} for section in data["sections"]]
    return {"papier.json": _json(data), "kopteksten.json": _json(running)}, files


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


@contextmanager
def _folder(files: Mapping[str, bytes]) -> Iterator[Path | None]:
    """Lay out images and attachments where Typst may look for them: there, and nowhere else.

    Not in memory, as the words: there it takes UTF-8 alone.
    """
    if not files:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="delegatie-beelden-") as folder:
        for name, data in files.items():
            Path(folder, name).write_bytes(data)
        yield Path(folder)


@cache
def _compiler() -> tuple[typst.Compiler, bytes]:
    """Give the process's compiler, its fonts loaded, and the program it runs.

    The font package holds each style twice (OTF and TTF) and Typst takes what the folder lists
    first, so it is shown a folder with one of each. Typst reads a font when it is first used: one
    line in each style reads them all, and the folder can go.
    """
    with tempfile.TemporaryDirectory(prefix="delegatie-fonts-") as folder:
        for name in _FONT_FILES:
            shutil.copyfile(Path(font_source_sans_pro.font_directory, name), Path(folder, name))
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])
        compiler = typst.Compiler(font_paths=fonts, ignore_system_fonts=True)
        warm_up = '#set text(font: "Source Sans Pro", fallback: false)\na *b* _c_ *_d_*'
        compiler.compile(warm_up.encode(), format="pdf")
    return compiler, _PROGRAM.read_bytes()


def _check_headings(paper: Paper) -> None:
    """Refuse headings that PDF/UA does not allow: the first is of level 1, none skips a level."""
    previous = 0
    for block in flat(paper.body):
        if isinstance(block, Paragraph) and block.heading and block.text.strip():
            if block.heading > previous + 1:
                raise _where(paper, block).refusal(
                    f"een kop van niveau {block.heading} volgt op "
                    + (f"een kop van niveau {previous}" if previous else "geen kop van niveau 1")
                    + f" («{block.text.strip()[:60]}»)",
                    hint="Gebruik Kop 1, Kop 2, … zonder een niveau over te slaan (PDF/UA).",
                )
            previous = block.heading


def _refusal(paper: Paper, err: typst.TypstError) -> Exception:
    """Turn what Typst says into who is at fault: a sign without a font is the template's."""
    found = _GLYPH.search(err.message)
    if found:
        signs = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), found[1])
        for part, block in _stories(paper):
            label = block.label.text if block.label else ""
            if signs in label + block.text:
                return unsettable(signs, _where(paper, block, part))
        return unsettable(signs, Where(document=paper.name))
    for part, block in _stories(paper):
        for piece in block.pieces:
            if isinstance(piece, Image) and not _opens(piece):
                return _where(paper, block, part).refusal(
                    "een beschadigde afbeelding", hint="Voeg de afbeelding in Word opnieuw in."
                )
    return ProductRefused(
        f"{paper.name}: de zetter (Typst) kon dit document niet maken: {err.message}",
        hint="Gebruik de andere zetter (--zetter libreoffice), of meld dit bij de makers van dit programma.",
    )


def _opens(image: Image) -> bool:
    """Tell whether Typst can read an image by itself."""
    name = f"beeld.{image.kind}"
    try:
        with _LOCK, _folder({name: image.data}) as root:
            _compiler()[0].compile(f'#image("/{name}", alt: "x")'.encode(), format="pdf", root=root)
    except typst.TypstError:
        return False
    return True


def _stories(paper: Paper) -> Iterator[tuple[str, Paragraph]]:
    for section in paper.sections:
        for part, running in (("koptekst", section.header), ("voettekst", section.footer)):
            for blocks in running.variants:
                yield from ((part, block) for block in flat(blocks) if isinstance(block, Paragraph))
    for block in flat(paper.body, notes=True):
        if isinstance(block, Paragraph):
            yield "", block


def _where(paper: Paper, block: Paragraph, part: str = "") -> Where:
    return Where(document=paper.name, part=part, number=block.number)

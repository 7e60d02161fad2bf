"""Both engines on the same dossiers: `python -m tests.compare [MAP]` writes a report to look at.

For every document: the number of pages, whether the words are the same, and each page of the one
beside the same page of the other. The report is one HTML file that needs nothing else.
"""

from __future__ import annotations

import base64
import html
import io
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import get_args

import pikepdf
import pypdfium2

from generator.additions import start_of
from generator.errors import SurroundingsFailed
from generator.pdf_text import page_texts, structure_words
from generator.pipeline import Engine, Made, make
from generator.resources import content
from generator.typeset.office import program

NAMES = {"typst": "Typst", "libreoffice": "LibreOffice"}
_SCALE = 1.1  # of 72 dots an inch
_STYLE = """
body { font-family: sans-serif; margin: 2rem; color: #1b1b1b; }
table { border-collapse: collapse; } th, td { border: 1px solid #999; padding: .3rem .6rem; text-align: left; }
.paar { display: flex; gap: 1rem; margin: 0 0 1rem; } figure { margin: 0; flex: 1; }
img { width: 100%; border: 1px solid #999; } .fout { color: #a00; font-weight: bold; }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One document as each engine made it, in the order of `NAMES`."""

    dossier: str
    document: str
    title: str
    pdfs: tuple[bytes, bytes]

    @property
    def pages(self) -> tuple[int, int]:
        """Count the pages of each."""
        one, two = (len(pypdfium2.PdfDocument(pdf)) for pdf in self.pdfs)
        return one, two

    @property
    def same_words(self) -> bool:
        """Claim that both say the same, in the same order."""
        one, two = map(_words, self.pdfs)
        return one == two


def compared(data: bytes, *, name: str, addition: bytes | None = None) -> tuple[list[Pair], dict[str, float]]:
    """Make one dossier, or the folder of an addition to it, with each engine; also how long each took (seconds).

    Raises what making raises.
    """
    made: dict[str, Made] = {}
    took: dict[str, float] = {}
    for engine in get_args(Engine):
        start = time.perf_counter()
        made[engine] = make(data, name=name, addition=addition, engine=engine)
        took[engine] = time.perf_counter() - start
    one, two = (made[engine] for engine in NAMES)
    return [
        Pair(
            dossier=one.reference, document=document.id, title=document.plan.title,
            pdfs=(one.files[document.pdf], two.files[document.pdf]),
        )
        for document in one.manifest.documents
    ], took  # fmt: skip


def report(pairs: list[Pair], took: dict[str, float]) -> str:
    """Write the report (Dutch)."""
    rows = "".join(
        f"<tr><td>{_text(pair.dossier)}</td><td><a href='#{_name(pair)}'>{_text(pair.document)} {_text(pair.title)}"
        f"</a></td>{_cells(pair)}</tr>"
        for pair in pairs
    )
    times = "; ".join(f"{NAMES[engine]} {seconds:.1f} s" for engine, seconds in took.items())
    return (
        "<!DOCTYPE html><html lang='nl'><head><meta charset='utf-8'><title>Twee zetters naast elkaar</title>"
        f"<style>{_STYLE}</style></head><body><h1>Twee zetters naast elkaar</h1>"
        f"<p>Tijd voor alle dossiers, van delegatiebestand tot PDF: {times}.</p>"
        "<table><thead><tr><th scope='col'>Dossier</th><th scope='col'>Document</th>"
        + "".join(f"<th scope='col'>Pagina’s {name}</th>" for name in NAMES.values())
        + f"<th scope='col'>Tekst</th></tr></thead><tbody>{rows}</tbody></table>"
        + "".join(_section(pair) for pair in pairs)
        + "</body></html>\n"
    )


def _cells(pair: Pair) -> str:
    one, two = pair.pages
    words = "gelijk" if pair.same_words else "<span class='fout'>verschilt</span>"
    return f"<td>{one}</td><td>{two}</td><td>{words}</td>"


def _section(pair: Pair) -> str:
    shown = "".join(
        "<div class='paar'>" + "".join(_figure(image, name, number) for image, name in zip(images, NAMES.values(), strict=True))
        + "</div>"
        for number, images in enumerate(zip_longest(*map(_images, pair.pdfs)), 1)
    )  # fmt: skip
    title = f"{_text(pair.dossier)}: {_text(pair.document)} {_text(pair.title)}"
    return f"<h2 id='{_name(pair)}'>{title}</h2>{shown}"


def _figure(image: bytes | None, name: str, number: int) -> str:
    if image is None:
        return f"<figure><figcaption>{name} heeft geen pagina {number}</figcaption></figure>"
    source = base64.b64encode(image).decode()
    return (
        f"<figure><figcaption>{name}, pagina {number}</figcaption>"
        f"<img alt='Pagina {number} volgens {name}' src='data:image/png;base64,{source}'></figure>"
    )


def _images(pdf: bytes) -> Iterator[bytes]:
    document = pypdfium2.PdfDocument(pdf)
    for number in range(len(document)):
        stream = io.BytesIO()
        document[number].render(scale=_SCALE).to_pil().convert("P", colors=32).save(
            stream, "PNG", optimize=True
        )
        yield stream.getvalue()


def _words(pdf: bytes) -> str:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return "".join(text for _, text in structure_words(opened, page_texts(opened)))


def _name(pair: Pair) -> str:
    return f"{_text(pair.dossier)}-{_text(pair.document)}"


def _text(text: str) -> str:
    return html.escape(text, quote=True)


def main(folder: Path) -> int:
    """Compare every example and print a line a document; 1 when words differ."""
    try:
        program.find()
    except SurroundingsFailed as err:
        sys.stderr.write(f"compare is skipped: {err.message}\n{err.hint}\n")
        return 0
    pairs: list[Pair] = []
    total = dict.fromkeys(NAMES, 0.0)
    for path in sorted(content("examples").glob("*.yaml")):
        data, addition = path.read_bytes(), None
        if b"\nsoort: " in data:  # papers that come after the delegation which they name
            data, addition = (path.parent / start_of(data, name=path.name)[1]).read_bytes(), data
        found, took = compared(data, name=path.name, addition=addition)
        pairs += found
        total = {engine: total[engine] + took[engine] for engine in NAMES}
    for pair in pairs:
        one, two = pair.pages
        words = "same words" if pair.same_words else "OTHER WORDS"
        sys.stdout.write(f"{pair.dossier} {pair.document}  pages {one} {two}  {words}\n")
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "zetters.html"
    target.write_text(report(pairs, total), encoding="utf-8")
    sys.stdout.write(f"{target}\n")
    return 0 if pairs and all(pair.same_words for pair in pairs) else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/compare")))

"""Everything that is wrong with a template, without a delegation: names, orders, points, fields, layout."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING

from generator import word
from generator.errors import GeneratorError, TemplateRefused
from generator.files import read_file
from generator.resources import content
from generator.typeset.blocks import Paragraph, flat
from generator.typeset.package import Package, W
from generator.wording.gate import LEAST, forbidden, says
from generator.wording.lines import Line, Lines, lines_of
from generator.wording.orders import unknown, unreadable, uses, uses_apart
from generator.wording.points import PREFIX, demands
from generator.wording.remark import Remark, at
from generator.wording.setting import settable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from generator.catalogue import DocumentKind

_FIELD = "veld_"
_SEALS = ("zegel_uitgifte", "zegel_sluiting")
_LANGUAGE = "nl-NL"
_LISTS = re.compile(r"<!-- (?:latere )?namen -->\n```\n(.*?)\n```\n<!-- einde", re.DOTALL)


def look_over(path: Path, kind: DocumentKind, own: Path | None = None) -> list[Remark]:
    """Look a template over for a kind; everything found, not the first. Raises nothing for a bad file."""
    try:
        docx = read_file(path)
        lines = lines_of(docx, name=path.name)
    except GeneratorError as err:
        return [Remark(check="bestand", severity="error", message=err.message)]
    found: list[Remark] = []
    checks: tuple[Callable[[], Iterator[Remark]], ...] = (
        partial(_orders, lines),
        partial(_names, path, lines, kind),
        partial(_wording, lines, kind, own),
        partial(_fields, lines, kind),
        partial(_setting, docx, path.name),
        partial(_language, docx, path.name),
    )
    for check in checks:
        try:
            found += check()
        except GeneratorError as err:
            found.append(Remark(check="bestand", severity="error", message=err.message))
        except Exception as err:  # noqa: BLE001  # a stranger's file, fed to parsers: whatever it does is its fault
            message = (
                f"Dit bestand is niet te controleren ({type(err).__name__}); het is beschadigd of vijandig."
            )
            found.append(Remark(check="bestand", severity="error", message=message))
    return list(dict.fromkeys(found))


def known_names() -> frozenset[str]:
    """Give every name that templates may use, from the guide that lists them (a test holds it to the context)."""
    guide = (content("templates") / "README.md").read_text(encoding="utf-8")
    return frozenset(name for found in _LISTS.findall(guide) for name in found.split("\n"))


def _orders(lines: Lines) -> Iterator[Remark]:
    for line in lines.all:
        for problem in unreadable(line.text):
            yield at(
                line, "opdracht", f"{problem[0].upper()}{problem[1:]}. Typ de opdracht in één keer opnieuw."
            )


def _names(path: Path, lines: Lines, kind: DocumentKind) -> Iterator[Remark]:
    try:
        used = uses(word.orders(path))
    except TemplateRefused as err:
        if not any(True for line in lines.all for _ in unreadable(line.text)):
            yield at(_quoted(err.message, lines), "opdracht", err.message)
        used = uses_apart(line.text for line in lines.all)
    ours = content("templates") / kind.template
    theirs = {use.name for use in uses(word.orders(ours))} if ours.is_file() else set()
    known = known_names()
    told: set[str] = set()
    for use in used:
        if unknown(use.name, known) and use.written not in told:
            told.add(use.written)
            near = get_close_matches(use.name, known, n=1)
            hint = f" Is «{near[0]}» bedoeld?" if near else " De namen staan in templates/README.md."
            yield at(_with(use.written, lines), "naam", f"De naam «{use.written}» bestaat niet.{hint}")
    for name in sorted(theirs - {use.name for use in used}):
        yield at(None, "naam-weg", f"Het sjabloon van het programma noemt «{name}», dit niet meer.", "info")


def _with(written: str, lines: Lines) -> Line | None:
    return next((line for line in lines.all if written in line.text and "{" in line.text), None)


def _quoted(message: str, lines: Lines) -> Line | None:
    """Find the paragraph that a refusal quotes."""
    words = message.partition("bij «")[2].partition("»: ")[0]
    return next((line for line in lines.all if words and " ".join(line.text.split()) == words), None)


def _wording(lines: Lines, kind: DocumentKind, own: Path | None) -> Iterator[Remark]:
    try:
        asked = demands(kind, own)
    except GeneratorError as err:
        yield at(None, "punten", err.message)
        return
    for point in asked.points:
        if point.bookmark not in lines.marked:
            yield at(
                None,
                "punt",
                f"Het verplichte punt {point.id} ontbreekt: {point.demand} Zet de tekst terug met de bladwijzer "
                f"{point.bookmark}, onder «{point.heading}». Bron: {point.source}.",
            )
        elif not says(lines.marked, point):
            yield at(
                lines.at(point.bookmark),
                "punt",
                f"Onder de bladwijzer {point.bookmark} staat geen zin meer (minder dan {LEAST} tekens), terwijl "
                f"daar hoort: {point.demand} Bron: {point.source}.",
            )
    points = {point.bookmark for point in asked.points}
    for name in lines.marked:
        if name.startswith(PREFIX) and name not in points:
            yield at(
                lines.at(name),
                "punt-onbekend",
                f"De bladwijzer «{name}» hoort bij geen punt van {kind.id}.",
                "warning",
            )
    for line, ban, words in forbidden(lines, asked.bans):
        yield at(line, "nooit", f"Hier staat «{words}», en dat mag niet: {ban.demand} Bron: {ban.source}.")


def _fields(lines: Lines, kind: DocumentKind) -> Iterator[Remark]:
    wanted = [_FIELD + name for name in (*kind.ondertekenaars, *_SEALS)]
    found = [name for line in lines.all for name in line.opens if name.startswith(_FIELD)]
    for name in wanted:
        if name not in found:
            yield at(
                None,
                "veld",
                f"De plaats voor «{name}» ontbreekt. Zet de bladwijzer {name} in een lege alinea in een tabelcel.",
            )
    for name in found:
        if name not in wanted:
            yield at(
                lines.at(name),
                "veld",
                f"«{name}» is geen veld van {kind.id} volgens documenten.toml. Verwijder het.",
            )


def _headings(paragraphs: Iterator[Paragraph]) -> Iterator[Remark]:
    last = 0
    for one in paragraphs:
        if one.heading is None:
            continue
        text = "".join(getattr(piece, "text", "") for piece in one.pieces)
        if one.heading > last + 1:
            line = Line(part="", number=one.number, style=one.style, depth=0, text=text)
            yield at(
                line,
                "koppen",
                f"Deze kop is van niveau {one.heading}, maar de kop ervoor "
                + (f"is van niveau {last}." if last else "ontbreekt.")
                + " Sla geen niveau over: voorleessoftware raakt dan de weg kwijt.",
            )
        last = one.heading


def _setting(docx: bytes, name: str) -> Iterator[Remark]:
    paper, refused = settable(docx, name=name)
    yield from refused
    if paper is not None:
        yield from _headings(block for block in flat(paper.body) if isinstance(block, Paragraph))


def _language(docx: bytes, name: str) -> Iterator[Remark]:
    package = Package(docx, name=name)
    main = package.main()
    styles = package.optional(main.target("styles"))
    default = None if styles is None else styles.root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    said = "" if default is None else default.get(f"{W}val") or ""
    if said != _LANGUAGE:
        yield at(
            None,
            "taal",
            f"De taal van het document is «{said or 'niet ingesteld'}» en hoort «{_LANGUAGE}» te zijn. "
            "Kies in Word Controleren > Taal > Taal van controle instellen: Nederlands, als standaard.",
        )
    for number, paragraph in enumerate(main.root.iter(f"{W}p"), start=1):
        other = {lang.get(f"{W}val") or _LANGUAGE for lang in paragraph.iter(f"{W}lang")}
        if strange := sorted(one for one in other if not one.lower().startswith("nl")):
            text = "".join(t.text or "" for t in paragraph.iter(f"{W}t"))
            line = Line(part="", number=number, style="", depth=0, text=text)
            yield at(line, "taal", f"Hier staat tekst in de taal «{strange[0]}». Kies Nederlands.", "warning")

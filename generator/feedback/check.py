"""Everything that is wrong with a feedback file: shape, rules, and what its free text may not say (F-V1 to F-V13).

No hit is no proof: the list knows words, not meaning. `LIMIT` says so, wherever the outcome is told.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from generator.addition_rules import breaches_of
from generator.feedback.folding import fold
from generator.feedback.identity import identifying
from generator.feedback.model import Terugkoppeling
from generator.feedback.rules import RULES
from generator.feedback.wordlist import load, search
from generator.findings import Finding
from generator.nodes import Place, dotted
from generator.rules.search import in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from pathlib import Path as Folder

    from generator.delegation import Delegation
    from generator.feedback.wordlist import Ban, Hit
    from generator.nodes import Node, Path
    from generator.reading import Read

LIMIT = (
    "Let op: geen treffer is geen bewijs. De controle kent woorden en patronen, geen betekenis; zij helpt wie leest en vervangt "
    "dat niet. De bedrijfsarts leest de hele tekst vóór de vaststelling."
)
_SHAPE = "Formaat 1 van het terugkoppelingsbestand; eigen regel"
_NAMING = "UAVG 46; eigen regel"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Key:
    """Keys that have a reason not to be there, which says more than that they are unknown."""

    rule: str
    pattern: re.Pattern[str]
    says: str
    source: str


_KEYS = (
    _Key(
        rule="F-V12",
        pattern=re.compile(
            r"akkoord|accord|goedkeur|gekeurd|fiat|review|gelezen|gezien|beoordeeld|werkgever|leidinggevende|manager"
        ),
        says="De werkgever leest, beoordeelt of wijzigt een terugkoppeling niet voordat zij is vastgesteld, en wordt er dus "
        "ook niet als beoordelaar in genoemd. Verwijder deze sleutel.",
        source="NVAB-FAQ informatieverstrekking; ECLI:NL:TGZCTG:2023:90",
    ),
    _Key(
        rule="F-V11",
        pattern=re.compile(r"verzend|verzond|verstuur|verstrek|uitgegeven|uitgifte|tijdstip|datum_"),
        says="Werkgever en werknemer krijgen dezelfde tekst op hetzelfde moment; er is één «vastgesteld» en geen moment per "
        "brief. Verwijder deze sleutel.",
        source="NVAB-FAQ informatieverstrekking: schriftelijk, gelijkluidend en gelijktijdig",
    ),
    _Key(
        rule="F-V9",
        pattern=re.compile(r"bsn|burgerservice|sofi|geboorte|leeftijd|adres|telefoon|e?mail"),
        says="Dit gegeven van de werknemer hoort niet in een terugkoppeling. Verwijder het.",
        source=_NAMING,
    ),
    _Key(
        rule="F-V13",
        pattern=re.compile(
            r"diagnos|klacht|medicatie|medicijn|behandel|oorzaak|ziekte|priv|aandoening|prognose"
        ),
        says="Medische gegevens, oorzaken en omstandigheden hebben hier geen plaats. Schrijf wat de werknemer in het werk "
        "wel en niet kan; voor de uitzondering met toestemming is er «medisch».",
        source="Beleidsregels De zieke werknemer, zoals uitgelegd in de praktijk",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """The file as it was written, to find the place of a word within a value that spans lines."""

    lines: tuple[str, ...]
    starts: tuple[Place, ...]  # of every value and key, in the order of the file
    _seen: dict[tuple[Place, str], tuple[list[int], list[Place]]] = field(default_factory=dict)

    def place(self, value: Place, text: str, start: int, end: int) -> Place:
        """Give the place of a part of a value; where it is written otherwise than it reads, of the value."""
        pattern = r"\s+".join(re.escape(part) for part in text[start:end].split())
        if not pattern:
            return value
        # Looked up once for all that is written alike: a text can hold the same word thousands of times.
        if (value, pattern) not in self._seen:
            ends = [match.end() for match in re.finditer(pattern, text)]
            self._seen[value, pattern] = (ends, list(self._written(value, pattern)))
        ends, places = self._seen[value, pattern]
        nth = bisect_right(ends, start)
        return places[nth] if nth < len(places) else value

    def _written(self, value: Place, pattern: str) -> Iterator[Place]:
        """Yield where the pattern stands in what is written of a value."""
        index = bisect_right(self.starts, value)
        stop = self.starts[index] if index < len(self.starts) else Place(len(self.lines) + 1, 1)
        lines = self.lines[value.line - 1 : stop.line]
        written = "\n".join(lines)
        last = sum(len(line) + 1 for line in self.lines[value.line - 1 : stop.line - 1]) + stop.column - 1
        begins = [0, *accumulate(len(line) + 1 for line in lines)]
        for match in re.finditer(pattern, written[:last]):
            if match.start() >= value.column - 1:
                line = bisect_right(begins, match.start()) - 1
                yield Place(value.line + line, match.start() - begins[line] + 1)


def check(
    read: Read[Terugkoppeling], data: bytes, *, delegation: Delegation, templates: Folder | None
) -> tuple[Finding, ...]:
    """Give every finding on a feedback file, in the order of the file.

    `templates` is a folder of one's own, in which another word list may stand. Raises what
    `generator.feedback.wordlist.load` raises.
    """
    found = [_own(finding) for finding in read.findings]
    found += breaches_of(read, RULES, delegation=delegation, tasks={})
    if read.places.root is not None:
        subject = _subject(read.draft) if read.draft else _as_far_as_it_reads(read.places.root, delegation)
        found += _of_text(subject, read, _text(read.places.root, data), load(templates))
    return in_order(found)


def _own(finding: Finding) -> Finding:
    """Let an unknown key speak with the reason why it has no place here."""
    if finding.rule != "SCHEMA":
        return finding
    key = finding.path.rpartition(".")[2]
    if not finding.message.startswith(f"De sleutel «{key}» bestaat hier niet."):
        return replace(finding, source=_SHAPE)
    for one in _KEYS:
        if one.pattern.search(fold(key).text):
            says = f"De sleutel «{key}» kan hier niet. {one.says}"
            return replace(finding, rule=one.rule, message=says, source=one.source)
    says = f"{finding.message} Een terugkoppeling heeft vaste delen: wat daar niet in past, wordt niet verstrekt."
    return replace(finding, rule="F-V13", message=says, source=_SHAPE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """What the words are looked for in, and what is known of whom it is about."""

    texts: tuple[tuple[Path, str], ...]
    of_work: Mapping[str, str]  # words that belong to the work, with the reason
    address: tuple[str, ...]
    today: date


def _subject(file: Terugkoppeling) -> _Subject:
    return _Subject(
        texts=tuple(file.free_texts()),
        of_work={_word(one.woord): one.reden for one in file.woorden_van_het_werk},
        address=file.werknemer.adres,
        today=file.vastgesteld.datum,
    )


def _as_far_as_it_reads(root: Node, delegation: Delegation) -> _Subject:
    """Look at the body of a file whose shape is wrong too: one fault does not hide the other."""
    texts: list[tuple[Path, str]] = []
    waiting: list[tuple[Path, Node]] = [(("inhoud",), body)] if (body := root.children.get("inhoud")) else []
    while waiting:
        path, node = waiting.pop()
        if isinstance(node.value, str):
            texts.append((path, node.value))
        waiting += [((*path, step), child) for step, child in node.children.items()]
    return _Subject(texts=tuple(texts), of_work={}, address=(), today=delegation.looptijd.einde)


def _of_text(
    subject: _Subject, read: Read[Terugkoppeling], text: _Text, bans: Iterable[Ban]
) -> Iterator[Finding]:
    for path, value in subject.texts:
        place = read.places.of(path)
        for hit in search(value, bans):
            if len(path) > 1 and path[1] in hit.ban.not_in:
                continue
            at = text.place(place, value, hit.start, hit.end)
            yield _of_hit(hit, value, path, at, reason=subject.of_work.get(hit.word, ""))
        for start, end, what in identifying(value, today=subject.today, address=subject.address):
            at = text.place(place, value, start, end)
            yield Finding(
                rule="F-V9",
                severity="error",
                path=dotted(path),
                line=at.line,
                column=at.column,
                message=f"Hier staat {what}",
                source=_NAMING,
            )


def _of_hit(hit: Hit, value: str, path: Path, at: Place, *, reason: str) -> Finding:
    ban = hit.ban
    written = " ".join(value[hit.start : hit.end].split())
    # A message can end up where health data may not be: what tells about health is only hinted at.
    shown = f"«{written}»" if ban.shown else f"«{written[:1]}…», {len(written)} tekens"
    let_through = bool(reason) and ban.of_work
    says = f"Hier staat {ban.what} ({shown}). {ban.why} {ban.instead}"
    if let_through:
        says = f"Hier staat een woord dat volgens «woorden_van_het_werk» bij het werk hoort ({shown}): {reason}. Lees de zin na."
    elif ban.of_work and ban.severity == "error":
        says += " Hoort het woord bij het werk zelf, noem het dan bij «woorden_van_het_werk»."
    return Finding(
        rule=ban.rule,
        severity="warning" if let_through else ban.severity,
        path=dotted(path),
        line=at.line,
        column=at.column,
        message=says,
        source=ban.source,
    )


def _word(written: str) -> str:
    return re.sub(r"[-']", "", fold(written).text.strip())


def _text(root: Node | None, data: bytes) -> _Text:
    starts: set[Place] = set()
    waiting = [root] if root else []
    while waiting:
        node = waiting.pop()
        starts |= {Place(node.line, node.column), *node.keys.values()}
        waiting += node.children.values()
    lines = re.split(r"\r\n|\r|\n", data.decode("utf-8-sig", errors="replace"))
    return _Text(lines=tuple(lines), starts=tuple(sorted(starts)))

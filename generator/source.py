"""From the bytes of a person's YAML file to values that know where they stand.

The file comes from anywhere, so this module decides what it will read at all: UTF-8, one document,
a mapping at the top, the core types of YAML 1.2 (a date stays text, and so do `ja` and `no`), and the
bounds below. Aliases are counted as if written out, without writing them out, so that a small file
cannot become a large one; lines and words are counted before they are scanned, for that is what takes
time. Whatever is wrong becomes a finding in Dutch; nothing here raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.scanner import Scanner

from generator.findings import Finding
from generator.nodes import MAX_DEPTH, MAX_NODES, START, Builder, Node, Place, Refused
from generator.yaml_problems import in_dutch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruamel.yaml.error import StreamMark

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_NODES", "Source", "is_wide", "lines", "read", "yaml_finding"]

MAX_BYTES = 1 << 20
# The scanner takes some ten microseconds for each; a book of a megabyte has fewer.
MAX_LINES = 20_000
MAX_WORDS = 100_000

# Control characters, line separators that editors do not count, marks that turn the reading
# direction (text that shows otherwise than it is stored cannot be signed), and non-characters.
_UNSEEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff"
_NOT_IN_FILE = re.compile(f"[{_UNSEEN}]")
_NOT_IN_VALUE = re.compile(f"[\r{_UNSEEN}]")

_BREAK = re.compile(r"\r\n|\r|\n")
_WORD = re.compile(r"(?<!\S)\S")

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What was read of a file: the mapping at its top, and what is wrong with the YAML.

    `root` can stand beside findings: a key that occurs twice does not hide the rest of the file.
    """

    root: Node | None
    findings: tuple[Finding, ...]


class _Scanner(Scanner):
    """The scanner, without the two constructs that the format does not know.

    They are refused before they are scanned: the library takes 17 s for a tag of 1 MiB.
    """

    def fetch_tag(self) -> None:
        raise Refused(
            "Een type met «!» hoort niet in dit bestand: het programma leest alleen tekst, getallen en "
            "ja/nee-waarden. Verwijder het, of zet de waarde tussen aanhalingstekens.",
            _place(self.reader.get_mark()),
        )

    def fetch_directive(self) -> None:
        if not re.match(r"%YAML 1\.2\s", self.reader.prefix(10)):
            raise Refused(
                "Een instructie met «%» hoort niet in dit bestand. Verwijder deze regel.",
                _place(self.reader.get_mark()),
            )
        super().fetch_directive()


def read(data: bytes) -> Source:
    """Read one YAML document; every reason why it cannot be used is a finding.

    Time and memory stay within what 1 MiB of text costs, whatever the bytes are.
    """
    builder = Builder(clean=_clean)
    try:
        text = _decode(data)
        root: Node | None = _build(text, builder)
    except Refused as err:
        builder.problems.append(err)
        root = None
    return Source(root=root, findings=tuple(yaml_finding(p) for p in builder.problems))


def yaml_finding(problem: Refused) -> Finding:
    """Give the finding for one thing that the format does not allow."""
    return Finding(
        rule="YAML",
        severity="error",
        path=problem.path,
        line=problem.place.line,
        column=problem.place.column,
        message=problem.message,
        source="YAML 1.2.2; eigen regel",
    )


def is_wide(data: bytes) -> bool:
    """Say whether a file seems to be UTF-16 or UTF-32: with its mark, or with a NUL in its first two bytes."""
    return data.startswith(_UTF16) or (len(data) > 1 and 0 in data[:2])


def lines(text: str, *, most: int = 0) -> list[str]:
    """Split a text into lines as the scanner counts them; what comes after `most` of them stays together."""
    return _BREAK.split(text, maxsplit=most)


def _decode(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise Refused(
            "Het bestand is groter dan 1 MiB; zo'n bestand is hooguit enkele pagina's. Controleer of u het goede hebt gekozen."
        )
    if is_wide(data):
        raise Refused("Het bestand is als UTF-16 of UTF-32 opgeslagen. Sla het op als UTF-8.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        before = data[: err.start].decode("utf-8-sig", errors="replace")
        raise Refused(
            f"Byte 0x{data[err.start]:02X} is geen UTF-8; waarschijnlijk is het bestand in een andere "
            "codering opgeslagen (bijvoorbeeld Windows-1252). Sla het op als UTF-8.",
            _after(before),
        ) from err
    if unseen := _NOT_IN_FILE.search(text):
        raise Refused(_unseen(unseen.group()), _after(text[: unseen.start()]))
    for what, number, pattern in (("regels", MAX_LINES, _BREAK), ("woorden", MAX_WORDS, _WORD)):
        beyond = next(islice(pattern.finditer(text), number, None), None)
        if beyond:
            raise Refused(
                f"Het bestand heeft meer dan {number} {what}; zo'n bestand is hooguit enkele pagina's. Controleer of "
                "u het goede hebt gekozen.",
                _after(text[: beyond.start()]),
            )
    return text


def _build(text: str, builder: Builder) -> Node:
    yaml = YAML(typ="safe", pure=True)
    yaml.Scanner = _Scanner
    root: Node | None = None
    try:
        events: Iterator[object] = yaml.parse(text)
        root = builder.build(events)
    except MarkedYAMLError as err:
        raise Refused(in_dutch(str(err.problem)), _place(_mark(err, len(text)))) from err
    except Refused:
        raise
    except (
        Exception
    ) as err:  # the library is fed with untrusted text: whatever it raises, the file is refused
        raise Refused(in_dutch("")) from err
    if root is None:
        raise Refused("Het bestand is leeg. Begin een nieuw bestand met «delegatie nieuw».")
    if not isinstance(root.value, dict):
        raise Refused(
            "Het bestand moet uit sleutels met waarden bestaan, zoals «formaat: 1».",
            Place(root.line, root.column),
        )
    return root


def _mark(err: MarkedYAMLError, end: int) -> StreamMark | None:
    """Look at the problem, or where it began if it was noticed at the end of the file only."""
    problem: StreamMark | None = err.problem_mark
    context: StreamMark | None = err.context_mark
    noticed_at_end = problem is not None and problem.index >= end
    return context if context is not None and (problem is None or noticed_at_end) else problem


def _place(mark: StreamMark | None) -> Place:
    return START if mark is None else Place(mark.line + 1, mark.column + 1)


def _after(text: str) -> Place:
    """Give the place right after `text`, counting lines as the scanner does."""
    before = lines(text)
    return Place(len(before), len(before[-1]) + 1)


def _clean(text: str) -> tuple[str, str]:
    """Give a scalar without what may not be in it, and what to say about that (or nothing)."""
    unseen = _NOT_IN_VALUE.search(text)
    if unseen is None:
        return text, ""
    return _NOT_IN_VALUE.sub("\ufffd", text), _unseen(unseen.group())


def _unseen(character: str) -> str:
    return f"Onzichtbaar stuurteken U+{ord(character):04X}; dit mag niet in het bestand. Verwijder het."

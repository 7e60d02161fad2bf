"""What may stand in no file of a delegation: citizen service numbers, and data of employees.

It is looked for in the text itself, so that a fault in the shape hides nothing. No message repeats what
was found: `masked` takes such numbers out of what others say about the same place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator.nodes import shortened
from generator.rules.rule import Breach
from generator.rules.words import nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from generator.findings import Finding
    from generator.nodes import Node, Path

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_SHORTEST = 8  # digits: a leading nought is often left out
# Digits with at most one sign between two of them, and the ways in which people divide such a number.
_RUN = re.compile(r"(?<![0-9])[0-9](?:[ .\-–/\u00a0]?[0-9])*")
# Telephone numbers that show they are one, and digests, in which digits stand together by chance.
_NOT_LOOKED_AT = re.compile(
    r"\(0\d{1,3}\)[ -]?\d[\d -]{5,10}|(?:\+|(?<!\d)00)\d{1,3}[ -]?(?:\(0\)[ -]?)?\d(?:[ -]?\d){7,10}"
    r"|(?<!\w)(?=\w*[a-f])[0-9a-f]{32,}(?!\w)",
    re.IGNORECASE,
)
_NINE = re.compile(r"(?<!\d)\d{9}(?!\d)")
_GROUPS = frozenset(
    {(9,), (8,), (3, 3, 3), (4, 2, 3), (2, 3, 4), (3, 2, 4), (2, 2, 2, 3), (2, 3, 3), (3, 3, 2)}
)
# Fields that say what their number is, with the form such a number has: what has that form is no BSN.
_DECLARED: Mapping[str, re.Pattern[str]] = {
    "kvk_nummer": re.compile(r"[0-9]{8}"),
    "rsin": re.compile(r"[0-9]{9}"),
    "telefoon": re.compile(r"[+0(].*"),
}
_ADVICE = (
    "Verwijder het, ook als het een ander nummer is: dat is niet te zien. Schrijf een datum als 2026-11-23."
)

_NAME = r"(?:[A-Z]\.\s?)+(?:(?:van|de|den|der|het|’t|'t|ten|ter|el)\s+)*[A-Z]\w+"
_TITLE = r"(?:de heer|mevrouw|meneer|dhr\.?|mevr\.?|mw\.?)\s+"
_WHO = r"(?:[Ww]erkne(?:mer|emster)|[Mm]edewerk(?:er|ster)|[Pp]ati[eë]nte?|[Cc]li[eë]nte?)"
_DAY = r"(?:\d{1,2}[-/. ](?:\d{1,2}|[a-z]{3,9})[-/. ]\d{2,4}|\d{4}-\d{2}-\d{2})"
_ABOUT_SOMEONE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "een geboortedatum",
        re.compile(rf"(?i:\bgeb(?:oren|oortedatum|\.)\W{{0,3}}(?:op|te \w+,?|is|:)?\W{{0,3}}){_DAY}"),
    ),
    ("de naam van een werknemer", re.compile(rf"\b{_WHO},?\s+(?:{_TITLE}(?:{_NAME}|[A-Z]\w+)|{_NAME})")),
    (
        "de ziekte van een werknemer",
        re.compile(
            r"\bdiagnose\s*(?:luidt|:|=)\s*(?!geen|nee|niet|alleen|nooit|voorbehouden|bedrijfsarts|de bedrijfsarts)\w"
            rf"|\b(?:ICD|DSM|CAS)(?:[ -]?(?:10|11|IV|5))?(?:-?code)?\W{{0,3}}[A-Z]\d{{2}}"
            rf"|\b(?:ziek(?:gemeld)?|arbeidsongeschikt|ziekmelding)\s+(?:sinds|vanaf|per|op)\s+{_DAY}",
            re.IGNORECASE,
        ),
    ),
    (
        "een personeels- of patiëntnummer",
        re.compile(r"\b(?:personeels|pati[eë]nt|cli[eë]nt)(?:nummer|nr\.?)\W{0,3}\d", re.IGNORECASE),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForbiddenKeys:
    """Keys that have a reason not to be there, which says more than that they are unknown.

    `under` limits it to the key of the block in which they stand.
    """

    id: str
    names: frozenset[str]
    says: str
    source: str
    under: str = ""
    do: str = "Verwijder haar."


NO_NUMBER = "UAVG 46"
NO_EMPLOYEES = "AVG 9; RSC-document, III.1; eigen regel"
EMPLOYEE_KEYS = (
    ForbiddenKeys(
        id="V-08",
        names=frozenset({"bsn", "sofi", "sofinummer", "sofi_nummer", "bsn_nummer", "burgerservicenummer"}),
        says="een burgerservicenummer mag hier niet worden verwerkt, ook niet met toestemming.",
        source=NO_NUMBER,
    ),
    ForbiddenKeys(
        id="V-09",
        names=frozenset(
            {
                "behandelaar", "behandeling", "beperkingen", "diagnose", "diagnoses", "geboortedatum", "geboren",
                "klachten", "medicatie", "medicijnen", "patient", "patiënt", "patienten", "patiënten",
                "personeelsnummer", "werknemer", "werknemers", "ziekmelding", "ziekmeldingen", "ziekte", "ziektebeeld",
                "verzuimduur", "verzuimdagen", "eerste_ziektedag",
            }
        ),
        says="gegevens van werknemers horen in het dossier van die werknemer, nooit bij de delegatie.",
        source=NO_EMPLOYEES,
    ),
)  # fmt: skip


def forbidden_keys(root: Node, forbidden: Sequence[ForbiddenKeys]) -> Iterator[tuple[ForbiddenKeys, Breach]]:
    """Yield each key that has a reason not to be there, with that reason."""
    for path, node in nodes(root):
        parent = _last_key(path)
        for key in node.keys:
            for one in forbidden:
                if key.casefold() in one.names and one.under in ("", parent):
                    says = f"De sleutel «{shortened(key)}» hoort hier niet: {one.says} {one.do}"
                    yield one, Breach(path=(*path, key), says=says, at_key=True)


def citizen_numbers(root: Node) -> Iterator[Breach]:
    """Yield each value, and each key, that holds a number which passes the eleven-test and is not declared."""
    for path, node in nodes(root):
        form = _DECLARED.get(_last_key(path))
        if _holds_bsn(node.raw) and not (form and form.fullmatch(node.raw.strip())):
            yield Breach(
                path=path,
                says="Hier staat een getal dat een burgerservicenummer kan zijn: het voldoet aan de elfproef. Zo'n nummer "
                f"mag hier niet worden verwerkt, ook niet met toestemming. {_ADVICE}",
            )
        for name in node.keys:
            if _holds_bsn(name):
                yield Breach(
                    path=(*path, name),
                    says="Deze sleutel bevat een getal dat een burgerservicenummer kan zijn. Zo'n nummer mag hier niet "
                    f"worden verwerkt. {_ADVICE}",
                    at_key=True,
                )


def employees(root: Node) -> Iterator[Breach]:
    """Yield each text that seems to be about one employee; categories of data («klachten») are not."""
    for path, node in nodes(root):
        for what, pattern in _ABOUT_SOMEONE if isinstance(node.value, str) else ():
            if pattern.search(node.value if isinstance(node.value, str) else ""):
                yield Breach(
                    path=path,
                    says=f"Hier lijkt {what} te staan. Gegevens van werknemers horen in het dossier van die werknemer; dit "
                    "bestand gaat over de delegatie en wordt door anderen gelezen. Verwijder ze. Is het iets anders, "
                    "schrijf het dan algemener.",
                )


def masked(text: str) -> str:
    """Give a text in which nothing stands that can be a citizen service number."""
    for start, end in reversed(list(_bsn(text))):
        text = f"{text[:start]}…{text[end:]}"
    return text


def discreet(finding: Finding) -> Finding:
    """Give a finding that repeats no such number, neither in its message nor in its path."""
    return replace(finding, message=masked(finding.message), path=masked(finding.path))


def _holds_bsn(text: str) -> bool:
    return next(_bsn(text), None) is not None


def _bsn(text: str) -> Iterator[tuple[int, int]]:
    """Yield the place of each number that can be one."""
    if sum(map(str.isdigit, text)) < _SHORTEST:
        return
    plain = "".join(str(int(c)) if c.isdecimal() else c for c in text)
    hidden = _NOT_LOOKED_AT.sub(lambda found: "\0" * len(found.group()), plain)
    for run in _RUN.finditer(hidden):
        if tuple(len(group) for group in re.split(r"\D", run.group())) in _GROUPS:
            if _passes(run.group()):
                yield run.span()
            continue
        for nine in _NINE.finditer(run.group()):  # beside another number
            if _passes(nine.group()):
                yield run.start() + nine.start(), run.start() + nine.end()


def _passes(number: str) -> bool:
    digits = [int(character) for character in number if character.isdigit()]
    digits = [0] * (len(_WEIGHTS) - len(digits)) + digits
    total = sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return any(digits) and total % 11 == 0


def _last_key(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Give the findings of one file in the order of its text, each once and none with a citizen service number.

    Where one text stands for several tasks (an alias), one fault is one finding.
    """
    once = {(f.line, f.column, f.rule, f.message): f for f in map(discreet, reversed(list(findings)))}
    return tuple(sorted(once.values(), key=lambda f: (f.line, f.column, f.rule, f.path, f.message)))

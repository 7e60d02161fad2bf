"""Who the employee is, in a text that need not say it (F-V9): numbers, dates of birth, addresses, names.

A citizen service number is known by its eleven-test, so another number can be taken for one: that is told.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from generator.feedback.folding import fold
from generator.fields import FIRST_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NUMBER = (
    "een getal dat een burgerservicenummer kan zijn (het voldoet aan de elfproef). Dat nummer mag hier niet worden "
    "verwerkt, ook niet met toestemming. Verwijder het, ook als het een ander nummer is: dat is niet te zien."
)
BIRTH = (
    "een datum die een geboortedatum kan zijn. Die is voor het advies niet nodig en maakt de werknemer elders "
    "herkenbaar. Verwijder hem."
)
ADDRESS = "een adres of postcode. Het privéadres hoort alleen op de envelop. Verwijder het; noem een werkplek bij haar naam."

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
# Nine digits with at most one separator between two of them, or eight together (a leading nought left out).
_BSN = re.compile(r"(?<![\d])(?<!\d[ .-])(?:\d(?:[ .-]?\d){8}|\d{8})(?![ .-]?\d)")
_DATE = re.compile(r"(?<!\d)(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?!\d)")
_ISO_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
_WRITTEN_DATE = re.compile(
    rf"(?<!\d)\d{{1,2}} (?:{'|'.join(_MONTHS)}|{'|'.join(m[:3] for m in _MONTHS)})\.? (\d{{4}})"
)
_POSTCODE = re.compile(r"(?<!\d)[1-9]\d{3} ?(?!sa|sd|ss)[a-z]{2}(?![a-z0-9])")
# «2027 in» and «1000 kg» are no postcodes, unless written in capitals.
_SHORT_WORDS = frozenset(
    {
        "al", "af", "de", "en", "er", "ik", "in", "is", "je", "na", "nu", "of", "om", "op", "te", "tm", "uw", "we", "ze", "zo",
        "kg", "km", "cm", "mm", "ml", "mg", "kw", "gb", "mb",
    }
)  # fmt: skip
_YOUNGEST = 14  # years that a working person has lived at least
_LEAST_PART = 3
_LEAST_INSIDE = 5
_PREFIXES = frozenset(
    {"van", "den", "der", "het", "ten", "ter", "tot", "von", "und", "las", "los", "des", "zur"}
)


def identifying(text: str, *, today: date, address: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the place of what identifies a person, and what it is, in words that go on after «Hier staat»."""
    folded = fold(text)
    for found in _BSN.finditer(folded.text):
        if is_bsn(found.group()):
            yield *folded.span(*found.span()), NUMBER
    for pattern, group in ((_DATE, 3), (_ISO_DATE, 1), (_WRITTEN_DATE, 1)):
        for found in pattern.finditer(folded.text):
            if _year(found.group(group), today) <= today.year - _YOUNGEST:
                yield *folded.span(*found.span()), BIRTH
    for found in _POSTCODE.finditer(folded.text):
        if found.group()[-2:] not in _SHORT_WORDS or text[folded.span(*found.span())[1] - 1].isupper():
            yield *folded.span(*found.span()), ADDRESS
    for line in address:
        wanted = " ".join(fold(line).text.replace(",", " ").split())
        shape = r"[ ,]+".join(map(re.escape, wanted.split()))
        for found in re.finditer(rf"(?<!\w){shape}(?!\w)", folded.text) if _tells(wanted) else ():
            yield *folded.span(*found.span()), ADDRESS


def is_bsn(text: str) -> bool:
    """Say whether the digits in a text pass the eleven-test of citizen service numbers."""
    digits = [int(character) for character in text if character in "0123456789"]
    if len(digits) == len(_WEIGHTS) - 1:
        digits.insert(0, 0)  # a leading nought is often left out
    if len(digits) != len(_WEIGHTS) or not any(digits):
        return False
    return sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11 == 0


def names_in(reference: str, name: str) -> bool:
    """Say whether a reference holds a part of a person's name: it becomes the name of a folder and of files."""
    parts = [part for part in re.findall(r"[a-z]+", fold(name).text) if len(part) >= _LEAST_PART]
    inside = re.findall(r"[a-z]+", fold(reference).text)
    whole = "".join(inside)
    return any(
        part in inside or (len(part) >= _LEAST_INSIDE and part in whole)
        for part in parts
        if part not in _PREFIXES
    )


def _year(written: str, today: date) -> int:
    year = int(written)
    if len(written) == len("00"):  # the last such year that has come
        year += today.year // 100 * 100
        return year - 100 if year > today.year + 5 else year
    return year if year >= FIRST_YEAR else today.year  # no birth of someone who works


def _tells(line: str) -> bool:
    """Say whether a line of an address tells where someone lives: with a number, so that a town alone does not."""
    return bool(re.search(r"\d", line)) and bool(re.search(r"[a-z]{2}", line))

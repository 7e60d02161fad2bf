"""What tells who someone is, and what only looks like it."""

from __future__ import annotations

from datetime import date

import pytest

from generator.feedback.identity import ADDRESS, BIRTH, NUMBER, identifying, is_bsn, names_in

TODAY = date(2027, 3, 4)
HOME = ("Lindelaan 3", "5213 ZZ Dommelwaard")

FOUND = {
    "a number": ("BSN 123456782", [NUMBER]),
    "a number with stops": ("1234.56.782", [NUMBER]),
    "a number with hyphens": ("123-456-782", [NUMBER]),
    "a number in groups": ("1234 56 782", [NUMBER]),
    "a number of eight digits": ("het nummer 10000008 dus", [NUMBER]),
    "a number in wide digits": ("\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff12", [NUMBER]),
    "a number that fails the test": ("123456789", []),
    "a telephone number": ("073 555 01 01", []),
    "a telephone number from abroad": ("+31 73 555 01 01", []),
    "a BIG number": ("19012345601", []),
    "a date of birth": ("12-03-1981", [BIRTH]),
    "a date of birth with a short year": ("12-03-81", [BIRTH]),
    "a date of birth written out": ("12 maart 1981", [BIRTH]),
    "a date of birth as in files": ("1981-03-12", [BIRTH]),
    "a date to come": ("hervat 01-04-2027", []),
    "a date to come with a short year": ("hervat 1-4-27", []),
    "two times": ("van 8.30 tot 17.30 uur", []),
    "a postcode": ("op 5213 AB", [ADDRESS]),
    "a postcode in small letters": ("op 5213ab", [ADDRESS]),
    "a year before a word": ("vanaf 2027 in eigen werk", []),
    "a weight": ("tot 1000 kg", []),
    "the street of the envelope": ("thuis op de lindelaan 3", [ADDRESS]),
    "another street": ("op de Lindelaan 33", []),
    "the town alone": ("in Dommelwaard", []),
}


@pytest.mark.parametrize("name", FOUND)
def test_what_identifies(name: str) -> None:
    text, kinds = FOUND[name]
    found = list(identifying(text, today=TODAY, address=HOME))
    assert [what for _, _, what in found] == kinds
    assert all(text[start:end].strip() for start, end, _ in found)


@pytest.mark.parametrize(
    ("digits", "verdict"),
    [("123456782", True), ("111222333", True), ("000000000", False), ("123456783", False), ("12", False)],
)
def test_eleven_test(digits: str, *, verdict: bool) -> None:
    assert is_bsn(digits) is verdict


@pytest.mark.parametrize(
    ("reference", "name", "verdict"),
    [
        ("TK-2027-0113", "D. Voorbeeld", False),
        ("TK-VOORBEELD-1", "D. Voorbeeld", True),
        ("TKvoorbeeld1", "D. Voorbeeld", True),
        ("TK-VOS", "A. Vos", True),
        ("TK-VOSSEN", "A. Vos", False),
        ("TK-VAN-1", "A. van Dam", False),
        ("TK-DAM-1", "A. van Dam", True),
        ("TK-zoe", "Zoë de Wit", True),
    ],
)
def test_a_name_in_a_reference(reference: str, name: str, *, verdict: bool) -> None:
    assert names_in(reference, name) is verdict

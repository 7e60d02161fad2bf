"""The ledger: what is written can be read, and any harm to it is found."""

from __future__ import annotations

import hashlib
import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from signing import ledger
from signing.ledger import START, BrokenLedger

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=15)
ENTRIES = st.lists(
    st.dictionaries(
        st.sampled_from(["stap", "document", "naam", "tijd", "na"]),
        TEXTS,
    )
    | st.dictionaries(st.sampled_from(["bytes", "getal"]), st.integers(-(2**53) + 1, 2**53 - 1)),
    max_size=6,
)


def written(entries: list[dict[str, str | int]]) -> bytes:
    book = b""
    for entry in entries:
        book = ledger.append(book, entry)
    return book


BOOK = written([{"stap": "uitgifte", "document": f"D{n}", "naam": "Zoë Łukasiewicz"} for n in range(1, 6)])
LINES = BOOK.splitlines(keepends=True)


def one_line(**data: object) -> bytes:
    """A ledger of one line that is chained as it should be, whatever it holds."""
    return rfc8785.dumps({"nr": 1, "vorige": START, **data}) + b"\n"  # type: ignore[dict-item]


@given(entries=ENTRIES)
def test_what_is_written_is_read(entries: list[dict[str, str | int]]) -> None:
    found = ledger.read(written(entries))
    assert [entry.number for entry in found] == list(range(1, len(entries) + 1))
    for entry, given_data in zip(found, entries, strict=True):
        assert {key: value for key, value in entry.data.items() if key not in ("nr", "vorige")} == given_data


def test_it_only_grows() -> None:
    longer = ledger.append(BOOK, {"stap": "x"})
    assert longer.startswith(BOOK)
    assert len(longer.splitlines()) == 6


def test_each_line_is_canonical_and_chained() -> None:
    previous = START
    for line in BOOK.splitlines():
        data = json.loads(line)
        assert rfc8785.dumps(data) == line
        assert data["vorige"] == previous
        previous = hashlib.sha256(line).hexdigest()


def test_a_ledger_that_was_read_before_hides_no_harm() -> None:
    assert ledger.read(BOOK) == ledger.read(bytes(bytearray(BOOK)))
    for _ in range(2):
        with pytest.raises(BrokenLedger, match="Regel 3 "):
            ledger.read(BOOK.replace(b'"D2"', b'"D9"'))


def test_an_empty_ledger_holds() -> None:
    assert ledger.read(b"") == ()


HARMS = {
    "first line dropped": LINES[1:],
    "middle line dropped": [*LINES[:2], *LINES[3:]],
    "two lines swapped": [LINES[0], LINES[2], LINES[1], *LINES[3:]],
    "a line twice": [*LINES[:2], LINES[1], *LINES[2:]],
    "the last line twice": [*LINES, LINES[-1]],
    "the last line cut": [*LINES[:-1], LINES[-1][:-5]],
    "the last line end gone": [*LINES[:-1], LINES[-1][:-1]],
    "an empty line in between": [*LINES[:2], b"\n", *LINES[2:]],
    "an empty line at the end": [*LINES, b"\n"],
    "spaces added": [LINES[0].replace(b":", b": ", 1), *LINES[1:]],
    "Windows line ends": [line.replace(b"\n", b"\r\n") for line in LINES],
    "the keys in another order": [json.dumps(dict(reversed(json.loads(LINES[0]).items()))).encode() + b"\n", *LINES[1:]],
    "a key twice": [LINES[0].replace(b"{", b'{"document":"D9",', 1), *LINES[1:]],
    "a list": [b"[]\n"],
    "a number": [b"1\n"],
    "not JSON": [b"Geachte heer\n"],
    "not UTF-8": [b"\xff\n"],
    "very deep": [b"[" * 100_000 + b"\n"],
    "a number too long": [b'{"nr":' + b"9" * 5000 + b"}\n"],
    "NaN": [b'{"nr":NaN}\n'],
    "a lone surrogate": [b'{"nr":1,"vorige":"' + START.encode() + b'","x":"\\ud800"}\n'],
    "only a line end": [b"\n"],
}  # fmt: skip


STRANGE: dict[str, tuple[dict[str, object], str]] = {
    **{
        f"{key} is {value!r}": ({key: value}, f"bij «{key}» staat geen tekst")
        for key in ("stap", "document", "na", "voor", "tijd", "naam", "rol")
        for value in ([], {}, 5, None)
    },
    **{f"bytes is {value!r}": ({"bytes": value}, "bij «bytes» staat geen geheel getal") for value in ("9", [], True, 1.5, None)},
}  # fmt: skip


@pytest.mark.parametrize("case", STRANGE)
def test_a_value_of_another_type_is_no_line(case: str) -> None:
    data, says = STRANGE[case]
    with pytest.raises(BrokenLedger, match=f"Regel 1 van het logboek klopt niet: {says}"):
        ledger.read(one_line(**data))


@pytest.mark.parametrize("case", HARMS)
def test_harm_is_found(case: str) -> None:
    harmed = b"".join(HARMS[case])
    with pytest.raises(BrokenLedger, match=r"(Regel \d+ van het|De laatste regel van het) logboek"):
        ledger.read(harmed)
    with pytest.raises(BrokenLedger):
        ledger.append(harmed, {"stap": "x"})


def test_a_cut_at_a_line_is_left_to_the_documents() -> None:
    """Fewer lines are a ledger that holds; the digest of the document's last line gives it away."""
    assert len(ledger.read(b"".join(LINES[:-1]))) == 4


@given(place=st.integers(0, len(b"".join(LINES[:-1])) - 1), other=st.integers(1, 255))
def test_every_changed_byte_before_the_last_line_is_found(place: int, other: int) -> None:
    with pytest.raises(BrokenLedger):
        ledger.read(BOOK[:place] + bytes([BOOK[place] ^ other]) + BOOK[place + 1 :])


def test_each_byte_in_turn() -> None:
    for place in range(len(BOOK) - len(LINES[-1])):
        with pytest.raises(BrokenLedger):
            ledger.read(BOOK[:place] + bytes([BOOK[place] ^ 1]) + BOOK[place + 1 :])


@given(junk=st.binary(max_size=100))
def test_junk_is_broken_never_worse(junk: bytes) -> None:
    if junk:
        with pytest.raises(BrokenLedger):
            ledger.read(junk)

"""The reader of YAML: what it reads, where it says it stands, and what it refuses."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator import source
from generator.nodes import dotted
from generator.resources import content

CORE = {
    "null word": ("null", None),
    "tilde": ("~", None),
    "nothing": ("", None),
    "true": ("true", True),
    "False": ("False", False),
    "yes is text": ("yes", "yes"),
    "ja is text": ("ja", "ja"),
    "integer": ("42", 42),
    "leading zeros": ("007", 7),
    "octal": ("0o17", 15),
    "hexadecimal": ("0x1F", 31),
    "negative": ("-3", -3),
    "underscores are text": ("1_000", "1_000"),
    "base 60 is text": ("1:30", "1:30"),
    "a date is text": ("2026-11-23", "2026-11-23"),
    "float": ("-.5", -0.5),
    "exponent": ("1e3", 1000.0),
    "infinity": (".inf", float("inf")),
    "quoted number is text": ('"42"', "42"),
    "quoted null is text": ("'null'", "null"),
    "too long for a number is text": ("1" * 5000, None),
}


@pytest.mark.parametrize("case", CORE)
def test_core_types(case: str) -> None:
    written, value = CORE[case]
    read = source.read(f"a: {written}\n".encode())
    assert read.findings == ()
    assert read.root is not None
    assert isinstance(read.root.value, dict)
    if case != "too long for a number is text":
        assert read.root.value == {"a": value}
        assert type(read.root.value["a"]) is type(value)


def test_places_of_values_keys_and_what_is_missing() -> None:
    root = source.read(b"# c\na: 1\nb:\n  - x: &n {y: 2}\n  - x: *n\n").root
    assert root is not None
    assert root.place(("a",)) == (2, 4)
    assert root.place(("a",), at_key=True) == (2, 1)
    assert root.place(("b", 0, "x", "y")) == (4, 15)
    assert root.place(("b", 1, "x")) == (5, 8), "the alias itself"
    assert root.place(("b", 1, "x", "y")) == (4, 15), "what it stands for"
    assert root.place(("b", 0, "z")) == (4, 5), "the part that lacks it"
    assert root.place(("q",)) == (2, 1)
    assert dotted(("b", 0, "x")) == "b[0].x"


def test_crlf_and_byte_order_mark_do_not_move_places() -> None:
    root = source.read(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n").root
    assert root is not None
    assert root.place(("a",)) == (1, 4)
    assert root.place(("b",)) == (2, 4)


BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (letter, letter, b",".join([b"*%c" % (letter - 1)] * 9)) for letter in range(98, 123)
)
DEEP_ALIASES = b"a0: &a0 [x]\n" + b"".join(b"a%d: &a%d [*a%d]\n" % (n, n, n - 1) for n in range(1, 60))

REFUSED = {
    "empty": (b"", 1, 1, "leeg"),
    "only a comment": (b"# niets\n", 1, 1, "leeg"),
    "a list": (b"- a\n", 1, 1, "sleutels met waarden"),
    "a text": (b"\n  hallo\n", 2, 3, "sleutels met waarden"),
    "two documents": (b"a: 1\n---\nb: 2\n", 2, 1, "meer dan één document"),
    "an empty second document": (b"a: 1\n---\n", 2, 1, "meer dan één document"),
    "NUL": (b"a: 1\nb: x\x00y\n", 2, 5, "U+0000"),
    "escape": (b"a: \x1b[2J\n", 1, 4, "U+001B"),
    "turned reading direction": ("a: \u202eabc\n".encode(), 1, 4, "U+202E"),
    "line separator": ("a: x\u2028y\n".encode(), 1, 5, "U+2028"),
    "NUL by escape": (b'a: "x\\0"\n', 1, 4, "U+0000"),
    "carriage return by escape": (b'a: "x\\r"\n', 1, 4, "U+000D"),
    "surrogate by escape": (b'a: "\\ud800"\n', 1, 4, "U+D800"),
    "beyond Unicode by escape": (b'a: "\\U00110000"\n', 1, 1, "geen geldige YAML"),
    "latin-1": ("a: 1\nnaam: Zoë\n".encode("latin-1"), 2, 9, "UTF-8"),
    "UTF-16 with mark": ("a: 1\n".encode("utf-16"), 1, 1, "UTF-16"),
    "UTF-16 without mark": ("a: 1\n".encode("utf-16-be"), 1, 1, "UTF-16"),
    "UTF-32": ("a: 1\n".encode("utf-32"), 1, 1, "UTF-32"),
    "same key twice": (b"a: 1\nb: 2\na: 3\n", 3, 1, "twee keer (eerder op regel 1)"),
    "same key, written otherwise": (b'a: 1\n"a": 3\n', 2, 1, "twee keer"),
    "tag": (b"a: !!python/object:os.system x\n", 1, 4, "«!»"),
    "harmless tag": (b"a: !!str 1\n", 1, 4, "«!»"),
    "tag directive": (b"%TAG ! tag:x,2000:\n---\na: 1\n", 1, 1, "«%»"),
    "another version": (b"%YAML 1.1\n---\na: yes\n", 1, 1, "«%»"),
    "number as key": (b"1: a\n", 1, 1, "Een sleutel moet tekst zijn"),
    "list as key": (b"? [a]\n: 1\n", 1, 3, "geen lijst"),
    "mapping as key": (b"{{a: 1}: 2}\n", 1, 2, "geen lijst"),
    "alias as key": (b"a: &x b\n*x : 1\n", 2, 1, "verwijzing"),
    "alias to nothing": (b"a: *x\n", 1, 4, "niet vóór"),
    "alias to itself": (b"a: &x [*x]\n", 1, 8, "zelf in staat"),
    "billion laughs": (BOMB, 5, 8, "10000 onderdelen"),
    "deep by aliases": (DEEP_ALIASES, 50, 12, "50 niveaus"),
    "deep lists": (b"[" * 100_000, 1, 51, "50 niveaus"),
    "deep mappings": (b"{a: " * 100_000, 1, 201, "50 niveaus"),
    "deep by dashes": (b"- " * 100_000, 1, 101, "50 niveaus"),
    "many values": (b"a: [" + b"x," * 100_000 + b"]", 1, 3 + 2 * 9998, "10000 onderdelen"),
    "many lines": (b"a: 1\n" + b"\n" * 20_001, 20_001, 1, "20000 regels"),
    "many words": (b"a:\n  " + b"x " * 100_000, 2, 3 + 2 * 99_999, "100000 woorden"),
    "a long text": (b"a: 1\nb: " + b"x" * 20_001, 2, 4, "20000 tekens"),
    "much text": (b"a:\n" + b"- %s\n" % (b"x" * 10_000) * 11, 11, 3, "100000 tekens"),
    "much text by aliases": (
        b"a: &a " + b"x" * 10_000 + b"\nb: [" + b"*a," * 10 + b"]\n",
        2,
        29,
        "100000 tekens",
    ),
    "too large": (b"a: 1\n" + b"#" * source.MAX_BYTES, 1, 1, "1 MiB"),
    "tab": (b"a:\n\tb: 1\n", 2, 1, "tab"),
    "open quote": (b'a: 1\nb: "x\nc: 2\n', 2, 4, "aanhalingsteken"),
    "open list": (b"a: [x\nb: 2\n", 2, 2, "komma"),
    "colon in text": (b"a: b: c\n", 1, 5, "dubbele punt"),
    "indentation": (b"a:\n   b: 1\n  c: 2\n", 3, 3, "inspringing"),
    "at sign": (b"a: @x\n", 1, 4, "aanhalingstekens"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_in_dutch_at_its_place(case: str) -> None:
    data, line, column, says = REFUSED[case]
    first = source.read(data).findings[0]
    assert (first.rule, first.severity, first.line, first.column) == ("YAML", "error", line, column)
    assert says in first.message


@pytest.mark.parametrize("case", REFUSED)
def test_one_fault_is_one_finding(case: str) -> None:
    assert len(source.read(REFUSED[case][0]).findings) == 1


SLOW = {
    "a tag of a megabyte": b"a: !" + b"x" * (source.MAX_BYTES - 10),
    "a million brackets": b"[" * source.MAX_BYTES,
    "a million directives": b"%X\n" * (source.MAX_BYTES // 3),
    "a thousand repeated long keys": b"".join(
        b"%s: {a: 1, a: 2}\n" % (b"k" * 900 + b"%d" % n) for n in range(999)
    ),
}


@pytest.mark.parametrize("case", SLOW)
def test_time_is_bounded(case: str) -> None:
    """More of these, through all of a check, stand in `report/test_check_file.py`."""
    start = time.process_time()
    assert source.read(SLOW[case]).findings
    assert time.process_time() - start < 4


def test_all_that_can_be_told_at_once() -> None:
    read = source.read(b'a: 1\na: 2\n3: x\nb: "\\0"\nb: 4\n')
    assert [finding.line for finding in read.findings] == [2, 3, 4, 5]
    assert read.root is not None
    assert read.root.value == {"a": 1, "3": "x", "b": "\ufffd"}


def test_version_1_2_may_be_said() -> None:
    assert source.read(b"%YAML 1.2\n---\na: 1\n...\n").findings == ()


@given(st.binary(max_size=400))
@example(b"\xef\xbb\xbf")
@example(b"a: \xf0\x9f\x98\x80")
def test_any_bytes_give_findings_or_a_mapping(data: bytes) -> None:
    read = source.read(data)
    assert (read.root is not None) or read.findings
    assert all(finding.line >= 1 and finding.column >= 1 for finding in read.findings)


@given(st.text(alphabet="ab01 \n:-[]{}&*!?|>'\"#%,~\\\t@`", max_size=60))
@example("? ")
@example("- - - ? a")
@example("a: |2-\n")
@example("&a a: *a")
@example("*a: ")
def test_any_punctuation_gives_findings_or_a_mapping(text: str) -> None:
    read = source.read(text.encode())
    assert (read.root is not None) or read.findings


EXAMPLE = (content("examples") / "in-dienst.yaml").read_bytes()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(EXAMPLE) - 1), st.binary(max_size=4), st.integers(0, 8))
def test_a_damaged_example_is_still_only_read(at: int, put: bytes, take: int) -> None:
    read = source.read(EXAMPLE[:at] + put + EXAMPLE[at + take :])
    assert (read.root is not None) or read.findings

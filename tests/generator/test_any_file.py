"""Whatever becomes of a valid file, by slip or by malice: it ends in findings or in none, and soon."""

from __future__ import annotations

import json
import time
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator import source
from generator.delegation import Delegation, parse
from generator.limits import Limits
from generator.new.answers import Answers
from generator.new.text import text_of
from generator.report.check import Checked, check_file
from generator.report.gather import Asked
from generator.report.sarif import sarif
from generator.report.text import told
from generator.resources import content

EXAMPLES = content("examples")
NAMES = ("in-dienst", "extern", "terugkoppeling", "terugname", "toezicht")
TEXTS = {name: (EXAMPLES / f"{name}.yaml").read_bytes() for name in NAMES}

Path_ = tuple[str | int, ...]


def survives(data: bytes) -> Checked:
    """Check a file and tell of it in every way."""
    path = EXAMPLES / "veranderd.yaml"
    start = time.process_time()
    found = check_file(
        Asked(name="veranderd.yaml", path=path), lambda _: data, templates=None, limits=Limits()
    )
    assert found is not None
    text = "\n".join(told(found, strict=True, colour=False))
    log = json.dumps(sarif([found], here=EXAMPLES))
    assert time.process_time() - start < 2
    assert log
    assert not any("\x00" <= c < " " for c in text.replace("\n", ""))
    for finding in found.findings:
        assert finding.line >= 1
        assert finding.column >= 1
        assert finding.message
    return found


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.data())
def test_bytes_put_in_and_taken_out(name: str, draw: st.DataObject) -> None:
    data = TEXTS[name]
    for _ in range(draw.draw(st.integers(1, 4))):
        at = draw.draw(st.integers(0, len(data)))
        put = draw.draw(st.one_of(st.binary(max_size=6), st.sampled_from(PIECES)))
        data = data[:at] + put + data[at + draw.draw(st.sampled_from([0, 0, 1, 3, 40])) :]
    survives(data)


PIECES = [b"\n", b"\r", b"\t", b"- ", b": ", b"{", b"}", b"[", b"]", b"'", b'"', b"&a ", b"*a ", b"<<: ", b"? ", b"| ", b"#",
          b"---\n", b"...\n", b"!x ", b"\xff", b"\xef\xbb\xbf", "\u2028".encode(), b"\\", b"null",
          b"1e999", b"0x", b".nan"]  # fmt: skip


def places(values: Any, path: Path_ = ()) -> list[Path_]:
    match values:
        case dict():
            inner = [places(value, (*path, key)) for key, value in values.items()]
        case list():
            inner = [places(value, (*path, index)) for index, value in enumerate(values)]
        case _:
            inner = []
    return [path] * bool(path) + [place for part in inner for place in part]


def owner(values: Any, path: Path_) -> Any:
    for step in path[:-1]:
        values = values[step]
    return values


def tree(name: str) -> dict[str, Any]:
    root = source.read(TEXTS[name]).root
    assert root is not None
    found: dict[str, Any] = json.loads(json.dumps(root.value))
    return found


ODD = st.sampled_from(
    [None, True, 0, -1, 10**29, 1.5, float("inf"), "", " ", "x", "2026-13-01", "0000-01-01", "9999-12-31", "2027-01-01",
     [], {}, [None], [[]], {"": ""}, {"a": None}, "\u202e", "{text}", "%s", "x" * 6_000, "../..", "111222333", "P1W", "P0D",
     "P" + "9" * 400 + "W", "P9999999Y", "-", "a" * 300, "٣", "\ud800", "e\u0301" * 200]
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.data())
def test_values_moved_dropped_and_replaced(name: str, draw: st.DataObject) -> None:
    values = tree(name)
    for _ in range(draw.draw(st.integers(1, 3))):
        path = draw.draw(st.sampled_from(places(values)))
        part = owner(values, path)
        match draw.draw(st.sampled_from(["drop", "put", "put", "move", "name"])):
            case "drop":
                del part[path[-1]]
            case "put":
                part[path[-1]] = deepcopy(draw.draw(ODD))  # the next change may be within it
            case "move":
                other = draw.draw(st.sampled_from(places(values)))
                part[path[-1]] = deepcopy(owner(values, other)[other[-1]])
            case _ if isinstance(part, dict):
                part[draw.draw(st.text(max_size=8))] = part.pop(path[-1])
        if not places(values):
            break
    survives(json.dumps(values, indent=1).encode("utf-8", "surrogatepass"))


def written(delegation: Delegation) -> bytes:
    """The file that says this, as `delegatie nieuw` writes files."""
    given_ = Answers(delegation.model_dump(mode="json", exclude_unset=True))
    return text_of(given_, draft=False).encode()


TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=120),
    st.text(alphabet="ab \n:-#'\"[]{},&*!|>%@`\\\t~0é…", min_size=1, max_size=60),
    st.sampled_from(
        ["no", "null", "1.0", "0x1", "- a", "a: b", "a #b", "\n\n", "a\n  b\n", "'", "<<", "2026-11-23", "="]
    ),
)


@pytest.mark.parametrize("name", ["in-dienst", "extern"])
@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.data())
@example(None)
def test_a_delegation_that_is_written_is_read_back_as_itself(name: str, draw: st.DataObject | None) -> None:
    values = tree(name)
    values["afwijkingen"] = [{"regel": "V-12", "motivering": "m", "bron": "b"}]
    values["ondertekening"] = {"werkgever": {"niveau": "qes", "naam": "C. Bakker"}}
    for _ in range(0 if draw is None else draw.draw(st.integers(1, 4))):
        assert draw is not None
        path = draw.draw(
            st.sampled_from([p for p in places(values) if isinstance(owner(values, p)[p[-1]], str)])
        )
        owner(values, path)[path[-1]] = draw.draw(TEXT)
    delegation = parse(json.dumps(values).encode()).delegation
    if delegation is None:
        return  # it says something that no delegation can
    again = parse(written(delegation))
    assert again.findings == ()
    assert again.delegation == delegation
    assert written(again.delegation) == written(delegation)

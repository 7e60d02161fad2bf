"""What the tests of additions share: the example beside its delegation, with one change, and its papers."""

from __future__ import annotations

import json
from contextlib import suppress
from copy import deepcopy
from typing import Any, Protocol

from example_file import Change, both, changed, data, drop, put, text
from hypothesis import strategies as st
from word_parts import AT, DIGEST, TEMPLATES

from generator import catalogue
from generator.addition import Addition
from generator.context import context, of_addition
from generator.delegation import Delegation
from generator.errors import GeneratorError
from generator.findings import Finding
from generator.word import render

__all__ = [
    "Change", "Harm", "both", "changed", "data", "delegation", "drop", "findings_or_paper", "found", "harms", "judged", "paper",
    "put", "text",
]  # fmt: skip

Found = set[tuple[str, str, str]]


class Reader(Protocol):
    def read(
        self, data: bytes, *, delegation: Delegation, templates: None
    ) -> tuple[Addition | None, tuple[Finding, ...]]: ...


def delegation(name: str = "in-dienst", *changes: Change) -> Delegation:
    values = data(name)
    both(*changes)(values)
    return Delegation.model_validate(values)


def judged(
    reader: Reader, name: str, change: Change, *, of: Delegation | None = None
) -> tuple[Addition | None, tuple[Finding, ...]]:
    return reader.read(changed(change, name), delegation=of or delegation(), templates=None)


def found(reader: Reader, name: str, change: Change, *, of: Delegation | None = None) -> Found:
    """Rule, severity and path of everything found; an error means that there is nothing to print."""
    addition, findings = judged(reader, name, change, of=of)
    assert (addition is None) == any(finding.severity == "error" for finding in findings)
    return {(one.rule, one.severity, one.path) for one in findings}


def paper(kind: str, slug: str, of: Delegation, brought: dict[str, object]) -> bytes:
    """The Word document of a kind that is made after the delegation."""
    wanted = next(one for one in catalogue.all_documents() if (one.id, one.slug) == (kind, slug))
    values = context(of, kind=wanted, tasks=catalogue.tasks(), proef=False, bron_sha256=DIGEST)
    return render(TEMPLATES / wanted.template, values | brought, at=AT)


def of(addition: Addition | None) -> dict[str, object]:
    assert addition is not None
    return of_addition(addition)


Harm = tuple[tuple[str | int, ...], object]
_ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.builds(list), st.builds(dict),
    st.sampled_from(["alle", "geheel", "2027-02-30", "2027-05-12", "123456782", "omdat", "bsn", "«{{ x }}»"]),
    st.lists(st.text(max_size=5), max_size=3), st.dictionaries(st.text(max_size=8), st.text(max_size=5), max_size=3),
)  # fmt: skip


def harms(name: str) -> st.SearchStrategy[bytes]:
    """The example with some values replaced by something else, or with a key added: JSON is YAML."""
    whole = data(name)
    places = list(_paths(whole))
    one = st.tuples(st.sampled_from(places), _ODD)
    return st.lists(one, min_size=1, max_size=4).map(lambda several: _harmed(whole, several))


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    steps: list[str | int] = []
    if isinstance(value, dict):
        steps = [*value, "toegevoegd"]
    elif isinstance(value, list):
        steps = list(range(len(value)))
    found = [(*path, step) for step in steps]
    for step in steps:
        if step != "toegevoegd":
            found += _paths(value[step], (*path, step))
    return found


def _harmed(whole: dict[str, Any], several: list[Harm]) -> bytes:
    values = deepcopy(whole)
    for path, odd in several:
        part: Any = values
        for step in path[:-1]:
            try:
                part = part[step]
            except (LookupError, TypeError):  # an earlier harm took it away
                break
        else:
            if isinstance(part, dict) or (
                isinstance(part, list) and isinstance(path[-1], int) and path[-1] < len(part)
            ):
                part[path[-1]] = deepcopy(odd)
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass")


def findings_or_paper(reader: Reader, raw: bytes, kind: str, slug: str) -> None:
    """Whatever the bytes: errors and nothing to print, or a paper."""
    whole = delegation()
    addition, findings = reader.read(raw, delegation=whole, templates=None)
    assert (addition is None) == any(finding.severity == "error" for finding in findings)
    if addition is not None:
        with suppress(GeneratorError):  # a sign that cannot be printed is refused in words
            assert paper(kind, slug, whole, of(addition))

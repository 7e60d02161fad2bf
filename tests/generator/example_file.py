"""The two example files as data: to change one thing, and to write it as YAML again."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from generator import source
from generator.findings import Finding
from generator.resources import content
from generator.rules import findings_of

Change = Callable[[dict[str, Any]], object]


def text(name: str = "in-dienst") -> str:
    return (content("examples") / f"{name}.yaml").read_text(encoding="utf-8")


def data(name: str = "in-dienst") -> dict[str, Any]:
    """A fresh copy in which nothing is shared, whatever the aliases of the file are."""
    values: dict[str, Any] = json.loads(_plain(name))
    return values


@cache
def _plain(name: str) -> str:
    root = source.read(text(name).encode()).root
    assert root is not None
    assert isinstance(root.value, dict)
    return json.dumps(root.value)


def changed(change: Change, name: str = "in-dienst") -> bytes:
    """The example with one change, as bytes: JSON is YAML."""
    values = data(name)
    change(values)
    return json.dumps(values, ensure_ascii=False, indent=1).encode()


def findings(change: Change, name: str = "in-dienst") -> tuple[Finding, ...]:
    return _findings(changed(change, name))


@cache
def _findings(data: bytes) -> tuple[Finding, ...]:
    """The same bytes give the same findings: rows are asked for what they give by more tests than one."""
    return findings_of(data)[1]


def found(change: Change, name: str = "in-dienst") -> set[tuple[str, str, str]]:
    """Rule, severity and path of everything found above `info`."""
    return {(f.rule, f.severity, f.path) for f in findings(change, name) if f.severity != "info"}


def put(*path: str | int, value: object) -> Change:
    """The change that puts `value` at `path`."""

    def change(values: dict[str, Any]) -> None:
        part: Any = values
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = value

    return change


def drop(*path: str | int) -> Change:
    """The change that takes away what is at `path`."""

    def change(values: dict[str, Any]) -> None:
        part: Any = values
        for step in path[:-1]:
            part = part[step]
        del part[path[-1]]

    return change


def both(*changes: Change) -> Change:
    """One change after another."""

    def change(values: dict[str, Any]) -> None:
        for one in changes:
            one(values)

    return change

"""The example feedback file as data, to change one thing and look what is found."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from typing import Any

from generator import feedback, source
from generator.delegation import Delegation, parse
from generator.findings import Finding
from generator.resources import content
from tests.generator.example_file import Change, changed

NAME = "terugkoppeling"


def text() -> str:
    return (content("examples") / f"{NAME}.yaml").read_text(encoding="utf-8")


def data() -> dict[str, Any]:
    root = source.read(text().encode()).root
    assert root is not None
    assert isinstance(root.value, dict)
    return deepcopy(json.loads(json.dumps(root.value)))


def altered(change: Change = lambda _values: None) -> bytes:
    values = data()
    change(values)
    return json.dumps(values, ensure_ascii=False, indent=1).encode()


def delegation(change: Change = lambda _values: None) -> Delegation:
    found = parse(changed(change)).delegation
    assert found is not None
    return found


def findings(
    change: Change = lambda _values: None, *, of: Change = lambda _values: None
) -> tuple[Finding, ...]:
    """Everything found in the example with one change, beside the delegation with one change."""
    return feedback.read(altered(change), delegation=delegation(of))[1]


def found(
    change: Change = lambda _values: None, *, of: Change = lambda _values: None
) -> set[tuple[str, str, str]]:
    return {(f.rule, f.severity, f.path) for f in findings(change, of=of)}


def put_at(path: str, value: object) -> Change:
    """The change that puts `value` at a dotted path; a list there is replaced when the path ends with its name."""

    def change(values: dict[str, Any]) -> None:
        part: Any = values
        steps = [int(step) if step.isdigit() else step for step in re.findall(r"\w+", path)]
        for step in steps[:-1]:
            part = part[step]
        part[steps[-1]] = value

    return change

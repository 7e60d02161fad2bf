"""What a question is, and how the file's schema says what kind of answer it takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from generator.schema import schema_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.nodes import Path

Kind = Literal[
    "tekst",  # one line of text
    "datum",
    "keuze",  # one of the values that the schema allows
    "ja-nee",  # a value of the file
    "teksten",  # several, on one line
    "data",
    "duur",  # how often, as an ISO 8601 duration
    "vingerafdruk",  # a SHA-256, or the file to take it of
    "taken",  # which tasks of the catalogue
    "deel",  # whether there is such a part, or one more of a list
    "zelfde",  # whether it is as with the task before
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question: where its answer goes, what is proposed, and what a trial puts there meanwhile.

    `asks` takes the place of the key's label. What is `optional` may be left out.
    """

    path: Path
    kind: Kind
    proposal: Any = None
    filler: Any = None
    optional: bool = False
    asks: str = ""


@cache
def file_schema() -> dict[str, Any]:
    """Give the schema of the delegation file."""
    return schema_of("delegatie")


def schema_at(path: Path) -> Mapping[str, Any]:
    """Give the part of the schema at `path`."""
    found: Mapping[str, Any] = file_schema()
    for step in path:
        found = found["items"] if isinstance(step, int) else found["properties"][step]
    return found


def kind_of(path: Path) -> Kind:
    """Give the kind of answer that the schema asks for at `path`."""
    found = schema_at(path)
    if found["type"] == "array":
        return "data" if found["items"].get("format") == "date" else "teksten"
    if found["type"] == "boolean":
        return "ja-nee"
    if "enum" in found:
        return "keuze"
    return "datum" if found.get("format") == "date" else "tekst"


def example_at(path: Path) -> Any:  # noqa: ANN401 - of any kind
    """Give the example of the schema at `path`."""
    return schema_at(path)["examples"][0]

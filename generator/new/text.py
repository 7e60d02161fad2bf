"""A delegation file as text, with comments that say what each part is and why it is there.

A draft explains every key that is still empty; what may be left out stands in it as a comment.
"""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING, Any

from generator.new.question import file_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.new.answers import Answers
    from generator.nodes import Path

DRAFT = "# Concept van «delegatie nieuw»: de lege sleutels moeten nog worden ingevuld."
_DRAFT_HEAD = (
    DRAFT,
    "# Ga verder met de vragen: `delegatie nieuw` met de naam van dit bestand. Het wordt dan opnieuw geschreven;",
    "# eigen opmerkingen verdwijnen. Of vul hier zelf in, en kijk met `delegatie controleer` wat er nog ontbreekt.",
    "# Wat achter een # staat, telt niet mee. Zet hier geen gegevens van werknemers in, geen BSN en niets medisch.",
)
_HEAD = (
    "# Delegatiebestand, gemaakt met «delegatie nieuw». Wat achter een # staat, is uitleg en telt niet mee.",
    "# Zet hier geen gegevens van werknemers in, geen BSN en niets medisch.",
)
# What may be left out, but should be thought of: open in a draft, not a comment.
_OPEN_PARTS = {
    "bedrijfsarts.waarnemer": "Mag ontbreken (verwijder dan het hele deel).",
    "gedragscode": "Mag dan ontbreken (verwijder het hele deel).",
}
_OPEN = {*_OPEN_PARTS, "taken.aanwijzingen", "taken.bekwaamheid.bewijs"}

_WIDTH = 100
_SHORT = 90
_PLAIN = re.compile(r"[^\W\d_](?:[\w .,;@&%'’()/+–-]*[\w.)])?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NOT_TEXT = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}


def text_of(given: Answers, *, draft: bool) -> str:
    """Write the file; a `draft` has every key that is still to be answered."""
    lines = [*(_DRAFT_HEAD if draft else _HEAD)]
    document = {"formaat": 1, **given.document}
    lines += _Writer(given, draft=draft).part(file_schema(), document, ())
    return "\n".join(lines) + "\n"


def scalar(value: Any) -> str:  # noqa: ANN401 - any value of a file
    """Write one value so that it is read back as itself."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    plain = _PLAIN.fullmatch(text) and text.casefold() not in _NOT_TEXT
    return text if plain or _DATE.fullmatch(text) else json.dumps(text, ensure_ascii=False)


class _Writer:
    def __init__(self, given: Answers, *, draft: bool) -> None:
        self._given = given
        self._draft = draft
        self._explained: set[str] = set()

    def part(self, schema: Mapping[str, Any], values: Mapping[str, Any], path: Path) -> Iterator[str]:
        """Yield the lines of a mapping, in the order of the schema."""
        for name, inner in schema["properties"].items():
            here = (*path, name)
            value = values.get(name)
            if value in (None, {}):
                required = name in schema.get("required", ()) or _general(here) in _OPEN
                yield from self._absent(inner, here, required=required)
            else:
                yield from self._present(inner, value, here)

    def _present(self, schema: Mapping[str, Any], value: Any, path: Path) -> Iterator[str]:  # noqa: ANN401
        yield from self._above(schema, path, explain=_has_keys(schema))
        name = path[-1]
        if isinstance(value, dict):
            yield f"{name}:"
            yield from _indented(self.part(schema, value, path))
        elif isinstance(value, list) and "properties" in schema["items"] and value:
            yield f"{name}:"
            for index, entry in enumerate(value):
                yield from _indented(_item(self.part(schema["items"], entry or {}, (*path, index))))
        elif isinstance(value, list):
            inline = f"{name}: [{', '.join(map(_within_brackets, value))}]"
            if len(inline) <= _SHORT:
                yield inline
            else:
                yield f"{name}:"
                yield from (f"  - {scalar(entry)}" for entry in value)
        else:
            yield f"{name}: {scalar(value)}"

    def _absent(self, schema: Mapping[str, Any], path: Path, *, required: bool) -> Iterator[str]:
        """Yield what a draft says of a key that has no value: open, or as a comment with an example."""
        if not self._draft or path in self._given.declined:
            return
        optional = not required or _general(path) in _OPEN_PARTS
        lines = self._empty(schema, path, example=not required, optional=optional)
        yield from lines if required else _commented(lines)

    def _empty(
        self, schema: Mapping[str, Any], path: Path, *, example: bool, optional: bool = False
    ) -> Iterator[str]:
        """Yield a key with its explanation, and with nothing behind it or with the `example`."""
        yield from self._above(schema, path, explain=True, optional=optional, example=example)
        name, inner = path[-1], schema.get("items", schema)
        if "properties" not in inner:
            yield f"{name}: {_example(schema)}" if example else f"{name}:"
            return
        yield f"{name}:"
        if inner is schema:
            yield from _indented(self._keys(inner, path, example=example))
            return
        # A list that may be empty is a statement when it is: «[]» is for its author to write.
        open_list = example or "minItems" in schema or _general(path) in _OPEN
        lines = _indented(_item(self._keys(inner, (*path, 0), example=not open_list or example)))
        yield from lines if open_list else _commented(lines)

    def _keys(self, schema: Mapping[str, Any], path: Path, *, example: bool) -> Iterator[str]:
        for name, inner in schema["properties"].items():
            here = (*path, name)
            required = name in schema.get("required", ()) or _general(here) in _OPEN
            if example:
                yield from self._empty(inner, here, example=True, optional=not required)
            else:
                yield from self._absent(inner, here, required=required)

    def _above(
        self,
        schema: Mapping[str, Any],
        path: Path,
        *,
        explain: bool,
        optional: bool = False,
        example: bool = False,
    ) -> Iterator[str]:
        """Yield the blank line before a part at the top, and its explanation where it stands first."""
        if len(path) == 1 and (_has_keys(schema) or schema["type"] == "array"):
            yield ""
            explain = True
        if not explain or _general(path) in self._explained:
            return
        self._explained.add(_general(path))
        said = f"{schema['title'].rstrip('?')}{'?' if schema['title'].endswith('?') else '.'} {schema['description']}"
        if optional:
            said += f" {_OPEN_PARTS.get(_general(path), 'Mag ontbreken.')}"
        inner = schema.get("items", schema)
        if self._draft and not _has_keys(schema):
            if "enum" in inner and len(inner["enum"]) < _WIDTH // 4:
                said += f" Kies: {' | '.join(inner['enum'])}"
            elif not example and "examples" in schema:
                said += f" Bijvoorbeeld: {_example(schema)}"
        width = _WIDTH - 2 * len(path)
        yield from textwrap.wrap(
            said,
            width,
            initial_indent="# ",
            subsequent_indent="# ",
            break_long_words=False,
            break_on_hyphens=False,
        )


def _commented(lines: Iterator[str]) -> Iterator[str]:
    """Make comments of lines, at the indent that they all have, as an editor does."""
    found = list(lines)
    indent = min((len(line) - len(line.lstrip()) for line in found if line), default=0)
    return (f"{line[:indent]}# {line[indent:]}" if line else line for line in found)


def _has_keys(schema: Mapping[str, Any]) -> bool:
    return "properties" in schema.get("items", schema)


def _general(path: Path) -> str:
    return ".".join(step for step in path if isinstance(step, str))


def _example(schema: Mapping[str, Any]) -> str:
    inner = schema.get("items", schema)
    example = inner["enum"][0] if "enum" in inner else schema["examples"][0]
    if isinstance(example, list):
        return f"[{', '.join(map(_within_brackets, example))}]"
    return f"[{scalar(example)}]" if "items" in schema else scalar(example)


def _within_brackets(value: Any) -> str:  # noqa: ANN401
    text = scalar(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) and "," in text else text


def _indented(lines: Iterator[str]) -> Iterator[str]:
    return (f"  {line}" if line else "" for line in lines)


def _item(lines: Iterator[str]) -> Iterator[str]:
    """Put the dash of a list entry before its first key; comments above it stay above."""
    started = False
    for line in lines:
        if not started and line and not line.startswith("#"):
            started = True
            yield f"- {line}"
        else:
            yield f"  {line}" if started and line else line

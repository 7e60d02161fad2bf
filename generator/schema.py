"""The JSON Schema of a person's file (2020-12), for completion and explanation in an editor.

It comes from the models that read the file and the explanations in `generator.guide`. It is no stricter
than `delegatie controleer`, and less complete: what must hold between values only the rules know.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from generator import catalogue
from generator.guide.keys import keys_of, model_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from generator.catalogue import Task
    from generator.guide.keys import File, Key

_TITLES: Mapping[File, str] = {
    "delegatie": "Delegatiebestand",
    "terugkoppeling": "Terugkoppelingsbestand",
    "terugname": "Terugnamebestand",
    "toezicht": "Toezichtbestand",
}

# What validators ask that their model cannot tell.
_SOME_KEY = {"minProperties": 1}
_COUNT = {"minimum": 0, "maximum": 100_000}
_AT_MOST_25 = {"maxItems": 25}
_ASKED: Mapping[tuple[File, str], dict[str, Any]] = {
    ("delegatie", "ondertekening.bedrijfsarts"): _SOME_KEY,
    ("delegatie", "ondertekening.taakgedelegeerde"): _SOME_KEY,
    ("delegatie", "ondertekening.werkgever"): _SOME_KEY,
    ("terugkoppeling", "inhoud.werkzaamheden"): _SOME_KEY,
    ("terugkoppeling", "inhoud.vervolg"): _SOME_KEY,
    **{
        ("terugkoppeling", f"inhoud.{path}"): _AT_MOST_25
        for path in (
            *(f"werkzaamheden.{part}" for part in ("wel", "niet", "beperkingen", "mogelijkheden")),
            *("aanpassingen", "interventies", "werk.factoren", "werk.adviezen"),
        )
    },
    **{("toezicht", f"{part}.aantal"): _COUNT for part in ("taken", "overleg", "escalaties")},
}
_TASK_KEYS = ("taken.taak", "eerder_teruggenomen.taak")


def schema_of(file: File, *, templates: Path | None = None) -> dict[str, Any]:
    """Give the schema of a kind of file; `templates` is the folder whose list of tasks holds."""
    made = model_of(file).model_json_schema()
    parts: dict[str, Any] = made.pop("$defs", {})
    walk = _Walk(file, keys_of(file), parts, catalogue.tasks(templates))
    schema = walk.object(made, "")
    if file == "terugname":
        all_or_some = schema["properties"]["taken"]
        some = {name: all_or_some.pop(name) for name in ("type", "items")} | {"minItems": 1}
        all_or_some |= {"anyOf": [{"const": "alle"}, some], "examples": ["alle"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": _TITLES[file],
        "description": f"{_TITLES[file]} van «delegatie», formaat 1.",
        **schema,
    }


def text_of(file: File, *, templates: Path | None = None) -> str:
    """Give the schema as text, as it is kept and printed."""
    return json.dumps(schema_of(file, templates=templates), ensure_ascii=False, indent=2) + "\n"


class _Walk:
    """Writes the parts out where they are used, so that every key is explained in its own place."""

    def __init__(
        self,
        file: File,
        keys: Mapping[str, Key],
        parts: Mapping[str, Any],
        tasks: Mapping[str, Task],
    ) -> None:
        self._file: File = file
        self._keys = keys
        self._parts = parts
        self._tasks = tasks

    def object(self, schema: Mapping[str, Any], path: str) -> dict[str, Any]:
        """Give a mapping with its keys; the order is that of the file."""
        properties = {
            name: self._value(value, f"{path}.{name}" if path else name)
            for name, value in schema["properties"].items()
        }
        made = {"type": "object", "additionalProperties": False, "properties": properties}
        return made | ({"required": schema["required"]} if "required" in schema else {})

    def _value(self, schema: Mapping[str, Any], path: str) -> dict[str, Any]:
        key = self._keys[path]
        made = {"title": key.title, "description": key.text} | self._form(schema, path)
        made |= _ASKED.get((self._file, path), {})
        leaf = made.get("items", made)
        if key.pattern:
            leaf["pattern"] = key.pattern
        if path in _TASK_KEYS:
            leaf |= _choices({task.id: task.tekst for task in _delegable(self._tasks.values())})
        elif "enum" in leaf:
            leaf |= _choices({value: key.choices[value] for value in leaf["enum"]})
        if key.example:
            made["examples"] = [_example(key.example, made)]
        return made

    def _form(self, schema: Mapping[str, Any], path: str) -> dict[str, Any]:
        """Give what a value must look like, without the names and docstrings of the model."""
        if "anyOf" in schema:  # what may be left out may still not be empty
            (schema,) = (one for one in schema["anyOf"] if one.get("type") != "null")
        if "$ref" in schema:
            return self.object(self._parts[schema["$ref"].rpartition("/")[2]], path)
        made = {name: value for name, value in schema.items() if name not in _MODEL_WORDS}
        if "items" in made:
            made["items"] = self._form(made["items"], path)
        return made


_MODEL_WORDS = {"title", "description", "default", "ge", "le"}


def _delegable(tasks: Iterable[Task]) -> list[Task]:
    return [task for task in tasks if task.delegeerbaar or task.bron_onzeker]


def _choices(values: Mapping[str, str]) -> dict[str, Any]:
    # `enumDescriptions` is no word of JSON Schema; editors know it, and validators pass it by.
    return {"enum": list(values), "enumDescriptions": list(values.values())}


def _example(text: str, schema: Mapping[str, Any]) -> object:
    kind = schema.get("type")
    if kind == "array":
        return [_example(text, schema["items"])]
    if kind == "integer":
        return int(text)
    return text == "true" if kind == "boolean" else text

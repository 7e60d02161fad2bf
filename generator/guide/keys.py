"""The explanation of every key, read from the TOML files beside this module, and the models they explain."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from generator.fields import Part

File = Literal["delegatie", "terugkoppeling", "terugname", "toezicht"]

_MODELS: Mapping[File, tuple[str, str]] = {
    "delegatie": ("generator.delegation", "Delegation"),
    "terugkoppeling": ("generator.feedback.model", "Terugkoppeling"),
    "terugname": ("generator.withdrawal", "Terugname"),
    "toezicht": ("generator.supervision", "Toezichtverslag"),
}
FILES: tuple[File, ...] = tuple(_MODELS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key: its label, what it is and why it is there, and what may be answered."""

    title: str
    text: str
    example: str = ""
    pattern: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)


def model_of(file: File) -> type[Part]:
    """Give the model that reads this kind of file."""
    module, name = _MODELS[file]
    model: type[Part] = getattr(import_module(module), name)
    return model


@cache
def keys_of(file: File) -> Mapping[str, Key]:
    """Give the explanations of a kind of file, by dotted path; lists are passed through (`taken.omvang`)."""
    tables = _read(file)
    if file != "delegatie":
        tables = _read("aanvulling") | tables
    for path in [path for path, table in tables.items() if "als" in table]:
        like = tables[path].pop("als")
        shared = {name: table for name, table in tables.items() if _within(name, like)}
        for name, table in shared.items():
            there = path + name.removeprefix(like)
            tables[there] = table | tables.get(there, {})
    return MappingProxyType({path: _key(table) for path, table in tables.items()})


def _read(name: str) -> dict[str, dict[str, str]]:
    text = Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _within(path: str, part: str) -> bool:
    return path == part or path.startswith(f"{part}.")


def _key(table: Mapping[str, str | Mapping[str, str]]) -> Key:
    def text(name: str) -> str:
        return str(table.get(name, ""))

    choices = table.get("keuzes", {})
    return Key(
        title=text("titel"),
        text=text("uitleg"),
        example=text("voorbeeld"),
        pattern=text("patroon"),
        choices=choices if isinstance(choices, Mapping) else {},
    )

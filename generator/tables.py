"""Reading a table of `templates/`: TOML in which a slip of the pen is refused, with its place.

The folder of an organisation's own templates may hold such a file too, so nothing in it is trusted.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from generator.errors import SurroundingsFailed, TemplateRefused
from generator.files import why

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

T = TypeVar("T")
C = TypeVar("C", bound=str)

_KINDS: Mapping[type, str] = {
    str: "tekst",
    int: "een geheel getal",
    bool: "true of false",
    list: "een lijst",
    dict: "een tabel",
    date: "een datum",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One table of such a file, read key by key."""

    where: str
    values: Mapping[str, Any]

    def refused(self, key: str, why: str) -> TemplateRefused:
        """Give the refusal of a key, with its place."""
        return TemplateRefused(f"{self.where}, «{key}»: {why}.", hint="Herstel dit in de map met sjablonen.")

    def take(self, key: str, kind: type[T]) -> T:
        """Give the value of `key`, which must be there and be of this kind. Raises `TemplateRefused`."""
        value = self.values.get(key)
        if type(value) is not kind:  # a bool is an int, and not what was asked
            raise self.refused(key, f"hier hoort {_KINDS[kind]}")
        return value

    def choice(self, key: str, allowed: tuple[C, ...]) -> C:
        """Give the value of `key`, one of those allowed. Raises `TemplateRefused`."""
        value = self.take(key, str)
        for one in allowed:
            if one == value:
                return one
        raise self.refused(key, f"«{value}» kan niet; toegestaan: {', '.join(allowed)}")

    def choices(self, key: str, allowed: tuple[C, ...]) -> tuple[C, ...]:
        """Give a list of values, each one of those allowed, none twice. Raises `TemplateRefused`."""
        found = tuple(replace(self, values={key: item}).choice(key, allowed) for item in self.take(key, list))
        if len(set(found)) != len(found):
            raise self.refused(key, "een naam staat er twee keer")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """Give a list of texts. Raises `TemplateRefused`."""
        return tuple(replace(self, values={key: item}).take(key, str) for item in self.take(key, list))


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file. Raises `SurroundingsFailed`, `TemplateRefused`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as err:
        raise SurroundingsFailed(f"{path} is niet te lezen: {why(err)}.") from err
    except (ValueError, RecursionError) as err:
        raise TemplateRefused(f"{path.name} is geen geldige TOML: {err}.") from err


def entries(
    path: Path, table: str, fields: Collection[str], *, unique: Collection[str] = ("id",)
) -> Iterator[Entry]:
    """Read a file that is a list of one kind of table: no unknown keys, nothing `unique` twice.

    Raises `SurroundingsFailed`, `TemplateRefused`.
    """
    data = read_toml(path)
    found = data.pop(table, None)
    if data or not isinstance(found, list) or not found:
        raise TemplateRefused(f"{path.name} hoort alleen uit [[{table}]] te bestaan, ten minste één.")
    yield from checked(path, table, found, fields, unique=unique)


def checked(
    path: Path, table: str, found: list[Any], fields: Collection[str], *, unique: Collection[str] = ("id",)
) -> Iterator[Entry]:
    """Give the tables of a list as entries, refusing unknown keys and what is there twice."""
    seen: set[object] = set()
    for number, values in enumerate(found, start=1):
        entry = Entry(where=f"{path.name}, [[{table}]] {number}", values=values)
        if not isinstance(values, dict):
            raise TemplateRefused(f"{entry.where}: hier hoort een tabel.")
        for key in values:
            if key not in fields:
                raise entry.refused(key, f"deze sleutel is onbekend; bekend zijn {', '.join(fields)}")
        for key in set(unique) & set(values):
            mark = (key, repr(values[key]))  # a list where a name belongs has no hash; `take` refuses it
            if mark in seen:
                raise entry.refused(key, f"«{values[key]}» komt twee keer voor")
            seen.add(mark)
        yield entry

"""The tree of a YAML document: each value with its place, built from parser events within bounds.

Events rather than the library's own composer, which recurses and knows no bounds.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from generator.scalars import Scalar, core_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Value = Scalar | list["Value"] | dict[str, "Value"]
Path = tuple[str | int, ...]

MAX_NODES = 10_000
MAX_DEPTH = 50
MAX_TEXT = 20_000  # characters of one value; the longest that a field takes is 5000
MAX_TEXTS = 100_000  # … of all values together; rules read each, so this is what time depends on

_SHOWN = 40


class Place(NamedTuple):
    """Line and column, from 1."""

    line: int
    column: int


START = Place(1, 1)


class Refused(Exception):
    """The document holds something that the format does not allow; it becomes a finding."""

    def __init__(self, message: str, place: Place = START, path: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.path = path


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A value, where it stands, and what is in it.

    `raw` is a scalar as written (`007`, not 7). `size`, `length` (characters of scalars) and `height` count
    aliases as written out.
    """

    value: Value
    line: int
    column: int
    raw: str = ""
    children: Mapping[str | int, Node] = field(default_factory=dict)
    keys: Mapping[str, Place] = field(default_factory=dict)
    size: int = 1
    length: int = 0
    height: int = 0

    def place(self, path: Path, *, at_key: bool = False) -> Place:
        """Give the place of the value at `path` (or of its key); if it is missing, of the part that lacks it."""
        node = self
        for depth, step in enumerate(path):
            child = node.children.get(step)
            if child is None:
                break
            if at_key and depth == len(path) - 1 and isinstance(step, str):
                return node.keys[step]
            node = child
        return Place(node.line, node.column)

    def raw_at(self, path: Path) -> str:
        """Give the scalar at `path` as it was written, or nothing."""
        node: Node | None = self
        for step in path:
            node = node.children.get(step) if node else None
        return node.raw if node else ""


def dotted(path: Path) -> str:
    """Write a path as findings do: `taken[1].omvang`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{shortened(step)}" for step in path)
    return text.removeprefix(".")


def shortened(text: str) -> str:
    """Give a text that fits in a message, and in ten thousand of them."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


@dataclass(slots=True, kw_only=True)
class _Open:
    """A mapping or list that is being read."""

    place: Place
    anchor: str | None
    is_mapping: bool
    path: Path
    children: dict[str | int, Node] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)
    key: str | None = None
    size: int = 1
    length: int = 0
    height: int = 0


@dataclass(slots=True, kw_only=True)
class Builder:
    """Builds the tree of one document. Problems that leave the rest readable are collected."""

    clean: Callable[[str], tuple[str, str]]
    problems: list[Refused] = field(default_factory=list)
    _anchors: dict[str, Node | None] = field(default_factory=dict)
    _open: list[_Open] = field(default_factory=list)
    _root: Node | None = None
    _documents: int = 0
    _nodes: int = 0
    _length: int = 0

    def build(self, events: Iterable[object]) -> Node | None:
        """Give the top of the only document, or nothing when there is none.

        Raises `Refused` at what makes the rest unreadable or larger than the bounds.
        """
        for event in events:
            match event:
                case AliasEvent():
                    self._add(self._alias(event), event)
                case ScalarEvent():
                    self._scalar(event)
                case NodeEvent():
                    self._start(event)
                case CollectionEndEvent():
                    self._end()
                case DocumentStartEvent():
                    self._documents += 1
                    if self._documents > 1:
                        raise Refused(
                            "Het bestand bevat meer dan één document (---). Maak per delegatie een eigen bestand.",
                            _start(event),
                        )
        return self._root

    def _path(self) -> Path:
        if not self._open:
            return ()
        top = self._open[-1]
        return (*top.path, (top.key or "") if top.is_mapping else len(top.children))

    def _alias(self, event: AliasEvent) -> Node:
        place, name = _start(event), str(event.anchor)
        if name not in self._anchors:
            raise Refused(
                f"«*{shortened(name)}» verwijst naar «&{shortened(name)}», maar dat staat hier niet vóór.",
                place,
            )
        node = self._anchors[name]
        if node is None:
            raise Refused(f"«*{shortened(name)}» verwijst naar het deel waar het zelf in staat.", place)
        return replace(node, line=place.line, column=place.column)

    def _scalar(self, event: ScalarEvent) -> None:
        place, raw = _start(event), str(event.value)
        if len(raw) > MAX_TEXT:
            raise Refused(
                f"Deze waarde heeft meer dan {MAX_TEXT} tekens; de langste tekst mag er 5000 hebben. Kort haar in.",
                place,
            )
        top = self._open[-1] if self._open else None
        if not raw and event.implicit[0] and top is not None and top.key is not None:
            place = top.keys[top.key]  # what is not there stands at its key, not where the text goes on
        value: Value = core_value(raw) if event.implicit[0] else raw
        if isinstance(value, str):
            value, complaint = self.clean(value)
            raw = value
            if complaint:
                self.problems.append(Refused(complaint, place, dotted(self._path())))
        node = Node(value=value, line=place.line, column=place.column, raw=raw, length=len(raw))
        if event.anchor is not None:
            self._anchors[str(event.anchor)] = node
        self._add(node, event)

    def _start(self, event: NodeEvent) -> None:
        place = _start(event)
        if len(self._open) >= MAX_DEPTH:
            raise Refused(f"De onderdelen zijn dieper dan {MAX_DEPTH} niveaus genest.", place)
        self._refuse_as_key(place)
        anchor = None if event.anchor is None else str(event.anchor)
        if anchor is not None:
            self._anchors[anchor] = None
        mapping = isinstance(event, MappingStartEvent)
        self._open.append(_Open(place=place, anchor=anchor, is_mapping=mapping, path=self._path()))
        self._count(1, 0, place)

    def _end(self) -> None:
        done = self._open.pop()
        values = {key: child.value for key, child in done.children.items()}
        node = Node(
            value={str(key): value for key, value in values.items()}
            if done.is_mapping
            else list(values.values()),
            line=done.place.line,
            column=done.place.column,
            children=done.children,
            keys=done.keys,
            size=done.size,
            length=done.length,
            height=done.height + 1,
        )
        if done.anchor is not None:
            self._anchors[done.anchor] = node
        self._attach(node)

    def _add(self, node: Node, event: NodeEvent) -> None:
        """Put a scalar or an alias where it belongs: it may be a key."""
        place = _start(event)
        self._count(node.size, node.length, place)
        if len(self._open) + node.height > MAX_DEPTH:
            raise Refused(f"De onderdelen zijn dieper dan {MAX_DEPTH} niveaus genest.", place)
        top = self._open[-1] if self._open else None
        if top is None or not top.is_mapping or top.key is not None:
            self._attach(node)
            return
        if isinstance(event, AliasEvent):
            self._refuse_as_key(place)
        top.size += 1
        top.length += node.length
        top.key = self._key(node, top, place)

    def _key(self, node: Node, top: _Open, place: Place) -> str:
        key = node.value if isinstance(node.value, str) else node.raw
        path = dotted((*top.path, key))
        if not isinstance(node.value, str):
            self.problems.append(
                Refused(f"Een sleutel moet tekst zijn; «{shortened(key)}» is dat niet.", place, path)
            )
        if key in top.keys:
            first = top.keys[key]
            self.problems.append(
                Refused(
                    f"De sleutel «{shortened(key)}» staat hier twee keer (eerder op regel {first.line}); onduidelijk is "
                    "welke waarde geldt. Verwijder er een.",
                    place,
                    path,
                )
            )
        else:
            top.keys[key] = place
        return key

    def _attach(self, node: Node) -> None:
        if not self._open:
            self._root = node
            return
        top = self._open[-1]
        top.size += node.size
        top.length += node.length
        top.height = max(top.height, node.height)
        step: str | int = len(top.children)
        if top.is_mapping:
            step, top.key = top.key or "", None
        # Of a key that occurs twice the first value stays; the second was reported.
        top.children.setdefault(step, node)

    def _count(self, nodes: int, length: int, place: Place) -> None:
        self._nodes += nodes
        self._length += length
        if self._nodes > MAX_NODES:
            beyond = f"meer dan {MAX_NODES} onderdelen"
        elif self._length > MAX_TEXTS:
            beyond = f"samen meer dan {MAX_TEXTS} tekens aan tekst"
        else:
            return
        raise Refused(
            f"Het bestand heeft {beyond}, verwijzingen (*) meegeteld. Zo'n bestand is hooguit enkele pagina's.",
            place,
        )

    def _refuse_as_key(self, place: Place) -> None:
        if self._open and self._open[-1].is_mapping and self._open[-1].key is None:
            raise Refused("Een sleutel moet een korte tekst zijn, geen lijst, blok of verwijzing.", place)


def _start(event: object) -> Place:
    mark = getattr(event, "start_mark", None)
    return START if mark is None else Place(mark.line + 1, mark.column + 1)

"""What the author has answered so far: the values of the file in the making, and what was left out."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generator.nodes import Path


@dataclass(slots=True)
class Answers:
    """The document as nested mappings and lists, dates as text; `declined` is what may be left out and was."""

    document: dict[str, Any] = field(default_factory=dict)
    declined: set[Path] = field(default_factory=set)

    def copy(self) -> Answers:
        """Give answers of their own, to try something out."""
        return Answers(deepcopy(self.document), set(self.declined))

    def value(self, *path: str | int) -> Any:  # noqa: ANN401 - whatever a file may hold
        """Give what was answered at `path`, or nothing."""
        found: Any = self.document
        for step in path:
            if isinstance(step, int):
                inside = isinstance(found, list) and step < len(found)
            else:
                inside = isinstance(found, dict) and step in found
            if not inside:
                return None
            found = found[step]
        return found

    def text(self, *path: str | int) -> str:
        """Give what was answered at `path` as text."""
        return str(self.value(*path) or "")

    def day(self, *path: str | int) -> date:
        """Give the day that was answered at `path`."""
        return date.fromisoformat(self.text(*path))

    def known(self, path: Path) -> bool:
        """Tell whether this was answered, if only by leaving it out."""
        return path in self.declined or self.value(*path) is not None

    def put(self, path: Path, value: Any) -> None:  # noqa: ANN401
        """Set the value at `path`, making the parts that lead to it."""
        owner: Any = self.document
        for step, following in pairwise(path):
            empty: Any = [] if isinstance(following, int) else {}
            if isinstance(step, int):
                if step == len(owner):
                    owner.append(empty)
            elif owner.get(step) is None:
                owner[step] = empty
            owner = owner[step]
        last = path[-1]
        if isinstance(last, int) and last == len(owner):
            owner.append(value)
        else:
            owner[last] = value

    def decline(self, path: Path) -> None:
        """Leave out what stands at `path`; of a list whose first entry is declined, that it is empty."""
        self.declined.add(path)
        if path[-1] == 0 and self.value(*path[:-1]) is None:
            self.put(path[:-1], [])

    def remove(self, path: Path) -> None:
        """Forget the answer at `path`; of a first entry also that there is a list."""
        self.declined = {one for one in self.declined if one[: len(path)] != path}
        owner: Any = self.value(*path[:-1])
        last = path[-1]
        if owner and isinstance(owner, list) and isinstance(last, int):
            del owner[last:]
            if not owner:
                self.remove(path[:-1])
        elif isinstance(owner, dict):
            owner.pop(last, None)


def filled(value: Any) -> Any:  # noqa: ANN401
    """Give a document without the keys that are still empty; an empty list is an answer, so it stays."""
    if isinstance(value, dict):
        inner = {key: found for key, one in value.items() if (found := filled(one)) is not None}
        return inner or None
    if isinstance(value, list):
        entries = [found for one in value if (found := filled(one)) is not None]
        return entries if entries or not value else None
    return value

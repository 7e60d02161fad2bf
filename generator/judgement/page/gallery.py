"""The pages that each signer saw: every picture once, and where it comes again a reference to it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from generator.judgement.answer import Picture, Seen

_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_PIXELS = 10_000  # a side


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page that stands here: `source` is a `data:` address, `id` its place on the page."""

    id: str
    number: int
    source: Markup
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """Pages that look as they did in `where`; `places` are their numbers with the ids where they stand."""

    where: str
    places: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """What the signer of one field saw: what stands here, what stood before, and how many pages are not shown."""

    by: str
    total: int
    shown: tuple[Shown, ...]
    same: tuple[Same, ...]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a picture hangs."""

    id: str
    by: str
    title: str
    path: str

    def told(self, path: str) -> str:
        """Tell it to a reader of the paper at `path`."""
        return self.by if path == self.path else f"{self.by}, in {self.title}"


class Gallery:
    """Hangs pictures, and remembers where each hangs."""

    def __init__(self) -> None:
        self._places: dict[bytes, _Place] = {}

    def hang(self, seen: Seen, *, by: str, title: str) -> Wall:
        """Hang what was seen of the paper `title`, or refer to where it hangs already; what is no picture is left out."""
        shown: list[Shown] = []
        same: dict[str, list[tuple[int, str]]] = {}
        broken = 0
        for number, picture in enumerate(seen.pages, start=1):
            if not _sound(picture):
                broken += 1
                continue
            digest = hashlib.sha256(picture.png).digest()
            if digest in self._places:
                place = self._places[digest]
                same.setdefault(place.told(seen.path), []).append((number, place.id))
                continue
            id_ = f"beeld-{len(self._places) + 1}"
            self._places[digest] = _Place(id=id_, by=by, title=title, path=seen.path)
            shown.append(_shown(picture, id_, number))
        left_out = max(seen.left_out, 0)
        return Wall(
            by=by,
            total=len(seen.pages) + left_out,
            shown=tuple(shown),
            same=tuple(Same(where=there, places=tuple(places)) for there, places in same.items()),
            left_out=left_out + broken,
        )


def _sound(picture: Picture) -> bool:
    sides: Iterable[int] = (picture.width, picture.height)
    return picture.png.startswith(_PNG) and all(0 < side <= _MOST_PIXELS for side in sides)


def _shown(picture: Picture, id_: str, number: int) -> Shown:
    # Made from bytes here, so that nothing but the letters of base64 can stand in the attribute.
    source = Markup("data:image/png;base64,") + Markup(base64.b64encode(picture.png).decode())  # noqa: S704
    return Shown(id=id_, number=number, source=source, width=picture.width, height=picture.height)

"""By which ways an object is reached in a revision, worked out for those objects only that the comparison asks for.

pyHanko writes down every way to every object, in each revision anew; nearly all of the time of a verification
went there, and a file can be made with more ways than a life has seconds. The answers here are the same (a test
holds them against pyHanko's own), from links that are read once for all revisions, and with a bound. What a revision
has in common with one that was walked through before is not walked through again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import HistoricalResolver, RawPdfPath

_Path = tuple[str | int, ...]
# Of an object, with its generation: a reference of pyHanko's takes far longer to look up.
_Number = tuple[int, int]
_Link = tuple[_Path, _Number]
_MOST_STEPS = 200_000
_PAGES: _Path = ("/Root", "/Pages")
_ELEMENTS: _Path = ("/Root", "/StructTreeRoot", "/K")


class _Read(NamedTuple):
    """An object as it was, the references in it, and what these name: in all, and but by /P."""

    value: object
    links: list[_Link]
    named: frozenset[_Number]
    below: frozenset[_Number]


class _Tree(NamedTuple):
    """What a tree holds, where it begins, and which objects were read for it: while these stay, so does the tree."""

    begins: object
    read: frozenset[_Number]
    pages: dict[_Number, _Path]
    elements: frozenset[_Number]

    def holds(self, begins: object, touched: frozenset[int]) -> bool:
        """Claim that it is the same in a revision where it begins so, and only objects of these numbers are others."""
        same = isinstance(begins, generic.IndirectObject) and begins == self.begins
        return same and not any(number in touched for number, _ in self.read)


_NO_TREE = _Tree(begins=None, read=frozenset(), pages={}, elements=frozenset())
_Shared = dict[tuple[_Number, object], _Read]


def prepare(revision: HistoricalResolver) -> None:
    """Let `revision` answer from here by which ways an object is reached."""
    # An encrypted file is not ours, and its objects are wrapped: pyHanko's own way is right, and slow.
    if revision._indirect_object_access_cache is not None or revision.reader.encrypted:  # noqa: SLF001
        return
    caches = (
        each._indirect_object_access_cache  # noqa: SLF001
        for each in revision.reader._historical_resolver_cache.values()  # noqa: SLF001
    )
    others = [one for one in caches if isinstance(one, Usages)]
    revision._indirect_object_access_cache = Usages(revision, others)  # noqa: SLF001


class Usages(dict[generic.Reference, set[RawPdfPath]]):
    """All ways from the trailer to an object, by its reference; asked for, they are worked out.

    `others` are those of other revisions of the same reader. Raises `PdfReadError` for a file that cannot be
    walked through, or in which there are too many.
    """

    page_tree: _Tree
    structure: _Tree

    def __init__(self, revision: HistoricalResolver, others: Iterable[Usages] = ()) -> None:
        super().__init__()
        self._revision, self.number = revision, revision.revision
        self.shared: _Shared = {}
        self.here: dict[_Number, _Read] = {}
        page_tree = structure = _NO_TREE
        touched: frozenset[int] = frozenset()
        if near := min(others, key=lambda one: abs(one.number - self.number), default=None):
            touched = self._touched(near.number)
            self.shared, page_tree, structure = near.shared, near.page_tree, near.structure
            # What no section in between says anything of, is found where it was.
            self.here = {key: read for key, read in near.here.items() if key[0] not in touched}
        self._trailer = list(_links(revision.trailer_view))
        # Pages are entered by the page tree only, and elements by the structure tree: else the ways are countless.
        begins = _entry(self._root(), "/Pages")
        self.page_tree = page_tree if page_tree.holds(begins, touched) else self._pages_from(begins)
        begins = _entry(self._root(), "/StructTreeRoot")
        self.structure = structure if structure.holds(begins, touched) else self._elements_from(begins)
        self._pages, self._elements = self.page_tree.pages, self.structure.elements
        self._sources = self._reversed()

    def _touched(self, other: int) -> frozenset[int]:
        """Give the numbers of which the sections between this revision and another say anything."""
        first, last = sorted((self.number, other))
        xrefs = self._revision.reader.xrefs
        return frozenset(
            reference.idnum
            for number in range(first + 1, last + 1)
            for reference in xrefs.explicit_refs_in_revision(number)
        )

    def __bool__(self) -> bool:
        return True  # pyHanko takes what is empty for something that is not there

    def __missing__(self, reference: generic.Reference) -> set[RawPdfPath]:
        found = {RawPdfPath(*path) for path in self._ways((reference.idnum, reference.generation))}
        self[reference] = found
        return found

    def _ways(self, target: _Number) -> Iterator[_Path]:
        leading = self._leading_to(target)
        steps = 0
        ways: list[tuple[_Path, frozenset[_Number], list[_Link]]] = [((), frozenset(), self._trailer)]
        while ways:
            path, passed, links = ways.pop()
            for keys, number in links:
                if number not in leading or number in passed or _to_parent(path, keys):
                    continue
                if (steps := steps + 1) > _MOST_STEPS:
                    raise PdfReadError("too many ways to one object")
                way = path + keys
                if number == target:
                    yield way  # and no further: a way back to it passes it twice
                elif self._enters(number, way):
                    ways.append((way, passed | {number}, self._read(number).links))

    def _leading_to(self, target: _Number) -> set[_Number]:
        leading, ahead = {target}, [target]
        while ahead:
            number = ahead.pop()
            sources = self._sources.get(number, set())
            if number in self._pages and number != target:
                sources = sources - self._elements  # which name their page, and do not lead into it
            new = sources - leading
            leading |= new
            ahead += new
        return leading

    def _enters(self, number: _Number, way: _Path) -> bool:
        if self._pages.get(number, way) != way:
            return False
        return number not in self._elements or way[:3] == _ELEMENTS

    def _reversed(self) -> dict[_Number, set[_Number]]:
        """Read all that can be reached, and note for each object which others name it."""
        sources: dict[_Number, set[_Number]] = defaultdict(set)
        ahead = [number for _, number in self._trailer]
        seen = set(ahead)
        while ahead:
            source = ahead.pop()
            read = self.here.get(source) or self._read(source)
            # From an element no way leads back to its parent.
            for number in read.below if source in self._elements else read.named:
                sources[number].add(source)
            new = read.named - seen
            seen |= new
            ahead += new
        return sources

    def _pages_from(self, begins: object) -> _Tree:
        pages: dict[_Number, _Path] = {}
        read: set[_Number] = set()
        ahead: list[tuple[object, _Path]] = [(begins, _PAGES)]
        while ahead:
            node, path = ahead.pop()
            if isinstance(node, generic.IndirectObject):
                if (number := _number(node)) in pages:
                    raise PdfReadError("a page tree that comes back to itself")
                pages[number] = path
            node = self._value(node, read)
            if path == _PAGES or _entry(node, "/Type") == "/Pages":
                kids = self._value(_entry(node, "/Kids"), read)
                if not isinstance(kids, generic.ArrayObject):
                    raise PdfReadError("a page tree without pages")
                ahead += [(kid, (*path, "/Kids", index)) for index, kid in enumerate(kids)]
        return _Tree(begins=begins, read=frozenset(read), pages=pages, elements=frozenset())

    def _elements_from(self, begins: object) -> _Tree:
        elements: set[_Number] = set()
        read: set[_Number] = set()
        ahead, steps = [self._value(begins, read)], 0
        while ahead:
            kids = self._value(_entry(ahead.pop(), "/K"), read)
            # An only kid that is no array is looked through, and not listed: so pyHanko reads it.
            for kid in kids if isinstance(kids, generic.ArrayObject) else (kids,):
                if (steps := steps + 1) > _MOST_STEPS:
                    raise PdfReadError("a structure tree without end")
                element = self._value(kid, read)
                if not isinstance(element, generic.DictionaryObject):
                    continue
                if self._value(_entry(element, "/Type"), read) not in (None, "/StructElem"):
                    continue
                if isinstance(kid, generic.IndirectObject):
                    if (number := _number(kid)) in elements:
                        raise PdfReadError("a structure tree that comes back to itself")
                    elements.add(number)
                ahead.append(element)
        return _Tree(begins=begins, read=frozenset(read), pages={}, elements=frozenset(elements))

    def _root(self) -> object:
        root = self._revision.root_ref
        return self._read((root.idnum, root.generation)).value

    def _value(self, value: object, read: set[_Number]) -> object:
        """Follow a reference, and note in `read` what is read for it."""
        if not isinstance(value, generic.IndirectObject):
            return value
        read.add(number := _number(value))
        return self._read(number).value

    def _read(self, number: _Number) -> _Read:
        """Read an object as it was, once for all revisions in which it was that."""
        if number in self.here:
            return self.here[number]
        reader = self._revision.reader
        reference = generic.Reference(*number, reader)
        place = reader.xrefs.get_historical_ref(reference, self.number)
        key = (number, place)
        if key not in self.shared:
            now = place == reader.xrefs.get_historical_ref(reference, reader.xrefs.total_revisions - 1)
            value = reader.get_object(reference, None if now else self.number, transparent_decrypt=False)
            links = list(_links(value))
            self.shared[key] = _Read(
                value=value,
                links=links,
                named=frozenset(named for _, named in links),
                below=frozenset(named for keys, named in links if "/P" not in keys),
            )
        self.here[number] = self.shared[key]
        return self.shared[key]


def _number(value: generic.IndirectObject) -> _Number:
    return value.idnum, value.generation


def _links(value: object) -> Iterator[_Link]:
    """List the references in an object, with the keys that lead to them; up to a parent leads no way."""
    ahead: list[tuple[object, _Path]] = [(value, ())]
    while ahead:
        found, path = ahead.pop()
        if isinstance(found, generic.IndirectObject):
            if path:
                yield path, _number(found)
        elif isinstance(found, generic.DictionaryObject):
            ahead += [(inner, (*path, key)) for key, inner in found.items() if key != "/Parent"]
        elif isinstance(found, generic.ArrayObject):
            ahead += [(inner, (*path, index)) for index, inner in enumerate(found)]


def _to_parent(path: _Path, keys: _Path) -> bool:
    """Claim that a link leads back up the structure tree (/P)."""
    return "/P" in keys and any(
        key == "/P" and (path + keys)[:3] == _ELEMENTS and len(path) + index >= len(_ELEMENTS)
        for index, key in enumerate(keys)
    )


def _entry(container: object, key: str) -> object:
    return (
        container.raw_get(key)
        if isinstance(container, generic.DictionaryObject) and key in container
        else None
    )

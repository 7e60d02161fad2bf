"""By which ways an object is reached in a revision, worked out for those objects only that the comparison asks for.

pyHanko writes down every way to every object, in each revision anew; nearly all of the time of a verification
went there, and a file can be made with more ways than a life has seconds. The answers here are the same (a test
holds them against pyHanko's own), from links that are read once for all revisions, and with a bound.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import HistoricalResolver, RawPdfPath

_Path = tuple[str | int, ...]
_Link = tuple[_Path, generic.Reference]
_MOST_STEPS = 200_000
_PAGES: _Path = ("/Root", "/Pages")
_ELEMENTS: _Path = ("/Root", "/StructTreeRoot", "/K")


def prepare(revision: HistoricalResolver) -> None:
    """Let `revision` answer from here by which ways an object is reached."""
    # An encrypted file is not ours, and its objects are wrapped: pyHanko's own way is right, and slow.
    if revision._indirect_object_access_cache is not None or revision.reader.encrypted:  # noqa: SLF001
        return
    others = (
        each._indirect_object_access_cache  # noqa: SLF001
        for each in revision.reader._historical_resolver_cache.values()  # noqa: SLF001
    )
    shared = next((one._shared for one in others if isinstance(one, Usages)), {})  # noqa: SLF001
    revision._indirect_object_access_cache = Usages(revision, shared)  # noqa: SLF001


class Usages(dict[generic.Reference, set[RawPdfPath]]):
    """All ways from the trailer to an object, by its reference; asked for, they are worked out.

    Raises `PdfReadError` for a file that cannot be walked through, or in which there are too many.
    """

    def __init__(self, revision: HistoricalResolver, shared: _Shared) -> None:
        super().__init__()
        self._revision, self._shared = revision, shared
        self._here: dict[generic.Reference, _Read] = {}
        self._trailer = list(_links(revision.trailer_view))
        # Pages are entered by the page tree only, and elements by the structure tree: else the ways are countless.
        self._pages = dict(self._page_tree())
        self._elements = self._structure_tree()
        self._sources = self._reversed()

    def __bool__(self) -> bool:
        return True  # pyHanko takes what is empty for something that is not there

    def __missing__(self, reference: generic.Reference) -> set[RawPdfPath]:
        found = {RawPdfPath(*path) for path in self._ways(reference)}
        self[reference] = found
        return found

    def _ways(self, target: generic.Reference) -> Iterator[_Path]:
        leading = self._leading_to(target)
        steps = 0
        ways: list[tuple[_Path, frozenset[generic.Reference], list[_Link]]] = [
            ((), frozenset(), self._trailer)
        ]
        while ways:
            path, passed, links = ways.pop()
            for keys, reference in links:
                if reference not in leading or reference in passed or _to_parent(path, keys):
                    continue
                if (steps := steps + 1) > _MOST_STEPS:
                    raise PdfReadError("too many ways to one object")
                way = path + keys
                if reference == target:
                    yield way  # and no further: a way back to it passes it twice
                elif self._enters(reference, way):
                    ways.append((way, passed | {reference}, self._read(reference)[1]))

    def _leading_to(self, target: generic.Reference) -> set[generic.Reference]:
        leading, ahead = {target}, [target]
        while ahead:
            reference = ahead.pop()
            sources = self._sources.get(reference, set())
            if reference in self._pages and reference != target:
                sources = sources - self._elements  # which name their page, and do not lead into it
            for source in sources:
                if source not in leading:
                    leading.add(source)
                    ahead.append(source)
        return leading

    def _enters(self, reference: generic.Reference, way: _Path) -> bool:
        if self._pages.get(reference, way) != way:
            return False
        return reference not in self._elements or way[:3] == _ELEMENTS

    def _reversed(self) -> dict[generic.Reference, set[generic.Reference]]:
        """Read all that can be reached, and note for each object which others name it."""
        sources: dict[generic.Reference, set[generic.Reference]] = defaultdict(set)
        ahead = [reference for _, reference in self._trailer]
        seen = set(ahead)
        while ahead:
            source = ahead.pop()
            inside = source in self._elements
            for keys, reference in self._read(source)[1]:
                if not (inside and "/P" in keys):  # from an element no way leads back to its parent
                    sources[reference].add(source)
                if reference not in seen:
                    seen.add(reference)
                    ahead.append(reference)
        return sources

    def _page_tree(self) -> Iterator[tuple[generic.Reference, _Path]]:
        seen: set[generic.Reference] = set()
        ahead: list[tuple[object, _Path]] = [(_entry(self._root(), "/Pages"), _PAGES)]
        while ahead:
            node, path = ahead.pop()
            if isinstance(node, generic.IndirectObject):
                if node.reference in seen:
                    raise PdfReadError("a page tree that comes back to itself")
                seen.add(node.reference)
                yield node.reference, path
            node = self._value(node)
            if path == _PAGES or _entry(node, "/Type") == "/Pages":
                kids = self._value(_entry(node, "/Kids"))
                if not isinstance(kids, generic.ArrayObject):
                    raise PdfReadError("a page tree without pages")
                ahead += [(kid, (*path, "/Kids", index)) for index, kid in enumerate(kids)]

    def _structure_tree(self) -> set[generic.Reference]:
        elements: set[generic.Reference] = set()
        ahead, steps = [self._value(_entry(self._root(), "/StructTreeRoot"))], 0
        while ahead:
            kids = self._value(_entry(ahead.pop(), "/K"))
            # An only kid that is no array is looked through, and not listed: so pyHanko reads it.
            for kid in kids if isinstance(kids, generic.ArrayObject) else (kids,):
                if (steps := steps + 1) > _MOST_STEPS:
                    raise PdfReadError("a structure tree without end")
                element = self._value(kid)
                if not isinstance(element, generic.DictionaryObject):
                    continue
                if self._value(_entry(element, "/Type")) not in (None, "/StructElem"):
                    continue
                if isinstance(kid, generic.IndirectObject):
                    if kid.reference in elements:
                        raise PdfReadError("a structure tree that comes back to itself")
                    elements.add(kid.reference)
                ahead.append(element)
        return elements

    def _root(self) -> object:
        return self._read(self._revision.root_ref)[0]

    def _value(self, value: object) -> object:
        return self._read(value.reference)[0] if isinstance(value, generic.IndirectObject) else value

    def _read(self, reference: generic.Reference) -> _Read:
        """Read an object as it was, once for all revisions in which it was that."""
        if reference in self._here:
            return self._here[reference]
        reader, number = self._revision.reader, self._revision.revision
        place = reader.xrefs.get_historical_ref(reference, number)
        key = (reference, place)
        if key not in self._shared:
            now = place == reader.xrefs.get_historical_ref(reference, reader.xrefs.total_revisions - 1)
            value = reader.get_object(reference, None if now else number, transparent_decrypt=False)
            self._shared[key] = value, list(_links(value))
        self._here[reference] = self._shared[key]
        return self._shared[key]


_Read = tuple[object, list[_Link]]
_Shared = dict[tuple[generic.Reference, object], _Read]


def _links(value: object) -> Iterator[_Link]:
    """List the references in an object, with the keys that lead to them; up to a parent leads no way."""
    ahead: list[tuple[object, _Path]] = [(value, ())]
    while ahead:
        found, path = ahead.pop()
        if isinstance(found, generic.IndirectObject):
            if path:
                yield path, found.reference
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

"""The structure of LibreOffice's PDF, put right: fields, list labels, footnotes, table headers, links."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from pikepdf import Array, Dictionary, Name, Pdf, String

from generator.errors import ProductRefused
from generator.typeset.office.prepare import PLACEHOLDER
from generator.typeset.paper import ANCHOR_SCHEME, RESERVE

if TYPE_CHECKING:
    from generator.pdf_text import PageText

_MAX_DEPTH = 60


class Tags:
    """The structure tree of one document, and its parent tree as a table."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.root = pdf.Root.StructTreeRoot
        self.parents: dict[int, Any] = dict(_numbers(self.root.ParentTree))
        self.empty: dict[int, set[int]] = {}

    def fields(self) -> None:
        """Turn every placeholder link into a field's link: nothing but its annotation in its element.

        `empty` tells afterwards, by page number, which marked content has lost its meaning.
        """
        for number, page in enumerate(self.pdf.pages):
            for annotation in page.obj.get(Name.Annots, Array()):
                uri = str(annotation.get(Name.A, Dictionary()).get(Name.URI, ""))
                if not uri.startswith(PLACEHOLDER):
                    continue
                name = uri.removeprefix(PLACEHOLDER)
                annotation.A.URI = String(ANCHOR_SCHEME + name)
                element = self.parents.get(int(annotation.get(Name.StructParent, -1)))
                if element is None:
                    raise ProductRefused(f"LibreOffice gaf het veld «{name}» geen plaats in de structuur.")
                # A link of several stretches has an element for each; the paragraph holds nothing else.
                for mcid in _marks(element.P):
                    self.empty.setdefault(number, set()).add(mcid)
                    self.parents[int(page.obj.StructParents)][mcid] = None
                for other in _kids(element.P):
                    if not _same(other, element):
                        self._forget(other)
                element.P.K = Array([element])
                element.K = Array([_reference(annotation, page.obj)])

    def reserve(self) -> None:
        """Add the reserve fields, which have no size, at the end of the last page."""
        page = self.pdf.pages[-1].obj
        document = self._document()
        annotations = page.get(Name.Annots, Array())
        for name in RESERVE:
            key = max(self.parents, default=-1) + 1
            annotation = self.pdf.make_indirect(
                Dictionary(
                    Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 0, 0]), F=4, StructParent=key,
                    A=Dictionary(S=Name.URI, URI=String(ANCHOR_SCHEME + name)),
                )
            )  # fmt: skip
            element = self._element("Link", document, page)
            element.K = Array([_reference(annotation, page)])
            document.K.append(element)
            annotations.append(annotation)
            self.parents[key] = element
        page.Annots = annotations

    def labels(self, pages: list[PageText], known: Collection[str]) -> None:
        """Give each list item its label as such: LibreOffice leaves it at the head of the text."""
        numbers = self._numbers()
        for item in list(self._all(self.root, "/LI")):
            body = next((kid for kid in _kids(item) if kid.get(Name.S) == "/LBody"), None)
            text = None if body is None else next(_kids(body), None)
            if body is None or text is None or Name.Pg not in text or not _first_is_mark(text):
                continue
            mcid = int(text.K[0])
            page = numbers.get(text.Pg.objgen)
            if page is None or pages[page].marked.get(mcid) not in known:
                continue
            label = self._element("Lbl", item, text.Pg)
            label.K = Array([mcid])
            del text.K[0]
            item.K = Array([label, *item.K])
            self.parents[int(text.Pg.StructParents)][mcid] = label

    def notes(self, pages: list[PageText]) -> None:
        """Move each footnote to where it is referred to, and name it (ISO 14289-1, 7.9)."""
        references = self._all(self.root, "/Link")
        waiting = [(link, self._words(link, pages)) for link in references]
        for number, note in enumerate(list(self._all(self.root, "/Note")), 1):
            note.ID = String(f"noot-{number}")
            label = next((text for text in self._words(note, pages) if text), "")
            while waiting and "".join(waiting[0][1]) != label:
                waiting.pop(0)
            if not waiting:
                return  # the gate will tell that the words are not in order
            link = waiting.pop(0)[0]
            aside = note.P
            aside.K = Array([kid for kid in _listed(aside) if not _same(kid, note)])
            if not len(aside.K):
                aside.P.K = Array([kid for kid in _listed(aside.P) if not _same(kid, aside)])
            kids = _listed(link.P)
            place = next(index for index, kid in enumerate(kids) if _same(kid, link)) + 1
            link.P.K = Array([*kids[:place], note, *kids[place:]])
            note.P = link.P

    def headers(self) -> None:
        """Say of each header cell that it heads its column."""
        for cell in self._all(self.root, "/TH"):
            told = cell.get(Name.A, Array())
            attributes = list(told) if isinstance(told, Array) else [told]
            kept = [one for one in attributes if one.get(Name.O) != "/Table"]
            own: Any = next(
                (one for one in attributes if one.get(Name.O) == "/Table"), Dictionary(O=Name.Table)
            )
            own.Scope = Name.Column
            cell.A = Array([*kept, own])

    def links(self) -> None:
        """Describe every link in words (ISO 14289-1, 7.18.5); one outside the structure goes.

        LibreOffice makes those of a footnote's own number, back to the text.
        """
        for page in self.pdf.pages:
            if Name.Annots in page.obj:
                page.obj.Annots = Array([one for one in page.obj.Annots if Name.StructParent in one])
            for annotation in page.obj.get(Name.Annots, Array()):
                uri = str(annotation.get(Name.A, Dictionary()).get(Name.URI, ""))
                if annotation.get(Name.Subtype) == "/Link" and not uri.startswith(ANCHOR_SCHEME):
                    annotation.Contents = String(uri or "Ga naar een andere plaats in dit document")
                    annotation.F = 4

    def close(self) -> None:
        """Write the parent tree back."""
        numbers = Array()
        for key in sorted(self.parents):
            numbers.append(key)
            numbers.append(self.parents[key])
        self.root.ParentTree = self.pdf.make_indirect(Dictionary(Nums=numbers))
        self.root.ParentTreeNextKey = max(self.parents, default=-1) + 1

    def _forget(self, element: Any) -> None:  # noqa: ANN401  # pikepdf’s objects take any shape
        """Take out of the parent tree what leads to an element that is no longer in the structure."""
        self.parents = {key: value for key, value in self.parents.items() if not _same(value, element)}

    def _numbers(self) -> dict[tuple[int, int], int]:
        return {page.obj.objgen: index for index, page in enumerate(self.pdf.pages)}

    def _words(self, node: Any, pages: list[PageText]) -> list[str]:  # noqa: ANN401  # pikepdf’s objects take any shape
        """Give the words under an element, mark by mark."""
        numbers = self._numbers()
        found: list[str] = []
        for kid in _listed(node):
            if isinstance(kid, int):
                found.append(pages[numbers[node.Pg.objgen]].marked.get(kid, ""))
            elif kid.get(Name.Type) == "/MCR":
                found.append(
                    pages[numbers[kid.get(Name.Pg, node.get(Name.Pg)).objgen]].marked.get(int(kid.MCID), "")
                )
            elif Name.S in kid:
                found += self._words(kid, pages)
        return found

    def _document(self) -> Any:  # noqa: ANN401  # pikepdf’s objects take any shape
        top = self.root.K
        document = top[0] if isinstance(top, Array) else top
        if not isinstance(document.get(Name.K), Array):
            document.K = Array([document.K] if Name.K in document else [])
        return document

    def _element(self, kind: str, parent: Any, page: Any) -> Any:  # noqa: ANN401  # pikepdf’s objects take any shape
        return self.pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name("/" + kind), P=parent, Pg=page, K=Array())
        )

    def _all(self, node: Any, kind: str, depth: int = 0) -> Iterator[Any]:  # noqa: ANN401  # pikepdf’s objects take any shape
        for kid in _kids(node) if depth < _MAX_DEPTH else ():
            if kid.get(Name.S) == kind:
                yield kid
            yield from self._all(kid, kind, depth + 1)


def _listed(node: Any) -> list[Any]:  # noqa: ANN401  # pikepdf’s objects take any shape
    kids = node.get(Name.K, Array())
    return list(kids) if isinstance(kids, Array) else [kids]


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401  # pikepdf’s objects take any shape
    return isinstance(one, Dictionary) and one.objgen == other.objgen != (0, 0)


def _kids(node: Any) -> Iterator[Any]:  # noqa: ANN401  # pikepdf’s objects take any shape
    """Give the elements directly below."""
    for kid in _listed(node):
        if isinstance(kid, Dictionary) and Name.S in kid:
            yield kid


def _marks(node: Any) -> Iterator[int]:  # noqa: ANN401  # pikepdf’s objects take any shape
    """Give the marked content of a paragraph that stands on one page."""
    for kid in _listed(node):
        if isinstance(kid, int):
            yield kid
        elif Name.S in kid:
            yield from _marks(kid)


def _first_is_mark(element: Any) -> bool:  # noqa: ANN401  # pikepdf’s objects take any shape
    kids = element.get(Name.K)
    return isinstance(kids, Array) and len(kids) > 1 and isinstance(kids[0], int)


def _reference(annotation: Any, page: Any) -> Dictionary:  # noqa: ANN401  # pikepdf’s objects take any shape
    return Dictionary(Type=Name.OBJR, Obj=annotation, Pg=page)


def _numbers(node: Any) -> Iterator[tuple[int, Any]]:  # noqa: ANN401  # pikepdf’s objects take any shape
    for kid in node.get(Name.Kids, Array()):
        yield from _numbers(kid)
    numbers = list(node.get(Name.Nums, Array()))
    for key, value in zip(numbers[::2], numbers[1::2], strict=True):
        yield int(key), value

"""Whether the pages look the same after each signature as they did before it (docs/adr/0027).

The comparison of objects says which changes were allowed; this looks at what came of them, with another program.
Between two revisions a page may differ in one place only: the box of the field that was signed in the later one,
as that box was when the first signer saw it, and where nothing stood yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signing.embedded import is_stamp
from signing.identity import holder
from signing.pictures import Edges, NotDrawable, Pages, Raster, Widget
from signing.remembered import Remembered, mark
from signing.report import Problem

CHANGED, UNKNOWN = "beeld-gewijzigd", "beeld-onbekend"
_KNOWN: Remembered[tuple[Problem, ...]] = Remembered()
_SCALE = 1.0  # pixels a point; drawn softly, so that a comma that moves a hair's breadth gives other pixels
_MARGIN = 1  # pixels around a box, for edges that are drawn softly
_MOST_PICTURES = 1200
_MOST_REVISIONS = 100
# A stamp is small. A box over a page without a word would let its signer write a page that others signed.
_LARGEST_PART = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class _Revision:
    """One state of the file: how many bytes it has, and which fields were signed in it."""

    size: int
    signed: frozenset[str]
    after: str


def covered(pdf: bytes) -> tuple[tuple[str, int], ...]:
    """Give for each signature, in the order of the file, its field and how many bytes the file then had.

    Nothing for a file that cannot be read.
    """
    try:
        return tuple(
            (str(emb.field_name), _covers(emb))
            for emb in PdfFileReader(BytesIO(pdf)).embedded_signatures
            if 0 < _covers(emb) <= len(pdf)
        )
    except Exception:  # noqa: BLE001 - a stranger's bytes
        return ()


def problems(
    pdf: bytes, reader: PdfFileReader, signatures: Sequence[EmbeddedPdfSignature], *, own: bool, made: bool
) -> list[Problem]:
    """Say on which pages something changed after which signature (step 9).

    `own`: the file has a plan of ours, and is looked at from revision 0 on, else from the first signature on.
    `made`: its first bytes are known to be those that were generated, so that its boxes are where we put them.
    """

    def looked() -> tuple[Problem, ...]:
        revisions = _revisions(pdf, reader, signatures, own=own)
        if len(revisions) == 1:
            return ()
        with ExitStack() as stack:
            states = [stack.enter_context(Pages(pdf, size=one.size)) for one in revisions]
            return tuple(_Look(revisions=revisions, states=states, own=own, made=made).problems())

    try:
        return list(_KNOWN.of((mark(pdf), own, made), looked))
    except MemoryError:
        raise  # a bound of the process, and no fault of the document
    except Exception:  # noqa: BLE001 - a stranger's bytes: what cannot be looked at was not looked at
        return [
            Problem(
                code=UNKNOWN,
                message="De bladzijden zijn niet te tekenen of het zijn er te veel. Daarom is niet bekeken of zij er "
                "na elke handtekening nog hetzelfde uitzien.",
            )
        ]


@dataclass(slots=True, kw_only=True)
class _Look:
    """All states of one file side by side, page after page."""

    revisions: Sequence[_Revision]
    states: Sequence[Pages]
    own: bool
    made: bool
    known: dict[tuple[int, int], tuple[Widget, ...]] = field(default_factory=dict)

    def problems(self) -> list[Problem]:
        first = self.states[0]
        if len(first) * len(self.states) > _MOST_PICTURES:
            raise NotDrawable(f"{len(first)} pages, {len(self.states)} revisions")
        later = range(1, len(self.states))
        found = [_resized(self.revisions[n]) for n in later if self._formats(n) != self._formats(n - 1)]
        if found:
            return found
        changed: dict[int, list[int]] = {}
        doubtful: dict[int, list[int]] = {}
        for page in range(len(first)):
            for number, code in self._changes(page):
                (changed if code == CHANGED else doubtful).setdefault(number, []).append(page + 1)
        found += [_differs(self.revisions[number], pages) for number, pages in sorted(changed.items())]
        return found + [_doubt(self.revisions[number], pages) for number, pages in sorted(doubtful.items())]

    def _formats(self, number: int) -> list[tuple[float, float]]:
        state = self.states[number]
        return [state.format(page) for page in range(len(state))]

    def _changes(self, page: int) -> Iterator[tuple[int, str]]:
        before = self.states[0].draw(page, scale=_SCALE)
        for number in range(1, len(self.states)):
            after = self.states[number].draw(page, scale=_SCALE)
            if before != after and (code := self._judged(page, number, before, after)):
                yield number, code
            before = after

    def _judged(self, page: int, number: int, before: Raster, after: Raster) -> str:
        """Give the code of a difference between a state and the one before; empty where it is the signature's."""
        boxes = self._boxes(page, number)
        code = "" if self.made else self._escape(page, number, boxes, before, after)
        around = tuple(_wider(box) for box in boxes)
        if before.difference(after, outside=around) is None or code == CHANGED:
            return code
        if self.own:
            return CHANGED
        filled = tuple(
            one.box
            for state in (number - 1, number)
            for one in self._widgets(page, state)
            if not one.signature
        )
        return CHANGED if before.difference(after, outside=around + filled) else UNKNOWN

    def _boxes(self, page: int, number: int) -> tuple[Edges, ...]:
        """Give the boxes of what was signed in this state, as they were when the field first stood on the page.

        Fields of our own stand there from the start; a stranger's may come with its signature.
        """
        last = 1 if self.own else number + 1
        boxes: dict[str, list[Edges]] = {}
        for state in range(last):
            here: dict[str, list[Edges]] = {}
            for widget in self._widgets(page, state):
                if widget.signature and widget.name in self.revisions[number].signed:
                    here.setdefault(widget.name, []).append(widget.box)
            boxes = here | boxes
        return tuple(box for each in boxes.values() for box in each)

    def _widgets(self, page: int, state: int) -> tuple[Widget, ...]:
        if (page, state) not in self.known:
            self.known[page, state] = self.states[state].widgets(page, scale=_SCALE)
        return self.known[page, state]

    def _escape(self, page: int, number: int, boxes: tuple[Edges, ...], before: Raster, after: Raster) -> str:
        """Say what a box is that is too large, or that something stood in before; empty where it is neither."""
        area = sum((right - left) * (bottom - top) for left, top, right, bottom in boxes)
        if area > _LARGEST_PART * before.width * before.height:
            return CHANGED
        changed = [box for box in boxes if before.within(box) != after.within(box)]
        if not changed:
            return ""
        bare = self.states[number - 1].draw(page, scale=_SCALE, bare=True)
        codes = {_stood(before.within(box), bare.within(box), after.within(box)) for box in changed}
        return CHANGED if CHANGED in codes else max(codes)


def _stood(was: Raster, under: Raster, came: Raster) -> str:
    """Judge what stood in a box; `under`: on the page itself, without fields and notes that could hide it."""
    if under.blank:
        return "" if was.blank else UNKNOWN
    return UNKNOWN if was == under and came.only_darkens(was) else CHANGED


def _revisions(
    pdf: bytes, reader: PdfFileReader, signatures: Sequence[EmbeddedPdfSignature], *, own: bool
) -> list[_Revision]:
    """List the states to look at, first to last. Raises `NotDrawable` where one does not end after the other."""
    total = reader.xrefs.total_revisions
    first = 0 if own else min(emb.signed_revision for emb in signatures)
    ends = {emb.signed_revision: _covers(emb) for emb in signatures}
    listed, size, after = [], 0, "het maken van dit document"
    for number in range(first, total):
        end = len(pdf) if number == total - 1 else ends.get(number) or _end(pdf, reader, number)
        if not size < end <= len(pdf):
            raise NotDrawable("revisions that do not follow each other")
        here = [emb for emb in signatures if emb.signed_revision == number]
        listed.append(_Revision(size=end, signed=frozenset(str(e.field_name) for e in here), after=after))
        size, after = end, _whose(here[-1]) if here else after
    if len(listed) > _MOST_REVISIONS:
        raise NotDrawable(f"{len(listed)} revisions")
    return listed


def _covers(emb: EmbeddedPdfSignature) -> int:
    return int(emb.byte_range[-2]) + int(emb.byte_range[-1])


def _end(pdf: bytes, reader: PdfFileReader, number: int) -> int:
    """Find the end of a revision that nobody signed: the mark after its cross-reference section."""
    place = reader.xrefs.get_xref_container_info(number).end_location
    end = pdf.find(b"%%EOF", place)
    return end + 5 if end >= 0 else 0


def _whose(emb: EmbeddedPdfSignature) -> str:
    kind = "het tijdstempel" if is_stamp(emb) else "de handtekening"
    try:
        return f"{kind} van {holder(emb.signer_cert)}"
    except Exception:  # noqa: BLE001 - a stranger's certificate
        return f"{kind} in het veld «{emb.field_name}»"


def _wider(box: Edges) -> Edges:
    left, top, right, bottom = box
    return (max(left - _MARGIN, 0), max(top - _MARGIN, 0), right + _MARGIN, bottom + _MARGIN)


def _pages(numbers: Sequence[int]) -> str:
    *others, last = (str(number) for number in numbers)
    return f"zien de pagina's {', '.join(others)} en {last}" if others else f"ziet pagina {last}"


def _differs(revision: _Revision, pages: Sequence[int]) -> Problem:
    return Problem(
        code=CHANGED,
        message=f"Na {revision.after} {_pages(pages)} er anders uit dan ervoor, buiten het vak van de handtekening die "
        "daarna kwam: wie toen tekende, zag iets anders dan er nu staat.",
    )


def _doubt(revision: _Revision, pages: Sequence[int]) -> Problem:
    return Problem(
        code=UNKNOWN,
        message=f"Na {revision.after} {_pages(pages)} er anders uit op een plaats waar al iets stond of die is ingevuld. "
        "Of dat mocht, is niet vast te stellen.",
    )


def _resized(revision: _Revision) -> Problem:
    return Problem(
        code=CHANGED,
        message=f"Na {revision.after} is het aantal pagina's of de maat van een pagina veranderd.",
    )

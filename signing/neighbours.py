"""Comparing the revisions of a file: each with the one right before it, and each two once (docs/adr/0027)."""

from __future__ import annotations

from io import BytesIO
from weakref import WeakKeyDictionary

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import (
    DiffResult,
    ModificationLevel,
    StandardDiffPolicy,
    SuspiciousModification,
)
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm

from signing import usages
from signing.remembered import Remembered, mark

_Result = DiffResult | SuspiciousModification
_MARKS: WeakKeyDictionary[PdfFileReader, bytes] = WeakKeyDictionary()


class Neighbours(StandardDiffPolicy):
    """Holds each revision against the one right before it.

    pyHanko holds every later revision against the signed one. What came in between is new to it each time, so
    that it may be filled once more; here it was there already, and has to stay. And two revisions are compared
    once for all signatures that forbid the same, where pyHanko's work grows with the square of the signatures.
    """

    _known: Remembered[_Result]

    def apply(
        self,
        old: HistoricalResolver,
        new: HistoricalResolver,
        field_mdp_spec: FieldMDPSpec | None = None,
        doc_mdp: MDPPerm | None = None,
    ) -> DiffResult:
        """Compare two revisions; raises `SuspiciousModification` as pyHanko's own does.

        The catalog may not take the number of something else: pyHanko approves the object that the newer
        catalog is, whatever that was before, and a page's content can go so.
        """
        if _number(old.root_ref) != _number(new.root_ref) and not old.is_ref_unassignable(new.root_ref):
            raise SuspiciousModification("the catalog took the place of something else")
        usages.prepare(old)
        return super().apply(old, new, field_mdp_spec, doc_mdp)

    def review_file(
        self,
        reader: PdfFileReader,
        base_revision: int | HistoricalResolver,
        field_mdp_spec: FieldMDPSpec | None = None,
        doc_mdp: MDPPerm | None = None,
    ) -> _Result:
        """Compare from `base_revision` on, and give the first thing that may not be, or all that was done."""
        first = base_revision if isinstance(base_revision, int) else base_revision.revision
        level: ModificationLevel = ModificationLevel.NONE
        changed: set[str] = set()
        for number in range(first + 1, reader.xrefs.total_revisions):
            result = self.step(reader, number, field_mdp_spec, doc_mdp)
            if isinstance(result, SuspiciousModification):
                return result
            level = max(level, result.modification_level)
            changed |= result.changed_form_fields
        return DiffResult(level, changed)

    def step(
        self,
        reader: PdfFileReader,
        number: int,
        lock: FieldMDPSpec | None = None,
        permission: MDPPerm | None = None,
    ) -> _Result:
        """Compare revision `number` with the one before it; of the same bytes once."""
        if "_known" not in self.__dict__:
            self._known = Remembered()

        def compared() -> _Result:
            before, after = (reader.get_historical_resolver(each) for each in (number - 1, number))
            try:
                found = self.apply(before, after, lock, permission)
            except SuspiciousModification as err:
                # Not the error itself, nor pyHanko's own strings: they hold on to the whole file.
                return SuspiciousModification(str(err))
            return DiffResult(found.modification_level, {str(name) for name in found.changed_form_fields})

        forbidden = lock and (lock.action, tuple(lock.fields or ()))
        return self._known.of((_mark(reader), number, forbidden, permission), compared)


def _number(reference: generic.Reference) -> tuple[int, int]:
    return reference.idnum, reference.generation


def _mark(reader: PdfFileReader) -> bytes:
    if reader not in _MARKS:
        stream = reader.stream
        assert isinstance(stream, BytesIO)  # noqa: S101 - every reader here is over bytes
        _MARKS[reader] = mark(stream.getbuffer())
    return _MARKS[reader]

"""Comparing the revisions of a file: each with the one right before it, and each two once (docs/adr/0027)."""

from __future__ import annotations

from dataclasses import dataclass
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
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm

from signing import usages
from signing.remembered import Remembered, mark

_Result = DiffResult | SuspiciousModification


@dataclass(frozen=True, slots=True, kw_only=True)
class _Strictly:
    """What came of a comparison in which everything was allowed, and which fields of it a lock could forbid."""

    result: DiffResult
    filled: frozenset[str]


_MARKS: WeakKeyDictionary[PdfFileReader, bytes] = WeakKeyDictionary()


class Neighbours(StandardDiffPolicy):
    """Holds each revision against the one right before it.

    pyHanko holds every later revision against the signed one. What came in between is new to it each time, so
    that it may be filled once more; here it was there already, and has to stay. And two revisions are compared
    once for all signatures, or where something may not be once for all that forbid the same; pyHanko's work grows with
    the square of the signatures.
    """

    _known: Remembered[_Result]
    _strictly: Remembered[_Strictly | None]

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
        """Compare revision `number` with the one before it; of the same bytes once, where nothing in it is forbidden."""
        if "_strictly" not in self.__dict__:  # which is set last: threads may share these rules
            self._known, self._strictly = Remembered(), Remembered()
        bytes_ = _mark(reader)
        strictly = self._strictly.of((bytes_, number), lambda: self._with_all_forbidden(reader, number))
        if strictly is not None and not any(lock and lock.is_locked(name) for name in strictly.filled):
            return strictly.result
        forbidden = lock and (lock.action, tuple(lock.fields or ()))
        key = (bytes_, number, forbidden, permission)
        return self._known.of(key, lambda: self._compared(reader, number, lock, permission))

    def _with_all_forbidden(self, reader: PdfFileReader, number: int) -> _Strictly | None:
        """Compare as for a certification, and note which fields a lock could forbid; None where something may not be.

        A certification and a lock forbid more, and alter nothing of what comes out where they forbid nothing.
        """
        noted = _Noted()
        try:
            found = self._compared(reader, number, noted, MDPPerm.FILL_FORMS)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - a stranger's bytes: which error it is, says the comparison that is asked for
            return None
        if isinstance(found, SuspiciousModification):
            return None
        return _Strictly(result=found, filled=frozenset(noted.names))

    def _compared(
        self, reader: PdfFileReader, number: int, lock: FieldMDPSpec | None, permission: MDPPerm | None
    ) -> _Result:
        before, after = (reader.get_historical_resolver(each) for each in (number - 1, number))
        try:
            found = self.apply(before, after, lock, permission)
        except SuspiciousModification as err:
            # Not the error itself, nor pyHanko's own strings: they hold on to the whole file.
            return SuspiciousModification(str(err))
        return DiffResult(found.modification_level, {str(name) for name in found.changed_form_fields})


class _Noted(FieldMDPSpec):
    """A lock that locks nothing, and notes of which fields it was asked."""

    def __init__(self) -> None:
        super().__init__(FieldMDPAction.INCLUDE, [])
        self.names: set[str] = set()

    def is_locked(self, field_name: str) -> bool:
        """Note the field."""
        self.names.add(str(field_name))
        return False


def _number(reference: generic.Reference) -> tuple[int, int]:
    return reference.idnum, reference.generation


def _mark(reader: PdfFileReader) -> bytes:
    if reader not in _MARKS:
        stream = reader.stream
        assert isinstance(stream, BytesIO)  # noqa: S101 - every reader here is over bytes
        _MARKS[reader] = mark(stream.getbuffer())
    return _MARKS[reader]

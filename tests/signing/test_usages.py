"""The ways to an object are pyHanko's own, and do not take for ever."""

from __future__ import annotations

import io
import os

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from signing import neighbours, usages
from tests.foreign import annotated, resaved
from tests.signing.conftest import Desk


@pytest.mark.parametrize("stage", ["gereed", "half", "verzegeld", "half, with a note on a page"])
def test_they_are_those_that_pyhanko_writes_down(stage: str, stages: dict[str, bytes]) -> None:
    pdf = stages[stage] if stage in stages else resaved(stages["half"], annotated)
    reader = PdfFileReader(io.BytesIO(pdf))
    for number in range(reader.xrefs.total_revisions):
        theirs, ours = HistoricalResolver(reader, number), reader.get_historical_resolver(number)
        theirs._load_reverse_xref_cache()
        usages.prepare(ours)
        written = theirs._indirect_object_access_cache
        assert written
        assert len(written) > 50
        assert {each: ours._get_usages_of_ref(each) for each in written} == written


def test_an_object_that_nothing_names_has_none(stages: dict[str, bytes]) -> None:
    reader = PdfFileReader(io.BytesIO(stages["half"]))
    last = reader.get_historical_resolver(reader.xrefs.total_revisions - 1)
    usages.prepare(reader.get_historical_resolver(0))
    for reference in last.explicit_refs_in_revision():
        if reader.get_historical_resolver(0).is_ref_unassignable(reference):
            assert reader.get_historical_resolver(0)._get_usages_of_ref(reference) == set()


def test_a_file_with_too_many_ways_is_refused() -> None:
    """Each of sixty objects names the next one twice: more ways than could ever be written down."""
    out = io.BytesIO()
    with pikepdf.Pdf.new() as doc:
        doc.add_blank_page()
        link = last = doc.make_indirect(Dictionary(Last=True))
        for _ in range(60):
            link = doc.make_indirect(Dictionary(Twice=Array([link, link])))
        doc.Root[Name.PieceInfo] = link
        number = last.objgen[0]
        doc.save(out)
    reader = PdfFileReader(io.BytesIO(out.getvalue()))
    revision = reader.get_historical_resolver(0)
    usages.prepare(revision)
    ends = [
        reference
        for reference in revision.explicit_refs_in_revision()
        if "/Last" in getattr(revision(reference), "keys", list)()
    ]
    assert number
    assert len(ends) == 1
    with pytest.raises(PdfReadError):
        revision._get_usages_of_ref(ends[0])


def test_two_revisions_are_compared_once_for_all_that_forbid_the_same(
    desk: Desk, stages: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[object, ...]] = []
    compare = neighbours.Neighbours.apply

    def counted(
        policy: neighbours.Neighbours, old: HistoricalResolver, new: HistoricalResolver, *more: object
    ) -> object:
        compared.append((id(policy), old.revision, new.revision, *map(str, more)))
        return compare(policy, old, new, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(neighbours.Neighbours, "apply", counted)
    monkeypatch.setattr(neighbours, "mark", lambda _: os.urandom(8))  # as if these bytes were never seen
    assert desk.verify(stages["verzegeld"]).verdict == "valid"
    assert compared
    assert len(compared) == len(set(compared))
    assert all(new == old + 1 for _, old, new, *_ in compared)

"""The ways to an object are pyHanko's own, and do not take for ever."""

from __future__ import annotations

import io
import os
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from signing import neighbours, usages
from tests.foreign import annotated, resaved
from tests.signing.conftest import Desk


def grown(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], object]) -> bytes:
    """The same with a revision in which something was changed."""
    writer, out = IncrementalPdfFileWriter(io.BytesIO(pdf)), io.BytesIO()
    change(writer)
    writer.write(out)
    return out.getvalue()


def paged(writer: IncrementalPdfFileWriter) -> None:
    """Put a page in the tree before the others, and one element in the place of all."""
    tree = writer.root["/Pages"]
    page = generic.DictionaryObject({generic.pdf_name("/Type"): generic.pdf_name("/Page")})
    tree["/Kids"].insert(0, writer.add_object(page))
    writer.update_container(tree["/Kids"])
    structure = writer.root["/StructTreeRoot"]
    element = generic.DictionaryObject({generic.pdf_name("/Pg"): tree["/Kids"].raw_get(1)})
    structure[generic.pdf_name("/K")] = generic.ArrayObject([writer.add_object(element)])
    writer.update_container(structure)


def rooted(writer: IncrementalPdfFileWriter) -> None:
    """Let the pages and the structure begin elsewhere: at copies."""
    for key in ("/Pages", "/StructTreeRoot"):
        writer.root[generic.pdf_name(key)] = writer.add_object(generic.DictionaryObject(writer.root[key]))
    writer.update_root()


def freed(pdf: bytes) -> bytes:
    """The same with a revision that gives up what the first page holds."""
    reader = PdfFileReader(io.BytesIO(pdf))
    contents = reader.root["/Pages"]["/Kids"][0].raw_get("/Contents")
    root, size = reader.root_ref, reader.trailer["/Size"]
    return (
        pdf
        + (
            f"xref\n{contents.idnum} 1\n0000000000 00001 f \n"
            f"trailer\n<</Size {size} /Root {root.idnum} 0 R /Prev {reader.last_startxref}>>\n"
            f"startxref\n{len(pdf)}\n%%EOF\n"
        ).encode()
    )


@pytest.mark.parametrize("back", [pytest.param(False, id="forward"), pytest.param(True, id="back")])
@pytest.mark.parametrize(
    "stage",
    [
        "gereed",
        "half",
        "verzegeld",
        "half, with a note on a page",
        "half, with other trees",
        "half, with trees elsewhere",
    ],
)
def test_they_are_those_that_pyhanko_writes_down(stage: str, *, back: bool, stages: dict[str, bytes]) -> None:
    if stage in stages:
        pdf = stages[stage]
    elif stage == "half, with a note on a page":
        pdf = resaved(stages["half"], annotated)
    else:
        pdf = grown(stages["half"], paged if "other" in stage else rooted)
        pdf = grown(pdf, rooted if "other" in stage else paged)
    reader = PdfFileReader(io.BytesIO(pdf))
    numbers = range(reader.xrefs.total_revisions)
    for number in reversed(numbers) if back else numbers:
        theirs, ours = HistoricalResolver(reader, number), reader.get_historical_resolver(number)
        theirs._load_reverse_xref_cache()
        usages.prepare(ours)
        written = theirs._indirect_object_access_cache
        assert written
        assert len(written) > 50
        assert {each: ours._get_usages_of_ref(each) for each in written} == written


def test_what_was_given_up_is_not_found_where_it_was(stages: dict[str, bytes]) -> None:
    reader = PdfFileReader(io.BytesIO(freed(stages["half"])))
    *earlier, last = map(reader.get_historical_resolver, range(reader.xrefs.total_revisions))
    for each in earlier:
        usages.prepare(each)
    with pytest.raises(PdfReadError, match="not found"):
        usages.prepare(last)


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


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What is compared from now on: by which rules, of which revisions, and what is forbidden."""
    found: list[tuple[object, ...]] = []
    compare = neighbours.Neighbours.apply

    def counted(
        policy: neighbours.Neighbours, old: HistoricalResolver, new: HistoricalResolver, *more: object
    ) -> object:
        found.append((id(policy), old.revision, new.revision, *map(str, more)))
        return compare(policy, old, new, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(neighbours.Neighbours, "apply", counted)
    monkeypatch.setattr(neighbours, "mark", lambda _: os.urandom(8))  # as if these bytes were never seen
    return found


def test_two_revisions_are_compared_once(
    desk: Desk, stages: dict[str, bytes], compared: list[tuple[object, ...]]
) -> None:
    assert desk.verify(stages["verzegeld"]).verdict == "valid"
    pairs = [(old, new) for _, old, new, *_ in compared]
    assert pairs
    assert len(pairs) == len(set(pairs))
    assert all(new == old + 1 for old, new in pairs)


def test_where_something_may_not_be_each_prohibition_is_looked_at_once(
    desk: Desk, stages: dict[str, bytes], compared: list[tuple[object, ...]]
) -> None:
    def titled(writer: IncrementalPdfFileWriter) -> None:
        writer.root[generic.pdf_name("/Lang")] = generic.pdf_string("fr")
        writer.update_root()

    assert desk.verify(grown(stages["half"], titled), sealed=False).verdict == "invalid"
    assert len(compared) > len({(old, new) for _, old, new, *_ in compared})
    assert len(compared) == len(set(compared))

"""The verdict on a file or a whole dossier: what a recipient may rely on, and why not.

A dossier is held against itself: the delegation file decides which documents there must be and who
must have signed them; the manifest says which bytes were generated; the ledger says what was done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from generator import books, closed, conditions, statement, void, void_examine
from generator.belonging import mark_problems, source_problems
from generator.dossier import (
    MANIFEST,
    Document,
    Dossier,
    open_dossier,
)
from generator.errors import GeneratorError
from generator.files import read_file
from generator.judgement.watch import SILENT, Watch
from generator.rebuild import rebuild
from signing.policy import Trust
from signing.report import Problem, Report, SignatureReport, Verdict, weigh
from signing.verify import verify

if TYPE_CHECKING:
    from generator.letterhead.design import Letterhead


_NAMED = 3  # papers that are named with a reason; of more only how many


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing examined: a PDF, or a dossier or package as a `whole`; its parts come after it."""

    path: str
    title: str
    problems: tuple[Problem, ...]
    signatures: tuple[SignatureReport, ...] = ()
    whole: bool = False

    @property
    def verdict(self) -> Verdict:
        """Weigh the problems of the thing and of its signatures."""
        return weigh([*self.problems, *(p for one in self.signatures for p in one.problems)])

    def as_json(self) -> dict[str, object]:
        """Give the item as in `verifieer --json` (design 4.2)."""
        return {
            "path": self.path,
            "verdict": self.verdict,
            "signatures": [signature.as_json() for signature in self.signatures],
            "problems": [problem.as_json() for problem in self.problems],
        }


def told(items: Sequence[Item], *, but: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Tell each problem once, with its code and where it was found; those with a code in `but` are passed over."""
    found: dict[str, list[str]] = {}
    for item in items:
        for problem in (*item.problems, *(p for one in item.signatures for p in one.problems)):
            if problem.code not in but:
                found.setdefault(f"{problem.message} [{problem.code}]", []).append(item.title)
    return tuple(f"{_where(tuple(dict.fromkeys(titles)))}: {reason}" for reason, titles in found.items())


def _where(titles: Sequence[str]) -> str:
    if len(titles) > _NAMED:
        return f"{', '.join(titles[:_NAMED])} en nog {len(titles) - _NAMED}"
    return ", ".join(titles)


def examine(
    path: Path,
    *,
    trust: Trust,
    at: datetime,
    templates: Path | None = None,
    again: bool = False,
    letterhead: Letterhead | None = None,
    watch: Watch = SILENT,
) -> tuple[Item, ...]:
    """Examine a PDF or a dossier folder; a bad one gives an item that says so, never an exception.

    A PDF that lies in a dossier is held against that dossier's plan. `templates` is the folder whose
    list of documents the dossier was made with, if not the program's own. `again`: make a dossier's
    papers again from its delegation file, with `letterhead` if they have one, and compare. `watch` sees the work
    go by. Raises `MemoryError`: what there is no room to judge is not judged.
    """
    try:
        if path.is_dir():
            dossier = open_dossier(path)
            again_problems: tuple[Problem, ...] = ()
            if again:
                watch.begins("het overmaken")
                again_problems = tuple(rebuild(dossier, templates=templates, letterhead=letterhead))
            return _dossier(dossier, templates, again_problems, trust=trust, at=at, watch=watch)
        return (_file(path, templates, trust=trust, at=at, watch=watch),)
    except MemoryError:
        raise
    except GeneratorError as err:
        why = err.message
    except Exception as err:  # noqa: BLE001 - a stranger's files: whatever breaks, it is not valid
        why = f"Dit is zo gemaakt of beschadigd dat het niet te beoordelen is ({type(err).__name__})."
    return (Item(path=str(path), title=path.name, problems=(Problem(code="onleesbaar", message=why),)),)


def home_of(pdf: Path, templates: Path | None = None) -> tuple[Dossier, Document] | None:
    """Find the dossier that a PDF lies in, and which of its documents it is."""
    folder = pdf.absolute().parent.parent
    if not (folder / MANIFEST).is_file():
        return None
    dossier = open_dossier(folder)
    name = f"{pdf.resolve().parent.name}/{pdf.name}"
    for document in dossier.manifest.documents:
        if document.pdf == name:
            return dossier, document
    stated = statement.find(dossier, templates)
    beside = [*([stated] if stated else []), *(one.document for one in void.find_all(dossier, templates))]
    return next(((dossier, one) for one in beside if one is not None and one.pdf == name), None)


def _file(path: Path, templates: Path | None, *, trust: Trust, at: datetime, watch: Watch) -> Item:
    data = read_file(path)
    item = _paper(path, data, templates, trust=trust, at=at)
    watch.judged(item, data)
    return item


def _paper(path: Path, data: bytes, templates: Path | None, *, trust: Trust, at: datetime) -> Item:
    home = home_of(path, templates)
    if home is None:
        return _item(str(path), path.name, verify(data, trust=trust, at=at))
    dossier, document = home
    report = verify(data, trust=trust, at=at, plan=document.plan, origin=document.origin)
    more = [*mark_problems(dossier, document, data)]
    if document.id == statement.ID:
        more += closed.problems(dossier, document)
    elif dossier.document(document.id) is None:
        more += void_examine.of_statement(dossier, document, templates)
    else:
        more += source_problems(dossier, templates, (document,))
    return _item(str(path), _title(document), report, more)


def _dossier(
    dossier: Dossier,
    templates: Path | None,
    more: Sequence[Problem],
    *,
    trust: Trust,
    at: datetime,
    watch: Watch,
) -> tuple[Item, ...]:
    judged_by = partial(_judged, dossier, trust=trust, at=at, watch=watch)
    items = []
    for document in dossier.manifest.documents:
        path = dossier.folder / document.pdf
        if not path.is_file():
            problem = Problem(code="ontbreekt", message=f"{document.pdf} ontbreekt in het dossier.")
            items.append(Item(path=str(path), title=_title(document), problems=(problem,)))
            continue
        items.append(judged_by(document))
    unreadable: tuple[Problem, ...] = ()
    stated: Document | None = None
    stopped: tuple[void.Found, ...] = ()
    try:
        stated, stopped = statement.find(dossier, templates), void.find_all(dossier, templates)
    except GeneratorError as err:
        # Never passed over: what cannot be judged is not valid.
        unreadable = (Problem(code="onleesbaar", message=err.message),)
    if stated is not None:
        items.append(judged_by(stated))
    statements = tuple(one.document for one in stopped if one.document)
    judged = {one.id: judged_by(one) for one in statements}
    items += judged.values()
    watch.begins("het dossier als geheel")
    whole = Item(
        whole=True,
        path=str(dossier.folder),
        title=f"Dossier {dossier.manifest.reference}",
        problems=(
            *unreadable,
            *source_problems(dossier, templates),
            *(closed.problems(dossier, stated) if stated else closed.missing(dossier, templates)),
            *void_examine.problems(dossier, stopped, {id_: item.verdict for id_, item in judged.items()}),
            *books.word_problems(dossier),
            *(problem for one in statements for problem in void_examine.word_problems(dossier, one)),
            *books.stray_files(
                dossier, (*statement.places(dossier, templates), *void.places(dossier, templates))
            ),
            *books.ledger_problems(dossier, stated, statements),
            *_order_problems(dossier, items),
            *_late_problems(dossier, items),
            *more,
        ),
    )
    return (whole, *items)


def _judged(dossier: Dossier, document: Document, *, trust: Trust, at: datetime, watch: Watch) -> Item:
    watch.begins(document.id)
    data = dossier.read_pdf(document)
    report = verify(data, trust=trust, at=at, plan=document.plan, origin=document.origin)
    path = str(dossier.folder / document.pdf)
    item = _item(path, _title(document), report, tuple(mark_problems(dossier, document, data)))
    watch.judged(item, data)
    return item


def _item(path: str, title: str, report: Report, more: Sequence[Problem] = ()) -> Item:
    return Item(path=path, title=title, problems=(*report.problems, *more), signatures=report.signatures)


def _title(document: Document) -> str:
    return f"{document.id} {document.plan.title}"


def _late_problems(dossier: Dossier, items: Sequence[Item]) -> Iterator[Problem]:
    signatures = (one for item in items for one in item.signatures)
    if late := conditions.late(dossier, [s.time for s in signatures if s.kind == "handtekening" and s.time]):
        yield Problem(code="na-ingang", message=late)


def _order_problems(dossier: Dossier, items: Sequence[Item]) -> Iterator[Problem]:
    """Hold the proven times of signatures against the order between documents (design 4.4)."""
    times = {
        document.id: {s.role: s for s in item.signatures if s.kind == "handtekening" and s.time}
        for document, item in zip(dossier.manifest.documents, items, strict=False)  # D14 comes after them
    }
    for document in dossier.manifest.documents:
        for role, others in document.after.items():
            mine = times[document.id].get(role)
            for other in others:
                late = [
                    one for one in times.get(other, {}).values()
                    if mine and mine.time and one.time and one.time > mine.time
                ]  # fmt: skip
                if any(not one.at_latest for one in late):
                    yield Problem(
                        code="volgorde-documenten",
                        message=f"De {role} tekende {document.id} voordat {other} compleet was.",
                    )
                elif late:
                    yield Problem(
                        code="volgorde-onbewezen",
                        message=f"Dat {other} compleet was toen de {role} {document.id} tekende, is niet te bewijzen: "
                        f"een handtekening op {other} kreeg geen tijdstempel, en is pas later aangevuld.",
                    )

"""The verdict on a file or a whole dossier: what a recipient may rely on, and why not.

A dossier is held against itself: the delegation file decides which documents there must be and who
must have signed them; the manifest says which bytes were generated; the ledger says what was done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from generator import books, closed, conditions, statement
from generator.delegation import Delegation, parse
from generator.dossier import (
    ADDITION,
    MANIFEST,
    SOURCE,
    Document,
    Dossier,
    marks,
    open_dossier,
    sha256,
)
from generator.errors import GeneratorError
from generator.files import read_file
from generator.papers import plan_of
from generator.rebuild import rebuild
from generator.wording.earlier import kinds_then
from signing import state
from signing.errors import DocumentRefused
from signing.policy import Trust
from signing.report import Problem, Report, SignatureReport, Verdict, weigh
from signing.verify import verify

if TYPE_CHECKING:
    from generator.letterhead.design import Letterhead


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing examined: a PDF, or a dossier as a whole."""

    path: str
    title: str
    problems: tuple[Problem, ...]
    signatures: tuple[SignatureReport, ...] = ()

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


def examine(
    path: Path,
    *,
    trust: Trust,
    at: datetime,
    templates: Path | None = None,
    again: bool = False,
    letterhead: Letterhead | None = None,
) -> tuple[Item, ...]:
    """Examine a PDF or a dossier folder; a bad one gives an item that says so, never an exception.

    A PDF that lies in a dossier is held against that dossier's plan. `templates` is the folder whose
    list of documents the dossier was made with, if not the program's own. `again`: make a dossier's
    papers again from its delegation file, with `letterhead` if they have one, and compare.
    """
    try:
        if path.is_dir():
            dossier = open_dossier(path)
            again_problems = rebuild(dossier, templates=templates, letterhead=letterhead) if again else ()
            return _dossier(dossier, templates, tuple(again_problems), trust=trust, at=at)
        return (_file(path, templates, trust=trust, at=at),)
    except GeneratorError as err:
        return (
            Item(
                path=str(path),
                title=path.name,
                problems=(Problem(code="onleesbaar", message=err.message),),
            ),
        )


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
    return (dossier, stated) if stated and stated.pdf == name else None


def _file(path: Path, templates: Path | None, *, trust: Trust, at: datetime) -> Item:
    data = read_file(path)
    home = home_of(path, templates)
    if home is None:
        return _item(str(path), path.name, verify(data, trust=trust, at=at))
    dossier, document = home
    report = verify(data, trust=trust, at=at, plan=document.plan, origin=document.origin)
    more = [*_mark_problems(dossier, document, data)]
    if document.id == statement.ID:
        more += closed.problems(dossier, document)
    else:
        more += _source_problems(dossier, templates, document)
    return _item(str(path), _title(document), report, more)


def _dossier(
    dossier: Dossier, templates: Path | None, more: Sequence[Problem], *, trust: Trust, at: datetime
) -> tuple[Item, ...]:
    items = []
    for document in dossier.manifest.documents:
        path = dossier.folder / document.pdf
        if not path.is_file():
            problem = Problem(code="ontbreekt", message=f"{document.pdf} ontbreekt in het dossier.")
            items.append(Item(path=str(path), title=_title(document), problems=(problem,)))
            continue
        items.append(_judged(dossier, document, trust=trust, at=at))
    stated = _stated(dossier, templates)
    if stated is not None:
        items.append(_judged(dossier, stated, trust=trust, at=at))
    whole = Item(
        path=str(dossier.folder),
        title=f"Dossier {dossier.manifest.reference}",
        problems=(
            *_source_problems(dossier, templates),
            *(closed.problems(dossier, stated) if stated else closed.missing(dossier, templates)),
            *books.word_problems(dossier),
            *books.stray_files(dossier, statement.places(dossier, templates)),
            *books.ledger_problems(dossier, stated),
            *_order_problems(dossier, items),
            *_late_problems(dossier, items),
            *more,
        ),
    )
    return (whole, *items)


def _stated(dossier: Dossier, templates: Path | None) -> Document | None:
    try:
        return statement.find(dossier, templates)
    except GeneratorError:
        return None  # without a delegation file nobody knows who was to seal it; that it is gone is told


def _judged(dossier: Dossier, document: Document, *, trust: Trust, at: datetime) -> Item:
    data = dossier.read_pdf(document)
    report = verify(data, trust=trust, at=at, plan=document.plan, origin=document.origin)
    path = str(dossier.folder / document.pdf)
    return _item(path, _title(document), report, tuple(_mark_problems(dossier, document, data)))


def _item(path: str, title: str, report: Report, more: Sequence[Problem] = ()) -> Item:
    return Item(path=path, title=title, problems=(*report.problems, *more), signatures=report.signatures)


def _title(document: Document) -> str:
    return f"{document.id} {document.plan.title}"


def _delegation(dossier: Dossier) -> Delegation | None:
    path = dossier.folder / SOURCE
    data = read_file(path)
    if sha256(data) != dossier.manifest.source_sha256:
        return None
    return parse(data).delegation


def _digest_of(path: Path) -> str:
    try:
        return sha256(read_file(path))
    except GeneratorError:
        return ""  # missing or unreadable: not the file that was given


def _mark_problems(dossier: Dossier, document: Document, data: bytes) -> Iterator[Problem]:
    """Hold what the PDF says of itself against its place: the dossier's books are not signed, it is."""
    wanted = marks(dossier.manifest, document.id)
    try:
        found = state.marks(data)
    except DocumentRefused:
        return  # `verify` says that it is unreadable
    if any(found.get(key) != wanted[key] for key in ("Kenmerk", "Document")):
        yield Problem(
            code="ander-document",
            message=f"{document.pdf} is een ander document dan hier hoort te staan"
            f" ({found.get('Document', 'onbekend')} van {found.get('Kenmerk', 'onbekend')}).",
        )
    elif any(found.get(key) != value for key, value in wanted.items()):
        yield Problem(
            code="delegatie",
            message=f"{document.pdf} is van een ander bestand gemaakt dan in het dossier ligt.",
        )


def _source_problems(
    dossier: Dossier, templates: Path | None, only: Document | None = None
) -> Iterator[Problem]:
    """Rebuild from the delegation file which documents and signers there must be.

    With `only`, what concerns that one document: its plan, and what the plan is held against.
    """
    try:
        delegation = _delegation(dossier)
    except GeneratorError as err:
        yield Problem(code="delegatie", message=err.message)
        return
    if delegation is None:
        yield Problem(
            code="delegatie",
            message=f"{SOURCE} is niet het bestand waarvan dit dossier is gemaakt.",
        )
        return
    manifest = dossier.manifest
    if manifest.addition and _digest_of(dossier.folder / ADDITION) != manifest.addition.sha256:
        yield Problem(
            code="aanvulling", message=f"{ADDITION} is niet het bestand waarvan deze papieren zijn gemaakt."
        )
    then = kinds_then(manifest, templates)
    if then is None:
        yield Problem(
            code="niet-getoetst",
            message="Dit dossier is met een andere catalogus gemaakt, die hier niet is bewaard; of alle documenten "
            "en ondertekenaars er zijn, is zo niet te zeggen. Geef met --sjablonen de map waarmee het is gemaakt.",
        )
        return
    kinds = {kind.id: kind for kind in then}
    for kind in kinds.values():
        if only is None and kind.applies(delegation) and dossier.document(kind.id) is None:
            yield Problem(
                code="document-ontbreekt",
                message=f"{kind.id} ({kind.titel}) hoort bij deze delegatie, maar zit niet in het dossier.",
            )
    for document in (only,) if only else manifest.documents:
        known = kinds.get(document.id)
        if known is None or document.slug != known.slug:
            yield Problem(
                code="document-onbekend", message=f"{document.id} is geen document dat dit programma kent."
            )
        elif (
            plan_of(known, delegation, test=manifest.test) != document.plan
            or dict(known.na) != document.after
        ):
            yield Problem(
                code="plan",
                message=f"{document.id}: het ondertekenplan in {MANIFEST} is niet dat van de delegatie.",
            )


def _late_problems(dossier: Dossier, items: Sequence[Item]) -> Iterator[Problem]:
    signatures = (one for item in items for one in item.signatures)
    if late := conditions.late(dossier, [s.time for s in signatures if s.kind == "handtekening" and s.time]):
        yield Problem(code="na-ingang", message=late)


def _order_problems(dossier: Dossier, items: Sequence[Item]) -> Iterator[Problem]:
    """Hold the proven times of signatures against the order between documents (design 4.4)."""
    times = {
        document.id: {s.role: s.time for s in item.signatures if s.kind == "handtekening" and s.time}
        for document, item in zip(dossier.manifest.documents, items, strict=False)  # D14 comes after them
    }
    for document in dossier.manifest.documents:
        for role, others in document.after.items():
            mine = times[document.id].get(role)
            for other in others:
                late = [t for t in times.get(other, {}).values() if mine and t > mine]
                if late:
                    yield Problem(
                        code="volgorde-documenten",
                        message=f"De {role} tekende {document.id} voordat {other} compleet was.",
                    )

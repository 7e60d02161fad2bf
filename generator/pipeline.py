"""From a delegation file to a dossier, the stages in order: read, check, render, typeset, fields.

Nothing is written here: the result is a folder's worth of bytes. `signing` is asked for the fields,
which belong to revision 0.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from generator import dossier
from generator.errors import InputRefused, InvalidFile
from generator.findings import Finding
from generator.limits import Limits
from generator.papers import Engine, Progress, Work, typeset_all

if TYPE_CHECKING:
    from generator.catalogue import DocumentKind
    from generator.delegation import Delegation
    from generator.letterhead.design import Letterhead


_LIMITS = Limits()
# A role that the delegate took on later is a reason to take tasks back, not to refuse that.
_LATER_ROLES = frozenset({"R-03", "R-04", "R-08"})


_ASKED = {
    "dienstverband": "Dit document wordt alleen gemaakt als de taakgedelegeerde in dienst is van de werkgever.",
    "medezeggenschap": "Dit document wordt alleen gemaakt als de werkgever een ondernemingsraad of een "
    "personeelsvertegenwoordiging heeft.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A dossier as it will stand on disk: relative paths and bytes, and what was noticed.

    `left_out` are the documents (ids) that this delegation asks for and that were not made.
    """

    reference: str
    manifest: dossier.Manifest
    files: dict[str, bytes]
    findings: tuple[Finding, ...]
    left_out: tuple[str, ...] = ()


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Spare the collector: a dossier is many small objects that live until it is made, and no cycles of them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@_no_search_for_cycles()
def make(
    data: bytes,
    *,
    name: str,
    addition: bytes | None = None,
    addition_name: str = dossier.ADDITION,
    templates: Path | None = None,
    only: Iterable[str] = (),
    test: bool = False,
    engine: Engine = "typst",
    again: bool = False,
    letterhead: Letterhead | None = None,
    limits: Limits = _LIMITS,
    progress: Progress = lambda _done: None,
) -> Made:
    """Make the whole dossier of one delegation file, or the folder of an `addition` to it.

    `name` and `addition_name` are the files', for messages; `templates` is a folder of one's own, which
    takes the place of the program's file by file; `only` limits the documents (ids); `test` marks every
    page; `again` makes papers that exist already, of which nothing new is asked; `letterhead` is put on
    every document; `limits` are the organisation's. Same data, templates, letterhead, program and engine: same bytes. Raises
    `InvalidFile`, `InputRefused`, `TemplateRefused`, `ProductRefused`, and `SurroundingsFailed` when
    LibreOffice does not work.
    """
    from generator import additions, catalogue
    from generator.rules import findings_of

    delegation, findings = findings_of(data, templates=templates, limits=limits)
    withdrawal = addition is not None and additions.start_of(addition, name=addition_name)[0] == "terugname"
    tolerated = _LATER_ROLES if withdrawal else frozenset()
    errors = [f for f in findings if f.severity == "error" and f.rule not in tolerated]
    if delegation is None or (errors and not again):
        raise InvalidFile(name, findings)
    added = (
        None
        if addition is None
        else additions.read(
            addition, name=addition_name, delegation=delegation, templates=templates, again=again
        )
    )
    manifest = dossier.Manifest(
        reference=added.reference if added else delegation.kenmerk,
        source_sha256=dossier.sha256(data),
        addition=dossier.AdditionFile(series=added.series, sha256=dossier.sha256(added.data))
        if added
        else None,
        test=test,
        catalogue_sha256=catalogue.digest(templates),
        tasks_sha256=catalogue.tasks_digest(templates),
        letterhead_sha256=letterhead.digest if letterhead else None,
        versions=versions(),
        documents=(),
    )
    offered = catalogue.documents(templates, manifest.series)
    kinds = chosen(offered, delegation, only)
    work = Work(
        delegation=delegation,
        addition=added,
        manifest=manifest,
        templates=templates,
        progress=progress,
        again=again,
        letterhead=letterhead,
    )
    rendered = [work.render(kind) for kind in kinds]
    typeset_pdfs, used = typeset_all(rendered, engine, at=work.at)
    files = {dossier.SOURCE: data}
    if addition is not None:
        files[dossier.ADDITION] = addition
    documents: list[dossier.Document] = []
    for one, typeset_pdf in zip(rendered, typeset_pdfs, strict=True):
        document, pdf = work.finish(one, typeset_pdf)
        documents.append(document)
        files |= {document.word: one.docx, document.pdf: pdf}
    if manifest.series == "terugkoppeling" and not again:
        from generator.feedback.pair import Letter, require_one_text

        require_one_text([Letter(id=one.id, docx=files[one.word], pdf=files[one.pdf]) for one in documents])
    manifest = replace(manifest, versions={**manifest.versions, **used}, documents=tuple(documents))
    files |= {dossier.MANIFEST: manifest.dumps(), dossier.LEDGER: b""}
    return Made(
        reference=manifest.reference,
        manifest=manifest,
        files=files,
        findings=added.findings if added else findings,
        left_out=tuple(kind.id for kind in offered if kind.applies(delegation) and kind not in kinds),
    )


def chosen(kinds: Iterable[DocumentKind], delegation: Delegation, only: Iterable[str]) -> list[DocumentKind]:
    """Choose the documents that this delegation asks for, or those named. Raises `InputRefused`."""
    kinds = list(kinds)
    wanted = [word.upper() for word in only]
    if not wanted:
        return [kind for kind in kinds if kind.applies(delegation)]
    if unknown := [word for word in wanted if word not in {kind.id for kind in kinds}]:
        raise InputRefused(
            f"Onbekend document: {', '.join(unknown)}.",
            hint=f"Kies uit {', '.join(kind.id for kind in kinds)}.",
        )
    named = [kind for kind in kinds if kind.id in wanted]
    for kind in named:
        if not (kind.applies(delegation) or kind.op_verzoek):
            raise InputRefused(
                f"{kind.id} ({kind.titel}) hoort niet bij deze delegatie.",
                hint=_ASKED.get(kind.wanneer, "Het delegatiebestand noemt geen gedragscode."),
            )
    return named


def versions() -> dict[str, str]:
    """Name the versions that decide the bytes of a document."""
    return {name: _version(name) for name in ("taakdelegatie", "docxtpl", "typst", "pikepdf")}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # run from a folder, without an installation
        return "onbekend"

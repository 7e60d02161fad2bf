"""From a delegation file to a dossier, the stages in order: read, check, render, typeset, fields.

Nothing is written here: the result is a folder's worth of bytes. `signing` is asked for the fields,
which belong to revision 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from generator import dossier
from generator.errors import InputRefused, TemplateRefused
from generator.files import read_file
from generator.findings import Finding
from generator.resources import content

if TYPE_CHECKING:
    from generator.catalogue import DocumentKind
    from generator.delegation import Delegation
    from generator.typeset.paper import Paper
    from signing.plan import Plan

Progress = Callable[[str], None]
Engine = Literal["typst", "libreoffice"]


class InvalidDelegation(InputRefused):
    """The delegation file cannot be used; `findings` holds every reason, not the first."""

    def __init__(self, name: str, findings: tuple[Finding, ...]) -> None:
        errors = [finding for finding in findings if finding.severity == "error"]
        lines = [
            f"{name}:{finding.line}:{finding.column}  {finding.rule}  {finding.message}"
            f"\n    bron: {finding.source}"
            for finding in errors
        ]
        super().__init__(
            f"{name} is niet in orde; er is niets gemaakt.\n" + "\n".join(lines),
            hint="Verbeter het bestand en probeer het opnieuw.",
        )
        self.findings = findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A dossier as it will stand on disk: relative paths and bytes, and what was noticed."""

    reference: str
    manifest: dossier.Manifest
    files: dict[str, bytes]
    findings: tuple[Finding, ...]


def make(
    data: bytes,
    *,
    name: str,
    templates: Path | None = None,
    only: Iterable[str] = (),
    test: bool = False,
    engine: Engine = "typst",
    progress: Progress = lambda _done: None,
) -> Made:
    """Make the whole dossier of one delegation file.

    `name` is the file's, for messages; `only` limits the documents (ids); `test` marks every page.
    Same data, templates, program and engine: same bytes. Raises `InvalidDelegation`, `InputRefused`,
    `TemplateRefused`, `ProductRefused`, and `SurroundingsFailed` when LibreOffice does not work.
    """
    from generator import catalogue, product, word
    from generator.context import context
    from generator.rules import findings_of
    from generator.typeset.reader import read
    from signing import fields
    from signing.errors import DocumentRefused
    from signing.plan import Origin

    folder = templates or content("templates")
    delegation, findings = findings_of(data, templates=folder)
    if delegation is None or any(finding.severity == "error" for finding in findings):
        raise InvalidDelegation(name, findings)
    # The date of the papers, not of the run: the same file gives the same bytes on any day.
    at = datetime.combine(delegation.datum_opmaak, time(), tzinfo=UTC)
    digest = dossier.sha256(data)
    documents: list[dossier.Document] = []
    files = {dossier.SOURCE: data}
    rendered: list[tuple[DocumentKind, bytes, Paper]] = []
    for kind in chosen(catalogue.documents(folder), delegation, only):
        progress(kind.id)
        values = context(delegation, kind=kind, tasks=catalogue.tasks(folder), proef=test, bron_sha256=digest)
        docx = word.render(template_of(kind, folder), values, at=at)
        rendered.append((kind, docx, read(docx, name=f"{kind.id} {kind.titel}")))
    typeset_pdfs, used = _typeset(rendered, engine, at=at)
    for (kind, docx, paper), typeset_pdf in zip(rendered, typeset_pdfs, strict=True):
        product.check(typeset_pdf, paper)
        plan = plan_of(kind, delegation, test=test)
        try:
            pdf = fields.prepare(
                typeset_pdf, plan, dossier.marks(delegation.kenmerk, kind.id, source_sha256=digest)
            )
        except DocumentRefused as err:
            raise TemplateRefused(f"{kind.id} {kind.titel}: {err.message}", hint=err.hint) from err
        document = dossier.Document(
            id=kind.id,
            slug=kind.slug,
            template_sha256=dossier.sha256(read_file(template_of(kind, folder))),
            word_sha256=dossier.sha256(docx),
            origin=Origin.of(pdf),
            plan=plan,
            after={str(role): ids for role, ids in kind.na.items()},
        )
        documents.append(document)
        files |= {document.word: docx, document.pdf: pdf}
    manifest = dossier.Manifest(
        reference=delegation.kenmerk,
        source_sha256=digest,
        test=test,
        catalogue_sha256=catalogue.digest(folder),
        tasks_sha256=catalogue.tasks_digest(folder),
        versions=versions() | used,
        documents=tuple(documents),
    )
    files |= {dossier.MANIFEST: manifest.dumps(), dossier.LEDGER: b""}
    return Made(reference=delegation.kenmerk, manifest=manifest, files=files, findings=findings)


def template_of(kind: DocumentKind, folder: Path) -> Path:
    """Give the Word template of a kind in a folder of templates."""
    return folder / f"{kind.id}-{kind.slug}.docx"


def _typeset(
    rendered: list[tuple[DocumentKind, bytes, Paper]], engine: Engine, *, at: datetime
) -> tuple[list[bytes], dict[str, str]]:
    """Set every document; give also the version of an engine that is not part of the program."""
    if engine == "typst":
        from generator.typeset.engine import typeset

        return [typeset(paper, at=at) for _, _, paper in rendered], {}
    from generator.typeset.office import engine as libreoffice

    office = libreoffice.find()
    jobs = [libreoffice.Job(docx=docx, paper=paper) for _, docx, paper in rendered]
    return libreoffice.typeset(jobs, at=at, office=office), {"libreoffice": office.version()}


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
                hint="Dit document wordt alleen gemaakt als de taakgedelegeerde in dienst is van de werkgever.",
            )
    return named


def plan_of(kind: DocumentKind, delegation: Delegation, *, test: bool) -> Plan:
    """Make the signing plan of one document: the persons whom the delegation names, in order."""
    from signing.plan import Pin, make

    names = {
        "bedrijfsarts": delegation.bedrijfsarts.naam,
        "taakgedelegeerde": delegation.taakgedelegeerde.naam,
        "werkgever": delegation.werkgever.vertegenwoordiger.naam,
    }

    def pin(role: str) -> Pin:
        given = getattr(delegation.ondertekening, role, None)
        if given is None:
            return Pin()
        return Pin(
            name=given.naam or "",
            serial=given.serienummer or "",
            sha256=given.sha256 or "",
            level=given.niveau or "",
        )

    return make(
        document=kind.id,
        title=kind.titel,
        organisation=delegation.arbodienst.naam,
        persons=tuple((role, names[role], pin(role)) for role in kind.ondertekenaars),
        test=test,
    )


def versions() -> dict[str, str]:
    """Name the versions that decide the bytes of a document."""
    return {name: _version(name) for name in ("taakdelegatie", "docxtpl", "typst", "pikepdf")}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # run from a folder, without an installation
        return "onbekend"

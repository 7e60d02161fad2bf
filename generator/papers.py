"""One document: from a kind and what it prints to Word, to PDF, to revision 0 with its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from generator import dossier
from generator.errors import TemplateRefused
from generator.files import read_file
from generator.resources import template_file

if TYPE_CHECKING:
    from generator.addition import Addition
    from generator.catalogue import DocumentKind
    from generator.delegation import Delegation
    from generator.letterhead.design import Letterhead
    from generator.typeset.paper import Paper
    from signing.plan import Plan

Progress = Callable[[str], None]
Engine = Literal["typst", "libreoffice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """One document between Word and PDF."""

    kind: DocumentKind
    docx: bytes
    paper: Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What all documents of one folder share.

    `again`: these papers exist already, so what is asked of new ones is not asked of them; `marks` are what
    each PDF says of itself besides the marks of every paper; `sealer` seals it, if not the arbodienst.
    """

    delegation: Delegation
    addition: Addition | None
    manifest: dossier.Manifest
    templates: Path | None
    progress: Progress
    again: bool = False
    letterhead: Letterhead | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    sealer: str = ""

    @property
    def at(self) -> datetime:
        """The date of the papers, not of the run: the same file gives the same bytes on any day."""
        day = self.addition.made_on if self.addition else self.delegation.datum_opmaak
        return datetime.combine(day, time(), tzinfo=UTC)

    def render(self, kind: DocumentKind) -> Rendered:
        """Fill the Word template and read it back."""
        from generator import catalogue, printed, word
        from generator.context import context, of_addition
        from generator.letterhead import paper as letterhead
        from generator.typeset.package import Package
        from generator.typeset.reader import read
        from generator.wording import gate

        self.progress(kind.id)
        values = context(
            self.delegation,
            kind=kind,
            tasks=catalogue.tasks(self.templates),
            proef=self.manifest.test,
            bron_sha256=self.manifest.source_sha256,
            questions=catalogue.questions(self.templates),
        )
        if self.addition:
            values |= of_addition(self.addition)
        template = template_of(kind, self.templates)
        docx, name = word.render(template, values, at=self.at), f"{kind.id} {kind.titel}"
        opened = Package(docx, name=name)
        if not self.again:
            employed, own = self.delegation.dienstverband, self.templates
            gate.require(opened, kind, template=read_file(template), employed=employed, own=own)
            printed.require(opened, kind, self.delegation)
        if self.letterhead and kind.afzender == "arbodienst":
            docx = letterhead.apply(docx, self.letterhead, name=kind.template)
            opened = Package(docx, name=name)
        return Rendered(kind=kind, docx=docx, paper=read(opened, name=name))

    def finish(self, one: Rendered, typeset_pdf: bytes) -> tuple[dossier.Document, bytes]:
        """Check the PDF against the paper and give it its fields and marks."""
        from generator import product
        from generator.wording.releases import standing
        from signing import fields
        from signing.errors import DocumentRefused
        from signing.plan import Origin

        kind, template = one.kind, standing(one.kind.template, self.templates)
        with product.checked(typeset_pdf, one.paper) as opened:
            plan = plan_of(kind, self.delegation, test=self.manifest.test, sealer=self.sealer)
            try:
                word = dossier.sha256(one.docx)
                marks = {**dossier.marks(self.manifest, kind.id, word_sha256=word), **self.marks}
                pdf = fields.prepare(opened, plan, marks)
            except DocumentRefused as err:
                raise TemplateRefused(f"{kind.id} {kind.titel}: {err.message}", hint=err.hint) from err
        document = dossier.Document(
            id=kind.id,
            slug=kind.slug,
            template_sha256=template.sha256,
            template_version=template.version,
            word_sha256=word,
            origin=Origin.of(pdf),
            plan=plan,
            after={str(role): ids for role, ids in kind.na.items()},
        )
        return document, pdf


def template_of(kind: DocumentKind, own: Path | None) -> Path:
    """Give the Word template of a kind: one's own if there is one, else the program's."""
    return template_file(kind.template, own)


def typeset_all(
    rendered: Sequence[Rendered], engine: Engine, *, at: datetime
) -> tuple[list[bytes], dict[str, str]]:
    """Set every document; give also the version of an engine that is not part of the program."""
    if engine == "typst":
        from generator.typeset import engine as typst

        return typst.typeset_all([one.paper for one in rendered], at=at), {}
    from generator.typeset.office import engine as libreoffice

    office = libreoffice.find()
    jobs = [libreoffice.Job(docx=one.docx, paper=one.paper) for one in rendered]
    return libreoffice.typeset(jobs, at=at, office=office), {"libreoffice": office.version()}


def plan_of(kind: DocumentKind, delegation: Delegation, *, test: bool, sealer: str = "") -> Plan:
    """Make the signing plan of one document: the persons whom the delegation names, in order.

    The seals are those of the arbodienst, or of the `sealer` that is named.
    """
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
        organisation=sealer or delegation.arbodienst.naam,
        persons=tuple((role, names[role], pin(role)) for role in kind.ondertekenaars),
        test=test,
    )

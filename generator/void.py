"""Papers that will not be completed: someone does not sign them (D15), or they are withdrawn (D16).

Here is what a folder says of that. The sealed statement is what counts; the ledger must say the same. Nothing
that exists is changed: a statement comes beside the papers, and no step signs any further.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator import catalogue, logbook
from generator.belonging import mark_problems
from generator.delegation import delegation_in
from generator.dossier import MANIFEST, SOURCE, Document, Dossier, sha256
from generator.errors import GeneratorError, InputRefused
from generator.files import read_file
from generator.papers import plan_of
from generator.void_facts import KINDS, MARK, Facts, Kind
from generator.wording.earlier import kinds_then
from signing import ledger, state
from signing.errors import DocumentRefused, WrongTurn
from signing.plan import Origin, Plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from generator.catalogue import DocumentKind
    from generator.delegation import Delegation

NEXT = "Maak nieuwe papieren, met een nieuw kenmerk; wat hier al is ondertekend, blijft te controleren."
_CHECK = (
    "`delegatie verifieer` zegt wat er niet klopt. Hoort het bestand hier niet, haal het dan weg; is de "
    "verklaring beschadigd of verdwenen, zet haar dan terug uit een kopie."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a folder says of one kind of statement.

    `facts` is what the statement says, `wrong` a sentence why that is not believed, `behind`: the ledger
    does not name it yet. Without `document` there is only a line in the ledger, or a file by almost its name.
    """

    kind: Kind
    path: str
    document: Document | None = None
    facts: Facts | None = None
    wrong: str = ""
    behind: bool = False

    @property
    def believed(self) -> bool:
        """Claim that the statement belongs here, is sealed, and says the same as the ledger."""
        return self.facts is not None and not self.wrong


def find_all(dossier: Dossier, templates: Path | None = None) -> tuple[Found, ...]:
    """Give what the folder says, a withdrawal last. Whether the seals hold, only verification says.

    Raises `InputRefused`, `SurroundingsFailed`.
    """
    found = (find(dossier, kind, templates) for kind in KINDS)
    return tuple(one for one in found if one is not None)


def find(dossier: Dossier, kind: Kind, templates: Path | None = None) -> Found | None:
    """Give what the folder says of this kind, None when it says nothing."""
    made = document_kind(dossier, kind, templates)
    path = pdf_of(made)
    line = next((one for one in _lines(dossier) if one.get("verklaring") == kind), None)
    if not (dossier.folder / path).is_file():
        wrong = _gone(line, path) if line else _astray(dossier, made)
        return Found(kind=kind, path=path, wrong=wrong) if wrong else None
    pdf = read_file(dossier.folder / path)
    try:
        said = state.marks(pdf)
    except DocumentRefused:
        said = {}  # `verify` says that it is unreadable
    plan = plan_for(dossier, kind, templates)
    size, digest = (line or {}).get("bytes"), (line or {}).get("na")
    document = Document(
        id=made.id,
        slug=made.slug,
        template_sha256="",
        template_version=None,
        word_sha256=said.get("WordSHA256", ""),
        origin=Origin(size=size, sha256=digest)
        if isinstance(size, int) and isinstance(digest, str)
        else Origin.of(pdf),
        plan=plan,
        after={},
    )
    try:
        facts = Facts.loads(said.get(MARK, ""))
    except ValueError:
        facts = None
    doubts = (
        *(problem.message for problem in mark_problems(dossier, document, pdf)),
        *_doubts(dossier, document, pdf, facts if facts and facts.kind == kind else None),
        *_disagrees(path, facts, line),
    )
    wrong = next(iter(doubts), "")
    return Found(
        kind=kind, path=path, document=document, facts=facts, wrong=wrong, behind=line is None and not wrong
    )


def places(dossier: Dossier, templates: Path | None = None) -> tuple[str, ...]:
    """Give the paths that the statements have in this folder, whether they are there or not."""
    kinds = [document_kind(dossier, kind, templates) for kind in KINDS]
    return tuple(path for one in kinds for path in (pdf_of(one), word_of(one)))


def require_going(dossier: Dossier) -> None:
    """Raise `WrongTurn` where someone declined or the papers were withdrawn: nothing is signed any more.

    A statement that is not believed stops the work as well: which of the two is true, a person must say.
    """
    for one in reversed(find_all(dossier)):
        if not one.believed or one.facts is None:
            raise WrongTurn(
                f"In dossier {dossier.manifest.reference} wordt niets ondertekend. {one.wrong}", hint=_CHECK
            )
        raise WrongTurn(
            f"In dossier {dossier.manifest.reference} wordt niets meer ondertekend. {one.facts.told()}",
            hint=NEXT,
        )


def document_kind(dossier: Dossier, kind: Kind, templates: Path | None = None) -> DocumentKind:
    """Give the statement's kind by the list with which the papers were made, else by the program's."""
    then = kinds_then(dossier.manifest, templates, series=kind)
    return (then or catalogue.documents(None, kind))[0]


def plan_for(dossier: Dossier, kind: Kind, templates: Path | None = None) -> Plan:
    """Give who seals the statement: the organisation. Raises `InputRefused`."""
    made = document_kind(dossier, kind, templates)
    return plan_of(made, delegation_of(dossier), test=dossier.manifest.test)


def delegation_of(dossier: Dossier) -> Delegation:
    """Read the delegation of the papers. Raises `InputRefused` when it is not the file they were made from."""
    data = read_file(dossier.folder / SOURCE)
    delegation = delegation_in(data) if sha256(data) == dossier.manifest.source_sha256 else None
    if delegation is None:
        raise InputRefused(
            f"{dossier.folder / SOURCE} is niet het bestand waarvan deze papieren zijn gemaakt.",
            hint="Zet het terug uit een kopie.",
        )
    return delegation


def pdf_of(kind: DocumentKind) -> str:
    """Give the path of the statement in the folder."""
    return f"pdf/{kind.id}-{kind.slug}.pdf"


def word_of(kind: DocumentKind) -> str:
    """Give the path of its Word copy in the folder."""
    return f"word/{kind.id}-{kind.slug}.docx"


def _lines(dossier: Dossier) -> Iterator[Mapping[str, object]]:
    try:
        entries = ledger.read(logbook.read(dossier))
    except GeneratorError:
        return  # a broken ledger is told elsewhere; the statement can still be judged by itself
    yield from (entry.data for entry in entries)


def _gone(line: Mapping[str, object], path: str) -> str:
    what = "geweigerd te ondertekenen" if line.get("verklaring") == "weigering" else "het dossier ingetrokken"
    return f"Volgens het logboek heeft {line.get('wie')} {what}, maar de verklaring ({path}) ontbreekt."


def _astray(dossier: Dossier, made: DocumentKind) -> str:
    """Name what lies there by almost the name of a statement: it may be one that was renamed; empty if nothing does."""
    path = pdf_of(made)
    begin = f"{made.id}-{made.slug}".casefold()
    papers = {document.pdf for document in dossier.manifest.documents}
    for name in sorted(one.name for one in (dossier.folder / "pdf").glob("*")):
        if not name.casefold().startswith(begin) or f"pdf/{name}" in papers:
            continue
        if f"pdf/{name}" == path:
            return f"Op de plaats van de {made.titel} ({path}) ligt iets dat geen bestand is. Haal het weg."
        return (
            f"Er ligt een pdf/{name}, en dat lijkt de {made.titel}, die {path} moet heten. Is het die "
            "verklaring, geef het bestand dan weer die naam; haal het anders weg."
        )
    return ""


def _doubts(dossier: Dossier, document: Document, pdf: bytes, facts: Facts | None) -> Iterator[str]:
    """Yield why what lies in the statement's place is not believed, as sentences."""
    if facts is None:
        yield f"{document.pdf} is geen verklaring die zegt wie, wanneer en waarom."
        return
    if facts.manifest_sha256 != sha256(read_file(dossier.folder / MANIFEST)):
        yield f"{document.pdf} hoort bij een andere inhoudsopgave ({MANIFEST}) dan er nu ligt."
    try:
        if state.state(pdf, document.plan).next is not None:
            yield f"{document.pdf} is niet verzegeld."
    except DocumentRefused as err:
        yield err.message


def _disagrees(path: str, facts: Facts | None, line: Mapping[str, object] | None) -> Iterator[str]:
    if facts and line and any(line.get(key) != value for key, value in facts.line().items()):
        yield f"Het logboek zegt iets anders dan {path}."

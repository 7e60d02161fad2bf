"""Is this the document that the dossier says it is: by what the PDF says of itself, and by the delegation file.

Asked before a signature is set as well as at verification: a manifest is a plain file, and whoever rewrites
it could have someone sign another paper than the one that is named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from generator.delegation import Delegation, delegation_in
from generator.dossier import ADDITION, MANIFEST, SOURCE, Document, Dossier, marks, sha256
from generator.errors import GeneratorError
from generator.files import read_file
from generator.papers import plan_of
from generator.wording.earlier import kinds_then
from signing import state
from signing.errors import DocumentRefused
from signing.report import Problem

_MADE_FROM = (
    ("BronSHA256", "delegatie", "van een ander delegatiebestand gemaakt dan in het dossier ligt"),
    ("AanvullingSHA256", "delegatie", "van een andere aanvulling gemaakt dan bij deze papieren ligt"),
    ("WordSHA256", "word-gewijzigd", f"van een ander Word-bestand gemaakt dan {MANIFEST} noemt"),
    ("CatalogusSHA256", "plan", f"met een andere lijst van documenten gemaakt dan {MANIFEST} noemt"),
    ("Proef", "plan", f"niet de proef of het echte document dat {MANIFEST} noemt"),
)


def require(dossier: Dossier, documents: Iterable[Document]) -> None:
    """Raise `DocumentRefused` unless each of these is what delegation file and manifest say, before it is signed.

    A list of documents that is not at hand leaves the plan open, as it does at verification.
    """
    documents = tuple(documents)
    problems = [
        *(
            one
            for document in documents
            for one in mark_problems(dossier, document, dossier.read_pdf(document))
        ),
        *source_problems(dossier, None, documents),
    ]
    _refuse(dossier, problems)


def require_marks(dossier: Dossier, document: Document, pdf: bytes) -> None:
    """Raise `DocumentRefused` unless the very bytes that are about to be signed are this document."""
    _refuse(dossier, mark_problems(dossier, document, pdf))


def _refuse(dossier: Dossier, problems: Iterable[Problem]) -> None:
    if told := [problem.message for problem in problems if problem.verdict == "invalid"]:
        raise DocumentRefused(
            f"In dossier {dossier.manifest.reference} wordt niets ondertekend. {' '.join(told)}",
            hint="Zet het dossier terug uit een kopie; `delegatie verifieer` zegt wat er nog meer niet klopt.",
        )


def _delegation(dossier: Dossier) -> Delegation | None:
    path = dossier.folder / SOURCE
    data = read_file(path)
    if sha256(data) != dossier.manifest.source_sha256:
        return None
    return delegation_in(data)


def _digest_of(path: Path) -> str:
    try:
        return sha256(read_file(path))
    except GeneratorError:
        return ""  # missing or unreadable: not the file that was given


def mark_problems(dossier: Dossier, document: Document, data: bytes) -> Iterator[Problem]:
    """Hold what the PDF says of itself against its place: the dossier's books are not signed, it is."""
    wanted = marks(dossier.manifest, document.id, word_sha256=document.word_sha256)
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
        return
    for key, code, other in _MADE_FROM:
        if key in wanted and found.get(key) != wanted[key]:
            yield Problem(code=code, message=f"{document.pdf} is {other}.")


def source_problems(
    dossier: Dossier, templates: Path | None, only: Collection[Document] = ()
) -> Iterator[Problem]:
    """Rebuild from the delegation file which documents and signers there must be.

    With `only`, what concerns those documents: their plans, and what these are held against.
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
        if not only and kind.applies(delegation) and dossier.document(kind.id) is None:
            yield Problem(
                code="document-ontbreekt",
                message=f"{kind.id} ({kind.titel}) hoort bij deze delegatie, maar zit niet in het dossier.",
            )
    for document in only or manifest.documents:
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

"""Do the books of a dossier and its files agree: Word copies, ledger, and nothing else in the folder."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from generator import lock, logbook
from generator.dossier import ADDITION, LEDGER, MANIFEST, SOURCE, Document, Dossier, sha256
from generator.errors import GeneratorError
from generator.files import left_behind, read_file
from signing import ledger
from signing.errors import DocumentRefused
from signing.evidence import Evidence, Signed, evidence
from signing.report import Problem

# How many signatures, archive time-stamps apart, a step sets; a line of another program may set any.
_SETS: Mapping[object, int] = {
    "uitgifte": 1, "ondertekening": 1, "verzegeling": 1,
    "dossierverklaring": 2, "weigering": 2, "intrekking": 2,
}  # fmt: skip
# Steps that add one archive time-stamp and nothing else; a line of an older program does so on a sealed paper.
_STAMPS, _CAUGHT_UP = frozenset({"aanvulling", "vernieuwing"}), "aangevuld"
_END = re.compile(rb"%%EOF(?:\r\n|\r|\n|\Z)")


def word_problems(dossier: Dossier) -> Iterator[Problem]:
    """Hold each Word copy against the manifest."""
    for document in dossier.manifest.documents:
        path = dossier.folder / document.word
        if not path.is_file():
            yield Problem(code="ontbreekt", message=f"{document.word} ontbreekt in het dossier.")
        elif sha256(read_file(path)) != document.word_sha256:
            yield Problem(code="word-gewijzigd", message=f"{document.word} is gewijzigd na het maken.")


def stray_files(dossier: Dossier, stated: Collection[str]) -> Iterator[Problem]:
    """Name each file that is no part of the dossier; `stated` are the paths of its statement (D14).

    What a step holds, or left when it was killed, is the program's own: the next step takes it away.
    """
    known = {SOURCE, MANIFEST, LEDGER}
    if dossier.manifest.addition:
        known.add(ADDITION)
    known |= {*stated, *(path for d in dossier.manifest.documents for path in (d.pdf, d.word))}
    passing = {lock.NAME, logbook.PENDING}
    for path in sorted(dossier.folder.rglob("*")):
        name = path.relative_to(dossier.folder).as_posix()
        if path.is_dir() and not path.is_symlink():
            continue
        if name in passing and path.is_file() and not path.is_symlink():
            continue
        of = (path.parent / left_behind(path)).relative_to(dossier.folder).as_posix()
        if name not in known and of not in {*known, *passing}:
            yield Problem(code="onbekend-bestand", message=f"{name} hoort niet in dit dossier.")


def ledger_problems(
    dossier: Dossier, stated: Document | None, others: Sequence[Document] = ()
) -> Iterator[Problem]:
    """Hold the ledger against itself, and each of its lines against the bytes and signatures in the PDFs.

    `stated` is the statement (D14), if there is one: that was made in one go, so the ledger must know it.
    `others` are more documents that lie in the folder and are not in the manifest.
    """
    try:
        lines = _lines(dossier)
    except GeneratorError as err:
        yield _wrong(err.message)
        return
    beside = (*((stated,) if stated else ()), *others)
    for document in beside:
        if document.id not in {line.data.get("document") for line in lines}:
            yield _wrong(
                f"Het logboek noemt {document.pdf} niet. `delegatie verzegel` vult het aan, als die klopt."
            )
    yield from chain_problems(dossier, beside)
    for document in (*dossier.manifest.documents, *beside):
        mine = [line for line in lines if line.data.get("document") == document.id]
        yield from _signature_problems(dossier, document, mine)


def chain_problems(dossier: Dossier, beside: Sequence[Document] = ()) -> Iterator[Problem]:
    """Follow by digests how the lines of each document lead from what was generated to what stands there.

    `beside` are the documents that are not in the manifest.
    """
    try:
        lines = _lines(dossier)
    except GeneratorError as err:
        yield _wrong(err.message)
        return
    documents = {one.id: one for one in (*dossier.manifest.documents, *beside)}
    here = [path.name for path in (dossier.folder / "pdf").glob("*.pdf")]
    for line in lines:
        named = line.data.get("document")
        if named is None or named in documents:
            continue
        if not any(name.startswith(f"{named}-") for name in here):  # of one that lies here, others judge
            yield _wrong(f"{_named(line)} gaat over een document dat niet in dit dossier zit.")
    for document in documents.values():
        path = dossier.folder / document.pdf
        if path.is_file():
            mine = [line for line in lines if line.data.get("document") == document.id]
            first = document in dossier.manifest.documents
            yield from _chain(document, read_file(path), mine, known_start=first)


def _chain(
    document: Document, pdf: bytes, lines: Sequence[ledger.Entry], *, known_start: bool
) -> Iterator[Problem]:
    size, digest = document.origin.size, document.origin.sha256
    if not known_start and lines:  # made within its step: the line says from what, the PDF must begin so
        size, digest = 0, _beginning(pdf, lines[0].data.get("voor"))
    stands = not lines or lines[-1].data.get("na") == sha256(pdf)
    for line in lines:
        if line.data.get("voor", digest) != digest:
            yield _wrong(
                f"{_named(line)} sluit niet aan op wat daarvoor met {document.pdf} is gedaan: er ontbreekt een "
                "regel, of regels zijn verwisseld of gewijzigd."
            )
        digest, after = str(line.data.get("na")), line.data.get("bytes")
        fits = isinstance(after, int) and size <= after <= len(pdf) and sha256(pdf[:after]) == digest
        if stands and not fits:
            yield _wrong(f"{_named(line)} noemt een toestand die {document.pdf} nooit heeft gehad.")
        size = after if isinstance(after, int) else size
    if digest != sha256(pdf):
        yield _wrong(f"Het logboek noemt een andere {document.pdf} dan er nu staat.")


def _beginning(pdf: bytes, digest: object) -> str:
    """Give `digest` if an earlier revision of the PDF has it, else nothing that a line could say."""
    ends = (found.end() for found in _END.finditer(pdf))
    return str(digest) if any(sha256(pdf[:end]) == digest for end in ends) else ""


def _signature_problems(
    dossier: Dossier, document: Document, lines: Sequence[ledger.Entry]
) -> Iterator[Problem]:
    path = dossier.folder / document.pdf
    if not path.is_file():
        return
    pdf = read_file(path)
    earlier, digest = Evidence(), lines[0].data.get("voor") if lines else ""
    if document in dossier.manifest.documents:
        digest = document.origin.sha256
    for line in lines:
        size = line.data.get("bytes")
        if not isinstance(size, int) or sha256(pdf[:size]) != line.data.get("na"):
            return  # told by the chain
        try:
            now = evidence(pdf[:size])
        except DocumentRefused:
            return  # `verify` says that it is unreadable
        if line.data.get("voor", digest) == digest:  # of one that does not join on, the chain tells
            yield from _differences(document, line, earlier, now)
        earlier, digest = now, line.data.get("na")


def _differences(
    document: Document, line: ledger.Entry, earlier: Evidence, now: Evidence
) -> Iterator[Problem]:
    step, said, new = line.data.get("stap"), line.data, now.since(earlier)
    if (step in _STAMPS or (step == _CAUGHT_UP and earlier.sealed)) and not _is_one_stamp(new, line):
        yield _wrong(
            f"{_named(line)} hoort voor één archieftijdstempel te staan, maar dat is niet wat toen aan "
            f"{document.pdf} is toegevoegd."
        )
    if step == _CAUGHT_UP:
        return  # of a step that an older program left out, it says no more than that the document grew
    if step == "vernieuwing" and not earlier.sealed:
        yield _wrong(f"{_named(line)} kan niet: {document.pdf} was toen nog niet verzegeld.")
    own = [one for one in new.signed if not one.archive]
    if "elders" not in said and len(own) != _SETS.get(step, len(own)):
        yield _wrong(
            f"{_named(line)} past niet bij {document.pdf}: daar zette die stap {len(own)} handtekeningen."
        )
    elif own and not (told := _signer(document, own[-1])).items() <= said.items():
        yield _wrong(
            f"{_named(line)} noemt een andere persoon, rol of ander certificaat dan de handtekening die toen op "
            f"{document.pdf} is gezet: die van {told['naam']} ({told['rol'] or 'onbekende rol'})."
        )
    if said.get("niveau", now.level) != now.level:
        yield _wrong(f"{_named(line)} noemt een ander niveau dan toen is bereikt: {now.level}.")
    if said.get("diensten", new.services) != new.services:
        yield _wrong(f"{_named(line)} noemt andere diensten dan toen zijn gebruikt.")


def _is_one_stamp(new: Evidence, line: ledger.Entry) -> bool:
    """Claim that all that came is an archive time-stamp over the whole of what the line names."""
    return [one.archive and one.end == line.data.get("bytes") for one in new.signed] == [True]


def _signer(document: Document, one: Signed) -> dict[str, str]:
    role = next((slot.role for slot in document.plan.slots if slot.field == one.field), "")
    return {"rol": role, "naam": one.signer, "certificaat": one.certificate}


def _lines(dossier: Dossier) -> tuple[ledger.Entry, ...]:
    return ledger.read(logbook.read(dossier))


def _named(line: ledger.Entry) -> str:
    step, document = line.data.get("stap", "?"), line.data.get("document", "?")
    return f"Regel {line.number} van het logboek ({step} van {document})"


def _wrong(message: str) -> Problem:
    return Problem(code="logboek", message=message)

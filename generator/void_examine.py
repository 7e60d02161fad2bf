"""Is what a folder says of a refusal or a withdrawal true, and are the papers still as they were then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.dossier import Document, Dossier, sha256
from generator.errors import GeneratorError
from generator.files import read_file
from generator.void import find_all
from signing import state
from signing.errors import DocumentRefused
from signing.report import Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from generator.void import Found
    from generator.void_facts import Facts, Kind
    from signing.report import Verdict

CODES: Mapping[Kind, str] = {"weigering": "geweigerd", "intrekking": "ingetrokken-dossier"}
_MEANS = "Op deze papieren samen kan niemand zich beroepen; de handtekeningen die er staan, blijven te controleren."


def problems(
    dossier: Dossier, found: Collection[Found], verdicts: Mapping[str, Verdict]
) -> Iterator[Problem]:
    """Say of the dossier that it was declined or withdrawn, and what is wrong with that.

    `verdicts` are those on the statements, by the id of their document: one that is not sealed by the
    organisation is not believed, whatever it says.
    """
    beside = {one.document.id: one.document for one in found if one.document}
    for one in found:
        if one.document is None:
            yield Problem(code="verklaring-weg", message=one.wrong)
        elif one.facts is None or one.wrong or verdicts.get(one.document.id) == "invalid":
            yield _not_believed(one)
        else:
            yield Problem(code=CODES[one.kind], message=f"{one.facts.told()} {_MEANS}")
            yield from _since(dossier, one.facts, beside)


def of_statement(dossier: Dossier, document: Document, templates: Path | None) -> Iterator[Problem]:
    """Say what is wrong with one statement, beside its seals."""
    for one in find_all(dossier, templates):
        if one.document == document and one.wrong:
            yield _not_believed(one)
    yield from word_problems(dossier, document)


def word_problems(dossier: Dossier, document: Document) -> Iterator[Problem]:
    """Hold the Word copy of a statement against what the statement says of it."""
    word = dossier.folder / document.word
    if not word.is_file():
        yield Problem(code="ontbreekt", message=f"{document.word} ontbreekt in het dossier.")
    elif sha256(read_file(word)) != document.word_sha256:
        yield Problem(code="word-gewijzigd", message=f"{document.word} is gewijzigd na het maken.")


def _not_believed(one: Found) -> Problem:
    why = one.wrong or f"{one.path} is niet door de organisatie verzegeld, of daarna gewijzigd."
    return Problem(code="verklaring-onecht", message=f"{why} Wat erin staat, telt niet.")


def _since(dossier: Dossier, facts: Facts, beside: Mapping[str, Document]) -> Iterator[Problem]:
    """Each paper must begin with the bytes that it had then, with no signature more: it may have grown by renewal."""
    for name, then in facts.papers.items():
        document = dossier.document(name) or beside.get(name)
        if document is None:
            yield _changed(f"{name} lag er toen wel en nu niet meer")
            continue
        try:
            pdf = read_file(dossier.folder / document.pdf)
            now = {slot.field for slot in state.state(pdf, document.plan).signed}
        except (GeneratorError, DocumentRefused):
            continue  # that it is gone or unreadable is told elsewhere
        if sha256(pdf[: then.size]) != then.sha256:
            yield _changed(f"{document.pdf} is niet het document dat er toen lag")
        elif now != set(then.signed):
            yield _changed(f"{document.pdf} is daarna nog ondertekend of verzegeld")


def _changed(what: str) -> Problem:
    return Problem(code="na-verklaring", message=f"Sinds de verklaring is er iets veranderd: {what}.")

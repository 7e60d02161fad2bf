"""What must hold of every judgement of a mutant, whatever was done to it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import pypdfium2
from pikepdf import Array, Dictionary, Object, Pdf, Stream

from signing.plan import RESERVE_FIELDS
from signing.report import Report, SignatureReport
from tests.fuzz.cms import gaps
from tests.fuzz.dossiers import harmless
from tests.fuzz.model import Samples, Victim

# Those that verification lets a later revision add to or write over (signing/changes.py).
_MAY_DIFFER = frozenset({"/DSS", "/Metadata", "/Extensions"})
_OF_SIGNING = frozenset({"/V", "/AP"})
_NOTES = frozenset({"/ModDate", "/Producer"})
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SCALE = 0.5


def told_well(report: Report) -> Iterator[str]:
    """Say what is wrong with how a report is told: it can be written anywhere, and has a reason if not valid."""
    if report.verdict != "valid" and not report.reasons:
        yield f"{report.verdict} without a reason"
    for problem in report.reasons:
        if not problem.message.strip() or not re.fullmatch(r"[a-z0-9-]+", problem.code):
            yield f"an empty message or an odd code: {problem}"
    try:
        json.dumps(
            [[s.as_json() for s in report.signatures], [p.as_json() for p in report.problems]],
            ensure_ascii=False,
        ).encode()
    except (UnicodeEncodeError, TypeError, ValueError) as err:
        yield f"the report cannot be written: {err}"


def rightly_valid(pdf: bytes, report: Report, victim: Victim, samples: Samples) -> bool:
    """Claim that a valid file is one of our papers, but for what nobody signed, and that the same is told of it."""
    papers = (one for one in samples.victims if one.plan is victim.plan and one.origin == victim.origin)
    return any(_is(one, pdf, report) for one in papers)


def _is(genuine: Victim, pdf: bytes, report: Report) -> bool:
    was, now = genuine.pdf, pdf[: len(genuine.pdf)]
    start, end = (gaps(was) or [(len(was), len(was))])[-1]
    if len(now) != len(was) or was[:start] != now[:start] or was[end:] != now[end:]:
        return False
    if len(pdf) == len(was):
        return report == genuine.report
    mine = len(genuine.report.signatures)
    kept = [_who(one) for one in genuine.report.signatures] == [_who(one) for one in report.signatures[:mine]]
    more = all(one.kind == "archieftijdstempel" for one in report.signatures[mine:])
    return kept and more and same_document(was, pdf)


def rightly_signed(pdf: bytes, report: Report, victim: Victim, _samples: Samples) -> bool:
    """Claim that a valid file that was signed anew differs from the paper in its signatures only."""
    who = [
        [(one.field, one.role, one.signer, one.certificate, one.kind) for one in told.signatures]
        for told in (victim.report, report)
    ]
    return who[0] == who[1] and contents(victim.pdf, signatures=False) == contents(pdf, signatures=False)


def _who(report: SignatureReport) -> tuple[object, ...]:
    one = report
    return (one.field, one.role, one.signer, one.certificate, one.kind, one.time, one.at_latest)


def same_document(before: bytes, after: bytes) -> bool:
    """Claim, by programs that have no part in verification, that two files say and show the same."""
    return contents(before) == contents(after) and pictures(before) == pictures(after)


def contents(pdf: bytes, *, signatures: bool = True) -> str:
    """Give a digest of all that can be reached, but for what a later revision may add or note.

    Without `signatures` also but for them and how they look.
    """
    with Pdf.open(BytesIO(pdf), suppress_warnings=True) as doc:
        if not signatures:
            for entry in doc.Root.AcroForm.Fields:
                for key in _OF_SIGNING & set(entry.keys()):
                    del entry[key]
            for place, key in ((doc.Root, "/Perms"), (doc.Root.AcroForm, "/SigFlags")):
                if key in place:
                    del place[key]
        root = {key: doc.Root[key] for key in doc.Root.keys() - _MAY_DIFFER}
        info = doc.trailer.get("/Info", Dictionary())
        noted = {key: info[key] for key in info.keys() - _NOTES}
        told = hashlib.sha256()
        seen: set[tuple[int, int]] = set()
        waiting: list[Any] = [noted, root]
        while waiting:
            told.update(_one(waiting.pop(), seen, waiting).encode("utf-8", "surrogatepass"))
        return told.hexdigest()


def _one(value: Any, seen: set[tuple[int, int]], waiting: list[Any]) -> str:
    """Tell a value and put what is in it in the queue; what is indirect once only."""
    if isinstance(value, Object) and value.is_indirect and isinstance(value, (Dictionary, Array, Stream)):
        if value.objgen in seen:
            return f"again {value.objgen}"
        seen.add(value.objgen)
    if isinstance(value, Stream):
        raw = hashlib.sha256(value.read_raw_bytes()).hexdigest()
        waiting.append({key: value[key] for key in value.keys()})  # noqa: SIM118 - not a mapping
        return f"stream {raw}"
    if isinstance(value, (Dictionary, dict)):
        free = {"/V"} if str(value.get("/T", "")) in RESERVE_FIELDS else set()
        if str(value.get("/Type", "")) == "/Catalog":  # a lock names it too (/Data)
            free = {*free, *_MAY_DIFFER}
        keys = sorted(set(value.keys()) - free)
        waiting.extend(value[key] for key in keys)
        return f"dictionary {keys}"
    if isinstance(value, Array):
        waiting.extend(value)
        return f"array {len(value)}"
    return f"{type(value).__name__} {value}"


def pictures(pdf: bytes) -> list[str]:
    """Give a digest of each page as it is shown, its annotations and fields along with it."""
    with pypdfium2.PdfDocument(pdf) as doc:
        doc.init_forms()
        return [hashlib.sha256(page.render(scale=_SCALE).to_pil().tobytes()).hexdigest() for page in doc]


def dossier_untouched(files: Mapping[str, bytes], samples: Samples) -> bool:
    """Claim that the files of a dossier are, but for what nobody signed, what they were."""
    assert samples.folder is not None
    was = samples.folder.files
    return files.keys() == was.keys() and all(
        harmless(name, data, files.get(name)) for name, data in was.items()
    )

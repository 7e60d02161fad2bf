"""What the statements of a package prove: that it is what was sealed, by whom, and since when it existed.

From the outside in: the statement that lies beside the manifests is judged as of the moment asked, each before it as
of the proven time of the next (a proof of existence, EN 319 102-1, 5.6.2.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from generator.archive import history, statement
from generator.archive.model import STATEMENT
from generator.archive.package import BOOKS, Package
from generator.delegation import Delegation
from generator.dossier import MANIFEST, SOURCE, Dossier, sha256
from generator.examine import Item
from signing.archive import bag
from signing.policy import Trust
from signing.report import Problem

_UNCHANGING = (SOURCE, MANIFEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What the statements prove: the problems with them, and as of when the papers may be judged, if at all."""

    item: Item
    problems: tuple[Problem, ...]
    moment: datetime | None


def proof(
    package: Package, dossier: Dossier, delegation: Delegation, *, trust: Trust, at: datetime, custodian: str
) -> Proof:
    """Judge the statement as of `at`, and each before it as of the next (2, 3).

    Raises `DocumentRefused`, `InputRefused`, `SurroundingsFailed` for what cannot be read.
    """
    now = statement.judge(
        package.statement(), bag.tag_manifests(package.folder),
        delegation=delegation, manifest=dossier.manifest, trust=trust, at=at, custodian=custodian,
    )  # fmt: skip
    item = Item(
        path=str(package.path / STATEMENT) if package.form == "map" else f"{package.path}: {STATEMENT}",
        title=f"{statement.ID} Archiefverklaring",
        problems=(*now.report.problems, *now.problems),
        signatures=now.report.signatures,
    )
    rounds = history.rounds(package)
    told = list(_facts_problems(package, now.facts, len(rounds), delegation))
    moment, newer = now.proven_at, now
    listed = bag.listed(package.folder)
    papers = {name: digest for name, digest in listed.items() if _is_paper(package, name)}
    unbroken = True
    for one in rounds:
        if newer.proven_at is None or newer.facts is None:
            break  # told already: nothing vouches for what came before
        older = statement.judge_earlier(
            one.statement, one.tag_manifests, newer=newer.facts,
            delegation=delegation, manifest=dossier.manifest, trust=trust, at=newer.proven_at, custodian=custodian,
        )  # fmt: skip
        reasons = dict.fromkeys(problem.message for problem in (*older.problems, *older.report.reasons))
        told += [_of_history(f"Een eerdere archiefverklaring klopt niet: {reason}") for reason in reasons]
        then = _manifest(one)
        told += _changes(package, listed, then)
        unbroken = unbroken and older.proven_at is not None and _same(papers, then)
        if unbroken:
            moment = older.proven_at
        newer = older
    return Proof(item=item, problems=tuple(told), moment=moment)


def _facts_problems(
    package: Package, facts: statement.Facts | None, rounds: int, delegation: Delegation
) -> Iterator[Problem]:
    """Hold what the statement says of the package against it."""
    if facts is None:
        return  # told with the statement
    listed = bag.listed(package.folder)
    if len(listed) != facts.files:
        yield _of_statement(f"De archiefverklaring noemt {facts.files} bestanden; het zijn er {len(listed)}.")
    if len(facts.earlier) != rounds:
        yield _of_history(
            f"De archiefverklaring noemt {len(facts.earlier)} eerdere verklaringen; in het pakket liggen er {rounds}."
        )
    if facts.keep_until != delegation.archief.bewaren_tot:
        yield _of_statement("De archiefverklaring noemt een andere bewaartermijn dan het delegatiebestand.")
    digests = set(listed.values())
    for paper in facts.papers:
        if paper.sha256 not in digests:
            yield _of_statement(
                f"{paper.document} in het pakket is een ander dan de archiefverklaring noemt."
            )


def _manifest(one: history.Round) -> Mapping[str, str]:
    """Read the manifest of a round, if it is the one that was sealed then; else it says nothing."""
    sealed = f"{sha256(one.manifest)}  {history.MANIFEST}".encode()
    if sealed not in one.tag_manifests[bag.SHA256_TAGS].split(b"\n"):
        return {}
    lines = (line.partition("  ") for line in one.manifest.decode().splitlines())
    return {name: digest for digest, _, name in lines}


def _changes(package: Package, now: Mapping[str, str], then: Mapping[str, str]) -> Iterator[Problem]:
    """(5) Between two statements only PDFs may grow, which their own ledger and seals judge."""
    books = f"data/{package.name}/{package.name}-{BOOKS}/"
    fixed = {f"{books}{name}" for name in _UNCHANGING}
    for name, digest in now.items():
        if (name in fixed or name.endswith(".docx")) and then.get(name) != digest:
            yield _of_history(f"{name} was bij een eerdere archiefverklaring een ander bestand.")
    gone = [name for name in then if name.endswith((".pdf", ".docx")) and name not in now]
    for name in gone:
        yield _of_history(f"{name} zat bij een eerdere archiefverklaring in het pakket, en nu niet meer.")


def _is_paper(package: Package, name: str) -> bool:
    folder, _, file = name.removeprefix(f"data/{package.name}/").partition("/")
    return file == f"{folder}.pdf"


def _same(papers: Mapping[str, str], then: Mapping[str, str]) -> bool:
    return bool(papers) and all(then.get(name) == digest for name, digest in papers.items())


def _of_statement(message: str) -> Problem:
    return Problem(code="archiefverklaring", message=message)


def _of_history(message: str) -> Problem:
    return Problem(code="geschiedenis", message=message)

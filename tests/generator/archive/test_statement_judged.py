"""D17 judged: whom it takes for its sealer, since when it proves, and what each mix-up is told as."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from generator.archive import statement
from generator.archive.statement import Judged
from generator.void import delegation_of
from signing import sign
from signing.increment import single
from signing.sign import now
from tests.generator.archive.sealed import CUSTODIAN, LISTS, Bench, bench_of, kept_by
from tests.signing.test_verify import altered_page, flipped_content, without_last_revision
from tests.workshop import ORGANISATION, STATEMENT_PDF, Workshop

OTHER_LISTS = LISTS | {"tagmanifest-sha512.txt": b"ce" * 64 + b"  manifest-sha512.txt\n"}


@pytest.fixture(scope="module")
def bench(workshop: Workshop) -> Bench:
    return bench_of(workshop)


@pytest.fixture(scope="module")
def kept(bench: Bench) -> bytes:
    return kept_by(bench)


def codes(found: Judged) -> set[str]:
    return {problem.code for problem in (*found.report.reasons, *found.problems)}


def told(found: Judged) -> str:
    return " ".join(problem.message for problem in (*found.report.reasons, *found.problems))


def test_it_seals_a_package_since_its_archive_time_stamp(bench: Bench) -> None:
    found = bench.judge(bench.pdf)
    assert (found.verdict, found.problems) == ("valid", ())
    assert [(one.kind, one.level) for one in found.report.signatures] == [
        ("certificering", "B-LTA"),
        ("sluitzegel", "B-LTA"),
        ("archieftijdstempel", ""),
    ]
    assert {one.signer for one in found.report.signatures[:2]} == {ORGANISATION}
    assert found.proven_at == found.report.signatures[-1].time
    assert found.facts is not None
    assert found.facts == bench.facts(at=found.facts.at)


MIXED_UP: dict[str, tuple[Callable[[Bench], Judged], set[str], str]] = {
    "a list of another package": (
        lambda b: b.judge(b.pdf, OTHER_LISTS),
        {"archiefverklaring"},
        "verzegelt een andere tagmanifest-sha512.txt",
    ),
    "a list that is gone": (
        lambda b: b.judge(b.pdf, {name: LISTS[name] for name in statement.TAG_MANIFESTS[:1]}),
        {"archiefverklaring"},
        "verzegelt een andere tagmanifest-sha512.txt",
    ),
    "a list too many": (
        lambda b: b.judge(b.pdf, LISTS | {"tagmanifest-md5.txt": b"x"}),
        {"archiefverklaring"},
        "verzegelt een andere tagmanifest-md5.txt",
    ),
    "another dossier's": (
        lambda b: b.judge(b.seal(b.facts(reference="DLG-2026-0099"), of=b.named(reference="DLG-2026-0099"))),
        {"archiefverklaring"},
        "is D17 van DLG-2026-0099, en hier hoort D17 van DLG-2026-0042",
    ),
    "a real one with a trial": (
        lambda b: b.judge(b.seal(of=b.named(test=False))),
        {"archiefverklaring"},
        "is een proef bij een echt dossier, of andersom",
    ),
    "of another delegation file": (
        lambda b: b.judge(b.pdf, manifest=b.named(source_sha256="0" * 64).manifest),
        {"archiefverklaring"},
        "hoort bij een ander delegatiebestand",
    ),
    "of another list of documents": (
        lambda b: b.judge(b.pdf, manifest=b.named(catalogue_sha256="0" * 64).manifest),
        {"archiefverklaring"},
        "met een andere lijst van documenten",
    ),
    "the statement of the dossier": (
        lambda b: b.judge((b.dossier.folder / STATEMENT_PDF).read_bytes()),
        {"archiefverklaring"},
        "is D14 van DLG-2026-0042, en hier hoort D17",
    ),
    "without seals": (
        lambda b: b.judge(statement.make(b.dossier, b.facts(), LISTS).pdf),
        {"niet-ondertekend"},
        "niet ondertekend",
    ),
    "without the archive time-stamp": (
        lambda b: b.judge(without_last_revision(b.pdf)),
        {"onvolledig"},
        "Het archieftijdstempel ontbreekt",
    ),
    "sealed by another than it says": (
        lambda b: b.judge(sealed_by_a_stranger(b)),
        {"verkeerde-persoon"},
        f"staat op naam van {CUSTODIAN}, verwacht wordt {ORGANISATION}",
    ),
    "a page painted over": (lambda b: b.judge(altered_page(b.pdf)), {"niet-gedekt"}, "toegevoegd"),
    "one bit of its text": (lambda b: b.judge(flipped_content(b.pdf)), {"gewijzigd"}, "gewijzigd"),
    "junk": (lambda b: b.judge(b"%PDF-1.7\n%%EOF\n"), {"onleesbaar"}, "beschadigd"),
    "nothing": (lambda b: b.judge(b""), {"geen-pdf"}, "geen PDF"),
}


def sealed_by_a_stranger(bench: Bench) -> bytes:
    """A statement that says the arbodienst seals it, with the seals of another organisation."""
    made = statement.make(bench.dossier, bench.facts(), LISTS)
    plan = statement.plan_for(delegation_of(bench.dossier), test=True, custodian=CUSTODIAN)
    paper, key, services = replace(made, plan=plan), bench.keys[CUSTODIAN], bench.workshop.services
    issued = single(sign.issue([paper], key, services, clock=now))
    return single(sign.close([replace(paper, pdf=issued)], key, services, clock=now))


@pytest.mark.parametrize("case", MIXED_UP)
def test_a_mix_up_is_told_for_what_it_is_and_proves_nothing(case: str, bench: Bench) -> None:
    judge, expected, says = MIXED_UP[case]
    found = judge(bench)
    assert found.verdict == "invalid"
    assert expected <= codes(found)
    assert says in told(found)
    assert found.proven_at is None


def test_before_it_was_made_nothing_is_known_of_it(bench: Bench) -> None:
    found = bench.judge(bench.pdf, at=datetime(2026, 1, 1, tzinfo=UTC))
    assert (found.verdict, found.proven_at) == ("indeterminate", None)
    assert codes(found) == {"nog-niet-gezet"}
    assert "was dit er nog niet" in told(found)


def test_a_custodian_counts_only_when_named(bench: Bench, kept: bytes) -> None:
    unknown = bench.judge(kept)
    assert (unknown.verdict, codes(unknown), unknown.proven_at) == ("indeterminate", {"ander-beheer"}, None)
    assert CUSTODIAN in told(unknown)
    assert bench.judge(kept, custodian="Een ander archief").verdict == "indeterminate"
    assert bench.judge(kept, custodian=CUSTODIAN.upper()).proven_at is not None


def test_the_arbodienst_counts_beside_a_custodian(bench: Bench) -> None:
    assert bench.judge(bench.pdf, custodian=CUSTODIAN).verdict == "valid"


def test_an_earlier_one_is_judged_as_its_successor_names_it(bench: Bench, kept: bytes) -> None:
    newer = statement.facts_of(kept)
    assert bench.judge(bench.pdf, newer=newer).proven_at == bench.judge(bench.pdf).proven_at
    after = bench.facts(earlier=statement.earlier_of(kept, why="Het archief kreeg een andere beheerder."))
    assert [one.sealer for one in after.earlier] == ["", CUSTODIAN]
    assert bench.judge(kept, newer=after).verdict == "valid"


def test_one_that_its_successor_does_not_name_proves_nothing(bench: Bench) -> None:
    found = bench.judge(bench.pdf, newer=bench.facts())
    assert (found.verdict, codes(found), found.proven_at) == ("invalid", {"archiefverklaring"}, None)

"""A short run of mutants, and what a run of mutants would see; the long one is `make fuzz`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from pikepdf import Pdf, String
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing.report import Problem, Report
from tests.fuzz import asn1, crew, dossiers, judging, oracle, planted
from tests.fuzz.appended import grown, stamp, written
from tests.fuzz.cms import gaps, held
from tests.fuzz.everything import KINDS
from tests.fuzz.figures import Figures
from tests.fuzz.model import Folder, Kind, Mutant, NothingToDo, Samples, Victim
from tests.workshop import Workshop, snapshot

OF_PAPERS = tuple(one for one in KINDS if one not in dossiers.KINDS)
EACH = 1  # mutants of each kind here


def test_no_mutant_is_valid_and_none_breaks_or_holds_up_the_judge(samples: Samples, tmp_path: Path) -> None:
    tasks = [(kind, seed) for seed in range(EACH) for kind in OF_PAPERS]
    outcomes = list(crew.run(iter(tasks), samples, hands=2, keep=tmp_path / "mutanten"))
    faulty = [(one.kind, one.seed, one.note, one.faults) for one in outcomes if one.faults]
    assert faulty == []
    assert sorted((one.kind, one.seed) for one in outcomes) == sorted(
        (kind.name, seed) for kind, seed in tasks
    )
    assert sum(one.verdict == "none" for one in outcomes) < len(outcomes) / 5


def test_no_dossier_with_mutants_is_valid(samples: Samples, workshop: Workshop) -> None:
    folder = Folder(files=snapshot(workshop.small("verzegeld")), templates=workshop.own)
    whole = replace(samples, folder=folder)
    sound = judging.judged(Mutant(note="nothing", files=folder.files), dossiers.KINDS[0], 0, whole)
    assert (sound.verdict, sound.faults) == ("valid", ())
    for kind in dossiers.KINDS:
        for seed in range(EACH):
            mutant = judging.throw(kind, seed, whole)
            assert mutant is not None
            assert judging.judged(mutant, kind, seed, whole).faults == (), (kind.name, seed, mutant.note)


KIND = Kind(name="test", make=lambda _dice, _samples: Mutant(note="nothing"))


def sealed(samples: Samples) -> Victim:
    return next(one for one in samples.victims if one.name == "sealed")


def harmed(victim: Victim) -> Mutant:
    place = len(victim.pdf) // 3
    return Mutant(note="a byte", victim=victim, pdf=victim.pdf[:place] + b"\0" + victim.pdf[place + 1 :])


def raises(*_args: object, **_more: object) -> Report:
    raise AssertionError("planted")


def greedy(*_args: object, **_more: object) -> Report:
    hoard = bytearray(judging.ROOM + (50 << 20))
    hoard[::4096] = b"x" * len(hoard[::4096])
    return Report(signatures=(), problems=(Problem(code="x", message="x"),))


def speechless(*_args: object, **_more: object) -> Report:
    return Report(signatures=(), problems=(Problem(code="x", message="\ud800"),))


@pytest.mark.parametrize(
    ("verify", "fault"),
    [
        pytest.param(None, "a false valid", id="everything is valid"),
        pytest.param(raises, "raised:", id="an exception"),
        pytest.param(
            greedy, "took 4", id="memory", marks=pytest.mark.skipif(sys.platform != "linux", reason="Linux")
        ),
        pytest.param(speechless, "the report cannot be written", id="a report that cannot be written"),
    ],
)
def test_a_planted_fault_is_seen(
    verify: Callable[..., Report] | None, fault: str, samples: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = sealed(samples)
    monkeypatch.setattr(judging, "verify", verify or (lambda *_args, **_more: victim.report))
    (told, *_) = judging.judged(harmed(victim), KIND, 0, samples).faults
    assert told.startswith(fault)


def test_a_judge_that_takes_too_long_is_seen(samples: Samples, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "CPU", 0.0)
    assert judging.judged(harmed(sealed(samples)), KIND, 0, samples).faults[0].startswith("took 0")


@pytest.mark.parametrize(
    ("judge", "verdict"),
    [pytest.param(planted.sleeps, "hung", id="hangs"), pytest.param(planted.dies, "died", id="dies")],
)
def test_a_process_that_hangs_or_dies_is_told_of_and_replaced(
    judge: crew.Judge, verdict: str, samples: Samples, tmp_path: Path
) -> None:
    kind = KINDS[0]
    tasks = [(kind, 0), (kind, 1), (kind, 0)]
    outcomes = list(crew.run(iter(tasks), samples, hands=1, keep=tmp_path, judge=judge, hung=5))
    assert [one.verdict for one in outcomes] == ["invalid", verdict, "invalid"]
    assert [bool(one.faults) for one in outcomes] == [False, True, False]
    assert len(list(tmp_path.glob("*.pdf"))) == 1, "the mutant is kept"


def test_what_nobody_signed_may_differ_and_nothing_else(samples: Samples) -> None:
    """The oracle itself: a digit in the padding leaves the paper what it is, one before it does not."""
    victim = sealed(samples)
    start, end = gaps(victim.pdf)[-1]
    in_padding = victim.pdf[: end - 2] + b"1" + victim.pdf[end - 1 :]
    before = victim.pdf[: start - 1] + b"\t" + victim.pdf[start:]
    assert oracle.rightly_valid(in_padding, victim.report, victim, samples)
    assert not oracle.rightly_valid(before, victim.report, victim, samples)
    other = replace(victim.report, signatures=victim.report.signatures[:-1])
    assert not oracle.rightly_valid(in_padding, other, victim, samples)


def test_a_revision_that_changes_what_is_shown_is_another_document(samples: Samples) -> None:
    pdf = sealed(samples).pdf
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.add_stream_to_page(
        0, writer.add_object(generic.StreamObject(stream_data=b"q 50 700 300 60 re f Q"))
    )
    out = BytesIO()
    writer.write(out)
    assert not oracle.same_document(pdf, out.getvalue())
    assert oracle.same_document(pdf, grown(pdf, {}))


def test_a_revision_that_only_notes_its_saving_is_valid_under_a_time_stamp(samples: Samples) -> None:
    """What grew in a way that is allowed is read and judged: else no mutant that grew would prove anything."""
    victim = sealed(samples)
    with Pdf.open(BytesIO(victim.pdf)) as doc:
        information = doc.trailer["/Info"]
        information["/ModDate"] = String("D:20300101000000Z")
        noted = {information.objgen[0]: written(information)}
    for stream in (False, True):
        mutant = Mutant(
            note="saved",
            victim=victim,
            pdf=stamp(grown(victim.pdf, noted, stream=stream), samples.pki.tsa_url),
        )
        outcome = judging.judged(mutant, KIND, 0, samples)
        assert (outcome.verdict, outcome.faults) == ("valid", ())


def test_the_same_dice_give_the_same_mutant(samples: Samples) -> None:
    for kind in OF_PAPERS:
        if "time-stamp" not in kind.name and not kind.name.startswith("signed"):  # of their own moment
            assert judging.throw(kind, 7, samples) == judging.throw(kind, 7, samples)


def test_der_that_nobody_changed_is_written_as_it_was(samples: Samples) -> None:
    """Otherwise every mutant of a CMS object would be refused for its writing, and prove nothing."""
    for victim in samples.victims:
        for content in held(victim.pdf):
            written = asn1.parse(content).dump()
            assert content.startswith(written)
            assert not content[len(written) :].strip(b"\0")


def test_mutants_of_der_differ_and_can_be_written(samples: Samples) -> None:
    content = held(samples.victims[0].pdf)[0]
    made = {asn1.mutated(Random(seed), content, [content])[0] for seed in range(50)}  # noqa: S311
    assert len(made) > 40


def test_dice_that_find_nothing_make_no_mutant(samples: Samples) -> None:
    def nothing(_dice: Random, _samples: Samples) -> Mutant:
        raise NothingToDo

    assert judging.throw(Kind(name="nothing", make=nothing), 0, samples) is None


def test_figures_tell_kinds_and_faults() -> None:
    figures = Figures()
    figures.count(
        judging.Outcome(kind="a", seed=1, verdict="invalid", codes=("x",), seconds=0.5, peak=2 << 20)
    )
    figures.count(
        judging.Outcome(kind="a", seed=2, note="that", verdict="valid", faults=("a false valid",), seconds=2)
    )
    figures.count(judging.Outcome(kind="a", seed=3, verdict="none"))
    assert "| a | 2 | 1 | 0 | 1 | 1 |" in figures.text()
    assert "Judged: 2; faulty: 1." in figures.text()
    assert "FAULT a 2 (that): a false valid" in figures.text()

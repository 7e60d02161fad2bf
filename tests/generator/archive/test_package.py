"""A package that someone changed is never valid, and what was changed is named."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.archive.examine import examine_package
from generator.archive.model import STATEMENT
from generator.archive.order import Form
from generator.examine import Item
from signing.archive import bag
from signing.policy import Trust
from signing.report import weigh
from signing.sign import now
from tests.workshop import Workshop

REFERENCE = "DLG-2026-0042"
PAPER = "D9-informatiebrief-werknemers"


def examined(path: Path, workshop: Workshop, **rest: object) -> tuple[Item, ...]:
    given: dict[str, object] = {"trust": workshop.trust, "at": now(), "templates": workshop.own, **rest}
    return examine_package(path, **given)  # type: ignore[arg-type]


def told(items: tuple[Item, ...]) -> dict[str, str]:
    return {
        problem.code: problem.message
        for item in items
        for problem in (*item.problems, *(q for s in item.signatures for q in s.problems))
    }


def verdict(items: tuple[Item, ...]) -> str:
    return weigh([p for i in items for p in (*i.problems, *(q for s in i.signatures for q in s.problems))])


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 0x01
    path.write_bytes(data)


def test_one_flipped_bit_in_any_file_is_found_and_named(package: Path) -> None:
    listed = [path for path in sorted(package.rglob("*")) if path.is_file() and path.name != STATEMENT]
    assert len(listed) > 50
    for path in listed:
        good = path.read_bytes()
        for place in (0, len(good) // 2, len(good) - 1):
            flip(path, place)
            problems = bag.check(package, {STATEMENT})
            name = path.relative_to(package).as_posix()
            assert any(name in problem.message for problem in problems), (name, place, problems)
            assert weigh(problems) == "invalid"
            path.write_bytes(good)
    assert bag.check(package, {STATEMENT}) == ()


@pytest.mark.parametrize("name", [f"data/{REFERENCE}/{PAPER}/{PAPER}.pdf", "bagit.txt", STATEMENT])
def test_the_verdict_on_the_whole_says_so(name: str, package: Path, workshop: Workshop) -> None:
    size = (package / name).stat().st_size
    flip(package / name, size // 2)
    items = examined(package, workshop)
    assert verdict(items) == "invalid"
    assert any(
        Path(name).name in f"{item.path} {problem.message}" for item in items for problem in _all(item)
    )


@pytest.mark.parametrize("form", ["tar", "zip"])
def test_one_flipped_bit_anywhere_in_an_archive_file_is_found(
    form: Form, packages: Callable[[Form], Path], workshop: Workshop, tmp_path: Path
) -> None:
    copy = Path(shutil.copy(packages(form), tmp_path))
    good = copy.read_bytes()
    for place in range(7, len(good), len(good) // 6):
        flip(copy, place)
        assert verdict(examined(copy, workshop)) != "valid", place
        copy.write_bytes(good)


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        pytest.param(lambda p: (p / STATEMENT).unlink(), "onleesbaar", id="statement-gone"),
        pytest.param(
            lambda p: shutil.copyfile(
                p / f"data/{REFERENCE}/D14-dossierverklaring/D14-dossierverklaring.pdf", p / STATEMENT
            ),
            "archiefverklaring",
            id="another-sealed-paper-in-its-place",
        ),
        pytest.param(
            lambda p: (p / "tagmanifest-sha512.txt").unlink(), "pakket-ontbreekt", id="tag-manifest-gone"
        ),
        pytest.param(
            lambda p: (p / "data/extra.txt").write_text("x"), "pakket-onbekend-bestand", id="extra-payload"
        ),
        pytest.param(
            lambda p: (p / "notitie.txt").write_text("x"), "pakket-onbekend-bestand", id="extra-tag-file"
        ),
        pytest.param(
            lambda p: shutil.rmtree(p / f"data/{REFERENCE}/{PAPER}"), "pakket-ontbreekt", id="paper-gone"
        ),
    ],
)
def test_a_package_that_lacks_or_has_more_is_not_valid(
    harm: Callable[[Path], object], code: str, package: Path, workshop: Workshop
) -> None:
    harm(package)
    items = examined(package, workshop)
    assert verdict(items) == "invalid"
    assert code in told(items)


def test_a_bag_made_anew_over_changed_files_is_not_what_was_sealed(package: Path, workshop: Workshop) -> None:
    word = package / f"data/{REFERENCE}/{PAPER}/{PAPER}.docx"
    word.write_bytes(word.read_bytes() + b"x")
    info = bag.info(package)
    info.pop("Payload-Oxum")
    statement = (package / STATEMENT).read_bytes()
    for path in package.glob("*.*"):
        path.unlink()
    bag.make(package, info)
    (package / STATEMENT).write_bytes(statement)
    items = examined(package, workshop)
    assert bag.check(package, {STATEMENT}) == ()
    assert verdict(items) == "invalid"
    assert "archiefverklaring" in told(items)


def test_without_roots_nothing_is_proven(package: Path, workshop: Workshop) -> None:
    items = examined(package, workshop, trust=Trust())
    assert verdict(items) == "indeterminate"
    assert "wortel-onbekend" in told(items)


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda p: p.mkdir(), id="empty-folder"),
        pytest.param(lambda p: p.write_bytes(b""), id="empty-file"),
        pytest.param(lambda p: p.write_bytes(b"PK\x03\x04" + bytes(100)), id="no-zip"),
    ],
)
def test_what_is_no_package_gets_a_verdict(
    make: Callable[[Path], object], workshop: Workshop, tmp_path: Path
) -> None:
    make(tmp_path / "iets")
    assert verdict(examined(tmp_path / "iets", workshop)) == "invalid"


def test_a_pakbon_of_another_package_beside_it_is_told(
    package: Path, packages: Callable[[Form], Path], workshop: Workshop
) -> None:
    zipped = packages("zip")
    other = zipped.with_name(f"{zipped.name}.pakbon.xml")
    shutil.copyfile(other, package.with_name(f"{package.name}.pakbon.xml"))
    items = examined(package, workshop)
    assert "pakbon" in told(items)


def _all(item: Item) -> list[object]:
    return [*item.problems, *(problem for one in item.signatures for problem in one.problems)]

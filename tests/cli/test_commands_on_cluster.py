"""`--cluster`: the commands over many paths by worker processes, with the same results as by one process here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from tests.generator.many import dask_cluster
from tests.workshop import ORGANISATION, Workshop, example, snapshot

dask_cluster.needed()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with dask_cluster.cluster(2, tmp_path_factory.mktemp("dask")) as made:
        yield made


def given(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("here")
def test_dossiers_are_the_same_bytes(address: str) -> None:
    Path("in").mkdir()
    for number in range(3):
        data = example("in-dienst").replace(b"DLG-2026-0042", b"DLG-2026-%04d" % number)
        Path(f"in/{number}.yaml").write_bytes(data)
    Path("in/kapot.yaml").write_text("kapot: [", "utf-8")
    one, many = (
        given("genereer", "in", "-o", out, "--alleen", "D5", *how)
        for out, how in (("een", ("-j", "1")), ("veel", ("--cluster", address)))
    )
    assert many.exit_code == one.exit_code == 1, many.output
    assert many.output.replace(str(Path.cwd()) + "/", "").replace("veel", "een") == one.output
    assert len(snapshot(Path("een"))) > 9
    assert snapshot(Path("veel")) == snapshot(Path("een"))


def test_a_package_is_made_with_a_key_that_stays_here(address: str, here: Path, workshop: Workshop) -> None:
    certificate, key = workshop.pki.keys[ORGANISATION]
    with_trust = ("--vertrouw", workshop.pki.root, "--sjablonen", workshop.own)
    done = given(
        "archiveer", workshop.small("verzegeld"), workshop.small("uitgegeven"), "-o", "archief", "--cluster", address,
        "--pem", certificate, key, "--tsa", workshop.pki.tsa_url, *with_trust,
    )  # fmt: skip
    assert done.exit_code == 1, done.output
    assert "archief/DLG-2026-0042: gearchiveerd." in done.output
    assert "Niet gearchiveerd: 1 van 2." in done.output
    assert sorted(path.name for path in (here / "archief").iterdir()) == [
        "DLG-2026-0042",
        "DLG-2026-0042.pakbon.xml",
    ]
    judged = [
        given("verifieer", "archief/DLG-2026-0042", workshop.small("verzegeld"), *with_trust, *how)
        for how in (("-j", "1"), ("--cluster", address))
    ]
    assert [one.exit_code for one in judged] == [0, 0], judged[1].output
    assert judged[1].output.replace(str(here) + "/", "") == judged[0].output.replace(str(here) + "/", "")


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("how", ["-j 1", "-j 2", "--cluster"])
def test_dossiers_by_url_are_the_same_bytes(how: str, address: str) -> None:
    """A store that all can reach: here a folder, as fsspec sees it."""
    base = f"file://{Path.cwd()}"
    Path("in").mkdir()
    for number in range(3):
        data = example("in-dienst").replace(b"DLG-2026-0042", b"DLG-2026-%04d" % number)
        Path(f"in/{number}.yaml").write_bytes(data)
    Path("in/dubbel.yaml").write_bytes(Path("in/0.yaml").read_bytes() + b"# nog eens\n")
    one = given("genereer", "in", "-o", "een", "--alleen", "D9", "-j", "1")
    options = ["--cluster", address] if how == "--cluster" else how.split()
    far = given("genereer", f"{base}/in", "-o", f"{base}/ver", "--alleen", "D9", *options)
    assert far.exit_code == one.exit_code == 1
    assert f"{base}/ver/DLG-2026-0001\n" in far.output
    assert "Het kenmerk DLG-2026-0000 staat ook in" in far.output
    assert snapshot(Path("ver")) == snapshot(Path("een"))
    again = given("genereer", f"{base}/in/1.yaml", "-o", f"{base}/ver", "--alleen", "D9")
    assert again.exit_code == 0, again.output
    assert "stond er al" in again.output


@pytest.mark.usefixtures("here")
def test_a_url_that_leads_nowhere_is_told() -> None:
    done = given("genereer", f"file://{Path.cwd()}/geen.yaml", "-o", "uit")
    assert done.exit_code == 4, done.output
    assert "geen.yaml kan niet worden opgehaald: het bestaat niet" in done.output
    assert "Traceback" not in done.output

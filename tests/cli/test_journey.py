"""The whole journey by commands alone: from delegation file to a verdict, with keys as users have them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from generator.cli import main
from generator.dossier import open_dossier
from generator.resources import content
from generator.steps import standings
from signing.policy import load_trust
from signing.sign import now
from signing.testpki import TrialPki
from signing.verify import verify
from tests.workshop import ORGANISATION, SIGNERS, STATEMENT_PDF, own_list, snapshot

SECRET = "zeer geheim é 日本"
PAPERS = (
    "D4",
    "D5",
)  # by a list of one's own: two papers and two signers are the whole way, in a fifth of the time


class Traveller:
    """Someone with a folder, keys in files and nothing but the command."""

    def __init__(self, pki: TrialPki, folder: Path) -> None:
        self.pki, self.folder = pki, folder
        self.dossier = folder / "dossiers" / "DLG-2026-0042"
        self.said: list[str] = []
        seal, key = pki.keys[ORGANISATION]
        private = serialization.load_pem_private_key(key.read_bytes(), None)
        certificate, *chain = x509.load_pem_x509_certificates(seal.read_bytes())
        bundle = pkcs12.serialize_key_and_certificates(
            b"zegel", private, certificate, chain,  # type: ignore[arg-type]
            serialization.BestAvailableEncryption(SECRET.encode()),
        )  # fmt: skip
        (folder / "zegel.p12").write_bytes(bundle)
        (folder / "wachtwoord.txt").write_text(f"{SECRET}\n", encoding="utf-8")
        arts, arts_key = pki.keys[SIGNERS["bedrijfsarts"]]
        shutil.copy(arts, folder / "arts.pem")
        locked = serialization.load_pem_private_key(arts_key.read_bytes(), None).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(SECRET.encode()),
        )
        (folder / "arts.key").write_bytes(locked)
        (folder / "delegatie.toml").write_text(
            f"""
[tijdstempel]
url = "{pki.tsa_url}"
[vertrouwen]
wortels = ["{pki.root}"]
[sleutels.zegel]
soort = "pkcs12"
bestand = "zegel.p12"
[sleutels.arts]
soort = "pem"
certificaat = "arts.pem"
sleutel = "arts.key"
""",
            encoding="utf-8",
        )

    def run(self, *arguments: object, code: int = 0, **options: Any) -> Result:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments], **options)
        self.said.append(result.output)
        assert result.exit_code == code, result.output
        return result

    def services(self) -> list[object]:
        return ["--tsa", self.pki.tsa_url, "--vertrouw", self.pki.root]

    def states(self, folder: Path | None = None) -> dict[str, dict[str, Any]]:
        folder = folder or self.dossier
        told = json.loads(self.run("status", folder, "--json").stdout)
        (dossier,) = told["dossiers"]
        assert dossier["path"] == str(folder)
        return {one["id"]: one for one in dossier["documents"]}


@pytest.fixture
def traveller(pki: TrialPki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Traveller]:
    """At the end every PDF is verified again, and the passphrase must not have been said anywhere."""
    monkeypatch.chdir(tmp_path)
    made = Traveller(pki, tmp_path)
    yield made
    keys = [path.read_text().splitlines()[1] for path in tmp_path.glob("*.key")]
    for text in made.said:
        assert SECRET not in text
        assert not [key for key in keys if key in text]
    for folder in (tmp_path / "dossiers").iterdir():
        for path, data in snapshot(folder).items():
            assert SECRET.encode() not in data, path
        dossier = open_dossier(folder)
        for one in standings(dossier):
            if one.state.signed:
                report = verify(
                    dossier.read_pdf(one.document), trust=load_trust([pki.root]), at=now(),
                    plan=one.document.plan, origin=one.document.origin, sealed=one.state.next is None,
                )  # fmt: skip
                assert report.verdict == "valid", report.reasons


def test_the_whole_journey(traveller: Traveller) -> None:
    go, folder = traveller.run, traveller.dossier
    file = content("examples") / "in-dienst.yaml"

    go("controleer", file)
    own: list[object] = ["--sjablonen", own_list(traveller.folder / "lijst", *PAPERS)]
    assert go("genereer", file, "-o", "dossiers", "--proef", *own).stdout == "dossiers/DLG-2026-0042\n"
    assert {one["state"] for one in traveller.states().values()} == {"gereed"}

    result = go(
        "geef-uit",
        folder,
        "--pkcs12",
        "zegel.p12",
        "--wachtwoordbestand",
        "wachtwoord.txt",
        *traveller.services(),
    )
    assert result.stdout == f"{folder}: 2 documenten uitgegeven.\n"
    assert "D5 Geheimhoudingsverklaring" in result.stderr
    assert traveller.states()["D5"] == {
        "id": "D5", "file": "pdf/D5-geheimhoudingsverklaring.pdf", "state": "uitgegeven",
        "signed": [], "next": "taakgedelegeerde", "blocked_by": [],
    }  # fmt: skip

    certificate, key = traveller.pki.keys[SIGNERS["taakgedelegeerde"]]
    pem = ["--pem", certificate, key, *traveller.services()]
    one = folder / "pdf" / "D4-gedragscode.pdf"
    assert go("onderteken", one, "--als", "taakgedelegeerde", *pem).stdout.endswith(
        ": 1 document ondertekend.\n"
    )
    assert traveller.states()["D4"]["state"] == "ondertekend"
    go("onderteken", folder, "--als", "taakgedelegeerde", *pem)
    assert traveller.states()["D5"]["signed"] == ["taakgedelegeerde"]

    told = go("verifieer", folder, "--json", code=3).stdout
    assert json.loads(told)["verdict"] == "indeterminate"
    go("verzegel", folder, "--sleutel", "zegel", code=1, input=f"{SECRET}\n")

    unnamed = go(
        "onderteken", folder, "--als", "bedrijfsarts", "--sleutel", "arts", "--vertrouwenslijst", code=2
    )
    assert "[vertrouwen] lijsten" in unnamed.stderr
    asked = go("onderteken", folder, "--als", "bedrijfsarts", "--sleutel", "arts", input=f"{SECRET}\n")
    assert "Wachtwoord van arts.key" in asked.stderr
    assert asked.stderr.index("Certificaat: A.M. de Vries, uitgegeven door") < asked.stderr.index(
        "Wachtwoord"
    )
    assert "Wachtwoord" not in asked.stdout
    assert {one["next"] for one in traveller.states().values()} == {"organisatie"}
    assert "wacht op het sluitzegel" in go("status", folder).stdout

    read, write = os.pipe()
    os.write(write, f"{SECRET}\n".encode())
    os.close(write)
    result = go("verzegel", folder, "--sleutel", "zegel", "--wachtwoord-fd", read)
    assert result.stdout == f"{folder}: 3 documenten verzegeld.\n"
    assert result.stderr.splitlines()[-1] == "DLG-2026-0042 D14 Dossierverklaring"
    assert (folder / STATEMENT_PDF).is_file()
    assert {one["state"] for one in traveller.states().values()} == {"verzegeld"}
    go("verzegel", folder, "--sleutel", "zegel", code=1, input=f"{SECRET}\n")

    judge(traveller, own)


def judge(traveller: Traveller, own: list[object]) -> None:
    """Ask for the verdict in every way, on the dossier and its papers, with and without what that takes."""
    go, folder = traveller.run, traveller.dossier
    for paper in (folder / "pdf").iterdir():
        told = go("verifieer", paper, *own).stdout
        assert "GELDIG" in told
        assert "Oordeel: GELDIG" in told
    told = go("verifieer", folder / "pdf" / "D5-geheimhoudingsverklaring.pdf", "--json", *own).stdout
    (item,) = json.loads(told)["items"]
    assert [(s["role"], s["signer"], s["level"]) for s in item["signatures"]] == [
        ("organisatie", ORGANISATION, "B-LTA"),
        ("taakgedelegeerde", "B. Jansen", "B-LTA"),
        ("bedrijfsarts", "A.M. de Vries", "B-LTA"),
        ("organisatie", ORGANISATION, "B-LTA"),
        ("tijdstempel", item["signatures"][4]["signer"], ""),
    ]
    told = go("verifieer", folder, "--herbouw", *own).stdout
    assert f"D14 Dossierverklaring  ({folder / STATEMENT_PDF})" in told
    assert told.endswith("Oordeel: GELDIG\n")
    # Without that list nobody can tell whether this is all; the statement shows what was changed all the same.
    assert "NIET VAST TE STELLEN" in go("verifieer", folder, code=3).stdout

    Path("delegatie.toml").unlink()
    open_verdict = go("verifieer", folder / "pdf" / "D4-gedragscode.pdf", *own, code=3)
    assert "Oordeel: NIET VAST TE STELLEN" in open_verdict.stdout
    assert "Geef met --vertrouw het wortelcertificaat" in open_verdict.stderr
    told = go("verifieer", folder / "pdf" / "D4-gedragscode.pdf", "--json", *own, code=3).stdout
    assert json.loads(told)["verdict"] == "indeterminate"

    root = ["--vertrouw", traveller.pki.root]
    (folder / "dossier.json").write_bytes((folder / "dossier.json").read_bytes() + b"\n")
    told = go("verifieer", folder, *own, *root, code=1).stdout
    assert "dossier.json is niet het bestand dat bij het sluiten van het dossier is verzegeld." in told
    (folder / STATEMENT_PDF).unlink()
    told = go("verifieer", folder, *own, *root, code=1).stdout
    assert "maar de dossierverklaring (D14) ontbreekt" in told


def test_a_part_of_the_papers_is_not_the_dossier(traveller: Traveller) -> None:
    only = [word for paper in PAPERS for word in ("--alleen", paper)]
    traveller.run("genereer", content("examples") / "in-dienst.yaml", "-o", "dossiers", "--proef", *only)
    told = traveller.run("verifieer", traveller.dossier, code=1).stdout
    assert "D1 (Delegatieovereenkomst) hoort bij deze delegatie, maar zit niet in het dossier." in told
    assert "Oordeel: ONGELDIG" in told


LATER = {
    "neem-terug": ("terugname", "DLG-2026-0042-T1", "2 documenten"),
    "terugkoppeling": ("terugkoppeling", "TK-2027-0113", "2 documenten"),
    "toezichtverslag": ("toezicht", "DLG-2026-0042-TV1", "1 document"),
}


@pytest.mark.parametrize("command", LATER)
def test_papers_that_come_later_go_the_same_way(command: str, traveller: Traveller) -> None:
    name, reference, counted = LATER[command]
    go, folder = traveller.run, Path("dossiers") / reference
    for file in ("in-dienst", name):
        shutil.copy(content("examples") / f"{file}.yaml", traveller.folder)
    assert go(command, f"{name}.yaml", "-o", "dossiers", "--proef").stdout == f"{folder}\n"
    seal = ["--sleutel", "zegel", "--wachtwoordbestand", "wachtwoord.txt"]
    assert go("geef-uit", folder, *seal).stdout == f"{folder}: {counted} uitgegeven.\n"
    if command == "toezichtverslag":
        certificate, key = traveller.pki.keys[SIGNERS["taakgedelegeerde"]]
        go("onderteken", folder, "--als", "taakgedelegeerde", "--pem", certificate, key)
    signed = go("onderteken", folder, "--als", "bedrijfsarts", "--sleutel", "arts", input=f"{SECRET}\n")
    assert signed.stdout.endswith(f"{folder}: {counted} ondertekend.\n")
    assert go("verzegel", folder, *seal).stdout == f"{folder}: {counted} verzegeld.\n"
    assert {one["state"] for one in traveller.states(folder).values()} == {"verzegeld"}
    told = go("verifieer", folder, "--herbouw").stdout
    assert told.endswith("Oordeel: GELDIG\n")
    assert not (folder / STATEMENT_PDF).exists()


WRONG_SECRETS = {
    "a wrong passphrase in a file": (
        ["--wachtwoordbestand", "fout.txt"],
        "fout\n",
        4,
        "het wachtwoord klopt niet",
    ),
    "an empty file": (["--wachtwoordbestand", "fout.txt"], "", 4, "het wachtwoord klopt niet"),
    "a descriptor that is closed": (
        ["--wachtwoord-fd", "987"],
        "",
        1,
        "Het wachtwoord kan niet worden gelezen",
    ),
    "not UTF-8": (
        ["--wachtwoordbestand", "fout.txt"],
        "gehe\u00efm\n",
        1,
        "Het wachtwoord kan niet worden gelezen",
    ),
}


@pytest.mark.parametrize("case", WRONG_SECRETS)
def test_without_the_passphrase_nothing_changes(case: str, traveller: Traveller) -> None:
    options, secret, code, says = WRONG_SECRETS[case]
    Path("fout.txt").write_text(secret, encoding="latin-1")
    traveller.run(
        "genereer", content("examples") / "in-dienst.yaml", "-o", "dossiers", "--proef", "--alleen", "D4"
    )
    before = snapshot(traveller.dossier)
    result = traveller.run("geef-uit", traveller.dossier, "--sleutel", "zegel", *options, code=code)
    assert says in result.stderr
    assert "gehe" not in result.output
    assert snapshot(traveller.dossier) == before


def test_one_passphrase_serves_two_dossiers(traveller: Traveller) -> None:
    """The descriptor can be read once only, and a person is asked once only."""
    source = (content("examples") / "in-dienst.yaml").read_text("utf-8")
    Path("ander.yaml").write_text(source.replace("DLG-2026-0042", "DLG-2026-0043"), "utf-8")
    traveller.run(
        "genereer",
        content("examples") / "in-dienst.yaml",
        "ander.yaml",
        "-o",
        "dossiers",
        "--proef",
        "--alleen",
        "D4",
    )
    read, write = os.pipe()
    os.write(write, f"{SECRET}\n".encode())
    os.close(write)
    both = ["dossiers/DLG-2026-0042", "dossiers/DLG-2026-0043"]
    result = traveller.run("geef-uit", *both, "--sleutel", "zegel", "--wachtwoord-fd", read)
    assert result.stdout == "".join(f"{folder}: 1 document uitgegeven.\n" for folder in both)


def test_the_command_runs_by_itself_in_a_bare_environment(traveller: Traveller) -> None:
    """A real process, a plain locale, a passphrase over a descriptor: as a script does it."""
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-W", "error", "-c", "from generator.cli import main; main()"]

    def go(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
        done = subprocess.run(  # noqa: S603 - our own program
            [*command, *arguments], env=environment, capture_output=True, check=False, timeout=60, **options
        )
        assert done.returncode == 0, done.stderr
        traveller.said.append((done.stdout + done.stderr).decode("utf-8", "replace"))
        return done

    go("genereer", str(content("examples") / "in-dienst.yaml"), "-o", "dossiers", "--proef", "--alleen", "D6")
    for step in ("geef-uit", "verzegel"):
        read, write = os.pipe()
        os.write(write, SECRET.encode())
        os.close(write)
        go(
            step,
            "dossiers/DLG-2026-0042",
            "--sleutel",
            "zegel",
            "--wachtwoord-fd",
            str(read),
            pass_fds=[read],
        )
        os.close(read)
    assert "D14 Dossierverklaring" in traveller.said[-1]
    done = go("verifieer", "dossiers/DLG-2026-0042/pdf/D6-terugkoppeling-werkgever.pdf")
    assert b"Oordeel: GELDIG" in done.stdout

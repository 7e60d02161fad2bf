"""`delegatie archiveer` and `verifieer` of a package, as from the shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

from generator.cli import main
from tests.workshop import ORGANISATION, Workshop


@pytest.fixture
def run(workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.chdir(tmp_path)
    certificate, key = workshop.pki.keys[ORGANISATION]

    def given(*words: str | Path) -> Result:
        return CliRunner().invoke(main, [str(word) for word in words])

    def archive(*words: str | Path) -> Result:
        return given(
            "archiveer", *words, "--pem", certificate, key, "--tsa", workshop.pki.tsa_url,
            "--vertrouw", workshop.pki.root, "--sjablonen", workshop.own,
        )  # fmt: skip

    return given, archive


def test_a_dossier_goes_to_a_package_that_verifies(run: object, workshop: Workshop) -> None:
    given, archive = run  # type: ignore[misc]
    done = archive(workshop.small("verzegeld"), "-o", "archief", "--vorm", "zip", "--bestemming", "e-depot")
    assert done.exit_code == 0, done.output
    assert "archief/DLG-2026-0042.zip: gearchiveerd." in done.output
    again = archive(workshop.small("verzegeld"), "-o", "archief", "--vorm", "zip")
    assert "was al gearchiveerd" in again.output
    assert again.exit_code == 0
    verified = given(
        "verifieer", "archief/DLG-2026-0042.zip", "--vertrouw", workshop.pki.root,
        "--sjablonen", workshop.own, "--json",
    )  # fmt: skip
    assert verified.exit_code == 0, verified.output
    found = json.loads(verified.output)
    assert found["verdict"] == "valid"
    assert [item["path"].split(": ")[-1] for item in found["items"]][:2] == [
        "archief/DLG-2026-0042.zip",
        "archiefverklaring.pdf",
    ]


def test_one_that_fails_does_not_stop_the_others(run: object, workshop: Workshop) -> None:
    _, archive = run  # type: ignore[misc]
    done = archive(workshop.small("uitgegeven"), workshop.small("verzegeld"), "-o", "archief")
    assert done.exit_code == 1
    assert "wordt niet gearchiveerd" in done.output
    assert (Path("archief") / "DLG-2026-0042" / "archiefverklaring.pdf").is_file()


def test_the_configuration_says_who_answers_and_where_it_goes(run: object, workshop: Workshop) -> None:
    _, archive = run  # type: ignore[misc]
    Path("delegatie.toml").write_text(
        '[archief]\nfunctionaris = "P. Post, archivaris"\nbestemming = "RHC Dommelwaard"\n', "utf-8"
    )
    done = archive(workshop.small("verzegeld"), "-o", "archief")
    assert done.exit_code == 0, done.output
    assert "P. Post, archivaris" in Path("archief/DLG-2026-0042/bag-info.txt").read_text("utf-8")
    assert "RHC Dommelwaard" in Path("archief/DLG-2026-0042.pakbon.xml").read_text("utf-8")


def test_a_key_that_does_not_open_is_told_once_and_ends_the_command(run: object, workshop: Workshop) -> None:
    given, _ = run  # type: ignore[misc]
    certificate, _ = workshop.pki.keys[ORGANISATION]
    other = next(key for name, (_, key) in workshop.pki.keys.items() if name != ORGANISATION)
    done = given(
        "archiveer", workshop.small("verzegeld"), workshop.small("uitgegeven"), "-o", "archief", "-j", "1",
        "--pem", certificate, other, "--tsa", workshop.pki.tsa_url, "--vertrouw", workshop.pki.root,
        "--sjablonen", workshop.own,
    )  # fmt: skip
    assert done.exit_code == 4, done.output
    assert done.output.count("horen niet bij elkaar") == 1
    assert list(Path("archief").iterdir()) == []


@pytest.mark.parametrize("at_once", [1, 2])
def test_a_password_that_nobody_gives_is_asked_once_and_ends_the_command(
    at_once: int, run: object, workshop: Workshop
) -> None:
    given, _ = run  # type: ignore[misc]
    certificate, key = (path.read_bytes() for path in workshop.pki.keys[ORGANISATION])
    holder, *chain = x509.load_pem_x509_certificates(certificate)
    secret = load_pem_private_key(key, None)
    assert isinstance(secret, RSAPrivateKey)
    Path("zegel.p12").write_bytes(
        serialize_key_and_certificates(b"zegel", secret, holder, chain, BestAvailableEncryption(b"geheim"))
    )
    done = given(
        "archiveer", workshop.small("verzegeld"), workshop.small("verzegeld", reference="DLG-2"), "-o", "archief",
        "-j", at_once, "--pkcs12", "zegel.p12", "--tsa", workshop.pki.tsa_url, "--vertrouw", workshop.pki.root,
        "--sjablonen", workshop.own,
    )  # fmt: skip
    assert done.exit_code == 1, done.output
    assert done.output.count("Wachtwoord van zegel.p12:") == 1
    assert "kwam geen antwoord" in done.output
    assert "--wachtwoordbestand" in done.output
    assert list(Path("archief").iterdir()) == []


def test_the_certificate_is_told_once_for_all(run: object, workshop: Workshop) -> None:
    _, archive = run  # type: ignore[misc]
    both = [workshop.small("verzegeld", reference=name) for name in ("DLG-2026-0042", "DLG-2")]
    done = archive(*both, "-o", "archief", "-j", "1")
    assert done.exit_code == 0, done.output
    assert done.output.count("gearchiveerd.") == 2
    assert done.output.count("Certificaat: ") == 1


@pytest.mark.parametrize("address", ["", "onzin", "tcp://", "tcp://10.0.0.1", "tcp://naam:geheim@h:1"])
def test_what_is_no_address_of_a_cluster(address: str, run: object, workshop: Workshop) -> None:
    _, archive = run  # type: ignore[misc]
    done = archive(workshop.small("verzegeld"), "-o", "archief", "--cluster", address)
    assert done.exit_code == 2
    assert "is geen adres; schrijf het als tcp://10.0.0.1:8786" in done.output


def test_cluster_and_j_do_not_go_together(run: object, workshop: Workshop) -> None:
    _, archive = run  # type: ignore[misc]
    done = archive(workshop.small("verzegeld"), "-o", "archief", "-j", "2", "--cluster", "tcp://127.0.0.1:1")
    assert done.exit_code == 2
    assert "niet allebei" in done.output

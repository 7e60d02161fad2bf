"""What a verdict rests on, as it is given: roots, folders of roots, trusted lists, and revocation in files."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import click
import pytest
from asn1crypto import pem
from click.testing import CliRunner, Result

from generator.cli import main
from generator.cli.options import Given, trust
from signing.errors import SealingError
from tests.signing.certificates import AT, statements
from tests.signing.small import DAY, Page, issuer
from tests.signing.test_standing_listed import both
from tests.signing.test_trusted_list import EU, LOTL, NL, STRANGER, signed, written

BY = issuer(qualified=statements("qc_compliance", "qc_sscd"))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a signed page, roots, lists and what was said of revocation; the command stands in it."""
    monkeypatch.chdir(tmp_path)
    made = Page(by=BY)
    made.sign(stamped=AT)
    made.carry(crls=[BY.crl(AT - timedelta(hours=1))])
    for name, data in {
        "blad.pdf": made.pdf,
        "wortels/uitgever.pem": pem.armor("CERTIFICATE", BY.root.certificate.dump()),
        "lijstwortel.der": EU.certificate.dump(),
        "lijsten/lotl.xml": LOTL,
        "lijsten/nl.xml": signed(written(services="".join(both(BY))), NL),
        "intrekkingen/later.crl": BY.crl(AT + 10 * DAY, [(BY.signer, AT - DAY)]),
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (tmp_path / "leeg").mkdir()
    return tmp_path


def given(**options: object) -> Given:
    return Given(**{name: (Path(said),) if isinstance(said, str) else said for name, said in options.items()})  # type: ignore[arg-type]


def judge(*options: str, code: int) -> tuple[set[str], str, Result]:
    """Judge the page at the end of the year; give what is said of its signature."""
    result = CliRunner().invoke(
        main, ["verifieer", "blad.pdf", "--json", "--op-datum", "2026-12-30", *options]
    )
    assert result.exit_code == code, (
        result.output
    )  # never 0: whose page it is and who had to sign, nobody knows
    (item,) = json.loads(result.stdout)["items"]
    (one,) = item["signatures"]
    return {problem["code"] for problem in one["problems"]}, one["qualified"], result


@pytest.mark.usefixtures("desk")
def test_a_folder_of_roots_is_named_at_once() -> None:
    assert judge(code=3)[0] == {"wortel-onbekend"}
    assert judge("--vertrouw", "wortels", code=3)[0] == set()


@pytest.mark.usefixtures("desk")
def test_the_configuration_may_name_folders() -> None:
    Path("delegatie.toml").write_text(
        '[vertrouwen]\nwortels = ["wortels", "lijstwortel.der"]\nlijsten = ["lijsten"]\n', encoding="utf-8"
    )
    found = trust(given(vertrouwenslijst=True))
    assert len(found.roots) == 2
    assert found.lists is not None
    assert [one.territory for one in found.lists.national] == ["NL"]
    assert trust(given()).lists is None, "lists are asked only when wanted"


@pytest.mark.usefixtures("desk")
def test_lists_are_an_end_of_chains_and_tell_what_it_is() -> None:
    codes, qualified, _ = judge("--vertrouw", "lijstwortel.der", "--lijsten", "lijsten", code=3)
    assert codes == set()
    assert qualified.startswith("Gekwalificeerd voor handtekeningen")


@pytest.mark.usefixtures("desk")
def test_a_list_that_does_not_hold_is_told_and_leaves_it_open() -> None:
    Path("lijsten/nl.xml").write_bytes(signed(written(services="".join(both(BY))), STRANGER))
    codes, qualified, result = judge("--vertrouw", "lijstwortel.der", "--lijsten", "lijsten", code=3)
    assert codes == {"wortel-onbekend"}
    assert qualified == "Geen van de gegeven vertrouwenslijsten telt mee."
    assert "nl.xml: deze vertrouwenslijst is niet ondertekend door iemand die u vertrouwt" in result.stderr


@pytest.mark.usefixtures("desk")
def test_what_an_issuer_said_later_counts_without_a_network() -> None:
    trusted = ("--vertrouw", "wortels")
    assert judge(*trusted, "--intrekkingen", "intrekkingen", code=1)[0] == {"ingetrokken"}
    assert judge(*trusted, "--intrekkingen", "intrekkingen/later.crl", code=1)[0] == {"ingetrokken"}
    assert (
        judge(*trusted, "--op-datum", "2026-11-30", "--intrekkingen", "intrekkingen", code=3)[0] == set()
    ), "it was not said yet"


MISTAKES = [
    pytest.param({"vertrouw": "leeg"}, "leeg: in deze map staat geen certificaat", id="no roots"),
    pytest.param({"vertrouw": "blad.pdf"}, r"blad\.pdf: dit is geen certificaatbestand", id="no certificate"),
    pytest.param({"lijsten": "leeg"}, "leeg: in deze map staat geen vertrouwenslijst", id="no lists"),
    pytest.param({"intrekkingen": "leeg"}, "leeg: in deze map staat geen gegeven over", id="no revocation"),
    pytest.param({"intrekkingen": "blad.pdf"}, r"blad\.pdf: dit is geen lijst", id="no list of revocation"),
]


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(("options", "why"), MISTAKES)
def test_a_mistake_is_named(options: dict[str, str], why: str) -> None:
    with pytest.raises(SealingError, match=why):
        trust(given(**options))


@pytest.mark.usefixtures("desk")
def test_lists_that_nobody_named_are_asked_for() -> None:
    with pytest.raises(click.UsageError, match="Noem de vertrouwenslijsten"):
        trust(given(vertrouwenslijst=True))


@pytest.mark.usefixtures("desk")
def test_a_folder_without_roots_stops_the_command() -> None:
    result = CliRunner().invoke(main, ["verifieer", "blad.pdf", "--vertrouw", "leeg"])
    assert result.exit_code == 4
    assert "in deze map staat geen certificaat (een bestand op .cer, .crt, .der, .pem)" in result.stderr

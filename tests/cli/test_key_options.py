"""Keys as a command gets them: a card by option or by name, and every secret asked no oftener than needed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from generator.cli import keys, main
from tests import csc_service
from tests.softhsm import MODULE, PIN, Cards
from tests.workshop import ORGANISATION, SIGNED_BY, SIGNERS, Shelf, Workshop

Run = Callable[..., Result]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked at the terminal; each time the PIN was typed."""
    questions: list[str] = []
    monkeypatch.setattr(keys, "prompt", lambda question: questions.append(question) or PIN)
    return questions


@pytest.fixture
def run(tmp_path: Path, workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a command, in a folder with a configuration in which `[sleutels.zegel]` has these lines."""
    monkeypatch.chdir(tmp_path)

    def go(*arguments: object, code: int = 0, key: str = "") -> Result:
        Path("delegatie.toml").write_text(
            f"""
[tijdstempel]
url = "{workshop.pki.tsa_url}"
[vertrouwen]
wortels = ["{workshop.pki.root}"]
[sleutels.zegel]
soort = "pkcs11"
module = "{MODULE or "geen.so"}"
{key}
""",
            encoding="utf-8",
        )
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        assert result.exit_code == code, result.output
        assert PIN not in result.output
        return result

    return go


def test_a_whole_dossier_is_signed_with_one_pin(
    cards: Cards, shelf: Shelf, asked: list[str], run: Run
) -> None:
    """Seven papers in five rounds, of which each frees the next, and a second dossier."""
    card = cards.card(cards.unique("Gedelegeerde"), SIGNERS["taakgedelegeerde"])
    folder = shelf.take("werkgever").folder
    result = run(
        "onderteken", folder, "--als", "taakgedelegeerde", "--pkcs11", MODULE, "--token", card
    )  # fmt: skip
    assert f"{len(SIGNED_BY['taakgedelegeerde'])} documenten ondertekend" in result.output
    assert asked == [f"PIN van kaart «{card}»"]


def test_the_seal_of_the_configuration(cards: Cards, shelf: Shelf, asked: list[str], run: Run) -> None:
    card = cards.card(cards.unique("Zegel"), ORGANISATION)
    Path("pin.txt").write_text(f"{PIN}\n", encoding="utf-8")
    folder = shelf.take_copy(shelf.workshop.small("gemaakt")).folder
    named = f'token = "{card}"\npin_bestand = "pin.txt"'
    run("geef-uit", folder, "--sleutel", "zegel", key=named)
    run("verzegel", folder, "--sleutel", "zegel", "--sjablonen", shelf.workshop.own, key=named)
    assert asked == []


def test_the_wrong_person_is_refused_before_the_pin(
    cards: Cards, shelf: Shelf, asked: list[str], run: Run
) -> None:
    card = cards.card(cards.unique("Ander"), SIGNERS["werkgever"])
    folder = shelf.take("werkgever").folder
    result = run(
        "onderteken", folder, "--als", "taakgedelegeerde", "--pkcs11", MODULE, "--token", card, code=1
    )  # fmt: skip
    assert "niet het certificaat van" in result.output
    assert asked == []


WRONG: dict[str, tuple[tuple[str, ...], int, str]] = {
    "a token without module": (
        ("--token", "Zegel", "--pem", "{pem}", "{pem}"),
        2,
        "--token hoort bij --pkcs11",
    ),
    "two kinds": (("--pkcs11", "x.so", "--csc", "https://x"), 2, "Noem precies één sleutel"),
    "none": ((), 2, "--pkcs12, --pem, --pkcs11, --csc of --sleutel"),
    "a module that is none": (("--pkcs11", "{pem}"), 4, "dit is geen PKCS#11-module"),
    "no module": (("--pkcs11", "weg/kaart.so"), 4, "dit bestand is er niet"),
    "no service": (("--csc", "dienst.example"), 4, "is geen webadres"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_key_that_cannot_be(case: str, workshop: Workshop, asked: list[str], run: Run) -> None:
    given, code, says = WRONG[case]
    options = [one.format(pem=workshop.pki.root) for one in given]
    result = run("geef-uit", workshop.stage("gemaakt"), *options, code=code)
    assert says in result.output
    assert "Traceback" not in result.output
    assert PIN not in " ".join(asked)


@pytest.mark.parametrize("named", ["kaart.so", "./kaart.so"])
def test_a_module_beside_us(workshop: Workshop, run: Run, named: str) -> None:
    """The system's loader would look for a bare name elsewhere."""
    Path("kaart.so").write_text("geen module")
    result = run("geef-uit", workshop.stage("gemaakt"), "--pkcs11", named, code=4)
    assert f"{Path('kaart.so').resolve()}: kan niet worden gestart" in result.output


def test_the_card_is_let_go_when_the_command_ends(
    cards: Cards, shelf: Shelf, asked: list[str], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from signing.card import Card

    closed: list[Any] = []
    really = Card.close
    monkeypatch.setattr(Card, "close", lambda self: closed.append(self) or really(self))
    card = cards.card(cards.unique("Los"), SIGNERS["werkgever"])
    run(
        "onderteken", shelf.spoil("werkgever"), "--als", "bedrijfsarts", "--pkcs11", MODULE, "--token", card, code=1
    )  # fmt: skip
    assert len(closed) == 1
    assert asked == []


def test_a_key_at_a_service_is_opened_by_name(
    workshop: Workshop, shelf: Shelf, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The access token stands in a file; the PIN is asked once for all papers."""
    person, asked = SIGNERS["werkgever"], []
    monkeypatch.setattr(keys, "prompt", lambda question: asked.append(question) or csc_service.PIN)
    Path("toegang.txt").write_text(csc_service.TOKEN, encoding="utf-8")
    with csc_service.csc_service({person: workshop.pki.keys[person]}) as service:
        named = f'[sleutels.ver]\nsoort = "csc"\nadres = "{service.url}"\ntoegang_bestand = "toegang.txt"'
        folder = shelf.take("uitgegeven").folder
        result = run("onderteken", folder, "--als", "werkgever", "--sleutel", "ver", key=named)
    assert f"{len(SIGNED_BY['werkgever'])} documenten ondertekend" in result.output
    assert len(asked) == 1
    assert not [secret for secret in service.secrets() if secret in result.output]


def test_the_pin_of_a_file_is_never_sent_as_an_access_token(
    workshop: Workshop, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, asked = ORGANISATION, []
    monkeypatch.setattr(keys, "prompt", lambda question: asked.append(question) or csc_service.TOKEN)
    Path("pin.txt").write_text(csc_service.PIN, encoding="utf-8")
    with csc_service.csc_service({person: workshop.pki.keys[person]}) as service:
        named = f'[sleutels.ver]\nsoort = "csc"\nadres = "{service.url}"\npin_bestand = "pin.txt"'
        run("doctor", "--sleutels", key=named, code=4)  # the card of the configuration is not there
    assert len(asked) == 1
    assert service.count("signatures/signHash") == 1


def test_a_pin_file_that_cannot_be_read(cards: Cards, shelf: Shelf, run: Run) -> None:
    card = cards.card(cards.unique("Zegel"), ORGANISATION)
    folder = shelf.take_copy(shelf.workshop.small("gemaakt")).folder
    named = f'token = "{card}"\npin_bestand = "weg.txt"'
    result = run("geef-uit", folder, "--sleutel", "zegel", key=named, code=1)
    assert "kan niet worden gelezen (" in result.output

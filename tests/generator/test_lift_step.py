"""A dossier whose services failed: told, written down, and made whole by `verzegel --aanvullen`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from generator import logbook, statement, steps
from generator.cli import main
from generator.dossier import Dossier
from generator.examine import examine
from signing import ledger, sign
from signing.errors import ServiceFailed, WrongTurn
from signing.testpki import TrialPki
from tests import faulty
from tests.workshop import ORGANISATION, SMALL, Shelf, Workshop, snapshot


@pytest.fixture(scope="module")
def server(pki: TrialPki) -> Iterator[faulty.Faults]:
    with faulty.before(pki) as made:
        yield made


@pytest.fixture
def faults(server: faulty.Faults) -> faulty.Faults:
    server.clear()
    return server


def lines(dossier: Dossier, step: str) -> list[dict[str, object]]:
    return [dict(one.data) for one in ledger.read(logbook.read(dossier)) if one.data["stap"] == step]


def lifted(dossier: Dossier, faults: faulty.Faults, pki: TrialPki) -> list[str]:
    done = steps.lift(dossier, faults.services(pki), progress=lambda _: None, clock=sign.now)
    return [document.id for document in done]


def issued_without_time(
    workshop: Workshop, shelf: Shelf, faults: faulty.Faults, pki: TrialPki
) -> tuple[Dossier, list[str]]:
    """A small dossier that was issued while no time-stamp service answered, and what was told."""
    dossier = shelf.take_copy(workshop.small("gemaakt"))
    told: list[str] = []
    faults.play("tsa", "refuse")
    source = workshop.key(ORGANISATION)
    steps.issue(dossier, source, faults.services(pki, "registreer"), progress=told.append, clock=sign.now)
    faults.clear()
    return dossier, told


def test_the_level_is_told_written_down_and_lifted(
    workshop: Workshop, shelf: Shelf, faults: faulty.Faults, pki: TrialPki
) -> None:
    dossier, told = issued_without_time(workshop, shelf, faults, pki)
    said = ": PAdES B-B, zonder tijdstempel; vul later aan met delegatie verzegel --aanvullen"
    assert sum(one.endswith(said) for one in told) == len(SMALL)
    assert [one["niveau"] for one in lines(dossier, "uitgifte")] == ["B-B"] * len(SMALL)

    code, told_status = run("status", dossier.folder)
    assert code == 0
    assert told_status.count("; wacht op aanvullen: `delegatie verzegel --aanvullen`") == len(SMALL)
    assert lifted(dossier, faults, pki) == SMALL
    assert "aanvullen" not in run("status", dossier.folder)[1]
    assert [(one["document"], one["niveau"]) for one in lines(dossier, "aanvulling")] == [
        (name, "B-LTA") for name in SMALL
    ]
    with pytest.raises(WrongTurn, match="niets aan te vullen"):
        lifted(dossier, faults, pki)


def test_what_cannot_be_lifted_now_stays_as_it_is(
    workshop: Workshop, shelf: Shelf, faults: faulty.Faults, pki: TrialPki
) -> None:
    dossier, _ = issued_without_time(workshop, shelf, faults, pki)
    before = snapshot(dossier.folder)
    faults.play("tsa", "500")
    with pytest.raises(ServiceFailed, match="foutcode 500"):
        lifted(dossier, faults, pki)
    assert snapshot(dossier.folder) == before
    faults.clear()
    assert lifted(dossier, faults, pki) == SMALL


def test_one_document_that_fails_does_not_keep_the_others(
    workshop: Workshop, shelf: Shelf, faults: faulty.Faults, pki: TrialPki
) -> None:
    dossier, _ = issued_without_time(workshop, shelf, faults, pki)
    faults.play("tsa", "good", "good", "rejection")  # one to measure with, one for the first paper
    with pytest.raises(ServiceFailed):
        lifted(dossier, faults, pki)
    assert len(lines(dossier, "aanvulling")) == 1
    faults.clear()
    assert len(lifted(dossier, faults, pki)) == 1


def test_the_statement_waits_until_all_is_whole(
    workshop: Workshop, shelf: Shelf, faults: faulty.Faults, pki: TrialPki
) -> None:
    dossier = shelf.take_copy(workshop.small("uitgegeven"))
    told: list[str] = []
    source = workshop.key(ORGANISATION)

    def close() -> list[str]:
        services = faults.services(pki, "registreer")
        done = steps.close(
            dossier, source, services, templates=workshop.own, progress=told.append, clock=sign.now
        )
        return [document.id for document in done]

    faults.play("tsa", "refuse")
    assert close() == SMALL
    assert "de dossierverklaring volgt als alles is aangevuld" in told[-1]
    assert statement.find(dossier, workshop.own) is None
    faults.clear()
    with pytest.raises(WrongTurn, match="eerst nog worden aangevuld: D9, D11"):
        close()
    told_status = run("status", dossier.folder)[1]
    assert told_status.count("wacht op aanvullen: `delegatie verzegel --aanvullen`") == len(SMALL)
    assert "klaar" not in told_status
    assert lifted(dossier, faults, pki) == SMALL
    assert "aanvullen" not in run("status", dossier.folder)[1]
    assert close() == [statement.ID]
    items = examine(dossier.folder, trust=workshop.trust, at=sign.now(), templates=workshop.own)
    assert {item.verdict for item in items} == {"valid"}


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(one) for one in arguments])
    return result.exit_code, result.output


def test_the_command_lifts_without_a_key_and_refuses_one(
    workshop: Workshop, shelf: Shelf, faults: faulty.Faults, pki: TrialPki
) -> None:
    dossier, _ = issued_without_time(workshop, shelf, faults, pki)
    given = ["--tsa", "http://127.0.0.1:9/", "--tsa", pki.tsa_url, "--vertrouw", pki.root]
    certificate, key = pki.keys[ORGANISATION]
    code, told = run("verzegel", dossier.folder, "--aanvullen", *given, "--pem", certificate, key)
    assert code == 2
    assert "Aanvullen gaat zonder sleutel" in told
    code, told = run("verzegel", dossier.folder, "--aanvullen", *given)
    assert (code, told.splitlines()[-1]) == (0, f"{dossier.folder}: {len(SMALL)} documenten aangevuld.")
    code, told = run("verzegel", dossier.folder, "--aanvullen", *given)
    assert code == 1
    assert "niets aan te vullen" in told


def test_the_configuration_names_services_and_policy(
    workshop: Workshop, shelf: Shelf, faults: faulty.Faults, pki: TrialPki
) -> None:
    dossier = shelf.take_copy(workshop.small("gemaakt"))
    settings = dossier.folder.parent / "delegatie.toml"
    certificate, key = pki.keys[ORGANISATION]

    def write(policy: str) -> None:
        settings.write_text(
            f'[tijdstempel]\nadressen = ["{faults.nobody}", "{pki.tsa_url}"]\nbeleid = "{policy}"\n'
            f'[netwerk]\nproxy = "{faults.url}"\npogingen = 1\n'
            f'[vertrouwen]\nwortels = ["{pki.root}"]\n'
            f'[sleutels.zegel]\nsoort = "pem"\ncertificaat = "{certificate}"\nsleutel = "{key}"\n',
            encoding="utf-8",
        )

    faults.play("tsa", "rejection")
    write("vereist")
    code, told = run("geef-uit", dossier.folder, "--sleutel", "zegel", "--configuratie", settings)
    assert code == 4
    assert "weigerde het tijdstempel («vandaag gesloten»)" in told
    write("registreer")
    code, told = run("geef-uit", dossier.folder, "--sleutel", "zegel", "--configuratie", settings)
    assert code == 0
    assert told.count("PAdES B-B, zonder tijdstempel; vul later aan") == len(SMALL)
    faults.clear()
    code, told = run("verzegel", dossier.folder, "--aanvullen", "--configuratie", settings)
    assert code == 0
    assert f"{len(SMALL)} documenten aangevuld." in told

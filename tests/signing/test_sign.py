from __future__ import annotations

from pathlib import Path

import pytest

from signing.errors import DocumentRefused, KeyFailed, ResultRefused, ServiceFailed, WrongTurn
from signing.increment import Services
from signing.keys import PemSource
from signing.plan import Pin
from signing.policy import load_trust
from signing.timestamp import service
from tests.conftest import KINDS, REVOKED
from tests.signing.conftest import Desk, make_plan


def test_a_document_grows_from_revision_0_to_b_lta(desk: Desk) -> None:
    issued = desk.issue(desk.pdf)
    first = desk.approve(issued, "taakgedelegeerde")
    second = desk.approve(first, "bedrijfsarts")
    sealed = desk.close(second)
    for before, after in ((desk.pdf, issued), (issued, first), (first, second), (second, sealed)):
        assert after.startswith(before)
    report = desk.verify(sealed)
    assert [(s.field, s.level) for s in report.signatures] == [
        ("zegel_uitgifte", "B-LTA"),
        ("taakgedelegeerde", "B-LTA"),
        ("bedrijfsarts", "B-LTA"),
        ("zegel_sluiting", "B-LTA"),
        ("archieftijdstempel_1", ""),
    ]


def test_signing_keeps_the_metadata_and_the_version(desk: Desk) -> None:
    sealed = desk.close(desk.approve(desk.approve(desk.issue(desk.pdf), "taakgedelegeerde"), "bedrijfsarts"))
    assert sealed.count(b"<?xpacket begin") == 1
    assert b"/Version" not in sealed[len(desk.pdf) :]
    assert b"ISO_" not in sealed[len(desk.pdf) :]


TURNS = {
    "signing before issue": ("gereed", lambda d, p: d.approve(p, "taakgedelegeerde"), "nog niet aan de beurt"),
    "the second before the first": ("uitgegeven", lambda d, p: d.approve(p, "bedrijfsarts"), "nog niet aan de beurt"),
    "signing twice": ("half", lambda d, p: d.approve(p, "taakgedelegeerde"), "al ondertekend"),
    "a role without a field": ("uitgegeven", lambda d, p: d.approve(p, "werkgever", "C. Bakker"), "wordt niet ondertekend door"),
    "issuing twice": ("uitgegeven", lambda d, p: d.issue(p), "al uitgegeven"),
    "closing too early": ("half", lambda d, p: d.close(p), "nog niet worden verzegeld"),
    "closing twice": ("verzegeld", lambda d, p: d.close(p), "al verzegeld"),
}  # fmt: skip


@pytest.mark.parametrize("case", TURNS)
def test_a_wrong_turn_is_refused(case: str, desk: Desk, stages: dict[str, bytes]) -> None:
    stage, act, says = TURNS[case]
    with pytest.raises(WrongTurn) as caught:
        act(desk, stages[stage])
    assert says in caught.value.message


def test_a_wrong_person_is_refused(desk: Desk, stages: dict[str, bytes]) -> None:
    with pytest.raises(WrongTurn, match=r"staat op naam van C\. Bakker, verwacht wordt B\. Jansen"):
        desk.approve(stages["uitgegeven"], "taakgedelegeerde", "C. Bakker")


def test_a_wrong_seal_is_told_what_to_use(desk: Desk, stages: dict[str, bytes]) -> None:
    with pytest.raises(WrongTurn) as caught:
        desk.issue(stages["gereed"], name="B. Jansen")
    assert caught.value.message.endswith("verwacht wordt Arbodienst De Dieze B.V.")
    assert "zegelcertificaat" in caught.value.hint


def test_a_revoked_certificate_is_refused(desk: Desk) -> None:
    desk.plan = make_plan(persons=(("taakgedelegeerde", REVOKED, Pin()),))
    pdf = _fresh(desk)
    with pytest.raises(KeyFailed, match="ingetrokken"):
        desk.approve(desk.issue(pdf), "taakgedelegeerde")
    desk.made.clear()  # the fixture's own document was not signed


def test_a_certificate_under_another_root_is_refused(desk: Desk, other_root: Path) -> None:
    services = Services(timestamper=service(desk.pki.tsa_url), trust=load_trust([other_root]))
    with pytest.raises(KeyFailed, match="kan niet worden gecontroleerd"):
        desk.issue(desk.pdf, services)


SERVICES = {
    "nobody listens": "http://127.0.0.1:9/tsa",
    "not a time-stamp service": "/proef/crls/uitgever/latest.crl",
}


@pytest.mark.parametrize("case", SERVICES)
def test_without_a_time_stamp_there_is_no_signature(case: str, desk: Desk) -> None:
    url = SERVICES[case]
    if url.startswith("/"):
        url = desk.pki.tsa_url.split("/proef/")[0] + url
    services = Services(timestamper=service(url), trust=desk.trust)
    with pytest.raises(ServiceFailed):
        desk.issue(desk.pdf, services)


def test_a_damaged_document_is_not_signed(desk: Desk, stages: dict[str, bytes]) -> None:
    harmed = stages["uitgegeven"].replace(b"B. Jansen", b"B. Hansen", 1)
    with pytest.raises(DocumentRefused, match="was al niet in orde"):
        desk.approve(harmed, "taakgedelegeerde")


def test_another_document_is_not_issued(desk: Desk, stages: dict[str, bytes]) -> None:
    other = stages["gereed"].replace(b"B. Jansen", b"B. Hansen", 1)
    with pytest.raises(ResultRefused, match="begint niet met het document"):
        desk.issue(other)


@pytest.mark.parametrize("holder", KINDS)
@pytest.mark.parametrize("pss", [False, True])
def test_every_kind_of_key_signs_and_leaves_the_file_at_1_7(holder: str, *, pss: bool, desk: Desk) -> None:
    desk.plan = make_plan(persons=(("taakgedelegeerde", holder, Pin()),))
    desk.pss = pss
    signed = desk.approve(desk.issue(_fresh(desk)), "taakgedelegeerde")
    assert signed.startswith(b"%PDF-1.7")
    assert b"/Version" not in signed
    assert b"ISO_" not in signed


def test_a_key_of_another_certificate_is_refused(desk: Desk) -> None:
    source = PemSource(
        certificate_path=desk.pki.keys["B. Jansen"][0],
        key_path=desk.pki.keys["C. Bakker"][1],
        ask=lambda _: "",
    )
    with pytest.raises(KeyFailed, match="horen niet bij elkaar"):
        source.unlock()


def _fresh(desk: Desk) -> bytes:
    from signing import fields
    from tests.signing.conftest import typeset

    desk.pdf = fields.prepare(typeset(tuple(slot.field for slot in desk.plan.slots)), desk.plan)
    return desk.pdf

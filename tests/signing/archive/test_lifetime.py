"""Until when a sealed document says that it stands, held against what verification says on those days."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Name, Pdf

from signing import fields, sign, testpki
from signing.archive.lifetime import lifetime
from signing.errors import DocumentRefused
from signing.increment import single, stamp_archives
from signing.plan import RESERVE_FIELDS
from tests.signing.conftest import ORGANISATION, Desk, Stages, make_plan, typeset

PERSONS = ("B. Jansen", "A.M. de Vries")


def end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), UTC)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, bytes]]:
    """A document sealed with services on P-256, and renewed four years on."""
    folder = tmp_path_factory.mktemp("lang")
    with testpki.running(folder, persons=PERSONS, seals=(ORGANISATION,), services="p-256") as pki:
        plan = make_plan()
        desk = Desk(pki=pki, plan=plan, pdf=fields.prepare(typeset(tuple(s.field for s in plan.slots)), plan))
        signed = desk.approve(desk.issue(desk.pdf), "taakgedelegeerde")
        yield desk, desk.close(desk.approve(signed, "bedrijfsarts"))


def test_old_padding_ends_with_2028(desk: Desk, stages: Stages) -> None:
    found = lifetime(stages["verzegeld"], at=sign.now())
    assert (found.until, found.reason) == (date(2028, 12, 31), "algoritme")
    assert found.field == RESERVE_FIELDS[0]
    assert found.free == RESERVE_FIELDS[1:]
    assert found.told == (
        "Het bewijs staat tot en met 31-12-2028: daarna geldt RSA 2048 bits niet meer als betrouwbaar (ETSI TS 119 312)."
    )
    assert desk.verify(stages["verzegeld"], at=end_of(found.until)).verdict == "valid"
    assert (
        desk.verify(stages["verzegeld"], at=end_of(found.until + timedelta(days=1))).verdict
        == "indeterminate"
    )


def test_a_lasting_algorithm_ends_with_the_certificate(lasting: tuple[Desk, bytes]) -> None:
    desk, sealed = lasting
    found = lifetime(sealed, at=sign.now())
    assert found.reason == "certificaat"
    assert "verlopen" in found.told
    assert desk.verify(sealed, at=end_of(found.until)).verdict == "valid"
    assert desk.verify(sealed, at=end_of(found.until + timedelta(days=1))).verdict == "indeterminate"


def test_the_last_time_stamp_counts_and_takes_a_reserve_field(lasting: tuple[Desk, bytes]) -> None:
    desk, sealed = lasting
    later = sign.now() + timedelta(days=365 * 4)
    with time_machine.travel(later, tick=True):
        renewed = single(stamp_archives([sealed], [RESERVE_FIELDS[1]], desk.services))
    found = lifetime(renewed, at=later)
    assert found.field == RESERVE_FIELDS[1]
    assert found.free == RESERVE_FIELDS[2:]
    assert abs(found.stamped - later) < timedelta(minutes=5)


def test_afterwards_it_is_told_as_gone_by(stages: Stages) -> None:
    found = lifetime(stages["verzegeld"], at=datetime(2030, 1, 1, tzinfo=UTC))
    assert found.told.startswith("Het bewijs stond tot en met 31-12-2028")


def without_answers(pdf: bytes) -> bytes:
    """The same document, with nothing in it about revocation: what a careless program leaves."""
    out = BytesIO()
    with Pdf.open(BytesIO(pdf)) as doc:
        doc.Root.DSS[Name.OCSPs] = Array()
        doc.Root.DSS[Name.CRLs] = Array()
        doc.save(out)
    return out.getvalue()


def test_what_the_issuer_says_while_the_certificate_lives_can_be_lacking(lasting: tuple[Desk, bytes]) -> None:
    found = lifetime(without_answers(lasting[1]), at=sign.now())
    assert found.reason == "intrekkingsgegevens"
    assert "zolang het geldt" in found.told


REFUSED = [
    pytest.param("gereed", id="not signed at all"),
    pytest.param("ondertekend", id="no archive time-stamp"),
]


@pytest.mark.parametrize("stage", REFUSED)
def test_what_is_not_sealed_has_no_lifetime(stage: str, stages: Stages) -> None:
    with pytest.raises(DocumentRefused) as caught:
        lifetime(stages[stage], at=sign.now())
    assert "archieftijdstempel" in caught.value.message
    assert "verzegel" in caught.value.hint


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_stranger_s_bytes_are_read_or_refused(data: st.DataObject, stages: Stages) -> None:
    """Never a traceback, whatever is harmed: most of all within the structures at the end."""
    pdf = stages["verzegeld"]
    place = len(pdf) - 1 - data.draw(st.integers(0, min(len(pdf) - 1, 60_000)))
    junk = data.draw(st.binary(min_size=1, max_size=20))
    harmed = data.draw(st.sampled_from([pdf[:place] + junk + pdf[place + len(junk) :], pdf[:place], junk]))
    with suppress(DocumentRefused):
        assert lifetime(harmed, at=sign.now()).told

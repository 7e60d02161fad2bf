"""Revoked, says its issuer, some day: of the signer, or of an issuer between it and the root."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from asn1crypto import crl, ocsp
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer

from signing import hindsight
from signing.anchors import ends
from tests.signing.certificates import AT, make
from tests.signing.small import DAY, issuer

ABOVE = issuer(name="Wortel")
LONG = {"start": AT - 30 * DAY, "end": AT + 20 * 365 * DAY}
LINK = make("Schakel", ca=True, issuer=ABOVE.root, usage={"key_cert_sign", "crl_sign"}, serial=2, **LONG)  # type: ignore[arg-type]
BY = replace(ABOVE, root=LINK, signer=make(issuer=LINK, serial=3))
SAME_NUMBER = make("Een ander", issuer=ABOVE.root, serial=3)
YEARS = 15 * 365 * DAY  # long after the signer's certificate expired


def found(
    crls: Sequence[bytes] = (), ocsps: Sequence[bytes] = (), *, by: datetime = AT, roots: bool = True
) -> datetime | None:
    said = (
        [one for der in ocsps for one in OCSPContainer.load_multi(ocsp.OCSPResponse.load(der))],
        [CRLContainer(crl_data=crl.CertificateList.load(der)) for der in crls],
    )
    known = ends([ABOVE.root.certificate] if roots else [])
    return asyncio.run(hindsight.revoked(BY.signer.certificate, [LINK.certificate], said, known, by=by))


BEFORE, AFTER = AT - DAY, AT + DAY
ROWS = [
    pytest.param({}, None, id="nothing said"),
    pytest.param({"crls": [BY.crl(AT + DAY)]}, None, id="a clean list"),
    pytest.param({"crls": [BY.crl(AT + DAY, [(BY.signer, BEFORE)])]}, BEFORE, id="the signer"),
    pytest.param({"crls": [BY.crl(AT + DAY, [(BY.signer, AT)])]}, AT, id="at that very moment"),
    pytest.param({"crls": [BY.crl(AT + DAY, [(BY.signer, AT + timedelta(seconds=1))])]}, None, id="a second later"),
    pytest.param({"crls": [BY.crl(AT + DAY, [(BY.signer, AFTER)])]}, None, id="a day later"),
    pytest.param({"crls": [BY.crl(AT + DAY, [(BY.signer, AFTER)])], "by": AFTER}, AFTER, id="asked of then"),
    pytest.param({"crls": [BY.crl(AT + YEARS, [(BY.signer, BEFORE)])]}, BEFORE, id="said when it had expired"),
    pytest.param({"ocsps": [BY.ocsp(BY.signer, AT + YEARS, BEFORE)]}, BEFORE, id="answered when it had expired"),
    pytest.param({"crls": [ABOVE.crl(AT + DAY, [(LINK, BEFORE)])]}, BEFORE, id="the issuer"),
    pytest.param({"ocsps": [ABOVE.ocsp(LINK, AT + DAY, BEFORE)]}, BEFORE, id="the issuer, in an answer"),
    pytest.param({"crls": [ABOVE.crl(AT + DAY, [(SAME_NUMBER, BEFORE)])]}, None, id="the same number of another issuer"),
    pytest.param({"crls": [BY.crl(AT + DAY, [(LINK, BEFORE)])]}, None, id="an issuer cannot say it of itself"),
    pytest.param(
        {"crls": [BY.crl(AT + DAY, [(BY.signer, AT)]), ABOVE.crl(AT + DAY, [(LINK, BEFORE)])]},
        BEFORE,
        id="the earliest of two",
    ),
    pytest.param(
        {"crls": [BY.crl(AT + DAY, [(BY.signer, BEFORE)])], "roots": False}, None, id="nobody whom we trust"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("said", "since"), ROWS)
def test_what_was_said_some_day(said: dict[str, object], since: datetime | None) -> None:
    assert found(**said) == since  # type: ignore[arg-type]

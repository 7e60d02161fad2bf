"""Which revocation data count for a certificate that was used at one moment and is judged at another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import crl
from pyhanko_certvalidator.revinfo.archival import CRLContainer

from signing.knowledge import _crl_lapses, _holds

DAY = timedelta(days=1)
SIGNED = datetime(2027, 3, 1, 12, tzinfo=UTC)


def listed(issued: datetime, lapses: datetime | None) -> CRLContainer:
    """A revocation list with nothing on it."""
    values: dict[str, object] = {
        "signature": {"algorithm": "sha256_rsa"},
        "this_update": crl.Time({"utc_time": issued}),
    }
    if lapses is not None:
        values["next_update"] = crl.Time({"utc_time": lapses})
    return CRLContainer(
        crl_data=crl.CertificateList({
            "tbs_cert_list": values, "signature_algorithm": {"algorithm": "sha256_rsa"}, "signature": b"",
        })
    )  # fmt: skip


ROWS = {
    "said before signing, still in force": (SIGNED - DAY, SIGNED + DAY, SIGNED, True),
    "said after signing": (SIGNED + DAY, SIGNED + 2 * DAY, SIGNED + 2 * DAY, True),
    "lapsed when the key was used": (SIGNED - 3 * DAY, SIGNED - DAY, SIGNED, False),
    "lapsed when used, judged years later": (SIGNED - 3 * DAY, SIGNED - DAY, SIGNED + 999 * DAY, False),
    "in force when used, judged years later": (SIGNED - DAY, SIGNED + DAY, SIGNED + 999 * DAY, True),
    "said after the moment of judging": (SIGNED + 2 * DAY, SIGNED + 3 * DAY, SIGNED + DAY, False),
    "names no end, said just before": (SIGNED - timedelta(minutes=5), None, SIGNED, True),
    "names no end, said the day before": (SIGNED - DAY, None, SIGNED, False),
}


@pytest.mark.parametrize("case", ROWS)
def test_old_clean_answers_do_not_count(case: str) -> None:
    issued, lapses, judged, counts = ROWS[case]
    container = listed(issued, lapses)
    assert _holds(container, _crl_lapses(container), SIGNED, judged) is counts

"""A revoked certificate never comes back with a paper, whichever service is silent and whatever the policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from signing import fields, sign
from signing.elsewhere import accept
from signing.errors import SealingError
from signing.plan import Pin
from signing.testpki import TrialPki
from tests.conftest import REVOKED
from tests.signing.conftest import Desk, make_plan, typeset
from tests.signing.test_elsewhere import signed
from tests.signing.test_lift import faults, server  # noqa: F401 - fixtures

ROLE = "taakgedelegeerde"
SILENT: dict[str, Mapping[str, str]] = {
    "nobody": {},
    "the list of the root": {"crl:root": "500"},
    "everybody but a list that knows it": {"crl:root": "refuse", "ocsp": "refuse", "crl:uitgever": "revoked"},
    "the time-stamp service and the list of the root": {"tsa": "refuse", "crl:root": "500"},
    "all lists": {"crl": "refuse"},
    "the time-stamp service": {"tsa": "refuse"},
    "all": {"tsa": "refuse", "ocsp": "refuse", "crl": "refuse"},
}


@pytest.mark.parametrize("stamped", [True, False], ids=["with a time-stamp", "without"])
@pytest.mark.parametrize("silent", SILENT)
def test_a_revoked_certificate_is_not_taken_back(
    silent: str,
    stamped: bool,  # noqa: FBT001 - a table's column
    desk: Desk,
    faults: Any,  # noqa: F811 - the fixture
    pki: TrialPki,
) -> None:
    desk.plan = make_plan(persons=((ROLE, REVOKED, Pin()),))
    desk.pdf = fields.prepare(typeset(tuple(slot.field for slot in desk.plan.slots)), desk.plan)
    issued = desk.issue(desk.pdf, faults.services(pki))
    returned = signed(desk, issued, holder=REVOKED, **({} if stamped else {"stamper": None}))
    for service, fault in SILENT[silent].items():
        faults.play(service, fault)
    with pytest.raises(SealingError):
        accept(desk.paper(issued), returned, ROLE, faults.services(pki, "registreer"), clock=sign.now)

"""What a lock or a certification forbids is refused, whoever asked before and whatever was found then."""

from __future__ import annotations

import io

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, SuspiciousModification
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm

from signing.changes import NOTHING_BUT_FIELDS, STRANGERS
from signing.neighbours import Neighbours
from signing.plan import CLOSING_FIELD, RESERVE_FIELDS

LOCKS = {
    "nothing": None,
    "all fields": FieldMDPSpec(FieldMDPAction.ALL),
    "the seal": FieldMDPSpec(FieldMDPAction.INCLUDE, [CLOSING_FIELD]),
    "another field": FieldMDPSpec(FieldMDPAction.INCLUDE, ["werkgever.niet"]),
    "all but the seal": FieldMDPSpec(FieldMDPAction.EXCLUDE, [CLOSING_FIELD]),
    "all but the reserves": FieldMDPSpec(FieldMDPAction.EXCLUDE, list(RESERVE_FIELDS)),
}
PERMISSIONS = (None, MDPPerm.NO_CHANGES, MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE)


def said(
    policy: Neighbours, reader: PdfFileReader, number: int, lock: str, permission: MDPPerm | None
) -> object:
    found = policy.step(reader, number, LOCKS[lock], permission)
    if isinstance(found, SuspiciousModification):
        return str(found)
    return found.modification_level, found.changed_form_fields


def by_itself(
    policy: Neighbours, reader: PdfFileReader, number: int, lock: str, permission: MDPPerm | None
) -> object:
    """The same by one comparison that nobody did before."""
    old, new = (reader.get_historical_resolver(each) for each in (number - 1, number))
    try:
        found: DiffResult = policy.apply(old, new, LOCKS[lock], permission)
    except SuspiciousModification as err:
        return str(err)
    return found.modification_level, found.changed_form_fields


@pytest.mark.parametrize("stage", ["half", "verzegeld"])
@pytest.mark.parametrize(
    "policy", [pytest.param(NOTHING_BUT_FIELDS, id="ours"), pytest.param(STRANGERS, id="strangers'")]
)
def test_the_outcome_is_that_of_a_comparison_by_itself(
    policy: Neighbours, stage: str, stages: dict[str, bytes]
) -> None:
    reader = PdfFileReader(io.BytesIO(stages[stage]))
    outcomes = set()
    for number in range(1, reader.xrefs.total_revisions):
        for lock in LOCKS:
            for permission in PERMISSIONS:
                found = said(policy, reader, number, lock, permission)
                assert found == by_itself(policy, reader, number, lock, permission)
                outcomes.add(isinstance(found, str))
    assert outcomes == {False, True}, "some are allowed, and some are not"

"""What the revision of a signature may do to its field: as much as a signing program needs, and no more."""

from __future__ import annotations

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing.errors import ResultRefused
from tests.attacks.hands import Change, dictionary, field, hand, name, set_in
from tests.attacks.notes import flags
from tests.signing.conftest import Desk


def parameters_elsewhere(writer: IncrementalPdfFileWriter) -> None:
    """Write the parameters of the signature in an object of their own, as Acrobat does."""
    parameters = writer.add_object(dictionary(Type=name("/TransformParams"), V=name("/1.2")))
    entry = dictionary(Type=name("/SigRef"), TransformMethod=name("/Identity"), TransformParams=parameters)
    signature = field(writer, "bedrijfsarts")["/V"]
    signature[name("/Reference")] = generic.ArrayObject([entry])


def nothing_else(writer: IncrementalPdfFileWriter) -> None:
    """Change nothing."""


HARMLESS: dict[str, Change] = {
    "nothing but the signature": nothing_else,
    "a box that is locked for good": flags(4 | 128 | 512),
    "a box that is no longer locked": flags(4),
    "parameters in an object of their own": parameters_elsewhere,
    "a form that need not be drawn anew": set_in(
        "/AcroForm", "/NeedAppearances", to=generic.BooleanObject(False)
    ),
}
HARMS: dict[str, Change] = {
    "a box that does not turn with the page": flags(4 | 16),
    "a box that is shown to nobody": flags(4 | 32),
    "a form that is to be drawn anew": set_in(
        "/AcroForm", "/NeedAppearances", to=generic.BooleanObject(True)
    ),
}


@pytest.mark.parametrize("case", HARMLESS)
def test_a_signing_program_may(case: str, desk: Desk, stages: dict[str, bytes]) -> None:
    with hand(HARMLESS[case]):
        signed = desk.approve(stages["half"], "bedrijfsarts")
    assert desk.verify(signed, sealed=False).verdict == "valid"


@pytest.mark.parametrize("case", HARMS)
def test_a_signing_program_may_not(case: str, desk: Desk, stages: dict[str, bytes]) -> None:
    with hand(HARMS[case]), pytest.raises(ResultRefused):
        desk.approve(stages["half"], "bedrijfsarts")

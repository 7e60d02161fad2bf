"""Mutants that a genuine signer made: damage in the revision of one's own signature, or just before it.

The hardest to tell, as that revision may change something: one field. The signatures are those of the people who
should sign; only what they signed is not what was generated.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from random import Random

from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from signing.plan import CLOSING_FIELD, ISSUE_FIELD
from tests.attacks import hands
from tests.attacks.hands import Change
from tests.fuzz.appended import damaged_objects, grown
from tests.fuzz.model import Kind, Mutant, NothingToDo, Samples

# From which stage to which, by filling which field.
_STEPS = (
    ("drafted", "issued", ISSUE_FIELD),
    ("issued", "half", "taakgedelegeerde"),
    ("half", "signed", "bedrijfsarts"),
    ("signed", "sealed", CLOSING_FIELD),
)


def _writing(changed: dict[int, bytes], pdf: bytes) -> Change:
    """Give the change that writes these objects in whatever revision is being made."""
    source = PdfFileReader(BytesIO(grown(pdf, changed)))
    values = [(number, source.get_object(Reference(number, 0, source))) for number in changed]

    def change(writer: IncrementalPdfFileWriter) -> None:
        for number, value in values:
            if (0, number) not in writer.objects:  # what signing itself writes is written by signing
                writer.objects[0, number] = value

    return change


def in_own_revision(dice: Random, samples: Samples) -> Mutant:
    """Damage objects in the revision of a genuine signature."""
    before, after, field = dice.choice(_STEPS)
    scene = samples.scene()
    pdf = getattr(scene, before)
    changed, note = damaged_objects(dice, pdf)
    return _made(samples, after, field, note, lambda: hands.signed(scene, pdf, field, _writing(changed, pdf)))


def before_signing(dice: Random, samples: Samples) -> Mutant:
    """Damage objects in a revision that the next signer covers unseen."""
    before, after, field = dice.choice(_STEPS[1:])
    scene = samples.scene()
    pdf = getattr(scene, before)
    changed, note = damaged_objects(dice, pdf)
    return _made(samples, after, field, note, lambda: hands.signed(scene, grown(pdf, changed), field))


def _made(samples: Samples, after: str, field: str, note: str, sign: Callable[[], bytes]) -> Mutant:
    try:
        pdf = sign()
        if field == CLOSING_FIELD:
            pdf = hands.stamped(samples.scene(), pdf)
    except Exception as err:  # the engine may refuse to work on such a file: then there is no mutant
        raise NothingToDo from err
    victim = next(one for one in samples.victims if one.name == after)
    return Mutant(note=f"{note}; signed in {field}", victim=victim, pdf=pdf, anew=True)


KINDS = (
    Kind(name="signed: damage in one's own revision", make=in_own_revision, weight=4),
    Kind(name="signed: damage just before", make=before_signing, weight=2),
)

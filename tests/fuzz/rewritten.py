"""Mutants that are written anew after damage to their objects: no signed byte lies where it lay."""

from __future__ import annotations

from io import BytesIO
from random import Random

from pikepdf import ObjectStreamMode, Pdf, PdfError

from tests.fuzz import objects
from tests.fuzz.model import Kind, NothingToDo, of_paper


def rewritten(dice: Random, pdf: bytes) -> tuple[bytes, str]:
    """Damage one to four objects and write all of it anew, in any of the forms that a PDF can have."""
    out = BytesIO()
    with Pdf.open(BytesIO(pdf), suppress_warnings=True) as doc:
        try:
            notes = [
                objects.damage(dice, doc, objects.some(dice, doc)) for _ in range(dice.choice((1, 1, 2, 4)))
            ]
            form = dice.choice(({}, {"qdf": True}, {"linearize": True}))
            streams = dice.choice((ObjectStreamMode.preserve, ObjectStreamMode.generate))
            doc.save(out, object_stream_mode=streams, compress_streams=False, **form)
        except (
            PdfError,
            ValueError,
            TypeError,
            KeyError,
            RuntimeError,
            OverflowError,
            AttributeError,
        ) as err:
            raise NothingToDo from err
    return out.getvalue(), f"{', '.join(notes)} ({form or 'plain'}, {streams.name})"


KINDS = (Kind(name="objects: written anew", make=of_paper(rewritten), weight=4),)

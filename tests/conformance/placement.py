"""Whether EU DSS tells B-LT from B-T by the place of the validation data, or by what they are.

One sound file, with a revision behind it that holds nothing new: a certificate of the DSS once more,
as another object. If its signature is B-LT there and B-T without it, the place decides.
"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.conformance.stages import Stage


class _Plain(IncrementalPdfFileWriter):
    """Leaves XMP and document information as they are."""

    def _update_meta(self) -> None:
        pass


def repeated_behind(issued: Stage) -> Stage:
    """Give `issued` with that revision behind it."""
    writer = _Plain(BytesIO(issued.path.read_bytes()))
    certificates = writer.root["/DSS"]["/Certs"]
    certificates.append(writer.add_object(StreamObject(stream_data=certificates[0].data)))
    writer.update_container(certificates)
    path = issued.path.with_name(f"{issued.path.stem}-repeated.pdf")
    with path.open("wb") as out:
        writer.write(out)
    # Another document to the harness: no next stage may excuse its level.
    return replace(issued, path=path, document=f"{issued.document}, a certificate repeated behind")

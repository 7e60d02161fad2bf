"""Papers that come after the delegation: feedback, withdrawal, supervision report.

Each is made from a file of its own, beside the delegation file that it belongs to, and becomes a folder
of its own. Here is what these files share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.fields import Datum, Formaat, Kenmerk, Part, Regel

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from generator.catalogue import Series
    from generator.findings import Finding


class Aanvulling(Part):
    """What every such file begins with; `delegatie` is the delegation file or its dossier."""

    formaat: Formaat
    soort: str
    delegatie: Regel
    kenmerk: Kenmerk
    plaats: Regel
    datum_opmaak: Datum


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """One such file, read and checked.

    `reference` names its folder, `values` are the names it gives to the templates of its series, and
    `findings` what was noticed and is no error.
    """

    series: Series
    reference: str
    place: str
    made_on: date
    data: bytes
    values: Mapping[str, object]
    findings: tuple[Finding, ...]

    @classmethod
    def of(
        cls,
        file: Aanvulling,
        data: bytes,
        *,
        series: Series,
        values: Mapping[str, object],
        findings: tuple[Finding, ...],
    ) -> Addition:
        """Take what every such file begins with from `file`, which was read from `data`."""
        return cls(
            series=series,
            reference=file.kenmerk,
            place=file.plaats,
            made_on=file.datum_opmaak,
            data=data,
            values=values,
            findings=findings,
        )

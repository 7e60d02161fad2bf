"""What is made and judged: which example, set by which engine, signed with which keys, renewed when.

Every example is judged as it is, so that a new kind of document is judged as soon as an example has
it; one also as LibreOffice sets it. Keys change nothing in what a document looks like: the other keys
sign one document with many signatures and one with few.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from generator.errors import SurroundingsFailed
from generator.pipeline import Engine
from generator.resources import content
from generator.typeset.office import program
from signing.testpki import KeyKind
from tests import softhsm

Media = Literal["bestanden", "kaarten"]
_SIGNED_MOST, _SIGNED_LEAST = "D1", "D7"
# Every run begins on this day, whatever the day is: judges hold each algorithm against a calendar.
START = datetime(2026, 10, 1, 9, tzinfo=UTC)
# Signers' certificates last one year: every renewal comes after their end.
_SOON = (timedelta(days=450), timedelta(days=700))
_LATE = (timedelta(days=4 * 365), timedelta(days=8 * 365))


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One folder of papers to make and judge; `documents` empty: all that the example asks for.

    `keys` are the signers' and seals', `services` those of the root, the issuer, the time-stamp
    service and OCSP; `pss` and `services_pss` say who signs with RSASSA-PSS. On «kaarten» every key is on
    a PKCS#11 token of its own, the seal's too, but for the employer's, which a signing service keeps. `lifted`: persons
    sign while no time-stamp service answers, and the document is lifted before it is closed.
    """

    name: str
    example: str
    engine: Engine = "typst"
    keys: KeyKind = "rsa-2048"
    pss: bool = False
    services: KeyKind = "rsa-2048"
    services_pss: bool = False
    media: Media = "bestanden"
    lifted: bool = False
    documents: tuple[str, ...] = ()
    renewals: tuple[timedelta, ...] = _SOON


_FEW = Run(name="", example="extern", documents=(_SIGNED_MOST, _SIGNED_LEAST))
_EXAMPLES = sorted(path.stem for path in content("examples").glob("*.yaml"))
RUNS = (
    *(Run(name=example, example=example, media="kaarten") for example in _EXAMPLES),
    Run(name="extern, LibreOffice", example="extern", engine="libreoffice"),
    replace(_FEW, name="extern, P-384", keys="p-384"),
    replace(_FEW, name="extern, PSS", pss=True),
    replace(_FEW, name="extern, lifted", documents=(_SIGNED_MOST,), lifted=True),
    # EU DSS 6.4 warns of RSA with PKCS#1 v1.5, of any length, from 2029 on (ETSI TS 119 312 V1.5.1, says
    # its policy), of RSA from 3000 bits with PSS and of P-256 or longer never: those are judged late.
    replace(_FEW, name="extern, RSA-3072", keys="rsa-3072", services="rsa-3072"),
    replace(
        _FEW,
        name="extern, RSA-3072 with PSS, late",
        keys="rsa-3072",
        pss=True,
        services="rsa-3072",
        services_pss=True,
        renewals=_LATE,
    ),
    replace(_FEW, name="extern, P-256, late", keys="p-256", services="p-256", renewals=_LATE),
)


class PartMissing(Exception):
    """LibreOffice or SoftHSM is not here, where everything must be (DELEGATIE_ALLES=1)."""


def chosen() -> tuple[Sequence[Run], str]:
    """Give the runs that this machine can make, and what is left out. Raises `PartMissing`."""
    runs, told = list(RUNS), []
    try:
        program.find()
    except SurroundingsFailed as err:
        told.append(f"LibreOffice's papers are not judged: {err.message} {err.hint}")
        runs = [run for run in runs if run.engine != "libreoffice"]
    if softhsm.MISSING:
        told.append(f"Every key is a file, none is on a token: {softhsm.MISSING}.")
        runs = [replace(run, media="bestanden") for run in runs]
    if told and os.environ.get("DELEGATIE_ALLES") == "1":
        raise PartMissing(" ".join(told))
    return runs, " ".join(told)

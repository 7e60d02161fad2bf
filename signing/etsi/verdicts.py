"""What our problems are called in the standard (EN 319 102-1, 5.1.3, tables 5 and 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from signing.report import Problem, Verdict

Main = Literal["total-passed", "total-failed", "indeterminate"]

_FAILED: dict[str, str] = {
    "gewijzigd": "HASH_FAILURE",
    "vorm": "FORMAT_FAILURE",
    "onleesbaar": "FORMAT_FAILURE",
    "geen-pdf": "FORMAT_FAILURE",
    "afgekapt": "FORMAT_FAILURE",
    "niet-ondertekend": "FORMAT_FAILURE",
    # what is shown is not what was signed: the form of signed PDFs is broken (EN 319 142-1, 5.5)
    "niet-gedekt": "FORMAT_FAILURE",
    "wijziging-na-ondertekening": "FORMAT_FAILURE",
    "ingetrokken": "REVOKED",
    "nog-niet-geldig": "NOT_YET_VALID",
}
_OPEN: dict[str, str] = {
    "wortel-onbekend": "NO_CERTIFICATE_CHAIN_FOUND",
    "verlopen": "OUT_OF_BOUNDS_NO_POE",
    "ingetrokken-later": "REVOKED_NO_POE",
    "status-onbekend": "TRY_LATER",
    "verouderd": "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
    "niet-getoetst": "GENERIC",
    "ongeldig": "GENERIC",
}
# Whatever else the plan asks and does not find: the standard counts a signature that meets not all
# constraints of its policy as open, however sure we are of it.
_ASKED = "SIG_CONSTRAINTS_FAILURE"
_BLOCKS: dict[Verdict, str] = {"valid": "passed", "invalid": "failed", "indeterminate": "indeterminate"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Indication:
    """A main indication of the standard, with the sub-indications that go with it."""

    main: Main
    subs: tuple[str, ...] = ()

    @property
    def main_uri(self) -> str:
        """Name the main indication as TS 119 102-2 does."""
        return f"urn:etsi:019102:mainindication:{self.main}"

    @property
    def sub_uris(self) -> tuple[str, ...]:
        """Name the sub-indications as TS 119 102-2 does."""
        return tuple(f"urn:etsi:019102:subindication:{sub}" for sub in self.subs)


def indication(own: Sequence[Problem], document: Sequence[Problem] = ()) -> Indication:
    """Weigh the problems of a signature, and those of the `document` that it stands in.

    The gravest main indication holds, with all sub-indications of that weight. The document's problems
    leave a signature open at most: it may be good in itself.
    """
    failed = [_FAILED[problem.code] for problem in own if problem.code in _FAILED]
    if failed:
        return Indication(main="total-failed", subs=tuple(dict.fromkeys(failed)))
    open_ = [*(_OPEN.get(problem.code, _ASKED) for problem in own), *(_ASKED for _ in document)]
    if open_:
        return Indication(main="indeterminate", subs=tuple(dict.fromkeys(open_)))
    return Indication(main="total-passed")


def block_uri(verdict: Verdict) -> str:
    """Name the outcome of one check, which is no signature's status."""
    return f"urn:etsi:019102:mainindication:{_BLOCKS[verdict]}"

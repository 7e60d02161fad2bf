"""What our problems are called in the standard (EN 319 102-1, 5.1.3, tables 5 and 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from signing.reasons import sub_indication
from signing.report import Problem, Verdict

Main = Literal["total-passed", "total-failed", "indeterminate"]

# Those of a failed validation; any other leaves it open (table 6).
_FAILED = frozenset(
    {"FORMAT_FAILURE", "HASH_FAILURE", "SIG_CRYPTO_FAILURE", "REVOKED", "EXPIRED", "NOT_YET_VALID"}
)
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
    subs = [sub_indication(problem.code) or _ASKED for problem in own]
    failed = [sub for sub in subs if sub in _FAILED]
    if failed:
        return Indication(main="total-failed", subs=tuple(dict.fromkeys(failed)))
    if open_ := [*subs, *(_ASKED for _ in document)]:
        return Indication(main="indeterminate", subs=tuple(dict.fromkeys(open_)))
    return Indication(main="total-passed")


def block_uri(verdict: Verdict) -> str:
    """Name the outcome of one check, which is no signature's status."""
    return f"urn:etsi:019102:mainindication:{_BLOCKS[verdict]}"

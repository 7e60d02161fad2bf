"""A file that EU DSS and we both judge, and what we say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from signing.plan import Origin, Plan
from signing.policy import load_trust
from signing.report import Verdict
from signing.verify import verify

Kind = Literal["as made", "altered", "foreign"]
Mode = Literal["in a dossier", "alone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a dossier knows of a document: who had to sign, and the bytes it began with."""

    plan: Plan
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """Our verdict, and the codes of its reasons."""

    verdict: Verdict
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One file, judged as of `at`; `paper` is None where no dossier knows it, `sealed` false of one under way.

    `held` is what the tests hold us to say of it, where they do.
    """

    kind: Kind
    name: str
    path: Path
    root: Path
    at: datetime
    paper: Paper | None = None
    sealed: bool = True
    held: Ours | None = None


def ours(trial: Trial) -> Mapping[Mode, Ours]:
    """Judge a file as its recipient would: by the dossier that it belongs to, if any, and by itself."""
    if trial.held:
        return {"in a dossier": trial.held}
    papers: dict[Mode, Paper | None] = {"alone": None}
    if trial.paper:
        papers = {"in a dossier": trial.paper} | papers
    pdf, trust = trial.path.read_bytes(), load_trust([trial.root])
    told: dict[Mode, Ours] = {}
    for mode, paper in papers.items():
        report = verify(
            pdf,
            trust=trust,
            at=trial.at,
            plan=paper.plan if paper else None,
            origin=paper.origin if paper else None,
            sealed=trial.sealed,
        )
        told[mode] = Ours(verdict=report.verdict, codes=tuple(sorted({one.code for one in report.reasons})))
    return told

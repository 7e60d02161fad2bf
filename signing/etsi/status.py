"""Outcomes, in the words of the standard and with our reasons in Dutch (TS 119 102-2, 4.2.9 and 4.3.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from signing.etsi.contents import Held
from signing.etsi.markup import element, reference
from signing.etsi.objects import file_id
from signing.etsi.page import Page
from signing.etsi.verdicts import Indication, block_uri
from signing.report import Problem

if TYPE_CHECKING:
    from lxml.etree import _Element

# Names that the standard leaves to the program; unregistered, hence the x.
_OURS = "urn:x-delegatie"
_APPLIED = "urn:etsi:019102:constraintStatus:applied"


def status(
    page: Page,
    found: Indication,
    problems: Sequence[Problem],
    *,
    chain: Sequence[Held] = (),
    facts: Mapping[str, str] | None = None,
) -> _Element:
    """Write what was found of a signature, with the chain up to its root and further `facts` by name."""
    return element(
        "SignatureValidationStatus",
        element("MainIndication", found.main_uri),
        *(element("SubIndication", sub) for sub in found.sub_uris),
        element(
            "AssociatedValidationReportData",
            reference("TrustAnchor", *(one.id for one in chain[-1:])),
            _chain(chain),
            reference("RelatedValidationObject", file_id(page.pdf)),
            _told(problems, facts or {}),
        ),
    )


def constraints(page: Page) -> _Element:
    """Write what the document as a whole had to meet: which roots count, and each rule that it breaks."""
    roots = [_typed("ValidationConstraintParameter", "wortel-sha256", root) for root in page.roots]
    return element(
        "ValidationConstraintsEvaluationReport",
        _constraint("vertrouwde-wortels", roots),
        *(_constraint(f"document:{one.code}", (), _broken(one)) for one in page.report.problems),
    )


def _constraint(name: str, parameters: Iterable[_Element], outcome: _Element | None = None) -> _Element:
    return element(
        "ValidationConstraint",
        element("ValidationConstraintIdentifier", f"{_OURS}:{name}"),
        *parameters,
        element("ConstraintStatus", element("Status", _APPLIED)),
        outcome,
    )


def _broken(problem: Problem) -> _Element:
    return element(
        "ValidationStatus",
        element("MainIndication", block_uri(problem.verdict)),
        element("AssociatedValidationReportData", _told([problem], {})),
    )


def _chain(chain: Sequence[Held]) -> _Element | None:
    if not chain:
        return None
    signing, *above = (one.id for one in chain)
    *between, anchor = above or [""]
    return element(
        "CertificateChain",
        reference("SigningCertificate", signing),
        *(reference("IntermediateCertificate", one) for one in between),
        reference("TrustAnchor", anchor) if anchor else None,
    )


def _told(problems: Iterable[Problem], facts: Mapping[str, str]) -> _Element | None:
    """Write the reasons, and what else is known, as data that a program can pick out and a person can read."""
    said = [(f"melding:{problem.code}", problem.message) for problem in problems]
    data = [_typed("ReportData", name, text) for name, text in (*said, *facts.items()) if text]
    return element("AdditionalValidationReportData", *data) if data else None


def _typed(name: str, kind: str, value: str) -> _Element:
    return element(name, element("Type", f"{_OURS}:{kind}"), element("Value", value))

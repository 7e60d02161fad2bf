"""The report as a whole (TS 119 102-2, 4.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from lxml import etree

from signing.etsi.contents import Contents, contents
from signing.etsi.markup import element, moment
from signing.etsi.objects import held, proof, signed_data, whole_file
from signing.etsi.page import Page
from signing.etsi.part import is_stamp, part, process, what_was_signed
from signing.etsi.status import constraints, status
from signing.etsi.verdicts import indication
from signing.policy import Trust
from signing.report import Problem, Report

if TYPE_CHECKING:
    from lxml.etree import _Element

_NOTHING_SIGNED = Problem(code="niet-ondertekend", message="Dit document draagt geen handtekening.")


def validation_report(
    pdf: bytes,
    report: Report,
    *,
    at: datetime,
    trust: Trust,
    document_name: str,
    validator: str,
    found: Contents | None = None,
) -> bytes:
    """Write what verification as of `at` found of `pdf` as a validation report, in XML.

    `report` and `trust` are what `verify` gave and was given; `validator` names the program that judged,
    `found` is what the PDF holds, if that was read already.
    The same input gives the same bytes. Never raises for a bad document: the report says what is wrong.
    """

    def root(found: Contents) -> _Element:
        page = Page.of(pdf, report, found, name=document_name, at=at, trust=trust)
        return _root(page, validator)

    try:
        made = root(contents(pdf) if found is None else found)
    except Exception:  # noqa: BLE001 - a stranger's bytes: then the report rests on the verdict alone
        made = root(Contents())
    return etree.tostring(made, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _root(page: Page, validator: str) -> _Element:
    parts = [(mark, part(page, position)) for position, (_, mark) in enumerate(page.judged)]
    signatures = [made for mark, made in parts if not is_stamp(mark)]
    stamps = {mark.tokens[0].id: made for mark, made in parts if mark and is_stamp(mark)}
    return element(
        "ValidationReport",
        *(signatures or [_nothing_signed(page)]),
        element(
            "SignatureValidationObjects",
            whole_file(page.pdf, page.name, page.at),
            *_signed(page),
            *held(page.contents, page.proofs, [one.field for one, _ in page.judged], stamps),
        ),
        element("SignatureValidator", element("DigitalId", element("tsl:Other", validator))),
    )


def _signed(page: Page) -> Iterator[_Element]:
    """Write what was signed, each once: fields can share a signature in a file made to mislead."""
    told = set()
    for mark in page.contents.marks:
        signed = what_was_signed(mark)
        if signed and signed not in told:
            told.add(signed)
            yield signed_data(*signed, mark.position if mark.stamp else mark.position + 1, page.proofs)


def _nothing_signed(page: Page) -> _Element:
    """Write the part that the standard asks for at least once, on a document without a signature."""
    problems = page.report.problems or (_NOTHING_SIGNED,)
    return element(
        "SignatureValidationReport",
        element(
            "SignatureIdentifier",
            element("HashOnly", "false"),
            element("DocHashOnly", "false"),
            element("DAIdentifier", page.name),
        ),
        constraints(page),
        element(
            "ValidationTimeInfo",
            element("ValidationTime", moment(page.at)),
            proof(page.at, name="BestSignatureTime"),
        ),
        process(archived=False),
        status(page, indication(problems), problems),
    )

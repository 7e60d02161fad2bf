"""What mutants brought to light, each as a row of its own."""

from __future__ import annotations

import pickle
import time
from io import BytesIO

import pytest
from pikepdf import Array, Pdf

from signing.bounds import MOST_EVIDENCE
from signing.policy import load_trust
from signing.sign import now
from signing.verify import verify
from tests.fuzz.appended import grown, written
from tests.fuzz.model import Samples, Victim

SOON = 8.0  # seconds of processor time, where it took minutes; a busy machine counts more than it used


def sealed(samples: Samples) -> Victim:
    return next(one for one in samples.victims if one.name == "sealed")


def named_often(pdf: bytes, kind: str, times: int) -> bytes:
    """Let the store of validation data name what it has of a kind that many times."""
    with Pdf.open(BytesIO(pdf)) as doc:
        store = doc.Root.DSS
        named = list(store[kind])
        store[kind] = Array((named * times)[:times])
        return grown(pdf, {store.objgen[0]: written(store)})


@pytest.mark.parametrize("kind", ["/Certs", "/OCSPs", "/CRLs"])
@pytest.mark.parametrize(
    "times", [pytest.param(MOST_EVIDENCE, id="as often as may be"), pytest.param(100_000, id="without end")]
)
def test_evidence_that_is_named_over_and_over_does_not_keep_the_judge(
    kind: str, times: int, samples: Samples
) -> None:
    """Each certificate was held against each answer: a thousand names of one answer took minutes."""
    victim = sealed(samples)
    pdf = named_often(victim.pdf, kind, times)
    trust = load_trust([samples.pki.root])
    start = time.process_time()
    report = verify(pdf, trust=trust, at=now(), plan=victim.plan, origin=victim.origin)
    assert time.process_time() - start < SOON
    assert report.verdict != "valid"
    assert ("te-groot" in {one.code for one in report.reasons}) == (times > MOST_EVIDENCE)


def test_a_field_that_is_named_over_and_over_does_not_keep_the_judge(samples: Samples) -> None:
    """Each time that a signed field was named, its signature was judged again."""
    victim = sealed(samples)
    with Pdf.open(BytesIO(victim.pdf)) as doc:
        form = doc.Root.AcroForm
        form.Fields = Array(list(form.Fields) * 100)
        pdf = grown(victim.pdf, {form.objgen[0]: written(form)})
    start = time.process_time()
    report = verify(
        pdf, trust=load_trust([samples.pki.root]), at=now(), plan=victim.plan, origin=victim.origin
    )
    assert time.process_time() - start < SOON
    assert {one.code for one in report.reasons} == {"te-groot"}


def test_a_report_holds_no_part_of_the_file(samples: Samples) -> None:
    """A field's name was the reader's own kind of text, which held on to the file and could not be handed over."""
    for victim in samples.victims:
        assert {type(one.field) for one in victim.report.signatures} == {str}
        assert pickle.loads(pickle.dumps(victim.report)) == victim.report  # noqa: S301 - made just now

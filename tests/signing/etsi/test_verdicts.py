from __future__ import annotations

import pytest

from signing.etsi.verdicts import indication
from signing.report import Problem


def problems(*codes: str) -> list[Problem]:
    return [Problem(code=code, message=code) for code in codes]


CASES = [
    pytest.param((), (), "total-passed", (), id="nothing wrong"),
    pytest.param(("gewijzigd",), (), "total-failed", ("HASH_FAILURE",), id="changed"),
    pytest.param(("vorm",), (), "total-failed", ("FORMAT_FAILURE",), id="form"),
    pytest.param(
        ("wijziging-na-ondertekening",), (), "total-failed", ("FORMAT_FAILURE",), id="changed later"
    ),
    pytest.param(("ingetrokken",), (), "total-failed", ("REVOKED",), id="revoked before"),
    pytest.param(("ingetrokken-later",), (), "indeterminate", ("REVOKED_NO_POE",), id="revoked after"),
    pytest.param(("nog-niet-geldig",), (), "total-failed", ("NOT_YET_VALID",), id="too early"),
    pytest.param(("verlopen",), (), "indeterminate", ("OUT_OF_BOUNDS_NO_POE",), id="expired"),
    pytest.param(("verouderd",), (), "indeterminate", ("CRYPTO_CONSTRAINTS_FAILURE_NO_POE",), id="aged"),
    pytest.param(("status-onbekend",), (), "indeterminate", ("TRY_LATER",), id="no revocation data"),
    pytest.param(("zonder-tijdstempel",), (), "indeterminate", ("SIG_CONSTRAINTS_FAILURE",), id="no time"),
    pytest.param(("iets-nieuws",), (), "indeterminate", ("SIG_CONSTRAINTS_FAILURE",), id="a code of later"),
    pytest.param(
        ("wortel-onbekend", "verlopen", "wortel-onbekend"),
        (),
        "indeterminate",
        ("NO_CERTIFICATE_CHAIN_FOUND", "OUT_OF_BOUNDS_NO_POE"),
        id="several of one weight, each once",
    ),
    pytest.param(
        ("wortel-onbekend", "gewijzigd"), (), "total-failed", ("HASH_FAILURE",), id="the gravest holds"
    ),
    pytest.param((), ("niet-gedekt",), "indeterminate", ("SIG_CONSTRAINTS_FAILURE",), id="the document's"),
    pytest.param(
        ("gewijzigd",), ("niet-gedekt",), "total-failed", ("HASH_FAILURE",), id="its own and the document's"
    ),
]


@pytest.mark.parametrize(("own", "document", "main", "subs"), CASES)
def test_problems_are_told_in_the_words_of_the_standard(
    own: tuple[str, ...], document: tuple[str, ...], main: str, subs: tuple[str, ...]
) -> None:
    found = indication(problems(*own), problems(*document))
    assert (found.main, found.subs) == (main, subs)

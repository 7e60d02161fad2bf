"""The report that sets both engines side by side: what it counts, and that it needs nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import word_documents

from generator.typeset.engine import typeset
from generator.typeset.reader import read
from tests import compare

AT = datetime(2026, 11, 21, tzinfo=UTC)


def _pdf(*texts: str) -> bytes:
    return typeset(read(word_documents.of(*texts), name="proef"), at=AT)


def _pair(one: bytes, two: bytes) -> compare.Pair:
    return compare.Pair(dossier="DLG-1", document="D1", title="Proef & Zn", pdfs=(one, two))


def test_the_same_is_the_same() -> None:
    pair = _pair(_pdf("een"), _pdf("een"))
    assert pair.same_words
    assert pair.pages == (1, 1)
    told = compare.report([pair], {"typst": 0.1, "libreoffice": 1.25})
    assert "Proef &amp; Zn" in told
    assert "gelijk" in told
    assert "LibreOffice 1.2 s" in told
    assert told.count("data:image/png;base64,") == 2
    assert "http" not in told


def test_other_words_and_a_page_too_few_are_seen() -> None:
    pair = _pair(_pdf(*["regel"] * 90), _pdf("regel"))
    assert not pair.same_words
    assert pair.pages[0] > pair.pages[1] == 1
    told = compare.report([pair], {})
    assert "verschilt" in told
    assert "LibreOffice heeft geen pagina 2" in told


def test_without_libreoffice_it_is_skipped_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert compare.main(tmp_path / "uit") == 0
    assert "libreoffice-writer-nogui" in capsys.readouterr().err
    assert not (tmp_path / "uit").exists()

from __future__ import annotations

import functools
import http.server
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.errors import InputRefused, SurroundingsFailed
from generator.many import urls
from generator.many.addresses import is_url

fsspec = pytest.importorskip("fsspec", reason="extra «cluster» is not installed")
LAST = "dossier.json"
FILES = {"dossier.json": b"{}", "pdf/D1.pdf": b"%PDF", "word/D1.docx": b"PK"}


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A folder in a store, by its URL; empty."""
    memory = fsspec.filesystem("memory")
    memory.store.clear()
    memory.pseudo_dirs[:] = [""]
    yield "memory://emmer" if request.param == "memory" else f"file://{tmp_path}/emmer"
    memory.store.clear()


def laid(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def content(url: str) -> dict[str, bytes]:
    with urls.fetched(url) as folder:
        return {
            one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()
        }


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("s3://emmer/x.yaml", True, id="a store"),
        pytest.param("https://h/x", True, id="the web"),
        pytest.param("map/x.yaml", False, id="a path"),
        pytest.param("C:\\map\\x.yaml", False, id="a Windows path"),
        pytest.param("c://x", False, id="a drive"),
        pytest.param("-", False, id="standard input"),
    ],
)
def test_what_is_a_url(text: str, *, meant: bool) -> None:
    assert is_url(text) is meant


def test_what_was_put_is_fetched(store: str, tmp_path: Path) -> None:
    urls.put(laid(tmp_path / "DLG-1", FILES), f"{store}/DLG-1", last=LAST, replace=False)
    assert content(f"{store}/DLG-1") == FILES
    assert urls.stands(f"{store}/DLG-1/{LAST}")
    assert not urls.stands(f"{store}/DLG-2/{LAST}")
    assert urls.listed(store, (".pdf", ".json")) == [
        f"{store}/DLG-1/dossier.json",
        f"{store}/DLG-1/pdf/D1.pdf",
    ]
    with urls.fetched(f"{store}/DLG-1/{LAST}") as one:
        assert (one.name, one.read_bytes()) == (LAST, b"{}")


def test_what_stands_is_not_written_over(store: str, tmp_path: Path) -> None:
    urls.put(laid(tmp_path / "a", FILES), f"{store}/DLG-1", last=LAST, replace=False)
    other = laid(tmp_path / "b", {LAST: b"[]", "pdf/D2.pdf": b"%PDF-2"})
    with pytest.raises(InputRefused, match="bestaat al"):
        urls.put(other, f"{store}/DLG-1", last=LAST, replace=False)
    assert content(f"{store}/DLG-1") == FILES
    urls.put(other, f"{store}/DLG-1", last=LAST, replace=True)
    assert content(f"{store}/DLG-1") == {LAST: b"[]", "pdf/D2.pdf": b"%PDF-2"}


@pytest.mark.parametrize("replace", [False, True])
def test_what_is_broken_off_does_not_count_and_is_taken_up_again(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, replace: bool
) -> None:
    folder = laid(tmp_path / "a", FILES)
    if replace:
        urls.put(
            laid(tmp_path / "b", FILES | {"pdf/D9.pdf": b"oud"}), f"{store}/DLG-1", last=LAST, replace=False
        )
    kind = type(fsspec.core.url_to_fs(store)[0])
    whole = kind.pipe_file
    written: list[str] = []

    def fails(self: object, path: str, value: bytes, **rest: object) -> object:
        if len(written) == 1:
            raise OSError(28, "No space left on device")
        written.append(path)
        return whole(self, path, value, **rest)

    monkeypatch.setattr(kind, "pipe_file", fails)
    with pytest.raises(SurroundingsFailed, match="de schijf is vol"):
        urls.put(folder, f"{store}/DLG-1", last=LAST, replace=replace)
    assert not urls.stands(f"{store}/DLG-1/{LAST}")
    monkeypatch.undo()
    urls.put(folder, f"{store}/DLG-1", last=LAST, replace=False)
    assert content(f"{store}/DLG-1") == FILES


def test_no_more_is_fetched_than_the_bound(store: str, tmp_path: Path) -> None:
    urls.put(laid(tmp_path / "a", FILES | {"groot": bytes(2000)}), f"{store}/DLG-1", last=LAST, replace=False)
    with pytest.raises(InputRefused, match="te groot"), urls.fetched(f"{store}/DLG-1/groot", limit=1999):
        pass
    with urls.fetched(f"{store}/DLG-1/groot", limit=2000) as one:
        assert one.stat().st_size == 2000


def test_a_store_with_names_that_lead_elsewhere_is_not_followed(tmp_path: Path) -> None:
    memory = fsspec.filesystem("memory")
    memory.store.clear()
    memory.pipe_file("/emmer/DLG-1/a\\..\\b", b"x")
    with pytest.raises(InputRefused, match="heet iets zo"), urls.fetched("memory://emmer/DLG-1"):
        pass
    memory.store.clear()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "error", "says"),
    [
        pytest.param("file:///bestaat/niet.yaml", SurroundingsFailed, "het bestaat niet", id="nothing there"),
        pytest.param("onzin://x/y", SurroundingsFailed, "kan deze computer niet overweg", id="no such store"),
        pytest.param("s3://naam:geheim@h/x", InputRefused, "geen adres", id="a password in it"),
        pytest.param("zip://x::file:///y", InputRefused, "geen adres", id="a chain"),
        pytest.param("file:///tmp/..", InputRefused, "heet iets zo", id="no name"),
        pytest.param(
            "http://127.0.0.1:1/x", SurroundingsFailed, "opgehaald: daar antwoordt niemand", id="nobody there"
        ),
    ],
)
def test_what_cannot_be_fetched_is_told(url: str, error: type[InputRefused], says: str) -> None:
    with pytest.raises(error, match=says) as refused, urls.fetched(url):
        pass
    assert "geheim" not in f"{refused.value.message} {refused.value.hint}"


def test_a_host_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urls, "_PATIENCE", 0.3)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/x.yaml"
        with pytest.raises(SurroundingsFailed, match="er kwam op tijd geen antwoord"):
            urls.read(url, limit=10)


def test_what_a_store_cannot_do_is_told(store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot(*_: object, **__: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(type(fsspec.core.url_to_fs(store)[0]), "pipe_file", cannot)
    with pytest.raises(SurroundingsFailed, match="deze soort opslag kan dat niet"):
        urls.put(laid(tmp_path / "DLG-1", FILES), f"{store}/DLG-1", last=LAST, replace=False)


def test_a_file_on_the_web_is_fetched(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(b"kenmerk: DLG-1\n")
    handler = functools.partial(Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with urls.fetched(f"http://127.0.0.1:{server.server_port}/x.yaml") as one:
            assert one.read_bytes() == b"kenmerk: DLG-1\n"
        server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing."""

"""Files and folders elsewhere, by URL (fsspec): fetched to a temporary folder within bounds, and put back whole.

The only module that knows fsspec. A store need not know locks, or a move that is made in one go. So of a folder that is
put, one file is written last, and taken away first where the folder is replaced: without it nothing stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from socket import gaierror
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from generator.errors import InputRefused, SurroundingsFailed
from generator.files import MAX_BYTES, why
from generator.many.addresses import URL, beneath, name_of
from signing.archive.reader import ORDINARY

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_PATIENCE = 30.0  # seconds
_CHAIN = "::"
_PART = re.compile(r"[^\x00-\x1f\x7f\\/:]{1,200}")
_EXTRA = "pip install 'taakdelegatie[cluster]'"


@contextmanager
def fetched(url: str, *, limit: int = MAX_BYTES) -> Iterator[Path]:
    """Fetch the file or folder at `url`; gives where it lies until the body ends, under its own name.

    A file may have `limit` bytes; a folder as much as an archive package. Raises `InputRefused` for what is no URL
    or has strange names in it, and `SurroundingsFailed`.
    """
    with TemporaryDirectory(prefix="delegatie-") as place:
        target = Path(place) / _plain(url, name_of(url))
        fetch(url, target, limit=limit)
        yield target


def fetch(url: str, target: Path, *, limit: int = MAX_BYTES) -> None:
    """Fetch the file or folder at `url` to `target`, where nothing stands. Raises as `fetched` does."""
    files, path = _opened(url)
    with _told(url):
        if not files.isdir(path):
            _copy(files, path, target, url, limit)
            return
        names = _names(files, path, url)
    room = ORDINARY.total
    target.mkdir(parents=True)
    for name in names:
        with _told(beneath(url, name)):
            room -= _copy(
                files, f"{path.rstrip('/')}/{name}", target / name, beneath(url, name), min(room, limit)
            )


def require_place(url: str) -> None:
    """Require that folders can be put at `url`, before anything is made for it. Raises `InputRefused`, `SurroundingsFailed`.

    That the store lets us write there, it tells only when it is asked.
    """
    files, _ = _opened(url)
    if "memory" in _protocols(files):
        raise InputRefused(
            f"Wat in {url} wordt gezet, is weg zodra de opdracht klaar is.",
            hint="Kies een map, of een opslag die blijft.",
        )


def read(url: str, *, limit: int) -> bytes:
    """Give what the file at `url` holds, of at most `limit` bytes. Raises `InputRefused`, `SurroundingsFailed`."""
    files, path = _opened(url)
    with _told(url):
        return _content(files, path, url, limit)


def stands(url: str) -> bool:
    """Claim that a file stands at `url`. Raises `InputRefused`, `SurroundingsFailed`."""
    files, path = _opened(url)
    with _told(url):
        return bool(files.isfile(path))


def listed(url: str, endings: tuple[str, ...]) -> list[str]:
    """Give the URLs of the files with these `endings` in the folder at `url`, and in the folders in it, sorted.

    Gives `url` itself where that is a file. Raises `InputRefused`, `SurroundingsFailed`.
    """
    files, path = _opened(url)
    with _told(url):
        if not files.isdir(path):
            return [url]
        return [beneath(url, name) for name in _names(files, path, url) if name.lower().endswith(endings)]


def put(folder: Path, url: str, *, last: str, replace: bool) -> None:
    """Put all that is in `folder` at `url`, the file `last` as the last; with `replace` in the place of what stands there.

    What a process that was killed left there, without that file, is taken away first. Raises `InputRefused` where
    something stands, and `SurroundingsFailed`.
    """
    files, path = _opened(url)
    path = path.rstrip("/")
    ours = {one.relative_to(folder).as_posix(): one for one in sorted(folder.rglob("*")) if one.is_file()}
    order = [*(name for name in ours if name != last), last]
    with _told(url, writing=True):
        if files.exists(f"{path}/{last}"):
            if not replace:
                raise InputRefused(
                    f"{url} bestaat al.", hint="Kies een andere plaats, of vervang het met --overschrijf."
                )
            files.rm_file(f"{path}/{last}")
        if files.isdir(path):
            for name in _names(files, path, url):
                if name not in ours:
                    files.rm_file(f"{path}/{name}")
        for name in order:
            files.makedirs(f"{path}/{name}".rpartition("/")[0], exist_ok=True)
            files.pipe_file(f"{path}/{name}", ours[name].read_bytes())


def _opened(url: str) -> tuple[AbstractFileSystem, str]:
    """Give the store that a URL is in, and the path there. Raises `InputRefused`, `SurroundingsFailed`."""
    found = URL.match(url)
    authority = url[found.end() :].partition("/")[0] if found else ""
    if not found or _CHAIN in url or "@" in authority:
        shown = "Dit" if "@" in authority else f"«{url}»"  # what stands before an @ may be secret
        raise InputRefused(
            f"{shown} is geen adres van een bestand of map.",
            hint="Geef een adres als s3://emmer/map, zonder naam of wachtwoord erin; die horen in de configuratie van "
            "de opslag (fsspec).",
        )
    try:
        import fsspec
    except ImportError as err:
        raise SurroundingsFailed(
            f"Voor {url} ontbreekt een onderdeel van het programma: fsspec.", hint=f"Installeer het: {_EXTRA}"
        ) from err
    try:
        opened: tuple[Any, str] = fsspec.core.url_to_fs(url, **_bounds(found["scheme"]))
    except (ImportError, ValueError) as err:
        raise SurroundingsFailed(
            f"Met adressen die beginnen met {found['scheme']}:// kan deze computer niet overweg.",
            hint="Installeer wat fsspec daarvoor nodig heeft, zoals s3fs voor s3:// of gcsfs voor gs://.",
        ) from err
    except Exception as err:
        raise _failed(url, err, writing=False) from err
    return opened


def _bounds(scheme: str) -> dict[str, Any]:
    """Bound the wait for a host that takes a connection and says nothing; others than HTTP have bounds of their own."""
    if scheme.lower() not in ("http", "https"):
        return {}
    from fsspec.implementations import http

    return {
        "client_kwargs": {"timeout": http.aiohttp.ClientTimeout(sock_connect=_PATIENCE, sock_read=_PATIENCE)}
    }


def _protocols(files: AbstractFileSystem) -> tuple[str, ...]:
    return (files.protocol,) if isinstance(files.protocol, str) else tuple(files.protocol)


def _names(files: AbstractFileSystem, path: str, url: str) -> list[str]:
    """Name the files in a folder, by their path in it; a store that gives names from elsewhere is not followed."""
    top = files._strip_protocol(path).rstrip("/")  # noqa: SLF001 - as the names below it are given
    found: list[str] = []
    for folder, _, inside in files.walk(path):
        for name in inside:
            whole = f"{str(folder).rstrip('/')}/{name}"
            if not whole.startswith(f"{top}/"):
                raise _strange(url, whole)
            parts = PurePosixPath(whole[len(top) + 1 :]).parts
            found.append("/".join(_plain(url, part) for part in parts))
        if len(found) > ORDINARY.members:
            raise InputRefused(
                f"{url} bevat meer dan {ORDINARY.members} bestanden; zoveel worden er niet opgehaald."
            )
    return sorted(found)


def _copy(files: AbstractFileSystem, path: str, target: Path, url: str, limit: int) -> int:
    """Fetch one file of at most `limit` bytes; gives its size."""
    data = _content(files, path, url, limit)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return len(data)


def _content(files: AbstractFileSystem, path: str, url: str, limit: int) -> bytes:
    with files.open(path, "rb") as stream:
        data = bytes(stream.read(limit + 1))
    if len(data) > limit:
        raise InputRefused(f"{url} is te groot: meer dan {limit} bytes worden er niet gelezen.")
    return data


def _plain(url: str, name: str) -> str:
    if not _PART.fullmatch(name) or name in (".", ".."):
        raise _strange(url, name)
    return name


def _strange(url: str, name: str) -> InputRefused:
    shown = "".join(sign if sign.isprintable() else "?" for sign in name)[:100]
    return InputRefused(
        f"In {url} heet iets zo dat het niet wordt opgehaald: «{shown}».",
        hint="Geef het daar een gewone naam.",
    )


@contextmanager
def _told(url: str, *, writing: bool = False) -> Iterator[None]:
    try:
        yield
    except (InputRefused, SurroundingsFailed):
        raise
    except Exception as err:  # each store has its own
        raise _failed(url, err, writing=writing) from err


def _failed(url: str, err: Exception, *, writing: bool) -> SurroundingsFailed:
    what = "geschreven" if writing else "opgehaald"
    return SurroundingsFailed(
        f"{url} kan niet worden {what}: {_reason(err)}.",
        hint="Klopt het adres, en hebt u er toegang toe? Wat half is geschreven, telt niet; geef dezelfde opdracht opnieuw."
        if writing
        else "Klopt het adres, en hebt u er toegang toe?",
    )


def _reason(err: BaseException) -> str:
    """Say why a store failed. Some tell of a host that does not answer as of a file that is not there."""
    causes = [one for one in (err, err.__cause__) if one is not None]
    if any(isinstance(one, TimeoutError) for one in causes):
        return "er kwam op tijd geen antwoord"
    if any(isinstance(getattr(one, "os_error", one), (ConnectionError, gaierror)) for one in causes):
        return "daar antwoordt niemand"
    if isinstance(err, FileNotFoundError):
        return "het bestaat niet"
    if isinstance(err, NotImplementedError):
        return "deze soort opslag kan dat niet"
    return why(err) if isinstance(err, OSError) and err.errno else type(err).__name__

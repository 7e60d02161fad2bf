"""How we go on the network: what is tried again, what is refused, and what is said of it."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from signing import network
from signing.errors import ServiceFailed
from signing.network import Login, Network, NoAnswer, Once

Reply = tuple[int, dict[str, str], bytes]


class Site:
    """A web server on loopback that gives what `pages` says, in turn, and notes what was asked."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.pages: dict[str, list[Reply]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def answer(self, path: str, *replies: Reply) -> str:
        self.pages[path] = list(replies)
        return f"{self.url}{path}"


@contextmanager
def serving(tls: tuple[Path, Path] | None = None) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append((self.path, dict(self.headers)))
            row = made.pages[self.path]
            code, headers, body = row.pop(0) if len(row) > 1 else row[0]
            self.send_response(code)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = True

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a refused certificate
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        made = Site(f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with serving() as made:
        yield made


QUICK = Network(patience=3, attempts=3, pause=0.01)
GOOD: Reply = (200, {"Content-Type": "Application/X-Good; charset=utf-8"}, b"goed")
BUSY: Reply = (503, {}, b"")


def get(url: str, way: Network = QUICK) -> network.Answer:
    return asyncio.run(way.get(url, accept="*/*"))


def post(url: str, way: Network = QUICK, login: Login | None = None) -> network.Answer:
    return asyncio.run(way.post(url, b"vraag", content_type="a/b", accept="*/*", login=login))


def test_an_answer_comes_with_what_it_says_it_is(site: Site) -> None:
    answer = get(site.answer("/a", GOOD))
    assert (answer.body, answer.content_type) == (b"goed", "application/x-good")
    assert "goed" not in repr(answer)


AGAIN: dict[str, tuple[list[Reply], int, bool]] = {
    "busy once": ([BUSY, GOOD], 2, True),
    "busy twice": ([BUSY, BUSY, GOOD], 3, True),
    "busy for ever": ([BUSY], 3, False),
    "a server that fails": ([(500, {}, b"")], 3, False),
    "too many at once": ([(429, {"Retry-After": "0"}, b""), GOOD], 2, True),
    "a page that is not there": ([(404, {}, b"")], 1, False),
    "no access": ([(403, {}, b"")], 1, False),
    "asked to come back in an hour": ([(503, {"Retry-After": "3600"}, b""), GOOD], 1, False),
    "half an answer, then a whole one": ([(200, {"Content-Length": "99"}, b"half"), GOOD], 2, True),
}


@pytest.mark.parametrize("case", AGAIN)
def test_what_may_pass_is_tried_again_and_nothing_else(case: str, site: Site) -> None:
    replies, times, good = AGAIN[case]
    url = site.answer("/a", *replies)
    if good:
        assert get(url).body == b"goed"
    else:
        with pytest.raises(NoAnswer):
            get(url)
    assert len(site.asked) == times


REASONS = {
    "401": ((401, {}, b""), "wil een andere naam of een ander wachtwoord"),
    "403": ((403, {}, b""), "geeft u geen toegang"),
    "404": ((404, {}, b""), "kent dit adres niet"),
    "500": ((500, {}, b""), "antwoordde met foutcode 500"),
    "too much": ((200, {}, bytes(2000)), "stuurde een veel te groot antwoord"),
    "cut off": ((200, {"Content-Length": "99"}, b"half"), "verbrak de verbinding halverwege"),
    "to another scheme": ((302, {"Location": "https://x.example/"}, b""), "een adres van een ander soort"),
    "to a file": ((302, {"Location": "file:///etc/passwd"}, b""), "een adres van een ander soort"),
    "to no address": ((302, {"Location": "http://["}, b""), "verwijst door naar iets dat geen adres is"),
    "to half a host": ((302, {"Location": "//[::1"}, b""), "verwijst door naar iets dat geen adres is"),
    "to no port": ((302, {"Location": "//x.example:y/"}, b""), "verwijst door naar iets dat geen adres is"),
    "round and round": ((302, {"Location": "/a"}, b""), "blijft doorverwijzen"),
}


@pytest.mark.parametrize("case", REASONS)
def test_the_reason_is_told_in_dutch_with_the_service(case: str, site: Site) -> None:
    reply, says = REASONS[case]
    url = site.answer("/a", reply)
    with pytest.raises(NoAnswer) as caught:
        get(url, Network(attempts=1, most_bytes=1000))
    assert says in caught.value.reason
    assert caught.value.message.startswith("127.0.0.1:")


@pytest.mark.parametrize("location", ["http://[", "//[::1", "http:////["])
def test_a_question_that_is_pointed_nowhere_has_no_answer(location: str, site: Site) -> None:
    url = site.answer("/a", (302, {"Location": location}, b""))
    with pytest.raises(NoAnswer):
        post(url)
    assert len(site.asked) == 1


def test_a_redirection_of_one_scheme_is_followed(site: Site) -> None:
    site.answer("/b", GOOD)
    assert get(site.answer("/a", (301, {"Location": "/b"}, b""))).body == b"goed"


def test_a_question_is_not_sent_on(site: Site) -> None:
    url = site.answer("/a", (307, {"Location": "/b?geheim"}, b""))
    with pytest.raises(NoAnswer, match=r"is verhuisd naar http://127\.0\.0\.1:\d+/b\.$"):
        post(url, login=Login("u", lambda: "s3cr3t"))
    assert [path for path, _ in site.asked] == ["/a"]


def test_who_is_silent_is_waited_for_no_longer_than_was_said() -> None:
    with serving() as site:
        silent = threading.Event()
        site.pages["/a"] = _Waiting(silent)
        began = asyncio.run(_clock())
        with pytest.raises(NoAnswer, match=r"antwoordde niet binnen 0\.3 seconden"):
            get(f"{site.url}/a", Network(patience=0.3, attempts=1))
        assert asyncio.run(_clock()) - began < 3
        silent.set()


class _Waiting(list[Reply]):
    """A row of replies that keeps who asks waiting."""

    def __init__(self, until: threading.Event) -> None:
        super().__init__([GOOD])
        self.until = until

    def __getitem__(self, key: object) -> Reply:  # type: ignore[override]
        self.until.wait(10)
        return GOOD


async def _clock() -> float:
    return asyncio.get_running_loop().time()


NOWHERE = {
    "nobody listens": (Network(attempts=1), "http://127.0.0.1:9/", "is niet bereikbaar"),
    "the proxy is not there": (
        Network(attempts=1, proxy="http://127.0.0.1:9"),
        "http://tsa.example/",
        "de proxy 127.0.0.1:9 antwoordt niet",
    ),
    "no web address": (QUICK, "ldap://tsa.example/", "geen webadres"),
    "no address": (QUICK, "http://", "geen webadres"),
    "a port that is none": (QUICK, "http://tsa.example:99999999/", "geen webadres"),
    "a password in the address": (QUICK, "http://u:s3cr3t@tsa.example/", "geen webadres"),
}


@pytest.mark.parametrize("case", NOWHERE)
def test_an_address_that_leads_nowhere_is_named_without_secrets(case: str) -> None:
    way, url, says = NOWHERE[case]
    with pytest.raises(NoAnswer) as caught:
        get(url, way)
    assert says in caught.value.reason
    assert "s3cr3t" not in f"{caught.value} {caught.value.hint}"


def test_a_proxy_gets_the_whole_address(site: Site) -> None:
    site.pages["http://tsa.example/x"] = [GOOD]
    assert get("http://tsa.example/x", Network(proxy=site.url)).body == b"goed"


def test_the_proxy_of_the_environment_is_used_but_not_where_it_says_no(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", site.url)
    monkeypatch.setenv("no_proxy", "hier.example")
    site.pages["http://tsa.example/x"] = [GOOD]
    assert get("http://tsa.example/x").body == b"goed"
    assert get(site.answer("/direct", GOOD)).body == b"goed"  # this machine is not beyond a proxy
    assert network.proxy_of_environment("http://hier.example/x") == ""
    assert [path for path, _ in site.asked] == ["http://tsa.example/x", "/direct"]


ASKED = {"3": 3.0, " 12 ": 12.0, "": 0.0, "morgen": 0.0, "-5": 0.0, "Wed, 21 Oct 2015 07:28:00 GMT": 0.0}


@pytest.mark.parametrize("said", ASKED)
def test_how_long_to_wait_is_read_and_nonsense_asks_nothing(said: str) -> None:
    assert network._asked(said) == ASKED[said]


def test_a_moment_to_come_back_at_is_heeded() -> None:
    then = datetime.now(UTC) + timedelta(seconds=100)
    assert 90 < network._asked(then.strftime("%a, %d %b %Y %H:%M:%S GMT")) <= 100


def test_a_password_is_asked_once_sent_and_never_shown(site: Site) -> None:
    asked: list[str] = []
    login = Login("arbodienst", lambda: asked.append("?") or "s3cr3t")  # type: ignore[func-returns-value]
    url = site.answer("/a", GOOD)
    for _ in range(2):
        post(url, login=login)
    assert len(asked) == 1
    assert {headers["Authorization"] for _, headers in site.asked} == {"Basic YXJib2RpZW5zdDpzM2NyM3Q="}
    assert "s3cr3t" not in repr(login)
    assert "czNjcjN0" not in repr(login)


@pytest.fixture(scope="module")
def own_tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that is its own root, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem"


def test_a_root_of_ones_own_makes_a_connection_trusted(own_tls: tuple[Path, Path]) -> None:
    with serving(own_tls) as site:
        url = site.answer("/a", GOOD)
        with pytest.raises(NoAnswer, match="een certificaat dat wij niet vertrouwen"):
            get(url)
        assert get(url, Network(roots=(own_tls[0],))).body == b"goed"


@pytest.mark.parametrize("content", [None, b"", b"geen certificaat"])
def test_roots_that_cannot_be_read_are_told_before_anything_is_asked(
    content: bytes | None, tmp_path: Path
) -> None:
    path = tmp_path / "wortel.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ServiceFailed, match=r"wortel\.pem: dit is geen bestand met wortelcertificaten"):
        Network(roots=(path,)).check()


def test_work_asked_for_at_once_is_done_once_in_whatever_loop() -> None:
    once, done = Once(), []

    async def work() -> int:
        done.append(1)
        await asyncio.sleep(0.01)
        return len(done)

    async def three() -> list[int]:
        return list(await asyncio.gather(*(once.do("k", work) for _ in range(3))))

    assert asyncio.run(three()) == [1, 1, 1]
    assert asyncio.run(three()) == [2, 2, 2]


def test_who_stops_waiting_does_not_stop_the_work() -> None:
    once = Once()

    async def work() -> str:
        await asyncio.sleep(0.05)
        return "klaar"

    async def two() -> str:
        first = asyncio.create_task(once.do("k", work))
        second = asyncio.create_task(once.do("k", work))
        await asyncio.sleep(0.01)
        first.cancel()
        return await second

    assert asyncio.run(two()) == "klaar"

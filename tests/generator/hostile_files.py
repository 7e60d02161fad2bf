"""Files made to hurt, by name: what they are, and what the one finding on each says."""

from __future__ import annotations

from generator.resources import content
from generator.source import MAX_BYTES

_EXAMPLE = (content("examples") / "in-dienst.yaml").read_bytes()


def _full(piece: bytes, start: bytes = b"a: ", end: bytes = b"") -> bytes:
    """The largest file that is read at all, full of one thing."""
    return start + piece * ((MAX_BYTES - len(start) - len(end)) // len(piece)) + end


_LAUGHS = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (letter, letter, b",".join([b"*%c" % (letter - 1)] * 9)) for letter in range(98, 123)
)

HOSTILE: dict[str, tuple[bytes, str]] = {
    "billion laughs": (_LAUGHS, "onderdelen"),
    "one long text, laughed about": (
        b"a: &a " + b"x" * 9_000 + b"\nb: [" + b"*a," * 90 + b"]\n",
        "tekens aan tekst",
    ),
    "only brackets": (_full(b"[", b""), "niveaus"),
    "only braces": (_full(b"{", b""), "sleutel"),
    "only dashes": (_full(b"- ", b""), "woorden"),
    "dashes up to the bound": (b"- " * 100_000, "niveaus"),
    "only question marks": (_full(b"? ", b""), "woorden"),
    "only colons": (_full(b": ", b""), "woorden"),
    "only commas": (_full(b",", b"a: [", b"]"), "waarde"),
    "only quotes": (_full(b"'", b""), "tekens"),
    "only an open quote": (_full(b"x ", b'a: "'), "woorden"),
    "only tabs": (_full(b"\t", b""), "tab"),
    "only line ends": (_full(b"\n", b""), "regels"),
    "only carriage returns": (_full(b"\r", b""), "regels"),
    "only comments": (_full(b"#\n", b""), "regels"),
    "only spaces": (_full(b" ", b""), "leeg"),
    "only NUL": (_full(b"\0", b""), "UTF-16"),
    "only exclamation marks": (_full(b"!", b"a: "), "«!»"),
    "only anchors": (_full(b"&a ", b""), "woorden"),
    "only directives": (_full(b"%X\n", b""), "regels"),
    "only documents": (_full(b"---\n", b""), "regels"),
    "a long block": (_full(b" x\n", b"a: |\n"), "regels"),
    "a long plain text": (_full(b"x "), "woorden"),
    "a long word": (_full(b"x"), "20000 tekens"),
    "a long key": (_full(b"k", b"", b": 1"), "tekens"),
    "a long key in quotes": (_full(b"k", b'"', b'": 1'), "tekens"),
    "a number of a million digits": (_full(b"1"), "20000 tekens"),
    "an exponent of a million digits": (_full(b"9", b"a: 1e"), "20000 tekens"),
    "numbers with dots": (_full(b"1.", b'a: "', b'"'), "20000 tekens"),
    "escapes": (_full(b"\\0", b'a: "', b'"'), "20000 tekens"),
    "half a megabyte of accents": (_full("\u0301".encode()), "20000 tekens"),
    "many short texts": (_full(b"- xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n", b"a:\n"), "regels"),
    "many middling texts": (
        b"a:\n" + b"".join(b"- %s\n" % (b"1." * 500) for _ in range(900)),
        "tekens aan tekst",
    ),
    "many tiny texts": (_full(b"x,", b"a: [", b"]"), "onderdelen"),
    "many keys": (b"".join(b"k%d: 1\n" % n for n in range(9_000)), "onderdelen"),
    "many aliases": (b"a: &a x\nb: [" + b"*a," * 200_000 + b"]", "onderdelen"),
    "stairs": (b"".join(b" " * n + b"a:\n" for n in range(1_400)), "niveaus"),
    "UTF-16": (_EXAMPLE.decode().encode("utf-16"), "UTF-16"),
    "UTF-16 without its mark": (_EXAMPLE.decode().encode("utf-16-le"), "UTF-16"),
    "UTF-32": (_EXAMPLE.decode().encode("utf-32"), "UTF-32"),
    "Latin-1": (_EXAMPLE.decode().replace("(", "é").encode("latin-1", "replace"), "geen UTF-8"),
    "a NUL in the middle": (_EXAMPLE + b"# \0\n", "U+0000"),
    "a byte order mark in the middle": (_EXAMPLE + "# \ufeff\n".encode(), "U+FEFF"),
    "turned reading direction": (_EXAMPLE + "# \u202e\n".encode(), "U+202E"),
    "the clear-screen command": (_EXAMPLE + b"# \x1b[2J\n", "U+001B"),
    "two delegations in one file": (_EXAMPLE + b"---\n" + _EXAMPLE, "meer dan één document"),
    "a tag that makes an object": (_EXAMPLE + b"x: !!python/object/apply:os.system [id]\n", "«!»"),
    "an alias to nothing": (_EXAMPLE + b"x: *nergens\n", "niet vóór"),
    "an alias to itself": (_EXAMPLE + b"x: &x [*x]\n", "zelf in staat"),
    "a key twice": (_EXAMPLE + b"plaats: Elders\n", "twee keer"),
    "a merge key": (_EXAMPLE.replace(b"archief:", b"archief:\n  <<: {}"), "YAML 1.2"),
    "not a number": (_EXAMPLE.replace(b"plaats: Dommelwaard", b"plaats: .nan", 1), "«.nan»"),
    "infinity": (_EXAMPLE.replace(b"formaat: 1", b"formaat: .inf"), "formaat 1"),
    "more than a megabyte": (b"#" * (MAX_BYTES + 1), "1 MiB"),
    "nothing": (b"", "leeg"),
    "only a byte order mark": (b"\xef\xbb\xbf", "leeg"),
}

"""A Word template and the names of one delegation -> a Word document, or a refusal; never a silent loss.

The only module that knows docxtpl, which turns a Word file into the text that Jinja renders. Around it
stands what docxtpl leaves to its caller: strict names, a sandbox, escaping, a check that every
value printed really stands in the document, and the same bytes for the same input.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError
from lxml import etree

from generator.errors import InputRefused, SurroundingsFailed, TemplateRefused
from generator.files import why
from generator.template_language import FAILURES, PRINTED, PRIVATE, environment, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment

MODIFIED_BY = "delegatie"

_RENDERED = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_CORE = "docProps/core.xml"
_FIRST = ("[Content_Types].xml", "_rels/.rels")
_MOST_BYTES = 50_000_000
_WORDS = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|(</w:p>|<w:(?:br|tab|cr)\b)")
_LEFTOVER = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_ORDER = re.compile(r"\{[{%].*?[}%]\}")
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NONCHARACTER = 0xFFFE
_SPACE = ' xml:space="preserve"'
_BACK = dict(
    zip(PRIVATE, ("{", "}", f"</w:t><w:br/><w:t{_SPACE}>", f"</w:t><w:tab/><w:t{_SPACE}>"), strict=True)
)
_PLAIN = dict(zip(PRIVATE, "{}  ", strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One XML part of a template, ready to be rendered; `source` is kept for telling where it failed."""

    source: str
    template: Template
    is_text: bool  # a part with paragraphs; otherwise the core properties


def render(template: Path, context: Mapping[str, object], *, at: datetime) -> bytes:
    """Render `template` with the names in `context` to a DOCX; the same three give the same bytes.

    Raises `TemplateRefused` when the template asks for an unknown name or something forbidden, cannot
    be read, or would lose a value; `InputRefused` when a value holds a control character.
    """
    for path, text in _texts(context, ""):
        _refuse_control_characters(path, text)
    parts = _open(template.name, _read(template))
    moment = at.astimezone(UTC)
    stamp = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    result = BytesIO()
    with ZipFile(result, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            data = part if isinstance(part, bytes) else _render(template.name, part, context)
            info = ZipInfo(name, stamp)
            info.compress_type, info.create_system = ZIP_DEFLATED, 0
            archive.writestr(info, _core(data, moment) if name == _CORE else data)
    return result.getvalue()


def orders(template: Path) -> str:
    """Give the rendered parts of `template` as Jinja reads them, for tools that list the names in use."""
    parts = _open(template.name, _read(template)).values()
    return "\n".join(part.source for part in parts if isinstance(part, _Part))


def _read(template: Path) -> bytes:
    try:
        return template.read_bytes()
    except OSError as err:
        raise SurroundingsFailed(f"Het sjabloon «{template}» is niet te lezen: {why(err)}.") from err


@lru_cache(maxsize=64)
def _open(name: str, blob: bytes) -> Mapping[str, _Part | bytes]:
    """Compile the parts to render, and give them with the others in the order of the new archive."""
    hint = "Bewaar het sjabloon in Word als .docx."
    try:
        with ZipFile(BytesIO(blob)) as archive:
            entries = {info.filename: info for info in archive.infolist() if not info.is_dir()}
            if sum(info.file_size for info in entries.values()) > _MOST_BYTES:
                raise TemplateRefused(f"Sjabloon «{name}»: het bestand is uitgepakt te groot.")
            contents = {key: archive.read(info) for key, info in entries.items()}
    except (BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, OSError) as err:
        raise TemplateRefused(f"Sjabloon «{name}»: dit is geen leesbaar Word-bestand.", hint=hint) from err
    if "word/document.xml" not in contents:
        raise TemplateRefused(f"Sjabloon «{name}»: dit is geen Word-document.", hint=hint)
    language = environment()
    parts: dict[str, _Part | bytes] = {}
    for key in (*(k for k in _FIRST if k in contents), *sorted(k for k in contents if k not in _FIRST)):
        data = contents[key]
        if key.startswith("docProps/thumbnail"):
            continue
        if key == "_rels/.rels":
            data = re.sub(rb"<Relationship [^>]*docProps/thumbnail[^>]*/>", b"", data)
        is_rendered = key == _CORE or _RENDERED.fullmatch(key)
        parts[key] = _compile(name, language, data, is_text=key != _CORE) if is_rendered else data
    return parts


def _compile(name: str, language: SandboxedEnvironment, data: bytes, *, is_text: bool) -> _Part:
    try:
        root = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as err:
        raise TemplateRefused(f"Sjabloon «{name}»: het Word-bestand is beschadigd ({err}).") from err
    text = etree.tostring(root, encoding="unicode").replace("\n", " ")
    text = DocxTemplate(BytesIO()).patch_xml(text).replace("<w:t>", f"<w:t{_SPACE}>")
    text = _ORDER.sub(lambda order: order.group().replace("&amp;", "&"), text)
    # A line for each paragraph, and for what stands between two: the number of a line tells the paragraph.
    text = re.sub(r"<w:p([ >])", r"\n<w:p\1", text).replace("</w:p>", "</w:p>\n")
    try:
        return _Part(source=text, template=language.from_string(text), is_text=is_text)
    except TemplateSyntaxError as err:
        refuse(name, text, err, {})


def _render(name: str, part: _Part, context: Mapping[str, object]) -> bytes:
    printed: list[str] = []
    try:
        text = part.template.render({**context, PRINTED: printed}).replace("\n", "")
    except FAILURES as err:
        refuse(name, part.source, err, context)
    words = unescape("".join(w.group(1) or " " for w in _WORDS.finditer(text)) if part.is_text else text)
    if left := _LEFTOVER.search(words):
        around = words[max(0, left.start() - 40) : left.end() + 40].strip()
        raise TemplateRefused(
            f"Sjabloon «{name}»: er blijft een opdracht staan in «…{around}…».",
            hint="Typ de opdracht in Word opnieuw, in één keer en zonder opmaakwissel.",
        )
    _must_stand(name, printed, words)
    data = _put_back(text, _BACK if part.is_text else _PLAIN).encode()
    try:
        etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as err:
        raise TemplateRefused(
            f"Sjabloon «{name}»: een opdracht staat op een plaats waar Word haar niet verdraagt ({err}).",
            hint="Zet {%p … %} alleen in een eigen alinea en {%tr … %} alleen in een eigen rij.",
        ) from err
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + data


def _must_stand(name: str, printed: list[str], words: str) -> None:
    """Refuse a document in which a value does not stand as often as it was printed."""
    here = " ".join(_put_back(words, _PLAIN).split())
    for value, times in Counter(" ".join(value.split()) for value in printed).items():
        if value and here.count(value) < times:
            raise TemplateRefused(
                f"Sjabloon «{name}»: de waarde «{value}» is niet in de tekst terechtgekomen."
            )


def _put_back(text: str, signs: Mapping[str, str]) -> str:
    """Write what travelled as private characters; `str.translate` would look at every other one too."""
    for private, sign in signs.items():
        text = text.replace(private, sign)
    return text


def _core(data: bytes, moment: datetime) -> bytes:
    """Set in the core properties who and when; Word's own values would differ each time."""
    root = etree.fromstring(data, _parser())
    for element in list(root):
        match etree.QName(element).localname:
            case "created" | "modified":
                element.text = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
            case "lastModifiedBy":
                element.text = MODIFIED_BY
            case "revision" | "lastPrinted":
                root.remove(element)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Yield every text in the context with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, f"{path}[{index}]")


def _refuse_control_characters(path: str, text: str) -> None:
    if text.isascii() and text.isprintable():
        return
    for character in text:
        if character in "\n\t":
            continue
        is_control = unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in _BIDI
        if is_control or character in PRIVATE or ord(character) & _NONCHARACTER == _NONCHARACTER:
            raise InputRefused(
                f"De waarde van «{path}» bevat het onzichtbare teken U+{ord(character):04X}.",
                hint="Verwijder het uit het bestand waaruit deze waarde komt.",
            )

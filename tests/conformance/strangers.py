"""Files that other programs signed: our papers, signed elsewhere, and letters that we never saw.

EU DSS and PDFBox sign in the judges' machine, openssl makes a bare CMS, and pyHanko signs by its own command,
and with what `tests.foreign` appends as Acrobat does. Programs go by the clock of the machine, so these files
are of today.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
from asn1crypto import pem
from pikepdf import Dictionary, Name
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from signing import elsewhere, sign
from signing.increment import Increment, single
from signing.testpki import running
from tests import foreign
from tests.attacks.scene import Scene
from tests.conformance.trial import Paper, Trial
from tests.workshop import ORGANISATION, SIGNERS

FIELD = "taakgedelegeerde"
HOLDER, OTHER = SIGNERS[FIELD], SIGNERS["bedrijfsarts"]
_ROOM = 2 * 12_000  # hexadecimals for the CMS of openssl
_TEXT = b"BT /F1 14 Tf 60 640 Td (Wij bevestigen de afspraak van 3 november.) Tj ET"
_OTHER_DAY = (b"3 november", b"4 november")
_OURS, _LETTER = "issued", "letter"

# What is signed in the judges' machine, in this order: the file that is signed, and how.
IN_JAVA: Mapping[str, tuple[str, Mapping[str, object]]] = {
    **{
        f"our D5, signed by EU DSS at {level}": (_OURS, {"level": level, "field": FIELD})
        for level in ("B", "T", "LT", "LTA")
    },
    **{
        f"letter, signed by EU DSS at {level}": (_LETTER, {"level": level})
        for level in ("B", "T", "LT", "LTA")
    },
    "letter, certified by EU DSS": (_LETTER, {"level": "LT", "certify": True}),
    "letter, signed by PDFBox": (_LETTER, {"program": "pdfbox"}),
    "letter, signed by EU DSS and again": (
        "letter, signed by EU DSS at LT",
        {"level": "LTA", "left": 300, "holder": OTHER},
    ),
    "letter, certified and signed by EU DSS": (
        "letter, certified by EU DSS",
        {"level": "LT", "left": 300, "holder": OTHER},
    ),
}


class Desk:
    """Where the files are made: the scene with its PKI, and a folder with what was made before."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.scene, self.folder = scene, folder

    def path(self, name: str) -> Path:
        """Say where a file is."""
        return self.folder / f"{re.sub('[^a-z0-9]+', '-', name.lower())}.pdf"

    def of(self, name: str) -> bytes:
        """Give a file that was made before."""
        return self.path(name).read_bytes()

    def by_command(self, *options: str, source: str = _OURS, field: str = FIELD) -> bytes:
        """Sign with pyHanko's own command."""
        pki = self.scene.pki
        filled = [one.format(tsa=pki.tsa_url, root=pki.root) for one in options]
        return foreign.pyhanko(
            self.of(source), field, HOLDER, pki, self.folder, *filled, *foreign.EMBEDDED_FONT
        )

    def by_library(self, *, source: str = _OURS, holder: str = HOLDER, **how: object) -> bytes:
        """Sign with pyHanko's library; with a time-stamp unless `how` says otherwise."""
        values: dict[str, object] = {"field": FIELD, "stamper": self.scene.services.timestamper} | how
        return foreign.program(self.of(source), key=self.scene.key(holder), **values)  # type: ignore[arg-type]

    def by_openssl(self, *options: str, source: str, field: str, form: SigSeedSubFilter) -> bytes:
        """Sign with the CMS that openssl makes of the bytes of the signature's revision."""
        writer = (Increment if source == _OURS else IncrementalPdfFileWriter)(BytesIO(self.of(source)))
        steps = PdfCMSEmbedder().write_cms(field, writer)
        next(steps)
        placeholder = SignatureObject(timestamp=datetime.now(UTC), subfilter=form, bytes_reserved=_ROOM)
        steps.send(SigObjSetup(sig_placeholder=placeholder, mdp_setup=SigMDPSetup(md_algorithm="sha256")))
        digest, out = steps.send(SigIOSetup(md_algorithm="sha256"))
        pdf = out.getvalue()
        signed = pdf[: digest.reserved_region_start] + pdf[digest.reserved_region_end :]
        steps.send(self._message(signed, *options))
        return bytes(out.getvalue())

    def _message(self, signed: bytes, *options: str) -> bytes:
        chain, key = self.scene.pki.keys[HOLDER]
        content, issuer = self.folder / "openssl.bin", self.folder / "openssl.pem"
        content.write_bytes(signed)
        _, *above = pem.unarmor(chain.read_bytes(), multiple=True)
        issuer.write_bytes(b"".join(pem.armor("CERTIFICATE", der) for _, _, der in above))
        command = ["openssl", "cms", "-sign", "-binary", "-outform", "DER", "-md", "sha256", "-nosmimecap"]
        command += ["-signer", str(chain), "-inkey", str(key), "-certfile", str(issuer), "-in", str(content)]
        return _run(*command, *options)

    def taken_back(self, name: str) -> bytes:
        """Take a paper back that was signed elsewhere, let the other person sign, and close it."""
        scene = self.scene
        paper = sign.Paper(pdf=scene.issued, plan=scene.plan, origin=scene.origin)
        pdf = elsewhere.accept(paper, self.of(name), FIELD, scene.services, clock=sign.now).pdf
        for act, words, holder in (
            (sign.approve, ("bedrijfsarts",), OTHER),
            (sign.close, (), ORGANISATION),
        ):
            paper = sign.Paper(pdf=pdf, plan=scene.plan, origin=scene.origin)
            pdf = single(act([paper], *words, scene.key(holder), scene.services, clock=sign.now))  # type: ignore[operator]
        return pdf


def _heedless(writer: IncrementalPdfFileWriter) -> None:
    """Be a program that does not look at what a field asks for (/SV)."""
    for field in writer.root["/AcroForm"]["/Fields"]:
        field.get_object().pop("/SV", None)


def _noted(writer: IncrementalPdfFileWriter) -> None:
    """Be a program that puts a note on the first page, which may have none yet."""
    page = writer.root["/Pages"]["/Kids"][0]
    if "/Annots" not in page:
        page[generic.pdf_name("/Annots")] = notes = generic.ArrayObject()
        notes.container_ref = page.container_ref
    foreign.annotated(writer)


_PADES, _OLDER = SigSeedSubFilter.PADES, SigSeedSubFilter.ADOBE_PKCS7_DETACHED
_STAMPED = ("--use-pades", "--timestamp-url", "{tsa}")
_WHOLE = (*_STAMPED, "--with-validation-info", "--trust", "{root}", "--trust-replace")
_BY_OPENSSL, _OF_DSS = "our D5, signed by openssl", "letter, signed by EU DSS at LTA"
_BY_COMMAND, _BY_LIBRARY = "our D5, signed by pyHanko's command", "our D5, signed as Acrobat signs"
_PLACE = "1/60,560,240,600/Signature1"
Maker = Callable[[Desk], bytes]

# What is made here, in this order.
OF_OURS: Mapping[str, Maker] = {
    _BY_COMMAND: lambda desk: desk.by_command(*_WHOLE),
    f"{_BY_COMMAND}, no validation data": lambda desk: desk.by_command(*_STAMPED),
    f"{_BY_COMMAND}, no time-stamp": lambda desk: desk.by_command("--use-pades"),
    _BY_LIBRARY: lambda desk: desk.by_library(mischief=foreign.acrobat, name="Adobe Acrobat"),
    f"{_BY_LIBRARY}, then validation data": lambda desk: foreign.with_validation_data(
        desk.of(_BY_LIBRARY), desk.scene.trust
    ),
    f"{_BY_LIBRARY}, then saved again": lambda desk: foreign.resaved(desk.of(_BY_LIBRARY), foreign.acrobat),
    _BY_OPENSSL: lambda desk: desk.by_openssl("-cades", source=_OURS, field=FIELD, form=_PADES),
    "our D5, signed in the older form": lambda desk: desk.by_library(form=_OLDER, mischief=_heedless),
    "our D5, signed by another person": lambda desk: desk.by_library(holder=OTHER),
    "our D5, signed in a field of its own": lambda desk: desk.by_library(field="Signature1", new_field=True),
    "our D5, signed with a note put on it": lambda desk: desk.by_library(mischief=_noted),
    "our D5, signed, then a note put on it": lambda desk: foreign.resaved(desk.of(_BY_COMMAND), _noted),
    "our D5, signed, then painted over": lambda desk: foreign.resaved(desk.of(_BY_COMMAND), foreign.painted),
    "our D5, signed, then given another title": lambda desk: foreign.resaved(
        desk.of(_BY_COMMAND), foreign.informed(Title="Iets anders")
    ),
}
SEALED: Mapping[str, Maker] = {
    f"{name}, taken back and sealed": lambda desk, name=name: desk.taken_back(name)  # type: ignore[misc]
    for name in (_BY_COMMAND, _BY_LIBRARY)
}
LETTERS: Mapping[str, Maker] = {
    "letter, signed by pyHanko's command": lambda desk: desk.by_command(
        *_WHOLE, source=_LETTER, field=_PLACE
    ),
    "letter, signed by openssl": lambda desk: desk.by_openssl(
        "-cades", source=_LETTER, field="Signature1", form=_PADES
    ),
    "letter, signed by openssl in the older form": lambda desk: desk.by_openssl(
        source=_LETTER, field="Signature1", form=_OLDER
    ),
    "letter, signed by EU DSS, then a note put on it": lambda desk: foreign.resaved(desk.of(_OF_DSS), _noted),
    "letter, signed by EU DSS, then painted over": lambda desk: foreign.resaved(
        desk.of(_OF_DSS), foreign.painted
    ),
    "letter, signed by EU DSS, a byte changed": lambda desk: desk.of(_OF_DSS).replace(*_OTHER_DAY),
    "letter, signed by EU DSS, cut off": lambda desk: desk.of(_OF_DSS)[:-2000],
}


def missing() -> list[str]:
    """Name the programs that are not there."""
    return [name for name in ("openssl",) if shutil.which(name) is None]


def strangers(folder: Path, class_path: str) -> list[Trial]:
    """Make the files in `folder`, with the programs of `class_path`."""
    folder.mkdir(parents=True)
    holders = (HOLDER, OTHER)
    with running(
        folder / "pki",
        persons=holders,
        seals=(ORGANISATION,),
    ) as pki:
        desk = Desk(Scene(pki, folder), folder)
        desk.path(_OURS).write_bytes(desk.scene.issued)
        desk.path(_LETTER).write_bytes(_letter())
        _sign_in_java(desk, class_path)
        for name, maker in (OF_OURS | SEALED | LETTERS).items():
            desk.path(name).write_bytes(maker(desk))
        return list(_trials(desk))


def _trials(desk: Desk) -> Iterator[Trial]:
    paper = Paper(plan=desk.scene.plan, origin=desk.scene.origin)
    for name in (*IN_JAVA, *OF_OURS, *SEALED, *LETTERS):
        yield Trial(
            kind="foreign",
            name=name,
            path=desk.path(name),
            root=desk.scene.pki.root,
            at=datetime.now(UTC),
            paper=paper if name.startswith("our ") else None,
            sealed=name in SEALED or not name.startswith("our "),
        )


def _sign_in_java(desk: Desk, class_path: str) -> None:
    jobs = []
    for name, (source, how) in IN_JAVA.items():
        chain, key = desk.scene.pki.keys[str(how.get("holder", HOLDER))]
        jobs.append(
            {
                "program": "dss",
                "path": str(desk.path(source)),
                "out": str(desk.path(name)),
                "chain": str(chain),
                "key": str(key),
                "root": str(desk.scene.pki.root),
                "tsa": desk.scene.pki.tsa_url,
            }
            | how
        )
    listed = desk.folder / "jobs.json"
    listed.write_text(json.dumps(jobs), encoding="utf-8")
    _run("java", "-cp", class_path, "judges.Signers", str(listed))


def _run(*command: str) -> bytes:
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise AssertionError(done.stderr.decode(errors="replace"))
    return done.stdout


def _letter() -> bytes:
    """Make a letter of one page, as any program could."""
    with pikepdf.new() as doc:
        page = doc.add_blank_page(page_size=(595, 842))
        page.Contents = doc.make_stream(_TEXT)
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.Resources = Dictionary(Font=Dictionary(F1=doc.make_indirect(font)))
        page.Annots = doc.make_indirect(pikepdf.Array())
        out = BytesIO()
        doc.save(out, compress_streams=False)
        return out.getvalue()

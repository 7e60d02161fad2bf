"""What MDTO says of a package: of the dossier, of each piece, of each file, with the links both ways.

Every name and identification comes from here; `generator.archive.agreement` holds a package against them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from generator.archive import concepts, mdto
from generator.archive.mdto import (
    Beperking,
    Betrokkene,
    DekkingInTijd,
    Event,
    Gerelateerd,
    Identificatie,
    Informatieobject,
    Verwijzing,
)
from generator.archive.model import Happened, Piece, Stored, Whole
from generator.archive.names import OF_FILE, OF_OBJECT, is_file_name, is_object_name
from generator.delegation import Delegation

# Data on a paper in a standard of their own, where the rest of a piece is the piece itself.
_METADATA = ("validatie", "premis")

_PERSONAL = (
    "Bevat persoonsgegevens van de bedrijfsarts, de taakgedelegeerde en wie voor de werkgever tekende: namen, functies, "
    "registratienummers en oordelen over bekwaamheid. Raadpleging en verstrekking alleen zoals de Algemene verordening "
    "gegevensbescherming (AVG) en de archiefwetgeving dat toestaan. Bevat geen medische gegevens en geen gegevens over "
    "verzuimende werknemers."
)
_TEST = "Proefdossier, zonder rechtsgevolg."


def sidecars(whole: Whole) -> Iterator[tuple[str, bytes]]:
    """Give each sidecar, as its path below `data/` and its bytes: the dossier's first, then piece by piece.

    The events are those of `whole` and its pieces. Raises `ValueError` for names that a delivery may not have.
    """
    folder = _folder(whole)
    yield f"{folder}/{folder}{OF_OBJECT}", mdto.write(_dossier(whole))
    for piece in whole.pieces:
        yield f"{folder}/{piece.name}/{piece.name}{OF_OBJECT}", mdto.write(_piece(whole, piece))
        for file in piece.files:
            yield f"{file.path}{OF_FILE}", mdto.write(_file(whole, piece, file))


def counts(whole: Whole) -> tuple[int, int]:
    """Give how many objects and how many files are described."""
    return 1 + len(whole.pieces), sum(len(piece.files) for piece in whole.pieces)


def source_of(delegation: Delegation) -> str:
    """Say where the identifications come from; it never changes, whoever keeps the dossier."""
    return f"Delegatiedossiers van {delegation.arbodienst.naam}"


def dossier_identification(whole: Whole) -> Identificatie:
    """Give by what the dossier is known."""
    return Identificatie(kenmerk=whole.reference, bron=source_of(whole.delegation))


def _dossier(whole: Whole) -> Informatieobject:
    delegation, folder = whole.delegation, _folder(whole)
    related: tuple[Gerelateerd, ...] = ()
    if whole.reference != delegation.kenmerk:
        origin = Identificatie(kenmerk=delegation.kenmerk, bron=source_of(delegation))
        name = f"Delegatiedossier {delegation.kenmerk}"
        related = (
            Gerelateerd(relatie=concepts.REFEREERT_AAN, ander=Verwijzing(naam=name, identificatie=origin)),
        )
    parent = None
    if whole.parent:
        kenmerk, bron = whole.parent
        parent = Verwijzing(naam=kenmerk, identificatie=Identificatie(kenmerk=kenmerk, bron=bron))
    employer = delegation.werkgever.naam
    said = f"Papieren over taken die {delegation.bedrijfsarts.naam} delegeert aan {delegation.taakgedelegeerde.naam}"
    return Informatieobject(
        identificatie=dossier_identification(whole),
        naam=whole.title,
        aggregatieniveau=concepts.DOSSIER,
        omschrijving=(f"{said}, voor {employer}. Map {folder}.", *([_TEST] if whole.test else [])),
        dekking=_period(whole),
        events=_events(whole.events),
        waardering=concepts.TIJDELIJK,
        bewaren_tot=whole.keep_until,
        informatiecategorie=_category(whole),
        onderdeel_van=parent,
        onderdelen=tuple(
            Verwijzing(naam=piece.title, identificatie=_piece_identification(whole, piece))
            for piece in whole.pieces
        ),
        gerelateerd=related,
        archiefvormer=_creator(whole),
        betrokkenen=tuple(_parties(delegation)),
        beperking=Beperking(soort=concepts.OVERIG, beschrijving=_PERSONAL),
    )


def _piece(whole: Whole, piece: Piece) -> Informatieobject:
    own = [file for file in piece.files if file.kind not in _METADATA]
    more = [file for file in piece.files if file.kind in _METADATA]
    return Informatieobject(
        identificatie=_piece_identification(whole, piece),
        naam=piece.title,
        aggregatieniveau=concepts.ARCHIEFSTUK,
        omschrijving=(piece.description, *([_TEST] if whole.test else [])),
        dekking=_period(whole) if piece.document else None,
        events=_events(piece.events),
        waardering=concepts.TIJDELIJK,
        bewaren_tot=whole.keep_until,
        informatiecategorie=_category(whole),
        onderdeel_van=Verwijzing(naam=whole.title, identificatie=dossier_identification(whole)),
        representaties=tuple(_to_file(whole, file) for file in own),
        aanvullende_metagegevens=tuple(_to_file(whole, file) for file in more),
        archiefvormer=_creator(whole),
        beperking=Beperking(soort=concepts.OVERIG, beschrijving=_PERSONAL),
    )


def _file(whole: Whole, piece: Piece, file: Stored) -> mdto.Bestand:
    return mdto.Bestand(
        identificatie=_file_identification(whole, file),
        naam=file.name,
        omvang=file.size,
        formaat=concepts.FORMATS[file.kind],
        algoritme=concepts.SHA256,
        sha256=file.sha256,
        checksum_datum=whole.judged_at,
        representatie_van=Verwijzing(naam=piece.title, identificatie=_piece_identification(whole, piece)),
    )


def _folder(whole: Whole) -> str:
    """Give the name of the dossier's folder, once all names keep the rules of the specification."""
    folders = {PurePosixPath(file.path).parts[0] for piece in whole.pieces for file in piece.files}
    if len(folders) != 1:
        raise ValueError(f"the files of one dossier lie in one folder, not in {sorted(folders)}")
    folder = folders.pop()
    strange = [
        file.path
        for piece in whole.pieces
        for file in piece.files
        if file.path != f"{folder}/{piece.name}/{file.name}" or not is_file_name(file.name)
    ]
    objects = [folder, *(piece.name for piece in whole.pieces)]
    strange += [name for name in objects if not is_object_name(name)]
    names = Counter(name.lower() for name in (*objects, *(f.name for p in whole.pieces for f in p.files)))
    strange += [name for name, number in names.items() if number > 1]
    if strange:
        raise ValueError(f"not a name for a delivery, or used twice: {strange}")
    return folder


def _piece_identification(whole: Whole, piece: Piece) -> Identificatie:
    return Identificatie(kenmerk=f"{whole.reference}/{piece.name}", bron=source_of(whole.delegation))


def _file_identification(whole: Whole, file: Stored) -> Identificatie:
    # By its name, which is unique in the dossier: a paper with a renewed time-stamp stays the same file.
    return Identificatie(kenmerk=f"{whole.reference}/{file.name}", bron=source_of(whole.delegation))


def _to_file(whole: Whole, file: Stored) -> Verwijzing:
    return Verwijzing(naam=file.name, identificatie=_file_identification(whole, file))


def _period(whole: Whole) -> DekkingInTijd:
    term = whole.delegation.looptijd
    return DekkingInTijd(soort=concepts.LOOPTIJD, begin=term.ingang, einde=term.einde)


def _events(happened: Iterable[Happened]) -> tuple[Event, ...]:
    return tuple(
        Event(
            soort=concepts.event(one.kind),
            tijd=one.at,
            actor=Verwijzing(naam=one.by),
            resultaat=one.result,
        )
        for one in sorted(happened, key=lambda one: one.at)
    )


def _category(whole: Whole) -> mdto.Begrip | None:
    return concepts.category(
        whole.delegation.archief.selectielijst_categorie,
        municipal=whole.delegation.werkgever.rechtsvorm == "gemeente",
        creator=whole.creator,
    )


def _creator(whole: Whole) -> Verwijzing:
    """Name the archiefvormer; its number in the trade register is known if it is a party to the delegation."""
    for party in (whole.delegation.werkgever, whole.delegation.arbodienst):
        if party.naam == whole.creator:
            known = Identificatie(kenmerk=party.kvk_nummer, bron="KVK")
            return Verwijzing(naam=whole.creator, identificatie=known)
    return Verwijzing(naam=whole.creator)


def _parties(delegation: Delegation) -> Iterator[Betrokkene]:
    doctor, delegate = delegation.bedrijfsarts, delegation.taakgedelegeerde
    for name, function in (
        (doctor.naam, doctor.functie),
        (delegate.naam, delegate.functie),
        (delegation.werkgever.naam, "werkgever"),
    ):
        yield Betrokkene(relatie=concepts.BELANGHEBBENDE, actor=Verwijzing(naam=f"{name} ({function})"))

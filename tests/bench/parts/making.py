"""Making a dossier, beside LibreOffice; and where the time goes."""

from __future__ import annotations

from tests.bench.crew import alone, race
from tests.bench.measure import Target, measured
from tests.bench.stand import DOCUMENTS, Section, Stand, job, peer, row

_EACH = Target(limit=40, kind="most", of="value", unit="ms")
_BATCH = Target(limit=4, kind="least")
_COLD = Target(limit=25, kind="least")
_STAGES = {
    "lezen": "het bestand lezen",
    "regels": "de regels toetsen",
    "waarden": "de waarden voor de sjablonen",
    "sjabloon": "de sjablonen vullen (docxtpl)",
    "punten": "de verplichte punten toetsen",
    "gedrukt": "toetsen of alles er staat",
    "lezer": "de Word-bestanden lezen",
    "zetter": "zetten (Typst)",
    "keuring": "de PDF's keuren",
    "velden": "velden en merken zetten",
    "overig": "de rest",
}


def making(at: Stand) -> Section:
    """Make a dossier, beside LibreOffice on the same documents."""
    words = at.lay("words", "word")
    cold = at.length.cold
    runs = race(
        {
            "ours": job("generating:dossiers", number=1),
            "batch": peer("office:batch", folder=words, rounds=at.length.few),
            "warm": peer("office:warm", folder=words, rounds=at.length.few),
            "cold": peer("office:cold", folder=words, documents=cold, rounds=at.length.few),
        },
        at.length.rounds,
    )
    first = alone(job("generating:first", fresh=True), at.length.few)
    all_, cpu = DOCUMENTS, runs["ours"].cpu(DOCUMENTS)
    ours = row("make", "delegatie: Word en PDF", runs["ours"], each=all_)
    return Section(
        title="Een dossier maken",
        says="Een dossier van twaalf documenten, van delegatiebestand tot Word en PDF/A-2a met velden. De anderen vullen "
        "dezelfde sjablonen met docxtpl en zetten dezelfde Word-bestanden om naar PDF/A-2b; zij lezen, toetsen en "
        "keuren niets. Tijd per document.",
        measures=(
            measured("make.cpu", "delegatie: rekentijd, op één kern", "ms", cpu, target=_EACH),
            ours,
            row("make.first", "delegatie: het eerste dossier van een proces", first, each=all_, against=ours),
            row(
                "make.batch", "docxtpl en LibreOffice, alle twaalf in één start", runs["batch"],
                each=all_, against=ours, target=_BATCH,
            ),
            row(
                "make.warm", "docxtpl en unoserver, dat al draait", runs["warm"],
                each=all_, against=ours, peak=False,
            ),
            row(
                "make.cold", "docxtpl en LibreOffice, voor elk document gestart", runs["cold"],
                each=cold, against=ours, target=_COLD,
            ),
        ),
    )  # fmt: skip


def stages(at: Stand) -> Section:
    """Part the time of one dossier over its stages."""
    run = alone(job("generating:stages"), at.length.rounds)
    whole = measured("stage", "een heel dossier", "ms", run.cpu(), peak=run.peak)
    rows = (
        measured(f"stage.{name}", _STAGES[name], "ms", run.cpu(part=name), against=whole)
        for name in run.parts
    )
    return Section(
        title="Waar de tijd blijft",
        says="Rekentijd van elke stap, voor een dossier van twaalf documenten.",
        measures=(whole, *rows),
    )

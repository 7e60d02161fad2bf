"""What two people answer: by the label of the question, in the order in which it is asked."""

from __future__ import annotations

from collections.abc import Mapping

Story = Mapping[str, str | list[str]]

CODE = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"

_BOTH: dict[str, str | list[str]] = {
    "Plaats van opmaak": "Dommelwaard",
    "Datum van opmaak": "23-11-2026",
    "Kenmerk van de delegatie": "",
    "Ingangsdatum": "",
    "Einddatum": "",
    "Data van de evaluaties": "",
    "Naam van de bedrijfsarts": "A.M. de Vries",
    "Aanhef en titel van de bedrijfsarts": "mevrouw dr.",
    "Functie van wie delegeert": "",
    "Specialisme": "",
    "BIG-nummer van de bedrijfsarts": "19012345601",
    "Datum waarop het BIG-register is nagekeken": "2026-11-10",
    "Wie het BIG-register nakeek": "F. Smits",
    "Organisatie van de bedrijfsarts": "Arbodienst De Dieze B.V.",
    "E-mailadres van de bedrijfsarts": "a.devries@dedieze.example",
    "Telefoonnummer van de bedrijfsarts": "+31 73 555 01 01",
    "Is er een waarnemer?": "",
    "Naam van de waarnemer": "J. Peters",
    "BIG-nummer van de waarnemer": "29012345701",
    "Naam van de arbodienst": "",
    "KvK-nummer van de arbodienst": "90000021",
    "Straat en huisnummer": ["Havensingel 12", "Raadhuisplein 1"],
    "Postcode": ["5211 TX", "5200 AB"],
    "Plaats": ["Dommelwaard", "Dommelwaard"],
    "KvK-nummer van de werkgever": "90000013",
    "Naam van de vertegenwoordiger": "C. Bakker",
    "Aanhef van de vertegenwoordiger": "mevrouw",
    "Functie van de vertegenwoordiger": "gemeentesecretaris",
    "Waaruit de bevoegdheid blijkt": "Mandaatbesluit 2026, artikel 4",
    "E-mailadres van de vertegenwoordiger": "c.bakker@dommelwaard.example",
    "Naam van de taakgedelegeerde": "B. Jansen",
    "Aanhef van de taakgedelegeerde": "de heer",
    "Functie van de taakgedelegeerde": "",
    "E-mailadres van de taakgedelegeerde": "b.jansen@dommelwaard.example",
    "Nummer in het RSC-register": "RSC-10234",
    "Heeft de taakgedelegeerde nog een andere rol?": "nee",
    "Titel van de gedragscode": "",
    "Versie van de gedragscode": "",
    "SHA-256 van het bestand met de gedragscode": CODE.upper(),
    "Hoe vaak bedrijfsarts en taakgedelegeerde overleggen": "2 weken",
    "Wijze van toezicht": "Maandelijks een steekproef van vijf dossiers.",
    "Bereikbaarheid van de bedrijfsarts": "Op werkdagen telefonisch; daarbuiten de waarnemer.",
    "Wanneer de bedrijfsarts erbij komt": "",
    "Scholing": "Jaarlijks twee intervisiebijeenkomsten.",
    "Is een deel van het dossier afgeschermd voor de taakgedelegeerde?": "ja",
    "Verwerkingsverantwoordelijke": "",
    "Hoe de werknemers worden geïnformeerd": "Brief bij de eerste uitnodiging.",
    "Wanneer de werknemers worden geïnformeerd": "",
    "Verantwoordelijke voor het archief": "H. Willems, informatiebeheerder",
    "Bewaren tot": "",
}

# Choices all ask for «Keuze», so their answers stand in the order of the questions.
EMPLOYED: Story = _BOTH | {
    "Naam van de werkgever": "Gemeente Dommelwaard",
    "Keuze": [
        *("gemeente", "or", "", "CMTD", "werkgever"),
        *("2", "bekwaam", "bekwaam", "2"),
        *("gedeeltelijk", "bekwaam", "bekwaam-onder-voorwaarden", "3", "observatie"),
    ],
    "Datum van de instemming": "2026-10-15",
    "Datum van de arbeidsovereenkomst": "2021-03-01",
    "Functie in de arbeidsovereenkomst": "adviseur inzetbaarheid",
    "Waarom aan iemand in dienst van de werkgever wordt gedelegeerd": "interne arbodienst",
    "Andere werkzaamheden als taken worden teruggenomen": "adviseur inzetbaarheid",
    "Welke taken worden gedelegeerd?": "2, 1",
    "Wat bij de bedrijfsarts blijft": "Anamnese bij verzuim langer dan zes weken.",
    "Aanwijzingen van de bedrijfsarts": [
        "Volgens protocol 3: de lange versie.",
        "Volgens protocol Triage, versie 5.",
    ],
    "Toezicht op deze taak": ["Steekproef van vijf dossiers per maand.", ""],
    "Inzage voor deze taak": ["functie; werkomstandigheden", "beperkingen"],
    "Datum van dat oordeel": ["2026-11-02", "2026-11-12", "2026-11-03", "2026-11-13"],
    "Voorwaarden bij dat oordeel": "Eerste drie maanden gezamenlijk.",
    "Datum van de herbeoordeling": ["2027-11-01", ""],
    "Omschrijving van het bewijs": [
        "Opleiding Casemanager Taakdelegatie",
        "Vijf jaar ervaring",
        "Drie gesprekken bijgewoond",
    ],
    "Datum van het bewijs": ["2025-03-14", "2026-11-01", "2026-11-09"],
    "Geldig tot": ["2030-03-14", "", ""],
    "Is er nog een bewijs voor deze taak?": ["", "ja", "nee"],
    "Is de bekwaamheid beoordeeld en bewezen als bij de vorige taak?": "nee",
    "Categorie in de selectielijst": "2.1",
}

EXTERNAL: Story = _BOTH | {
    "Naam van de werkgever": "Bakkerij Jansen & Zn. <Waalbrug> B.V.",
    "Keuze": [
        "bv",
        "geen",
        "",
        "aantekening-taakdelegatie",
        "arbodienst",
        "volledig",
        "1",
        "1",
        "opleiding",
        "volledig",
    ],
    "Reden dat er geen medezeggenschap is": "minder dan tien werknemers",
    "Onderschrijft de taakgedelegeerde een gedragscode?": "ja",
    "Welke taken worden gedelegeerd?": "8 17",
    "Aanwijzingen van de bedrijfsarts": ["Binnen het behandelplan.", "Verslag binnen drie werkdagen."],
    "Toezicht op deze taak": ["Wekelijkse bespreking.", "Maandelijkse bespreking."],
    "Inzage voor deze taak": ["planning", "werkomstandigheden"],
    "Datum van dat oordeel": ["1-11-2026", "19-11-2026"],
    "Datum van de herbeoordeling": "",
    "Omschrijving van het bewijs": "HBO Arbeid en Gezondheid",
    "Datum van het bewijs": "2019-07-01",
    "Geldig tot": "",
    "Is er nog een bewijs voor deze taak?": "",
    "Is de bekwaamheid beoordeeld en bewezen als bij de vorige taak?": "ja",
}
STORIES = {"employed": EMPLOYED, "external": EXTERNAL}


class Teller:
    """Answers prompts from a story; every answer is given once, unless it is the only one."""

    def __init__(self, story: Story) -> None:
        self._left = {
            label.removesuffix("?"): [said] if isinstance(said, str) else list(said)
            for label, said in story.items()
        }
        self.told: list[str] = []

    def answer(self, prompt: str) -> str:
        label = prompt.strip().split(" (")[0].split(" [")[0].removesuffix(":").removesuffix("?")
        assert self._left.get(label), f"nothing left to answer: {prompt!r}"
        self.told.append(label)
        return self._left[label].pop(0)

    @property
    def untold(self) -> list[str]:
        return sorted(label for label, left in self._left.items() if left)

"""The page for people: what it says of each verdict, and that no stranger can make it say more."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.errors import SurroundingsFailed
from generator.judgement.answer import Answer, Picture
from generator.judgement.page import Page, Setting, render, write
from signing.listed import National, TrustedLists
from signing.policy import Trust
from tests.generator.judgement import answers
from tests.generator.judgement.answers import AT, EVERY, HOSTILE_TEXTS, SETTING, answer, paper, problem
from tests.generator.judgement.html_tree import elements, words

ADDRESSES = ("src", "href", "srcset", "action", "data", "poster", "background", "formaction", "xlink:href")


def page(*told: Answer, setting: Setting = SETTING) -> str:
    return render(told, setting)


def text(*told: Answer, setting: Setting = SETTING) -> str:
    return words(elements(page(*told, setting=setting))[0])


def rows(html: str) -> list[list[str]]:
    return [[words(cell) for cell in one.children] for one in elements(html) if one.tag == "tr"]


def standing(told: Answer) -> dict[str, str]:
    """Give what the page says of each signature, by what it is."""
    return {row[1].split(" PAdES")[0]: row[3] for row in rows(page(told)) if len(row) == 4}


VERDICTS = [
    pytest.param(answers.VALID, "Ja: GELDIG", "sinds het tekenen is niets veranderd", id="valid"),
    pytest.param(answers.INVALID, "Nee: ONGELDIG", "Er is iets mis", id="invalid"),
    pytest.param(answers.OPEN, "Dat is niet vast te stellen: NIET VAST TE STELLEN", "niet alles", id="open"),
    pytest.param(answers.UNFINISHED, "Nog niet: NOG NIET COMPLEET", "nog niet getekend", id="unfinished"),
    pytest.param(answers.DECLINED, "Nee: GEWEIGERD", "Er is niets vervalst", id="declined"),
    pytest.param(answers.UNREADABLE, "Nee: ONGELDIG", "Dit is geen PDF", id="unreadable"),
    pytest.param(answer(), "Nee: ONGELDIG", "", id="an answer that says nothing"),
]


@pytest.mark.parametrize(("told", "verdict", "because"), VERDICTS)
def test_the_verdict_stands_on_top_in_words(told: Answer, verdict: str, because: str) -> None:
    shown = elements(page(told))
    assert (
        words(next(one for one in shown if one.attributes.get("class", "").startswith("answer")))[2:]
        == verdict
    )
    assert because in words(shown[0])
    assert words(next(one for one in shown if one.tag == "title")).startswith(verdict.split(": ")[1])


def test_where_nothing_was_judged_nothing_is_valid() -> None:
    assert "GELDIG" not in text().replace("ONGELDIG", "")
    assert "ONGELDIG" in text()


def test_one_bad_file_makes_the_whole_bad_and_hides_no_other() -> None:
    told = text(answers.VALID, answers.INVALID, answers.UNREADABLE)
    assert "Nee: ONGELDIG" in told
    assert "3 bestanden of mappen beoordeeld: 1 geldig, 2 ongeldig." in told


STANDINGS = [
    pytest.param(answers.VALID, "✓ Ja", id="good"),
    pytest.param(
        answer(paper(signatures=(answers.signature("bedrijfsarts", answers.CHANGED),))),
        "✗ Nee (zie reden 1)",
        id="changed",
    ),
    pytest.param(answers.OPEN, "? Niet vast te stellen (zie reden 1)", id="unknown root"),
    pytest.param(
        answer(paper(problem("niet-gedekt"))),
        "? Zij wel, maar het document klopt niet",
        id="good in a bad paper",
    ),
    pytest.param(
        answer(paper(problem("beeld-onbekend"))),
        "? Zij wel, maar het document klopt niet",
        id="good in a paper that cannot be seen",
    ),
    pytest.param(answer(paper(problem("onvolledig"))), "✓ Ja", id="good, and others have still to sign"),
]


@pytest.mark.parametrize(("told", "says"), STANDINGS)
def test_each_signature_says_whether_it_stands(told: Answer, says: str) -> None:
    assert standing(told)["Handtekening"] == says


def test_a_reason_is_explained_once_with_what_to_do() -> None:
    told = text(answers.UNFINISHED)
    assert told.count("Wat u kunt doen:") == 1
    assert "Reden 1: dit is nog niet af" in told
    assert "Nog niet getekend: de bedrijfsarts." in told
    assert "Nog niet verzegeld." in told
    assert "Wacht tot iedereen heeft getekend." in told
    assert "dit is niet goed" not in told


def test_the_gravest_reason_comes_first() -> None:
    told = text(answer(paper(problem("wortel-onbekend"), problem("gewijzigd"))))
    assert re.search("Reden 1: dit is niet goed.*Reden 2: dit staat niet vast", told)


def test_a_reason_of_all_signatures_names_them_together() -> None:
    assert "Bij: alle handtekeningen, zegels en tijdstempels in dit document." in text(answers.OPEN)
    assert "Bij: de handtekening van B. Jansen (taakgedelegeerde)." in text(answers.INVALID)


def test_a_code_that_nobody_knows_is_never_comforting() -> None:
    told = text(answer(paper(problem("een-code-van-morgen"))))
    assert "Nee: ONGELDIG" in told
    assert "Vertrouw er niet op." in told


def test_many_messages_of_one_kind_are_counted() -> None:
    told = text(answers.DOSSIER)
    assert "Regel 19 van" in told
    assert "Regel 20 van" not in told
    assert "En nog 10." in told


def test_who_signed_is_listed_only_as_far_as_it_stands() -> None:
    (line,) = [row for row in rows(page(answers.INVALID, answers.VALID)) if len(row) == 3][1:2]
    assert line == ["D5 Geheimhouding", "✗ ONGELDIG", "–"]
    (other,) = [row for row in rows(page(answers.VALID, answers.INVALID)) if len(row) == 3][1:2]
    assert other == ["D5 Geheimhouding", "✓ GELDIG", "B. Jansen, A.M. de Vries"]


def test_what_a_trusted_list_says_is_told_with_the_signature() -> None:
    one = replace(answers.SIGNED[1], qualified="Gekwalificeerd volgens de Nederlandse lijst.")
    assert "Gekwalificeerd volgens de Nederlandse lijst." in text(answer(paper(signatures=(one,))))


def test_it_says_by_whom_as_of_when_and_with_which_trust() -> None:
    told = text(answers.VALID)
    assert "Arbodienst De Dieze B.V." in told
    assert "Beoordeeld naar 23 november 2026, 10.30 uur (UTC+01:00)." in told
    assert "Uitgever van Nederland" in told
    assert "ab" * 32 in told
    assert f"pdf/D5.pdf, 184 kB SHA-256: {'ef' * 32}" in told


SETTINGS = [
    pytest.param({"roots": ()}, "Er is geen wortelcertificaat opgegeven.", id="no roots"),
    pytest.param({"day": True}, "Beoordeeld naar het einde van 23 november 2026 (09:30:00 UTC).", id="a day"),
    pytest.param(
        {"roots": (replace(answers.ROOTS[0], name="Proefwortel (TEST – zonder rechtsgevolg)"),)},
        "Dit is een proef.",
        id="a trial",
    ),
    pytest.param({"lists": ("Nederland, van 1 oktober 2026",)}, "Nederland, van 1 oktober 2026", id="a list"),
]


@pytest.mark.parametrize(("change", "says"), SETTINGS)
def test_the_setting_is_told(change: dict[str, object], says: str) -> None:
    told = text(answers.VALID, setting=replace(SETTING, **change))  # type: ignore[arg-type]
    assert says in told
    assert says not in text(answers.VALID)


def test_trusted_lists_are_named_with_their_end_and_with_what_does_not_count() -> None:
    lists = TrustedLists(
        national=(
            National(territory="NL", until=datetime(2027, 3, 1, 12, tzinfo=UTC)),
            National(territory="BE", until=None),
        ),
        refused=("lijst.xml is verlopen.",),
    )
    told = Setting.of(Trust(lists=lists), at=AT, made=AT).lists
    assert told == (
        "NL, tot en met 1 maart 2027",
        "BE, zonder einde, en daarom gesloten",
        "Niet meegeteld: lijst.xml is verlopen.",
    )
    assert Setting.of(Trust(), at=AT, made=AT).lists == ()


def test_the_same_picture_stands_there_once_and_is_referred_to() -> None:
    shown = elements(page(answers.VALID))
    images = [one.attributes["src"] for one in shown if one.tag == "img"]
    assert len(images) == len(set(images)) == 4
    told = words(shown[0])
    refers = "Bladzijde 1 van 2: zoals hierboven, bij het zegel bij uitgifte van Arbodienst De Dieze B.V."
    assert refers in told
    assert "3 van de 5 bladzijden zijn niet afgebeeld." in told


def test_a_picture_that_stands_with_another_paper_names_that_paper() -> None:
    other = answer(paper(path="anders.pdf"), seen=(answers.seen(answers.picture(250), path="anders.pdf"),))
    assert "uitgifte van Arbodienst De Dieze B.V., in D5 Geheimhouding" in text(answers.VALID, other)


NO_PICTURES = [
    pytest.param(Picture(png=b"<svg onload=alert(1)>", width=60, height=80), id="no PNG"),
    pytest.param(Picture(png=answers.picture().png, width=0, height=80), id="no width"),
    pytest.param(Picture(png=answers.picture().png, width=60, height=1_000_000), id="as high as a tower"),
]


@pytest.mark.parametrize("picture", NO_PICTURES)
def test_what_is_no_picture_is_not_shown_and_is_missed(picture: Picture) -> None:
    told = answer(paper(), seen=(answers.seen(answers.picture(), picture),))
    assert len([one for one in elements(page(told)) if one.tag == "img"]) == 1
    assert "1 van de 2 bladzijden is niet afgebeeld." in text(told)


def test_no_text_of_a_stranger_becomes_part_of_the_page() -> None:
    html = page(answers.HOSTILE)
    shown = elements(html)
    ours = {one.tag for one in elements(page(answers.DOSSIER, answers.VALID))} | {"h4", "h5"}
    assert {one.tag for one in shown} <= ours
    assert not any(name.startswith("on") for one in shown for name in one.attributes)
    told = words(shown[0])
    assert "<script>alert(1)</script>" in told
    assert "{{ 7 * 7 }}" in told
    assert "omge\ufffddraaid" in told
    assert not re.search("[\0-\x08\x0b\x0e-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0\uffff]", html)
    assert len(html) < 200_000, "a stranger decides how long the page is"
    html.encode()


@pytest.mark.parametrize("told", EVERY.values(), ids=EVERY)
class TestEveryPage:
    """What holds for each page, whatever was judged (WCAG 2.2)."""

    def test_it_needs_nothing_beside_itself(self, told: Answer) -> None:
        shown = elements(page(told))
        found = [one.attributes[name] for one in shown for name in ADDRESSES if name in one.attributes]
        assert found
        assert all(address.startswith(("#", "data:image/png;base64,")) for address in found)
        assert not {"script", "link", "iframe", "object", "embed", "form", "base"} & {
            one.tag for one in shown
        }
        assert "url(" not in page(told)
        assert "@import" not in page(told)

    def test_its_policy_allows_its_own_style_and_nothing_else(self, told: Answer) -> None:
        shown = elements(page(told))
        (style,) = [one.text for one in shown if one.tag == "style"]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = next(
            one.attributes["content"]
            for one in shown
            if one.attributes.get("http-equiv") == "Content-Security-Policy"
        )
        assert policy.split("; ") == [
            "default-src 'none'",
            "img-src data:",
            f"style-src 'sha256-{digest}'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
        assert not any("style" in one.attributes for one in shown)

    def test_headings_and_landmarks_are_in_order(self, told: Answer) -> None:
        shown = elements(page(told))
        assert shown[0].tag == "html"
        assert shown[0].attributes["lang"] == "nl"
        levels = [int(one.tag[1]) for one in shown if re.fullmatch("h[1-6]", one.tag)]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
        assert [one.tag for one in shown if one.tag in ("header", "main", "footer")] == [
            "header",
            "main",
            "footer",
        ]
        assert all(words(one) for one in shown if re.fullmatch("h[1-6]|th|summary|a|title", one.tag))

    def test_every_reference_leads_to_one_place(self, told: Answer) -> None:
        shown = elements(page(told))
        ids = [one.attributes["id"] for one in shown if "id" in one.attributes]
        assert len(ids) == len(set(ids))
        wanted = [one.attributes["href"][1:] for one in shown if "href" in one.attributes]
        wanted += [
            one.attributes[name] for one in shown for name in one.attributes if name == "aria-labelledby"
        ]
        assert set(wanted) <= set(ids)

    def test_tables_say_what_their_cells_are(self, told: Answer) -> None:
        shown = elements(page(told))
        assert all(one.attributes.get("scope") in ("col", "row") for one in shown if one.tag == "th")
        for row in (one for one in shown if one.tag == "tr"):
            assert row.children[0].tag == "th"

    def test_pictures_say_what_they_show(self, told: Answer) -> None:
        for one in (one for one in elements(page(told)) if one.tag == "summary"):
            (image, caption) = one.children
            assert image.attributes["alt"].strip()
            assert re.fullmatch(r"bladzijde \d+ van \d+", words(caption))

    def test_no_verdict_is_told_by_its_colour_alone(self, told: Answer) -> None:
        for one in elements(page(told)):
            if {"good", "bad", "open"} & set(one.attributes.get("class", "").split()):
                assert re.match("[✓✗?] [A-Za-z]", words(one)), f"{one.tag}: {words(one)[:40]}"


def test_written_it_is_whole_or_not_there(tmp_path: Path) -> None:
    place = tmp_path / "rapport.html"
    write([answers.VALID, answers.INVALID], SETTING, place)
    assert place.read_text(encoding="utf-8") == page(answers.VALID, answers.INVALID)
    with pytest.raises(SurroundingsFailed):
        write([answers.VALID], SETTING, tmp_path / "nergens" / "rapport.html")
    assert [one.name for one in tmp_path.iterdir()] == ["rapport.html"]


def test_what_was_told_is_gone_when_it_ends() -> None:
    with Page(SETTING) as report:
        report.add(answers.VALID)
    with pytest.raises(ValueError, match="closed"):
        report.add(answers.VALID)


def test_the_same_answers_give_the_same_page() -> None:
    assert page(*EVERY.values()) == page(*EVERY.values())


def test_hostile_texts_are_all_on_the_page() -> None:
    """Without this, the test of strangers' texts would prove nothing."""
    headings = [one for one in elements(page(answers.HOSTILE)) if one.tag in ("h2", "h3")]
    assert len(headings) >= len(HOSTILE_TEXTS)

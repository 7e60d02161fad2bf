"""What the waiting side takes from the pipe: whole lines as agreed, and nothing else, however it is cut up."""

from __future__ import annotations

import pytest

from generator.judgement.letters import Inbox, Letter, Unreadable, answer, failure, note, words

MOST = 5000


def taken(data: bytes, size: int) -> list[Letter]:
    inbox = Inbox(MOST)
    pieces = (data[start : start + size] for start in range(0, len(data), size))
    return [letter for piece in pieces for letter in inbox.take(piece)]


@pytest.mark.parametrize("size", [1, 2, 7, 100_000])
def test_letters_come_whole_however_they_were_cut(size: int) -> None:
    sent = note("D5") + note("») \n «") + failure("geen-ruimte", "é" * 10) + answer(b'{"items":[]}')
    letters = taken(sent, size)
    assert [one.kind for one in letters] == ["nu", "nu", "mislukt", "antwoord"]
    assert words(letters[0].body) == ["D5"]
    assert words(letters[1].body) == ["») \n «"]
    assert words(letters[2].body) == ["geen-ruimte", "é" * 10]
    assert letters[3].body == b'{"items":[]}'


def test_nothing_comes_of_half_a_letter() -> None:
    assert taken(note("D5")[:-1], 100) == []


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"\n", id="an empty line"),
        pytest.param(b'X"D5"\n', id="a kind that is none"),
        pytest.param(b"\x80\x04\x95 pickled\n", id="a pickle"),
        pytest.param(b"N" + b"x" * 9000 + b"\n", id="a note that is too long"),
        pytest.param(b"N" + b"x" * 9000, id="a note that does not end"),
        pytest.param(b"\0" * 9000, id="noise that does not end"),
        pytest.param(answer(b"x" * (MOST + 1)), id="an answer that is too long"),
        pytest.param(b"A" + b"x" * (MOST + 1), id="an answer that does not end"),
        pytest.param(note("D5") * 501, id="notes that do not end"),
    ],
)
@pytest.mark.parametrize("size", [1, 100_000])
def test_what_is_not_agreed_is_refused(sent: bytes, size: int) -> None:
    with pytest.raises(Unreadable):
        taken(sent, size)


def test_the_longest_answer_is_taken() -> None:
    assert len(taken(answer(b"x" * (MOST - 1)), 999)[0].body) == MOST - 1


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"{}", id="no list"),
        pytest.param(b"[]", id="nothing in it"),
        pytest.param(b"[1]", id="a number"),
        pytest.param(b"x", id="no JSON"),
        pytest.param(b"\xff", id="no text"),
        pytest.param(b"[" * 100_000, id="too deep"),
    ],
)
def test_words_are_words(body: bytes) -> None:
    with pytest.raises(Unreadable):
        words(body)


def test_a_long_name_is_sent_short() -> None:
    assert len(words(taken(note("x" * 9999), 9999)[0].body)[0]) == 200
    assert taken(failure("geen-ruimte", "\U0001f58b" * 9999), 9999)[0].kind == "mislukt"

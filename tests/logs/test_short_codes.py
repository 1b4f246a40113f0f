"""Short codes: read back as they were printed, and a slip of the pen noticed."""

import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logs.errors import SotayError
from logs.short_codes import id_start, is_short_code, short_code
from tests.books import Clock, make_book
from tests.logs.sessions import complete_session

ids = st.uuids(version=4).map(str)
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(ids)
def test_a_code_names_its_session(session_id: str) -> None:
    code = short_code(session_id)
    assert is_short_code(code)
    assert not is_short_code(session_id[: len(code)])
    assert session_id.startswith(id_start(code))
    assert session_id.startswith(id_start(code[:-1].lower().replace("0", "o").replace("1", "l") + code[-1]))


@given(ids, st.integers(0, 6), st.sampled_from(LETTERS))
def test_one_wrong_letter_is_noticed(session_id: str, place: int, letter: str) -> None:
    letters = list(short_code(session_id).replace("-", ""))
    if letters[place] == letter:
        return
    letters[place] = letter
    with pytest.raises(SotayError, match="short_code_wrong"):
        id_start("".join((*letters[:4], "-", *letters[4:])))


@given(ids, st.integers(0, 5))
def test_two_letters_exchanged_are_noticed(session_id: str, place: int) -> None:
    letters = list(short_code(session_id).replace("-", ""))
    if letters[place] == letters[place + 1]:
        return
    letters[place : place + 2] = letters[place + 1], letters[place]
    with pytest.raises(SotayError, match="short_code_wrong"):
        id_start("".join((*letters[:4], "-", *letters[4:])))


def test_the_book_finds_the_session_of_a_code(tmp_path: Path) -> None:
    with make_book(tmp_path / "book", Clock()) as book:
        entry = book.add(complete_session())
        assert book.sessions.get(short_code(entry.id).lower()) == entry
        for code, error in ((short_code(str(uuid.UUID(int=7))), "session_missing"), ("0000-000Z", "short_code_wrong")):
            with pytest.raises(SotayError) as caught:
                book.sessions.get(code)
            assert caught.value.code == error

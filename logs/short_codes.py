"""Short codes for paper: what stands beside a session on a printed register, and how it is read back.

Seven letters of the session's id in Crockford's base 32 (no I, L, O, U), and one that checks them: any one letter
mistaken, and any two neighbours exchanged, are noticed (ISO 7064, MOD 37-2 restricted to the letters in use).
"""

from logs.errors import SotayError

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECKS = _LETTERS + "ILOU*"  # 37 in all
_READ_AS = str.maketrans("ILO", "110")
_LENGTH = 7
_BITS = 5 * _LENGTH


def short_code(session_id: str) -> str:
    """`4F7K-2M9Q` for a session's id; all units that claim an id share its code."""
    number = int(session_id.partition(".")[0].replace("-", ""), 16) >> (128 - _BITS)
    letters = "".join(_LETTERS[number >> shift & 31] for shift in range(_BITS - 5, -1, -5))
    whole = letters + _check(letters)
    return f"{whole[:4]}-{whole[4:]}"


def is_short_code(text: str) -> bool:
    """Whether the text has the shape of a short code, which no part of an id has."""
    text = text.strip()
    return len(text) == _LENGTH + 2 and text[4] == "-"


def id_start(text: str) -> str:
    """The first eight digits of the ids that a short code may stand for.

    Raises SotayError `short_code_wrong` (value) where its last letter does not fit the others.
    """
    letters = text.strip().upper().replace("-", "")
    code, check = letters[:-1].translate(_READ_AS), letters[-1]
    if any(letter not in _LETTERS for letter in code) or check not in _CHECKS or _check(code) != check:
        raise SotayError("short_code_wrong", value=text.strip())
    number = 0
    for letter in code:
        number = number << 5 | _LETTERS.index(letter)
    return f"{number >> (_BITS - 32):08x}"


def _check(letters: str) -> str:
    """The letter that makes the weighted sum 1 modulo 37."""
    total = 0
    for letter in letters:
        total = (total + _LETTERS.index(letter)) * 2 % 37
    return _CHECKS[(38 - total) % 37]

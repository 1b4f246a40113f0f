"""Whether two short texts mean one thing, as two people write it: marks, case and punctuation do not matter."""

import re
from functools import lru_cache
from typing import Literal

from logs.text import fold

Resemblance = Literal["same", "similar", "different", "one_blank", "neither"]

_WORDS = re.compile(r"[^\W_]+")
# Words that say that there was a talk, not what it was about.
_ANNOUNCING = frozenset(
    (
        *("chuyen", "de", "ve", "va", "cac", "mot", "so", "tuyen", "truyen", "thong", "tin", "bao", "cao"),
        *("noi", "dung", "pho", "bien", "quan", "triet", "tinh", "hinh"),
    )
)
_MOST_KEPT = 65_536


@lru_cache(maxsize=_MOST_KEPT)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared: "Chuyên đề: Biên giới" -> ("chuyen", "de", "bien", "gioi")."""
    return tuple(_WORDS.findall(fold(text)))


@lru_cache(maxsize=_MOST_KEPT)
def places(one: str, other: str) -> Resemblance:
    """Compare two places: similar when one only says more than the other, or a letter slipped.

    "Nhà văn hóa thôn 3" and "… thôn 5" are different.
    """
    return _places(one, other) if one <= other else _places(other, one)


@lru_cache(maxsize=_MOST_KEPT)
def topics(one: str, other: str) -> Resemblance:
    """Compare two topics: similar when most words, or all of the shorter one, occur in both.

    "Nghị quyết 28" and "Nghị quyết 29" are different; what merely announces a talk ("Chuyên đề …") does not count.
    """
    return _topics(one, other) if one <= other else _topics(other, one)


def _places(one: str, other: str) -> Resemblance:
    mine, others = words_of(one), words_of(other)
    if plain := _plain(mine, others):
        return plain
    first, second = set(mine), set(others)
    fewer = min(len(first), len(second))
    # Two words at most may be slips.
    may_be = fewer >= 2 and len(first & second) >= fewer - 2
    return "similar" if may_be and _shared(first, second) == fewer else "different"


def _topics(one: str, other: str) -> Resemblance:
    mine, others = words_of(one), words_of(other)
    if plain := _plain(mine, others):
        return plain
    first, second = _content(mine), _content(others)
    shared, fewer = _shared(first, second), min(len(first), len(second))
    if fewer >= 2 and shared == fewer:
        return "similar"
    most = 2 * shared >= 0.6 * (len(first) + len(second))
    return "similar" if most and _numbers(first) == _numbers(second) else "different"


def _plain(mine: tuple[str, ...], others: tuple[str, ...]) -> Resemblance | None:
    """The answer where it needs no counting of words."""
    if not (mine and others):
        return "one_blank" if mine or others else "neither"
    letters, other_letters = "".join(mine), "".join(others)
    if letters == other_letters:
        return "same"
    return "similar" if _lacks_a_letter(letters, other_letters) else None


def _content(words: tuple[str, ...]) -> set[str]:
    """The words that say what a topic is about; all where nothing else is left."""
    return set(words) - _ANNOUNCING or set(words)


def _numbers(words: set[str]) -> set[str]:
    return {word for word in words if not word.isalpha()}


def _shared(first: set[str], second: set[str]) -> int:
    """How many words both have, a word with one slipped letter too."""
    missing, over = sorted(first - second), sorted(second - first)
    slipped = 0
    for word in missing:
        match = next((candidate for candidate in over if _is_slip(word, candidate)), None)
        if match:
            over.remove(match)
            slipped += 1
    return len(first & second) + slipped


def _is_slip(one: str, other: str) -> bool:
    """Whether a letter was left out, added or exchanged, or two were swapped; never in a number or a short word."""
    longer = max(len(one), len(other))
    if longer < 4 or longer - min(len(one), len(other)) > 1 or not (one.isalpha() and other.isalpha()):
        return False
    left, right = _differing(one, other)
    return max(len(left), len(right)) <= 1 or _is_swap(left, right)


def _lacks_a_letter(one: str, other: str) -> bool:
    """Whether whole texts, blanks apart, differ by one letter left out or two swapped; no figure is taken for that.

    An exchanged letter is none: "Hội trường A" and "Hội trường B".
    """
    if min(len(one), len(other)) < 8 or abs(len(one) - len(other)) > 1:
        return False
    left, right = _differing(one, other)
    return (len(left + right) == 1 and (left + right).isalpha()) or _is_swap(left, right)


def _is_swap(left: str, right: str) -> bool:
    return len(left) == 2 and left.isalpha() and left == right[::-1]


def _differing(one: str, other: str) -> tuple[str, str]:
    """What is left of two texts without what they begin and end with in common."""
    shorter = min(len(one), len(other))
    begun = 0
    while begun < shorter and one[begun] == other[begun]:
        begun += 1
    ended = 0
    while ended < shorter - begun and one[-1 - ended] == other[-1 - ended]:
        ended += 1
    return one[begun : len(one) - ended], other[begun : len(other) - ended]

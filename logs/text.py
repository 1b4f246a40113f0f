"""Vietnamese text: clean it, compare it, find it and put it in alphabetical order.

Text is kept in NFC. Two spellings that differ only in where the tone mark stands (uỷ, ủy) are one word; a looser
comparison without any marks serves the search as a person types.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# Control, bidirectional and invisible characters, and halves of surrogate pairs: never part of what a clerk means.
_HIDDEN = (
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f"
    r"\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff"
)
_HIDDEN_ANYWHERE = re.compile(f"[{_HIDDEN}]")
# Other programs end lines in ways of their own.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# The Icelandic eth of old code pages looks like đ and is not.
_REPLACED = re.compile("[Ðð\t\r]")
_LOOKALIKES = str.maketrans({"Ð": "Đ", "ð": "đ"})
# The combining marks of Vietnamese, which taken out one by one are gone far sooner than by an expression.
_VIETNAMESE_MARKS = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
_MARKS = re.compile("[\u0300-\u036f]")
_NOT_IN_WORDS = re.compile(r"[\W_]")
_BLANKED = {place: " " for place in range(128) if not chr(place).isalnum()}

_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền, hỏi, ngã, sắc, nặng
_ALPHABET = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", start=ord("a"))}
_ZEROS = re.compile(r"-?0*(\d+)")
_WORDS = re.compile(r"[^\W_]+")
_PLAIN_WORDS = re.compile(r"[a-z0-9]+")
_BETWEEN = "\0"  # neither a blank nor a letter, and nothing of a letter beside it is changed by it
_I_OR_Y = re.compile(r" (h|k|l|m|qu|s|t|v)([iy])(?![^\W_])")


def nfc(text: str) -> str:
    """The text with every letter and its marks as one character (Unicode NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def is_nfc(text: str) -> bool:
    """Whether `nfc` leaves the text as it is."""
    return unicodedata.is_normalized("NFC", text)


def has_hidden(text: str) -> bool:
    """Whether the text holds characters that `clean_text` takes out or replaces, blanks at the ends apart."""
    if text.isprintable() and "Ð" not in text and "ð" not in text:
        return False
    return bool(_HIDDEN_ANYWHERE.search(text) or _REPLACED.search(text))


def clean_text(text: str) -> str:
    """Text of several lines as it may be stored: NFC, no hidden characters or tabs, Ð as Đ, no blanks at the ends."""
    if not has_hidden(text) and text.isprintable():
        return nfc(text).strip()
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    return nfc(_HIDDEN_ANYWHERE.sub("", text).replace("Ð", "Đ").replace("ð", "đ")).strip()


def clean_line(text: str) -> str:
    """Text of one line as it may be stored: as `clean_text`, every run of blanks and line ends a single space."""
    return " ".join(clean_text(text).split())


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """The key for searching: lower case, no marks, đ as d, single spaces ("Đảng ủy" and "dang uy" are one)."""
    return fold_once(text)


def slug(text: str) -> str:
    """The text for codes and names of files: `so-theo-doi` of “Sổ theo dõi”; "" where no letter is left."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def fold_once(text: str) -> str:
    """As `fold`, for a text that will not be asked about again."""
    if not text.isascii():
        text = unicodedata.normalize("NFD", text)
        for mark in _VIETNAMESE_MARKS:
            text = text.replace(mark, "")
        for letter in "đĐðÐ":
            text = text.replace(letter, "d")
        text = _MARKS.sub("", text)
    return " ".join(text.casefold().split())


def words_of(text: str) -> str:
    """The folded text with a blank before every word, for looking up `word_beginnings` in it.

    Words that are spelled with i or y (kĩ thuật, kỹ thuật) stand behind it in the other spelling.
    """
    return _in_either_spelling(_words(fold_once(text)))


def words_of_each(texts: Sequence[str]) -> list[str]:
    """The same of many texts, folded together in half of the time."""
    folded = fold_once(_BETWEEN.join(texts)).split(_BETWEEN)
    if len(folded) != len(texts):
        # One of them holds what was put between them.
        folded = list(map(fold_once, texts))
    return [_in_either_spelling(_words(one.strip(" "))) for one in folded]


def _words(folded: str) -> str:
    return " " + (folded.translate(_BLANKED) if folded.isascii() else _NOT_IN_WORDS.sub(" ", folded))


def _in_either_spelling(words: str) -> str:
    if either := _I_OR_Y.findall(words):
        words += "".join(f" {onset}{'y' if vowel == 'i' else 'i'}" for onset, vowel in dict.fromkeys(either))
    return words


def word_beginnings(query: str) -> tuple[str, ...]:
    """What a text's `words_of` must all hold to answer the query: the beginnings of words, a blank before each.

    Words that are written together, such as `LC-02`, stand side by side in the text too.
    """
    parts = (" ".join(_words(fold_once(part)).split()) for part in query.split())
    return tuple(dict.fromkeys(f" {part}" for part in parts if part))


@lru_cache(maxsize=65_536)
def _letters_and_tones(text: str) -> tuple[str, tuple[int, ...]]:
    """The text's letters without tones, and one tone (0 = ngang) per word."""
    if text.isascii():
        plain = " ".join(text.casefold().split())
        return plain, (0,) * len(_PLAIN_WORDS.findall(plain))
    letters: list[str] = []
    tones: list[int] = []
    in_word = False
    for char in unicodedata.normalize("NFD", nfc(text).translate(_LOOKALIKES).casefold()):
        if tone := _TONES.get(char):
            if tones:
                tones[-1] = tone
        elif char.isalnum() or unicodedata.combining(char):
            if not in_word:
                tones.append(0)
                in_word = True
            letters.append(char)
        else:
            in_word = False
            if not char.isspace():
                letters.append(char)
            elif letters and letters[-1] != " ":
                letters.append(" ")
    return unicodedata.normalize("NFC", "".join(letters)).strip(), tuple(tones)


def same_key(text: str) -> tuple[str, tuple[int, ...]]:
    """Equal for spellings of one name: uỷ = ủy, hoà = hòa, NFD = NFC, upper = lower case; mã ≠ ma."""
    return _letters_and_tones(text)


def sort_key(text: str) -> tuple[str, tuple[int, ...]]:
    """The key of Vietnamese alphabetical order: letters a ă â b c d đ e ê … first, then tones word by word."""
    letters, tones = _letters_and_tones(text)
    # Private-use characters keep the Vietnamese letters in their order and after digits and punctuation.
    return "".join(chr(0xE000 + _ALPHABET[c]) if c in _ALPHABET else c for c in letters), tones


@lru_cache(maxsize=65_536)
def initials(text: str) -> str:
    """The first letters of its words, without marks: `Khu vực biên giới` is kvbg."""
    return "".join(word[0] for word in _WORDS.findall(fold(text)))


@lru_cache(maxsize=65_536)
def short_form(code: str) -> str:
    """A code as one types it in haste, without `-` and the zeros before a number: `LC-02` is lc2."""
    return _ZEROS.sub(r"\1", fold(code)).replace("-", "")


def words_of_code(code: str) -> str:
    """As `words_of`, of a code as it is and as one types it in haste."""
    return words_of(f"{code} {short_form(code)}")


def match_rank(query: str, text: str) -> int | None:
    """How well `text` answers what a person typed; smaller is better, None is no match.

    0 and 1: with the marks as typed, at the start or inside; 2 and 3: without marks, at the start or inside;
    4: every word typed begins some word of the text; 5: the letters without blanks occur ("biengioi").
    """
    wanted = fold(query)
    folded = fold(text)
    if not wanted:
        return 0
    if wanted in folded:
        as_typed = _marked(query) in _marked(text) or nfc(query).casefold().strip() in nfc(text).casefold()
        loose = 0 if as_typed else 2
        return loose if folded.startswith(wanted) else loose + 1
    words = _WORDS.findall(folded)
    if all(any(word.startswith(part) for word in words) for part in _WORDS.findall(wanted)) and _WORDS.search(wanted):
        return 4
    if wanted.replace(" ", "") in folded.replace(" ", ""):
        return 5
    return None


def _marked(text: str) -> str:
    """Lower case with marks, tone placement evened out: each word's letters, then its tone."""
    letters, tones = _letters_and_tones(text)
    parts = iter(tones)
    return _WORDS.sub(lambda word: f"{word.group()}{next(parts, 0)}", letters)

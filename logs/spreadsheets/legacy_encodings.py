"""Vietnamese text of the years before Unicode: written for TCVN3 (ABC) or VNI fonts, told apart and converted.

Such text is stored as Western letters that only its own font shows rightly: `Chñ quyÒn` (TCVN3), `Chuû quyeàn` (VNI).
Tables after TCVN 5712:1993 (VN3) and the VNI-Windows encoding.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import islice
from typing import Literal

Encoding = Literal["unicode", "tcvn3", "vni"]

_TCVN3 = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
_TCVN3_TABLE = str.maketrans(_TCVN3)

# VNI writes a letter, then its mark.
_TONES = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_CIRCUMFLEX = {"â": "", "à": "\u0300", "á": "\u0301", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_BREVE = {"ê": "", "è": "\u0300", "é": "\u0301", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ì": "ì", "í": "í"}


def _vni() -> dict[str, str]:
    """Every VNI spelling of one letter, by the letter, in both cases."""
    found = dict(_VNI_ALONE)
    for letter in "aeouy":
        found |= {letter + mark: letter + tone for mark, tone in _TONES.items()}
    for letter in "aeo":
        found |= {letter + mark: letter + "\u0302" + tone for mark, tone in _CIRCUMFLEX.items()}
    found |= {"a" + mark: "a\u0306" + tone for mark, tone in _BREVE.items()}
    for letter, spelled in (("ô", "ơ"), ("ö", "ư")):
        found |= {letter + mark: spelled + tone for mark, tone in _TONES.items()}
    whole = {spelling: unicodedata.normalize("NFC", letter) for spelling, letter in found.items()}
    upper = {spelling.upper(): letter.upper() for spelling, letter in whole.items()}
    mixed = {s[0].upper() + s[1:]: letter.upper() for s, letter in whole.items() if len(s) > 1}
    return {**whole, **upper, **mixed}


_VNI = _vni()
_VNI_SPELLINGS = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

_MOST_WORDS = 5_000  # looked at to tell how a file is written
_ONLY_UNICODE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_WORD, _SMALL, _CAPITAL, _PLAIN = map(re.compile, (r"\S+", "[a-z]", "[A-Z]", "[A-Za-z]"))
_LETTERS = re.compile(r"[^\W\d_]+")
_ONSETS = "ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|b|c|d|đ|g|h|k|l|m|n|p|q|r|s|t|v|x|"
_VOWELS = (
    "iêu|yêu|uôi|ươi|ươu|oai|oay|oeo|uây|uya|uyê|uêu|uyu|iê|yê|uô|ươ|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oa|oă|oe|oi|ôi|ơi|ua|"
    "uâ|uê|ui|uơ|uy|ưa|ưi|ưu|oo|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y"
)
_CODAS = "ng|nh|ch|c|m|n|p|t|"
_SYLLABLE = re.compile(f"(?:{_ONSETS})(?:{_VOWELS})(?:{_CODAS})")
_TONE_MARKS = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


def detect(texts: Iterable[str]) -> Encoding:
    """How the texts of a file are written, by which reading makes the most Vietnamese syllables of them."""
    # Cells that hold letters of Unicode alone, added to an old file later, say nothing of the others.
    old = (text for text in texts if not text.isascii() and not _ONLY_UNICODE.search(text))
    words = list(islice(filter(_tells_its_font, (word for text in old for word in text.split())), _MOST_WORDS))
    if not words:
        return "unicode"
    readings: dict[Encoding, float] = {one: _likely(words, one) for one in ("unicode", "tcvn3", "vni")}
    best = max(readings, key=lambda encoding: readings[encoding])
    # Text that no reading makes Vietnamese of, a foreign one, is left alone.
    return best if readings[best] > max(0.5, readings["unicode"] + 0.2) else "unicode"


def _tells_its_font(word: str) -> bool:
    """Whether a word has letters of an old font among plain ones: a lone "µ" is a sign as well as it is an "à"."""
    return not word.isascii() and _PLAIN.search(word) is not None


def is_windows_1258(western: str) -> bool:
    """Whether text that was read as Western is of Vietnamese Windows: a letter, then its tone, in one byte each."""
    letters = (found[0] for found in _LETTERS.finditer(western))
    words = list(islice((word for word in letters if not word.isascii()), _MOST_WORDS))
    if not words:
        return False
    read = [word.encode("cp1252", "replace").decode("cp1258", "replace") for word in words]
    share = sum(map(_is_syllable, read)) / len(words)
    return share > max(0.5, *(_likely(words, one) for one in ("tcvn3", "vni", "unicode")))


def convert(text: str, encoding: Encoding) -> str:
    """The text in Unicode (NFC); one that has letters of Unicode alone is that already.

    TCVN3 has no capitals with marks, its font drew small letters large: a word of capitals is written in them whole.
    """
    if _ONLY_UNICODE.search(text):
        encoding = "unicode"
    if encoding == "tcvn3":
        has_small = _SMALL.search(text) is not None
        text = _WORD.sub(lambda word: _tcvn3_word(word[0], has_small=has_small), text)
    elif encoding == "vni":
        text = _VNI_SPELLINGS.sub(lambda match: _VNI[match[0]], text)
    return unicodedata.normalize("NFC", text)


def _tcvn3_word(word: str, *, has_small: bool) -> str:
    """A word in Unicode; where small letters stand beside it, a single capital only begins it."""
    converted = word.translate(_TCVN3_TABLE)
    capitals = len(_CAPITAL.findall(word))
    is_of_capitals = capitals > has_small and _SMALL.search(word) is None
    return converted.upper() if is_of_capitals else converted


def lost(texts: Iterable[str], encoding: Encoding) -> str:
    """The letters of the texts that the conversion does not know: they stay as they are and need a look."""
    known = set(_TCVN3 if encoding == "tcvn3" else "".join(_VNI))
    old = (text for text in texts if encoding != "unicode" and not _ONLY_UNICODE.search(text))
    return "".join(sorted({char for text in old for char in text if not char.isascii() and char.isalpha()} - known))


def _likely(words: list[str], encoding: Encoding) -> float:
    """The share of the words that are Vietnamese syllables when they are read so."""
    return sum(_is_syllable(convert(word, encoding)) for word in words) / len(words)


def _is_syllable(word: str) -> bool:
    letters = unicodedata.normalize("NFD", word.strip(".,;:!?()[]\"“”'-/").casefold())
    tones = len(_TONE_MARKS.findall(letters))
    plain = unicodedata.normalize("NFC", _TONE_MARKS.sub("", letters))
    return tones <= 1 and bool(_SYLLABLE.fullmatch(plain))

"""Telex and VNI: Vietnamese letters out of the keys of an English keyboard, for terminals without an input method.

A word is composed anew from all its keys at every key, so marks and tones may be typed anywhere behind their letter:
`tieengs`, `tiesnge` and `tiengse` are all `tiếng`. A mark typed twice is taken back (`ass` is `as`), and keys that make
no Vietnamese syllable stay as they were typed (`class`, `wifi`).
"""

import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

METHODS = ("telex", "vni")
LONGEST = 14
"""Keys of the longest syllable and a few to spare; a longer word is no syllable."""

_TONES = dict(zip("sfrxj", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_TONE_OF = {mark: tone for tone, mark in _TONES.items()}
# What a key means: a Telex key, ^ for any circumflex, ( for the breve alone.
_MEANS = {
    "telex": {key: key for key in "sfrxjzaeodw"},
    "vni": dict(zip("1234506789", "sfrxjz^w(d", strict=True)),
}
_SHAPED = {"^": dict(zip("aeo", "âêô", strict=True)), "w": dict(zip("uoa", "ươă", strict=True))}
_SYLLABLES_BEGIN = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x"
_ONSETS = frozenset(_SYLLABLES_BEGIN.split()) | {""}
_STOPS = frozenset(["c", "ch", "p", "t"])
_FINALS = _STOPS | {"", "m", "n", "ng", "nh"}
_CLOSED = "a ă â e ê i o ô ơ u ư y iê oa oă oe uâ uê uô uy uyê ươ yê"
_OPEN = "ai ao au ay âu ây eo êu ia iu oi ôi ơi ua uâ ui uơ ưa ưi ưu iêu yêu oai oay oao oeo uây uôi uya uyu ươi ươu"
_PLAIN = dict(zip("ăâêôơư", "aaeoou", strict=True))
_VOWELS = frozenset("aeiouy")
_AFTER_GI = tuple("aeou")
_TONE_ON_SECOND = ("oa", "oe", "uy")


def _plain(letters: str) -> str:
    """Small vowels without their shape marks; đ stays."""
    return "".join(_PLAIN.get(letter, letter) for letter in letters.lower())


def _begun(nuclei: str) -> frozenset[str]:
    """The nuclei and their beginnings, any of their marks perhaps not typed yet."""
    beginnings = {nucleus[: length + 1] for nucleus in nuclei.split() for length in range(len(nucleus))}
    return frozenset(
        "".join(letters) for beginning in beginnings for letters in product(*({c, _plain(c)} for c in beginning))
    )


_POSSIBLE = _begun(f"{_CLOSED} {_OPEN}")
_POSSIBLE_CLOSED = _begun(_CLOSED)


def compose(keys: str, method: str, *, modern: bool = False) -> str:
    """The word that `keys` make by a method of `METHODS`; finished Vietnamese letters among them count as typed.

    The tone of an open `oa`, `oe`, `uy` stands on the first letter (hòa, ủy), with `modern` on the second (hoà, uỷ).
    """
    if len(keys) > LONGEST or (len(keys) > 2 and set(keys.lower()) == {"w"}):
        return keys
    word, means = _Word(), _MEANS[method]
    for at, key in enumerate(keys):
        meant = means.get(key.lower(), "")
        if meant and word.take_back(meant):
            return word.text(modern) + (keys[at + 1 :] if word.lone else keys[at:])
        if not (meant and word.mark(meant, key)):
            word.add(key)
    return word.text(modern) if word.is_syllable() else keys


@lru_cache(maxsize=4096)
def _split(letters: str) -> tuple[int, int]:
    plain = _plain(letters)
    start = next((at for at, letter in enumerate(plain) if letter in _VOWELS), len(plain))
    if plain[: start + 1] == "qu" or (plain[: start + 1] == "gi" and plain[start + 1 : start + 2] in _AFTER_GI):
        start += 1
    end = next((at for at in range(start, len(plain)) if plain[at] not in _VOWELS), len(plain))
    return start, end


@dataclass(slots=True)
class _Word:
    """The letters typed so far with their shape marks, and the tone; `lone` is the w that stands for a whole ư."""

    letters: list[str] = field(default_factory=list)
    tone: str = ""
    lone: str = ""

    def add(self, key: str) -> None:
        """A letter; a tone that it brings along is the word's."""
        if key.isascii():
            self.letters.append(key)
            return
        parts = unicodedata.normalize("NFD", key)
        self.tone = next((_TONE_OF[part] for part in parts if part in _TONE_OF), self.tone)
        self.letters.append(unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONE_OF)))

    def split(self) -> tuple[int, int]:
        """Where the nucleus begins and ends; an empty one where there is no vowel yet."""
        return _split("".join(self.letters).lower())

    def is_syllable(self) -> bool:
        """Whether it is a Vietnamese syllable, or may become one."""
        start, end = self.split()
        text = "".join(self.letters).lower()
        onset, nucleus, final = text[:start], text[start:end], text[end:]
        if onset not in _ONSETS or final not in _FINALS or (final in _STOPS and self.tone in tuple("frx")):
            return False
        return not nucleus or nucleus in (_POSSIBLE_CLOSED if final else _POSSIBLE)

    # -- marks

    def mark(self, meant: str, key: str) -> bool:
        """Set a mark if the word can bear it; whether it could."""
        start, end = self.split()
        if meant == "w" and start == end and key.isalpha() and "".join(self.letters).lower() in _ONSETS:
            self.letters.append("Ư" if key.isupper() else "ư")
            self.lone = key
            return True
        if meant in _TONES or meant == "z":
            return self._set_tone("" if meant == "z" else meant, has_vowel=start < end)
        before = list(self.letters)
        for at, letter in self._shapes(meant, start, end).items():
            self.letters[at] = letter
        if before != self.letters and self.is_syllable():
            return True
        self.letters = before
        return False

    def take_back(self, meant: str) -> bool:
        """Take a mark back that is set already; whether it was."""
        if not self.is_syllable():
            return False
        if self.tone and meant == self.tone:
            self.tone = ""
            return True
        if meant == "w" and self.lone and not self._shapes("w", *self.split(), anew=True):
            at = next(at for at, letter in enumerate(self.letters) if letter in ("ư", "Ư"))
            self.letters[at] = self.lone
            return True
        shapes = self._shapes(meant, *self.split())
        if not shapes or any(self.letters[at] != letter for at, letter in shapes.items()):
            return False
        self.lone = ""
        for at, letter in shapes.items():
            plain = "d" if letter in ("đ", "Đ") else _PLAIN[letter.lower()]
            self.letters[at] = plain.upper() if letter.isupper() else plain
        return True

    def _set_tone(self, tone: str, *, has_vowel: bool) -> bool:
        if not has_vowel or not self.is_syllable() or tone == self.tone:
            return False
        self.tone = tone
        return True

    def _shapes(self, meant: str, start: int, end: int, *, anew: bool = False) -> dict[int, str]:
        """The letters that a key shapes: their places and what they become; with `anew` those not shaped yet."""
        if meant == "d":
            at_start = bool(self.letters) and self.letters[0].lower() in ("d", "đ")
            found = {0: "đ"} if at_start else {}
        else:
            found = _shaped(meant, _plain("".join(self.letters[start:end])), start)
        cased = {at: letter.upper() if self.letters[at].isupper() else letter for at, letter in found.items()}
        return {at: letter for at, letter in cased.items() if not anew or self.letters[at] != letter}

    # -- the finished word

    def text(self, modern: bool) -> str:
        """The word with its tone in its place."""
        start, end = self.split()
        letters = list(self.letters)
        nucleus = "".join(letters[start:end]).lower()
        if nucleus == "ươ" and end == len(letters):
            letters[start] = "U" if letters[start].isupper() else "u"  # thuở: ươ never ends a word
        elif nucleus.startswith("ưo") and len(letters) > start + 2:
            letters[start + 1] = "Ơ" if letters[start + 1].isupper() else "ơ"  # nwoc: ư and o are ươ
        if self.tone and start < end:
            at = start + _tone_place("".join(letters[start:end]).lower(), closed=end < len(letters), modern=modern)
            letters[at] = unicodedata.normalize("NFC", letters[at] + _TONES[self.tone])
        return "".join(letters)


def _shaped(meant: str, nucleus: str, start: int) -> dict[int, str]:
    """Which letters of a nucleus, without marks, a key shapes."""
    if meant == "^":
        at = max(map(nucleus.rfind, "aeo"))
    elif meant in tuple("aeo"):
        at = nucleus.rfind(meant)
    elif meant == "(":
        at = nucleus.rfind("a")
        return {start + at: "ă"} if at >= 0 else {}
    elif meant == "w":
        at = nucleus.find("uo")
        if at >= 0:
            return {start + at: "ư", start + at + 1: "ơ"}
        at = nucleus.find("u") if "ua" in nucleus or "uu" in nucleus else max(map(nucleus.rfind, "aou"))
    else:
        at = -1
    kind = _SHAPED["w" if meant == "w" else "^"]
    return {start + at: kind[nucleus[at]]} if at >= 0 else {}


def _tone_place(nucleus: str, *, closed: bool, modern: bool) -> int:
    """Which letter of a nucleus bears the tone."""
    shaped = [at for at, letter in enumerate(nucleus) if letter in _PLAIN]
    if shaped:
        return shaped[-1]
    if len(nucleus) == 2 and not closed and not (modern and nucleus in _TONE_ON_SECOND):
        return 0
    return min(1, len(nucleus) - 1)

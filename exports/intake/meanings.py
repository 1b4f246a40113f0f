"""What words of old notebooks mean here: taught once, kept under a layout, and the best guesses for new ones."""

import difflib
from collections.abc import Iterable, Mapping
from functools import lru_cache

from logs.model import Unit
from logs.session.validation import Known
from logs.text import clean_line, fold

NEW = "+"
"""The meaning of a reporter's name that is to be taken into the list."""
_ABBREVIATIONS = {
    "cb": "chi bo", "db": "dang bo", "du": "dang uy", "btg": "ban tuyen giao", "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan", "mttq": "mat tran to quoc", "dtn": "doan thanh nien", "dvtn": "doan vien thanh nien",
    "vp": "van phong", "gd": "giao duc", "dt": "dao tao", "gd&dt": "giao duc va dao tao", "gddt": "giao duc va dao tao",
    "ldtbxh": "lao dong thuong binh va xa hoi", "nn": "nong nghiep", "ptnt": "phat trien nong thon", "tp": "thanh pho",
    "hpn": "hoi phu nu", "ldld": "lien doan lao dong", "tnmt": "tai nguyen va moi truong", "gtvt": "giao thong van tai",
    "khdt": "ke hoach va dau tu", "ttra": "thanh tra", "bqp": "bo quoc phong", "ca": "cong an", "tu": "tinh uy",
}  # fmt: skip
_MOST_GUESSES = 6
_LEAST_RATIO = 0.45
_RESEMBLES = 0.7
_FIELDS = {"partners": "unit"}  # whose words are those of another field


class Meanings:
    """What words mean, by field: codes, "" for what is left out, `+` for a reporter to be taken in."""

    def __init__(
        self, taught: Mapping[str, Mapping[str, str]], others: Iterable[Mapping[str, Mapping[str, str]]] = ()
    ) -> None:
        self._taught = {
            field: {word_key(word): meaning for word, meaning in words.items()} for field, words in taught.items()
        }
        self._others = [
            {field: {word_key(word): meaning for word, meaning in words.items()} for field, words in other.items()}
            for other in others
        ]

    def of(self, field: str, text: str) -> str | None:
        """What a word was taught to mean; None for a new one."""
        return self._taught.get(_FIELDS.get(field, field), {}).get(word_key(text))

    def elsewhere(self, field: str, text: str) -> list[str]:
        """What it means in sheets of other layouts."""
        key = word_key(text)
        found = (other.get(_FIELDS.get(field, field), {}).get(key) for other in self._others)
        return list(dict.fromkeys(meaning for meaning in found if meaning))


def word_key(text: str) -> str:
    """Equal for one word whatever its case, blanks and stops at the ends; marks count."""
    return clean_line(text).casefold().strip(" .:")


def guesses(field: str, text: str, known: Known, meanings: Meanings) -> tuple[str, ...]:
    """The codes that a word most likely means, best first."""
    names = _names(field, known)
    wanted = _spelled_out(text)
    ranked = sorted(
        ((max(_likeness(wanted, _spelled_out(name)) for name in named), code) for code, named in names.items()),
        key=lambda item: (-item[0], item[1]),
    )
    likely = [code for ratio, code in ranked[:_MOST_GUESSES] if ratio >= _LEAST_RATIO]
    taught = [code for code in meanings.elsewhere(field, text) if code in names or code == NEW]
    return tuple(dict.fromkeys([*taught, *likely]))


def resembles_unit(text: str, known: Known) -> bool:
    """Whether a text is much like the name of a unit, so that it may mean one."""
    wanted = _spelled_out(text)
    names = (name for unit in known.units.values() for name in (unit.name, *unit.aliases))
    return any(_likeness(wanted, _spelled_out(name)) >= _RESEMBLES for name in names)


def names_unit(text: str, unit: Unit) -> bool:
    """Whether a text is a unit's name with words of it written short: `CB Sở Tài chính`."""
    wanted = _spelled_out(text)
    return any(wanted == _spelled_out(name) for name in (unit.name, *unit.aliases))


def _names(field: str, known: Known) -> dict[str, tuple[str, ...]]:
    directive = known.directive
    if field in ("unit", "partners"):
        return {code: (unit.name, *unit.aliases) for code, unit in known.units.items()}
    if field == "reporters":
        return {code: (reporter.name,) for code, reporter in known.reporters.items()}
    if field == "themes":
        return {code: (theme.title,) for code, theme in directive.themes.items()}
    if field == "audience":
        return {audience.code: (audience.title,) for audience in directive.audiences}
    if field == "form":
        return {form.code: (form.title,) for form in directive.forms}
    if field == "documents":
        return {document.code: (document.number, document.title) for document in directive.documents}
    return {}


@lru_cache(maxsize=65_536)
def _spelled_out(text: str) -> str:
    """The words of a name without marks, short ones written out."""
    words = fold(text).replace("-", " ").replace(",", " ").replace(".", " ").split()
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)


def _likeness(one: str, other: str) -> float:
    words, others = set(one.split()), set(other.split())
    if not words or not others:
        return 0
    both = len(words & others)
    shared = 0.8 * both / len(words) + 0.2 * both / len(others)
    # Letters are compared where words say too little: `Sơ Y tê`.
    letters = difflib.SequenceMatcher(None, one, other, autojunk=False).quick_ratio() if shared < 1 else 1
    return 0.7 * shared + 0.3 * letters if shared else 0.6 * letters

"""A session in one line: `12/5 sh cb01 25 lc-02 qt-02 45p "Chuyên đề biên giới" @hội trường -- ghi chú`.

In any order: a date (`12/5`, `nay`, `hôm qua`), a form, a unit (`+cb02` a coordinating one), attendance (`25`,
`25 người`, or split by group `18dv 7cb`), themes (codes, `lc2` for LC-02, or words of the title after `#`), cited
documents, how long it took (`45p`, `90 phút`, `1h30`), the topic in quotes, the place after `@` (up to the next
unmistakable item, or in quotes), a mode (`online`), `nháp` for a draft, `dự kiến` for one that is planned, and notes
after `--`. A comma after an item does no harm.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile
from typing import Any

from msgspec import Struct

from logs.book.book import LogBook
from logs.entry.suggestions import Guesses
from logs.errors import SotayError
from logs.session.fields import other_themes, read_field, read_theme, theme_in_short
from logs.session.validation import Known, Problem
from logs.text import fold
from logs.typed_values import counts_people, looks_like_date, read_count, tells_duration

_TOKEN = re.compile(r'([@#]?)(["“”«])(.*?)(["”»]|$)|(\S+)', re.DOTALL)
_SPLIT = re.compile(r"(\d[\d.,]*)([^\W\d_]+)", re.ASCII)
_NUMBER = re.compile(r"\d[\d.,]*", re.ASCII)
_COUNT = re.compile(r"\d[\d.,]*|\d+[^\W\d_]*", re.ASCII)
_MODES = {"online": "online", "tructuyen": "online", "tructiep": "in_person", "kethop": "mixed"}
_STATUSES = {"nhap": "draft", "draft": "draft", "dukien": "planned"}
_MOST_WORDS = 4  # of a number with what it counts
# Two words that are one item, and how one word writes it.
_PAIRS = {
    "hom nay": "nay", "hom qua": "qua", "hom kia": "kia",
    "truc tuyen": "tructuyen", "truc tiep": "tructiep", "ket hop": "kethop", "du kien": "dukien",
}  # fmt: skip
# What a complete session needs and an earlier one can tell.
_GUESSED = ("date", "unit", "reporters", "form", "audience", "themes")


_Token = tuple[str, str, str, str]  # mark, opening quotation mark, what is quoted, or else the word


class Parsed(Struct, frozen=True):
    """What a line says: field values, the names of those that were guessed, and what could not be read."""

    fields: dict[str, Any]
    guessed: tuple[str, ...]
    problems: tuple[Problem, ...]


class _Line:
    """The fields gathered so far from one line."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.fields: dict[str, Any] = {}
        self.problems: list[Problem] = []
        self.place: list[str] | None = None
        self.spare = 0  # numbers that a place may hold, since others tell the attendance
        self.total: int | None = None  # what the counts of all groups add up to

    def one(self, field: str, value: object) -> None:
        if self.fields.setdefault(field, value) != value:
            self.problems.append(Problem(field, "field_twice", params={"value": str(value)}))

    def many(self, field: str, value: str) -> None:
        if value not in self.fields.setdefault(field, ()):
            self.fields[field] = (*self.fields[field], value)

    def split(self, group: str, count: int | None) -> None:
        audience = self.fields.setdefault("audience", {})
        if audience.get(group) is not None and count not in (None, audience[group]):
            self.problems.append(Problem("audience", "code_twice", params={"value": group}))
            return
        audience[group] = audience.get(group) if count is None else count

    def end_place(self) -> None:
        if self.place is not None:
            self.one("place", " ".join(self.place))
        self.place = None

    def look_ahead(self, words: list[str]) -> None:
        """Find out beforehand which numbers tell the attendance."""
        is_told = any(map(counts_people, words))
        numbers = [word for word in words if _NUMBER.fullmatch(word) and _kind(word, self.known) == "attendance"]
        groups = [_group_count(word, self.known) for word in words if _kind(word, self.known) == "audience"]
        counts = [
            int(digits)
            for group in groups
            if group and (digits := group[1].replace(".", "")).isdecimal() and len(digits) < 10
        ]
        if counts and len(counts) == len(groups):
            self.total = sum(counts)
        self.spare = len(numbers) - (self.total is None and not is_told)

    def read(self, field: str, value: str, read: Callable[[], object]) -> object | None:
        """What `read` returns; a refusal becomes a problem of the field."""
        try:
            return read()
        except SotayError as error:
            self.problems.append(Problem(field, error.code, params={"value": value, **error.params}))
            return None


def read_line(line: str, book: LogBook, guesses: Guesses | None = None) -> Parsed:
    """The fields that a line gives, completed by guesses from the most similar earlier session.

    `guesses` are those of the book, for who reads several lines.
    """
    gathered = _Line(book.reference.known())
    tokens: list[_Token] = []
    for found in _TOKEN.finditer(line):
        mark, quote, quoted, end, word = found.groups(default="")
        if word.startswith("--"):
            gathered.fields["notes"] = line[found.start() + 2 :].strip()
            break
        if quote and not end:
            gathered.problems.append(Problem("line", "quote_open", params={"value": quoted.strip()}))
            break
        tokens.append((mark, quote, quoted.strip(), word))
    tokens = list(_joined(tokens))
    gathered.look_ahead([_bare(word) for *_, word in tokens])
    for mark, quote, quoted, word in tokens:
        if quote:
            gathered.end_place()
            _take_quoted(mark, quoted, gathered)
        else:
            _take(word, gathered)
    gathered.end_place()
    return _complete(gathered, guesses or Guesses(book))


def _joined(tokens: list[_Token]) -> Iterator[_Token]:
    """The tokens, words that are one item made one: `hôm qua`, `25 người`, `1 giờ 30 phút`."""
    place = 0
    while place < len(tokens):
        words = [word for *_, word in takewhile(lambda token: token[3], tokens[place : place + _MOST_WORDS])]
        for count in range(len(words), 1, -1):
            joined = _bare(" ".join(words[:count]))
            item = _PAIRS.get(fold(joined), joined if counts_people(joined) or tells_duration(joined) else "")
            if item:
                yield "", "", "", item
                place += count
                break
        else:
            yield tokens[place]
            place += 1


def _take_quoted(mark: str, quoted: str, line: _Line) -> None:
    if mark == "#":
        _take_theme(quoted, line)
    else:
        line.one("place" if mark else "topic", quoted)


def _take_theme(words: str, line: _Line) -> None:
    theme = line.read("themes", words, lambda: read_theme(words, line.known))
    if theme:
        line.many("themes", str(theme))
        if others := other_themes(words, line.known):
            params = {"value": words, "theme": theme, "choices": others}
            line.problems.append(Problem("themes", "theme_doubtful", "warning", params))


def _take(word: str, line: _Line) -> None:
    """Put one word where it belongs."""
    bare = _bare(word)
    if word.startswith(("@", "#")) or (word.startswith("+") and len(bare) > 1):
        line.end_place()
        if word[0] == "@":
            line.place = [word[1:]] if word[1:] else []
        elif word[0] == "#":
            _take_theme(bare[1:].replace("_", " "), line)
        else:
            partner = line.read("partners", bare, lambda: read_field("unit", bare[1:], line.known))
            line.many("partners", str(partner)) if partner else None
        return
    kind = _kind(bare, line.known)
    if line.place is not None:
        if _belongs_to_place(bare, kind, line):
            line.place.append(word)
            return
        line.end_place()
    if kind is not None:
        _put(kind, bare, line)
    elif bare:
        line.problems.append(Problem("line", "token_unknown", params={"value": word}))


def _belongs_to_place(word: str, kind: str | None, line: _Line) -> bool:
    """Whether a word after `@` is still the place: "phòng 2" keeps its number as long as another is the attendance."""
    if kind == "attendance" and _NUMBER.fullmatch(word):
        spare = line.spare > 0 and word.replace(".", "") != str(line.total)
        line.spare -= spare
        return spare or "attendance" in line.fields
    is_told = kind == "attendance" and counts_people(word)
    return (not is_told and kind in (None, "attendance")) or (kind in line.fields and kind in ("unit", "form"))


def _bare(word: str) -> str:
    """The word without the comma that sets it off from the next."""
    return word.rstrip(",;")


def _kind(word: str, known: Known) -> str | None:
    """Which field a bare word can only mean."""
    folded = fold(word)
    directive = known.directive
    tests = (
        ("form", _listed(word, directive.form_by_code)),
        ("themes", _listed(word, directive.themes)),
        ("audience", _listed(word, directive.audience_by_code) or _group_count(word, known)),
        ("unit", _listed(word, known.units)),
        ("documents", _listed(word, directive.document_by_code)),
        ("reporters", _listed(word, known.reporters)),
        ("minutes", tells_duration(word)),
        ("date", looks_like_date(word)),
        ("mode", folded in _MODES),
        ("status", folded in _STATUSES),
        ("attendance", counts_people(word) or _COUNT.fullmatch(folded)),
        ("themes", theme_in_short(word, known) or re.fullmatch(r"[A-Za-z]{2}-\d{2}", word)),
    )
    return next((field for field, holds in tests if holds), None)


def _listed(word: str, codes: Iterable[str]) -> str | None:
    """The code that the word is, in any case, also with đ for d."""
    wanted = fold(word)
    return next((code for code in codes if code.lower() == wanted), None)


def _put(kind: str, word: str, line: _Line) -> None:
    known = line.known
    if kind == "audience":
        group, count = _group_count(word, known) or (read_field("audience", word, known).popitem()[0], None)
        number = line.read("audience", word, lambda: read_count(count)) if count else None
        line.split(group, number if isinstance(number, int) else None)
    elif kind in ("themes", "documents", "reporters"):
        values = line.read(kind, word, lambda: read_field(kind, word, known))
        for value in values if isinstance(values, tuple) else ():
            line.many(kind, value)
    elif kind == "mode":
        line.one("mode", _MODES[fold(word)])
    elif kind == "status":
        line.one("status", _STATUSES[fold(word)])
    else:
        value = line.read(kind, word, lambda: read_field(kind, word, known))
        if value is not None:
            line.one(kind, value)


def _group_count(word: str, known: Known) -> tuple[str, str] | None:
    """`18dv` as its group and count."""
    found = _SPLIT.fullmatch(fold(word))
    group = _listed(found[2], known.directive.audience_by_code) if found else None
    return (group, found[1]) if found and group else None


def _complete(line: _Line, guesses: Guesses) -> Parsed:
    fields = line.fields
    audience = fields.get("audience", {})
    counts = [count for count in audience.values() if count is not None]
    if "attendance" not in fields and counts and len(counts) == len(audience):
        fields["attendance"] = sum(counts)
    # What was not understood is for the person to mend, not to be guessed over.
    missing = set(_GUESSED) - fields.keys() - {problem.field for problem in line.problems}
    found = guesses.of(fields) if missing else {}
    guessed = tuple(field for field in _GUESSED if field in missing and field in found)
    return Parsed({**fields, **{field: found[field] for field in guessed}}, guessed, tuple(line.problems))

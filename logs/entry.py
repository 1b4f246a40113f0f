"""A session in one line: `12/5 sh cb01 25 lc-02 qt-02 45p "Chuyên đề biên giới" @hội trường -- ghi chú`.

In any order: a date (`12/5`, `nay`, `hôm qua`), a form, a unit (`+cb02` a coordinating one), attendance (`25`, or split
by group `18dv 7cb`), themes (codes, or words of the title after `#`), cited documents, minutes (`45p`), the topic in
quotes, the place after `@` (up to the next unmistakable item, or in quotes), a mode (`online`), `nháp` for a draft, and
notes after `--`.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date as Date
from typing import Any

from msgspec import Struct

from logs.book import LogBook
from logs.checks import Known, Problem
from logs.errors import SotayError
from logs.fields import read_field, read_theme
from logs.query import Entry
from logs.search import fold
from logs.values import looks_like_date, read_count, read_date

_QUOTES = {'"': '"', "“": "”", "”": "”", "«": "»"}
_TOKEN = re.compile(r'(@?)(["“”«])(.*?)(?:["”»]|$)|(\S+)', re.DOTALL)
_SPLIT = re.compile(r"(\d[\d.,]*)([^\W\d_]+)", re.ASCII)
_MINUTES = re.compile(r"(\d+)(?:p|ph|phut)", re.ASCII)
_COUNT = re.compile(r"\d[\d.,]*|\d+[^\W\d_]*", re.ASCII)
_MODES = {"online": "online", "tructuyen": "online", "tructiep": "in_person", "kethop": "mixed"}
_COUNTED = ("attendance", "audience")
_DAY_WORDS = frozenset({"nay", "qua", "kia"})
# Who listens when the book has no session of that form yet to go by; shown as a guess.
_FIRST_AUDIENCE = {"SH": ("DV",), "HC": ("CB", "VC"), "TM": ("CB", "DV")}


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
        self.counts = 0  # words that can be counts of listeners

    def one(self, field: str, value: object) -> None:
        if field in self.fields and self.fields[field] != value:
            self.problems.append(Problem(field, "field_twice", params={"value": str(value)}))
        self.fields[field] = value

    def many(self, field: str, value: str) -> None:
        if value not in self.fields.setdefault(field, ()):
            self.fields[field] = (*self.fields[field], value)

    def split(self, group: str, count: int | None) -> None:
        self.fields.setdefault("audience", {})[group] = count

    def read(self, field: str, value: str, read: Callable[[], object]) -> object | None:
        """What `read` returns; a refusal becomes a problem of the field."""
        try:
            return read()
        except SotayError as error:
            self.problems.append(Problem(field, error.code, params={"value": value, **error.params}))
            return None


def read_line(line: str, book: LogBook) -> Parsed:
    """The fields that a line gives, completed by guesses from the most similar earlier session."""
    known = book.known()
    text, notes = _cut_notes(line)
    gathered = _Line(known)
    if notes:
        gathered.fields["notes"] = notes
    tokens = list(_TOKEN.finditer(text))
    gathered.counts = sum(_kind(found.group(4), known) in _COUNTED for found in tokens if found.group(4))
    skip = False
    for number, found in enumerate(tokens):
        if skip:
            skip = False
            continue
        at, quote, quoted, word = found.groups()
        following = tokens[number + 1].group(4) if number + 1 < len(tokens) else None
        if quote:
            gathered.place = None
            gathered.one("place" if at else "topic", quoted.strip())
        elif fold(word) == "hom" and following and fold(following) in _DAY_WORDS:
            gathered.one("date", read_date(following, known.today))
            skip = True
        else:
            _take(word, gathered)
    if gathered.place is not None:
        gathered.one("place", " ".join(gathered.place))
    return _complete(gathered, book)


def defaults(book: LogBook) -> dict[str, Any]:
    """What a new form starts with: today, and who, where and how of the session saved last."""
    last = _newest(book.find())
    fields: dict[str, Any] = {"date": book.today(), "unit": book.owner.unit, "reporters": (book.owner.reporter,)}
    if last is not None:
        session = last.session
        if session.unit in book.units:
            fields |= {"unit": session.unit, "reporters": session.reporters}
        fields |= {"form": session.form, "audience": dict.fromkeys(session.audience), "place": session.place}
        fields |= {"mode": session.mode}
    return {name: value for name, value in fields.items() if value}


def _take(word: str, line: _Line) -> None:
    """Put one word where it belongs."""
    if word.startswith(("@", "#")) or (word.startswith("+") and len(word) > 1):
        if line.place is not None:
            line.one("place", " ".join(line.place))
            line.place = None
        if word[0] == "@":
            line.place = [word[1:]] if word[1:] else []
        elif word[0] == "#":
            theme = line.read("themes", word, lambda: read_theme(word[1:].replace("_", " "), line.known))
            line.many("themes", str(theme)) if theme else None
        else:
            partner = line.read("partners", word, lambda: read_field("unit", word[1:], line.known))
            line.many("partners", str(partner)) if partner else None
        return
    kind = _kind(word, line.known)
    if line.place is not None:
        # "phòng 2" keeps its number as long as another word can be the attendance.
        spare = kind == "attendance" and line.counts > 1
        if kind is None or spare or (kind in line.fields and kind in ("unit", "form", "attendance")):
            line.place.append(word)
            line.counts -= spare
            return
        line.one("place", " ".join(line.place))
        line.place = None
    if kind is None:
        line.problems.append(Problem("line", "token_unknown", params={"value": word}))
    else:
        _put(kind, word, line)


def _kind(word: str, known: Known) -> str | None:
    """Which field a bare word can only mean."""
    folded, code = fold(word), word.upper()
    directive = known.directive
    tests = (
        ("form", code in directive.form_by_code),
        ("themes", code in directive.themes),
        ("audience", code in directive.audience_by_code or _group_count(word, known) is not None),
        ("unit", any(code == unit.upper() for unit in known.units)),
        ("documents", code in directive.document_by_code),
        ("reporters", any(code == reporter.upper() for reporter in known.reporters)),
        ("minutes", bool(_MINUTES.fullmatch(folded))),
        ("date", looks_like_date(word)),
        ("mode", folded in _MODES),
        ("status", folded in ("nhap", "draft")),
        ("attendance", bool(_COUNT.fullmatch(folded))),
        ("themes", bool(re.fullmatch(r"[A-Za-z]{2}-\d{2}", word))),
    )
    return next((field for field, holds in tests if holds), None)


def _put(kind: str, word: str, line: _Line) -> None:
    known = line.known
    if kind == "audience":
        group, count = _group_count(word, known) or (word.upper(), None)
        number = line.read("audience", word, lambda: read_count(count)) if count else None
        line.split(group, number if isinstance(number, int) else None)
    elif kind in ("themes", "documents", "reporters"):
        values = line.read(kind, word, lambda: read_field(kind, word, known))
        for value in values if isinstance(values, tuple) else ():
            line.many(kind, value)
    elif kind == "mode":
        line.one("mode", _MODES[fold(word)])
    elif kind == "status":
        line.one("status", "draft")
    else:
        value = line.read(kind, word, lambda: read_field(kind, word, known))
        if value is not None:
            line.one(kind, value)


def _group_count(word: str, known: Known) -> tuple[str, str] | None:
    """`18dv` as its group and count."""
    found = _SPLIT.fullmatch(word)
    if found and found[2].upper() in known.directive.audience_by_code:
        return found[2].upper(), found[1]
    return None


def _cut_notes(line: str) -> tuple[str, str]:
    """The line before a `--` that stands alone outside quotes, and the notes after it."""
    closing = ""
    for number, char in enumerate(line):
        if closing:
            closing = "" if char == closing else closing
        elif char in _QUOTES:
            closing = _QUOTES[char]
        elif line[number : number + 2] == "--" and (number == 0 or line[number - 1].isspace()):
            return line[:number], line[number + 2 :].strip()
    return line, ""


def _complete(line: _Line, book: LogBook) -> Parsed:
    fields = line.fields
    audience = fields.get("audience", {})
    counts = [count for count in audience.values() if count is not None]
    if "attendance" not in fields and counts and len(counts) == len(audience):
        fields["attendance"] = sum(counts)
    guesses: dict[str, Any] = {"date": book.today(), "unit": book.owner.unit, "reporters": (book.owner.reporter,)}
    missing = {"date", "unit", "reporters", "form", "audience"} - fields.keys()
    # What was not understood is for the person to mend, not to be guessed over.
    missing -= {problem.field for problem in line.problems}
    similar = most_similar(fields, book.find()) if missing - {"date"} else None
    if similar is not None:
        session = similar.session
        known_unit = session.unit in book.units and fields.get("unit", session.unit) == session.unit
        guesses |= {"form": session.form, "audience": dict.fromkeys(session.audience)}
        if known_unit and book.owner.role == "committee":
            guesses |= {"unit": session.unit, "reporters": session.reporters}
    form = fields.get("form") or guesses.get("form")
    if form and (similar is None or similar.session.form != form):
        guesses["audience"] = dict.fromkeys(
            group for group in _FIRST_AUDIENCE.get(form, ()) if group in book.directive.audience_by_code
        )
    guessed = tuple(field for field in guesses if field in missing and guesses[field])
    return Parsed({**fields, **{field: guesses[field] for field in guessed}}, guessed, tuple(line.problems))


def most_similar(fields: dict[str, Any], earlier: Sequence[Entry]) -> Entry | None:
    """The earlier session that shares most with the fields given, the newest among equals."""

    def likeness(entry: Entry) -> tuple[int, Date, str]:
        session = entry.session
        shared = 3 * (session.form == fields.get("form")) + 2 * (session.unit == fields.get("unit"))
        shared += len(set(session.themes) & set(fields.get("themes", ()))) + (session.topic == fields.get("topic"))
        return shared, session.date, entry.id

    return max(earlier, key=likeness, default=None)


def _newest(entries: Iterable[Entry]) -> Entry | None:
    return max(entries, key=lambda entry: (entry.session.date, entry.id), default=None)

"""What a word of the entry line may become: codes, words of titles, and places and topics used before."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date as Date

from msgspec import Struct

from logs.catalogue.directive import Listed
from logs.entry.suggestions import Guesses
from logs.errors import SotayError
from logs.session.line_format import MODES, quoted
from logs.session.validation import Known
from logs.text import fold, initials, match_rank, short_form
from logs.typed_values import looks_like_date

_PIECE = re.compile(r'([@#]?)["“”«]([^"”»]*)["”»]|([@#]?)["“«]([^"”»]*)$|(\S+)')
_COUNTED = re.compile(r"(\d[\d.]*)([^\W\d_]*)", re.ASCII)
_NOTHING = 9
# Words of the grammar itself: what is typed, the field, and the value that names it.
_PLAIN = (
    ("hôm nay", "date", ""), ("hôm qua", "date", ""), ("hôm kia", "date", ""),
    *((words, "mode", mode) for mode, words in MODES.items()),
    ("nháp", "status", "draft"), ("dự kiến", "status", "planned"),
)  # fmt: skip
_MARKED = {"#": "themes", "@": "place", '"': "topic", "+": "partners"}
_CODED = ("form", "audience", "themes", "unit", "documents", "reporters")
_USED = {"partners": "unit"}  # what is asked for where it is not the field itself
# How what is taken from the list is written in a line.
_WRITTEN: dict[str, Callable[[str], str]] = {
    "place": lambda text: quoted(text, "@"), "topic": quoted, "partners": "+{}".format,
}  # fmt: skip


class Completion(Struct, frozen=True):
    """`text` may stand in place of `line[start:end]`; it is the `value` (a code or a text) of the field."""

    field: str
    value: str
    text: str
    start: int
    end: int

    @property
    def place(self) -> tuple[int, int]:
        """Where in the line the words stand that it completes."""
        return self.start, self.end

    def put_into(self, line: str) -> tuple[str, int]:
        """The line with the text in its place and a blank after it, and where the cursor then stands."""
        rest = line[self.end :].lstrip()
        done = f"{line[: self.start]}{self.text} "
        return done + rest, len(done)


class _Piece(Struct, frozen=True):
    """What is being typed at the cursor: its mark (`#`, `@`, `+`, `"` or none) and its words."""

    mark: str
    words: str
    start: int


_Offer = tuple[str, str, str]  # field, value, text


class Completions:
    """What completes the lines of a book; `known` and `guesses` are the book's.

    What the catalogue has for other days than the line's, or else today, comes last.
    """

    def __init__(self, known: Known, guesses: Guesses) -> None:
        self.known = known
        self.guesses = guesses
        self._day = known.today

    def at(self, line: str, cursor: int, most: int = 8) -> list[Completion]:
        """What the word before the cursor may become, best first; nothing where it is whole or no word is begun."""
        end = cursor + len(_rest_of_word(line[cursor:]))
        self._day = self._day_in(line)
        for piece in _pieces(line[:cursor]):
            offers = list(self._offers(piece))
            if offers:
                return [Completion(*offer, piece.start, end) for offer in offers[:most]]
        return []

    def of_field(self, field: str, words: str, most: int = 8) -> list[str]:
        """The codes, or texts used before, that the words typed into a field may become, best first."""
        return [value for _field, value, _text in self._best(field, words)][:most]

    def _offers(self, piece: _Piece) -> Iterable[_Offer]:
        if piece.mark in _MARKED:
            field = _MARKED[piece.mark]
            return self._best(field, piece.words, _WRITTEN.get(field, str))
        return self._bare(piece.words) if piece.words else ()

    def _bare(self, words: str) -> Iterator[_Offer]:
        """A word without a mark: what the grammar knows, then units, themes, documents and people."""
        if counted := _COUNTED.fullmatch(words):
            if counted[2]:
                yield from self._best("audience", counted[2], lambda code: counted[1] + code.lower())
        elif not self._is_whole(words):
            plain = [(field, value or text, text) for text, field, value in _PLAIN if _begins(text, words)]
            yield from plain if len(words) > 1 else ()
            yield from self._best("form", words, str.lower)
            yield from self._best("audience", words, str.lower)
            for field in ("unit", "themes", "documents", "reporters"):
                yield from self._best(field, words)

    def _best(self, field: str, words: str, written: Callable[[str], str] = str) -> Iterator[_Offer]:
        """Those whose code or title answers the words, best first, of equals what was used most."""
        titles = self._titles(field)
        if not titles:
            return iter(())
        often = {value: place for place, value in enumerate(self.guesses.used(_USED.get(field, field)))}
        listed = self._listed.get(field, {})
        ranked: list[tuple[bool, int, int, int, int, str]] = []
        for code, title in titles.items():
            rank, place = _rank(words, code, title)
            if rank < _NOTHING:
                late = code in listed and not listed[code].is_valid(self._day)
                ranked.append((late, rank, often.get(code, len(often)), place, len(ranked), code))
        return ((field, code, written(code)) for *_order, code in sorted(ranked))

    def _titles(self, field: str) -> dict[str, str]:
        """What a field can hold, with the titles and names to look for words in."""
        directive = self.known.directive
        if field in ("unit", "partners"):
            return {code: unit.name for code, unit in self.known.units.items()}
        if field == "reporters":
            return {code: reporter.name for code, reporter in self.known.reporters.items()}
        if field == "documents":
            return {code: f"{one.kind} {one.number}" for code, one in directive.document_by_code.items()}
        if field in self._listed:
            return {code: one.title for code, one in self._listed[field].items()}
        return {text: text for text in self.guesses.used(field)} if field in ("place", "topic") else {}

    @property
    def _listed(self) -> Mapping[str, Mapping[str, Listed]]:
        """What the catalogue lists for each field."""
        directive = self.known.directive
        return {
            "themes": directive.themes, "audience": directive.audience_by_code, "form": directive.form_by_code,
            "documents": directive.document_by_code,
        }  # fmt: skip

    def _day_in(self, line: str) -> Date:
        """The day that the line is of; today where it names none."""
        for word in filter(looks_like_date, line.split()):
            with suppress(SotayError):
                return self.known.day(word)
        return self.known.today

    def _is_whole(self, word: str) -> bool:
        """Whether the word is a code already."""
        wanted = fold(word)
        return any(wanted == code.lower() for field in _CODED for code in self._titles(field))


def _pieces(head: str) -> Iterator[_Piece]:
    """What may be being typed at the end of `head`: words behind a mark, or else the last word alone."""
    if re.search(r"(^|\s)--", head):
        return
    found = list(_PIECE.finditer(head))
    last = found[-1] if found else None
    if last is None or last[2] is not None:
        return
    if last[4] is not None:
        yield _Piece(last[3] or '"', last[4], last.start())
        return
    begun = next((place for place in reversed(range(len(found))) if _mark(found[place])), None)
    if begun is not None and all(one[5] for one in found[begun:]):
        first = found[begun]
        words = head[first.start() + 1 :].replace("_", " ")
        if not (words.endswith(" ") and first is last):
            yield _Piece(_mark(first), words.strip(), first.start())
    if last.end() == len(head) and not _mark(last):
        yield _Piece("", last[5], last.start())


def _mark(match: re.Match[str]) -> str:
    """The mark that a word begins with."""
    return match[5][0] if match[5] and match[5][0] in "@#+" else ""


def _rest_of_word(tail: str) -> str:
    found = re.match(r'[^\s"“”«»]*', tail)
    return found[0] if found else ""


def _begins(text: str, words: str) -> bool:
    return fold(text).startswith(fold(words))


def _rank(words: str, code: str, title: str) -> tuple[int, int]:
    """How well a code or its title answers and how early in it; smaller is better.

    The code, the title's beginning, its initials, words in it, initials in it, letters in it.
    """
    wanted, folded = fold(words), fold(title)
    if not wanted or short_form(code).startswith(short_form(wanted)):
        return 0, 0
    if folded.startswith(wanted):
        return 1, 0
    letters = initials(title)
    if len(wanted) > 1 and wanted.isalpha() and wanted in letters:
        return (2 if letters.startswith(wanted) else 4), letters.find(wanted)
    rank = match_rank(words, title) if len(wanted) > 1 else None
    if rank is None:
        return _NOTHING, 0
    place = folded.replace(" ", "").find(wanted.replace(" ", ""))
    return (3 if f" {wanted}" in folded or rank == 4 else 5 + rank // 5), place

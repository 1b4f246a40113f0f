"""Every session of a book in columns: what tables and searches ask for, and where in book.json each one stands.

Worked out of the documents once (`logs.book.column_making`), kept beside book.json (`logs.store.derived`) and read from
there in milliseconds. A column has its distinct values and for each session the number of one of them, so that a
condition is looked at once for each value. Sessions of several versions are not in the columns, only known.
"""

import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date as Date
from functools import cached_property, reduce
from hashlib import blake2b
from heapq import nlargest
from itertools import compress
from math import prod
from operator import or_
from typing import Any, TypeVar

import msgspec

from logs.counting.facts import BY, Shape
from logs.counting.tally import shapes_of
from logs.gc_pause import at_once
from logs.store.derived import Derived
from logs.store.snapshot import DamageError, Natural

T = TypeVar("T")
_TEXT, _MAYBE, _CODES = list[str], list[str | None], list[tuple[str, ...]]
FIELDS: Mapping[str, Any] = {
    "directive": _TEXT, "date": list[Date], "unit": _TEXT, "status": _TEXT, "form": _MAYBE, "reporters": _CODES,
    "attendance": list[int | None], "audience": list[dict[str, int | None]], "themes": _CODES, "documents": _CODES,
    "partners": _CODES, "mode": _MAYBE, "new_media": list[bool], "topic": _TEXT, "place": _TEXT,
}  # fmt: skip
"""The fields that have a column, and how its values are kept."""
SUMS: Mapping[Shape, str] = {shape: f"sums.{'+'.join(shape)}" for shape in shapes_of(BY, "sessions")}
"""The parts that hold what all complete sessions add up to, by the shape: see `logs.book.kept_sums`."""
SUMMED = "sums.names"
"""The part that holds the names of the places in them."""
ID, CHECK, NUMBER = 16, 8, 8
"""Bytes of an id, of a checksum of a document, and of a number of what was added up."""
_FEW, _SOME = 64, 4  # times as many sessions are looked through sooner one by one
_HEAD = 8  # bytes of an id by which it is looked up
_HEX = frozenset("0123456789abcdef")
_PAGE, _MOST_PAGES = 1 << 8, 8  # values that one byte numbers, and as many times as these are looked at in turn

Mask = int
"""A set of sessions of the columns: a byte of 1 for each of them, the first in the lowest byte."""


class Column:
    """A field of all sessions: its distinct `values`, and the number of one of them for each session."""

    def __init__(self, values: Sequence[Any], codes: "array[int]") -> None:
        self.values = values
        self.codes = codes

    def of(self, row: int) -> Any:
        """The value of the session of that number."""
        return self.values[self.codes[row]]

    def each(self) -> Iterator[Any]:
        """The value of each session."""
        return map(self.values.__getitem__, self.codes)

    def where(self, is_asked: Callable[[Any], object]) -> Mask:
        """The sessions of which the value is asked for."""
        asked = bytes(map(bool, map(is_asked, self.values)))
        if 1 not in asked:
            return 0
        if 0 not in asked:
            return int.from_bytes(b"\1" * len(self.codes), "little")
        return _marked(self.codes, asked)


class Columns:
    """`size` sessions by date, then id; more that are known besides, by number behind these: `several` of several
    versions, the rest deleted.

    Of one part or the other `part` gives the bytes when it is first needed. Those of texts may be left to be made:
    `has_texts` tells whether they are there, and `fold` makes them, step by step, and hands them to `put`. Where parts
    are not what they should be all are made again, by `again`; raises DamageError where nothing is left to make them
    of.
    """

    def __init__(
        self,
        part: Callable[[str], bytes],
        again: Callable[[], Callable[[str], bytes]] | None = None,
        fold: "Callable[[Columns], Iterator[None]] | None" = None,
        *,
        has_texts: bool = True,
    ) -> None:
        self.has_texts = has_texts
        self._part = part
        self._again = again
        self._fold = fold
        self._columns: dict[str, Column] = {}
        self._summed: dict[Shape, tuple[list[list[str]], array[int]]] = {}
        self._rows: dict[str, int | None] = {}  # of the ids that were asked for
        self.size, self.several, deleted = msgspec.json.decode(part("sizes"), type=tuple[Natural, Natural, Natural])
        self.known = self.size + self.several + deleted

    @cached_property
    def all(self) -> Mask:
        """All sessions."""
        return int.from_bytes(b"\1" * self.size, "little")

    def column(self, field: str) -> Column:
        """A field of the sessions; raises DamageError."""
        if field not in self._columns:
            self._columns[field] = self._sound(lambda: self._column(field))
        return self._columns[field]

    def _column(self, field: str) -> Column:
        values = msgspec.json.decode(self._part(f"{field}.values"), type=FIELDS[field])
        codes = self._numbers(f"{field}.codes", code_of(len(values)), self.size)
        if not _are_within(codes, len(values)):
            raise DamageError(field)
        return Column(values, codes)

    def _sound(self, make: Callable[[], T]) -> T:
        """What is made of parts, of those made again where it cannot be made of these."""
        try:
            return make()
        except (DamageError, KeyError, msgspec.MsgspecError):
            if self._again is None:
                raise
        self._part, self._again, self.has_texts = self._again(), None, True
        return make()

    def put(self, parts: Mapping[str, bytes]) -> None:
        """Have these parts, with texts, in place of those that there were."""
        former = self._part
        self._part, self.has_texts = lambda name: parts[name] if name in parts else former(name), True

    def read(self) -> None:
        """Read all parts that are there now, since the file may go."""
        for field in FIELDS:
            self.column(field)
        for shape in SUMS:
            self.summed(shape)
        _ = self._index, self._places, self._versions
        if self.has_texts:
            _ = self._texts

    def where(self, fields: tuple[str, ...], is_asked: Callable[..., bool]) -> Mask:
        """The sessions of which the values of these fields are asked for."""
        return where([self.column(field) for field in fields], is_asked)

    def summed(self, shape: Shape) -> "tuple[list[list[str]], array[int]]":
        """The names of the places of one of SUMS by its dims, and the number of each combination; none for too many."""
        if shape not in self._summed:
            self._summed[shape] = self._sound(lambda: self._sums(shape))
        return self._summed[shape]

    def _sums(self, shape: Shape) -> "tuple[list[list[str]], array[int]]":
        known = msgspec.json.decode(self._part(SUMMED), type=dict[str, list[str]])
        names, data = [known[dim] for dim in shape], self._part(SUMS[shape])
        if len(data) not in (0, NUMBER * prod(map(len, names))):
            raise DamageError(SUMS[shape])
        return names, array("Q", data)

    def rows(self, mask: Mask) -> list[int]:
        """The numbers of the sessions of a set, in order."""
        if mask == self.all:
            return list(range(self.size))
        marks = self.bytes_of(mask)
        if _FEW * mask.bit_count() > self.size:
            return list(compress(range(self.size), marks))
        found, place = [], marks.find(1)
        while place >= 0:
            found.append(place)
            place = marks.find(1, place + 1)
        return found

    def bytes_of(self, mask: Mask) -> bytes:
        """A byte for each session, 1 for those of the set."""
        return mask.to_bytes(self.size, "little")

    def mask_of(self, rows: Iterable[int]) -> Mask:
        """The set of the sessions of those numbers; of others that are known there is nothing in it."""
        found = bytearray(self.size)
        for row in rows:
            if row < self.size:
                found[row] = 1
        return int.from_bytes(found, "little")

    def holding(self, word: str, among: Mask) -> Mask:
        """The sessions of a set in whose own texts the beginning of a word stands, see `logs.text.word_beginnings`."""
        texts, ends = self._texts
        wanted, found = word.encode(), bytearray(self.size)
        if _SOME * among.bit_count() < self.size:
            for row in self.rows(among):
                found[row] = texts.find(wanted, ends[row - 1] if row else 0, ends[row]) >= 0
            return int.from_bytes(found, "little")
        place = texts.find(wanted)
        while place >= 0:
            # A line end closes each text, so that no word stands in two.
            row = bisect_right(ends, place)
            found[row] = 1
            place = texts.find(wanted, ends[row])
        return int.from_bytes(found, "little") & among

    def row(self, session_id: str) -> int | None:
        """The number of a session, or of one that is only known; None for none."""
        if session_id not in self._rows:
            self._rows[session_id] = self._row(session_id)
        return self._rows[session_id]

    def _row(self, session_id: str) -> int | None:
        ids, by_id, heads = self._index
        try:
            wanted = bytes.fromhex(session_id.replace("-", ""))
        except ValueError:
            return None
        head = int.from_bytes(wanted[:_HEAD], "big")
        for place in range(bisect_left(by_id, head, key=heads.__getitem__), self.known):
            row = by_id[place]
            if ids[row * ID : row * ID + ID] == wanted:
                return row if self.id_of(row) == session_id else None
            if heads[row] != head:
                break
        return None

    def find(self, read: Callable[[int, int], bytes], session_id: str) -> bytes | None:
        """The document of that id, which `read` gives from its place and size; None for none. Raises DamageError where
        it is another one than the columns were made of.
        """
        row = self.row(session_id)
        return None if row is None else self.document(read, row)

    def document(self, read: Callable[[int, int], bytes], row: int) -> bytes:
        """The same by number."""
        starts, sizes, _checks = self._places
        document = read(starts[row], sizes[row])
        if not self.is_of(row, document):
            raise DamageError(self.id_of(row))
        return document

    def is_of(self, row: int, document: bytes) -> bool:
        """Whether that is the document that the columns were made of."""
        return self._places[2][row * CHECK : row * CHECK + CHECK] == check_of(document)

    def ids_from(self, start: str) -> list[str]:
        """The ids that begin so, in order."""
        return [key for key in map(self.id_of, self._from(start)) if key.startswith(start)]

    def rows_from(self, digits: str) -> list[int]:
        """The numbers of the sessions, and of those that are only known, whose ids begin with these digits."""
        return [row for row in self._from(digits) if self._index[0][row * ID : row * ID + ID].hex().startswith(digits)]

    def id_of(self, row: int) -> str:
        """The id of a session, or of one that is only known."""
        text = self._index[0][row * ID : row * ID + ID].hex()
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    @cached_property
    def ids(self) -> list[str]:
        """The ids of the sessions, in their order; do not change."""
        return list(map(self.id_of, range(self.size)))

    def last(self, most: int) -> list[int]:
        """The numbers of up to `most` of all that are known whose documents stand last, the last one first."""
        return nlargest(most, range(self.known), key=self._places[0].__getitem__)

    def version_of(self, row: int) -> str:
        """The id of the version that is shown."""
        return self._versions[row * ID : row * ID + ID].hex()

    def _from(self, start: str) -> Sequence[int]:
        """The numbers of the ids that begin so, and perhaps of others beside them."""
        digits = start.replace("-", "")[: 2 * _HEAD]
        if not digits.isascii() or set(digits) - _HEX:
            return ()
        _ids, by_id, heads = self._index
        low, high = (int(digits.ljust(2 * _HEAD, digit), 16) for digit in "0f")
        first = bisect_left(by_id, low, key=heads.__getitem__)
        return by_id[first : bisect_right(by_id, high, first, key=heads.__getitem__)]

    @cached_property
    def _index(self) -> "tuple[bytes, array[int], array[int]]":
        """The ids of all that are known, their numbers in the order of the ids, and the heads of the ids."""

        def make() -> "tuple[bytes, array[int], array[int]]":
            ids, by_id = self._bytes("ids", ID * self.known), self._numbers("by_id", "I", self.known)
            if max(by_id, default=-1) >= self.known:
                raise DamageError("by_id")
            words = array("Q", ids)
            if sys.byteorder == "little":
                words.byteswap()
            return ids, by_id, words[:: ID // _HEAD]

        return self._sound(make)

    @cached_property
    def _versions(self) -> bytes:
        return self._sound(lambda: self._bytes("versions", ID * self.size))

    @cached_property
    def _places(self) -> "tuple[array[int], array[int], bytes]":
        """Where the documents begin, their sizes and checksums."""
        return self._sound(
            lambda: (
                self._numbers("starts", "Q", self.known),
                self._numbers("bytes", "I", self.known),
                self._bytes("checks", CHECK * self.known),
            )
        )

    @cached_property
    def _texts(self) -> "tuple[bytes, array[int]]":
        """The texts of the sessions, one after the other, and where each of them ends."""
        if not self.has_texts and self._fold is not None:
            at_once(self._fold(self))

        def make() -> "tuple[bytes, array[int]]":
            texts, ends = self._part("texts"), self._numbers("text_ends", "I", self.size)
            if (ends[-1] if ends else 0) != len(texts):
                raise DamageError("texts")
            return texts, ends

        return self._sound(make)

    def _bytes(self, name: str, size: int) -> bytes:
        data = self._part(name)
        if len(data) != size:
            raise DamageError(name)
        return data

    def _numbers(self, name: str, code: str, amount: int) -> "array[int]":
        numbers = array(code)
        numbers.frombytes(self._bytes(name, numbers.itemsize * amount))
        return numbers


class Memo(dict[tuple[int, ...], T]):
    """What was found out of each combination of values, by their numbers."""

    def __init__(self, find: Callable[[tuple[int, ...]], T]) -> None:
        self._find = find

    def __missing__(self, codes: tuple[int, ...]) -> T:
        self[codes] = found = self._find(codes)
        return found


def has_texts(derived: Derived) -> bool:
    """Whether texts were kept with the columns."""
    return derived.has("texts")


def where(columns: Sequence[Column], is_asked: Callable[..., object]) -> Mask:
    """The sessions of which the values of these columns are asked for."""
    if len(columns) == 1:
        return columns[0].where(is_asked)
    memo = Memo(lambda codes: bool(is_asked(*(one.values[code] for one, code in zip(columns, codes, strict=True)))))
    return int.from_bytes(bytes(map(memo.__getitem__, zip(*(one.codes for one in columns), strict=True))), "little")


def kept_columns(
    derived: Derived | None,
    again: Callable[[], Callable[[str], bytes]],
    fold: Callable[[Columns], Iterator[None]],
) -> Columns | None:
    """The columns that were kept; None where there are none, or others than they should be. `again` and `fold` are as
    there.
    """
    if derived is None:
        return None
    try:
        columns = Columns(derived.part, again, fold, has_texts=has_texts(derived))
    except (DamageError, msgspec.MsgspecError):
        return None
    # So that all that can be found wrong later is made again with the same sessions in it.
    sizes = {"ids": ID * columns.known, "by_id": 4 * columns.known, "versions": ID * columns.size}
    return columns if all(derived.size(name) == size for name, size in sizes.items()) else None


def code_of(amount: int) -> str:
    """The kind of array that numbers so many values."""
    return "B" if amount <= 1 << 8 else "H" if amount <= 1 << 16 else "I"


def check_of(document: bytes) -> bytes:
    return blake2b(document, digest_size=CHECK).digest()


def _marked(codes: "array[int]", asked: bytes) -> Mask:
    """The sessions whose number is one of those that are asked for: a byte of 1 in its place."""
    pages = [page for page in range(0, len(asked), _PAGE) if 1 in asked[page : page + _PAGE]]
    if codes.itemsize == 1:
        return _looked_up(codes.tobytes(), asked)
    if codes.itemsize > 2 or len(pages) > _MOST_PAGES:
        return int.from_bytes(bytes(map(asked.__getitem__, codes)), "little")
    low, high = _halves(codes)
    marks = (_looked_up(low, asked[page : page + _PAGE]) & _looked_up(high, _at(page // _PAGE)) for page in pages)
    return reduce(or_, marks)


def _are_within(codes: "array[int]", amount: int) -> bool:
    """Whether each of them is less than that."""
    if amount >> 8 * codes.itemsize:
        return True
    if codes.itemsize == 1:
        return _is_none(codes.tobytes(), amount)
    if codes.itemsize > 2:
        return max(codes, default=-1) < amount
    low, high = _halves(codes)
    page, rest = divmod(amount, _PAGE)
    at_last = _looked_up(high, _at(page)) & ~_looked_up(low, b"\1" * rest)
    return not at_last and _is_none(high, page + 1)


def _is_none(data: bytes, least: int) -> bool:
    """Whether no byte is that or more."""
    return not data.translate(None, bytes(range(least)))


def _halves(codes: "array[int]") -> tuple[bytes, bytes]:
    """The low bytes and the high ones."""
    first, second = codes.tobytes()[::2], codes.tobytes()[1::2]
    return (first, second) if sys.byteorder == "little" else (second, first)


def _at(value: int) -> bytes:
    """Looks up whether a byte is that one."""
    return bytes(value) + b"\1"


def _looked_up(data: bytes, table: bytes) -> Mask:
    """A byte of the table for each one, 0 beyond it."""
    return int.from_bytes(data.translate(table.ljust(_PAGE, b"\0")), "little")

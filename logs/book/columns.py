"""Every session of a book in columns: what tables and searches ask for, and where in book.json each one stands.

Worked out of the documents once, kept beside book.json (`logs.store.derived`) and read from there in milliseconds. A
column has its distinct values and for each session the number of one of them, so that a condition is looked at once
for each value. Sessions of several versions are not in the columns, only known.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date as Date
from functools import cached_property
from hashlib import blake2b
from heapq import nlargest
from itertools import accumulate, compress, count, islice, repeat
from operator import attrgetter, contains
from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct

from logs.model import LIMITS
from logs.store.derived import Derived
from logs.store.snapshot import DamageError, Natural
from logs.text import words_of

T = TypeVar("T")
STEP = 512
"""Sessions that one step of making goes over."""
_TEXT, _MAYBE, _CODES = list[str], list[str | None], list[tuple[str, ...]]
# The fields that have a column, and how its values are kept.
_FIELDS: dict[str, Any] = {
    "directive": _TEXT, "date": list[Date], "unit": _TEXT, "status": _TEXT, "form": _MAYBE, "reporters": _CODES,
    "attendance": list[int | None], "audience": list[dict[str, int | None]], "themes": _CODES, "documents": _CODES,
    "partners": _CODES, "mode": _MAYBE, "new_media": list[bool],
}  # fmt: skip
_ID, _CHECK = 16, 8  # bytes of an id, and of a checksum of a document
_NULL, _NONE, _EMPTY = Raw(b"null"), Raw(b"[]"), Raw(b"{}")

Mask = int
"""A set of sessions of the columns: a byte of 1 for each of them, the first in the lowest byte."""


class _Content(Struct, frozen=True, gc=False):
    """A session as far as columns have it, its values as they are encoded."""

    directive: Raw
    date: Raw
    unit: Raw
    status: Raw
    form: Raw = _NULL
    reporters: Raw = _NONE
    attendance: Raw = _NULL
    audience: Raw = _EMPTY
    themes: Raw = _NONE
    documents: Raw = _NONE
    partners: Raw = _NONE
    mode: Raw = _NULL
    new_media: Raw = Raw(b"false")
    place: str = ""
    topic: str = ""
    themes_other: str = ""
    record_number: str = ""
    materials: str = ""
    notes: str = ""


class _Head(Struct, frozen=True, gc=False):
    id: str
    content: _Content | None


class _Lines(Struct, frozen=True, gc=False):
    id: str
    heads: tuple[_Head, ...]


_decode = msgspec.json.Decoder(_Lines).decode
_Place = tuple[bytes, int, int, bytes]
"""An id, where its document begins and how long it is, and a checksum of it."""


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


class Columns:
    """`size` sessions by date, then id; more that are known besides, by number behind these: `several` of several
    versions, the rest deleted.

    Of one part or the other `part` gives the bytes when it is first needed; `has_texts` tells whether those of texts
    are there. Where they are not what they should be all parts are made again, by `again`; raises DamageError where
    nothing is left to make them of.
    """

    def __init__(
        self,
        part: Callable[[str], bytes],
        again: Callable[[], Callable[[str], bytes]] | None = None,
        *,
        has_texts: bool = True,
    ) -> None:
        self.has_texts = has_texts
        self._part = part
        self._again = again
        self._columns: dict[str, Column] = {}
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
        values = msgspec.json.decode(self._part(f"{field}.values"), type=_FIELDS[field])
        codes = self._numbers(f"{field}.codes", _code_of(len(values)), self.size)
        if max(codes, default=-1) >= len(values):
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

    def read(self) -> None:
        """Read all parts that are there now, since the file may go."""
        for field in _FIELDS:
            self.column(field)
        _ = self._index, self._places, self._versions
        if self.has_texts:
            _ = self._texts

    def where(self, fields: tuple[str, ...], is_asked: Callable[..., bool]) -> Mask:
        """The sessions of which the values of these fields are asked for."""
        columns = [self.column(field) for field in fields]
        if len(columns) == 1:
            asked = bytes(map(bool, map(is_asked, columns[0].values)))
            if 0 not in asked or 1 not in asked:
                return self.all if 1 in asked else 0
            if columns[0].codes.itemsize == 1:
                return int.from_bytes(columns[0].codes.tobytes().translate(asked.ljust(256)), "little")
            return int.from_bytes(bytes(map(asked.__getitem__, columns[0].codes)), "little")
        memo = _Memo(lambda codes: is_asked(*(one.values[code] for one, code in zip(columns, codes, strict=True))))
        return int.from_bytes(bytes(map(memo.__getitem__, zip(*(one.codes for one in columns), strict=True))), "little")

    def rows(self, mask: Mask) -> list[int]:
        """The numbers of the sessions of a set, in order."""
        return list(range(self.size)) if mask == self.all else list(compress(range(self.size), self.bytes_of(mask)))

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

    def holding(self, word: str) -> Mask:
        """The sessions in whose own texts the beginning of a word stands, see `logs.text.word_beginnings`."""
        return int.from_bytes(bytes(map(contains, self._texts, repeat(word.encode()))), "little")

    def row(self, session_id: str) -> int | None:
        """The number of a session, or of one that is only known; None for none."""
        found = self._from(session_id)
        return found[0] if found and self.id_of(found[0]) == session_id else None

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
        return self._places[2][row * _CHECK : row * _CHECK + _CHECK] == _check(document)

    def ids_from(self, start: str) -> list[str]:
        """The ids that begin so, in order."""
        return [key for key in map(self.id_of, self._from(start)) if key.startswith(start)]

    def rows_from(self, digits: str) -> list[int]:
        """The numbers of the sessions, and of those that are only known, whose ids begin with these digits."""
        return [
            row for row in self._from(digits) if self._index[0][row * _ID : row * _ID + _ID].hex().startswith(digits)
        ]

    def id_of(self, row: int) -> str:
        """The id of a session, or of one that is only known."""
        text = self._index[0][row * _ID : row * _ID + _ID].hex()
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
        return self._versions[row * _ID : row * _ID + _ID].hex()

    def _from(self, start: str) -> list[int]:
        """The numbers of the ids that begin so, and perhaps of others behind them."""
        text = start.replace("-", "")
        if not text.isascii() or set(text) - set("0123456789abcdef") or len(text) > 2 * _ID:
            return []
        ids, by_id = self._index
        low, high = (bytes.fromhex(text.ljust(2 * _ID, digit)) for digit in "0f")

        def id_at(row: int) -> bytes:
            return ids[row * _ID : row * _ID + _ID]

        first = bisect_left(by_id, low, key=id_at)
        last = bisect_left(by_id, high, first, key=id_at)
        return list(by_id[first : last + 1])

    @cached_property
    def _index(self) -> "tuple[bytes, array[int]]":
        """The ids of all that are known, and their numbers in the order of the ids."""

        def make() -> "tuple[bytes, array[int]]":
            ids, by_id = self._bytes("ids", _ID * self.known), self._numbers("by_id", "I", self.known)
            if max(by_id, default=-1) >= self.known:
                raise DamageError("by_id")
            return ids, by_id

        return self._sound(make)

    @cached_property
    def _versions(self) -> bytes:
        return self._sound(lambda: self._bytes("versions", _ID * self.size))

    @cached_property
    def _places(self) -> "tuple[array[int], array[int], bytes]":
        """Where the documents begin, their sizes and checksums."""
        return self._sound(
            lambda: (
                self._numbers("starts", "Q", self.known),
                self._numbers("bytes", "I", self.known),
                self._bytes("checks", _CHECK * self.known),
            )
        )

    @cached_property
    def _texts(self) -> list[bytes]:
        """The texts of each session."""

        def make() -> list[bytes]:
            texts, ends = self._part("texts"), self._numbers("text_ends", "I", self.size)
            if (ends[-1] if ends else 0) != len(texts):
                raise DamageError("texts")
            return [texts[start:end] for start, end in zip((0, *ends), ends, strict=False)]

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


class _Memo(dict[tuple[int, ...], bool]):
    """What was found out of each combination of values."""

    def __init__(self, is_asked: Callable[[tuple[int, ...]], bool]) -> None:
        self._is_asked = is_asked

    def __missing__(self, codes: tuple[int, ...]) -> bool:
        self[codes] = found = bool(self._is_asked(codes))
        return found


def has_texts(derived: Derived) -> bool:
    """Whether texts were kept with the columns."""
    return bool(derived.size("text_ends"))


def kept_columns(derived: Derived | None, again: Callable[[], Callable[[str], bytes]]) -> Columns | None:
    """The columns that were kept; None where there are none, or others than they should be. `again` is as there."""
    if derived is None:
        return None
    try:
        columns = Columns(derived.part, again, has_texts=has_texts(derived))
    except (DamageError, msgspec.MsgspecError):
        return None
    # So that all that can be found wrong later is made again with the same sessions in it.
    sizes = {"ids": _ID * columns.known, "by_id": 4 * columns.known, "versions": _ID * columns.size}
    return columns if all(derived.size(name) == size for name, size in sizes.items()) else None


class Making:
    """The columns of a table's documents, made step by step, with `texts` to search in or without: `parts` has them
    once all `steps` are done.
    """

    def __init__(self, documents: Mapping[str, bytes | Raw], *, texts: bool = True) -> None:
        self.parts: dict[str, bytes] = {}
        self._documents = documents
        self._texts = texts
        self._plain: list[_Place] = []
        self._others: tuple[list[_Place], list[_Place]] = [], []
        self._versions: list[str] = []
        self._folded: list[bytes] = []
        self._numbers: dict[str, dict[bytes, int]] = {field: _counting() for field in _FIELDS}
        self._codes: dict[str, array[int]] = {field: array("I") for field in _FIELDS}

    def steps(self) -> Iterator[None]:
        """Read the documents, some at each step; raises msgspec.MsgspecError for what is no record."""
        documents, place = iter(self._documents.items()), 0
        while some := list(islice(documents, STEP)):
            place = self._read(some, place)
            yield
        places = list(zip(self._days(), (at[0] for at in self._plain), strict=True))
        yield
        order = sorted(range(len(places)), key=places.__getitem__)
        yield
        for field, column in self._codes.items():
            numbers = self._numbers[field]
            self.parts[f"{field}.values"] = b"[" + b",".join(numbers) + b"]"
            self.parts[f"{field}.codes"] = array(_code_of(len(numbers)), map(column.__getitem__, order)).tobytes()
            yield
        several, deleted = self._others
        yield from self._put_places([self._plain[row] for row in order] + several + deleted)
        self.parts["sizes"] = msgspec.json.encode((len(order), len(several), len(deleted)))
        self.parts["versions"] = bytes.fromhex("".join(self._versions[row] for row in order))
        yield
        if self._texts:
            self.parts |= _text_parts([self._folded[row] for row in order])

    def _read(self, some: Iterable[tuple[str, bytes | Raw]], place: int) -> int:
        contents: list[_Content] = []
        for key, document in some:
            raw = bytes(document)
            # As `logs.store.snapshot` writes them: `{` and a line end, or a comma and one, then the id and a colon.
            place += len(key) + 5
            at = (bytes.fromhex(key.replace("-", "")), place, len(raw), _check(raw))
            place += len(raw)
            heads = _decode(raw).heads
            content = heads[0].content if len(heads) == 1 else None
            if content is not None:
                contents.append(content)
                self._plain.append(at)
                self._versions.append(heads[0].id)
            else:
                self._others[all(head.content is None for head in heads)].append(at)
        for field, column in self._codes.items():
            column.extend(map(self._numbers[field].__getitem__, map(bytes, map(attrgetter(field), contents))))
        if self._texts:
            self._folded += map(_folded, contents)
        return place

    def _days(self) -> list[bytes]:
        """The day of each of the sessions, as it is encoded."""
        return list(map(list(self._numbers["date"]).__getitem__, self._codes["date"]))

    def _put_places(self, known: Sequence[_Place]) -> Iterator[None]:
        ids = [one[0] for one in known]
        self.parts["ids"] = b"".join(ids)
        yield
        self.parts["by_id"] = array("I", sorted(range(len(known)), key=ids.__getitem__)).tobytes()
        yield
        self.parts["starts"] = array("Q", (one[1] for one in known)).tobytes()
        yield
        self.parts["bytes"] = array("I", (one[2] for one in known)).tobytes()
        yield
        self.parts["checks"] = b"".join(one[3] for one in known)
        yield


def texts_again(ids: Iterable[str], documents: Mapping[str, bytes | Raw]) -> dict[str, bytes]:
    """The parts of texts alone, of columns that have these sessions in that order."""
    heads = (_decode(documents[key]).heads if key in documents else () for key in ids)
    return _text_parts([_folded(one[0].content) if one and one[0].content else b"" for one in heads])


def _text_parts(texts: Sequence[bytes]) -> dict[str, bytes]:
    return {"texts": b"".join(texts), "text_ends": array("I", accumulate(map(len, texts))).tobytes()}


def _folded(content: _Content) -> bytes:
    return (words_of("\n".join(filter(None, (getattr(content, name) for name in LIMITS)))) + "\n").encode()


def _counting() -> dict[bytes, int]:
    """Gives what is looked up for the first time the next number."""
    return defaultdict(count().__next__)


def _code_of(amount: int) -> str:
    """The kind of array that numbers so many values."""
    return "B" if amount <= 1 << 8 else "H" if amount <= 1 << 16 else "I"


def _check(document: bytes) -> bytes:
    return blake2b(document, digest_size=_CHECK).digest()

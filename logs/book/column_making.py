"""The columns of a book's sessions made of their documents, see `logs.book.columns`."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, count, islice
from operator import attrgetter, itemgetter
from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct

from logs.book.columns import FIELDS, Columns, check_of, code_of
from logs.book.kept_sums import sums_of
from logs.model import LIMITS
from logs.text import words_of_each

T = TypeVar("T")
STEP = 512
"""Sessions that one step of making goes over."""
_NONE, _EMPTY = Raw(b"[]"), Raw(b"{}")


class _Content(Struct, frozen=True, gc=False):
    """A session as far as columns have it; what is made of several values as it is encoded."""

    directive: str
    date: str
    unit: str
    status: str
    form: str | None = None
    reporters: Raw = _NONE
    attendance: int | None = None
    audience: Raw = _EMPTY
    themes: Raw = _NONE
    documents: Raw = _NONE
    partners: Raw = _NONE
    mode: str | None = None
    new_media: bool = False
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


_encode = msgspec.json.Encoder().encode
_ENCODED = {field for field, kind in _Content.__annotations__.items() if kind is Raw}
_fields, _written = attrgetter(*FIELDS), attrgetter(*LIMITS)
_decode = msgspec.json.Decoder(_Lines).decode
_Place = tuple[bytes, int, int, bytes]
"""An id, where its document begins and how long it is, and a checksum of it."""


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
        self._numbers: dict[str, dict[Any, int]] = {field: _counting() for field in FIELDS}
        self._codes: dict[str, array[int]] = {field: array("I") for field in FIELDS}

    def steps(self) -> Generator[None, None, None]:
        """Read the documents, some at each step; raises msgspec.MsgspecError for what is no record."""
        documents, place = iter(self._documents.items()), 0
        while some := list(islice(documents, STEP)):
            place = self._read(some, place)
            yield
        days = list(map(list(map(str.encode, self._numbers["date"])).__getitem__, self._codes["date"]))
        places = [day + at[0] for day, at in zip(days, self._plain, strict=True)]
        yield
        order = sorted(range(len(places)), key=places.__getitem__)
        yield
        in_order = _picker(order)
        for field, column in self._codes.items():
            numbers = self._numbers[field]
            values = numbers if field in _ENCODED else map(_encode, numbers)
            self.parts[f"{field}.values"] = b"[" + b",".join(values) + b"]"
            self.parts[f"{field}.codes"] = array(code_of(len(numbers)), in_order(column)).tobytes()
            yield
        several, deleted = self._others
        yield from self._put_places([*self._plain, *several, *deleted], order)
        self.parts["sizes"] = msgspec.json.encode((len(order), len(several), len(deleted)))
        self.parts["versions"] = bytes.fromhex("".join(in_order(self._versions)))
        yield
        for name, part in sums_of(Columns(self.parts.__getitem__)):
            self.parts[name] = part
            yield
        if self._texts:
            self.parts |= _text_parts(in_order(self._folded))

    def _read(self, some: Iterable[tuple[str, bytes | Raw]], place: int) -> int:
        contents: list[_Content] = []
        for key, document in some:
            raw = bytes(document)
            # As `logs.store.snapshot` writes them: `{` and a line end, or a comma and one, then the id and a colon.
            place += len(key) + 5
            at = (bytes.fromhex(key.replace("-", "")), place, len(raw), check_of(raw))
            place += len(raw)
            heads = _decode(raw).heads
            content = heads[0].content if len(heads) == 1 else None
            if content is not None:
                contents.append(content)
                self._plain.append(at)
                self._versions.append(heads[0].id)
            else:
                self._others[all(head.content is None for head in heads)].append(at)
        for field, values in zip(FIELDS, zip(*map(_fields, contents), strict=True), strict=False):
            told = map(bytes, values) if field in _ENCODED else values
            self._codes[field].extend(map(self._numbers[field].__getitem__, told))
        if self._texts:
            self._folded += _folded(contents)
        return place

    def _put_places(self, known: Sequence[_Place], order: Sequence[int]) -> Iterator[None]:
        """Put the places of all that are known, those of the sessions in their order."""
        in_order = _picker([*order, *range(len(order), len(known))])
        ids = in_order([at[0] for at in known])
        self.parts["ids"] = b"".join(ids)
        yield
        self.parts["by_id"] = array("I", sorted(range(len(known)), key=ids.__getitem__)).tobytes()
        yield
        self.parts["starts"] = array("Q", in_order([at[1] for at in known])).tobytes()
        yield
        self.parts["bytes"] = array("I", in_order([at[2] for at in known])).tobytes()
        yield
        self.parts["checks"] = b"".join(in_order([at[3] for at in known]))
        yield


def texts_steps(ids: Iterable[str], documents: Mapping[str, bytes | Raw]) -> Generator[None, None, dict[str, bytes]]:
    """Make the parts of texts alone, of columns that have these sessions in that order, some at each step; raises
    msgspec.MsgspecError. What is one no more, in the documents of a later book, has no text.
    """
    sessions, texts = iter(ids), list[bytes]()
    while some := list(islice(sessions, STEP)):
        heads = (_decode(documents[key]).heads if key in documents else () for key in some)
        texts += _folded([one[0].content if one else None for one in heads])
        yield
    return _text_parts(texts)


def _text_parts(texts: Sequence[bytes]) -> dict[str, bytes]:
    return {"texts": b"".join(texts), "text_ends": array("I", accumulate(map(len, texts))).tobytes()}


def _folded(contents: Iterable[_Content | None]) -> Iterator[bytes]:
    texts = ["\n".join(filter(None, _written(content))) if content else "" for content in contents]
    return (f"{words}\n".encode() for words in words_of_each(texts))


def _picker(order: Sequence[int]) -> Callable[[Sequence[T]], Sequence[T]]:
    """Puts values in an order, several times as fast as one by one."""
    return itemgetter(*order) if len(order) > 1 else lambda values: [values[row] for row in order]


def _counting() -> dict[Any, int]:
    """Gives what is looked up for the first time the next number."""
    return defaultdict(count().__next__)

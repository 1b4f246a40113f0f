"""The columns of a book's sessions made of their documents, see `logs.book.columns`."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, count, islice
from operator import attrgetter

import msgspec
from msgspec import Raw, Struct

from logs.book.columns import FIELDS, Columns, check_of, code_of
from logs.book.kept_sums import sums_of
from logs.model import LIMITS
from logs.text import words_of

STEP = 512
"""Sessions that one step of making goes over."""
_NULL, _NONE, _EMPTY = Raw(b"null"), Raw(b"[]"), Raw(b"{}")


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


_encode = msgspec.json.Encoder().encode
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
        self._numbers: dict[str, dict[bytes, int]] = {field: _counting() for field in FIELDS}
        self._codes: dict[str, array[int]] = {field: array("I") for field in FIELDS}

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
            self.parts[f"{field}.codes"] = array(code_of(len(numbers)), map(column.__getitem__, order)).tobytes()
            yield
        several, deleted = self._others
        yield from self._put_places([self._plain[row] for row in order] + several + deleted)
        self.parts["sizes"] = msgspec.json.encode((len(order), len(several), len(deleted)))
        self.parts["versions"] = bytes.fromhex("".join(self._versions[row] for row in order))
        yield
        for name, part in sums_of(Columns(self.parts.__getitem__)):
            self.parts[name] = part
            yield
        if self._texts:
            self.parts |= _text_parts([self._folded[row] for row in order])

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
        for field, column in self._codes.items():
            values = map(attrgetter(field), contents)
            encoded = map(_encode if field in LIMITS else bytes, values)
            column.extend(map(self._numbers[field].__getitem__, encoded))
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

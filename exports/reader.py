"""Read a package: a foreign file that is hostile until every check has passed.

In this order: size, checksum, signature, strict UTF-8, typed decoding with full validation, version ids. What is
damaged or altered is refused whole; a session that is wrong in itself is set aside with its line and reason, and the
rest is taken.
"""

import hashlib
import re

import msgspec
from msgspec import Struct

from exports.cleaning import clean_record, in_nfc, parse
from exports.keys import is_signed
from exports.package import FORMAT, MOST_BYTES, MOST_SESSIONS, AnyLine, Head, ReporterLine, Seal, SessionLine, UnitLine
from logs.errors import SotayError
from logs.model import Session
from logs.search import clean_line
from logs.versions import Record, Version, make_record, version_id

_BOM = b"\xef\xbb\xbf"
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff")
_FIELD = re.compile(r"(?:at|in) `\$\.(?:content\.)?(\w+)")
# The rules that a session states by itself in `logs.model`.
_RULE = re.compile(r"([a-z]+(?:_[a-z]+)+) - at")
_ID = re.compile(rb'"id":\s*"([0-9a-f-]{36})"')
# An error may quote what it found in the file, at any length.
_MOST_DETAIL = 200
# A clock may be wrong by any number of years, but only moments within these can be told in every time zone.
_YEARS = range(2, 9999)


class SetAside(Struct, frozen=True):
    """A line that was not taken: its number in the file, the session's id if legible, and why."""

    line: int
    id: str
    code: str
    params: dict[str, str] = {}


class Package(Struct, frozen=True):
    """A package whose seal holds: `key` signed the body with that SHA-256 ("" where nobody signed).

    `lines` gives for each record the first line that speaks of it; `cleaned` counts sessions whose texts held
    characters that were taken out.
    """

    head: Head
    sha256: str
    key: str
    units: tuple[UnitLine, ...]
    reporters: tuple[ReporterLine, ...]
    records: dict[str, Record]
    lines: dict[str, int]
    set_aside: tuple[SetAside, ...]
    cleaned: int

    def live(self) -> list[Session]:
        """The content of every session that is not deleted, each once."""
        return [one.shown.content for one in self.records.values() if one.shown.content is not None]


class _Format(Struct, frozen=True):
    kind: str
    format: int


def read_package(data: bytes) -> Package:
    """The package in the bytes of a file.

    Raises SotayError: `file_empty`, `file_too_big`, `file_encoding`, `file_not_package`, `file_damaged` (checksum),
    `file_forged` (signature), `file_newer`, `file_too_many`.
    """
    if not data.strip():
        raise SotayError("file_empty")
    if len(data) > MOST_BYTES:
        raise SotayError("file_too_big", most=MOST_BYTES // 1_000_000)
    if data.startswith(_OTHER_ENCODINGS):
        raise SotayError("file_encoding")
    first, _, body = data.removeprefix(_BOM).partition(b"\n")
    body = body.removeprefix(_BOM).replace(b"\r\n", b"\n")
    key = _check_seal(first.rstrip(b"\r"), body)
    if key is None:
        # No seal: the whole file is the body of an unsigned package.
        key, body = "", data.removeprefix(_BOM).replace(b"\r\n", b"\n")
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        raise SotayError("file_encoding") from None
    if body.count(b"\n") > MOST_SESSIONS * 2:
        raise SotayError("file_too_many", most=MOST_SESSIONS)
    lines = body.removesuffix(b"\n").split(b"\n")
    head = _read_head(lines[0])
    return _Reading(1 if not key else 2).package(head, hashlib.sha256(body).hexdigest(), key, lines)


def _check_seal(first: bytes, body: bytes) -> str | None:
    """The key that signed the body; None where the file has no seal."""
    try:
        kind = msgspec.json.decode(first, type=dict[str, msgspec.Raw]).get("kind")
        if kind is not None and bytes(kind) == b'"package"':
            return None
        seal = msgspec.json.decode(first, type=Seal)
        _strict(first, seal)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise SotayError("file_not_package") from None
    if hashlib.sha256(body).hexdigest() != seal.sha256:
        raise SotayError("file_damaged")
    if not is_signed(seal.key, seal.sig, body):
        raise SotayError("file_forged")
    return seal.key


def _read_head(line: bytes) -> Head:
    try:
        kind = msgspec.json.decode(line, type=_Format)
        if kind.kind == "package" and kind.format > FORMAT:
            raise SotayError("file_newer")
        head = msgspec.json.decode(line, type=Head)
        _strict(line, head)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise SotayError("file_not_package") from None
    if head.made.tzinfo is None or head.made.year not in _YEARS:
        raise SotayError("file_not_package")
    return head


class _Reading:
    """The lines of one package as they are gathered; `first` is the number of the body's first line in the file."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.decoder = msgspec.json.Decoder(AnyLine)
        self.units: dict[str, UnitLine] = {}
        self.reporters: dict[str, ReporterLine] = {}
        self.heads: dict[str, list[Version[Session]]] = {}
        self.seen: dict[str, set[str]] = {}
        self.lines: dict[str, int] = {}
        self.set_aside: list[SetAside] = []
        self.cleaned = 0

    def package(self, head: Head, sha256: str, key: str, lines: list[bytes]) -> Package:
        for number, line in enumerate(lines[1:], start=self.first + 1):
            self._take(number, line)
        if len(self.heads) > MOST_SESSIONS:
            raise SotayError("file_too_many", most=MOST_SESSIONS)
        records = {}
        for session_id, heads in self.heads.items():
            seen = self.seen[session_id]
            if any(one.id in seen for one in heads):
                self.set_aside.append(SetAside(self.lines[session_id], session_id, "session_replaced_itself"))
                continue
            record = make_record(session_id, heads, seen)
            try:
                records[session_id] = clean_record(record)
            except (msgspec.MsgspecError, ValueError) as error:
                self.set_aside.append(_unreadable(self.lines[session_id], session_id, error))
                continue
            self.cleaned += records[session_id] is not record
        units, reporters = tuple(self.units.values()), tuple(self.reporters.values())
        return Package(head, sha256, key, units, reporters, records, self.lines, tuple(self.set_aside), self.cleaned)

    def _take(self, number: int, line: bytes) -> None:
        try:
            line = in_nfc(line)
            record = self.decoder.decode(line)
            _strict(line, record)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            found = _ID.search(line[:500])
            self.set_aside.append(_unreadable(number, found[1].decode() if found else "", error))
            return
        match record:
            case SessionLine():
                self._take_session(number, record)
            case UnitLine() | ReporterLine():
                self._take_named(number, msgspec.structs.replace(record, name=clean_line(record.name)))
            case Head():
                self.set_aside.append(SetAside(number, "", "line_second_head"))

    def _take_named(self, number: int, record: UnitLine | ReporterLine) -> None:
        if not record.name:
            self.set_aside.append(SetAside(number, "", "line_field", {"field": "name"}))
        elif isinstance(record, UnitLine):
            self.units.setdefault(record.code, record)
        else:
            self.reporters.setdefault(record.code, record)

    def _take_session(self, number: int, record: SessionLine) -> None:
        content = record.content
        code = None
        if content is not None and content.status == "draft":
            code = "session_draft"
        elif not set(record.parents) <= set(record.seen) or len(set(record.parents)) < len(record.parents):
            code = "session_parents"
        elif version_id(record.id, content, record.parents) != record.version:
            code = "session_version"
        if code:
            self.set_aside.append(SetAside(number, record.id, code))
            return
        self.lines.setdefault(record.id, number)
        self.heads.setdefault(record.id, []).append(Version(record.version, tuple(sorted(record.parents)), content))
        self.seen.setdefault(record.id, set()).update(record.seen)


def _strict(line: bytes, record: Struct) -> None:
    """Raise ValueError where the line says more than the record took from it: a key twice.

    A line spelled as we would spell it holds nothing else; any other is parsed once more with an eye on its keys.
    """
    if msgspec.json.encode(record) != line:
        parse(line)


def _unreadable(number: int, session_id: str, error: Exception) -> SetAside:
    """Why a line could not be taken, in the terms of the register where they are known."""
    detail = str(error)[:_MOST_DETAIL]
    if rule := _RULE.match(detail):
        return SetAside(number, session_id, rule[1])
    if field := _FIELD.search(str(error)[-_MOST_DETAIL:]):
        return SetAside(number, session_id, "line_field", {"field": field[1], "detail": detail})
    return SetAside(number, session_id, "line_unreadable", {"detail": detail})

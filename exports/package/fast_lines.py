"""Sessions' lines as the writer spells them, and the quick way to read many: texts that need no cleaning, nothing odd.

Whatever is not plain is not wrong: it goes the long way of `exports.package.reader`, which comes to the same. Nobody
makes a `Session` of a plain line until somebody asks for it: most lines are of sessions that the book has never heard
of, and what it stores of those is made of the line's own bytes.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Annotated, cast, get_type_hints

import msgspec
from msgspec import Meta, Raw, Struct

from logs.model import Session, are_codes, canonical_encoder, check_rules
from logs.versions import Record, Version

_ASCII = bytes([*b"\n", *range(0x20, 0x7F)])
# Letters, punctuation and signs that are NFC whatever stands beside them: no marks, nothing hidden, no blanks but the
# space, no Ð and ð.
_PLAIN = re.compile(
    r"[\u00a1-\u00ac\u00ae-\u00cf\u00d1-\u00ef\u00f1-\u02af\u1e00-\u1eff\u2010-\u2027\u2030-\u203a\u20a0-\u20bf"
    r"\u2190-\u22ff]*"
)
SESSION = b'{"kind":"session",'
_HEX = b"0123456789abcdef"
_SESSION_ID, _VERSION_ID = 36, 32  # characters
_DASHES = (8, 13, 18, 23)  # where they stand in the id of a session
_BACKSLASH = ord("\\")
# How the other lines begin, but for totals.
_OTHERS = tuple(
    b'{"kind":"%b",' % kind for kind in (b"package", b"unit", b"reporter", b"link", b"exemption", b"narrative")
)
# Where in a line its id, its version and its parents begin.
_AT_ID = len(SESSION + b'"id":"')
_AFTER_ID = _AT_ID + _SESSION_ID
_AT_VERSION = _AFTER_ID + len(b'","version":"')
_AFTER_VERSION = _AT_VERSION + _VERSION_ID
_AT_PARENTS = _AFTER_VERSION + len(b'","parents":[')
_BETWEEN = b'","version":"","parents":['
# Where in a stored record the version of its first head stands.
_AT_HEAD = len(b'{"id":"' + b'","heads":[{"id":"') + _SESSION_ID
_VERSION_IN_RECORD = slice(_AT_HEAD, _AT_HEAD + _VERSION_ID)
_TO_SEEN, _TO_CONTENT = len(b'],"seen":['), len(b'],"content":')
# Where the content begins of a session that has replaced nothing.
_AT_CONTENT = _AT_PARENTS + _TO_SEEN + _TO_CONTENT


def _same_fields() -> type[Session]:
    """A type with the fields of Session, in the order of canonical JSON, whose rules are not looked at.

    It is decoded and encoded in a fraction of the time.
    """
    types = get_type_hints(Session, include_extras=True)
    fields: list[tuple[str, object, object]] = []
    for field in sorted(msgspec.structs.fields(Session), key=lambda field: field.encode_name):
        default = msgspec.field(default=field.default, default_factory=field.default_factory)  # type: ignore[call-overload]
        fields.append((field.name, types[field.name], default))
    made = msgspec.defstruct(
        "Content", fields, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False
    )
    return cast("type[Session]", made)


_Content = _same_fields()
_Ids = Annotated[tuple[str, ...], Meta(max_length=10_000)]


class _Line(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="session", gc=False):
    """As `exports.package.format.SessionLine`; that ids are ids, and the rules of the content, are looked at later."""

    id: str
    version: str
    parents: _Ids
    seen: _Ids
    content: _Content | None  # type: ignore[valid-type]


class PlainSession(Struct, frozen=True, gc=False):
    """What a plain line says of its session, all of it checked: `document` is its record as it is stored.

    A `content` of None is a deletion; else it has the fields of a Session. `has_escapes`: whether the line holds
    escapes other than line ends in texts that may have several lines (MULTILINE).
    """

    id: str
    version: str
    content: Session | None
    document: bytes
    has_escapes: bool

    def record(self) -> Record:
        """The session's record."""
        record: Record = _records.decode(self.document)
        return record


_lines = msgspec.json.Decoder(_Line)
_records = msgspec.json.Decoder(Record)
# The fields of a content are in order as they stand; what is left to be ordered are its groups.
_encoder = msgspec.json.Encoder(order="deterministic")


def session_line(session_id: str, version: Version[Session], seen: Iterable[str], by: str = "") -> bytes:
    """The line of a version, with its line end: the content in the bytes that its version id hashes."""
    line = {"kind": "session", "id": session_id, "version": version.id, "parents": version.parents}
    content = Raw(canonical_encoder().encode(version.content))
    whose = {"by": by} if by else {}
    return msgspec.json.encode({**line, "seen": sorted(seen), "content": content, **whose}) + b"\n"


def plain_lines(body: bytes) -> dict[str, tuple[bytes, bytes]] | None:
    """By session its version and its line in the body of a package that was read before and taken whole.

    None where that takes reading it again: it has totals, several lines of a session, or lines that are not spelled as
    the writer spells them.
    """
    lines = body.removesuffix(b"\n").split(b"\n")
    sessions = [line for line in lines if line.startswith(SESSION)]
    found = {line[_AT_ID:_AFTER_ID].decode(): (line[_AT_VERSION:_AFTER_VERSION], line) for line in sessions}
    is_plain = all(line[_AFTER_ID:_AT_VERSION] + line[_AFTER_VERSION:_AT_PARENTS] == _BETWEEN for line in sessions)
    others = sum(line.startswith(_OTHERS) for line in lines)
    return found if is_plain and len(found) + others == len(lines) else None


def holds_just(document: bytes, version: bytes) -> bool:
    """Whether a stored record has that version alone, and nothing else is said of it."""
    return (
        document[_VERSION_IN_RECORD] == version and document.count(b'"parents":[') == 1 and document.count(version) == 1
    )


def version_in(document: bytes) -> str:
    """The version of the first head in a stored record."""
    return document[_VERSION_IN_RECORD].decode()


def is_plain(text: bytes) -> bool:
    """Whether a text in UTF-8 holds only characters that are NFC in any company and that no cleaning changes."""
    return _PLAIN.fullmatch(text.translate(None, _ASCII).decode()) is not None


def plain_sessions(lines: Sequence[bytes]) -> list[PlainSession] | None:
    """What the lines say of their sessions, if all are spelled as the writer spells them and right in all; else None.

    They are encoded again and compared, so that the bytes that are hashed are the canonical ones and say no more than
    what was taken from them.
    """
    text = b"\n".join((*lines, b""))
    try:
        found = _lines.decode_lines(text)
        if _encoder.encode_lines(found) != text or not _have_ids(found) or not _are_right(found):
            return None
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return _taken(found, lines)


def _taken(decoded: Sequence[_Line], lines: Sequence[bytes]) -> list[PlainSession] | None:
    """What right lines say of their sessions; None where a version is another one's. Most have replaced nothing."""
    taken: list[PlainSession] = []
    sha256, join = hashlib.sha256, b"".join
    for line, raw in zip(decoded, lines, strict=True):
        content = cast("Session | None", line.content)
        key, version = raw[_AT_ID:_AFTER_ID], raw[_AT_VERSION:_AFTER_VERSION]
        if line.seen or content is None:
            parents, seen = _ids_in(raw, line)
            encoded = raw[_AT_CONTENT + len(parents) + len(seen) : -1]
            head = b'{"id":"%b","parents":[%b],"content":%b}' % (version, parents, encoded)
            told = _told(content, seen, head)
        else:
            parents, encoded, told = b"", raw[_AT_CONTENT:-1], b""
        hashed = join((b'["', key, b'",', encoded, b",[", parents, b"]]"))
        if sha256(hashed).hexdigest()[:_VERSION_ID] != line.version:
            return None
        document = join(
            (b'{"id":"', key, b'","heads":[{"id":"', version, b'","parents":[', parents, b'],"content":', encoded,
             b'}],"seen":[],"deleted_by":[],"told":{', told, b"}}")
        )  # fmt: skip
        odd = _BACKSLASH in encoded and _has_escapes(encoded, content)
        taken.append(PlainSession(line.id, line.version, content, document, odd))
    return taken


def _told(content: Session | None, seen: bytes, head: bytes) -> bytes:
    """Whose word it is that versions were replaced: the unit's that the content names, of a deletion the sender's."""
    if content is None:
        return b'"":{"seen":[%b],"gone":[%b]}' % (seen, head)
    return b'"%b":{"seen":[%b]}' % (content.unit.encode(), seen)


def _has_escapes(encoded: bytes, content: Session | None) -> bool:
    """Whether there are escapes other than line ends in texts that may have several lines."""
    return content is None or encoded.count(b"\\") != content.materials.count("\n") + content.notes.count("\n")


def _ids_in(raw: bytes, line: _Line) -> tuple[bytes, bytes]:
    """The version ids of the parents and of all that was replaced, as they stand in the line."""
    at_seen = _AT_PARENTS + _size(line.parents) + _TO_SEEN
    return raw[_AT_PARENTS : at_seen - _TO_SEEN], raw[at_seen : at_seen + _size(line.seen)]


def _have_ids(lines: Sequence[_Line]) -> bool:
    """Whether ids are ids, and those of the versions possible: in their order, each once, the parents replaced ones and
    the version not.
    """
    versions = [line.version for line in lines]
    for line in lines:
        if line.parents or line.seen:
            if any(len(ids) > 1 and list(ids) != sorted(set(ids)) for ids in (line.parents, line.seen)):
                return False
            if line.version in line.seen or not set(line.seen).issuperset(line.parents):
                return False
            versions += line.seen
    ids = [line.id for line in lines]
    return _are_ids(ids, _SESSION_ID, _DASHES) and _are_ids(versions, _VERSION_ID)


def _are_ids(ids: Sequence[str], size: int, dashes: Sequence[int] = ()) -> bool:
    """Whether all are so many characters of hexadecimal figures, with dashes at these places."""
    joined = ",".join((*ids, "")).encode()
    signs = ((size, b","), *((place, b"-") for place in dashes))
    return (
        len(joined) == len(ids) * (size + 1)
        and joined.translate(None, _HEX) == (b"-" * len(dashes) + b",") * len(ids)
        and all(joined[place :: size + 1].count(sign) == len(ids) for place, sign in signs)
    )


def _are_right(lines: Sequence[_Line]) -> bool:
    """Whether the contents are complete and obey the rules of a Session; raises ValueError where they do not."""
    codes: list[str] = []
    for line in lines:
        content = cast("Session | None", line.content)
        if content is not None:
            if content.status != "complete":
                return False
            check_rules(content)
            codes += content.themes
            codes += content.reporters
            codes += content.partners
            codes += content.documents
            codes += content.audience
            codes += (content.unit, content.directive)
    return are_codes(codes)


def _size(ids: Sequence[str]) -> int:
    """The bytes of a list of version ids without its brackets."""
    return len(ids) * (_VERSION_ID + 3) - 1 if ids else 0

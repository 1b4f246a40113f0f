"""A session's line as the writer spells it, and the quick way to read it: texts that need no cleaning, nothing odd.

Whatever is not plain is not wrong: it goes the long way of `exports.reader`, which comes to the same.
"""

import hashlib
import re

import msgspec

from logs.model import MULTILINE, Session, canonical_encoder
from logs.versions import Record, Version

_ASCII = bytes([*b"\n", *range(0x20, 0x7F)])
# Letters, punctuation and signs that are NFC whatever stands beside them: no marks, nothing hidden, no blanks but the
# space, no Ð and ð.
_PLAIN = re.compile(
    r"[\u00a1-\u00ac\u00ae-\u00cf\u00d1-\u00ef\u00f1-\u02af\u1e00-\u1eff\u2010-\u2027\u2030-\u203a\u20a0-\u20bf"
    r"\u2190-\u22ff]*"
)
_VERSIONS = rb'((?:"[0-9a-f]{32}"(?:,"[0-9a-f]{32}"){0,9999})?)'
# A session's line up to its content.
_SESSION = re.compile(
    rb'\{"kind":"session","id":"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",'
    rb'"version":"([0-9a-f]{32})","parents":\[%b\],"seen":\[%b\],"content":' % (_VERSIONS, _VERSIONS)
)
_contents = msgspec.json.Decoder(Session | None)


def session_line(record: Record, version: Version[Session]) -> bytes:
    """The line of one of a record's heads, with its line end: the content in the bytes that its version id hashes."""
    line = {"kind": "session", "id": record.id, "version": version.id, "parents": version.parents, "seen": record.seen}
    content = msgspec.Raw(canonical_encoder().encode(version.content))
    return msgspec.json.encode({**line, "content": content}) + b"\n"


def is_plain(text: bytes) -> bool:
    """Whether a text in UTF-8 holds only characters that are NFC in any company and that no cleaning changes."""
    return _PLAIN.fullmatch(text.translate(None, _ASCII).decode()) is not None


def plain_record(line: bytes) -> Record | None:
    """What a line says of its session, if it is spelled as the writer spells it and right in all; else None.

    The content is encoded again and compared, so that the bytes that are hashed are the canonical ones and say no more
    than what was taken from them.
    """
    found = _SESSION.match(line)
    if found is None:
        return None
    key, version, parents, seen = found.groups()
    raw = line[found.end() : -1]
    digest = hashlib.sha256(b'["%b",%b,[%b]]' % (key, raw, parents)).hexdigest().encode()
    if not digest.startswith(version) or not line.endswith(b"}"):
        return None
    try:
        content = _contents.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    if canonical_encoder().encode(content) != raw or (content is not None and content.status == "draft"):
        return None
    head = Version(version.decode(), _ids(parents), content)
    replaced = _ids(seen)
    if (parents or seen) and not _are_possible(head, replaced):
        return None
    return Record(key.decode(), (head,), replaced)


def has_escapes(line: bytes, record: Record) -> bool:
    """Whether the plain line of the record holds escapes other than line ends in texts that may have several lines."""
    content = record.shown.content
    return content is None or line.count(b"\\") != sum(getattr(content, name).count("\n") for name in MULTILINE)


def _are_possible(head: Version[Session], seen: tuple[str, ...]) -> bool:
    """Whether the ids are in their order, each once, the parents among the replaced ones and the head not."""
    in_order = all(list(ids) == sorted(set(ids)) for ids in (seen, head.parents))
    return in_order and head.id not in seen and set(seen).issuperset(head.parents)


def _ids(listed: bytes) -> tuple[str, ...]:
    """The ids of a list without its brackets."""
    return tuple(listed.decode()[1:-1].split('","')) if listed else ()

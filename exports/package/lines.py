"""One line of a package, read the long way: taken whole or said to be wrong, and then given back as it stood."""

import re
from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from exports.package.format import AnyLine, LinkLine, SessionLine
from exports.package.sanitize import in_nfc, is_nfc, refuse_twins, strict
from exports.package.seal import unseal
from logs.versions import version_id

_DECODER = msgspec.json.Decoder(AnyLine)
_FIELD = re.compile(r"(?:at|in) `\$\.(?:content\.)?(\w+)")
# The rules that a session states by itself in `logs.model`, with their parameters.
_RULE = re.compile(r"([a-z]+(?:_[a-z]+)+)((?: [a-z]+=[\w-]+)*) - at", re.ASCII)
_ID = re.compile(rb'"id":\s*"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"')
_IS_SESSION = re.compile(rb'"kind":\s*"session"')
# An error may quote what it found in the file, at any length.
_MOST_DETAIL = 200


class SetAside(Struct, frozen=True):
    """A line that was not taken: its number in the file, the session's id if legible, and why."""

    line: int
    id: str
    code: str
    params: dict[str, str] = {}


def read_line(line: bytes, *, is_composed: bool) -> AnyLine:
    """The record of a line, its texts in NFC; raises MsgspecError, ValueError, RecursionError."""
    if b"\\u" in line:
        return _read_escaped(line)
    composed = line if is_composed else in_nfc(line)
    record: AnyLine = _DECODER.decode(composed)
    strict(composed, record)
    return record


def _read_escaped(line: bytes) -> AnyLine:
    """The record of a line in which characters are written as numbers."""
    try:
        # A line that is wrong is not worth writing out its characters.
        record: AnyLine | None = _DECODER.decode(line)
    except msgspec.ValidationError as error:
        # The length of a text is that of its composed form; whatever else is wrong stays wrong.
        if " length " not in str(error):
            raise
        record = None
    spelled = refuse_twins(line)
    if record is not None and is_nfc(spelled):
        return record
    composed = in_nfc(spelled)
    record = _DECODER.decode(composed)
    strict(composed, record)
    return record


def unreadable(number: int, session_id: str, error: Exception) -> SetAside:
    """Why a line could not be taken, in the terms of the register where they are known."""
    detail = str(error)[:_MOST_DETAIL]
    if rule := _RULE.match(detail):
        return SetAside(number, session_id, rule[1], dict(pair.split("=") for pair in rule[2].split()))
    if field := _FIELD.search(str(error)[-_MOST_DETAIL:]):
        return SetAside(number, session_id, "line_field", {"field": field[1], "detail": detail})
    return SetAside(number, session_id, "line_unreadable", {"detail": detail})


def legible_id(line: bytes) -> str:
    """The id of a session that a line names near its beginning; "" where none is legible."""
    beginning = line[:500]
    match = _ID.search(beginning) if _IS_SESSION.search(beginning) else None
    return match[1].decode() if match else ""


def wrong_version(line: SessionLine | LinkLine) -> str:
    """What is wrong with the version that a line claims; "" where nothing is."""
    if not set(line.parents) <= set(line.seen) or len(set(line.parents)) < len(line.parents):
        return "session_parents"
    if version_id(line.id, line.content, line.parents) != line.version:
        return "session_version"
    return ""


def rejected_lines(data: bytes, set_aside: Iterable[SetAside]) -> Iterator[tuple[SetAside, str]]:
    """Each line set aside with its text in the file's bytes; bytes that are no UTF-8 are shown as U+FFFD.

    Raises SotayError as `unseal` does.
    """
    sealed = unseal(data)
    lines = sealed.body.split(b"\n")
    for left in set_aside:
        yield left, lines[left.line - sealed.first].decode(errors="replace")

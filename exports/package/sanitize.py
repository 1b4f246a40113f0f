"""Foreign texts made such as a book may hold, on every machine alike.

Texts are in NFC before anything else looks at them. Hidden characters are taken out by an edit of the receiver: the
*cleaning* of a version, made of that version alone, so that all receivers make the same one.
"""

import hashlib
import re
import unicodedata
from collections.abc import Container

import msgspec
from msgspec import Struct

from logs.model import LIMITS, Session, canonical_encoder, cleaned, is_clean
from logs.versions import Record, Said, Version, make_record, make_version, merge, said_together

_ASCII = bytes(range(0x20, 0x7F))
# Bytes; a session that has been edited ten thousand times, every character escaped, comes near it.
_MOST_LINE = 1_000_000
# More marks or invisible characters in a row than any script needs: sorting them for NFC would take for ever.
_USUAL = (
    r"\w\t\n\r -~\xa0-\xac\xae-\u02ff\u2000-\u200a\u2010-\u2027\u202f-\u205f\u2070-\u20cf\u2100-\u2bff"
    r"\u3000-\u3029\u3030-\u3098\ufe30-\ufefe\uff00-\ufff8\U0001f000-\U0001fbff"
)
_NO_PILES = re.compile(rf"(?:[{_USUAL}]++|[^{_USUAL}]{{1,30}}+(?![^{_USUAL}]))*+")


def is_nfc(text: bytes) -> bool:
    """Whether a text in UTF-8 is in NFC; raises ValueError where marks are piled up."""
    if text.isascii():
        return True
    decoded = text.decode()
    refuse_piles(decoded)
    return unicodedata.is_normalized("NFC", decoded)


def in_nfc(line: bytes) -> bytes:
    """The line of JSON with its texts in NFC, its characters written out.

    Raises MsgspecError, ValueError for a key that comes twice, piled-up marks or a line far too long, RecursionError
    for deep nesting.
    """
    if b"\\u" in line:
        line = refuse_twins(line)
        if is_nfc(line):
            return line
    elif len(line) > _MOST_LINE:
        raise ValueError("long line")
    return unicodedata.normalize("NFC", line.decode()).encode()


def strict(line: bytes, record: Struct) -> None:
    """Raise ValueError where the line says more than the record took from it: a key twice.

    A line spelled as we would spell it holds nothing else; any other is parsed once more with an eye on its keys.
    """
    if line != msgspec.json.encode(record) and line != canonical_encoder().encode(record):
        refuse_twins(line)


def refuse_twins(line: bytes) -> bytes:
    """The line of JSON without blanks and with its characters written out.

    Raises ValueError("key_twice - …") where an object names a key twice, and as `in_nfc` does.
    """
    if len(line) > _MOST_LINE:
        raise ValueError("long line")
    spelled = msgspec.json.encode(msgspec.json.decode(line))
    # Of keys that come twice one is left. Blanks, escapes and numbers may be spelled anew, texts are as many.
    if _quotes(line) != _quotes(spelled):
        raise ValueError("key_twice - at `$`")
    return spelled


def _quotes(line: bytes) -> int:
    """How many marks begin or end a text."""
    return line.replace(rb"\\", b"").replace(rb"\"", b"").count(b'"')


def refuse_piles(text: str) -> None:
    """Raise ValueError where marks or invisible characters are piled up."""
    # What stands apart may come together here, but no pile comes apart: the whole text is looked at where need be.
    rest = text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")
    if not _NO_PILES.fullmatch(rest) and not _NO_PILES.fullmatch(text):
        raise ValueError("piled-up marks")


def clean_record(record: Record) -> Record:
    """The record with hidden characters taken out of its texts; the very same one where there are none.

    Raises ValueError as `refuse_piles` does.
    """
    heads, told = [], record.told
    for head in record.heads:
        if head.content is None or is_clean(head.content):
            heads.append(head)
        else:
            parents = tuple(sorted((head.id, _mark(head.id))))
            heads.append(make_version(record.id, _cleaned(head.content), parents))
            told = said_together(told, {head.content.unit: Said(parents)})
    if told is record.told:
        return record
    return make_record(record.id, heads, record.seen, record.deleted_by).telling(told)


def merge_cleaned(a: Record, b: Record) -> Record:
    """What both records together know, in view of the cleanings among their heads."""
    return merge(_settled(a, b), _settled(b, a))


def _settled(record: Record, other: Record) -> Record:
    """What `record` has seen replaced, in view of the cleanings among the heads of `other`.

    Who has replaced a version without knowing of its cleaning has replaced the cleaning as well: nobody decided
    anything in between, so there is nothing to ask a person.
    """
    cleanings = {head.id: of for head in other.heads if (of := _cleaning_of(head))}
    if not cleanings:
        return record

    def replaced(seen: Container[str]) -> tuple[str, ...]:
        return tuple(sorted(key for key, of in cleanings.items() if of in seen and _mark(of) not in seen))

    told = {voice: Said(replaced({*record.seen, *said.seen})) for voice, said in record.told.items()}
    seen = (*record.seen, *replaced(record.seen))
    return make_record(record.id, record.heads, seen, record.deleted_by).telling(said_together(record.told, told))


def _mark(version: str) -> str:
    """The second parent that tells the cleaning of a version from an edit."""
    return hashlib.sha256(b"cleaned " + version.encode()).hexdigest()[:32]


def _cleaning_of(version: Version[Session]) -> str:
    """The version that this one is the cleaning of; "" where it is none."""
    if len(version.parents) == 2:
        for of, mark in (version.parents, version.parents[::-1]):
            if mark == _mark(of):
                return of
    return ""


def _cleaned(content: Session) -> Session:
    refuse_piles("\n".join(getattr(content, name) for name in LIMITS))
    return cleaned(content)

"""Foreign texts made such as a book may hold, on every machine alike.

Texts are in NFC before anything else looks at them. Hidden characters are taken out by an edit of the receiver: the
*cleaning* of a version, made of that version alone, so that all receivers make the same one.
"""

import hashlib
import json
import re
import unicodedata
from typing import Any

from logs.model import LIMITS, Session, cleaned, from_fields, is_clean, to_fields
from logs.versions import Record, Version, make_record, make_version

# More marks or invisible characters in a row than any script needs: sorting them for NFC would take for ever.
_PILE = re.compile(
    r"[^\w\t\n\r -~\xa0-\xac\xae-\u02ff\u2000-\u200a\u2010-\u2027\u202f-\u205f\u2070-\u20cf\u2100-\u2bff"
    r"\u3000-\u3029\u3030-\u3098\ufe30-\ufefe\uff00-\ufff8\U0001f000-\U0001fbff]{31}"
)


def in_nfc(line: bytes) -> bytes:
    """The line of JSON with its texts in NFC; one that is so already is given back byte for byte.

    Raises ValueError for a key that comes twice, half a character or piled-up marks, RecursionError for deep nesting.
    """
    escaped = b"\\u" in line
    if line.isascii() and not escaped:
        return line
    text = json.dumps(parse(line), ensure_ascii=False) if escaped else line.decode()
    refuse_piles(text)
    if escaped or not unicodedata.is_normalized("NFC", text):
        return unicodedata.normalize("NFC", text).encode()
    return line


def parse(line: bytes) -> Any:
    """The line's JSON value; raises ValueError("key_twice - …") where an object names a key twice."""
    return json.loads(line, object_pairs_hook=_without_twins)


def refuse_piles(text: str) -> None:
    """Raise ValueError where marks or invisible characters are piled up."""
    if _PILE.search(text):
        raise ValueError("piled-up marks")


def clean_record(record: Record) -> Record:
    """The record with hidden characters taken out of its texts; the very same one where there are none.

    Raises ValueError as `refuse_piles` does.
    """
    if all(head.content is None or is_clean(head.content) for head in record.heads):
        return record
    heads, seen = [], set(record.seen)
    for head in record.heads:
        if head.content is None or is_clean(head.content):
            heads.append(head)
        else:
            parents = (head.id, _mark(head.id))
            heads.append(make_version(record.id, _cleaned(head.content), parents))
            seen.update(parents)
    return make_record(record.id, heads, seen, record.deleted_by)


def settle(record: Record, other: Record) -> Record:
    """What `record` has seen replaced, in view of the cleanings among the heads of `other`.

    Who has replaced a version without knowing of its cleaning has replaced the cleaning as well: nobody decided
    anything in between, so there is nothing to ask a person.
    """
    cleanings = {head.id: of for head in other.heads if (of := _cleaning_of(head))}
    seen = set(record.seen) if cleanings else set()
    replaced = {key for key, of in cleanings.items() if of in seen and _mark(of) not in seen}
    return make_record(record.id, record.heads, seen | replaced, record.deleted_by) if replaced else record


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
    for name in LIMITS:
        refuse_piles(getattr(content, name))
    return from_fields(to_fields(cleaned(content)))


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("key_twice - at `$`")
    return found

"""Answers to questions that concern files: whom to believe, and which unit a sender means. A file that waited for the
answer is merged at once.
"""

from datetime import datetime

import msgspec

from exports.merge import apply_merge, plan_kept
from exports.outcomes import FileOutcome
from logs.book import LogBook
from logs.changes import Change
from logs.deciding import map_code
from logs.errors import SotayError
from logs.received import Sender, Waiting


def trust_file(book: LogBook, sha256: str) -> FileOutcome:
    """Believe the sender of a waiting file, or an unsigned file this once, and merge it.

    Raises SotayError `question_closed`, `file_not_kept`, what `apply_merge` raises, and the file's own code where it
    cannot be taken all the same.
    """
    waiting = _waiting(book, sha256)
    return _merge_kept(book, sha256, frozenset({waiting.key or sha256}))


def refuse_file(book: LogBook, sha256: str, *, reason: str = "") -> Change:
    """Take nothing from a waiting file, and do not ask about it again; raises SotayError `question_closed`."""
    refused = msgspec.structs.replace(_waiting(book, sha256), refused=True)
    return book.commit("decide", {"waiting": {sha256: msgspec.json.encode(refused)}}, reason=reason)


def map_sender(book: LogBook, sha256: str, to: str) -> FileOutcome | None:
    """Say which listed unit the unknown sender of a waiting file is, and merge the file.

    Returns None where the file goes on waiting, because its key is in doubt as well. Raises SotayError as `trust_file`
    and `logs.deciding.map_code` do.
    """
    unit = _waiting(book, sha256).unit
    map_code(book, unit, "unit", unit, to)
    plan = plan_kept(book, sha256)
    apply_merge(book, plan)
    return plan.files[0] if plan.files[0].outcome == "merged" else None


def map_unit(book: LogBook, sender: str, code: str, to: str) -> tuple[FileOutcome, ...]:
    """Say which listed unit a sender means by a code ("": none), and take the sessions that waited for that.

    Raises SotayError as `logs.deciding.map_code` and `exports.merge.apply_merge` do.
    """
    map_code(book, sender, "unit", code, to)
    if not to:
        return ()
    held = [one.sha256 for one in book.received.values() if one.unit == sender and code in one.unknown]
    return tuple(_merge_kept(book, sha256, frozenset()) for sha256 in held)


def revoke_key(book: LogBook, key: str, on: datetime, *, reason: str = "") -> Change:
    """Take nothing more that the key signs, from `on`; what came before stays. Raises SotayError `key_unknown`."""
    return _change_key(book, key, reason, revoked=on)


def enrol_key(book: LogBook, key: str, *, reason: str) -> Change:
    """Believe a revoked key again; the reason is kept. Raises SotayError `key_unknown`, `reason_missing`."""
    if not reason.strip():
        raise SotayError("reason_missing")
    return _change_key(book, key, reason, revoked=None)


def find_sender(book: LogBook, text: str) -> Sender:
    """The sender meant by a key, the beginning of its fingerprint, or a unit with a single key.

    Raises SotayError `key_unknown`, `key_ambiguous`.
    """
    from exports.keys import fingerprint  # noqa: PLC0415 - only needed where a person names a key

    wanted = text.replace(" ", "")
    names = {key: (key, one.unit, fingerprint(key).replace(" ", "")) for key, one in book.senders.items()}
    found = [
        book.senders[key]
        for key, (whole, unit, mark) in names.items()
        if wanted and (wanted in (whole, unit) or mark.startswith(wanted))
    ]
    if not found:
        raise SotayError("key_unknown", value=text)
    if len(found) > 1:
        raise SotayError("key_ambiguous", value=text, choices=", ".join(fingerprint(one.key) for one in found))
    return found[0]


def _change_key(book: LogBook, key: str, reason: str, *, revoked: datetime | None) -> Change:
    if key not in book.senders:
        raise SotayError("key_unknown", value=key)
    changed = msgspec.structs.replace(book.senders[key], revoked=revoked, reason=reason)
    return book.commit("decide", {"senders": {key: msgspec.json.encode(changed)}}, reason=reason)


def _waiting(book: LogBook, sha256: str) -> Waiting:
    waiting = book.waiting.get(sha256)
    if waiting is None:
        raise SotayError("question_closed")
    return waiting


def _merge_kept(book: LogBook, sha256: str, trust: frozenset[str]) -> FileOutcome:
    plan = plan_kept(book, sha256, trust=trust)
    outcome = plan.files[0]
    if outcome.outcome not in ("merged", "known"):
        raise SotayError(outcome.code or "file_not_kept", **outcome.params)
    apply_merge(book, plan)
    return outcome

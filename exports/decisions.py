"""Answers to questions that concern files: whom to believe, and which unit a sender means. A file that waited for the
answer is merged at once.
"""

from datetime import datetime

import msgspec

from exports.merge import apply_merge, plan_kept
from exports.outcomes import FileOutcome
from logs.book import LogBook
from logs.changes import Change
from logs.deciding import map_code, meaning_of
from logs.errors import SotayError
from logs.received import Sender, Waiting, in_order_sent


def trust_file(book: LogBook, sha256: str, *, reason: str = "") -> FileOutcome:
    """Believe the sender of a waiting file, or an unsigned file this once, and merge it, with whatever else waited for
    the same answer.

    Raises SotayError `question_closed`, what `apply_merge` raises, and the file's own code where it cannot be taken
    all the same (`file_not_kept`, `key_revoked`, …).
    """
    waiting = _waiting(book, sha256)
    plan = plan_kept(book, _alike(book, waiting), trust=frozenset({waiting.key or sha256}))
    outcome = plan.files[0]
    if outcome.outcome not in ("merged", "known"):
        raise SotayError(outcome.code or "file_not_kept", **outcome.params)
    apply_merge(book, plan, reason=reason)
    return outcome


def take_known(book: LogBook) -> tuple[FileOutcome, ...]:
    """Look again at the files that waited because nobody knew their sender's unit, where the unit list names it now.

    Whose key has to be compared first goes on waiting, for that. Raises SotayError as `apply_merge` does.
    """
    known = [
        one
        for one in book.waiting.values()
        if one.code == "sender_unknown" and not one.refused and book.lens.unit(one.unit) in book.units
    ]
    if not known:
        return ()
    plan = plan_kept(book, [one.sha256 for one in in_order_sent(known)])
    apply_merge(book, plan)
    return plan.files


def refuse_file(book: LogBook, sha256: str, *, reason: str = "") -> Change:
    """Take nothing from a waiting file, and do not ask about it again; raises SotayError `question_closed`."""
    refused = msgspec.structs.replace(_waiting(book, sha256), refused=True)
    return book.commit("decide", {"waiting": {sha256: msgspec.json.encode(refused)}}, reason=reason)


def map_sender(book: LogBook, sha256: str, to: str, *, reason: str = "") -> FileOutcome | None:
    """Say which listed unit the unknown sender of a waiting file is, and merge the file, with the sender's others.

    Returns None where the file goes on waiting, because its key is in doubt as well. Raises SotayError as `trust_file`
    and `logs.deciding.meaning_of` do.
    """
    waiting = _waiting(book, sha256)
    meaning = meaning_of(book, waiting.unit, "unit", waiting.unit, to)
    plan = plan_kept(book, _alike(book, waiting), meaning=meaning)
    outcome = plan.files[0]
    if outcome.outcome == "refused":
        raise SotayError(outcome.code or "file_not_kept", **outcome.params)
    apply_merge(book, plan, reason=reason)
    return None if outcome.outcome == "quarantined" else outcome


def map_unit(book: LogBook, sender: str, code: str, to: str, *, reason: str = "") -> tuple[FileOutcome, ...]:
    """Say which listed unit a sender means by a code ("": none), and take the sessions that waited for that.

    The answer is kept although a file may be refused, because it is not kept any more or its key has been revoked.
    Raises SotayError as `logs.deciding.meaning_of` and `exports.merge.apply_merge` do.
    """
    naming = [one for one in book.received.values() if code in one.unknown] if to else []
    held = [one.sha256 for one in in_order_sent(naming)]
    if not held:
        map_code(book, sender, "unit", code, to, reason=reason)
        return ()
    plan = plan_kept(book, held, meaning=meaning_of(book, sender, "unit", code, to))
    apply_merge(book, plan, reason=reason)
    return plan.files


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


def _alike(book: LogBook, asked: Waiting) -> list[str]:
    """The file itself, then those that wait for the same reason, of the same sender with the same key."""
    alike = [
        one
        for one in book.waiting.values()
        if (one.unit, one.key, one.code) == (asked.unit, asked.key, asked.code) and one.key and not one.refused
    ]
    return [asked.sha256, *(one.sha256 for one in in_order_sent(alike) if one.sha256 != asked.sha256)]

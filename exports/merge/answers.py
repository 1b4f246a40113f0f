"""Answers to questions about files: whom to believe, which unit a sender means, which unknown unit to take in.

Answers to questions that concern files: whom to believe, and which unit a sender means. A file that waited for the
answer is merged at once.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from exports.merge.merge import apply_merge, plan_kept
from exports.merge.outcomes import FileOutcome
from exports.merge.unit_list import use_list
from exports.package.format import UnitLine
from exports.package.reader import read_package
from logs.book.book import LogBook
from logs.book.changes import Change
from logs.catalogue.units import same_code
from logs.errors import SotayError
from logs.exchange.received import KEY_NOT_COMPARED, Received, Sender, Waiting, in_order_sent, kept_file
from logs.model import Unit
from logs.questions.answers import map_code, meaning_of


def proposed_unit(book: LogBook, code: str, sender: str = "") -> Unit:
    """The unit as the files that name it describe it, for a person to look over.

    It stands under the sender where that one is listed; else beside the listed units, if these stand under one.
    """
    line = next((line for line in _told(book, code) if line.code == code), None)
    meant = book.exchange.lens.unit(sender)
    parent = meant if meant in book.units and meant != code else _usual_parent(book.units)
    if line is None:
        return Unit(code=code, type="chi_bo", name=code, parent=parent)
    return Unit(code=code, type=line.type, name=line.name, parent=parent)


def list_unit(book: LogBook, unit: Unit) -> tuple[FileOutcome, ...]:
    """Take a unit into the list, and in the same step the files and sessions that waited for it.

    The aliases of the unit are the codes by which files name it. Returns what became of the files. Raises SotayError
    `unit_listed` (value), `unit_parent` (value, parent), `code_means_other` (value, unit), and as `apply_merge` does.
    """
    _check(book, unit)
    return use_list(book, (*book.units.values(), unit))


def _check(book: LogBook, unit: Unit) -> None:
    if (listed := same_code(book.units, unit.code)) is not None:
        raise SotayError("unit_listed", value=listed)
    if unit.parent is not None and unit.parent not in book.units:
        raise SotayError("unit_parent", value=unit.code, parent=unit.parent)
    for code in (unit.code, *unit.aliases):
        if (meant := book.exchange.lens.unit(code)) != code:
            raise SotayError("code_means_other", value=code, unit=meant)


def _waiting_for(book: LogBook, codes: Iterable[str]) -> list[str]:
    """The kept files of which something waits until one of these codes is known, each book's in their order."""
    wanted = set(codes)
    files: list[Received | Waiting] = [one for one in book.exchange.received.values() if wanted & one.unknown.keys()]
    unknown = (one for one in book.exchange.waiting.values() if one.code == "sender_unknown" and not one.refused)
    files += [one for one in unknown if one.unit in wanted]
    return [one.sha256 for one in in_order_sent(files)]


def _told(book: LogBook, code: str) -> Iterable[UnitLine]:
    """What kept files say of units, those that wait for this one last to first."""
    for sha256 in reversed(_waiting_for(book, {code})):
        try:
            yield from read_package(kept_file(book.folder, sha256).read_bytes()).units
        except (OSError, SotayError):
            continue  # without it a person says what the unit is


def _usual_parent(units: Mapping[str, Unit]) -> str | None:
    """What most of the listed units stand under, None for nothing."""
    parents = [unit.parent for unit in units.values()]
    return max(dict.fromkeys(parents), key=parents.count, default=None)


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
        for one in book.exchange.waiting.values()
        if one.code == "sender_unknown" and not one.refused and book.exchange.lens.unit(one.unit) in book.units
    ]
    if not known:
        return ()
    plan = plan_kept(book, [one.sha256 for one in in_order_sent(known)])
    apply_merge(book, plan)
    return plan.files


def refuse_file(book: LogBook, sha256: str, *, reason: str = "") -> Change:
    """Take nothing from a waiting file, and do not ask about it again; raises SotayError `question_closed`.

    Where only what the file says of other units waits, or it is a part of an export, the same answer holds for all
    files of the key.
    """
    waiting = _waiting(book, sha256)
    alike = waiting.code == KEY_NOT_COMPARED or waiting.part
    files = _alike(book, waiting) if alike else [sha256]
    refused = {key: msgspec.structs.replace(book.exchange.waiting[key], refused=True) for key in files}
    return book.history.commit(
        "decide", {"waiting": {key: msgspec.json.encode(one) for key, one in refused.items()}}, reason=reason
    )


def map_sender(book: LogBook, sha256: str, to: str, *, reason: str = "") -> FileOutcome | None:
    """Say which listed unit the unknown sender of a waiting file is, and merge the file, with the sender's others.

    Returns None where the file goes on waiting, because its key is in doubt as well. Raises SotayError as `trust_file`
    and `logs.questions.answers.meaning_of` do.
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
    Raises SotayError as `logs.questions.answers.meaning_of` and `exports.merge.merge.apply_merge` do.
    """
    naming = [one for one in book.exchange.received.values() if code in one.unknown] if to else []
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
    from exports.package.keys import fingerprint  # noqa: PLC0415 - only needed where a person names a key

    wanted = text.replace(" ", "")
    names = {
        key: (key, sender.unit, fingerprint(key).replace(" ", "")) for key, sender in book.exchange.senders.items()
    }
    found = [
        book.exchange.senders[key]
        for key, (whole, unit, mark) in names.items()
        if wanted and (wanted in (whole, unit) or mark.startswith(wanted))
    ]
    if not found:
        raise SotayError("key_unknown", value=text)
    if len(found) > 1:
        raise SotayError("key_ambiguous", value=text, choices=", ".join(fingerprint(one.key) for one in found))
    return found[0]


def _change_key(book: LogBook, key: str, reason: str, *, revoked: datetime | None) -> Change:
    if key not in book.exchange.senders:
        raise SotayError("key_unknown", value=key)
    changed = msgspec.structs.replace(book.exchange.senders[key], revoked=revoked, reason=reason)
    return book.history.commit("decide", {"senders": {key: msgspec.json.encode(changed)}}, reason=reason)


def _waiting(book: LogBook, sha256: str) -> Waiting:
    waiting = book.exchange.waiting.get(sha256)
    if waiting is None:
        raise SotayError("question_closed")
    return waiting


def _alike(book: LogBook, asked: Waiting) -> list[str]:
    """The file itself, then those that wait for the same reason, of the same sender with the same key."""
    alike = [
        one
        for one in book.exchange.waiting.values()
        if (one.unit, one.key, one.code) == (asked.unit, asked.key, asked.code) and one.key and not one.refused
    ]
    return list(dict.fromkeys((asked.sha256, *(one.sha256 for one in in_order_sent(alike)))))

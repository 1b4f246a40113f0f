"""Answers to questions that change only the book: conflicts, likely duplicates, codes nobody knew."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import combinations
from typing import Any

import msgspec
from msgspec import Struct

from logs.book.book import LogBook
from logs.book.changes import Change
from logs.catalogue.directive import Directive
from logs.catalogue.exemptions import MOST_REASON
from logs.catalogue.matching import counterparts
from logs.errors import SotayError
from logs.exchange.code_maps import Adoption, CodeField, CodeMap
from logs.exchange.exemptions import MarkAnswer
from logs.exchange.received import Received, in_order_sent, kept_file
from logs.exchange.same_event import Answer, Answers, LinkRecord, answered, link_id
from logs.model import Session, to_fields
from logs.text import clean_line
from logs.versions import Record, Version, id_apart, new_record, save, version_id


class Side(Struct, frozen=True):
    """One of the versions in conflict: its content (None: deleted), and when, by whom and from which file it came.

    `who` is a reporter's code of this book, `file` the name of a received file; one of them, "" both where it is older
    than the book's history.
    """

    version: str
    content: Session | None
    at: datetime | None
    who: str
    file: str
    unit: str


class Difference(Struct, frozen=True):
    """A field in which the sides of a conflict differ: each side's value as plain JSON, None where it is empty."""

    field: str
    values: tuple[Any, ...]


class Conflict(Struct, frozen=True):
    """The sides of a conflict, the shown one first, and field by field what differs between those that are live."""

    id: str
    sides: tuple[Side, ...]
    differences: tuple[Difference, ...]


class _Known(Struct, frozen=True):
    """A step and the versions of the session that the book knew after it."""

    change: Change
    heads: tuple[Version[Session], ...]


def conflict_of(book: LogBook, session_id: str) -> Conflict:
    """The conflict of a session; raises SotayError `no_conflict` where there is none, `session_missing`."""
    record = _in_conflict(book, session_id)
    shown = record.shown
    heads = [shown, *(head for head in reversed(record.heads) if head.id != shown.id)]
    fields = [to_fields(head.content) for head in heads if head.content is not None]
    differing = (
        Difference(name, tuple(field.get(name) for field in fields))
        for name in Session.__struct_fields__
        if any(one.get(name) != fields[0].get(name) for one in fields)
    )
    steps = _steps(book, session_id)
    return Conflict(session_id, tuple(_side(book, steps, head) for head in heads), tuple(differing))


def claimed_since(book: LogBook, session_id: str) -> datetime | None:
    """Since when several units claim the id of a session; None where that is older than the book's history."""
    since: datetime | None = None
    for known in _steps(book, session_id):
        units = {book.exchange.lens.unit(head.content.unit) for head in known.heads if head.content is not None}
        since = (since or known.change.at) if len(units) > 1 else None
    return since


def keep_version(book: LogBook, session_id: str, version: str, *, reason: str = "") -> Change:
    """Decide a conflict for one side, named by the beginning of its version's id; a new version of all sides.

    Raises SotayError `no_conflict`, `version_missing` (value, choices), `session_missing`.
    """
    record = _in_conflict(book, session_id)
    found = [head for head in record.heads if head.id.startswith(version.casefold())]
    if len(found) != 1:
        raise SotayError("version_missing", value=version, choices=", ".join(head.id[:8] for head in record.heads))
    return _save(book, {session_id: save(record, found[0].content)}, reason)


def keep_content(book: LogBook, session_id: str, content: Session, *, reason: str = "") -> Change:
    """Decide a conflict by a content picked field by field; raises SotayError as `conflict_of` does."""
    return _save(book, {session_id: save(_in_conflict(book, session_id), content)}, reason)


def keep_both(book: LogBook, session_id: str, *, reason: str = "") -> Change:
    """Decide a conflict by keeping every live side as a session of its own; the shown one keeps the id.

    Those of one unit are answered to be different events, so that nobody is asked whether they are duplicates. What
    units had logged under one id goes by another in one of their books: by the same each time that this is answered.
    Raises SotayError as `conflict_of` does, and `one_live_side`.
    """
    record = _in_conflict(book, session_id)
    live: list[Session] = []
    for content in (record.shown.content, *(head.content for head in record.heads)):
        if content is not None and content not in live:
            live.append(content)
    if len(live) < 2:
        raise SotayError("one_live_side", value=session_id)
    # Whose session got an id of its own before keeps that one.
    staying = next((one for one in live if not _has_own_id(book, session_id, one)), live[0])
    kept = {session_id: save(record, staying)}
    for content in live:
        if content != staying:
            key = _own_id(book, session_id, content, staying, kept)
            known = book.sessions.record(key)
            kept[key] = save(known, content) if known else new_record(key, content)
    units = {one.id: {book.exchange.lens.unit(unit) for unit in one.units()} for one in kept.values()}
    pairs = [(a, b) for a, b in combinations(kept, 2) if units[a] == units[b]]
    links = [answered(None, a, b, "different") for a, b in pairs]
    return _save(book, kept, reason, links)


def _has_own_id(book: LogBook, session_id: str, content: Session) -> bool:
    """Whether the unit's session under a claimed id was given another one before."""
    known = book.sessions.record(id_apart(session_id, content.unit))
    return known is not None and known.units() == {content.unit}


def _own_id(book: LogBook, session_id: str, content: Session, staying: Session, taken: Collection[str]) -> str:
    """The id for a side that does not keep the session's own."""
    is_of_other = book.exchange.lens.unit(content.unit) != book.exchange.lens.unit(staying.unit)
    version = version_id(session_id, content, ())
    for key in (id_apart(session_id, content.unit if is_of_other else version), id_apart(session_id, version)):
        known = book.sessions.record(key)
        if key not in taken and (known is None or known.units() <= {content.unit}):
            return key
    return book.new_id()  # somebody else has logged under both


def answer_duplicate(book: LogBook, a: str, b: str, answer: Answer, *, reason: str = "") -> Change:
    """Say whether two sessions are the same event, once and for every book that this one's files reach.

    Raises SotayError `claim_open` for a session that several units claim: whose it is has to be answered first.
    """
    for session_id in (a, b):
        record = book.sessions.record(session_id)
        if record is not None and record.is_claimed(book.exchange.lens.unit):
            raise SotayError("claim_open", value=record.id)
    key = link_id(a, b)
    link = answered(book.figures.links.get(key), a, b, answer)
    return book.history.commit("decide", {"links": _documents(book, [link])}, reason=reason)


def map_code(
    book: LogBook, sender: str, field: CodeField, code: str, to: str, *, directive: str = "", reason: str = ""
) -> Change:
    """Say what a foreign code means in the sessions of a sender; raises SotayError as `meaning_of` does."""
    meaning = meaning_of(book, sender, field, code, to, directive=directive)
    return book.history.commit("decide", _maps([meaning]), reason=reason)


def read_catalogue(book: LogBook, sender: str, directive: str, *, adopt: bool, reason: str = "") -> Change:
    """Say whether the theme codes that another catalogue of the sender and ours both have mean the same (`adopt`), for
    this sender alone; if not, they stay as they are, and nobody is asked again.
    """
    return book.history.commit("decide", _adoption(book, sender, directive, adopt=adopt), reason=reason)


def map_catalogue(book: LogBook, sender: str, theirs: Directive, *, reason: str = "") -> Change | None:
    """Say for every theme of another catalogue that has a counterpart in ours that the sender means that one.

    None where nothing was found that is not known already.
    """
    is_other = theirs.id != book.directive.id
    pairs = [
        (counterpart.theirs.code, counterpart.ours.code)
        for counterpart in counterparts(theirs, book.directive)
        if counterpart.ours is not None
    ]
    meanings = [
        meaning_of(book, sender, "themes", code, to, directive=theirs.id)
        for code, to in pairs
        if code != to or not is_other
    ]
    changes = _maps(meaning for meaning in meanings if meaning.key not in book.exchange.maps)
    known = book.exchange.lens.adoption(sender, theirs.id)
    if is_other and len(meanings) < len(pairs) and not (known and known.adopted):
        changes |= _adoption(book, sender, theirs.id, adopt=True)
    return book.history.commit("decide", changes, reason=reason) if any(changes.values()) else None


def meaning_of(book: LogBook, sender: str, field: CodeField, code: str, to: str, *, directive: str = "") -> CodeMap:
    """What a foreign code is to mean in the sessions of a sender, by this book's owner; "" leaves it as it is.

    `directive` is the catalogue that a theme, group or document belongs to. A unit's code means the same whoever sends
    it. Raises SotayError `code_means_other` where it means another already, and `unit_unknown`, `theme_unknown`,
    `audience_unknown`, `document_unknown`, `reporter_unknown` for a meaning that the book does not know either.
    """
    listed: dict[CodeField, tuple[str, Mapping[str, object]]] = {
        "unit": ("unit_unknown", book.units),
        "partners": ("unit_unknown", book.units),
        "reporters": ("reporter_unknown", book.reporters),
        "themes": ("theme_unknown", book.directive.themes),
        "audience": ("audience_unknown", book.directive.audience_by_code),
        "documents": ("document_unknown", book.directive.document_by_code),
    }
    unknown, known = listed[field]
    if to and to not in known:
        raise SotayError(unknown, value=to)
    meant = book.exchange.lens.unit(code)
    if field in ("unit", "partners") and meant != to and (meant != code or code in book.units):
        raise SotayError("code_means_other", value=code, unit=meant)
    return CodeMap(
        sender=sender, field=field, directive=directive, code=code, to=to, at=book.clock(), who=book.owner.reporter
    )


def answer_marks(book: LogBook, keys: Iterable[str], *, accept: bool, note: str = "") -> Change | None:
    """Say of marks of units, by their keys, whether the theme need not be talked about there; one step, None where none
    of them was told by a unit.
    """
    asked = [one.mark for key in keys if (one := book.exchange.marks.get(key)) is not None and not one.is_own]
    answers = {
        mark.key: MarkAnswer(
            directive=mark.directive, unit=mark.unit, theme=mark.theme, reason=mark.reason, at=book.clock(),
            who=book.owner.reporter, accepted=accept, note=clean_line(note)[:MOST_REASON],
        )
        for mark in asked
    }  # fmt: skip
    documents = {key: msgspec.json.encode(answer) for key, answer in answers.items()}
    return book.history.commit("decide", {"mark_answers": documents}, reason=note) if documents else None


def _save(book: LogBook, records: Mapping[str, Record], reason: str, links: Iterable[LinkRecord] = ()) -> Change:
    changes = {"sessions": {key: msgspec.json.encode(record) for key, record in records.items()}}
    if links:
        changes["links"] = _documents(book, links)
    return book.history.commit("decide", changes, reason=reason, made=records)


def _documents(book: LogBook, links: Iterable[LinkRecord]) -> dict[str, bytes]:
    """What the owner says now of pairs of sessions, beside what others have told of them."""
    return {
        link.id: msgspec.json.encode(book.exchange.answers.get(link.id, Answers(link.id)).saying(link))
        for link in links
    }


def _maps(meanings: Iterable[CodeMap]) -> dict[str, dict[str, bytes]]:
    return {"maps": {meaning.key: msgspec.json.encode(meaning) for meaning in meanings}}


def _adoption(book: LogBook, sender: str, directive: str, *, adopt: bool) -> dict[str, dict[str, bytes]]:
    answer = Adoption(
        sender=sender, directive=directive, ours=book.directive.id, adopted=adopt,
        at=book.clock(), who=book.owner.reporter,
    )  # fmt: skip
    return {"adoptions": {answer.key: msgspec.json.encode(answer)}}


def _in_conflict(book: LogBook, session_id: str) -> Record:
    record = book.sessions.record(session_id)
    if record is None:
        raise SotayError("session_missing", value=session_id)
    if not record.is_conflict:
        raise SotayError("no_conflict", value=session_id)
    return record


def _side(book: LogBook, steps: Sequence[_Known], head: Version[Session]) -> Side:
    """The side with the first step after which the book knew the version; where that only took a decision back, with
    the step that had brought its content.

    Of a merge that is the file that says the version, or where the merge's files were taken back the first that does;
    where none is kept that does, the names of the merge's files that speak for the unit, or of all.
    """
    unit = head.content.unit if head.content is not None else ""
    first = next((place for place, known in enumerate(steps) if head.id in (one.id for one in known.heads)), None)
    if first is None:
        return Side(head.id, head.content, None, "", "", unit)
    change, known_as = steps[first].change, head.id
    if change.undoes is not None:
        former = (step for step in reversed(steps[:first]) if step.change.undoes is None and not step.change.undone)
        same = ((one.change, other.id) for one in former for other in one.heads if other.content == head.content)
        change, known_as = next(same, (change, known_as))
    if change.action != "merge":
        return Side(head.id, head.content, change.at, change.who, "", unit)
    own = in_order_sent(
        book.exchange.received[key] for key in change.before.get("received", ()) if key in book.exchange.received
    )
    source = book.exchange.received.get(change.sources.get(known_as, "")) or _saying(
        book, own or book.exchange.received.values(), known_as
    )
    if source is None:
        sender = book.exchange.lens.sender(unit)
        spoke = [file.file for file in own if book.exchange.lens.unit(file.unit) == sender]
        return Side(head.id, head.content, change.at, "", ", ".join(spoke or change.files), unit)
    return Side(head.id, head.content, change.at if source in own else source.received, "", source.file, source.unit)


def _steps(book: LogBook, session_id: str) -> list[_Known]:
    """The steps that changed the session, oldest first."""
    steps = [change for change in book.history.changes() if session_id in change.session_ids]
    after = [*(change.record_before(session_id) for change in steps[1:]), book.sessions.record(session_id)]
    return [_Known(one, record.heads if record else ()) for one, record in zip(steps, after, strict=True)]


def _saying(book: LogBook, files: Iterable[Received], version: str) -> Received | None:
    """The file that came first of those that are kept and say the version; None where none does."""
    by_arrival = sorted(files, key=lambda file: file.received)
    return next((file for file in by_arrival if _says(book, file, version)), None)


def _says(book: LogBook, file: Received, version: str) -> bool:
    """Whether a file that is kept has a line of the version."""
    try:
        data = kept_file(book.folder, file.sha256).read_bytes()
    except OSError:
        return False
    return bool(re.search(rb'"version"\s*:\s*"' + version.encode() + b'"', data))

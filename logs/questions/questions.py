"""What waits for a person: files whose sender is in doubt, codes nobody knows here, conflicts, likely duplicates.

Questions are never stored: they follow from the book as it stands, and are gone once they are answered.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, Literal, get_args

from msgspec import Struct

from logs.book.book import LogBook
from logs.duplicates.index import Likeness
from logs.exchange.code_maps import CodeField, map_key
from logs.exchange.received import KEY_NOT_COMPARED
from logs.exchange.same_event import is_answered, least_of_groups, same_pairs
from logs.questions.answers import claimed_since
from logs.questions.doubles import doubles_of
from logs.questions.single_sessions import conflicts_of, foreign_codes

Kind = Literal["sender", "unit", "catalogue", "code", "exemption", "conflict", "duplicate"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_KEY_DIGITS = 8


class Question(Struct, frozen=True, kw_only=True):
    """Something that a person has to settle.

    `key` names it as long as it is open. `subject` is what it is about: the SHA-256 of a waiting file's body (sender),
    another catalogue, a code (unit, code), or a theme that is said not to apply to `unit` (exemption). `sessions` are
    the ids of the sessions concerned; of a duplicate the two. `unit` is the sender. `params` fill its sentence; of a
    conflict in which several units claim an id they are the `units` and `since` when.
    """

    key: str
    kind: Kind
    subject: str = ""
    unit: str = ""
    field: CodeField | None = None
    directive: str = ""
    sessions: tuple[str, ...] = ()
    score: int = 0
    reasons: tuple[str, ...] = ()
    params: dict[str, Any] = {}


def questions(book: LogBook) -> tuple[Question, ...]:
    """Everything that is open, by kind in the order of KINDS; the same in every run on the same book."""
    return tuple(chain.from_iterable(ask(book) for ask in dict.fromkeys(_ASKED.values())))


def is_open(book: LogBook, question: Question) -> bool:
    """Whether a question that was asked is open yet, and not settled by an answer to another one."""
    if question.kind == "duplicate":
        pairs = (like for like in doubles_of(book).pairs if (like.a, like.b) == question.sessions)
        return any(map(_unanswered(book), pairs))
    return question.key in (one.key for one in _ASKED[question.kind](book))


def _senders(book: LogBook) -> Iterator[Question]:
    waiting = sorted(book.exchange.waiting.values(), key=lambda file: (file.unit, file.book, file.number, file.sha256))
    told = Counter[str]()  # sessions by export
    for file in waiting:
        told[file.export] += file.sessions
    # Exports and keys: one question however many files wait for the answer.
    asked: set[str] = set()
    for file in waiting:
        is_of_key = file.code == KEY_NOT_COMPARED
        names = {file.export, file.key} if is_of_key else {file.export}
        if file.refused or not asked.isdisjoint(names):
            continue
        asked |= names
        alike = (
            [other for other in waiting if (other.key, other.code) == (file.key, file.code)] if is_of_key else [file]
        )
        sessions = max(told[other.export] for other in alike)
        params = {**file.params, "file": file.file, "code": file.code, "sessions": sessions, "came": file.came}
        yield _question("sender", file.sha256, unit=file.unit, params=params)


def _units(book: LogBook) -> Iterator[Question]:
    """Units in received files that the book does not know; the sessions wait in the file."""
    found: dict[tuple[str, str], int] = {}
    for file in book.exchange.received.values():
        for code, sessions in file.unknown.items():
            if code not in book.units and map_key(file.unit, "unit", "", code) not in book.exchange.maps:
                found[file.unit, code] = max(sessions, found.get((file.unit, code), 0))
    for (sender, code), count in sorted(found.items()):
        yield _question("unit", code, unit=sender, field="unit", params={"count": count})


def _codes(book: LogBook) -> Iterator[Question]:
    """Codes that sessions name and nobody knows here, sender by sender; the sessions are in the book.

    Themes of another catalogue whose codes ours has as well are one question of its own for each sender: whether they
    mean the same. It takes in the codes that come later.
    """
    lens, maps = book.exchange.lens, book.exchange.maps
    found: dict[tuple[str, CodeField, str, str], list[str]] = {}
    for (unit, field, directive, code), ids in foreign_codes(book).items():
        sender = lens.sender(unit)
        is_answered_whole = _is_shared(book, directive, code) and lens.adoption(sender, directive)
        if not is_answered_whole and map_key(sender, field, directive, code) not in maps:
            found.setdefault((sender, field, directive, code), []).extend(ids)
    catalogues: dict[tuple[str, str], dict[str, list[str]]] = {}
    for (sender, _field, directive, code), sessions in sorted(found.items()):
        if _is_shared(book, directive, code):
            catalogues.setdefault((sender, directive), {})[code] = sessions
    for (sender, directive), codes in catalogues.items():
        concerned = tuple(sorted(set().union(*codes.values())))
        params = {"count": len(concerned), "codes": list(codes)}
        yield _question(
            "catalogue", directive, unit=sender, field="themes", directive=directive, sessions=concerned, params=params
        )
    for (sender, field, directive, code), sessions in sorted(found.items()):
        if code not in catalogues.get((sender, directive), ()):
            params = {"count": len(sessions), "field": field, "directive": directive}
            yield _question(
                "code", code, unit=sender, field=field, directive=directive, sessions=tuple(sorted(sessions)),
                params=params,
            )  # fmt: skip


def _is_shared(book: LogBook, directive: str, code: str) -> bool:
    """Whether it is a theme's code of another catalogue that ours has too."""
    return directive not in ("", book.directive.id) and code in book.directive.themes


def _exemptions(book: LogBook) -> Iterator[Question]:
    """Marks of units that nobody here has answered, of whatever year's catalogue the book has."""
    for key, asked in sorted(book.exchange.marks.items()):
        mark = asked.mark
        directive = book.reference.held_directive(mark.directive)
        if asked.state == "asked" and directive is not None and mark.unit in book.units:
            params = {"reason": mark.reason, "of_unit": _asked_of(book, mark.unit), "key": key}
            yield _question("exemption", mark.theme, unit=mark.unit, directive=mark.directive, params=params)


def _asked_of(book: LogBook, unit: str) -> int:
    """How many marks of the unit wait for an answer."""
    return sum(one.state == "asked" and one.mark.unit == unit for one in book.exchange.marks.values())


def _conflicts(book: LogBook) -> Iterator[Question]:
    for key in conflicts_of(book):
        record = book.sessions.existing(key)
        content, claims = record.shown.content, record.sides(book.exchange.lens.unit)
        params = {"units": sorted(claims), "since": claimed_since(book, key)} if len(claims) > 1 else {}
        yield _question("conflict", key, unit=content.unit if content else "", sessions=(key,), params=params)


def _duplicates(book: LogBook) -> Iterator[Question]:
    for like in open_doubles(book):
        yield _question(
            "duplicate", f"{like.a} {like.b}", sessions=(like.a, like.b), score=like.score, reasons=like.reasons
        )


def open_doubles(book: LogBook) -> Iterator[Likeness]:
    """The pairs of the book's sessions that may be one event, of which nobody has said whether they are."""
    return filter(_unanswered(book), doubles_of(book).pairs)


def _unanswered(book: LogBook) -> Callable[[Likeness], bool]:
    """Whether nobody has said of a pair what the two are to each other, nor that both are one event with a third."""
    links = book.figures.links
    stands_for = least_of_groups(same_pairs(links.values()))

    def holds(like: Likeness) -> bool:
        is_one = like.a in stands_for and stands_for[like.a] == stands_for.get(like.b)
        return not is_one and not is_answered(links, like.a, like.b)

    return holds


_ASKED: Mapping[Kind, Callable[[LogBook], Iterator[Question]]] = {
    "sender": _senders, "unit": _units, "catalogue": _codes, "code": _codes, "exemption": _exemptions,
    "conflict": _conflicts, "duplicate": _duplicates,
}  # fmt: skip


def find_question(questions: Iterable[Question], wanted: str) -> Question | None:
    """The question that a person names by its number in the list, from 1, or by the beginning of its key."""
    listed = list(questions)
    if wanted.isdecimal() and 1 <= int(wanted) <= len(listed):
        return listed[int(wanted) - 1]
    return next((one for one in listed if wanted and one.key.startswith(wanted.casefold())), None)


def _question(kind: Kind, subject: str, **about: Any) -> Question:
    named = " ".join((kind, subject, about.get("unit", ""), about.get("field") or "", about.get("directive", "")))
    # A letter first, so that no key reads as a number of the list.
    key = kind[0] + hashlib.sha256(named.encode()).hexdigest()[: _KEY_DIGITS - 1]
    return Question(key=key, kind=kind, subject=subject, **about)

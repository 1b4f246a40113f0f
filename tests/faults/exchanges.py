"""Files of other times, and of another book, put in the place of a book's own, in every combination.

Two books live through the same acts; after each act all their files are kept. Then files of one moment of the one book
are exchanged for those of any other moment of either, or go. Whatever is found then must be a state that one of the
books had, nothing mixed of two; never one of fewer saves than a valid book.json of the same book; a file that was not
used is kept under another name, and told of; and it is said that nothing is lost only where that is so.
"""

import contextlib
import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import msgspec

from logs.errors import Notice, SotayError
from logs.store.storage import BookStorage
from tests.faults.figures import Figures

BOOK, JOURNAL, MARK = "book.json", "book.journal", "book.closed"
FORMER_BOOK, FORMER_JOURNAL, NEW_JOURNAL = "book.json.previous", "book.journal.previous", "book.journal.new"
NAMES = (BOOK, JOURNAL, MARK, FORMER_BOOK, FORMER_JOURNAL, NEW_JOURNAL)
Files = dict[str, bytes]


class Moment(NamedTuple):
    """A book's files after some act, and how many saves it had then."""

    book: str
    saves: int
    files: Files


class Exchange(NamedTuple):
    """Files of `moment` of which some came from elsewhere or went; `is_of_then`: the first two once stood so."""

    moment: Moment
    files: Files
    changed: frozenset[str]
    is_of_then: bool


def state(book: str, saves: int) -> dict[str, Any]:
    """What the tables of a book hold after that many saves."""
    sessions = {f"s{number % 5}": {"text": f"{book} {number}"} for number in range(1, saves + 1)}
    return {"about": {"owner": {"book": book, "unit": "CB01"}}, "sessions": sessions}


def moments(folder: Path, book: str) -> list[Moment]:
    """The life of a book, act by act."""
    storage = BookStorage(folder, create=True)
    kept: list[Moment] = []
    owner = {"about": {"owner": msgspec.json.encode({"book": book, "unit": "CB01"})}}

    def save() -> None:
        number = storage.generation + 1
        text = msgspec.json.encode({"text": f"{book} {number}"})
        storage.commit({**(owner if number == 1 else {}), "sessions": {f"s{number % 5}": text}})

    def save_as_snapshot() -> None:
        storage._checkpoint_at = 0
        save()

    def killed() -> None:
        nonlocal storage
        storage.let_go()
        storage = BookStorage(folder)

    def closed() -> None:
        nonlocal storage
        storage.close()
        keep()
        storage = BookStorage(folder)

    def closed_with_a_journal() -> None:
        with mock.patch.object(BookStorage, "_is_cheap_to_checkpoint", return_value=False):
            closed()

    def checkpointed() -> None:
        storage.checkpoint()

    def half_checkpointed() -> None:
        """The journal of the new book.json has yet to take its name."""
        with mock.patch("logs.store.storage.promote_journal", side_effect=OSError):
            storage.checkpoint()
        keep()
        killed()

    def keep() -> None:
        files = {name: (folder / name).read_bytes() for name in NAMES if (folder / name).exists()}
        kept.append(Moment(book, storage.generation, files))

    acts: tuple[Callable[[], None], ...] = (
        *(save, save, closed, save, killed, save, closed, save, closed_with_a_journal, save, save, half_checkpointed),
        *(save, killed, save_as_snapshot, save, closed_with_a_journal, save, closed, closed),
        *(save, checkpointed, save, save, checkpointed, save, save_as_snapshot, save, checkpointed, save),
    )
    for act in acts:
        act()
        keep()
    storage.let_go()
    return kept


def exchanged_files(folder: Path, count: int, seed: int) -> Figures:
    """Exchange files that many times; raises AssertionError where what is found breaks a rule."""
    dice = random.Random(seed)  # noqa: S311 - which files, not secrets
    lives = [moments(folder / book, book) for book in ("a", "b")]
    tried = lost = 0
    for exchange in _exchanges(lives, count, dice):
        tried += 1
        lost += not _holds(folder / "exchanged", exchange)
        shutil.rmtree(folder / "exchanged")
    return Figures(tried, lost, 0)


def _exchanges(lives: list[list[Moment]], count: int, dice: random.Random) -> Iterator[Exchange]:
    everywhere = [moment for life in lives for moment in life]
    pairs = {(moment.files.get(BOOK), moment.files.get(JOURNAL)) for moment in everywhere}
    for _ in range(count):
        moment = dice.choice(lives[0])
        files, changed = dict(moment.files), set()
        # Files that were copied together lie together.
        for _source in range(dice.choice((1, 1, 1, 2, 3))):
            source = dice.choice(everywhere).files if dice.random() < 0.85 else {}
            for name in dice.sample(NAMES, dice.choice((1, 1, 2, 3, 4))):
                changed.add(name)
                files.pop(name, None)
                if name in source:
                    files[name] = source[name]
        pair = (files.get(BOOK), files.get(JOURNAL))
        yield Exchange(moment, files, frozenset(changed), pair in pairs)


def _holds(folder: Path, exchange: Exchange) -> bool:
    """Open the book with its exchanged files; whether every save that can be there is."""
    folder.mkdir()
    for name, data in exchange.files.items():
        (folder / name).write_bytes(data)
    written = _book_and_saves(exchange.files.get(BOOK))
    try:
        reader = BookStorage(folder, read_only=True)
        storage = BookStorage(folder)
    except SotayError as error:
        refused = error.code
        assert refused in ("book_missing", "book_damaged")
        assert written is None, "a valid book.json was refused"
        return FORMER_BOOK not in exchange.files
    book, saves = _held(storage), storage.generation
    assert (_held(reader), reader.generation) == (book, saves), "a reader finds something else"
    assert {notice.code.removesuffix("_unwritten") for notice in reader.notices} == _codes(storage.notices)
    assert storage.read() == state(book, saves), "what is there was never saved, or is of two books"
    if written:
        assert written[0] != book or written[1] <= saves, "a valid book.json held more saves"
        assert written[0] == book or "book_replaced" in _codes(storage.notices), "another book took its place unsaid"
    _is_told(folder, exchange, storage)
    storage.let_go()
    _goes_on(folder, book, saves)
    return _is_all_there(exchange, book, saves)


def _is_told(folder: Path, exchange: Exchange, storage: BookStorage) -> None:
    """Files that are not used are kept, and named; that nothing is lost is said only where it is true."""
    codes = _codes(storage.notices)
    for name, told in ((BOOK, {"book_replaced"}), (JOURNAL, {"journal_foreign", "journal_older", "journal_flawed"})):
        aside = [path.read_bytes() for path in folder.glob(f"{name}.damaged-*")]
        assert aside == ([exchange.files[name]] if told & codes else []), f"{name}: {aside}, {codes}"
    fates = codes & {"nothing_lost", "saves_lost", "saves_unknown"}
    assert len(fates) <= 1
    assert bool(fates) or not codes & {"journal_foreign", "journal_older", "journal_flawed", "journal_missing"}
    if exchange.changed <= {JOURNAL, FORMER_BOOK, FORMER_JOURNAL}:
        missing = exchange.moment.saves - storage.generation
        assert "nothing_lost" not in fates or not missing, "it is said that nothing is lost"
        counts = [notice.params["count"] for notice in storage.notices if notice.code == "saves_lost"]
        assert not counts or 0 < counts[0] <= missing, "more lost saves are told than there are"
        # After a kill nothing tells that an older journal of the same book.json once went on.
        assert missing <= 0 or codes or exchange.is_of_then, "lost saves are not told of"


def _is_all_there(exchange: Exchange, book: str, saves: int) -> bool:
    """Whether no save of the book is missing that its own files, where they stand, still hold."""
    moment, changed = exchange.moment, exchange.changed
    if BOOK not in changed and JOURNAL not in changed and NEW_JOURNAL not in moment.files:
        return book == moment.book and saves == moment.saves
    # Of a young book there are no former files; a mark that was exchanged too speaks for a book.json that was.
    former_files_stand = not {JOURNAL, FORMER_BOOK, FORMER_JOURNAL} & changed and FORMER_BOOK in moment.files
    if former_files_stand and not {BOOK, MARK} <= changed:
        return book == moment.book and saves >= moment.saves
    return True


def _goes_on(folder: Path, book: str, saves: int) -> None:
    """The book takes a further save, and has nothing more to tell."""
    storage = BookStorage(folder)
    assert not storage.notices
    storage.commit({"sessions": {"new": b'{"text":"x"}'}})
    storage.close()
    again = BookStorage(folder)
    tables = {name: dict(rows) for name, rows in again.read().items()}
    assert tables["sessions"].pop("new") == {"text": "x"}
    assert (tables, again.generation, again.notices) == (state(book, saves), saves + 1, [])
    again.let_go()


def _held(storage: BookStorage) -> str:
    return str(storage.read()["about"]["owner"]["book"])


def _codes(notices: list[Notice]) -> set[str]:
    return {notice.code for notice in notices}


def _book_and_saves(data: bytes | None) -> tuple[str, int] | None:
    """Whose book.json that is and how many saves it holds, for any reader of JSON."""
    with contextlib.suppress(TypeError):
        tables = json.loads(data or b"null")
        return tables["about"]["owner"]["book"], tables["book"]["head"]["saves"]
    return None

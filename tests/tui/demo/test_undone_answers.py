"""An answer that is undone takes its figures with it; done again, it brings them back: on the demonstration."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.merge.answers import list_unit, map_sender, map_unit, proposed_unit, refuse_file, trust_file
from exports.merge.unmerge import undo
from exports.package.writer import export_book
from logs.book.book import LogBook
from logs.coverage.scope import exempt
from logs.coverage.table import coverage_of
from logs.errors import SotayError
from logs.progress.status import progress
from logs.questions.answers import (
    answer_duplicate,
    conflict_of,
    keep_both,
    keep_content,
    keep_version,
    map_code,
    read_catalogue,
)
from logs.questions.questions import Question, questions
from logs.session.query import Query
from tests.exports.desk import signer
from tui.demo.scenario import Clock, Scenario

picks = st.integers(0, 40)
Answer = Callable[[LogBook, Question, int], object]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = tmp_path_factory.mktemp("demo")
    with Scenario(made).play().book as book:
        folder = book.folder
    yield folder
    shutil.rmtree(made)


def about_sender(book: LogBook, question: Question, pick: int) -> None:
    if pick % 3 == 0:
        refuse_file(book, question.subject)
    elif question.params["code"] == "sender_unknown":
        map_sender(book, question.subject, sorted(book.units)[pick % len(book.units)])
    else:
        trust_file(book, question.subject)


def about_unit(book: LogBook, question: Question, pick: int) -> None:
    if pick % 3 == 0:
        list_unit(book, proposed_unit(book, question.subject, question.unit))
    else:
        units = ["", *sorted(book.units)]
        map_unit(book, question.unit, question.subject, units[pick % len(units)])


def about_code(book: LogBook, question: Question, pick: int) -> None:
    themes = ["", *sorted(book.directive.themes)]
    to = themes[pick % len(themes)] if question.field == "themes" else ""
    map_code(book, question.unit, question.field or "unit", question.subject, to, directive=question.directive)


def about_catalogue(book: LogBook, question: Question, pick: int) -> None:
    read_catalogue(book, question.unit, question.directive, adopt=pick % 3 > 0)


def about_conflict(book: LogBook, question: Question, pick: int) -> None:
    key = question.sessions[0]
    sides = conflict_of(book, key).sides
    content = sides[pick % len(sides)].content
    if pick % 4 == 0:
        keep_both(book, key)
    elif pick % 4 == 1 and content is not None:
        keep_content(book, key, content)
    elif pick % 4 == 2:
        book.delete(key)
    else:
        keep_version(book, key, sides[pick % len(sides)].version)


def about_duplicate(book: LogBook, question: Question, pick: int) -> None:
    first, second = question.sessions
    answer_duplicate(book, first, second, "same" if pick % 3 else "different")


ANSWERS: dict[str, Answer] = {
    "sender": about_sender,
    "unit": about_unit,
    "code": about_code,
    "catalogue": about_catalogue,
    "conflict": about_conflict,
    "duplicate": about_duplicate,
}


def figures(book: LogBook) -> object:
    """What tables and lists show, who has reported, and what is asked."""
    units = progress(book.units.values(), book.exchange.received, book.directive, book.today())
    tables = [coverage_of(book, Query(), by=by) for by in ("unit", "month", "audience")]
    counted = sorted((entry.id, entry.session.attendance or 0) for entry in book.figures.counted())
    asked = sorted((question.kind, question.subject, question.sessions) for question in questions(book))
    return tables, counted, units, asked


def work(book: LogBook, kind: str, pick: int) -> bool:
    """Answer a question of the kind, or do something else of a person; whether that was a step."""
    before = book.generation
    asked = [question for question in questions(book) if question.kind == kind]
    try:
        if asked:
            question = asked[pick % len(asked)]
            ANSWERS[kind](book, question, pick)
        elif kind == "exempt":
            exempt(book, sorted(book.units)[pick % len(book.units)], "LC-04", "không có dự án")
        elif kind == "delete":
            entries = book.find()
            book.delete(entries[pick * 7 % len(entries)].id)
    except SotayError as error:
        if error.code not in ("code_means_other", "one_live_side", "unit_parent", "key_of_other_unit"):
            raise
    return book.generation > before


steps = st.lists(
    st.tuples(st.sampled_from([*ANSWERS, *ANSWERS, "conflict", "exempt", "delete"]), picks), min_size=1, max_size=4
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(happened=steps, is_sent=st.booleans(), is_read=st.booleans())
def test_figures_go_and_come_with_the_answers(
    folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    happened: list[tuple[str, int]],
    is_sent: bool,
    is_read: bool,
) -> None:
    place = tmp_path_factory.mktemp("copy") / "book"
    shutil.copytree(folder, place)
    clock = Clock()
    with LogBook.open(place, clock=clock) as book:
        clock.now = max(file.received for file in book.exchange.received.values()) + timedelta(days=1)
        if is_sent:
            export_book(book, signer("DUK"), place.parent / "sent.jsonl")
        if is_read:
            figures(book)  # running sums are kept from here on
        shown = [figures(book)]
        for kind, pick in happened:
            clock.now += timedelta(minutes=1)
            if work(book, kind, pick):
                shown.append(figures(book))
        back = [(undo, expected) for expected in reversed(shown[:-1])]
        for go, expected in (*back, *((lambda book: book.history.redo(), expected) for expected in shown[1:]), *back):
            clock.now += timedelta(minutes=1)
            go(book)
            assert figures(book) == expected
    shutil.rmtree(place.parent)

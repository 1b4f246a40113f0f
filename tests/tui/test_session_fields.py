"""Every surface shows every field of a session, less a written list of exceptions: a new field is missing nowhere."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec
import pytest

from exports.columnar.schema import SESSIONS, TABLES
from exports.intake.headings import fields_of
from exports.package.writer import write_package
from exports.report.freezing import freeze, frozen_paper, paper_of
from logs.book.book import LogBook
from logs.book.changes import differences
from logs.entry.line_parser import Parsed
from logs.model import CODED, LIMITS, Session, from_fields, to_fields
from logs.periods import read_period
from logs.session.fields import FIELD_BY_NAME, FIELDS, SESSION_FIELDS, read_field
from logs.session.query import Entry, Query
from tests.exports.desk import Desk, session_of, signer
from tui.cli.field_arguments import field_name
from tui.cli.log import log
from tui.screens.common.session_text import details
from tui.screens.questions.details import side_by_side
from tui.screens.register.columns import KINDS, row_cells, table_columns
from tui.screens.session.fields import ORDER
from tui.screens.session.line_preview import LEFT, column, right_fields
from tui.screens.session.table_rows import PaperRows
from tui.screens.session.values import texts_of, values_of
from tui.text.labels import field_title
from tui.text.session_csv import CSV_COLUMNS, table_bytes
from tui.text.session_fields import DISPLAYS
from tui.widgets.cells import text_of

OF_THE_MODEL = frozenset(Session.__struct_fields__)
OF_THE_BOOK = "the catalogue is the book's: nobody types it"
BY_ANOTHER_KEY = "a draft is saved by a key or an option of its own"
NOT_SEARCHED = "found by a filter of its own, by code or by figure, not by words"
NOT_A_FIGURE = "a data set holds what tables count, no texts"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Books and files in the test's own folder."""
    made = Desk(tmp_path / "desk")
    yield made
    made.close()


@pytest.fixture
def book(desk: Desk) -> LogBook:
    """A unit's book."""
    return desk.book("CB01")


def whole(book: LogBook) -> Session:
    """A session in which every field is filled in, each text with its field's name."""
    return session_of(
        "CB01",
        date="2014-05-12",
        form="SH",
        reporters=["CB01-an"],
        attendance=25,
        audience={"DV": 18, "CB": 7},
        themes=["LC-02"],
        partners=["DB02"],
        mode="mixed",
        new_media=True,
        documents=[book.directive.documents[0].code],
        minutes=45,
        record_date="2014-05-15",
        **{name: f"rieng {name.replace('_', '')}" for name in LIMITS},
    )


def other(book: LogBook) -> Session:
    """A session that differs from `whole` in every field but the catalogue."""
    return session_of(
        "CB02",
        date="2014-06-13",
        status="complete",
        form="TM",
        reporters=["CB01-po"],
        attendance=30,
        audience={"CB": 30},
        themes=["QT-02"],
        partners=[],
        mode="online",
        new_media=False,
        documents=[],
        minutes=60,
        record_date="2014-06-16",
        **{name: f"khac {name.replace('_', '')}" for name in LIMITS},
    )


def names_but(**exceptions: str) -> set[str]:
    """The fields of the model less those that are left out, each for its reason."""
    assert exceptions.keys() <= OF_THE_MODEL
    return set(OF_THE_MODEL - exceptions.keys())


def test_every_field_of_the_model_is_declared_once_for_reading_and_once_for_showing() -> None:
    assert set(FIELDS) == names_but(directive=OF_THE_BOOK)
    assert sorted(display.name for display in DISPLAYS) == sorted(FIELDS)
    assert len(set(FIELDS)) == len(FIELDS)
    assert {field.name for field in SESSION_FIELDS if field.kind in ("line", "text")} == LIMITS.keys()
    coded = {field.name for field in SESSION_FIELDS if field.kind in ("code", "codes", "groups")}
    assert coded - {"form"} == set(CODED) - {"directive"}


def test_what_is_typed_for_a_field_and_shown_again_is_its_value(book: LogBook) -> None:
    session = whole(book)
    known = book.reference.known()
    texts = texts_of(values_of(session))
    assert {name: read_field(name, texts[name], known) for name in FIELDS} == values_of(session)


def test_tables_for_other_programs_hold_every_field(book: LogBook) -> None:
    entry = book.add(whole(book))
    rows = csv.DictReader(io.StringIO(table_bytes([entry], book, ".csv").decode("utf-8-sig")))
    assert set(CSV_COLUMNS) >= OF_THE_MODEL
    row = next(rows)
    assert [name for name in OF_THE_MODEL if not row[name]] == []
    assert json.loads(table_bytes([entry], book, ".json"))["sessions"][0].keys() >= OF_THE_MODEL


def test_a_package_carries_every_field(book: LogBook) -> None:
    book.add(whole(book))
    lines = map(json.loads, write_package(book, signer("CB01")).data.splitlines())
    content = next(line["content"] for line in lines if line["kind"] == "session")
    assert content.keys() == OF_THE_MODEL
    assert from_fields(content) == whole(book)


def test_a_search_looks_through_every_text(book: LogBook) -> None:
    entry = book.add(whole(book))
    not_searched = dict.fromkeys(OF_THE_MODEL - LIMITS.keys(), NOT_SEARCHED)
    for name in names_but(**not_searched):
        assert book.find(Query(text=f"rieng {name.replace('_', '')}")) == [entry], name


def test_details_show_every_field(book: LogBook) -> None:
    text = details(book, book.add(whole(book)), 200).plain
    assert [name for name in names_but(directive=OF_THE_BOOK) if f"{field_title(name)}  " not in text] == []


def test_two_sessions_side_by_side_show_every_field_that_differs(book: LogBook) -> None:
    draft = msgspec.structs.replace(other(book), status="draft", directive="KHAC")
    lines = side_by_side(whole(book), draft, book, 120).plain.splitlines()
    marked = [line for line in lines if line.startswith("≠")]
    assert [name for name in OF_THE_MODEL if not any(field_title(name)[:14] in line for line in marked)] == []


def test_the_form_asks_for_every_field() -> None:
    assert set(ORDER) == names_but(directive=OF_THE_BOOK, status=BY_ANOTHER_KEY)


def test_the_preview_of_a_line_shows_every_field(book: LogBook) -> None:
    parsed = Parsed(values_of(whole(book)), (), ())
    fields = (*LEFT, *right_fields(parsed))
    assert set(fields) == names_but(directive=OF_THE_BOOK)
    text = column(book, fields, parsed, (), 20).plain
    assert "–" not in [line[20:].strip() for line in text.splitlines()]


def test_the_table_for_paper_records_has_a_column_for_every_field(desk: Desk, book: LogBook) -> None:
    typed = names_but(directive=OF_THE_BOOK, status=BY_ANOTHER_KEY)
    assert set(PaperRows(desk.office()).fields) == typed
    assert set(PaperRows(book).fields) == typed - {"unit"}, "a reporter's book is of one unit"


def test_the_register_offers_a_column_for_every_field(book: LogBook) -> None:
    entry: Entry = book.add(whole(book))
    assert KINDS.keys() == OF_THE_MODEL
    columns = table_columns(KINDS, 400, "date", descending=True)
    cells = dict(zip((column.key for column in columns), row_cells(book, entry, columns), strict=True))
    assert [name for name, cell in cells.items() if text_of(cell) in ("", "–")] == []


def test_the_history_tells_a_change_of_every_field(book: LogBook) -> None:
    changed = msgspec.structs.replace(other(book), status="draft", directive="KHAC")
    assert {change.field for change in differences(whole(book), changed)} == OF_THE_MODEL


@pytest.mark.parametrize("name", sorted(OF_THE_MODEL - {"directive", "status"}))
def test_a_report_that_was_sent_tells_a_change_of_every_field(book: LogBook, name: str) -> None:
    entry = book.add(whole(book))
    key = freeze(book, paper_of(book, read_period("2014"))).key
    fields = to_fields(other(book))
    changed = to_fields(whole(book)) | {name: fields.get(name)}
    if name in ("attendance", "audience"):
        changed |= {"attendance": 30, "audience": fields["audience"]}
    book.edit(entry.id, from_fields({field: value for field, value in changed.items() if value is not None}))
    changes = frozen_paper(book, key).changes
    assert changes is not None
    assert FIELD_BY_NAME[name].paper in str(changes.rows[0][-1])


def test_the_command_line_takes_every_field() -> None:
    assert isinstance(log, click.Command)
    options = {option for parameter in log.params for option in parameter.opts}
    assert {f"--{display.option}" for display in DISPLAYS if display.option} <= options
    assert {display.name for display in DISPLAYS if display.option} == names_but(
        directive=OF_THE_BOOK, status=BY_ANOTHER_KEY
    )
    assert "--draft" in options
    assert [field_name(name) for name in FIELDS] == list(FIELDS)


def test_an_old_notebook_may_hold_every_field() -> None:
    scores = [fields_of(field.headings[0]) for field in SESSION_FIELDS if field.headings]
    read = {max(score_of, key=lambda field: score_of[field]) for score_of in scores}
    assert read == names_but(directive=OF_THE_BOOK, status=BY_ANOTHER_KEY)


def test_a_data_set_holds_every_field_that_tables_count() -> None:
    told_elsewhere = {"status": "drafts are no rows", "partners": NOT_A_FIGURE, "mode": NOT_A_FIGURE}
    told_elsewhere |= dict.fromkeys(("new_media", "minutes", "record_date", *LIMITS), NOT_A_FIGURE)
    assert TABLES[SESSIONS].keys() >= names_but(**told_elsewhere)

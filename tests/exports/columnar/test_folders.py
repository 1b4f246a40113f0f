"""Data sets as folders: side by side each event counts once; nothing foreign is replaced, nothing half is believed."""

import os
import shutil
import sys
from datetime import date as Date
from errno import ENOSPC
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pytest
from msgspec.structs import replace

from exports.columnar import writer
from exports.columnar.reader import opened_columnar
from exports.columnar.schema import ABOUT, SESSIONS, TABLES, About, absent
from exports.columnar.tables import codes_of_several, coverage, reporting_units
from exports.columnar.writer import write_columnar
from exports.package.writer import write_package
from logs.book.book import LogBook
from logs.coverage.table import Coverage, coverage_of
from logs.errors import SotayError
from logs.questions.answers import answer_duplicate
from logs.session.query import Query
from logs.store.files import replace_file
from tests.exports.desk import KEYS, UNITS, Desk, package_of, session_of, signer
from tests.exports.merge.test_claims import MINE, SIBLING
from tests.exports.merge.test_merge import package


def table(folder: Path, **kind: Any) -> Coverage:
    """The table of the data sets in the folder."""
    with opened_columnar(folder) as data:
        return coverage(data, **kind)


def counted(folder: Path) -> tuple[int, int, int]:
    """Sessions and attendance of the data sets in the folder, and how many came in figures only."""
    totals = table(folder).totals
    return totals.sessions, totals.attendance, totals.summed


def refusal(folder: Path) -> str:
    """The code of the error that reading the folder ends with."""
    with pytest.raises(SotayError) as error:
        table(folder)
    return error.value.code


def copied(book: LogBook, desk: Desk, other: LogBook) -> None:
    """Let the other book take in what the book has to say."""
    desk.merge(other, desk.file(package_of(book)), trust=KEYS)


# ---------------------------------------------------------------- side by side


def sets_of(desk: Desk, *books: LogBook) -> Path:
    """A folder with a data set of each of the books."""
    folder = desk.folder / "sets"
    folder.mkdir(exist_ok=True)
    for book in books:
        write_columnar(book, folder / book.folder.name)
    return folder


def test_tables_of_books_without_common_sessions_add_up(desk: Desk) -> None:
    books = [desk.book(unit, role="committee") for unit in ("DB01", "DB02")]
    for book, form in zip(books, ("SH", "HC"), strict=True):
        for month in range(1, 4):
            book.add(session_of(book.owner.unit, date=f"2014-0{month}-10", form=form))
    folder = sets_of(desk, *books)
    for by in ("unit", "month", "form"):
        whole = {row.theme: row for row in table(folder, by=by).rows}
        for own in zip(*(coverage_of(book, Query(), by=by).rows for book in books), strict=True):
            row = whole[own[0].theme]
            for name in ("sessions", "attendance", "units"):
                assert getattr(row, name) == sum(getattr(one, name) for one in own)
            for column, number in row.cells.items():
                assert number == sum(one.cells.get(column, 0) for one in own)


def test_a_session_in_two_books_counts_once_as_the_book_has_it_that_knows_more(desk: Desk) -> None:
    cell, middle, office = desk.book("CB01"), desk.book("DB01", role="committee"), desk.office()
    entry = cell.add(session_of("CB01"))
    copied(cell, desk, office)
    cell.edit(entry.id, replace(entry.session, attendance=40, audience={"DV": 40}))
    copied(cell, desk, middle)
    for books in ((middle, office), (office, middle)):
        assert counted(sets_of(desk, *books)) == (1, 40, 0)


def test_an_answer_in_one_book_joins_sessions_of_others(desk: Desk) -> None:
    first, second, office = desk.book("DB01", role="committee"), desk.book("DB02", role="committee"), desk.office()
    here, there, third = first.add(session_of("DB01")), second.add(session_of("DB02")), second.add(session_of("DB02"))
    assert counted(sets_of(desk, first, second)) == (3, 75, 0)
    copied(first, desk, office)
    copied(second, desk, office)
    answer_duplicate(office, here.id, there.id, "same")
    assert counted(sets_of(desk, first, second, office)) == (2, 50, 0)
    # Each of two books knows one half of the group.
    answer_duplicate(second, there.id, third.id, "same")
    assert counted(sets_of(desk, first, second, office)) == (1, 25, 0)


def test_what_one_book_has_deleted_or_said_anew_counts_in_older_data_sets_of_others(desk: Desk) -> None:
    first, second = desk.office("first"), desk.office("second")
    gone, kept, twin = (first.add(session_of("DB01")) for _ in range(3))
    answer_duplicate(first, kept.id, twin.id, "same")
    copied(first, desk, second)
    assert counted(sets_of(desk, first, second)) == (2, 50, 0)
    second.delete(gone.id)
    answer_duplicate(second, kept.id, twin.id, "different")
    assert counted(sets_of(desk, second)) == (2, 50, 0), "the two that were said to be one"
    first.edit(gone.id, replace(gone.session, attendance=40, audience={"DV": 40}))
    assert counted(sets_of(desk, first)) == (3, 90, 0)
    assert table(desk.folder / "sets").totals.conflicts == 1, "deleted by one, edited by the other"


def test_data_sets_of_format_1_are_read_beside_others(desk: Desk) -> None:
    first, second = desk.office("first"), desk.office("second")
    entry, other = sorted((first.add(session_of(unit)) for unit in ("DB01", "DB02")), key=lambda one: one.id)
    answer_duplicate(first, entry.id, other.id, "same")
    copied(first, desk, second)
    second.edit(entry.id, replace(entry.session, attendance=40, audience={"DV": 40}))
    folder = sets_of(desk, first, second)
    as_before(folder / "first")
    assert counted(folder / "first") == (1, 25, 0)
    assert counted(folder) == (1, 40, 0)
    as_before(folder / "second")
    assert counted(folder) == (1, 40, 0), "the book that knows more versions"


def as_before(folder: Path) -> None:
    """Let the data set be as format 1 had it: the events that count, in the version shown, and pairs of one event."""
    about = msgspec.json.decode((folder / ABOUT).read_bytes(), type=About)
    (folder / ABOUT).write_bytes(msgspec.json.encode(replace(about, format=1, rows=0)))
    for name in ("gone", "monthly"):
        (folder / f"{name}.parquet").unlink()
    with duckdb.connect() as db:
        for path in (*folder.glob("*.parquet"), *folder.glob("sessions/*/*.parquet")):
            name, missing = path.stem, absent(path.stem, 1)
            columns = ", ".join(column for column in TABLES[name] if column not in missing)
            which = "beside IS NULL" if name == SESSIONS else "true"
            source = f"read_parquet('{path}', hive_partitioning = false)"
            db.execute(f"COPY (SELECT {columns} FROM {source} WHERE {which}) TO '{path}.new' (FORMAT parquet)")
            Path(f"{path}.new").replace(path)
            if name == SESSIONS:
                (path.parent / "unit=DB01").mkdir()
                path.replace(path.parent / "unit=DB01" / "sessions_0.parquet")


@pytest.mark.parametrize("names", ["ab", "ba"])
def test_of_one_book_the_newest_data_set_counts(desk: Desk, names: str) -> None:
    book = desk.office()
    entry = book.add(session_of("DB01"))
    folder = desk.folder / "sets"
    folder.mkdir()
    write_columnar(book, folder / names[0])
    book.delete(entry.id)
    book.add(session_of("DB02", attendance=9, audience={"DV": 9}))
    write_columnar(book, folder / names[1])
    assert counted(folder) == (1, 9, 0)


def test_figures_and_the_sessions_that_they_tell_of_count_once(desk: Desk) -> None:
    cell, middle, office = desk.book("CB01"), desk.book("DB01", role="committee"), desk.office()
    above, beside = desk.book("DB02", role="committee"), desk.book("CB02", role="committee")
    entries = [cell.add(session_of("CB01", date=f"2014-0{month}-12")) for month in "56"]
    copied(cell, desk, middle)
    totals = write_package(middle, signer("DB01"), totals=True).data
    for book in (office, above):
        desk.merge(book, desk.file(totals), trust=KEYS)
    above.add(session_of("DB02"))
    # A joint session lies in a further book; there it is answered to be the same as one of the unit's own.
    other = beside.add(entries[0].session)
    copied(cell, desk, beside)
    beside.delete(entries[1].id)
    assert counted(sets_of(desk, office)) == (2, 50, 2)
    assert counted(sets_of(desk, office, middle)) == (2, 50, 0), "every session is there"
    folder = sets_of(desk, office, above, beside)
    shutil.rmtree(folder / middle.folder.name)
    assert counted(folder) == (4, 100, 2), "figures that came to two books; one of their sessions is here as well"
    answer_duplicate(beside, other.id, entries[0].id, "same")
    assert counted(sets_of(desk, office, above, beside)) == (3, 75, 2)


def test_an_id_that_two_units_claim_in_one_book_counts_once_for_each_of_them(desk: Desk) -> None:
    waiting, beside = desk.office(), desk.book("CB01", role="committee")
    figures, middle = desk.office("figures"), desk.book("DB01", role="committee")
    files = [package("CB01", MINE), package("CB02", SIBLING)]
    for book, taken in ((waiting, files), (beside, files[:1]), (middle, files[:1])):
        for data in taken:
            desk.take(book, data, trust=KEYS)
    desk.take(figures, write_package(middle, signer("DB01"), totals=True).data, trust=KEYS)
    # 30 listeners for CB01, 7 for CB02, wherever else the one of CB01 is known.
    assert counted(sets_of(desk, waiting))[:2] == (2, 37)
    assert counted(sets_of(desk, waiting, beside))[:2] == (2, 37)
    shutil.rmtree(desk.folder / "sets", ignore_errors=True)
    assert counted(sets_of(desk, waiting, figures))[:2] == (2, 37)


def test_different_units_of_one_code_are_named(desk: Desk) -> None:
    renamed = tuple(replace(one, name=f"{one.name} huyện") if one.code == "CB01" else one for one in UNITS)
    folder = sets_of(desk, desk.office(), desk.book("DB02", role="committee", units=renamed))
    with opened_columnar(folder) as data:
        assert codes_of_several(data) == ("CB01",)


# ---------------------------------------------------------------- writing


def test_a_data_set_of_the_book_is_replaced_whole(desk: Desk) -> None:
    book, folder = desk.office(), desk.folder / "it's [a] 100% *set"
    folder.mkdir()
    assert write_columnar(book, folder).sessions == 0
    assert counted(folder) == (0, 0, 0)
    for unit in ("007", "NULL", "1e5", "true", "__HIVE_DEFAULT_PARTITION__", "cb01", "CB01"):
        book.add(session_of(unit))
    for _ in range(2):
        write_columnar(book, folder)
    columns = [column for column in table(folder).columns if column not in ("DB01", "DB02")]
    assert columns == ["007", "1e5", "NULL", "__HIVE_DEFAULT_PARTITION__", "cb01", "true"]
    assert [path.relative_to(folder / SESSIONS).as_posix() for path in folder.glob("sessions/*/*")] == [
        "year=2014/sessions.parquet"
    ]
    assert not list(desk.folder.glob(".*")), "what was needed meanwhile is gone"


@pytest.mark.parametrize("way", ["file", "foreign", "inside", "other book", "broken", "link"])
def test_what_is_not_ours_is_left_alone(desk: Desk, way: str) -> None:
    book, folder = desk.office(), desk.folder / "set"
    book.add(session_of("DB01"))
    if way == "file":
        folder.write_text("a letter")
    elif way == "foreign":
        folder.mkdir()
        (folder / "letters").mkdir()
    elif way == "link":
        (desk.folder / "empty").mkdir()
        folder.symlink_to(desk.folder / "empty")
    else:
        write_columnar(desk.book("DB02") if way == "other book" else book, folder)
        if way == "broken":
            (folder / ABOUT).write_text("a letter")
        if way == "inside":
            (folder / "sessions" / "year=2014" / "notes.txt").write_text("a letter")
    before = sorted(path.name for path in desk.folder.rglob("*"))
    with pytest.raises(SotayError, match="columnar_folder_used"):
        write_columnar(book, folder)
    assert sorted(path.name for path in desk.folder.rglob("*")) == before


def test_what_cannot_be_written_leaves_the_former_data_set(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    book, folder = desk.office(), desk.folder / "set"
    book.add(session_of("DB01"))
    with pytest.raises(SotayError, match=r"export_failed .*ENOENT"):
        write_columnar(book, desk.folder / "no stick" / "set")
    write_columnar(book, folder)
    book.add(session_of("DB02"))

    full, moved = os.strerror(ENOSPC), replace_file

    def fail(*_: object) -> None:
        raise duckdb.IOException(f"Could not write: {full}")

    def fail_with_new(source: Path, target: Path) -> None:
        if source.name == "new":
            raise OSError(ENOSPC, full)
        moved(source, target)

    for step, fault in (("copy_table", fail), ("replace_file", fail_with_new)):
        with monkeypatch.context() as patch:
            patch.setattr(writer, step, fault)
            with pytest.raises(SotayError, match=r"export_failed .*ENOSPC"):
                write_columnar(book, folder)
        assert counted(folder) == (1, 25, 0)
        assert not list(desk.folder.glob(".set*"))


def test_without_duckdb_both_ways_say_what_to_install(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    book = desk.office()
    write_columnar(book, desk.folder / "set")
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(SotayError, match="columnar_missing"):
        write_columnar(book, desk.folder / "other")
    assert refusal(desk.folder / "set") == "columnar_missing"


# ---------------------------------------------------------------- reading


def test_what_is_damaged_or_not_whole_is_not_believed(desk: Desk) -> None:
    book, folder = desk.office(), desk.folder / "set"
    assert refusal(folder) == "columnar_none"
    for unit in ("DB01", "DB02"):
        book.add(session_of(unit))
    about = write_columnar(book, folder)
    (part,) = folder.glob("sessions/*/*")
    data = part.read_bytes()
    part.unlink()
    assert refusal(folder) == "columnar_incomplete"
    part.write_bytes(data[:-20])
    assert refusal(folder) == "columnar_unreadable"
    part.write_bytes(data)
    assert counted(folder) == (2, 50, 0)
    months = folder / "monthly.parquet"
    whole = months.read_bytes()
    with duckdb.connect() as db:
        db.execute(f"COPY (SELECT * FROM '{months}' LIMIT 3) TO '{folder / 'some'}' (FORMAT parquet)")
    (folder / "some").replace(months)
    assert refusal(folder) == "columnar_incomplete"
    months.write_bytes(whole)
    units = folder / "units.parquet"
    sound = units.read_bytes()
    units.write_bytes((folder / "same.parquet").read_bytes())
    assert refusal(folder) == "columnar_unreadable"
    with duckdb.connect() as db:
        strange = "SELECT 'x' AS book, '../..' AS code, 'chi_bo' AS type, 'x' AS name, NULL AS parent, NULL AS since"
        db.execute(f"COPY ({strange}, NULL AS until) TO '{units}'")
    with opened_columnar(folder) as found, pytest.raises(SotayError, match="columnar_unreadable"):
        reporting_units(found, Date(2014, 12, 1))
    units.write_bytes(sound)
    with duckdb.connect() as db:
        catalogues = folder / "catalogues.parquet"
        db.execute(f"COPY (SELECT * FROM '{catalogues}' WHERE false) TO '{folder / 'none'}' (FORMAT parquet)")
    (folder / "none").replace(catalogues)
    assert refusal(folder) == "columnar_unreadable"

    def say(changed: About | dict[str, object]) -> str:
        (folder / ABOUT).write_bytes(msgspec.json.encode(changed))
        return refusal(folder)

    assert say(replace(about, format=4)) == "columnar_newer"
    assert say({"format": 1}) == "columnar_unreadable"
    (folder / ABOUT).write_bytes(b"\xff" * 300_000)
    assert refusal(folder) == "columnar_unreadable"

"""Behind every figure that a program reads stand the arguments of `sotay list` that list exactly its sessions."""

import json
from collections.abc import Iterator
from datetime import date as Date
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from exports.package.writer import write_package
from logs.book.book import LogBook
from logs.counting.facts import BY, UNSPLIT
from logs.coverage.rows import rows_of
from logs.coverage.table import behind_cell, coverage_of
from logs.register.search import Looking, Order
from logs.session.query import Query
from tests.exports.counted.books import DOCUMENTS, random_book
from tests.exports.counted.counter import Counter
from tests.exports.desk import KEYS, Desk, session_of, signer
from tests.tui.commands import done, read
from tui.cli.list_show import asked_for, list_sessions
from tui.text.session_csv import listed_fields

Json = dict[str, Any]


class Stated(NamedTuple):
    """A figure of a document: where it stands, what it says, of what, and what is behind it."""

    where: str
    value: int
    measure: str
    behind: list[str]
    group: str | None = None


class Lists:
    """What `sotay list --json` prints for arguments, read in this process from one open book."""

    def __init__(self, book: LogBook) -> None:
        self._book = book
        self._counter = Counter(book)
        self._known: dict[tuple[str, ...], Json] = {}

    def of(self, arguments: list[str]) -> Json:
        key = tuple(arguments)
        if key not in self._known:
            options = dict(list_sessions.make_context("list", list(arguments)).params)
            del options["as_json"], options["as_csv"]
            how = {name: options.pop(name) for name in ("period", "only_unit")}
            book, query = asked_for(self._book, options, **how)
            totals = book.figures.only_in_totals(query)
            rows = [listed_fields(one, book) for one in book.figures.judged(query)]
            self._known[key] = {"sessions": rows, "in_totals": [totals.sessions, totals.attendance]}
        return self._known[key]

    def sum(self, figure: Stated) -> int:
        """What the list behind a figure adds up to."""
        listed = self.of(figure.behind)
        sessions, totals = listed["sessions"], listed["in_totals"]
        if figure.measure == "sessions":
            return len(sessions) + int(totals[0])
        if figure.measure == "attendance" and figure.group is not None:
            return sum(self._counter.split(one).get(figure.group, 0) for one in sessions) + int(totals[1])
        return sum(int(one["attendance"]) for one in sessions) + int(totals[1])


def of_coverage(document: Json) -> Iterator[Stated]:
    behind, measure, by = document["behind"], document["measure"], document["by"]
    totals = document["totals"]
    for name in ("sessions", "conflicts"):
        yield Stated(name, totals[name], "sessions", behind["totals"][name])
    yield Stated("attendance", totals["attendance"], "attendance", behind["totals"]["sessions"])
    for reason, arguments in behind["totals"]["left_out"].items():
        yield Stated(reason, totals["left_out"][reason], "sessions", arguments)
    for row in document["rows"]:
        for name in ("sessions", "attendance"):
            yield Stated(f"{row['theme']} {name}", row[name], name, behind["rows"][row["theme"]])
    places = [("", document["sums"], behind["columns"])]
    places += [(row["theme"], row["cells"], behind["cells"][row["theme"]]) for row in document["rows"]]
    for theme, amounts, lists in places:
        assert {column for column, n in amounts.items() if n} == set(lists)
        for column, arguments in lists.items():
            group = column if by == "audience" else None
            if not (group == "" and measure == "sessions"):
                yield Stated(f"{theme} × {by} {column}", amounts[column], measure, arguments, group)


def of_progress(document: Json) -> Iterator[Stated]:
    for unit in document["units"]:
        for name, cell in unit["cells"].items():
            for measure in ("sessions", "attendance"):
                yield Stated(f"{unit['unit']} {name}", cell[measure], measure, cell["behind"])


def of_report(document: Json) -> Iterator[Stated]:
    yield Stated("total", document["totals"]["sessions"], "sessions", document["behind"])
    tables = [(str(table["number"]), table["figures"]) for table in document["tables"]]
    texts = [*document["letter"], *(note for table in document["tables"] for note in table["notes"])]
    for where, figures in (*tables, *((one["text"], one["figures"]) for one in texts)):
        for one in figures:
            if one["measure"] in ("sessions", "attendance"):
                group = [argument[11:] for argument in one["behind"] if argument.startswith("--audience=")]
                audience = ("" if group[0] == "-" else group[0]) if group else None
                yield Stated(where, one["value"], one["measure"], one["behind"], audience)


def documents(office: str) -> Iterator[tuple[str, Iterator[Stated]]]:
    """Every document with figures of the book in that folder."""
    book = ("--book", office)
    days = ("--from", "2014-02-01", "--to", "2014-12-31")
    for by in BY:
        for measure in ("sessions", "attendance"):
            yield f"coverage by {by}", of_coverage(read(*book, "coverage", "--by", by, "--measure", measure))
    yield "coverage of days", of_coverage(read(*book, "coverage", *days, "--unit", "DB01"))
    yield "coverage of a unit", of_coverage(read(*book, "coverage", "--unit", "DB01", "--only-unit", "--by", "month"))
    yield "progress", of_progress(read(*book, "progress", "--periods", "2014-6T,2014-Q3"))
    for period in ((), ("--period", "2014-Q2"), ("--from", "2013-12-01", "--until", "2014-12-31")):
        path = f"{office}/report {len(period)}{'-'.join(period)[-4:]}.csv"
        yield "report", of_report(read(*book, "report", "--to", path, *period))


ASKED = (
    Query(audience="DV"), Query(theme="LC-01"), Query(theme=("LC-01", "ZZ-9")), Query(reporter="BCV-01"),
    Query(document=DOCUMENTS[0]), Query(form="SH"), Query(unit="DB01"), Query(unit="DB01", only_unit=True),
    Query(mark="several"), Query(start=Date(2014, 2, 1), end=Date(2014, 11, 30)),
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_behind_every_cell_of_a_filtered_table_is_what_both_lists_have(tmp_path: Path, seed: int) -> None:
    with random_book(Desk(tmp_path), seed) as book:
        looking = Looking(book)
        for by, asked in product(BY, ASKED):
            rows, table = rows_of(book, asked), coverage_of(book, asked, by=by)
            places: list[tuple[str, str | None, int]] = [(column, None, n) for column, n in table.sums.items()]
            places += [(column, row.theme, n) for row in table.rows for column, n in row.cells.items() if n]
            for column, theme, number in places:
                if (by, column) == ("audience", UNSPLIT):
                    continue  # it has listeners of sessions that stand in other columns
                query = behind_cell(book.directive, rows, asked, by=by, column=column, theme=theme)
                listed = {one.read.id for one in book.figures.judged(query)}
                assert len(listed) + book.figures.only_in_totals(query).sessions == number
                looking.begin(query, Order())
                while not looking.go_on(1):
                    pass
                assert set(looking.found.ids) == listed, "the register of the app lists the same"


@pytest.mark.parametrize("seed", range(6))
def test_behind_every_figure_is_the_list_of_its_sessions(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path)
    with random_book(desk, seed) as book:
        folder = str(book.folder)
        monkeypatch.setenv("SOTAY_TODAY", book.today().isoformat())
        book.close()
        stated = [(name, figure) for name, figures in documents(folder) for figure in figures]
        with LogBook.open(book.folder, clock=desk.clock) as again:
            lists = Lists(again)
            wrong = [(name, figure, lists.sum(figure)) for name, figure in stated if lists.sum(figure) != figure.value]
            assert wrong == []
            some = max((figure for _name, figure in stated), key=lambda one: len(one.behind)).behind
            sessions = lists.of(some)["sessions"]
        assert json.loads(done("--book", folder, "list", *some, "--json").stdout)["sessions"] == json.loads(
            json.dumps(sessions)
        )


def test_totals_of_a_copied_laptop_are_noted_on_every_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(tmp_path)
    middle, office = desk.book("DB01", role="committee"), desk.office()
    middle.add(session_of("DB01"))
    copied = desk.clone(middle, "copied")
    for book in (middle, copied):
        book.add(session_of("DB01", date="2014-06-03"))
        data = write_package(book, signer("DB01"), totals=True).data
        desk.merge(office, desk.file(data), trust=KEYS)
    monkeypatch.setenv("SOTAY_TODAY", office.today().isoformat())
    desk.close()
    book_at = ("--book", str(office.folder))
    said = "Chỉ có trong số tổng hợp không được tính: 1 buổi."
    for command in (("list", "--counted"), ("coverage",), ("coverage", "--todo"), ("progress",)):
        document = read(*book_at, *command)
        assert {**document, **document.get("totals", {})}["only_in_beaten_totals"] == 1
        assert said in done(*book_at, *command).stdout
    report = tmp_path / "report.csv"
    done(*book_at, "report", "--to", str(report))
    assert "Chưa gồm 1 buổi chỉ có trong số tổng hợp không được tính." in report.read_text("utf-8-sig")

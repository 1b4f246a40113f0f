import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from logs.book.book import LogBook
from logs.catalogue.directive import shipped
from logs.coverage.scope import exempt
from tests.tui.commands import GOOD, done, log, new_book, read, refused
from tui.core.clock import now

RULE = "Một buổi có nhiều chủ đề được tính ở từng chủ đề"


@pytest.fixture(autouse=True)
def book() -> None:
    new_book()


def rows_of(text: bytes) -> list[list[str]]:
    """The rows of a CSV table, its byte-order mark and line ends checked."""
    assert text.startswith(b"\xef\xbb\xbf")
    assert text.count(b"\n") == text.count(b"\r\n")
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline="")))


def row(table: dict[str, Any], theme: str) -> dict[str, Any]:
    found: dict[str, Any] = next(row for row in table["rows"] if row["theme"] == theme)
    return found


def test_the_list_is_in_the_order_of_dates_and_can_be_narrowed() -> None:
    later = log(*GOOD, "--date", "1/12")
    early = log(*GOOD, "--date", "2/3", "--theme", "DQ-01", "--topic", "Biên giới")
    draft = log(*GOOD, "--date", "5/6", "--unit", "DB02", "--draft")

    def ids(*args: str) -> list[str]:
        return [session["id"] for session in read("list", *args)["sessions"]]

    assert ids() == [early, draft, later]
    assert ids("--from", "1/6", "--to", "30/6/2014") == [draft]
    assert ids("--unit", "đảng bộ sở y tế") == [draft]
    assert ids("--theme", "dq") == [early]
    assert ids("--theme", "dq-01") == [early]
    assert ids("--status", "draft") == [draft]
    assert ids("--search", "bien gioi") == [early, draft, later]  # a theme's title has the words, too
    assert ids("--search", "chu quyen") == [early]
    for short in ("dq1", "#dq1", "dq-01"):
        assert ids("--search", short) == ids("--theme", short) == [early]
    assert ids("--form", "tm") == []
    assert ids("--audience", "cb", "--reporter", "Lò Văn Pản") == [early, draft, later]
    assert "--theme" not in refused(1, "list", "--theme", "zz")


def test_the_list_counts_drafts_apart() -> None:
    log(*GOOD)
    log(*GOOD, "--draft")
    lines = done("list").stdout.splitlines()
    assert lines[-3:-1] == [
        "2 buổi trong sổ · 1 được tính · 1 bản nháp", "Lượt người nghe của các buổi được tính: 25 · xung đột: 0"
    ]  # fmt: skip
    assert sum("Bản nháp" in line for line in lines) == 1


def test_csv_is_for_spreadsheets_and_no_cell_is_a_formula() -> None:
    log(*GOOD, "--topic", "=HYPERLINK(1)", "--place", "@nhà", "--notes", 'a "b", c')
    header, line = rows_of(done("list", "--csv").stdout_bytes)
    fields = dict(zip(header, line, strict=True))
    assert fields["topic"] == "'=HYPERLINK(1)"
    assert fields["place"] == "'@nhà"
    assert fields["notes"] == 'a "b", c'
    assert (fields["themes"], fields["audience"]) == ("LC-02; QT-02", "DV=18; CB=7")
    assert fields["date"] == "2014-05-12"


def test_markup_in_data_stays_literal() -> None:
    session_id = log(*GOOD, "--topic", "[bold red]đỏ[/] :smile:", "--place", "x")
    assert "[bold red]đỏ[/] :smile:" in done("list").stdout.replace("\n", "")
    assert "[bold red]đỏ[/] :smile:" in done("show", session_id).stdout


def test_json_escapes_what_a_terminal_would_obey() -> None:
    from tui.cli.output import as_document

    hostile = {"text": "a\x1b[2J\x9b\u202e\x07é\ud800"}
    printed = as_document(hostile)
    assert printed.isprintable()
    assert "é" in printed
    assert json.loads(printed) == hostile


def test_coverage_has_every_theme_and_counts_each_session_once_in_its_totals() -> None:
    log(*GOOD)
    log(*GOOD, "--theme", "LC-03", "--date", "3/9")
    log(*GOOD, "--draft")
    table = read("coverage", "--by", "month")
    assert [row["theme"] for row in table["rows"]] == list(shipped().themes)
    assert table["columns"] == [f"2014-{month:02}" for month in range(1, 13)]
    totals = {"sessions": 2, "attendance": 50, "drafts": 1, "conflicts": 0, "summed": 0, "left_out": {"draft": 1}}
    assert {name: table["totals"][name] for name in totals} == totals
    assert (table["from"], table["to"]) == ("2014-01-01", "2014-12-14")
    assert row(table, "LC-02")["cells"]["2014-05"] == 1
    assert row(table, "LC-02")["cells"]["2014-09"] == 1
    assert (row(table, "LC-03")["sessions"], row(table, "LC-03")["attendance"]) == (1, 25)
    assert sum(row["sessions"] for row in table["rows"]) == 5
    assert row(table, "HP-01")["last"] is None


@pytest.mark.parametrize(
    ("by", "column"),
    [
        ("unit", "CB01"), ("month", "2014-05"), ("quarter", "2014-Q2"), ("audience", "DV"), ("form", "SH"),
        ("reporter", "CB01-lo-van-pan"), ("document", "CT26-2008"),
    ],
)  # fmt: skip
def test_coverage_by_each_kind_of_column(by: str, column: str) -> None:
    log(*GOOD, "--document", "CT26-2008")
    assert row(read("coverage", "--by", by), "LC-02")["cells"][column] == 1
    printed = done("coverage", "--by", by).stdout
    assert RULE in printed
    assert "Số buổi: 1 · lượt người nghe: 25" in printed


def test_gaps_are_the_themes_without_a_session() -> None:
    log(*GOOD)
    gaps = [row["theme"] for row in read("coverage", "--gaps")["rows"]]
    assert gaps == [theme for theme in shipped().themes if theme not in ("LC-02", "QT-02")]
    assert read("coverage", "--gaps")["totals"]["sessions"] == 1


def test_cells_can_count_attendance_or_units() -> None:
    log(*GOOD)
    log(*GOOD, "--unit", "DB02", "--date", "3/9")
    listeners = read("coverage", "--by", "audience", "--measure", "attendance")
    assert listeners["measure"] == "attendance"
    assert row(listeners, "LC-02")["cells"] | {"DV": 36, "CB": 14} == row(listeners, "LC-02")["cells"]
    assert row(read("coverage", "--by", "month", "--measure", "units"), "LC-02")["cells"]["2014-09"] == 1
    assert (
        "Lượt người nghe theo nhóm đối tượng" in done("coverage", "--by", "audience", "--measure", "attendance").stdout
    )


def test_a_base_leaves_themes_out_and_says_why(tmp_path: Path) -> None:
    with LogBook.open(tmp_path / "book", clock=now) as book:
        exempt(book, "CB01", "LC-04", "Không có dự án")
    whole, priority = read("coverage"), read("coverage", "--base", "priority")
    assert "LC-04" not in [one["theme"] for one in whole["rows"]]
    assert whole["left_out"] == [{"theme": "LC-04", "unit": "CB01", "reason": "Không có dự án"}]
    assert (whole["base"], priority["base"]) == ("all", "priority")
    assert {one["theme"][:2] for one in priority["rows"]} == {"LC", "DQ"}
    assert "LC-04 (Không có dự án)" in done("coverage").stdout


def test_what_is_still_to_be_done_is_listed() -> None:
    log(*GOOD)
    table = read("coverage", "--todo")
    doubts = {"maybe_twice": 0, "only_in_beaten_totals": 0}
    suggested = len(table["suggestions"])
    assert table["totals"] == {"needed": 11, "suggested": suggested, "lost": 0, **doubts}
    assert suggested < 11
    assert all(one["from"] <= one["to"] for one in table["suggestions"])
    lines = rows_of(done("coverage", "--todo", "--csv").stdout_bytes)
    assert lines[0] == ["from", "to", "unit", "themes", "audience", "targets"]
    assert len(lines) == suggested + 1
    printed = done("coverage", "--todo").stdout
    assert "Danh sách việc cần làm" in printed
    assert "cho 11 lượt buổi" in printed
    assert "--base" in refused(2, "coverage", "--todo", "--base", "priority")


def test_coverage_can_be_narrowed() -> None:
    log(*GOOD)
    assert read("coverage", "--from", "1/6/2014")["totals"]["sessions"] == 0
    assert read("coverage", "--unit", "cb01")["columns"] == ["CB01"]
    assert read("coverage", "--unit", "DB02")["totals"]["sessions"] == 0


def test_coverage_as_csv_has_a_row_for_every_theme() -> None:
    log(*GOOD)
    table = rows_of(done("coverage", "--by", "form", "--csv").stdout_bytes)
    assert table[0] == ["theme", "group", "sessions", "attendance", "units", "TM", "SH", "HC"]
    assert ["LC-02", "LC", "1", "25", "1", "0", "1", "0"] in table
    assert len(table) == len(shipped().themes) + 1


def test_a_wide_coverage_is_split_and_every_part_says_how_it_counts(tmp_path: Path) -> None:
    committee = str(tmp_path / "committee")
    done("--book", committee, "init", "--unit", "DU", "--reporter", "Lò Văn Pản", "--role", "committee")
    printed = done("--book", committee, "coverage").stdout
    tables = printed.count("Số buổi theo đơn vị")
    assert tables >= 4
    assert printed.count(RULE) == tables + 1
    assert max(map(len, printed.splitlines())) <= 120
    assert all(printed.count(f"{code} ") or f"{code}\n" in printed for code in ("DB01", "CB36"))


def test_progress_tells_who_has_reported_and_how_long_is_left() -> None:
    table = read("progress", "--on", "10/12/2014")
    assert (table["last_day"], table["days_left"]) == ("2014-12-14", 4)
    assert "CB01" not in [unit["unit"] for unit in table["units"]]
    assert {unit["state"] for unit in table["units"]} == {"missing"}
    assert table["totals"]["missing"] == len(table["units"]) == 59
    printed = done("progress").stdout
    assert "Còn 59/59 đơn vị chưa báo cáo. Ngày cuối đúng hạn: 14/12/2014; còn 4 ngày đến hạn." in printed
    assert "quá hạn 3 ngày" in done("progress", "--on", "17/12/2014").stdout
    assert "hôm nay là hạn cuối" in done("progress", "--on", "14/12/2014").stdout
    assert "Không có ngày 31/11" in refused(1, "progress", "--on", "31/11")


@pytest.mark.parametrize(
    "args",
    [["list"], ["coverage"], ["coverage", "--by", "month"], ["progress"], ["directive", "show"], ["units", "show"]],
)
def test_tables_fit_a_narrow_terminal(args: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    log(*GOOD, "--topic", "Chủ quyền quốc gia, biên giới, lãnh thổ trong tình hình mới " * 3)
    monkeypatch.setattr("tui.cli.output.PIPED_WIDTH", 80)
    lines = done(*args).stdout.splitlines()
    table = [line for line in lines if line.startswith(("LC-", "DB", "CB", "─"))]
    assert table
    assert max(map(len, table)) <= 80

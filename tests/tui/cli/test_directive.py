"""The year's catalogue: as a workbook, of the next year, and another one beside the one in use."""

from pathlib import Path

import openpyxl

from logs.catalogue.directive import shipped
from tests.tui.commands import GOOD, done, log, new_book, read, refused


def test_sessions_of_last_years_catalogue_are_counted_once_it_is_mapped(tmp_path: Path) -> None:
    theirs = tmp_path / "2013.toml"
    theirs.write_text(shipped().source.replace("LC-TTDN-2014", "LC-TTDN-2013").replace('"LC-02"', '"LC-52"'), "utf-8")
    new_book("--directive", str(theirs))
    done("log", *GOOD[:-4], "--theme", "lc-52")
    file = read("export", "--to", str(tmp_path / "out"))["path"]
    office = ("--book", str(tmp_path / "office"))
    done(*office, "init", "--unit", "DU", "--reporter", "Trần Thị Mai", "--role", "committee")
    assert read(*office, "merge", file)["totals"]["new"] == 1
    assert read(*office, "coverage")["totals"]["sessions"] == 0

    side_by_side = read(*office, "directive", "compare", str(theirs))
    assert {"theirs": "LC-52", "ours": "LC-02", "how": "title"} in side_by_side["themes"]
    assert {"theirs": "LC-01", "ours": "LC-01", "how": "code"} in side_by_side["themes"]
    assert read(*office, "coverage")["totals"]["sessions"] == 0
    shown = done(*office, "directive", "compare", str(theirs), "--map", "cb01").stdout
    assert "LC-52" in shown
    assert "cùng tên" in shown
    table = read(*office, "coverage")
    assert table["totals"]["sessions"] == 1
    assert {row["theme"]: row["sessions"] for row in table["rows"]}["LC-02"] == 1
    done(*office, "undo")
    assert read(*office, "coverage")["totals"]["sessions"] == 0


def test_a_catalogue_that_is_not_there_is_told() -> None:
    new_book()
    assert "khong-co.toml" in refused(1, "directive", "compare", "khong-co.toml")


def test_a_template_is_filled_in_and_used(tmp_path: Path) -> None:
    new_book()
    path = tmp_path / "danh-muc.xlsx"
    assert read("directive", "template", "--to", str(path)) == {"path": str(path), "id": "LC-TTDN-2014"}
    book = openpyxl.load_workbook(path)
    book["Chung"]["B1"], book["Chung"]["B3"] = "CUA-SO-GD", "Công tác của Sở"
    book.save(path)
    assert read("directive", "use", str(path))["id"] == "CUA-SO-GD"
    assert read("directive", "show")["title"] == "Công tác của Sở"
    done("undo")
    assert read("directive", "show")["id"] == "LC-TTDN-2014"


def test_a_template_that_nobody_changed_changes_nothing(tmp_path: Path) -> None:
    new_book()
    path = tmp_path / "nam.xlsx"
    done("directive", "template", "--to", str(path))
    assert read("directive", "use", str(path))["sha256"] == shipped().sha256
    assert len(read("directive", "history")["versions"]) == 1


def test_a_template_is_never_written_over_a_file(tmp_path: Path) -> None:
    new_book()
    done("directive", "template", "--to", str(tmp_path))
    assert "danh-muc-2014.xlsx" in refused(1, "directive", "template", "--to", str(tmp_path))


def test_every_fault_of_a_workbook_is_told_by_its_cell(tmp_path: Path) -> None:
    new_book()
    path = tmp_path / "danh-muc.xlsx"
    done("directive", "template", "--to", str(path))
    book = openpyxl.load_workbook(path)
    book["Chung"]["B2"], book["Hình thức"]["A2"] = "năm nay", "XX"
    book.save(path)
    told = refused(1, "directive", "use", str(path)).splitlines()
    assert [line.partition(":")[0] for line in told] == ["Chung!B2", "Hình thức!A2"]
    assert read("directive", "show")["id"] == "LC-TTDN-2014"


def test_the_next_year_begins_with_the_themes_of_this_one_and_comes_back() -> None:
    new_book()
    assert "01/01/2015 – 14/12/2015" in done("directive", "next").stdout
    session = log(*GOOD, "--date", "12/5/2014")
    assert read("show", session)["directive"] == "LC-TTDN-2014"
    assert read("directive", "next", "2014")["sha256"] == shipped().sha256
    assert read("list")["sessions"][0]["counted"]
    assert "1999" in refused(1, "directive", "next", "1999")


def test_a_book_of_another_year_begins_with_a_catalogue_of_that_year() -> None:
    assert "2014" in done("init", "--unit", "CB01", "--reporter", "Lò Văn Pản", "--year", "2026").stderr
    shown = read("directive", "show")
    assert (shown["id"], shown["deadline"]) == ("LC-TTDN-2026", "2026-12-15")


def changed_workbook(tmp_path: Path, **cells: str) -> str:
    path = tmp_path / f"{len([*tmp_path.iterdir()])}.xlsx"
    done("directive", "template", "--to", str(path))
    book = openpyxl.load_workbook(path)
    for place, text in cells.items():
        book["Chủ đề"][place] = text
    book.save(path)
    return str(path)


def test_a_changed_catalogue_is_shown_before_it_is_used(tmp_path: Path) -> None:
    new_book()
    log(*GOOD)
    second = next(iter(shipped().groups)).themes[1].code
    file = changed_workbook(tmp_path, P3="31/03/2014", J4="Tên khác")
    shown = done("directive", "use", file, "--dry-run").stdout
    assert f"Chủ đề {second}" in shown
    assert "hiệu lực đến 31/03/2014" in shown
    assert "thành “Tên khác”" in shown
    assert read("directive", "show")["sha256"] == shipped().sha256
    told = read("directive", "use", file, "--dry-run")
    assert told["dry_run"] is True
    assert {one["how"] for one in told["changes"]} == {"retired", "retitled"}
    assert told["figures"]["before"]["sessions"] == told["figures"]["after"]["sessions"] == 1
    done("directive", "use", file, "--reason", "Công văn số 12")
    versions = read("directive", "history")["versions"]
    assert [version["reason"] for version in versions] == ["", "Công văn số 12"]
    assert versions[1]["changes"] == [one | {"sessions": 0} for one in told["changes"]]
    assert "Công văn số 12" in done("directive", "history").stdout
    assert read("directive", "show", "--version", "1")["sha256"] == shipped().sha256
    assert "3" in refused(1, "directive", "show", "--version", "3")
    done("undo")
    assert read("directive", "show")["sha256"] == shipped().sha256
    done("redo")
    assert read("directive", "show")["sha256"] == versions[1]["sha256"]


def test_cells_outside_the_days_of_a_theme_are_no_gaps(tmp_path: Path) -> None:
    new_book()
    code = next(iter(shipped().groups)).themes[1].code
    done("directive", "use", changed_workbook(tmp_path, O3="01/04/2014"))
    rows = {row["theme"]: row for row in read("coverage", "--by", "quarter")["rows"]}
    assert rows[code]["cells"] == {"2014-Q1": None, "2014-Q2": 0, "2014-Q3": 0, "2014-Q4": 0}
    assert code in {row["theme"] for row in read("coverage", "--gaps")["rows"]}
    days = ("--from", "2014-01-01", "--to", "2014-03-31")
    assert code not in {row["theme"] for row in read("coverage", "--gaps", *days)["rows"]}
    table = done("coverage", "--by", "quarter", "--csv").stdout
    assert next(line for line in table.splitlines() if line.startswith(code)).split(",")[-4:] == ["", "0", "0", "0"]
    assert "–" in done("coverage", "--by", "quarter").stdout
    assert read("directive", "show")["groups"][0]["themes"][1]["from"] == "2014-04-01"


def test_a_deadline_within_the_year_is_kept_by_progress_and_goes_on_to_the_next(tmp_path: Path) -> None:
    office = ("--book", str(tmp_path / "office"))
    done(*office, "init", "--unit", "DU", "--reporter", "Trần Thị Mai", "--role", "committee")
    path = tmp_path / "danh-muc.xlsx"
    done(*office, "directive", "template", "--to", str(path))
    book = openpyxl.load_workbook(path)
    book["Hạn trong năm"].append(["2014-6T", "6 tháng đầu năm", "10/06/2014"])
    book.save(path)
    assert "Hạn trong năm 2014-6T 6 tháng đầu năm: mới" in done(*office, "directive", "use", str(path)).stdout
    grid = read(*office, "progress", "--on", "2014-06-15")
    assert {one["period"]: one["deadline"] for one in grid["periods"]} == {
        "2014-6T": "2014-06-10",
        "2014": "2014-12-15",
    }
    assert {unit["cells"]["2014-6T"]["state"] for unit in grid["units"]} == {"missing"}
    assert "2014-6T" in refused(1, *office, "progress", "--deadline", "2014-6T=2014-07-01")
    book["Hạn trong năm"]["C2"] = "12/06/2014"
    book.save(path)
    told = read(*office, "directive", "use", str(path))["changes"]
    assert [(one["how"], one["old"], one["new"]) for one in told] == [("dated", "2014-06-10", "2014-06-12")]
    done(*office, "directive", "next")
    dates = {one["period"]: one["deadline"] for one in read(*office, "progress")["periods"]}
    assert dates["2015-6T"] == "2015-06-12"
    book["Hạn trong năm"]["A2"] = "nửa năm"
    book.save(path)
    assert "Hạn trong năm!A2" in refused(1, *office, "directive", "use", str(path))

"""Another year's catalogue, shown beside the one in use and remembered for a sender."""

from pathlib import Path

from logs.catalogue.directive import shipped
from tests.tui.commands import GOOD, done, new_book, read, refused


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

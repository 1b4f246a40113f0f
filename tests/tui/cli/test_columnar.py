"""The command line on Parquet files: the same documents as from the book, and sentences for what does not go."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.tui.cli.test_tables import rows_of
from tests.tui.commands import GOOD, done, log, new_book, read, refused

TABLES = (
    (),
    ("--by", "month"),
    ("--by", "audience", "--measure", "attendance"),
    ("--base", "priority", "--gaps"),
    ("--unit", "chi bộ sở tài chính"),
    ("--from", "1/1/2014", "--to", "1/6/2014", "--by", "form"),
)


@pytest.fixture(autouse=True)
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new_book("--role", "committee", unit="DUK")
    monkeypatch.chdir(tmp_path)
    log(*GOOD, "--unit", "CB01")
    log(*GOOD, "--unit", "CB02", "--date", "20/12/2013")
    log(*GOOD, "--unit", "CB02", "--draft")


def test_the_same_tables_as_from_the_book() -> None:
    written = read("export", "--columnar", "set")
    assert (written["unit"], written["sessions"], written["attendance"]) == ("DUK", 2, 50)
    assert Path(written["path"]) == Path("set").absolute()
    for more in TABLES:
        own, found = read("coverage", *more), read("coverage", "--columnar", "set", *more)
        own["totals"]["drafts"] = 0
        own["totals"]["left_out"].pop("draft", None)
        # There is no book in which `list` could find the sessions.
        del own["behind"]
        assert found.pop("sets")[0]["unit"] == "DUK"
        assert found == own, more
    assert rows_of(done("coverage", "--columnar", "set", "--csv").stdout_bytes) == rows_of(
        done("coverage", "--csv").stdout_bytes
    )
    text = done("coverage", "--columnar", "set").stdout
    assert "Số buổi: 1 · lượt người nghe: 25 · xung đột: 0" in text
    assert "Dữ liệu của DUK, ghi ngày 10/12/2014" in text


def test_two_units_of_one_code_are_named() -> None:
    Path("sets").mkdir()
    done("export", "--columnar", "sets/DUK")
    Path("list.csv").write_text("code,kind,name\nDUH,dang_bo,Huyện ủy\nCB01,chi_bo,Chi bộ xã\n", "utf-8")
    done(
        "--book",
        "other",
        "init",
        "--unit",
        "DUH",
        "--reporter",
        "Lò Văn Pọ",
        "--role",
        "committee",
        "--units",
        "list.csv",
    )
    done("--book", "other", "export", "--columnar", "sets/DUH")
    assert "cùng mã" in done("coverage", "--columnar", "sets").stderr
    assert "CB01" in done("coverage", "--columnar", "sets", "--json").stderr


def test_progress_of_each_data_set() -> None:
    done("export", "--columnar", "set")
    own: dict[str, Any] = read(
        "progress", "--periods", "2014-6T", "--deadline", "2014-6T=15/7/2014", "--on", "20/12/2014"
    )
    args = (
        "progress",
        "--columnar",
        ".",
        "--periods",
        "2014-6T",
        "--deadline",
        "2014-6T=15/7/2014",
        "--on",
        "20/12/2014",
    )
    (found,) = read(*args)["sets"]
    for unit in own["units"]:
        for cell in (unit, *unit["cells"].values()):
            cell["behind"] = None
    assert {name: found[name] for name in own} == own
    header, first, *_ = rows_of(done(*args, "--csv").stdout_bytes)
    assert (header[:2], first[0]) == (["committee", "unit"], "DUK")
    assert "Chưa báo cáo" in done(*args).stdout


def test_what_does_not_go_together_is_told() -> None:
    assert "--nil không đi cùng --columnar" in refused(2, "export", "--columnar", "set", "--nil")
    assert "--columnar không đi cùng --todo" in refused(2, "coverage", "--columnar", "set", "--todo")
    assert "--unit không đi cùng" in refused(2, "progress", "--columnar", "set", "--unit", "CB01")


def test_what_cannot_be_written_or_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "sotay export" in refused(1, "coverage", "--columnar", "set")
    Path("set").write_text("a letter")
    assert "thư mục mới" in refused(1, "export", "--columnar", "set")
    monkeypatch.setitem(sys.modules, "duckdb", None)
    error = json.loads(refused(1, "export", "--columnar", "other", "--json"))["error"]
    assert (error["code"], 'pip install ".[columnar]"' in error["message"]) == ("columnar_missing", True)


def test_sums_of_data_sets_give_the_same_tables() -> None:
    Path("sets").mkdir()
    done("export", "--columnar", "sets/DUK")
    assert "--columnar" in refused(2, "export", "--sums-of", "sets")
    assert read("export", "--columnar", "sums", "--sums-of", "sets")["sessions"] == 2
    own, found = read("coverage", "--columnar", "sets"), read("coverage", "--columnar", "sums")
    assert [one["unit"] for one in found.pop("sets")] == [one["unit"] for one in own.pop("sets")] == ["DUK"]
    assert found == own
    assert "trọn tháng" in refused(1, "coverage", "--columnar", "sums", "--by", "reporter")
    assert "trọn tháng" in refused(1, "progress", "--columnar", "sums")


def test_other_engines_are_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    done("export", "--columnar", "set")
    monkeypatch.delenv("SOTAY_POSTGRES", raising=False)
    for name in ("psycopg", "pyspark.sql"):
        monkeypatch.setitem(sys.modules, name, None)
    assert 'pip install ".[spark]"' in refused(1, "coverage", "--columnar", "set", "--engine", "spark")
    assert "SOTAY_POSTGRES" in refused(1, "progress", "--columnar", "set", "--engine", "postgres")
    for words in (("publish", "--columnar", "set", "--to"), ("coverage", "--columnar")):
        assert 'pip install ".[postgres]"' in refused(1, *words, "postgresql://127.0.0.1:1/x")

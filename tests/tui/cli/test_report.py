"""`sotay report`, `reports`, `office`, `paper` and `import` as a person types them."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from tests.exports.notebooks import workbook
from tests.tui.commands import GOOD, done, log, new_book, read, refused, run


@pytest.fixture(autouse=True)
def book() -> None:
    new_book()


def test_a_report_states_what_coverage_counts(tmp_path: Path) -> None:
    log(*GOOD)
    log(*GOOD, "--date", "2/9", "--draft")
    written = read("report", "--to", str(tmp_path / "bc.docx"), "--to", str(tmp_path / "bc.xlsx"))
    assert [Path(path).name for path in written["paths"]] == ["bc.docx", "bc.xlsx"]
    assert all(Path(path).stat().st_size > 5_000 for path in written["paths"])
    totals = read("coverage")["totals"]
    assert (
        written["totals"]
        == {name: totals[name] for name in ("sessions", "attendance")}
        == {"sessions": 1, "attendance": 25}
    )


def test_one_file_goes_to_the_standard_output(tmp_path: Path) -> None:
    log(*GOOD)
    piped = run("report", "--to", "-.html").stdout_bytes
    done("report", "--to", str(tmp_path / "bc.html"))
    assert piped == (tmp_path / "bc.html").read_bytes()
    assert Document(BytesIO(run("report", "--to", "-").stdout_bytes)).paragraphs
    assert "--json" in refused(2, "report", "--to", "-", "--to", str(tmp_path / "bc.docx"))
    assert ".docx" in refused(1, "report", "--to", "-.exe")


def test_a_file_in_a_folder_is_a_file_whatever_its_name(tmp_path: Path) -> None:
    log(*GOOD)
    path = tmp_path / "-.html"
    assert done("report", "--to", str(path)).stdout.splitlines()[0] == str(path)
    assert path.read_text(encoding="utf-8").startswith("<!")


@pytest.mark.parametrize("name", ["bao-cao", "thang.9", ".docx"])
def test_an_ending_that_is_missing_is_told_before_the_book_is_opened(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOTAY_BOOK", str(tmp_path / "none"))
    assert name in refused(1, "report", "--to", str(tmp_path / name))


@pytest.mark.parametrize(
    ("options", "days"),
    [
        ((), ("2014", "2014-01-01", "2014-12-14")),
        (("--period", "2014-Q2"), ("2014-Q2", "2014-04-01", "2014-06-30")),
        (("--period", "2014-6T"), ("2014-6T", "2014-01-01", "2014-06-30")),
        (("--from", "10/2", "--until", "5/3"), ("", "2014-02-10", "2014-03-05")),
        (("--until", "31/1"), ("2014-01", "2014-01-01", "2014-01-31")),
    ],
)
def test_of_any_period(tmp_path: Path, options: tuple[str, ...], days: tuple[str, ...]) -> None:
    found = read("report", "--to", str(tmp_path / "bc.json"), *options)
    assert (found["period"], found["from"], found["until"]) == days


def test_a_report_that_was_sent_is_printed_again(tmp_path: Path) -> None:
    session = log(*GOOD)
    sent = read("report", "--to", str(tmp_path / "a.csv"), "--freeze", "--number", "7", "--dated", "14/12/2014")
    assert [one["key"] for one in read("reports")["reports"]] == [sent["frozen"]]
    done("edit", session, "attendance=40", "audience=dv=40")
    log(*GOOD, "--date", "1/12")
    again = read("report", "--to", str(tmp_path / "b.csv"), "--sent", sent["frozen"][:8])
    assert (again["totals"], again["changes"]) == (sent["totals"], 2)
    first, second = ((tmp_path / name).read_text(encoding="utf-8-sig") for name in ("a.csv", "b.csv"))
    assert second.startswith(first)
    assert "Thay đổi sau khi báo cáo" in second[len(first) :]
    assert sent["frozen"][:8] in done("reports").stdout


def test_the_office_s_settings_are_used(tmp_path: Path) -> None:
    done("office", "signer=Lò Văn Pản", "profile=nd30-2020", "recipients=Đảng ủy (b/c); Lưu", "cut_off=30/11/2014")
    log(*GOOD, "--date", "1/12")
    found = read("report", "--to", str(tmp_path / "a.docx"), "--number", "3")
    assert (found["totals"]["sessions"], found["until"]) == (0, "2014-11-30")
    halves = [cell for table in Document(str(tmp_path / "a.docx")).tables[:2] for cell in table.rows[0].cells]
    text = "\n".join(paragraph.text for half in halves for paragraph in half.paragraphs)
    assert "Lò Văn Pản" in text
    assert "Số: 03/BC-CB" in text
    assert "- Đảng ủy (b/c),\n- Lưu." in text
    done("office", "cut_off=", "signer=")
    assert read("office")["cut_off"] is None


def test_a_day_that_cuts_off_is_of_the_year_of_the_report_also_in_january(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOTAY_TODAY", "2015-01-05")
    done("office", "cut_off=30/11")
    assert read("office")["cut_off"] == "2014-11-30"
    assert "31/02" in refused(1, "office", "cut_off=31/02")


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("report", "--to", "x.odt"), 1),
        (("report", "--to", "x.csv", "--sent", "abcdef"), 1),
        (("report", "--to", "x.csv", "--period", "2014-13"), 1),
        (("report", "--to", "x.csv", "--from", "5/5", "--until", "4/4"), 1),
        (("report", "--to", "x.csv", "--period", "2014", "--from", "5/5"), 2),
        (("report", "--to", "x.csv", "--sent", "abcdef", "--freeze"), 2),
        (("report",), 2),
        (("office", "colour=red"), 1),
        (("office", "profile=tt99"), 1),
        (("office", "cut_off=31/02"), 1),
        (("import", "nowhere.xlsx"), 1),
    ],
)
def test_what_cannot_be_done_is_told(args: tuple[str, ...], code: int) -> None:
    assert refused(code, *args)


def test_paper_to_print_and_to_find_again(tmp_path: Path) -> None:
    session = log(*GOOD)
    done("paper", "--to", str(tmp_path / "phieu.html"), "--blank", "5")
    done("paper", "--to", str(tmp_path / "so.html"))
    assert "LC-02" in (tmp_path / "phieu.html").read_text(encoding="utf-8")
    page = (tmp_path / "so.html").read_text(encoding="utf-8")
    code = page.split('<td class="code">')[1][:9]
    assert read("show", code)["id"] == session
    assert refused(1, "show", "0000-000Z")


def test_an_old_notebook_is_taken_in_once(tmp_path: Path) -> None:
    path = workbook(tmp_path / "so cu.xlsx")
    looked = run("import", str(path), "--dry-run")
    assert (looked.exit_code, read("list")["sessions"]) == (1, [])
    assert not (tmp_path / "so cu-can-sua.xlsx").exists()
    taken = json.loads(run("import", str(path), "--json").stdout)
    assert (taken["new"], taken["known"], [one["line"] for one in taken["rejected"]]) == (3, 0, [9, 10])
    assert Path(taken["rejects"]).name == "so cu-can-sua.xlsx"
    again = json.loads(run("import", str(path), "--json").stdout)
    assert (again["new"], again["known"]) == (0, 3)
    done("undo")
    assert read("list")["sessions"] == []


def test_what_was_written_is_opened_where_there_is_a_desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    page = tmp_path / "a.html"
    assert "không có chương trình mở tệp" in done("report", "--to", str(page), "--open").stdout
    opened: list[str] = []
    monkeypatch.setenv("DISPLAY", ":0")

    def launch(path: str, *, locate: bool) -> int:
        opened.append(path)
        return int(locate)

    monkeypatch.setattr("click.launch", launch)
    assert "không có chương trình" not in done("paper", "--to", str(tmp_path / "b.html"), "--open").stdout
    assert opened == [str(tmp_path / "b.html")]

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from logs.book.book import LogBook
from tests.tui.commands import GOOD, done, log, new_book, read, refused, run
from tui.cli import sotay
from tui.core.clock import now

LINE = '12/5 sh cb01 18dv 7cb lc-02 qt-02 45p "Chuyên đề biên giới" @hội trường -- ghi chú'
SAME = (*GOOD, "--minutes", "45", "--topic", "Chuyên đề biên giới", "--place", "hội trường", "--notes", "ghi chú")


@pytest.fixture(autouse=True)
def book() -> None:
    new_book()


def content(session_id: str) -> dict[str, Any]:
    """A session's fields without what identifies it."""
    fields = read("show", session_id)
    return {name: value for name, value in fields.items() if name not in ("id", "version")}


def test_a_session_by_options_and_in_one_line_is_the_same() -> None:
    assert content(log(LINE)) == content(log(*SAME))


def test_a_line_that_the_shell_took_apart_is_the_same_too() -> None:
    words = ["12/5", "sh", "cb01", "18dv", "7cb", "lc-02", "qt-02", "45p", "Chuyên đề biên giới", "@hội", "trường"]
    assert content(log(*words, "--", "ghi", "chú")) == content(log(LINE))


def test_two_dashes_inside_quotes_do_not_begin_the_notes() -> None:
    session = content(log('12/5 sh 25 lc-02 "Biên giới -- biển đảo"'))
    assert isinstance(session, dict)
    assert session["topic"] == "Biên giới -- biển đảo"
    assert "notes" not in session


def test_two_dashes_before_the_line_end_the_options() -> None:
    assert content(log("--", LINE)) == content(log(LINE))


def test_options_after_the_line_stand_above_it() -> None:
    session = read("log", LINE, "--attendance", "30", "--audience", "DV", "--theme", "DQ-01", "--draft")
    assert (session["attendance"], session["audience"], session["themes"]) == (30, {"DV": None}, ["DQ-01"])
    assert session["status"] == "draft"


def test_unit_reporter_and_day_are_the_owners_and_todays_when_left_out() -> None:
    session = read("log", *GOOD[2:])
    assert session["date"] == "2014-12-10"
    assert session["unit"] == "CB01"
    assert session["reporters"] == ["CB01-lo-van-pan"]


def test_names_serve_as_well_as_codes() -> None:
    session = read(
        "log", *GOOD, "--unit", "đảng bộ sở văn hoá, thể thao và du lịch", "--reporter", "lo van pan",
        "--mode", "trực tuyến", "--new-media", "--partner", "Đảng bộ Sở Y tế", "--theme", "nhân quyền",
    )  # fmt: skip
    assert session["unit"] == "DB06"
    assert session["partners"] == ["DB02"]
    assert session["mode"] == "online"
    assert session["new_media"] is True
    assert session["themes"] == ["LC-02", "QT-02", "DQ-03"]


def test_the_id_goes_to_stdout_and_what_was_guessed_to_stderr() -> None:
    result = done("log", "12/5 sh 25 lc-02")
    assert len(result.stdout.strip()) == 36
    assert "Báo cáo viên: CB01-lo-van-pan – Lò Văn Pản" in result.stderr
    assert "Đối tượng: DV" in result.stderr


def test_what_was_saved_is_told_in_a_sentence_themes_by_name(folder_of_office: str) -> None:
    result = done("--book", folder_of_office, "log", '12/12/2014 25 sh lc1 "Biên giới" @hội trường')
    sentence = "12/12/2014 · Đảng bộ Văn phòng Tỉnh ủy (DB08) · Sinh hoạt chi bộ · “Biên giới” · chủ đề: LC-01 "
    assert f"Đã lưu: {sentence}" in result.stderr
    assert "hội trường · 25 lượt người nghe · Hà Văn Sơn." in result.stderr
    assert len(result.stdout.strip()) == 36
    draft = done("--book", folder_of_office, "log", "12/12/2014 sh nháp")
    assert "Đã lưu bản nháp: 12/12/2014" in draft.stderr
    as_json = run("--book", folder_of_office, "log", "12/12/2014 25 sh lc1", "--json")
    assert "Đã lưu" not in as_json.output


@pytest.fixture
def folder_of_office(tmp_path: Path) -> str:
    folder = str(tmp_path / "office")
    done("--book", folder, "init", "--unit", "DB08", "--reporter", "Hà Văn Sơn", "--role", "committee")
    return folder


def test_purge_says_what_is_gone_and_what_it_could_not_reach(tmp_path: Path) -> None:
    session_id, other = log(*GOOD, "--topic", "Gọi 0912345678"), log(*GOOD[2:], "--topic", "Biên giới")
    done("export", "--to", str(tmp_path))
    result = done("purge", session_id[:8])
    assert f"Đã xóa hẳn nội dung của buổi {session_id[:8]}" in result.stdout
    assert "BC_CB01_2014_v1.jsonl" in result.stdout
    assert "USB" in result.stdout
    for more in ((), ("--history",)):
        told = run("show", session_id, *more)
        assert "xóa hẳn" in told.stdout + told.stderr
        assert "thao tác xóa" not in told.stdout + told.stderr
    assert run("show", session_id).exit_code == 1
    assert read("undo")["sessions"] == [other]
    assert read("purge", session_id)["exported"] == ["BC_CB01_2014_v1.jsonl"]
    refused(1, "purge", "khong-co")


def test_purging_what_a_session_said_before_keeps_the_session() -> None:
    session_id = log(*GOOD, "--notes", "gọi 0912345678")
    done("edit", session_id, "notes=")
    assert "nội dung trước đó" in done("purge", session_id, "--former").stdout
    assert "notes" not in read("show", session_id)
    assert "0912345678" not in done("show", session_id, "--history").stdout


def test_a_doubtful_session_is_saved_with_a_warning() -> None:
    result = done("log", *GOOD[:4], "--attendance", "1.234", "--audience", "DV", "--theme", "LC-02")
    assert "1.234" in result.stderr
    result = done("log", *GOOD, "--notes", "gọi 0912 345 678")
    assert result.stderr.startswith("Ghi chú: ")


def test_json_is_one_document_with_the_fields_and_the_id() -> None:
    saved = read("log", LINE)
    assert read("show", saved["id"]) == saved | {"conflict": False, "standing": "new"}
    assert saved["date"] == "2014-05-12"
    assert saved["audience"] == {"DV": 18, "CB": 7}
    assert saved["minutes"] == 45


def test_editing_changes_the_fields_named_and_keeps_the_reason() -> None:
    session_id = log(LINE)
    done("edit", session_id[:8], "attendance=30", "audience=DV=20, CB=10", "địa điểm=Phòng họp", "--reason", "đếm lại")
    fields = read("show", session_id, "--history")
    assert (fields["attendance"], fields["audience"]) == (30, {"DV": 20, "CB": 10})
    assert fields["place"] == "Phòng họp"
    last = fields["history"][-1]
    assert (last["action"], last["reason"], last["who"]) == ("edit", "đếm lại", "CB01-lo-van-pan")
    assert {"field": "place", "old": "hội trường", "new": "Phòng họp"} in last["changes"]


def test_an_empty_value_clears_a_field() -> None:
    session_id = log(LINE)
    assert "notes" not in read("edit", session_id, "note=")


def test_an_edit_without_a_change_says_so() -> None:
    session_id = log(LINE)
    version = read("show", session_id)["version"]
    assert "Không có gì thay đổi" in done("edit", session_id, "attendance=25").stderr
    assert read("show", session_id)["version"] == version


def test_a_deleted_session_comes_back_with_undo() -> None:
    session_id = log(LINE)
    assert done("delete", session_id[:6], "--reason", "ghi nhầm").stdout.strip() == session_id
    assert read("list")["sessions"] == []
    assert "đã bị xóa" in refused(1, "show", session_id)
    undone = read("undo")
    assert (undone["action"], undone["sessions"]) == ("delete", [session_id])
    [what] = undone["what"]
    assert "12/05/2014 · Chi bộ Sở Tài chính (CB01) · LC-02" in what
    assert read("show", session_id)["attendance"] == 25
    said = done("undo").stdout
    assert "Thêm" in said
    assert "12/05/2014 · Chi bộ Sở Tài chính (CB01) · LC-02" in said.replace("\n", " ")
    assert "Không còn thao tác nào" in refused(1, "undo")


def test_a_session_is_shown_with_names_and_history() -> None:
    session_id = log(LINE)
    done("edit", session_id, "attendance=26", "audience=DV,CB")
    shown = done("show", session_id, "--history").stdout
    assert "CB01 – Chi bộ Sở Tài chính" in shown
    assert "12/05/2014" in shown
    assert "25 → 26" in shown


def test_a_conflict_is_told_and_editing_the_version_shown_keeps_the_other(tmp_path: Path) -> None:
    session_id = log(LINE)
    with LogBook.open(tmp_path / "book", clock=now) as book:
        first = book.sessions.get(session_id)
        one = msgspec.structs.replace(first.session, place="Phòng 1")
        other = msgspec.structs.replace(first.session, place="Phòng 2")
        book.edit(session_id, one, over=(first.version,))
        book.edit(session_id, other, over=(first.version,))
    fields = read("show", session_id)
    assert fields["conflict"] is True
    kept = "Phòng 1" if fields["place"] == "Phòng 2" else "Phòng 2"
    assert kept in done("show", session_id).stdout
    done("edit", session_id, "notes=đã xem")
    assert read("show", session_id)["conflict"] is True
    assert run("list").stdout.count("xung đột") >= 2


def test_a_day_without_a_year_is_that_of_the_reporting_period_wherever_it_is_typed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SOTAY_TODAY", "2014-05-12")
    session_id = log("13/5 sh 25 lc-02")
    assert read("show", session_id)["date"] == "2014-05-13"
    assert read("edit", session_id, "date=14/5")["date"] == "2014-05-14"
    assert [one["id"] for one in read("list", "--from", "14/5", "--to", "31/12")["sessions"]] == [session_id]
    assert read("list", "--from", "15/5")["sessions"] == []
    notebook = tmp_path / "so.csv"
    notebook.write_text("Ngày,Hình thức,Chủ đề,Lượt người nghe,Đối tượng\n15/5,SH,LC-02,20,DV\n", encoding="utf-8")
    done("import", str(notebook))
    notebook.write_text(
        'Ngày,Hình thức,Chủ đề,Lượt người nghe,Đối tượng,Ghi chú\n16/5,SH,LC-02,20,DV,"Lò Văn Pản, Vàng Thị Đua"\n',
        encoding="utf-8",
    )
    assert "danh sách họ tên" in done("import", str(notebook), "--dry-run").stdout
    [doubtful] = read("import", str(notebook))["doubtful"]
    assert "personal_data" in [one["code"] for one in doubtful["problems"]]
    assert len(read("list", "--from", "15/5/2014", "--to", "15/5/2014")["sessions"]) == 1


def test_a_guess_keeps_the_books_own_reporter_and_lists_what_it_chose(folder_of_office: str) -> None:
    at = ("--book", folder_of_office)
    done(*at, "log", "--date", "1/5", "--unit", "CB03", "--form", "HC", "--theme", "LC-02", "--attendance", "9",
         "--audience", "DV", "--audience", "CB", "--place", "Trụ sở")  # fmt: skip
    told = done(*at, "log", "2/5 25 lc-02 cb03 hc")
    assert "Hà Văn Sơn" in told.stderr
    (line,) = [line for line in told.stderr.splitlines() if "tự điền" in line]
    assert ", DV" in line or ", CB" in line


def test_every_line_that_comes_in_is_a_session_and_what_cannot_be_saved_is_told_by_its_line() -> None:
    lines = f"{LINE}\n\nkhông rõ\n13/5 tm cb01 20dv lc-03\n"
    result = CliRunner().invoke(sotay, ["log", "-"], input=lines)
    assert result.exit_code == 1
    first, second = result.stdout.split()
    assert content(first)["attendance"] == 25
    assert content(second)["themes"] == ["LC-03"]
    assert result.stderr.count("Dòng 3:") >= 1
    assert "Dòng 1:" not in result.stderr

    document = json.loads(CliRunner().invoke(sotay, ["log", "-", "--json"], input="14/5 tm 5dv lc-03\nhỏng").stdout)
    assert [saved["attendance"] for saved in document["sessions"]] == [5]
    assert [(left["line"], left["text"]) for left in document["refused"]] == [(2, "hỏng")]


def test_a_table_for_people_has_titles_where_the_command_names_the_language() -> None:
    log(LINE)
    assert done("list", "--csv").stdout.lstrip("\ufeff").startswith("id,version,")
    titles = done("--lang", "vi", "list", "--csv").stdout.splitlines()[0]
    assert "Lượt người nghe" in titles
    assert len(titles.split(",")) == len(set(titles.split(",")))

import json

import pytest

from tests.tui.commands import GOOD, done, log, new_book, read, refused, run


@pytest.fixture(autouse=True)
def book() -> None:
    new_book()


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--theme", "zz", "Chủ đề “zz” không có trong danh mục. Hãy"),
        ("--attendance", "0", "Số lượt người nghe là 0. Hãy"),
        ("--attendance", "abc", "Lượt người nghe: “abc” không phải là số nguyên. Hãy"),
        ("--attendance", "1,5", "Lượt người nghe: “1,5” không phải là số nguyên. Hãy"),
        ("--attendance", "100.001", "Số lượt người nghe lớn hơn 100.000. Hãy"),
        ("--attendance", "", "Chưa nhập số lượt người nghe. Hãy"),
        ("--date", "30/02", "Không có ngày 30/02. Hãy"),
        ("--date", "mai", "“mai” không phải là ngày. Hãy"),
        ("--date", "1/1/1999", "Ngày tổ chức trước năm 2000. Hãy"),
        ("--form", "XX", "Không có hình thức “XX”. Hãy"),
        ("--unit", "CB99", "Đơn vị “CB99” không có trong danh sách. Hãy"),
        ("--reporter", "Ai đó", "Báo cáo viên “Ai đó” không có trong danh sách. Hãy"),
        ("--audience", "XX", "Không có nhóm đối tượng “XX”. Hãy"),
        ("--document", "XX", "Văn bản “XX” không có trong danh mục. Hãy"),
        ("--partner", "CB01", "Đơn vị tổ chức cũng được ghi là đơn vị phối hợp. Hãy"),
        ("--minutes", "0", "Thời lượng 0 phút không hợp lệ. Hãy"),
        ("--mode", "bay", "Không có cách tổ chức “bay”. Hãy"),
        ("--place", "x" * 201, "Địa điểm: Nội dung dài 201 ký tự, tối đa là 200 ký tự. Hãy"),
    ],
)
def test_a_wrong_value_is_one_clear_sentence_and_nothing_is_saved(option: str, value: str, said: str) -> None:
    lines = refused(1, "log", *GOOD, option, value).splitlines()
    assert next(line for line in lines if not line.startswith("Tổng các nhóm")).startswith(said)
    assert len(lines) <= 2
    assert read("list")["sessions"] == []


def test_everything_that_is_wrong_is_said_at_once() -> None:
    said = refused(1, "log", "--date", "30/02", "--attendance", "1,5", "--theme", "zz")
    assert len(said.splitlines()) == 5
    assert "30/02" in said
    assert "Chưa nhập hình thức" in said
    assert "Chưa nhập chủ đề" not in said


def test_a_line_that_is_not_understood_is_not_saved() -> None:
    said = refused(1, "log", "12/5 sh 25 lc-02 lc-99 blah")
    assert "“lc-99”" in said
    assert "“blah”" in said
    assert read("list")["sessions"] == []


def test_an_error_is_json_where_json_is_asked_for() -> None:
    error = json.loads(refused(1, "log", *GOOD, "--theme", "zz", "--json"))
    assert error["error"]["code"] == "theme_unknown"
    assert error["error"]["message"].startswith("Chủ đề “zz”")
    assert json.loads(refused(1, "show", "zzz", "--json"))["error"]["code"] == "session_missing"
    assert json.loads(refused(2, "log", "--nonsense", "--json"))["error"]["code"] == "usage"


def test_an_option_that_was_mended_is_right() -> None:
    assert read("log", "12/5 sh 25 lc-99", "--theme", "LC-02")["themes"] == ["LC-02"]


@pytest.mark.parametrize(
    ("assignment", "said"),
    [
        ("attendance=1,5", "không phải là số nguyên"),
        ("weather=fine", "Không có mục “weather”"),
        ("attendance", "“attendance” không đúng dạng"),
        ("date=31/4", "Không có ngày 31/4"),
        ("themes=", "Chưa nhập chủ đề"),
    ],
)
def test_a_wrong_edit_changes_nothing(assignment: str, said: str) -> None:
    session_id = log(*GOOD)
    before = read("show", session_id)
    assert said in refused(1, "edit", session_id, assignment, "place=mới")
    assert read("show", session_id) == before


@pytest.mark.parametrize("args", [["show", "0"], ["edit", "zz", "place=a"], ["delete", "zz"], ["show", ""]])
def test_an_id_that_is_none_is_refused(args: list[str]) -> None:
    assert "Không có buổi tuyên truyền" in refused(1, *args)


def test_a_beginning_that_several_ids_share_is_refused() -> None:
    ids: list[str] = []
    while len({session_id[0] for session_id in ids}) == len(ids):
        ids.append(log(*GOOD))
    shared = ids[-1][0]
    assert f"Có 2 buổi có mã bắt đầu bằng “{shared}”" in refused(1, "show", shared)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["lst"], "Không có lệnh 'lst'."),
        (["log", "--nonsense"], "Không có tùy chọn '--nonsense'."),
        (["log", "--date"], "Tùy chọn '--date' cần có giá trị."),
        (["init"], "Thiếu tùy chọn '--unit'."),
        (["merge"], "Thiếu giá trị"),
        (
            ["coverage", "--by", "weather"],
            "Giá trị không hợp lệ cho '--by': “weather” không có trong các giá trị: unit (đơn vị), ",
        ),
        (["--lang", "xx", "list"], "Giá trị không hợp lệ cho '--lang'"),
        (["list", "--json", "--csv"], "Chỉ chọn một trong hai"),
        (["undo", "extra"], "Thừa giá trị (extra)"),
        ([], "Chương trình cần chạy trong cửa sổ dòng lệnh"),
    ],
)
def test_wrong_usage_is_told_in_vietnamese(args: list[str], said: str) -> None:
    assert said in refused(2, *args)


def test_wrong_usage_is_told_in_english_where_english_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No such command 'lst'." in refused(2, "--lang", "en", "lst")
    monkeypatch.setenv("SOTAY_LANG", "en")
    assert "No such command 'lst'." in refused(2, "lst")
    assert "Không có lệnh" in refused(2, "--lang=vi", "lst")


def test_control_characters_in_arguments_do_not_reach_the_terminal() -> None:
    for args in (["log", "\x1b[31mđỏ"], ["show", "\x1b[2J"], ["undo", "\x9b2J"], ["\x1b[2J"]):
        said = run(*args).stderr
        assert said.replace("\n", "").isprintable()


def test_help_is_vietnamese_from_the_heading_to_the_last_option() -> None:
    said = done("log", "--help").stdout
    assert said.startswith("Cách dùng: sotay log")
    assert "Tùy chọn:" in said
    assert "Hiển thị trợ giúp này rồi thoát." in said
    assert "Ghi buổi tuyên truyền:" in done("--help").stdout
    assert "Lệnh:" in done("directive", "--help").stdout


def test_help_is_in_the_language_that_is_asked_for_whatever_was_asked_for_before() -> None:
    for language, last in (("vi", "Hiển thị trợ giúp này rồi thoát."), ("en", "Show this message and exit.")) * 2:
        for words in ((), ("log",), ("keys",)):
            assert done("--lang", language, *words, "--help").stdout.count(last) == 1

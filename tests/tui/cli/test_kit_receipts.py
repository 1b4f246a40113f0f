"""What an office hands down, on the command line: kits to begin from, receipts that come home as standings."""

import json
from datetime import date as Date
from pathlib import Path
from typing import Any

import pytest

from exports.merge.outcomes import FileOutcome
from exports.package.kit import load_kit
from logs.book.book import LogBook
from logs.catalogue.directive import shipped
from logs.catalogue.other_years import catalogue_from, catalogue_values
from logs.errors import Notice
from tests.tui.commands import GOOD, done, log, new_book, process, read, refused, run
from tests.tui.merging import Office
from tui.cli.kit_receipts import is_of_the_office, to_mend_line, write_merge_receipts
from tui.core.clock import now

REPORTER = "Lò Văn Pản"


@pytest.fixture
def kit(office: Office, tmp_path: Path) -> Path:
    """The office's starter kit on a stick."""
    return Path(read(*office.at("office"), "kit", "--to", str(tmp_path / "stick"))["path"])


def begin(kit: Path, unit: str = "CB01") -> dict[str, Any]:
    """Make the book of the test from the kit."""
    made: dict[str, Any] = read("init", "--from", str(kit), "--unit", unit, "--reporter", REPORTER)
    return made


def send(office: Office, to: Path) -> None:
    """Export the book of the test and merge the file at the office."""
    path = read("export", "--to", str(to))["path"]
    process(*office.at("office"), "merge", path)


def take_receipt(office: Office, to: Path) -> None:
    """Let the office write its receipts, and merge that of CB01 into the book of the test."""
    [written] = read(*office.at("office"), "receipts", "--to", str(to), "--unit", "cb01")["receipts"]
    done("merge", written["path"])


def test_a_kit_says_what_it_holds_and_is_never_written_over(office: Office, tmp_path: Path) -> None:
    made = read(*office.at("office"), "kit", "--to", str(tmp_path / "stick"))
    assert Path(made["path"]).name == "KIT_DU_2014.jsonl"
    found = load_kit(Path(made["path"]))
    assert (made["unit"], made["directive"], made["units"]) == ("DU", found.directive.id, len(found.units))
    assert made["deadline"] == "2014-12-15"
    again = read(*office.at("office"), "kit", "--to", str(tmp_path / "stick"))
    assert Path(again["path"]).name == "KIT_DU_2014_2.jsonl"
    printed = done(*office.at("office"), "kit", "--to", str(tmp_path / "stick" / "again.jsonl")).stdout
    assert "14/12/2014" in printed
    assert made["fingerprint"] in printed
    assert "again.jsonl" in printed


def test_a_stick_that_is_not_there_does_not_become_a_folder(office: Office, tmp_path: Path) -> None:
    for command in ("kit", "receipts"):
        refused(1, *office.at("office"), command, "--to", str(tmp_path / "no stick" / "folder"))
    assert not (tmp_path / "no stick").exists()


def test_only_an_office_hands_down(tmp_path: Path) -> None:
    new_book()
    for command in ("kit", "receipts"):
        assert "Đây là sổ của báo cáo viên" in refused(1, command, "--to", str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_book_from_a_kit_has_the_offices_lists_and_key(kit: Path, tmp_path: Path) -> None:
    made = begin(kit, "chi bộ sở tài chính")
    found = load_kit(kit)
    assert (made["unit"], made["role"], made["office"], made["units"]) == ("CB01", "reporter", "DU", len(found.units))
    with LogBook.open(tmp_path / "book", clock=now) as book:
        assert set(book.units) == {unit.code for unit in found.units}
        assert [(one.unit, one.key) for one in book.exchange.senders.values()] == [("DU", found.key)]
    assert read("merge", str(kit))["files"][0]["code"] == "kit_known"


def test_a_person_is_told_what_to_compare_by_telephone(office: Office, kit: Path, tmp_path: Path) -> None:
    digits = read(*office.at("office"), "kit", "--to", str(tmp_path / "again.jsonl"))["fingerprint"]
    printed = done("init", "--from", str(kit), "--unit", "CB01", "--reporter", REPORTER).stdout
    assert digits in printed
    assert "Hãy gọi cấp trên" in printed


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["--unit", "CB0"], 1, "gần giống: CB"),
        (["--unit", "CB01", "--units", "x.tsv"], 2, "Bộ khởi tạo đã có danh mục"),
        (["--unit", "CB01", "--unit-name", "A"], 2, "Bộ khởi tạo đã có danh mục"),
        (["--unit", "CB01", "--from", "nothing.jsonl"], 1, "Không có tệp hoặc thư mục nothing.jsonl"),
        (["--unit", "CB01", "--from", "."], 1, "đây là thư mục"),
    ],
)
def test_what_cannot_be_begun_leaves_no_book(kit: Path, tmp_path: Path, args: list[str], code: int, said: str) -> None:
    assert said in refused(code, "init", "--from", str(kit), "--reporter", REPORTER, *args)
    assert not (tmp_path / "book").exists()


def test_an_altered_kit_makes_no_book(kit: Path, tmp_path: Path) -> None:
    kit.write_bytes(kit.read_bytes().replace(b"2014-12-15", b"2014-12-25"))
    assert "hỏng" in refused(1, "init", "--from", str(kit), "--unit", "CB01", "--reporter", REPORTER)
    assert not (tmp_path / "book").exists()


def test_a_session_goes_up_and_its_receipt_comes_home_through_real_processes(office: Office, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    assert process(*office.at("office"), "kit", "--to", str(stick)).returncode == 0
    begun = process("init", "--from", str(stick / "KIT_DU_2014.jsonl"), "--unit", "CB01", "--reporter", REPORTER)
    assert (begun.returncode, begun.stderr) == (0, b"")
    own = process("log", *GOOD).stdout.decode().strip()
    foreign = process("log", *GOOD, "--unit", "CB02").stdout.decode().strip()
    assert "chưa gửi" in process("show", own).stdout.decode()
    path = json.loads(process("export", "--to", str(stick), "--json").stdout)["path"]
    assert "đã gửi" in process("show", own).stdout.decode()
    merged = process(*office.at("office"), "merge", path, "--json")
    assert merged.returncode == 1  # a session of another unit is set aside
    [receipt] = json.loads(merged.stdout)["receipts"]
    assert Path(receipt["path"]) == tmp_path / "office" / "receipts" / "PN_CB01_2014-12-10.jsonl"
    assert (receipt["unit"], receipt["received"], receipt["set_aside"]) == ("CB01", 1, 1)
    taken = process("merge", receipt["path"])
    assert taken.returncode == 0
    said = taken.stdout.decode()
    assert "Đã nhận phiếu của DU" in said
    assert "Tất cả các tệp" not in said  # no table of nothing
    assert "Số buổi cần sửa: 1" in taken.stderr.decode()
    assert "cấp trên đã nhận" in process("show", own).stdout.decode()
    shown = process("show", foreign).stdout.decode()
    assert "cần sửa: Buổi này ghi đơn vị CB02" in " ".join(shown.split())


def test_standings_are_listed_and_filtered(office: Office, kit: Path, tmp_path: Path) -> None:
    begin(kit)
    own, foreign = log(*GOOD), log(*GOOD, "--unit", "CB02")
    send(office, tmp_path / "stick")
    take_receipt(office, tmp_path / "stick")
    sent = log(*GOOD, "--date", "1/12")
    read("export", "--to", str(tmp_path / "stick"))
    new = log(*GOOD, "--date", "2/12")
    standings = {one["id"]: one["standing"] for one in read("list")["sessions"]}
    assert standings == {own: "received", foreign: "to_mend", sent: "sent", new: "new"}
    for session_id, standing in standings.items():
        assert [one["id"] for one in read("list", "--standing", standing)["sessions"]] == [session_id]
    with LogBook.open(tmp_path / "book", clock=now) as book:
        assert "cần sửa: 1" in to_mend_line(book)
    rejected = read("show", foreign)["rejected"]
    assert rejected["code"] == "session_of_other_unit"
    assert "CB02" in rejected["message"]
    assert "rejected" not in read("show", own)
    listed = done("list").stdout.splitlines()
    for mark in ("cần sửa", "đã nhận", "đã gửi", "chưa gửi"):
        assert sum(mark in line for line in listed) == 1
    done("edit", foreign, "unit=CB01")
    assert read("show", foreign)["standing"] == "new"
    send(office, tmp_path / "stick2")
    take_receipt(office, tmp_path / "stick2")
    assert read("list", "--standing", "to_mend")["sessions"] == []
    assert read("show", foreign)["standing"] == "received"
    with LogBook.open(tmp_path / "book", clock=now) as book:
        assert to_mend_line(book) == ""


def test_receipts_are_for_units_that_have_sent(office: Office, kit: Path, tmp_path: Path) -> None:
    to = str(tmp_path / "receipts")
    assert "chưa đơn vị nào gửi tệp" in done(*office.at("office"), "receipts", "--to", to).stdout
    begin(kit)
    log(*GOOD)
    send(office, tmp_path / "stick")
    result = done(*office.at("office"), "receipts", "--to", to, "--unit", "CB01", "--unit", "CB02")
    assert "PN_CB01_2014-12-10.jsonl" in result.stdout
    assert "Chưa nhận tệp nào của CB02" in result.stderr
    assert "“CB99” không có trong danh sách" in refused(
        1, *office.at("office"), "receipts", "--to", to, "--unit", "CB99"
    )
    assert [one["unit"] for one in read(*office.at("office"), "receipts", "--to", to)["receipts"]] == ["CB01"]


def test_what_an_office_wrote_does_it_no_harm_on_the_stick_of_the_next_merge(office: Office, kit: Path) -> None:
    begin(kit)
    log(*GOOD)
    stick = str(kit.parent)
    read("export", "--to", stick)
    done(*office.at("office"), "merge", stick)
    done(*office.at("office"), "receipts", "--to", stick)
    outcomes = {one["code"]: one["outcome"] for one in read(*office.at("office"), "merge", stick)["files"]}
    assert outcomes == dict.fromkeys(("file_known", "kit_known", "receipt_own"), "known")


def test_a_merge_leaves_receipts_beside_the_book(
    office: Office, kit: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from exports.merge.merge import apply_merge, plan_merge

    begin(kit)
    log(*GOOD)
    path = Path(read("export", "--to", str(tmp_path / "stick"))["path"])
    with LogBook.open(tmp_path / "office", clock=now) as book:
        plan = plan_merge(book, [path])
        assert write_merge_receipts(book, plan) == ()  # nothing is taken yet
        apply_merge(book, plan)
        [written] = write_merge_receipts(book, plan)
        assert (written.unit, written.held) == ("CB01", 1)
        assert written.path.parent == tmp_path / "office" / "receipts"
        assert write_merge_receipts(book, plan, tmp_path / "no stick" / "x") == ()
        assert "Không ghi được tệp" in capsys.readouterr().err
        assert write_merge_receipts(book, plan_merge(book, [path])) == ()  # known already
    with LogBook.open(tmp_path / "book", clock=now) as book:
        receipts = plan_merge(book, [written.path])
        apply_merge(book, receipts)
        assert write_merge_receipts(book, receipts) == ()  # a reporter confirms nothing
    assert read("show", read("list")["sessions"][0]["id"])["standing"] == "received"


def test_receipts_of_a_merge_go_where_they_are_wanted(office: Office, kit: Path, tmp_path: Path) -> None:
    begin(kit)
    log(*GOOD)
    first = read("export", "--to", str(tmp_path / "stick"))["path"]
    assert read(*office.at("office"), "merge", first, "--no-receipts")["receipts"] == []
    log(*GOOD, "--date", "1/12")
    second = read("export", "--to", str(tmp_path / "stick"))["path"]
    assert read(*office.at("office"), "merge", second, "--dry-run")["receipts"] == []
    printed = done(*office.at("office"), "merge", second, "--receipts", str(tmp_path / "out")).stdout
    assert "Phiếu nhận cần trả lại đơn vị: 1" in printed
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["PN_CB01_2014-12-10.jsonl"]
    assert not (tmp_path / "office" / "receipts").exists()


def test_a_kit_or_an_empty_receipt_needs_no_figures() -> None:
    kit = FileOutcome(file="k", outcome="merged", notes=(Notice("kit_taken", {}),))
    assert is_of_the_office(kit)
    assert is_of_the_office(FileOutcome(file="k", outcome="known", code="kit_known"))
    assert is_of_the_office(FileOutcome(file="r", outcome="merged", notes=(Notice("receipt_taken", {}),)))
    assert not is_of_the_office(
        FileOutcome(file="r", outcome="merged", updated=1, notes=(Notice("receipt_taken", {}),))
    )
    assert not is_of_the_office(FileOutcome(file="f", outcome="merged"))


def test_a_monthly_group_comes_down_in_a_later_kit_and_is_seen(office: Office, kit: Path, tmp_path: Path) -> None:
    begin(kit)
    log(*GOOD)
    values = catalogue_values(shipped())
    values["group"].append(
        {"code": "T5", "title": "Tháng 5", "from": Date(2014, 5, 1), "theme": [{"code": "T5-01", "title": "Biển Đông"}]}
    )
    values["group"][0]["theme"] = values["group"][0]["theme"][1:]  # a code that a session of the unit may name
    gone = shipped().groups[0].themes[0].code
    file = tmp_path / "thang-5.toml"
    file.write_text(catalogue_from(values).source, "utf-8")
    done(*office.at("office"), "directive", "use", str(file), "--reason", "Hướng dẫn tháng 5")
    later = read(*office.at("office"), "kit", "--to", str(tmp_path / "later.jsonl"))["path"]

    told = read("merge", later, "--dry-run")["files"][0]["catalogue"]
    assert {one["code"]: one["how"] for one in told["changes"] if one["table"] == "theme"} == {
        "T5-01": "added",
        gone: "gone",
    }
    assert told["figures"]["after"]["themes"] == told["figures"]["before"]["themes"]
    assert "T5-01" not in {row["theme"] for row in read("coverage")["rows"]}
    shown = done("merge", later).stdout
    assert "Chủ đề T5-01 Biển Đông: mới" in shown
    versions = read("directive", "history")["versions"]
    assert [version["action"] for version in versions] == [None, "merge"]
    assert versions[1]["changes"] == [one | {"sessions": 0} for one in told["changes"]]

    assert read("show", log("12/5 sh cb01 25dv #biendong"))["themes"] == ["T5-01"]
    assert "01/05/2014" in run("log", "12/4 sh cb01 25dv t5-01").stderr
    rows = {row["theme"]: row for row in read("coverage", "--by", "month")["rows"]}
    assert rows["T5-01"]["sessions"] == 2
    assert [rows["T5-01"]["cells"][f"2014-0{month}"] for month in (3, 4, 5, 6)] == [None, 1, 1, 0]
    for _step in range(3):
        done("undo")
    assert read("directive", "show")["sha256"] == shipped().sha256

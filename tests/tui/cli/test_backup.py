"""Copies, redo and the check on the command line."""

import errno
import shutil
from pathlib import Path

import pytest

from logs.store.location import LEAST_FREE
from tests.tui.commands import GOOD, done, log, new_book, read, refused, run
from tui.core.paths import book_folder


def ids() -> list[str]:
    return [session["id"] for session in read("list")["sessions"]]


def test_undo_and_redo_go_back_and_forth() -> None:
    new_book()
    first = log(*GOOD)
    done("edit", first, "attendance=30", "audience=DV", "--reason", "Đếm lại")
    done("delete", first)
    assert ids() == []
    assert read("undo")["action"] == "delete"
    assert read("undo")["action"] == "edit"
    assert read("list")["sessions"][0]["attendance"] == 25
    assert "Đã làm lại: Sửa" in done("redo").stdout
    assert read("list")["sessions"][0]["attendance"] == 30
    assert read("redo")["action"] == "delete"
    assert "Không có bước nào để làm lại" in refused(1, "redo")


def test_a_copy_is_written_shown_and_put_back(tmp_path: Path) -> None:
    new_book()
    kept = log(*GOOD)
    copy = Path(read("backup", "--to", str(tmp_path / "usb"))["path"])
    assert copy.parent == tmp_path / "usb"
    later = log(*GOOD)
    shown = read("restore", str(copy), "--dry-run")
    assert (shown["lost"], shown["back"], shown["changed"]) == ([later], [], [])
    assert set(ids()) == {kept, later}
    assert "Lệnh “sotay undo” hoàn tác việc này" in done("restore", str(copy)).stdout
    assert ids() == [kept]
    done("undo")
    assert set(ids()) == {kept, later}


def test_a_copy_that_says_what_the_book_says_leaves_no_step(tmp_path: Path) -> None:
    new_book()
    kept = log(*GOOD)
    copy = Path(read("backup", "--to", str(tmp_path))["path"])
    assert "Không có gì thay đổi" in done("restore", str(copy)).stdout
    done("undo")
    assert kept not in ids()


def test_a_file_that_is_no_copy_is_refused(tmp_path: Path) -> None:
    new_book()
    log(*GOOD)
    (tmp_path / "thu.json").write_text("{}")
    assert "bản sao lưu" in refused(1, "restore", str(tmp_path / "thu.json"))
    assert "Không có tệp" in refused(1, "restore", str(tmp_path / "none.json"))
    assert len(ids()) == 1


def test_each_day_of_work_leaves_a_copy() -> None:
    new_book()
    log(*GOOD)
    assert [path.name for path in (book_folder() / "backups").iterdir()] == ["daily-2014-12-10.json"]


def test_a_sound_book_passes_the_check_and_a_spoilt_one_does_not() -> None:
    new_book()
    log(*GOOD)
    assert read("check") == {"sessions": 1, "findings": []}
    backup = next((book_folder() / "backups").iterdir())
    backup.write_bytes(b"{}")
    found = read("check")["findings"]
    assert [(one["code"], one["severity"]) for one in found] == [("backup_damaged", "warning")]
    book = book_folder() / "book.json"
    data = book.read_bytes()
    book.write_bytes(data.replace(b'"attendance":25', b'"attendance":52'))
    for name in ("book.json.previous", "book.journal.previous"):
        (book_folder() / name).unlink(missing_ok=True)
    result = run("check")
    assert result.exit_code in (1, 3)
    assert "hỏng" in result.output


def test_a_disk_that_is_nearly_full_is_told_before_a_save_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    new_book()
    usage = shutil.disk_usage("/")._replace(free=LEAST_FREE - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert "chỉ còn 49 MB" in done("log", *GOOD).stderr


@pytest.mark.parametrize(
    ("number", "said"), [(errno.ENOSPC, "giải phóng chỗ trống"), (errno.EACCES, "chọn thư mục khác")]
)
def test_the_advice_fits_the_reason_for_which_no_copy_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    new_book()
    log(*GOOD)

    def fail(*_args: object) -> None:
        raise OSError(number, "fails")

    monkeypatch.setattr("logs.store.book_copy.new_snapshot", fail)
    told = refused(1, "backup", "--to", str(tmp_path / "copy.json"))
    assert said in told
    assert ("giải phóng" in told) == (number == errno.ENOSPC)


def test_what_comes_back_and_goes_is_told_in_the_order_of_days(tmp_path: Path) -> None:
    new_book()
    done("backup", "--to", str(tmp_path / "empty.json"))
    for day in ("3/11", "1/11", "2/11"):
        log(*GOOD, "--date", day)
    printed = done("restore", str(tmp_path / "empty.json"), "--dry-run").stdout.splitlines()
    assert [line[:5] for line in printed[1:4]] == ["01/11", "02/11", "03/11"]
    assert printed[0].endswith(": 3")
    done("restore", str(tmp_path / "empty.json"))
    assert "Số buổi thay đổi: 3" in done("undo").stdout

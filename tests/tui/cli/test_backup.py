"""Copies, redo and the check on the command line."""

import errno
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from logs.errors import SotayError
from logs.store.location import LEAST_FREE
from tests.logs.disk import KilledError
from tests.tui.commands import GOOD, done, log, new_book, read, refused, run
from tui.app.run import open_book
from tui.core.paths import book_folder
from tui.text.errors.messages import error_sentence


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


def copied_to(folder: Path) -> Path:
    return Path(read("backup", "--to", str(folder))["path"])


@pytest.mark.parametrize("before", ["nothing", "an unused book", "an undone list"])
def test_a_copy_is_looked_at_and_put_back_where_no_session_was_ever_saved(tmp_path: Path, before: str) -> None:
    new_book()
    kept = log(*GOOD)
    copy = copied_to(tmp_path)
    shutil.rmtree(book_folder())
    if before != "nothing":
        new_book(unit="CB02")
    if before == "an undone list":
        units = tmp_path / "units.tsv"
        units.write_text("code\tkind\tname\nCB02\tchi_bo\tChi bộ hai\n", encoding="utf-8")
        done("units", "use", str(units))
    shown = read("restore", str(copy), "--dry-run")
    assert (shown["lost"], shown["back"], shown["changed"]) == ([], [kept], [])
    preview = done("restore", str(copy), "--dry-run").stdout
    assert "Xem trước" in preview
    assert ("CB01" in preview, "CB02" in preview) == (True, before != "nothing")
    assert (shown["unit"], shown["unit_here"]) == ("CB01", None if before == "nothing" else "CB02")
    assert book_folder().exists() == (before != "nothing")
    said = done("restore", str(copy)).stdout
    assert "được lập lại từ bản sao lưu" in said
    assert "sotay undo" not in said
    assert ("CB01" in said, "CB02" in said) == (True, before != "nothing")
    assert ids() == [kept]
    assert read("list")["sessions"][0]["unit"] == "CB01"
    aside = list(book_folder().glob("book.json.damaged-*"))
    assert len(aside) == (before != "nothing")
    log(*GOOD)
    assert len(ids()) == 2


def test_a_copy_of_another_book_never_replaces_one_in_which_a_session_was_saved(tmp_path: Path) -> None:
    new_book()
    log(*GOOD)
    copy = copied_to(tmp_path)
    shutil.rmtree(book_folder())
    new_book(unit="CB02")
    log(*GOOD)
    done("undo")
    before = (book_folder() / "book.json").read_bytes()
    for more in ((), ("--dry-run",)):
        assert "sổ khác" in refused(1, "restore", str(copy), *more)
    assert (book_folder() / "book.json").read_bytes() == before


def test_a_book_that_is_gone_is_told_with_its_newest_copy() -> None:
    new_book()
    kept = log(*GOOD)
    for path in book_folder().glob("book.*"):
        path.unlink()
    said = refused(3, "list")
    (copy,) = (book_folder() / "backups").iterdir()
    assert copy.name in said
    assert "sotay restore" in said
    done("restore", str(copy))
    assert ids() == [kept]


def test_the_app_begins_no_new_book_where_copies_of_one_are_left() -> None:
    assert open_book(book_folder()) is None
    new_book()
    log(*GOOD)
    for path in book_folder().glob("book.*"):
        path.unlink()
    with pytest.raises(SotayError) as refused_to_open:
        open_book(book_folder())
    assert refused_to_open.value.code == "book_missing"
    assert "daily-2014-12-10.json" in error_sentence(refused_to_open.value)


def test_an_old_journal_put_back_loses_nothing_and_every_check_speaks_of_it() -> None:
    new_book()
    for _ in range(3):
        log(*GOOD)
    journal = book_folder() / "book.journal"
    older = journal.read_bytes()
    log(*GOOD)
    journal.write_bytes(older)
    result = run("list", "--json")
    assert len(read("list")["sessions"]) == 4
    assert "Không mất dữ liệu nào" in result.stderr
    assert "bản cũ hơn hoặc của sổ khác" in result.stderr
    checked = run("check", "--json")
    codes = {finding["code"]: finding["severity"] for finding in json.loads(checked.stdout)["findings"]}
    assert codes == {"journal_foreign": "error", "nothing_lost": "warning", "check_set_aside": "warning"}
    assert checked.exit_code == 1
    assert not list(book_folder().glob("book.json.damaged-*"))
    assert [finding["code"] for finding in read("check")["findings"]] == ["check_set_aside"]
    assert "đúng" not in done("check").stdout
    assert len(ids()) == 4


def write_backup(stick: Path) -> None:
    done("backup", "--to", str(stick))


def write_package(stick: Path) -> None:
    done("export", "--to", str(stick))


def write_paper(stick: Path) -> None:
    done("paper", "--to", str(stick / "phieu.html"))


@pytest.mark.parametrize("write", [write_backup, write_package, write_paper])
def test_what_a_killed_program_left_is_removed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path], None]
) -> None:
    new_book()
    log(*GOOD)
    done("export", "--to", str(tmp_path))  # the key is made
    stick = tmp_path / "usb"
    stick.mkdir()
    others = {"letter.json.new", "book.json.new", "x.new"}
    for name in others:
        (stick / name).write_bytes(b'{"book":{"head":{"format":1')
    with monkeypatch.context() as killed:  # by a signal: nothing that the program would still do is done
        killed.setattr("logs.store.files.replace_file", lambda *_: (_ for _ in ()).throw(KilledError))
        killed.setattr("logs.store.book_copy.replace_file", lambda *_: (_ for _ in ()).throw(KilledError))
        killed.setattr("logs.store.files.remove_file", lambda _path: None)
        with pytest.raises((KilledError, AssertionError)):
            write(stick)
    assert len(list(stick.iterdir())) == len(others) + 1
    write(stick)
    (made,) = {path.name for path in stick.iterdir()} - others
    assert made.endswith((".json.gz", ".jsonl", ".html"))


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
    assert [path.name for path in (book_folder() / "backups").iterdir()] == ["daily-2014-12-10.json.gz"]


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


def test_what_was_purged_is_told_before_and_after_a_copy_is_put_back(tmp_path: Path) -> None:
    new_book()
    session_id = log(*GOOD, "--notes", "gọi 0912345678")
    copy = copied_to(tmp_path)
    done("purge", session_id)
    log(*GOOD)
    assert read("restore", str(copy), "--dry-run")["purged"] == [session_id]
    for more in (("--dry-run",), (), ()):
        told = done("restore", str(copy), *more).stdout
        assert f"1 ({session_id[:8]})" in told
        assert "xóa hẳn" in told
    assert ids() == []


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

"""The command line as a process of its own: how it ends, what it leaves on the terminal."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from logs.book.book import LogBook
from tests.tui.commands import GOOD, ROOT, done, environment, log, new_book, process, refused
from tui.cli import list_show
from tui.core.clock import now


def test_a_session_passes_through_real_processes() -> None:
    made = process("init", "--unit", "CB01", "--reporter", "Lò Văn Pản")
    assert (made.returncode, made.stderr) == (0, b"")
    assert "Đã lập sổ của Chi bộ Sở Tài chính" in made.stdout.decode()
    logged = process("log", '12/5 sh 18dv 7cb lc-02 "Biên giới" @hội trường -- ghi chú', "--json")
    assert logged.returncode == 0
    fields = json.loads(logged.stdout)
    assert (fields["topic"], fields["notes"]) == ("Biên giới", "ghi chú")
    assert process("show", fields["id"][:8]).returncode == 0


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "cp1258"])  # of a Windows console, of Vietnam's among them
def test_output_is_utf8_whatever_the_locale(encoding: str) -> None:
    new_book()
    log(*GOOD, "--topic", "Đường biên")
    old = environment(LC_ALL="C", PYTHONIOENCODING=f"{encoding}:strict", PYTHONUTF8="0")
    assert "Đường biên" in process("list", env=old).stdout.decode("utf-8")
    refused = process("show", "zz", env=old)
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert "Không có buổi tuyên truyền" in refused.stderr.decode("utf-8")


def test_exit_codes_tell_usage_refusal_and_a_book_that_cannot_be_opened(tmp_path: Path) -> None:
    missing = process("list")
    assert missing.returncode == 3
    assert "Chưa có sổ tại" in missing.stderr.decode()
    new_book()
    assert process("show", "zz").returncode == 1
    assert process("show").returncode == 2
    (tmp_path / "book" / "book.json").write_text("nonsense", encoding="utf-8")
    for path in (tmp_path / "book").glob("*.previous"):
        path.unlink()
    damaged = process("list", "--json")
    assert damaged.returncode == 3
    assert json.loads(damaged.stderr)["error"]["code"] == "book_damaged"


def test_reading_works_while_another_program_holds_the_book(tmp_path: Path) -> None:
    new_book()
    session_id = log(*GOOD)
    with LogBook.open(tmp_path / "book", clock=now):
        assert session_id in done("list", "--json").stdout
        done("show", session_id)
        done("coverage")
        done("progress")
        assert "đang được chương trình khác mở" in refused(3, "log", *GOOD)


def test_an_unexpected_failure_shows_no_traceback_and_no_contents(monkeypatch: pytest.MonkeyPatch) -> None:
    new_book()
    log(*GOOD, "--topic", "điều riêng")

    def fail(*_args: object, **_more: object) -> None:
        raise RuntimeError("điều riêng")

    monkeypatch.setattr(list_show, "asked_for", fail)
    said = refused(1, "list")
    assert "Lỗi phần mềm (RuntimeError)" in said
    assert "điều riêng" not in said
    assert json.loads(refused(1, "list", "--json"))["error"]["code"] == "unexpected"


def test_a_wrong_day_in_the_environment_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    new_book()
    monkeypatch.setenv("SOTAY_TODAY", "ngày mai")
    assert "SOTAY_TODAY" in refused(1, "list")
    assert "SOTAY_TODAY" in refused(1, "--book", "elsewhere", "init", "--unit", "CB01", "--reporter", "A")


def test_an_interrupt_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    new_book()

    def interrupt(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(list_show, "asked_for", interrupt)
    assert "Đã dừng theo yêu cầu" in refused(130, "list")


def test_a_reader_that_goes_away_is_no_error() -> None:
    new_book()
    log(*GOOD)
    for form in ("--csv", "--json"):
        command = [sys.executable, "-m", "tui", "list", form]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), cwd=ROOT
        ) as running:
            assert running.stdout
            assert running.stderr
            running.stdout.close()
            assert running.stderr.read() == b""
            assert running.wait(60) == 1


def test_a_reader_that_goes_away_on_windows_is_no_error_either() -> None:
    """There the system calls it an invalid argument; of a file it would say which, and that is told."""
    probe = (
        "import errno, sys\nfrom tui.cli import errors\nsys.platform = 'win32'\n"
        "def fail():\n    raise OSError(errno.EINVAL, 'Invalid argument', *sys.argv[1:])\n"
        "print('lost')\nsys.exit(errors.run(fail, as_json=False))"
    )
    for names, told in ([], b""), (["D:/a?.csv"], b"OSError"):
        ended = subprocess.run(
            [sys.executable, "-c", probe, *names], capture_output=True, check=False, env=environment(), cwd=ROOT
        )
        assert (ended.returncode, told in ended.stderr, bool(ended.stderr)) == (1, True, bool(told))


def test_the_app_is_not_opened_without_a_terminal() -> None:
    ended = process(stdin=subprocess.DEVNULL)
    assert ended.returncode == 2
    assert "Chương trình cần chạy trong cửa sổ dòng lệnh" in ended.stderr.decode()


@pytest.mark.parametrize(("words", "code"), [(("--version",), 0), (("list", "--no-such"), 2)])
def test_the_quick_end_leaves_nothing_undone_and_keeps_the_exit_code(words: tuple[str, ...], code: int) -> None:
    """What others have registered for the end is done, threads are waited for, and what was written is whole."""
    there = """
import atexit, sys, threading, time
atexit.register(lambda: sys.stdout.write("left in order" + "." * 200_000))
threading.Timer(0.2, lambda: sys.stderr.write("the thread is done")).start()
from tui.__main__ import program
program()
"""
    ran = subprocess.run(
        [sys.executable, "-c", there, *words],
        check=False, capture_output=True, text=True, env=environment(), cwd=ROOT, timeout=60,
    )  # fmt: skip
    assert (ran.returncode, "the thread is done" in ran.stderr) == (code, True)
    assert ran.stdout.endswith("left in order" + "." * 200_000)

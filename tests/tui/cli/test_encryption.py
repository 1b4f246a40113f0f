"""Locked files on the command line, mostly as processes of their own: by passphrase, by key, without the extra."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from exports.package.encryption import is_locked, unlock
from exports.package.keys import load_signer
from exports.package.kit import begun_from, read_kit, write_kit
from logs.book.book import LogBook
from tests.tui.commands import done, environment, process, read, refused, run
from tests.tui.merging import Office
from tui.core.clock import now

PASSPHRASE = "Đường lên biên giới"
pytestmark = pytest.mark.usefixtures("unit_book")


@pytest.fixture
def secret(tmp_path: Path) -> str:
    """A file with the passphrase, as Notepad saves it."""
    path = tmp_path / "mat-khau.txt"
    path.write_bytes(b"\xef\xbb\xbf" + f"{PASSPHRASE}\r\n".encode())
    return str(path)


def merged(office: Office, *args: str) -> Any:
    """The one file's outcome in a merge of a process of its own."""
    ended = process(*office.at("office"), "merge", *args, "--trust-new", "--json", stdin=subprocess.DEVNULL)
    assert b"Traceback" not in ended.stderr
    [one] = json.loads(ended.stdout)["files"]
    return one


def test_a_passphrase_locks_what_is_exported(office: Office, tmp_path: Path, secret: str) -> None:
    ended = process(*office.at("a"), "export", "--to", str(tmp_path), "--passphrase-file", secret, "--json")
    document = json.loads(ended.stdout)
    path = document["path"]
    assert path.endswith("BC_CB01_2014_v1.jsonl.age")
    assert document["locked"] == "passphrase"
    assert is_locked(Path(path).read_bytes())
    assert not Path(path.removesuffix(".age")).exists()
    assert unlock(Path(path).read_bytes(), passphrases=[PASSPHRASE]).startswith(b"{")


def test_passphrases_in_a_file_are_tried_in_turn(office: Office, tmp_path: Path) -> None:
    path = office.export_locked("a", PASSPHRASE)
    wrong = tmp_path / "sai.txt"
    wrong.write_text("Đường lên biên giới khác\n")
    assert merged(office, path)["code"] == "file_locked"
    assert merged(office, path, "--passphrase-file", str(wrong))["code"] == "file_locked"
    several = tmp_path / "ca-hai.txt"
    several.write_text(f"sai\n\n{PASSPHRASE}\n")
    assert merged(office, path, "--passphrase-file", str(several))["outcome"] == "merged"
    assert len(read(*office.at("office"), "list")["sessions"]) == 1
    # What was taken in is kept open: a merge can be taken back and its lines saved without the passphrase.
    assert [is_locked(one.read_bytes()) for one in (tmp_path / "office" / "received").iterdir()] == [False]


def test_a_file_locked_to_the_offices_key_opens_there_without_a_word(office: Office, tmp_path: Path) -> None:
    recipient = done(*office.at("office"), "keys", "recipient").stdout.strip()
    assert read(*office.at("office"), "keys", "recipient") == {"recipient": recipient}
    result = done(*office.at("a"), "export", "--to", str(tmp_path / "usb"), "--recipient", recipient)
    assert "chỉ sổ đó mở được" in result.stdout
    # A folder stands for its locked files too; another book's key does not open this one.
    other = run(*office.at("a"), "merge", str(tmp_path / "usb"), "--json")
    assert json.loads(other.stdout)["files"][0]["code"] == "file_locked_to_other"
    assert merged(office, str(tmp_path / "usb"))["outcome"] == "merged"


def test_a_kit_spares_reporters_the_key(office: Office, tmp_path: Path) -> None:
    recipient = done(*office.at("office"), "keys", "recipient").stdout.strip()
    with LogBook.open(tmp_path / "office", clock=now) as book:
        kit = read_kit(write_kit(book, load_signer(tmp_path / "k", book.owner.book), recipient=recipient))
    with LogBook.open(tmp_path / "a", clock=now) as book:
        begun_from(book, kit)
    made = read(*office.at("a"), "export", "--lock", "--to", str(tmp_path / "usb"))
    assert made["locked"] == "recipient"
    assert merged(office, made["path"])["outcome"] == "merged"


def test_without_lock_a_file_is_plain(office: Office, tmp_path: Path) -> None:
    made = read(*office.at("a"), "export", "--to", str(tmp_path / "usb"))
    assert made["locked"] is None
    assert made["path"].endswith(".jsonl")


def test_nothing_is_written_where_nothing_says_how_to_lock(office: Office, tmp_path: Path, secret: str) -> None:
    def told(code: int, *args: str) -> str:
        return refused(code, *office.at("a"), "export", "--to", str(tmp_path / "usb"), *args)

    assert "Chưa rõ khóa tệp bằng gì" in told(1, "--lock")
    assert "Không đọc được mã người nhận" in told(1, "--recipient", "age1")
    assert "Chỉ chọn một" in told(2, "--recipient", "age1", "--passphrase-file", secret)
    assert "Không có tệp" in told(1, "--passphrase-file", str(tmp_path / "none.txt"))
    empty, other = tmp_path / "trong.txt", tmp_path / "utf16.txt"
    empty.write_text("\n \n")
    other.write_bytes(PASSPHRASE.encode("utf-16"))
    assert "không có mật khẩu" in told(1, "--passphrase-file", str(empty))
    assert "UTF-8" in told(1, "--passphrase-file", str(other))
    assert not (tmp_path / "usb").exists()


def test_without_the_extra_locking_is_refused_in_a_sentence_and_plain_files_pass(
    office: Office, tmp_path: Path, secret: str
) -> None:
    locked = office.export_locked("a", PASSPHRASE)
    plain = office.export("a")
    absent = tmp_path / "absent"
    absent.mkdir()
    (absent / "pyrage.py").write_text("raise ImportError(__name__)\n")
    world = environment()
    world["PYTHONPATH"] = f"{absent}{os.pathsep}{world['PYTHONPATH']}"
    for command in (
        ("a", "export", "--to", str(tmp_path / "more"), "--passphrase-file", secret),
        ("office", "merge", locked, "--passphrase-file", secret),
        ("office", "keys", "recipient"),
    ):
        ended = process(*office.at(command[0]), *command[1:], env=world)
        assert ended.returncode == 1
        assert ".[age]" in (ended.stdout + ended.stderr).decode()
        assert b"Traceback" not in ended.stderr
    assert process(*office.at("office"), "merge", plain, "--trust-new", env=world).returncode == 0

"""Passphrases as they are asked for on a terminal."""

from pathlib import Path

import pytest

from exports.package.encryption import is_locked
from tests.tui.commands import read
from tests.tui.merging import Office
from tests.tui.pty_app import PtyApp, running

PROGRAM = Path(__file__).parents[1] / "apps" / "sotay.py"
PASSPHRASE = "Đường lên biên giới"
pytestmark = pytest.mark.usefixtures("unit_book")
LOCK, AGAIN, OPEN = "Passphrase to lock with", "The same once more", "Passphrase of the locked files"


def answer(app: PtyApp, question: str, text: str) -> None:
    """Type the answer once the question stands there and the terminal has been told to show nothing of it."""
    app.wait_for(lambda screen: screen.rstrip().endswith(f"{question}:") and app.hides_typing)
    app.send(f"{text}\r")


def test_a_passphrase_is_asked_for_twice_to_lock(office: Office, tmp_path: Path) -> None:
    with running(PROGRAM, "--lang", "en", *office.at("a"), "export", "--lock", "--to", str(tmp_path / "usb")) as app:
        answer(app, LOCK, PASSPHRASE)
        answer(app, AGAIN, PASSPHRASE)
        assert app.wait_for_end() == 0
        assert PASSPHRASE not in app.text
    [file] = (tmp_path / "usb").iterdir()
    assert is_locked(file.read_bytes())


def test_the_passphrase_of_several_files_is_asked_for_once(office: Office) -> None:
    files = [office.export_locked("a", PASSPHRASE) for _ in range(2)]
    with running(PROGRAM, "--lang", "en", *office.at("office"), "merge", *files, columns=200) as app:
        answer(app, OPEN, PASSPHRASE)
        assert app.wait_for_end() == 0
        assert app.output.decode().count(OPEN) == 1
    assert len(read(*office.at("office"), "list")["sessions"]) == 1


def test_two_passphrases_that_differ_lock_nothing(office: Office, tmp_path: Path) -> None:
    with running(PROGRAM, "--lang", "en", *office.at("a"), "export", "--lock", "--to", str(tmp_path / "usb")) as app:
        answer(app, LOCK, PASSPHRASE)
        answer(app, AGAIN, PASSPHRASE.lower())
        assert app.wait_for_end() == 1
        assert "passphrases differ" in app.text
    assert not (tmp_path / "usb").exists()

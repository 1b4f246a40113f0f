"""Passphrases as they are asked for on a terminal."""

from pathlib import Path

import pytest

from exports.package.encryption import is_locked
from tests.tui.commands import read
from tests.tui.merging import Office
from tests.tui.pty_app import PtyApp, running

PROGRAM = Path(__file__).parents[1] / "apps" / "sotay.py"
PASSPHRASE = "Đường lên biên giới"
LOCK, AGAIN, OPEN = "Passphrase to lock with", "The same once more", "Passphrase of the locked files"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.init("a", "CB01")
    made.log("a")
    return made


def answer(app: PtyApp, question: str, text: str) -> None:
    """Type the answer once the question stands there and the terminal has been told to show nothing of it."""
    app.wait_for(lambda screen: screen.rstrip().endswith(f"{question}:") and app.hides_typing)
    app.send(f"{text}\r")


def test_a_passphrase_is_asked_for_twice_to_lock_and_once_to_open(office: Office, tmp_path: Path) -> None:
    for name in ("usb1", "usb2"):
        with running(PROGRAM, "--lang", "en", *office.at("a"), "export", "--lock", "--to", str(tmp_path / name)) as app:
            answer(app, LOCK, PASSPHRASE)
            answer(app, AGAIN, PASSPHRASE)
            assert app.wait_for_end() == 0
            assert PASSPHRASE not in app.text
    files = [next((tmp_path / name).iterdir()) for name in ("usb1", "usb2")]
    assert all(is_locked(one.read_bytes()) for one in files)
    with running(PROGRAM, "--lang", "en", *office.at("office"), "merge", *map(str, files), columns=200) as app:
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

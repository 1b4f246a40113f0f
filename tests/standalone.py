"""Every step that a person takes with the program as it is given out, where nothing else of the project can be reached.

    python -m tests.standalone [--user NAME] PROGRAM...

PROGRAM is the single file or the program of the folder that `.ci/standalone` builds, an installed `sotay`, or the words
of its call (a Python and the zipapp). It is run from a copy in a home of its own, as after a download, with an empty
PATH; with --user (for root) as that person, who may read none of root's files. Prints each step with its seconds.
"""

import argparse
import asyncio
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.independent import reporter, session, session_content, unit, write_package
from tests.tui.served import free_port, not_painted

PROJECT = tomllib.loads(Path(__file__).parents[1].joinpath("pyproject.toml").read_text("utf-8"))["project"]
FILES = 200
KEPT = ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC")  # without these nothing of Windows starts
if sys.platform == "win32":
    OWN_GROUP, END = subprocess.CREATE_NEW_PROCESS_GROUP, signal.CTRL_BREAK_EVENT
else:
    OWN_GROUP, END = 0, signal.SIGINT


class Machine:
    """A home with nothing in it, and the program."""

    def __init__(self, home: Path, words: list[str], user: str | None) -> None:
        self.home = home
        (home / "empty").mkdir()
        (home / "tmp").mkdir()
        if len(words) == 1 and Path(words[0]).with_name("_internal").exists():
            words = [str(shutil.copytree(Path(words[0]).parent, home / "program") / Path(words[0]).name)]
        elif len(words) == 1:
            words = [str(shutil.copy(words[0], home))]
        self.words = words
        own = ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA")
        folders = {name: str(home) for name in own} | {name: str(home / "tmp") for name in ("TMPDIR", "TEMP", "TMP")}
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        self.process: dict[str, Any] = {
            "env": kept | folders | {"PATH": str(home / "empty"), "SOTAY_TODAY": "2014-12-12"},
            "cwd": home,
        }
        if user is not None:
            home.chmod(0o755)
            for path in (home, *home.iterdir()):
                shutil.chown(path, user)
            self.process |= {"user": user, "extra_groups": []}

    def say(self, *arguments: str, codes: tuple[int, ...] = (0,)) -> str:
        """What the program prints; its exit code has to be one of these."""
        ended = subprocess.run(
            [*self.words, *arguments], capture_output=True, encoding="utf-8", timeout=300, check=False, **self.process
        )
        if ended.returncode not in codes or "Traceback" in ended.stderr:
            raise AssertionError(f"{arguments} ended with {ended.returncode}:\n{ended.stderr}")
        return str(ended.stdout)


def version(machine: Machine) -> None:
    """It starts, and is the version of this tree."""
    assert machine.say("--version").split() == ["sotay", PROJECT["version"]]


def demo(machine: Machine) -> None:
    """A year is played through; its Vietnamese, its lists and its catalogue are there."""
    assert "Nội dung chưa triển khai" in machine.say("demo", "--no-app", "--to", "demo")


def papers(machine: Machine) -> None:
    """Every kind of report: Word, Excel, the page, the table."""
    names = [f"report.{kind}" for kind in ("docx", "xlsx", "html", "csv")]
    machine.say("--book", "demo/so-tong-hop", "report", *(word for name in names for word in ("--to", name)))
    docx, xlsx, html, csv = (machine.home / name for name in names)
    for path, part in ((docx, "word/document.xml"), (xlsx, "xl/workbook.xml")):
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            assert part in archive.namelist()
    for path in (html, csv):
        assert "lượt người nghe" in path.read_text("utf-8-sig").lower()


def merge(machine: Machine) -> None:
    """Files of two hundred units, made by another writer than the program's, are checked and counted once."""
    inbox = machine.home / "inbox"
    inbox.mkdir()
    for number in range(FILES):
        code = f"CB{number:03}"
        lines = [session(session_content(unit=code, reporters=[code]), number=FILES * number + one) for one in range(5)]
        units, reporters = [unit(code, f"Chi bộ số {number}")], [reporter(code, code)]
        seed, book = hashlib.sha256(code.encode()).digest(), session(None, number=FILES**2 + number)["id"]
        data = write_package(lines, units, reporters, seed, unit=code, book=book)
        (inbox / f"BC_{code}_2014_v1.jsonl").write_bytes(data)
    rows = ["code,kind,name,parent", "DUK,dang_bo,Đảng ủy Khối,"]
    rows += [f"CB{number:03},chi_bo,Chi bộ số {number},DUK" for number in range(FILES)]
    (machine.home / "units.csv").write_text("\n".join(rows), "utf-8")
    office = ("--book", "office")
    who = ("--unit", "DUK", "--reporter", "Mai", "--units", "units.csv")
    machine.say(*office, "init", "--role", "committee", *who)
    for new in (5 * FILES, 0):
        told = json.loads(machine.say(*office, "merge", "inbox", "--trust-new", "--json", codes=(0, 1)))
        assert len(told["files"]) == FILES
        assert told["totals"]["new"] == new, told["totals"]


def export(machine: Machine) -> None:
    """A reporter's book is made, a session logged, and its signed file written and locked."""
    machine.say("--book", "own", "init", "--unit", "CB01", "--reporter", "Pản")
    machine.say("--book", "own", "log", "12/5 sh 25 lc-02 @hội trường")
    (machine.home / "words.txt").write_text("bốn từ thật dài", "utf-8")
    words = ("export", "--to", "usb", "--lock", "--passphrase-file", "words.txt", "--json")
    made = json.loads(machine.say("--book", "own", *words))
    assert made["sessions"] == 1
    assert (machine.home / made["path"]).read_bytes().startswith(b"age-encryption.org/")


def serve(machine: Machine) -> None:
    """The app starts itself for a browser and paints the register."""
    words = [*machine.words, "--book", "demo/so-tong-hop", "serve", "--no-open", "--port", str(free_port())]
    streams: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    with subprocess.Popen(words, creationflags=OWN_GROUP, **streams, **machine.process) as program:
        assert program.stderr is not None
        try:
            address = re.search(r"http://\S+", program.stderr.readline())
            assert address
            assert asyncio.run(not_painted(address.group(), "Việc cần làm", "Chủ đề")) == []
        finally:
            program.send_signal(END)
            program.wait(30)


def app(machine: Machine) -> None:
    """The app in a terminal: it comes up, goes through its screens and ends at Ctrl+Q."""
    if sys.platform == "win32":
        raise NotImplementedError("no terminal can be played here")
    from tests.tui.pty_app import running

    process = machine.process | {"env": machine.process["env"] | {"TEXTUAL_ANIMATIONS": "none"}}
    with running([*machine.words, "--book", "demo/so-tong-hop"], columns=120, rows=40, **process) as terminal:
        for key, shown in (("", "Việc cần làm"), ("2", "LC-04"), ("5", "Báo cáo"), ("6", "Cài đặt")):
            terminal.send(key)
            terminal.wait_for(shown)
        terminal.send("\x11")
        assert terminal.wait_for_end() == 0


STEPS: tuple[Callable[[Machine], None], ...] = (version, demo, papers, merge, export, serve, app)


def main() -> int:
    """Take every step and print what each took."""
    parser = argparse.ArgumentParser(prog="python -m tests.standalone")
    parser.add_argument("--user", help="who runs it, where this is root")
    parser.add_argument("program", nargs="+", help="the program, or the words of its call")
    asked = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        words = [str(Path(word).absolute()) if Path(word).exists() else word for word in asked.program]
        machine = Machine(Path(folder).resolve(), words, asked.user)
        for step in STEPS:
            started = time.perf_counter()
            try:
                step(machine)
                outcome = "ok"
            except NotImplementedError as why:
                outcome = f"left out: {why}"
            except (AssertionError, OSError, TimeoutError, subprocess.SubprocessError, ValueError) as error:
                outcome, failed = f"FAILED: {error!r}"[:2000], failed + 1
            print(f"{step.__name__:10} {time.perf_counter() - started:7.2f} s  {outcome}", flush=True)  # noqa: T201 - what the run is for
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

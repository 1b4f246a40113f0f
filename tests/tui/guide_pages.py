"""The commands of the guide's pages, run one after the other in one folder as a reader would type them.

`python -m tests.tui.guide_pages` runs the pages and writes what the commands print now in place of what they show, and
the index of the pages.

A page is written for a window of 72 columns, on 10/12/2014, on a machine whose ids, keys and hours are these:
the ids and keys that a command makes are drawn from its words, and each command runs a minute after the one before.
Only the folder of the run, which is called /home/an, and the keys for locking cannot be told before.
A line `…` stands for lines that are left out.
"""

import os
import re
import secrets
import shlex
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import TextIO

import pytest
from click.testing import CliRunner

from exports.columnar.published import Published
from exports.columnar.reader import data_sets
from tui.cli import sotay
from tui.core.i18n import LANGUAGES
from tui.core.paths import book_folder
from tui.screens.guide.pages import FENCE, FOLDER, PAGES, PROMPT
from tui.text.table_layout import wrap

WIDTH = 72  # what a page of the guide has room for in a terminal of 80 columns
TODAY = "2014-12-10"
INDEX = FOLDER / "README.md"
_START = datetime(2014, 12, 10, 8)  # noqa: DTZ001 - the hour on the reader's own clock
_HOME = "/home/an"
_CUT = "…"
_REPORT_KEY = "5f0c3a9e" * 8
_FILE = re.compile(rf"{FENCE}[a-z]+ (?P<name>[\w.-]+)")
_LOCKING_KEY = re.compile(r"age1[0-9a-z]{58}")


def _publish(place: Path, _address: str) -> list[Published]:
    return [Published(about, "new") for about in data_sets(place).values()]


@dataclass(frozen=True)
class Example:
    """A command of a page; `shown` are the lines from `start` to `end` of the page, which tell what it prints."""

    command: str
    start: int
    end: int
    shown: tuple[str, ...]


@dataclass(frozen=True)
class File:
    """A file that a page shows for the commands after it."""

    name: str
    text: str


def pages_with_commands() -> list[str]:
    """The names of the pages that show commands."""
    return [name for name in PAGES if any(isinstance(one, Example) for one in shown_in(page_text(name)))]


def page_text(name: str, language: str = LANGUAGES[0]) -> str:
    """The page as it is written."""
    return (FOLDER / language / f"{name}.md").read_text("utf-8")


def shown_in(text: str) -> Iterator[Example | File]:
    """The commands and files of a page, in order."""
    lines = text.splitlines()
    fences = [place for place, line in enumerate(lines) if line.startswith(FENCE)]
    for first, last in zip(fences[::2], fences[1::2], strict=True):
        inside = lines[first + 1 : last]
        if named := _FILE.fullmatch(lines[first]):
            yield File(named["name"], "\n".join([*inside, ""]))
        elif lines[first] == f"{FENCE}console":
            yield from _examples(lines, first + 1, last)


def _examples(lines: list[str], first: int, last: int) -> Iterator[Example]:
    starts = [place for place in range(first, last) if lines[place].startswith(PROMPT)]
    for start, end in zip(starts, [*starts[1:], last], strict=True):
        yield Example(lines[start].removeprefix(PROMPT), start + 1, end, tuple(lines[start + 1 : end]))


class Reader:
    """Somebody who follows a page at a machine of their own, in the folder `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.untold: list[str] = []
        self._code = 0
        self._hour = _START
        self._asked: list[str] = []
        self._random = Random()  # noqa: S311 - keys that guard nothing

    def follow(self, text: str) -> Iterator[tuple[Example, list[str]]]:
        """Each command of a page with what it prints."""
        for one in shown_in(text):
            if isinstance(one, File):
                (self.folder / one.name).write_text(one.text, "utf-8")
            else:
                yield one, self._type(one.command)
        self.leave()

    def leave(self) -> None:
        """Go on to another command: one that has not ended well, and has not been asked why, is `untold`."""
        if self._code:
            self.untold.append(self._asked[-1])

    @contextmanager
    def at_work(self, language: str) -> Iterator[None]:
        """The reader's own folders, hours, ids and keys, until the context ends."""
        named = {
            "SOTAY_TODAY": TODAY,
            "SOTAY_LANG": language,
            "LANGUAGE": language,
            "TZ": "UTC0",
            "COLUMNS": str(WIDTH),
        }
        named |= dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA"), str(self.folder))
        with pytest.MonkeyPatch.context() as patch:
            for name in ("SOTAY_BOOK", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
                patch.delenv(name, raising=False)
            for name, value in named.items():
                patch.setenv(name, value)
            patch.chdir(self.folder)
            patch.setattr("tui.cli.output.PIPED_WIDTH", WIDTH)
            patch.setattr("tui.cli.output._carried_over", self._carried_over)
            patch.setattr("tui.core.clock.datetime", SimpleNamespace(now=lambda: self._hour, combine=datetime.combine))
            patch.setattr(uuid, "uuid4", lambda: uuid.UUID(bytes=self._random.randbytes(16), version=4))
            patch.setattr("nacl.utils.random", self._random.randbytes)
            # The key of a report's bytes, which no change of what is kept in a report may change.
            patch.setattr("logs.exchange.frozen_reports._name", lambda _digest: _REPORT_KEY)
            patch.setattr(secrets, "token_urlsafe", lambda size: self._random.randbytes(size).hex())
            # As if the reader pressed Ctrl+C at once.
            patch.setattr("textual_serve.server.Server.serve", lambda _server: None)
            # No server is there to take the figures in.
            patch.setattr("exports.columnar.published.publish", _publish)
            _ask_the_zone()
            yield
        _ask_the_zone()

    def _type(self, command: str) -> list[str]:
        """The lines that a command prints."""
        if command == "echo $?":
            code, self._code = self._code, 0
            return [str(code)]
        self.leave()
        program, *args = shlex.split(command)
        assert program == "sotay"
        self._asked.append(command)
        self._random.seed(f"{command} {self._asked.count(command)}")
        self._hour += timedelta(minutes=1)
        result = CliRunner().invoke(sotay, args, prog_name="sotay", terminal_width=WIDTH - 2, catch_exceptions=False)
        self._code = result.exit_code
        return self._as_shown(result.output)

    def _as_shown(self, output: str) -> list[str]:
        """The lines that a command printed, in the folders of the page and without blanks at their ends."""
        return [line.rstrip() for line in self._at_home(output.replace("\ufeff", "")).splitlines()]

    def _carried_over(self, text: str, _stream: TextIO) -> str:
        """A sentence as the program lays it out in the window."""
        return "\n".join(wrap(self._at_home(text), WIDTH, divide=False))

    def _at_home(self, text: str) -> str:
        own = text.replace(str(book_folder()), f"{_HOME}/.local/share/sotay/book")
        return own.replace(str(self.folder), _HOME).replace(os.sep, "/")


def _ask_the_zone() -> None:
    """Have the zone of the environment taken; Windows cannot, and there the machine itself has to be on UTC."""
    if hasattr(time, "tzset"):
        time.tzset()


def is_told(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether the lines that a page shows are those that were printed."""
    pattern = "".join(r"(?:.*\n)+?" if line == _CUT else re.escape(f"{line}\n") for line in map(_same_for_all, shown))
    return re.fullmatch(pattern, "".join(f"{_same_for_all(line)}\n" for line in printed)) is not None


def _same_for_all(line: str) -> str:
    return _LOCKING_KEY.sub("age1-key", line)


def _cut_alike(shown: Sequence[str], printed: list[str]) -> list[str]:
    """The printed lines, cut where those shown are; of several cuts the first and the last are made one."""
    if _CUT not in shown:
        return printed
    before, after = shown.index(_CUT), shown[::-1].index(_CUT)
    return [*printed[:before], _CUT, *printed[len(printed) - after :]]


def rewritten(text: str, language: str) -> str:
    """The page with what its commands print now."""
    lines = text.splitlines()
    with TemporaryDirectory() as folder:
        reader = Reader(Path(folder))
        with reader.at_work(language):
            played = list(reader.follow(text))
    for example, printed in reversed(played):
        if not is_told(example.shown, printed):
            lines[example.start : example.end] = _cut_alike(example.shown, printed)
    return "\n".join([*lines, ""])


def index() -> str:
    """The index of all pages, for readers on the web."""
    rows = [" | ".join(["", *(_link(language, name) for language in LANGUAGES), ""]).strip() for name in PAGES]
    head = ["# Hướng dẫn sử dụng · User guide", "", "| Tiếng Việt | English |", "|---|---|"]
    return "\n".join([*head, *rows, ""])


def _link(language: str, name: str) -> str:
    title = page_text(name, language).splitlines()[0].removeprefix("# ")
    return f"[{title}]({language}/{name}.md)"


def main() -> None:
    """Write every page that shows commands anew, in both languages, and the index."""
    for name in pages_with_commands():
        for language in LANGUAGES:
            path = FOLDER / language / f"{name}.md"
            path.write_text(rewritten(page_text(name, language), language), "utf-8")
    INDEX.write_text(index(), "utf-8")


if __name__ == "__main__":
    main()
